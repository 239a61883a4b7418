//! 付款申请: a quarter's request from asking to paid. What may be asked for is in [`facts`], the
//! invoices are in [`invoices`], what pages show in [`show`], the list of quarters in [`cards`].

mod cards;
mod facts;
mod forms;
mod invoices;
mod show;
mod sound;

use hezong_contract::cases::{FieldView, Goal, TurnView};
use hezong_domain::Fen;
use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Check, Consequence, Payout, PayoutState, Workflow};
use hezong_domain::files::{FileType, Purpose};
use hezong_domain::incentives::{
    Payment, PaymentEvent, PaymentFacts, PaymentGuard, PaymentState, payment_check, total,
};
use hezong_storage::UnitOfWork;

pub(crate) use self::cards::partners_turn;
pub use self::cards::{begin, quarters};
use self::facts::reckon;
pub(crate) use self::sound::breaches;
use super::case::{Desk, Looking, Shown};
use super::data::PaymentData;
use super::engine::{self, Loaded, Move};
use super::fields::Answers;
use super::frame::Frame;
use super::papers::{self, PaperRule};
use super::refusal::FailedCheck;
use super::sheet::payer_of;
use super::{claims, payouts, words};
use crate::act::Act;
use crate::{Error, Result};

impl Desk for Payment {
    const HOME: Goal = Goal::Payments;
    const REMARKABLE: &'static [&'static str] = &["people", "proof", "amount", "info"];
    const HARD: &'static [&'static str] = &["withdraw"];
    const PAPERS: &'static [PaperRule<Self>] = &[PaperRule {
        purpose: Purpose::EInvoice,
        by: Actor::Partner,
        states: &[PaymentState::Approved, PaymentState::InvoiceRejected],
        types: FileType::ALL,
        is_required: false,
    }];

    fn remarkable(case: &Loaded<Self>) -> Vec<&'static str> {
        if case.state == PaymentState::InvoiceReviewing {
            return invoices::remarkable(&case.data);
        }
        Self::REMARKABLE.to_vec()
    }

    async fn show(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Shown<Self>> {
        show::show(tx, look, case).await
    }

    async fn turn_for(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Option<TurnView>> {
        cards::turn_for(tx, look, case).await
    }

    async fn form(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
        event: PaymentEvent,
    ) -> Result<Vec<FieldView>> {
        forms::form(tx, look, case, event).await
    }

    async fn act(
        act: &mut Act,
        frame: &Frame,
        mut case: Loaded<Self>,
        asked: Move<Self>,
        answers: &Answers,
    ) -> Result<()> {
        if !is_open(&case, &asked) {
            // The engine says why; nobody is asked for answers to a question that is gone.
            return engine::step(act, frame, &mut case, asked, Check::pass).await.map(drop);
        }
        match asked.event {
            PaymentEvent::Request => request(act, frame, case, asked, answers).await,
            PaymentEvent::Approve => {
                case.data.approved_on = Some(frame.today);
                case.data.payer = act.cx.services().payer().cloned();
                let mut facts = facts_of(&case.data);
                facts.holds.extend(payer_known(act, &case));
                engine::step(act, frame, &mut case, asked, check(&facts)).await.map(drop)
            }
            PaymentEvent::Withdraw => {
                case.data.claims.clear();
                case.data.lines.clear();
                case.data.total = Fen::ZERO;
                case.data.info = None;
                engine::worth(&mut case, None);
                engine::step(act, frame, &mut case, asked, Check::pass).await.map(drop)
            }
            PaymentEvent::SendInvoice => send(act, frame, case, asked, answers).await,
            PaymentEvent::AcceptInvoice => accept(act, frame, case, asked, answers).await,
            PaymentEvent::Reject | PaymentEvent::RejectInvoice => {
                engine::step(act, frame, &mut case, asked, Check::pass).await.map(drop)
            }
            PaymentEvent::Pay => {
                let facts = paid_facts(&mut *act.tx, &case).await?;
                engine::step(act, frame, &mut case, asked, check(&facts)).await.map(drop)
            }
        }
    }
}

/// Whether a move begins where the case stands, as far as nobody has to answer anything for it.
pub(super) fn is_open<W: super::engine::Benefit>(case: &Loaded<W>, asked: &Move<W>) -> bool {
    let mut rules = <W as Workflow>::TRANSITIONS.iter();
    asked.seen == case.row.version
        && rules.any(|rule| rule.from == case.state && rule.event == asked.event)
}

/// What the guards look at, as far as a request's own data say it.
fn facts_of(data: &PaymentData) -> PaymentFacts {
    PaymentFacts {
        failed: Vec::new(),
        header: data.total,
        lines: data.lines.clone(),
        invoice_failures: Vec::new(),
        holds: Vec::new(),
    }
}

/// The guard that asks who pays, where that is known.
fn payer_known(act: &Act, case: &Loaded<Payment>) -> Option<PaymentGuard> {
    payer_of(case, act.cx.services().payer()).map(|_| PaymentGuard::PayerKnown)
}

fn check(facts: &PaymentFacts) -> impl Fn(PaymentGuard) -> Check<PaymentGuard> {
    move |guard| payment_check(guard, facts)
}

/// A refusal that names every failed check behind a guard instead of the guard alone.
fn explained(error: Error, guard: PaymentGuard, details: Vec<FailedCheck>) -> Error {
    match error {
        Error::Case(mut refusal) if !details.is_empty() => {
            let place = refusal.failed.iter().position(|failed| failed.key == guard.as_str());
            if let Some(place) = place {
                refusal.failed.splice(place..=place, details);
            }
            Error::Case(refusal)
        }
        other => other,
    }
}

/// 申请付款: lines and business information are frozen, months left open are given up.
async fn request(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Payment>,
    asked: Move<Payment>,
    answers: &Answers,
) -> Result<()> {
    let (partner, quarter) = (case.row.partner_id.clone(), case.data.quarter);
    let reckoned = reckon(&mut *act.tx, frame, &partner, quarter).await?;
    if reckoned.is_clear() && !reckoned.forgone().is_empty() {
        let mut reading = answers.read();
        reading.agreed("give_up");
        reading.end()?;
    }
    let failed: Vec<_> = reckoned.checks.iter().filter(|check| !check.passed).collect();
    let details = failed.iter().map(|check| FailedCheck::of("quarter_rule", check)).collect();
    let mut facts = facts_of(&case.data);
    facts.failed = failed.iter().map(|check| check.key).collect();
    facts.header = total(&reckoned.lines).unwrap_or_default();
    facts.lines.clone_from(&reckoned.lines);
    case.data.total = facts.header;
    case.data.claims = reckoned.claims();
    case.data.lines = reckoned.lines;
    case.data.info = reckoned.info;
    engine::worth(&mut case, Some(facts.header));
    let step = engine::step(act, frame, &mut case, asked, check(&facts)).await;
    let step = step.map_err(|error| explained(error, PaymentGuard::Requestable, details))?;
    if step.then.contains(&Consequence::CloseMonths) {
        claims::close_open(act, frame, &partner, quarter).await?;
    }
    Ok(())
}

/// 提交发票: what the partner entered is checked as the desk will check it.
async fn send(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Payment>,
    asked: Move<Payment>,
    answers: &Answers,
) -> Result<()> {
    let payer = act.cx.services().payer().cloned();
    let terms = invoices::terms(&case, payer.as_ref())?;
    let entered = invoices::read(answers, &terms)?;
    let files = papers::live(&mut *act.tx, &case.row.id).await?;
    entered.keep(&files, &mut case.data);
    let scope = act.cx.principal().scope();
    let verdict = invoices::verdict(&mut *act.tx, &scope, frame, &case, payer.as_ref()).await?;
    let mut facts = facts_of(&case.data);
    facts.invoice_failures = verdict.failures();
    facts.holds.extend(payer_known(act, &case));
    if case.data.delivery.is_some() {
        facts.holds.push(PaymentGuard::Sent);
    }
    let step = engine::step(act, frame, &mut case, asked, check(&facts)).await;
    let details = invoices::failed(&verdict);
    step.map_err(|error| explained(error, PaymentGuard::InvoicesInOrder, details))?;
    invoices::claim_numbers(act, &case).await
}

/// 发票通过: what arrived is checked once more, and finance gets the payout to prepare.
async fn accept(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Payment>,
    asked: Move<Payment>,
    answers: &Answers,
) -> Result<()> {
    let mut reading = answers.read();
    // Nothing is received before it was issued.
    let issued_on = case.data.invoices.iter().map(|invoice| invoice.issued_on).max();
    let received_on = reading.done_day("received_on", issued_on, frame.today);
    reading.end()?;
    case.data.received_on = received_on;
    let payer = act.cx.services().payer().cloned();
    let scope = act.cx.principal().scope();
    let verdict = invoices::verdict(&mut *act.tx, &scope, frame, &case, payer.as_ref()).await?;
    let mut facts = facts_of(&case.data);
    facts.invoice_failures = verdict.failures();
    facts.holds.push(PaymentGuard::Received);
    let mut payout = payouts::draft(act, &case);
    case.data.payout = Some(payout.row.id.clone());
    let step = engine::step(act, frame, &mut case, asked, check(&facts)).await;
    let details = invoices::failed(&verdict);
    step.map_err(|error| explained(error, PaymentGuard::InvoicesInOrder, details))?;
    engine::keep_new(act, frame, &mut payout).await?;
    let args = [("subject", words::subject_key(&payout.row)), ("case", payout.row.id.to_string())];
    words::tell_vendor(act, Actor::Finance, "case_task", &args).await
}

/// The facts of a request whose payout may have been carried out.
async fn paid_facts(tx: &mut dyn UnitOfWork, case: &Loaded<Payment>) -> Result<PaymentFacts> {
    let mut facts = facts_of(&case.data);
    let payout = payout_of(tx, case).await?;
    if payout.is_some_and(|payout| payout.state == PayoutState::Paid) {
        facts.holds.push(PaymentGuard::PaidOut);
    }
    Ok(facts)
}

/// The payout of a request, once there is one. The caller has found the request in its own scope.
async fn payout_of(
    tx: &mut dyn UnitOfWork,
    case: &Loaded<Payment>,
) -> Result<Option<Loaded<Payout>>> {
    let Some(id) = &case.data.payout else { return Ok(None) };
    let row = tx.benefits().find_case(&Scope::Platform, id).await?;
    row.map(Loaded::of).transpose()
}

/// Moves the request of a payout that was just carried out, in the same act.
pub(crate) async fn paid(act: &mut Act, frame: &Frame, payout: &Loaded<Payout>) -> Result<()> {
    let id = &payout.data.request;
    let mut case = engine::find::<Payment>(&mut *act.tx, &Scope::Platform, id).await?;
    let facts = paid_facts(&mut *act.tx, &case).await?;
    let asked = Move::plain(PaymentEvent::Pay, case.row.version);
    engine::step(act, frame, &mut case, asked, check(&facts)).await.map(drop)
}
