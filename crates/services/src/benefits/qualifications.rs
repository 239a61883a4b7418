//! 资格申请: a partner signs the agreement of a scheme for a programme year and is reviewed
//! (incentives-invoices §1.2). The programme year is the calendar year (ours).

use hezong_contract::cases::{ChecksView, FactView, FieldKind, FieldView, Goal};
use hezong_contract::fh::SchemeCard;
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, Check, Cure, Fact, Workflow, all_passed, first_failure};
use hezong_domain::incentives::{
    EligibilityCheck, PartnerFacts, Policy, PolicyStanding, Qualification, QualificationEvent,
    QualificationGuard, QualificationState, Scheme, Terms, evaluate_partner,
};
use hezong_domain::{CaseId, PartnerId, ProblemKind, Refusal, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder};
use hezong_texts::{Lang, fh, qualification_page as texts};

use super::case::{Desk, Looking, Shown};
use super::data::{QualificationData, Signature};
use super::engine::{self, Loaded, Move, Subject};
use super::fields::{self, Answers, Finish};
use super::frame::Frame;
use super::{assessments, hats, paths, words};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

impl Desk for Qualification {
    const HOME: Goal = Goal::Qualification;
    const REMARKABLE: &'static [&'static str] = &["agreement", "name"];

    async fn show(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Shown<Self>> {
        let lang = look.lang;
        let mut shown = Shown { facts: facts(look, case), ..Shown::default() };
        let checks = checks(tx, look.frame, case).await?;
        if !checks.is_empty() {
            let checks = words::checks(lang, "eligibility_check", &checks);
            shown.checks.push(ChecksView { title: texts::CHECKS.get(lang).to_owned(), checks });
        }
        // That the agreement is not signed yet is what the form is for; it does not block it.
        let eligible = eligible(look.frame, case, &checks);
        if !eligible.passed {
            let failed =
                words::checks(lang, "qualification_guard", std::slice::from_ref(&eligible));
            shown.blocked.push((QualificationEvent::Submit, failed));
            // Lost while it was under review: the reviewer sees it before the act refuses.
            let lost = Check { key: QualificationGuard::StillEligible, ..eligible };
            let failed = words::checks(lang, "qualification_guard", &[lost]);
            shown.blocked.push((QualificationEvent::Approve, failed));
        }
        Ok(shown)
    }

    async fn form(
        _tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        _case: &Loaded<Self>,
        event: QualificationEvent,
    ) -> Result<Vec<FieldView>> {
        if event != QualificationEvent::Submit {
            return Ok(Vec::new());
        }
        let lang = look.lang;
        let version =
            policy(look.frame).map_or_else(String::new, |policy| policy.agreement.clone());
        let recorded = fh::AGREEMENT_RECORDED.get(lang);
        let hint = format!("{} · {recorded}", fh::agreement_version(lang, version));
        let consent = FieldKind::Yes(fh::AGREEMENT_CONSENT.get(lang).to_owned());
        let mut signer = fields::field(lang, "name", FieldKind::Text);
        signer.label = words::word(lang, "case_field", "signer");
        Ok(vec![
            fields::field(lang, "agreement", consent).hinted(hint),
            signer.hinted(texts::NAME_HINT.get(lang)),
        ])
    }

    async fn act(
        act: &mut Act,
        frame: &Frame,
        mut case: Loaded<Self>,
        asked: Move<Self>,
        answers: &Answers,
    ) -> Result<()> {
        let checks = checks(&mut *act.tx, frame, &case).await?;
        let eligible = eligible(frame, &case, &checks);
        if asked.event == QualificationEvent::Submit {
            case.data.signature = Some(signature(act, frame, answers)?);
        }
        let signed = case.data.signature.as_ref().map(|signature| &signature.version);
        let is_signed = signed.is_some() && signed == policy(frame).map(|policy| &policy.agreement);
        let correct = Cure::Correct { field: "agreement".to_owned() };
        engine::step(act, frame, &mut case, asked, |guard| match guard {
            QualificationGuard::Eligible => eligible.clone(),
            QualificationGuard::StillEligible => Check { key: guard, ..eligible.clone() },
            QualificationGuard::AgreementSigned => {
                Check::new(guard, is_signed, Fact::None, Fact::None, correct.clone())
            }
        })
        .await?;
        Ok(())
    }
}

fn policy(frame: &Frame) -> Option<&Policy> {
    frame.policies.on(frame.today)
}

/// Reads consent and name, and adds what is kept with them (§1.2: version, signer, time, address).
fn signature(act: &Act, frame: &Frame, answers: &Answers) -> Result<Signature> {
    let mut reading = answers.read();
    reading.agreed("agreement");
    let signer = reading.line("name", true);
    reading.end()?;
    Ok(Signature {
        version: policy(frame).map_or_else(String::new, |policy| policy.agreement.clone()),
        signer,
        by: act.cx.principal().user_id().cloned(),
        at: act.now,
        address: act.cx.request().ip.clone(),
    })
}

fn facts(look: &Looking<'_>, case: &Loaded<Qualification>) -> Vec<FactView> {
    let lang = look.lang;
    let scheme = words::word(lang, "scheme", case.data.scheme.as_str());
    let mut facts = vec![
        FactView::new(fh::COLUMN_SCHEME.get(lang), scheme),
        FactView::new(texts::YEAR.get(lang), case.data.year.to_string()),
    ];
    if let Some(policy) = policy(look.frame) {
        let version = fh::policy_version(lang, policy.version);
        facts.push(FactView::new(texts::POLICY.get(lang), version));
    }
    if let Some(signature) = &case.data.signature {
        let time = signature.at.local_minute();
        let signed = fh::agreement_signed(lang, &signature.signer, time);
        let version = fh::agreement_version(lang, &signature.version);
        let label = fh::AGREEMENT_TITLE.get(lang);
        facts.push(FactView::new(label, format!("{version} · {signed}")));
        if *look.scope == Scope::Platform && !signature.address.is_empty() {
            facts.push(FactView::new(texts::ADDRESS.get(lang), signature.address.clone()));
        }
    }
    if let Some(note) = words::sample_note(lang, look.frame) {
        facts.push(FactView::new(fh::SAMPLE_TITLE.get(lang), note));
    }
    facts
}

/// Whether the partner of a case may apply; empty when no policy pays for the scheme today.
async fn checks(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    case: &Loaded<Qualification>,
) -> Result<Vec<Check<EligibilityCheck>>> {
    let Some(terms) = policy(frame).and_then(|policy| policy.terms(case.data.scheme)) else {
        return Ok(Vec::new());
    };
    let facts = partner_facts(tx, &case.row.partner_id, case.data.year).await?;
    Ok(evaluate(facts, terms))
}

/// The checks of a scheme. There is one case for a scheme and a year, so its own state is never another
/// application that stands in the way.
fn evaluate(mut facts: PartnerFacts, terms: &Terms) -> Vec<Check<EligibilityCheck>> {
    facts.qualifications.retain(|(scheme, _)| *scheme != terms.scheme);
    evaluate_partner(&facts, terms)
}

/// Whether a case may be handed in: the year is the present one, and the partner passes every check.
fn eligible(
    frame: &Frame,
    case: &Loaded<Qualification>,
    checks: &[Check<EligibilityCheck>],
) -> Check<QualificationGuard> {
    let key = QualificationGuard::Eligible;
    let year = |year: i64| Fact::Codes(vec![year.to_string()]);
    let this_year = frame.today.year();
    if case.data.year != this_year {
        return Check::new(key, false, year(this_year), year(case.data.year), Cure::Final);
    }
    if checks.is_empty() {
        return Check::new(key, false, Fact::None, Fact::None, Cure::AskOperations);
    }
    first_failure(checks).map_or_else(
        || Check::pass(key),
        |failed| {
            let (required, actual) = (failed.required.clone(), failed.actual.clone());
            Check::new(key, false, required, actual, failed.cure.clone())
        },
    )
}

pub(super) fn subject(scheme: Scheme, year: i64) -> String {
    format!("{}/{year}", scheme.as_str())
}

/// The qualifications of a partner in a programme year.
async fn of_year(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    year: i64,
) -> Result<Vec<Loaded<Qualification>>> {
    let filter = CaseFilter {
        benefits: vec![Qualification::NAME.to_owned()],
        period_from: year.to_string(),
        period_to: year.to_string(),
        ..CaseFilter::default()
    };
    let scope = Scope::Partner(partner.clone());
    let window = Window::first(100);
    let page = tx.benefits().list_cases(&scope, &filter, CaseOrder::Period, window).await?;
    page.rows.into_iter().map(Loaded::of).collect()
}

pub(super) fn mark(partner: &PartnerId) -> String {
    format!("partner-path:{partner}")
}

async fn stored_paths(tx: &mut dyn UnitOfWork, partner: &PartnerId) -> Result<PartnerFacts> {
    match tx.operation().mark(&mark(partner)).await? {
        Some(body) => Ok(serde_json::from_str(&body)?),
        None => Ok(PartnerFacts::default()),
    }
}

/// What a partner is, as far as schemes ask, with its qualifications of a programme year.
pub(crate) async fn partner_facts(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    year: i64,
) -> Result<PartnerFacts> {
    let cases = of_year(tx, partner, year).await?;
    let qualifications = cases.iter().map(|case| (case.data.scheme, case.state)).collect();
    Ok(PartnerFacts { qualifications, ..stored_paths(tx, partner).await? })
}

/// Whether a partner's qualification for a scheme and a programme year allows claims.
pub(crate) async fn is_qualified(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    scheme: Scheme,
    year: i64,
) -> Result<bool> {
    let scope = Scope::Partner(partner.clone());
    let subject = subject(scheme, year);
    let case = engine::find_subject::<Qualification>(tx, &scope, partner, &subject).await?;
    Ok(case.is_some_and(|case| case.state.allows_claims()))
}

/// The paths, stages and invitations operations entered for a partner; without qualifications.
///
/// # Errors
/// Without [`Permission::OpsPartners`].
pub async fn paths(cx: &Context, partner: &PartnerId) -> Result<PartnerFacts> {
    let (mut tx, _) = cx.read(Permission::OpsPartners).await?;
    stored_paths(&mut *tx, partner).await
}

/// Enters the paths, stages and invitations of a partner; qualifications in `facts` are not looked at.
/// An approved qualification of this year whose conditions are lost by it expires (§1.2).
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`]; [`Error::Invalid`] when a path stands in it
/// twice.
pub async fn set_paths(cx: &Context, partner: &PartnerId, facts: &PartnerFacts) -> Result<()> {
    set_paths_seen(cx, partner, facts, None).await
}

/// The same from a form that was drawn from `seen`; what others changed meanwhile is not written over.
///
/// # Errors
/// As [`set_paths`]; [`Refusal::Stale`] when the paths changed since.
pub async fn set_paths_seen(
    cx: &Context,
    partner: &PartnerId,
    facts: &PartnerFacts,
    seen: Option<&str>,
) -> Result<()> {
    let deed = Deed::new(Permission::OpsPartners, "partner.set_paths", partner.as_str());
    perform(cx, deed, |mut act| async move {
        let mut paths: Vec<_> = facts.paths.iter().map(|(path, _)| *path).collect();
        paths.sort_unstable();
        paths.dedup();
        if paths.len() != facts.paths.len() {
            return Err(Error::field("path", ProblemKind::Taken));
        }
        if act.tx.accounts().find_partner(partner).await?.is_none() {
            return Err(Error::NotFound("partner"));
        }
        let version = paths::version(&mut *act.tx, partner).await?;
        if seen.is_some_and(|seen| seen != version) {
            return Err(Refusal::Stale.into());
        }
        let kept = PartnerFacts { qualifications: Vec::new(), ..facts.clone() };
        let body = serde_json::to_string(&kept)?;
        act.tx.operation().set_mark(&mark(partner), &body).await?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        expire_lost(&mut act, &frame, partner, &kept).await?;
        assessments::open_for_all(&mut act, &frame, partner).await?;
        act.done((), partner.as_str(), body)
    })
    .await
}

/// Ends the approved qualifications of this year whose conditions no longer hold.
async fn expire_lost(
    act: &mut Act,
    frame: &Frame,
    partner: &PartnerId,
    facts: &PartnerFacts,
) -> Result<()> {
    for mut case in of_year(&mut *act.tx, partner, frame.today.year()).await? {
        let terms = policy(frame).and_then(|policy| policy.terms(case.data.scheme));
        let is_lost = terms.is_some_and(|terms| !all_passed(&evaluate(facts.clone(), terms)));
        if is_lost && case.state == QualificationState::Approved {
            let asked = Move::plain(QualificationEvent::Expire, case.row.version);
            let hats = vec![Actor::System];
            engine::step_as(act, frame, &mut case, hats, asked, Check::pass).await?;
        }
    }
    Ok(())
}

/// The schemes of the policy in force with where the caller's partner stands on each.
///
/// # Errors
/// Without [`Permission::BenefitView`]; [`Error::NotFound`] for callers that are no partner.
pub async fn list(cx: &Context, lang: Lang) -> Result<Vec<SchemeCard>> {
    let (mut tx, _) = cx.read(Permission::BenefitView).await?;
    let partner = cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let Some(policy) = policy(&frame) else { return Ok(Vec::new()) };
    let year = frame.today.year();
    let cases = of_year(&mut *tx, &partner, year).await?;
    let facts = stored_paths(&mut *tx, &partner).await?;
    let may_begin = cx.principal().may(Permission::BenefitManage);
    let hats = hats::of(cx.principal());
    let card = |terms: &Terms| {
        let case = cases.iter().find(|case| case.data.scheme == terms.scheme);
        let row = case.map(|case| &case.row);
        let state = row.map_or(Qualification::START.as_str(), |row| row.state.as_str());
        let checks = evaluate(facts.clone(), terms);
        SchemeCard {
            scheme: terms.scheme.as_str().to_owned(),
            title: words::word(lang, "scheme", terms.scheme.as_str()),
            year,
            state: words::state(lang, Qualification::NAME, state, row.and_then(|row| row.turn)),
            turn: words::turn_or_first(lang, case, &frame, &hats),
            can_begin: may_begin && row.is_none() && all_passed(&checks),
            checks: words::checks(lang, "eligibility_check", &checks),
            case_id: row.map(|row| row.id.to_string()),
            agreement: fh::agreement_version(lang, &policy.agreement),
            is_sample: policy.standing == PolicyStanding::Sample,
        }
    };
    Ok(policy.schemes.iter().map(card).collect())
}

/// The case in which the caller's partner applies for a scheme this year, made when there is none yet:
/// its page carries the agreement and the form.
///
/// # Errors
/// Without [`Permission::BenefitManage`]; [`Error::NotFound`] when no policy pays for the scheme today.
pub async fn begin(cx: &Context, scheme: Scheme) -> Result<CaseId> {
    cx.authorize(Permission::BenefitManage)?;
    let partner = cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    let (partner, name) = (&partner, format!("{}/{}", partner, scheme.as_str()));
    let deed = Deed::new(Permission::BenefitManage, "qualification.begin", name);
    perform(cx, deed, |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        policy(&frame).and_then(|policy| policy.terms(scheme)).ok_or(Error::NotFound("scheme"))?;
        let year = frame.today.year();
        let scope = Scope::Partner(partner.clone());
        let subject = subject(scheme, year);
        let tx = &mut *act.tx;
        let found = engine::find_subject::<Qualification>(tx, &scope, partner, &subject).await?;
        let id = if let Some(case) = found {
            case.row.id
        } else {
            let about = Subject {
                partner: partner.clone(),
                key: subject,
                title: format!("@scheme.{}", scheme.as_str()),
                period: year.to_string(),
            };
            let data = QualificationData { scheme, year, signature: None };
            let mut case = Loaded::<Qualification>::begin(&act, about, data);
            engine::keep_new(&mut act, &frame, &mut case).await?;
            case.row.id
        };
        let target = id.to_string();
        act.done(id, target, scheme.as_str())
    })
    .await
}
