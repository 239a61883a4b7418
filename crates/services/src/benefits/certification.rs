//! 商业信息认证: company, tax and bank data that every payment needs (incentives-invoices §5).
//!
//! The table's consequences "stop payments" and "let them go on" need nothing stored: a payment asks
//! [`standing`], and only a certified partner is paid.

mod confirm;
mod form;
mod papers;

use hezong_contract::cases::{ActView, ChecksView, FactView, FieldKind, FieldView, Goal};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, Check, Fact, Workflow, all_passed};
use hezong_domain::certification::{
    BusinessInfo, Certification, CertificationEvent, CertificationFacts, CertificationGuard,
    CertificationState, InfoCheck, Verification, certification_check, evaluate_info, needs_review,
};
use hezong_domain::{CaseId, PartnerId};
use hezong_storage::UnitOfWork;
use hezong_texts::certification_page as texts;

use super::case::{Desk, Looking, Shown, blocked};
use super::data::{CertificationData, Signature};
use super::engine::{self, Loaded, Move, Subject};
use super::fields::{self, Answers, Finish};
use super::frame::Frame;
use super::papers::PaperRule;
use super::refusal::FailedCheck;
use super::{CaseRefusal, hats, words};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::{Error, Result};

/// Tax rates a partner may choose, in millionths. Data of this site: what the tax law knows for services.
/// Zero is not among them: only special invoices are taken, and there is none without tax.
pub(crate) const RATES_PPM: &[i64] = &[60_000, 30_000, 10_000];
/// Currencies this site pays in. Data of this site.
pub(crate) const CURRENCIES: &[&str] = &["CNY"];
/// The version of the privacy statement shown with the form. Data of this site; raise it with the text.
const STATEMENT: &str = "1";
/// The one case a partner has.
const SUBJECT: &str = "info";
/// The act that changes the finance contact, which needs no review (documented, §5).
const CONTACT: &str = "contact";

impl Desk for Certification {
    const HOME: Goal = Goal::Certification;
    const REMARKABLE: &'static [&'static str] = form::NAMES;
    const PAPERS: &'static [PaperRule<Self>] = papers::RULES;

    async fn show(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Shown<Self>> {
        let (lang, data) = (look.lang, &case.data);
        let mut shown = Shown { facts: facts(look, case), ..Shown::default() };
        let Some(entered) = &data.entered else { return Ok(shown) };
        let sees_number = look.hats.contains(&Actor::Reviewer);
        shown.tables.push(form::table(lang, entered, data.verified.as_ref(), sees_number));
        if data.verified.as_ref() != Some(entered) {
            let name = verified_name(tx, &case.row.partner_id).await?;
            let checks = words::checks(lang, "info_check", &info_checks(entered, &name));
            shown.checks.push(ChecksView { title: texts::CHECKS.get(lang).to_owned(), checks });
        }
        // Data, statement and amount come with the form; only what was handed in before can block.
        let facts = known(data);
        shown.blocked = blocked::<Self>(lang, case.state, |guard| match guard {
            CertificationGuard::AccountVerified => certification_check(guard, &facts),
            _ => Check::pass(guard),
        });
        Ok(shown)
    }

    async fn form(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
        event: CertificationEvent,
    ) -> Result<Vec<FieldView>> {
        match event {
            CertificationEvent::Submit | CertificationEvent::Change => {
                let name = verified_name(tx, &case.row.partner_id).await?;
                let mut fields = form::fields(look.lang, case.data.entered.as_ref(), &name);
                let consent = texts::STATEMENT_CONSENT.get(look.lang).to_owned();
                let mut statement = fields::field(look.lang, "statement", FieldKind::Yes(consent));
                if event == CertificationEvent::Change {
                    statement = statement.hinted(texts::STATEMENT_CHANGE.get(look.lang));
                }
                fields.push(statement);
                Ok(fields)
            }
            CertificationEvent::Confirm => {
                Ok(vec![form::amount(look.lang, case.data.verification)])
            }
            _ => Ok(Vec::new()),
        }
    }

    async fn act(
        act: &mut Act,
        frame: &Frame,
        mut case: Loaded<Self>,
        asked: Move<Self>,
        answers: &Answers,
    ) -> Result<()> {
        let facts = known(&case.data);
        let data = &mut case.data;
        match asked.event {
            CertificationEvent::Submit | CertificationEvent::Change => {
                return hand_in(act, frame, case, asked, answers).await;
            }
            CertificationEvent::Confirm => {
                return confirm::confirm(act, frame, case, asked, answers).await;
            }
            CertificationEvent::SendAmount => {
                let random = u64::from_be_bytes(act.cx.services().entropy().bytes::<8>());
                data.verification = Some(Verification::draw(random));
            }
            CertificationEvent::Accept => certify(data),
            CertificationEvent::KeepVerified => data.entered.clone_from(&data.verified),
            CertificationEvent::Unlock => data.verification = None,
            CertificationEvent::Reject | CertificationEvent::Lock => {}
        }
        let check = |guard| certification_check(guard, &facts);
        engine::step(act, frame, &mut case, asked, check).await?;
        Ok(())
    }

    async fn extra_acts(
        _tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Vec<ActView>> {
        let verified = case.data.verified.as_ref();
        let is_open = case.state == CertificationState::Certified;
        let Some(info) = verified.filter(|_| is_open && look.hats.contains(&Actor::Partner)) else {
            return Ok(Vec::new());
        };
        let mut fields = form::contact_fields(look.lang, Some(info));
        if let Some(first) = fields.first_mut() {
            texts::CONTACT_HINT.get(look.lang).clone_into(&mut first.hint);
        }
        Ok(vec![ActView {
            event: CONTACT.to_owned(),
            words: texts::CONTACT_CHANGE.get(look.lang).to_owned(),
            is_main: false,
            is_hard: false,
            needs_reason: false,
            remarkable: Vec::new(),
            blocked: Vec::new(),
            fields,
        }])
    }

    async fn extra(
        act: &mut Act,
        frame: &Frame,
        mut case: Loaded<Self>,
        name: &str,
        seen: i64,
        answers: &Answers,
    ) -> Result<bool> {
        if name != CONTACT {
            return Ok(false);
        }
        if !hats::of(act.cx.principal()).contains(&Actor::Partner) {
            let turn = Some(Actor::Partner);
            return Err(Error::Case(CaseRefusal {
                turn,
                ..CaseRefusal::plain::<Self>("not_yours")
            }));
        }
        if case.state != CertificationState::Certified {
            let state = Some(case.state.as_str());
            return Err(Error::Case(CaseRefusal {
                state,
                ..CaseRefusal::plain::<Self>("not_now")
            }));
        }
        let mut reading = answers.read();
        let contact = form::read_contact(&mut reading);
        reading.end()?;
        for info in [&mut case.data.entered, &mut case.data.verified].into_iter().flatten() {
            info.contact.clone_from(&contact);
        }
        engine::save(act, frame, &mut case, seen).await?;
        Ok(true)
    }
}

/// What guards can see in the stored data.
fn known(data: &CertificationData) -> CertificationFacts {
    let number = data.entered.as_ref().map(|info| &info.account_number);
    let is_known = number.is_some_and(|number| data.accounts.contains(number));
    let holds = is_known.then_some(CertificationGuard::AccountVerified).into_iter().collect();
    CertificationFacts { holds, verification: data.verification }
}

/// What was handed in is verified from now on, its account too.
fn certify(data: &mut CertificationData) {
    data.verified.clone_from(&data.entered);
    data.verification = None;
    if let Some(info) = &data.verified
        && !data.accounts.contains(&info.account_number)
    {
        data.accounts.push(info.account_number.clone());
    }
}

/// Every check of the data, with rates as people read them.
fn info_checks(info: &BusinessInfo, verified_name: &str) -> Vec<Check<InfoCheck>> {
    let mut checks = evaluate_info(info, verified_name, RATES_PPM, CURRENCIES);
    for check in checks.iter_mut().filter(|check| check.key == InfoCheck::TaxRate) {
        check.required = Fact::Codes(RATES_PPM.iter().map(|ppm| words::percent(*ppm)).collect());
    }
    checks
}

async fn verified_name(tx: &mut dyn UnitOfWork, partner: &PartnerId) -> Result<String> {
    let partner = tx.accounts().find_partner(partner).await?.ok_or(Error::NotFound("partner"))?;
    Ok(partner.account.display_name)
}

fn facts(look: &Looking<'_>, case: &Loaded<Certification>) -> Vec<FactView> {
    use CertificationState as S;
    let (lang, data) = (look.lang, &case.data);
    let mut facts = Vec::new();
    let is_awaited = matches!(case.state, S::AwaitingAmount | S::ChangeAwaitingAmount | S::Locked);
    if let Some(verification) = data.verification.filter(|_| is_awaited) {
        // The vendor transfers it; the partner has to read it from its bank.
        if *look.scope == Scope::Platform {
            let amount = words::fact(lang, &Fact::Amount(verification.amount()));
            facts.push(FactView::new(texts::AMOUNT_SENT.get(lang), amount));
        }
        let left = texts::tries(lang, verification.left());
        facts.push(FactView::new(texts::TRIES_LEFT.get(lang), left));
    }
    if let Some(statement) = &data.statement {
        let time = statement.at.local_minute();
        let agreed = texts::statement_agreed(lang, &statement.signer, time, &statement.version);
        facts.push(FactView::new(words::word(lang, "case_field", "statement"), agreed));
    }
    facts
}

/// Hands data in, for the first time or as a change. A change of the finance contact alone is stored
/// without review.
async fn hand_in(
    act: &mut Act,
    frame: &Frame,
    mut case: Loaded<Certification>,
    asked: Move<Certification>,
    answers: &Answers,
) -> Result<()> {
    let info = form::read(answers, case.data.entered.as_ref())?;
    let name = verified_name(&mut *act.tx, &case.row.partner_id).await?;
    let checks = info_checks(&info, &name);
    let is_certified = case.state == CertificationState::Certified;
    let verified = case.data.verified.as_ref().filter(|_| is_certified);
    let is_partner = hats::of(act.cx.principal()).contains(&Actor::Partner);
    let is_free = is_partner
        && all_passed(&checks)
        && verified.is_some_and(|verified| !needs_review(verified, &info));
    case.data.statement = Some(consent(act));
    case.data.entered = Some(info.clone());
    if is_free {
        case.data.verified = Some(info);
        return engine::save(act, frame, &mut case, asked.seen).await;
    }
    case.data.verification = None;
    let mut holds = vec![CertificationGuard::StatementAgreed];
    if all_passed(&checks) {
        holds.push(CertificationGuard::DataInOrder);
    }
    let facts = CertificationFacts { holds, verification: None };
    let check = |guard| certification_check(guard, &facts);
    let moved = engine::step(act, frame, &mut case, asked, check).await;
    moved.map_err(|error| in_detail(error, &checks))?;
    Ok(())
}

/// The consent of the caller; reading the form made sure that it was given.
fn consent(act: &Act) -> Signature {
    Signature {
        version: STATEMENT.to_owned(),
        signer: act.cx.principal().sign_in().to_owned(),
        by: act.cx.principal().user_id().cloned(),
        at: act.now,
        address: act.cx.request().ip.clone(),
    }
}

/// Says which of the data are not in order instead of only that they are not.
fn in_detail(error: Error, checks: &[Check<InfoCheck>]) -> Error {
    let Error::Case(mut refusal) = error else { return error };
    let key = CertificationGuard::DataInOrder.as_str();
    if refusal.failed.iter().any(|failed| failed.key == key) {
        refusal.failed.retain(|failed| failed.key != key);
        let failed = checks.iter().filter(|check| !check.passed);
        refusal.failed.extend(failed.map(|check| FailedCheck::of("info_check", check)));
    }
    Error::Case(refusal)
}

/// Where a partner's business information stands, and what of it is verified.
pub(crate) async fn standing(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
) -> Result<(CertificationState, Option<BusinessInfo>)> {
    let found = own_case(tx, partner).await?;
    Ok(found.map_or((Certification::START, None), |case| (case.state, case.data.verified)))
}

/// Who has to do something before a partner's business information is certified.
pub(crate) async fn waits_for(tx: &mut dyn UnitOfWork, partner: &PartnerId) -> Result<Actor> {
    let found = own_case(tx, partner).await?;
    Ok(found.and_then(|case| case.row.turn).unwrap_or(Actor::Partner))
}

async fn own_case(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
) -> Result<Option<Loaded<Certification>>> {
    engine::find_subject(tx, &Scope::Partner(partner.clone()), partner, SUBJECT).await
}

/// The case of the caller's partner, once it was begun.
///
/// # Errors
/// Without [`Permission::BenefitView`]; [`Error::NotFound`] for callers that are no partner.
pub async fn own(cx: &Context) -> Result<Option<CaseId>> {
    let (mut tx, _) = cx.read(Permission::BenefitView).await?;
    let partner = &cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    Ok(own_case(&mut *tx, partner).await?.map(|case| case.row.id))
}

/// Begins the case of the caller's partner, or answers the one there is.
///
/// # Errors
/// Without [`Permission::BenefitManage`]; [`Error::NotFound`] for callers that are no partner.
pub async fn begin(cx: &Context) -> Result<CaseId> {
    cx.authorize(Permission::BenefitManage)?;
    let partner = &cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    let deed = Deed::new(Permission::BenefitManage, "certification.begin", partner.as_str());
    perform(cx, deed, |mut act| async move {
        if let Some(case) = own_case(&mut *act.tx, partner).await? {
            return act.done(case.row.id.clone(), case.row.id.as_str(), "found");
        }
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let title = format!("@benefit.{}", Certification::NAME);
        let (key, period) = (SUBJECT.to_owned(), String::new());
        let about = Subject { partner: partner.clone(), key, title, period };
        let mut case = Loaded::<Certification>::begin(&act, about, CertificationData::default());
        engine::keep_new(&mut act, &frame, &mut case).await?;
        act.done(case.row.id.clone(), case.row.id.as_str(), "")
    })
    .await
}
