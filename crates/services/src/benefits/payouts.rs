//! 付款: the payout of a request: prepared by one of those who pay, approved by another above an amount,
//! entered into the ledger when it is carried out.

mod recheck;
mod show;
mod turns;

use hezong_contract::cases::{FieldKind, FieldView, Goal, OptionView, TurnView};
use hezong_contract::coupons::NewGrant;
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{
    Actor, Approval, ApprovalRefusal, ApprovalRule, Check, Payable, PaymentSubject, Payout,
    PayoutEvent, PayoutGuard, PayoutState, PayoutWay, Standing, may_approve, payout_check, weigh,
};
use hezong_domain::certification::BusinessInfo;
use hezong_domain::coupons::{Limits, QuotaType, Terms};
use hezong_domain::incentives::Payment;
use hezong_domain::ledger::{Entry, EntryKind, LedgerAccount};
use hezong_domain::{Fen, PaymentRequestId, UserId};
use hezong_storage::UnitOfWork;
use hezong_storage::balances::BalanceCause;
use hezong_texts::{Lang, invoice_site};

pub(crate) use self::recheck::recheck;
pub(crate) use self::turns::{held, vendors_turn};
use super::case::{Desk, Looking, Shown};
use super::data::PayoutData;
use super::engine::{self, Loaded, Move, Subject};
use super::fields::{Answers, Finish, field};
use super::frame::Frame;
use super::refusal::CaseRefusal;
use super::{balances, certification, payments, words};
use crate::act::Act;
use crate::entropy::Make;
use crate::{Error, Result, quotas};

/// How long vouchers instead of money can be issued.
const QUOTA_DAYS: i64 = 365;
/// The key in `benefit_refused` of who settled a bill and wants to pay.
const OWN_SETTLEMENT: &str = "own_settlement";

impl Desk for Payout {
    const HOME: Goal = Goal::Payments;
    const REMARKABLE: &'static [&'static str] = &["amount", "way", "paid_account"];
    const HARD: &'static [&'static str] = &["recall"];
    const IS_INTERNAL: bool = true;

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
        turns::turn_for(tx, look, case).await
    }

    async fn form(
        _tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
        event: PayoutEvent,
    ) -> Result<Vec<FieldView>> {
        let lang = look.lang;
        Ok(match event {
            PayoutEvent::Submit => {
                vec![field(lang, "way", ways(lang)).with(case.data.way.as_str())]
            }
            PayoutEvent::Pay => {
                let paid_on = field(lang, "paid_on", FieldKind::Day);
                let mut fields = vec![paid_on.with(look.frame.today.to_string())];
                if case.data.way == PayoutWay::BankTransfer {
                    fields.push(field(lang, "bank_reference", FieldKind::Text));
                }
                fields
            }
            _ => Vec::new(),
        })
    }

    async fn act(
        act: &mut Act,
        frame: &Frame,
        mut case: Loaded<Self>,
        asked: Move<Self>,
        answers: &Answers,
    ) -> Result<()> {
        if !payments::is_open(&case, &asked) {
            return engine::step(act, frame, &mut case, asked, Check::pass).await.map(drop);
        }
        match asked.event {
            PayoutEvent::Submit => submit(act, frame, case, asked, answers).await,
            PayoutEvent::Approve => approve(act, frame, case, asked).await,
            PayoutEvent::Reject | PayoutEvent::Recall => {
                case.data.approvals.clear();
                engine::step(act, frame, &mut case, asked, Check::pass).await.map(drop)
            }
            PayoutEvent::Release | PayoutEvent::Block | PayoutEvent::Unblock => {
                let weighed = weighed(&mut *act.tx, frame, &case).await?;
                engine::step(act, frame, &mut case, asked, weighed.check()).await.map(drop)
            }
            PayoutEvent::Pay => pay(act, frame, case, asked, answers).await,
        }
    }
}

fn ways(lang: Lang) -> FieldKind {
    let option = |way: &PayoutWay| OptionView {
        value: way.as_str().to_owned(),
        words: words::word(lang, "payout_way", way.as_str()),
        note: words::word(lang, "payout_way", &format!("{}_note", way.as_str())),
        is_open: true,
    };
    FieldKind::One(PayoutWay::ALL.iter().map(option).collect())
}

/// What the guards of a payout look at.
struct Weighed {
    standing: Standing,
    payable: Payable,
}

impl Weighed {
    fn check(&self) -> impl Fn(PayoutGuard) -> Check<PayoutGuard> {
        |guard| payout_check(guard, &self.standing, self.payable)
    }
}

/// The payout of a request whose invoices are in order, to be prepared by those who pay. It is stored
/// by [`engine::keep_new`].
pub(crate) fn draft(act: &Act, request: &Loaded<Payment>) -> Loaded<Payout> {
    let subject = Subject {
        partner: request.row.partner_id.clone(),
        key: request.row.id.to_string(),
        title: request.row.title.clone(),
        period: request.row.period.clone(),
    };
    let [bank, account, holder] = request.data.info.as_ref().map(account_of).unwrap_or_default();
    let data = PayoutData {
        request: request.row.id.clone(),
        amount: request.data.total,
        way: PayoutWay::BankTransfer,
        account,
        bank,
        holder,
        approvals: Vec::new(),
        handed_in: 0,
        paid_on: None,
        reference: String::new(),
    };
    let mut case = Loaded::begin(act, subject, data);
    engine::worth(&mut case, Some(request.data.total));
    case
}

/// Bank, account and holder of somebody's business information.
pub(crate) fn account_of(info: &BusinessInfo) -> [String; 3] {
    let bank = format!("{} {}", info.bank, info.branch).trim().to_owned();
    [bank, info.account_number.clone(), info.account_name.clone()]
}

/// Whether way and account are settled; before that the account is the one that is verified when it is
/// handed in.
pub(crate) const fn is_handed_in(case: &Loaded<Payout>) -> bool {
    !matches!(case.state, PayoutState::Draft | PayoutState::Rejected)
}

/// What approvals count for: this amount to this account, as it was handed in last.
fn subject(case: &Loaded<Payout>) -> PaymentSubject {
    let data = &case.data;
    PaymentSubject {
        request_id: PaymentRequestId::new(data.request.as_str()),
        amount: data.amount,
        account: format!("{} {}", data.way.as_str(), data.account),
        version: data.handed_in,
    }
}

/// The people who may approve payouts.
async fn approvers(tx: &mut dyn UnitOfWork) -> Result<Vec<UserId>> {
    let Some(vendor) = tx.accounts().vendor().await? else { return Ok(Vec::new()) };
    words::people_who_may(tx, &vendor.id, Permission::OpsPay).await
}

/// How many people a payment needs. Without a policy every one needs two.
fn rule(frame: &Frame) -> ApprovalRule {
    let strict = ApprovalRule { two_people_above: Fen::ZERO };
    frame.policies.on(frame.today).map_or(strict, |policy| policy.approval)
}

/// Where the approval of a payout stands, and whether the partner may be paid at this moment.
async fn weighed(tx: &mut dyn UnitOfWork, frame: &Frame, case: &Loaded<Payout>) -> Result<Weighed> {
    let approvers = approvers(tx).await?;
    let rule = rule(frame);
    let maker = case.row.maker.as_ref();
    let standing = weigh(rule, &subject(case), maker, &case.data.approvals, &approvers);
    Ok(Weighed { standing, payable: payable(tx, frame, case).await? })
}

/// Whether the partner may be paid now: its business information is verified, none of its own bills is
/// overdue, and the account the money goes to is still the verified one.
async fn payable(tx: &mut dyn UnitOfWork, frame: &Frame, case: &Loaded<Payout>) -> Result<Payable> {
    let partner = &case.row.partner_id;
    let (state, info) = certification::standing(tx, partner).await?;
    if !state.allows_payment() {
        return Ok(Payable::NotCertified);
    }
    let overdue = tx.balances().overdue(partner, frame.today).await?.unwrap_or_default();
    if overdue.is_positive() {
        return Ok(Payable::Overdue(overdue));
    }
    let is_same = info.is_some_and(|info| info.account_number == case.data.account);
    let goes_there = case.data.way == PayoutWay::BankTransfer;
    Ok(if goes_there && !is_same { Payable::OtherAccount } else { Payable::Yes })
}

/// Whether a person took away what stood in the way of a payout: an overdue bill it entered as settled after
/// the request was begun. Somebody else has to pay then (R5 of incentives-invoices §1.5, two people).
async fn cleared_the_way(
    tx: &mut dyn UnitOfWork,
    case: &Loaded<Payout>,
    person: &UserId,
) -> Result<bool> {
    let request = tx.benefits().find_case(&Scope::Platform, &case.data.request).await?;
    let begun_at = request.map_or(case.row.created_at, |request| request.created_at);
    balances::cleared_the_way(tx, &case.row.partner_id, person, begun_at).await
}

/// 提交审批: the way is chosen, the account is the one that is verified now, old approvals are void.
async fn submit(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Payout>,
    asked: Move<Payout>,
    answers: &Answers,
) -> Result<()> {
    let mut reading = answers.read();
    let way = reading.one::<PayoutWay>("way");
    reading.end()?;
    let (_, info) = certification::standing(&mut *act.tx, &case.row.partner_id).await?;
    let data = &mut case.data;
    data.way = way.unwrap_or(data.way);
    if let Some(info) = info {
        [data.bank, data.account, data.holder] = account_of(&info);
    }
    data.approvals.clear();
    data.handed_in = case.row.version.saturating_add(1);
    engine::step(act, frame, &mut case, asked, Check::pass).await?;
    follow(act, frame, case).await.map(drop)
}

/// Blocks a payout that nobody can approve, and lets it go on when somebody can again. Whether it
/// moved.
async fn follow(act: &mut Act, frame: &Frame, mut case: Loaded<Payout>) -> Result<bool> {
    let weighed = weighed(&mut *act.tx, frame, &case).await?;
    let is_blocked = matches!(weighed.standing, Standing::Blocked { .. });
    let event = match (case.state, is_blocked) {
        (PayoutState::PendingApproval, true) => PayoutEvent::Block,
        (PayoutState::Blocked, false) => PayoutEvent::Unblock,
        _ => return Ok(false),
    };
    let (hats, asked) = (vec![Actor::System], Move::plain(event, case.row.version));
    engine::step_as(act, frame, &mut case, hats, asked, weighed.check()).await?;
    Ok(true)
}

/// 批准: by somebody who may, who did not prepare it, for exactly what was shown.
async fn approve(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Payout>,
    asked: Move<Payout>,
) -> Result<()> {
    let person = act.cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
    let approvers = approvers(&mut *act.tx).await?;
    let subject = subject(&case);
    let (maker, given) = (case.row.maker.as_ref(), &case.data.approvals);
    // That the case did not move since it was shown has been found before.
    may_approve(&person, &subject, &subject, maker, given, &approvers)
        .map_err(|refusal| Error::Case(CaseRefusal::plain::<Payout>(refusal_key(refusal))))?;
    case.data.approvals.push(Approval { by: person, subject, at: act.now });
    let weighed = weighed(&mut *act.tx, frame, &case).await?;
    engine::step(act, frame, &mut case, asked, weighed.check()).await.map(drop)
}

/// The key of its words in `benefit_refused`.
const fn refusal_key(refusal: ApprovalRefusal) -> &'static str {
    match refusal {
        ApprovalRefusal::OwnPayment => "own_payment",
        ApprovalRefusal::Already => "already",
        ApprovalRefusal::NotAnApprover => "not_an_approver",
        ApprovalRefusal::Changed => "changed",
    }
}

/// 登记付款: enters what was paid, into the ledger too, and ends the request.
async fn pay(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Payout>,
    asked: Move<Payout>,
    answers: &Answers,
) -> Result<()> {
    let mut reading = answers.read();
    // Nothing is paid before it was approved, and that was the last step.
    let paid_on = reading.done_day("paid_on", Some(case.row.entered_on), frame.today);
    let is_transfer = case.data.way == PayoutWay::BankTransfer;
    let reference = reading.line("bank_reference", is_transfer);
    reading.end()?;
    if let Some(person) = act.cx.principal().user_id().cloned()
        && cleared_the_way(&mut *act.tx, &case, &person).await?
    {
        return Err(Error::Case(CaseRefusal::plain::<Payout>(OWN_SETTLEMENT)));
    }
    case.data.paid_on = paid_on;
    case.data.reference = reference;
    let weighed = weighed(&mut *act.tx, frame, &case).await?;
    engine::step(act, frame, &mut case, asked, weighed.check()).await?;
    let (partner, amount) = (case.row.partner_id.clone(), case.data.amount);
    if case.data.way == PayoutWay::VoucherQuota {
        grant(act, &case).await?;
    }
    // Vouchers settle the debt as money does; what is credited to the balance stays the partner's.
    let to = if case.data.way == PayoutWay::PartnerBalance {
        let cause = BalanceCause::Payout(case.row.id.clone());
        let entered = act.tx.balances().enter(&partner, &cause, amount, act.now).await?;
        entered.ok_or_else(|| Error::Internal(format!("payout {} takes away", case.row.id)))?;
        LedgerAccount::Balance(partner.clone())
    } else {
        LedgerAccount::PaidOut
    };
    let debt = LedgerAccount::Payable(partner);
    act.post(Entry::transfer(EntryKind::IncentivePaid, debt, to, amount)).await?;
    payments::paid(act, frame, &case).await
}

/// Grants a quota of vouchers instead of money, by the rules of every grant.
async fn grant(act: &mut Act, case: &Loaded<Payout>) -> Result<()> {
    let id = act.cx.services().entropy().quota_id(act.now);
    let name = invoice_site::QUOTA_NAME.with(Lang::ZhCn, &[("quarter", &case.row.period)]);
    let new = NewGrant {
        partner_id: case.row.partner_id.clone(),
        quota_type: QuotaType::Voucher,
        name,
        value: case.data.amount,
        effective_at: act.now,
        expires_at: act.now.plus_days(QUOTA_DAYS),
        limits: Limits::default(),
        terms: Terms::default(),
    };
    quotas::put(act, &new, &id).await
}
