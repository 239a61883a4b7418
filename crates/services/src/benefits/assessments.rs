//! 专家评审: capability check, maturity assessment, defence, accepted; run by the ecosystem manager
//! (incentives-invoices §1.3). An assessment begins with a specialist of the service path and is the only
//! thing that says whether an expert may be claimed where a scheme asks for it.

mod form;
mod list;
mod papers;
mod show;

use std::collections::BTreeMap;

use hezong_contract::cases::{ActView, FieldView, Goal};
use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Check};
use hezong_domain::incentives::Need;
use hezong_domain::members::{
    Assessment, AssessmentEvent, AssessmentFacts, AssessmentGuard, AssessmentState, Link,
    MaturityBar, Path, Specialist, assessment_check,
};
use hezong_domain::{MemberId, PartnerId};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFilter;

pub use self::list::experts;
pub(crate) use self::show::{fact, mark};
use super::case::{Desk, Looking, Shown, blocked};
use super::data::AssessmentData;
use super::engine::{self, Loaded, Move, Subject};
use super::fields::Answers;
use super::frame::Frame;
use super::papers::PaperRule;
use super::{CaseRefusal, hats, payments, people, qualifications, words};
use crate::act::Act;
use crate::{Error, Result};

/// What the ecosystem manager does on a person's page to open an assessment by hand.
pub(crate) const OPEN: &str = "open_assessment";

impl Desk for Assessment {
    const HOME: Goal = Goal::People;
    const REMARKABLE: &'static [&'static str] = &["materials", "evidence", "certificates"];
    const PAPERS: &'static [PaperRule<Self>] = papers::RULES;

    async fn show(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> Result<Shown<Self>> {
        let facts = known(tx, look.frame, case).await?;
        let mut shown = show::show(look, case);
        // What a form asks stands in nobody's way before it is sent.
        shown.blocked = blocked::<Self>(look.lang, case.state, |guard| match guard {
            AssessmentGuard::ServiceSpecialist | AssessmentGuard::DefenceHeld => {
                assessment_check(guard, &facts)
            }
            _ => Check::pass(guard),
        });
        Ok(shown)
    }

    async fn form(
        _tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
        event: AssessmentEvent,
    ) -> Result<Vec<FieldView>> {
        Ok(form::form(look, case, event))
    }

    async fn act(
        act: &mut Act,
        frame: &Frame,
        mut case: Loaded<Self>,
        asked: Move<Self>,
        answers: &Answers,
    ) -> Result<()> {
        use AssessmentEvent as E;
        let mut facts = known(&mut *act.tx, frame, &case).await?;
        let event = asked.event;
        // Answers are read only where the event can happen: otherwise the engine says why it can not.
        let is_managers = hats::of(act.cx.principal()).contains(&Actor::EcosystemManager);
        if is_managers && payments::is_open(&case, &asked) {
            match event {
                E::Begin => case.data.materials = form::materials(answers)?,
                E::Pass | E::Fail => {
                    let result = form::result(frame, &case, event, answers)?;
                    facts.has_result = result.says_something();
                    facts.bars = reached(frame, case.state, &result.scores);
                    case.data.results.push(result);
                }
                E::Schedule => {
                    let defence = form::defence(answers)?;
                    facts.defence_on = Some(defence.on);
                    case.data.defence = Some(defence);
                }
                E::Withdraw | E::End | E::Reopen => {}
            }
        }
        let check = |guard| assessment_check(guard, &facts);
        engine::step(act, frame, &mut case, asked, check).await?;
        match event {
            E::Schedule => tell_defence(act, &case).await,
            // Nobody assesses anew who is no specialist any more.
            E::Withdraw if !facts.is_service_specialist => end(act, frame, case).await,
            _ => Ok(()),
        }
    }
}

/// Tells the partner when and where its expert is heard.
async fn tell_defence(act: &mut Act, case: &Loaded<Assessment>) -> Result<()> {
    let Some(defence) = &case.data.defence else { return Ok(()) };
    let args = [
        ("subject", words::subject_key(&case.row)),
        ("day", defence.on.to_string()),
        ("time", defence.time.clone()),
        ("place", defence.place.clone()),
        ("case", case.row.id.to_string()),
    ];
    words::tell_partner(act, &case.row.partner_id, "defence_set", &args).await
}

/// What the guards look at, as far as it is stored.
async fn known(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    case: &Loaded<Assessment>,
) -> Result<AssessmentFacts> {
    let scope = Scope::Partner(case.row.partner_id.clone());
    let person = engine::find::<Link>(tx, &scope, &case.data.person).await?;
    Ok(AssessmentFacts {
        is_service_specialist: is_service_specialist(&person),
        defence_on: case.data.defence.as_ref().map(|defence| defence.on),
        ..AssessmentFacts::on(frame.today)
    })
}

fn is_service_specialist(person: &Loaded<Link>) -> bool {
    person.state.is_specialist() && person.data.person.path == Path::Service
}

/// The bars of the policy in force; only the maturity assessment has any.
fn bars(frame: &Frame, state: AssessmentState) -> &[MaturityBar] {
    let policy = frame.policies.on(frame.today);
    let is_scored = state == AssessmentState::MaturityAssessment;
    policy.filter(|_| is_scored).map_or(&[], |policy| policy.maturity.as_slice())
}

/// Each bar with what was reached.
fn reached(
    frame: &Frame,
    state: AssessmentState,
    scores: &[(hezong_domain::members::Dimension, i64)],
) -> Vec<(MaturityBar, Option<i64>)> {
    let score = |bar: &MaturityBar| {
        let found = scores.iter().find(|(dimension, _)| *dimension == bar.dimension);
        (*bar, found.map(|(_, score)| *score))
    };
    bars(frame, state).iter().map(score).collect()
}

/// The assessments of a partner's people, by the person's id.
pub(crate) async fn of_partner(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
) -> Result<BTreeMap<MemberId, Loaded<Assessment>>> {
    let filter = CaseFilter { partner_id: Some(partner.clone()), ..CaseFilter::default() };
    let scope = Scope::Partner(partner.clone());
    let cases = people::list_all::<Assessment>(tx, &scope, filter).await?;
    Ok(cases.into_iter().map(|case| (case.data.member.clone(), case)).collect())
}

/// Says in a person's data where the assessment stands, and since when it is accepted.
pub(crate) fn into_person(person: &mut Specialist, found: Option<&Loaded<Assessment>>) {
    person.assessment = found.map_or(AssessmentState::None, |one| one.state);
    let accepted = found.filter(|one| one.state == AssessmentState::Accepted);
    person.accepted_on = accepted.map(|one| one.row.entered_on);
}

/// The assessment of one person, once there is one.
pub(crate) async fn of_person(
    tx: &mut dyn UnitOfWork,
    person: &Loaded<Link>,
) -> Result<Option<Loaded<Assessment>>> {
    let partner = &person.row.partner_id;
    let scope = Scope::Partner(partner.clone());
    engine::find_subject(tx, &scope, partner, person.data.person.id.as_str()).await
}

/// Whether a scheme the partner can have part in asks for accepted experts.
async fn is_wanted(tx: &mut dyn UnitOfWork, frame: &Frame, partner: &PartnerId) -> Result<bool> {
    let Some(policy) = frame.policies.on(frame.today) else { return Ok(false) };
    let year = frame.today.year();
    let facts = qualifications::partner_facts(tx, partner, year).await?;
    Ok(policy.schemes.iter().any(|terms| {
        terms.path == Path::Service
            && terms.needs.contains(&Need::Assessment)
            && (!terms.is_invited_only || facts.invited.contains(&terms.scheme))
    }))
}

/// Opens the assessment of somebody who just became a specialist, where a scheme asks for one: so that
/// it waits for the ecosystem manager and the partner sees that it does.
pub(crate) async fn open_for(act: &mut Act, frame: &Frame, person: &Loaded<Link>) -> Result<()> {
    let partner = &person.row.partner_id;
    if !is_service_specialist(person) || !is_wanted(&mut *act.tx, frame, partner).await? {
        return Ok(());
    }
    open(act, frame, person).await
}

/// Opens what [`open_for`] opens for everybody of a partner that was just put on a path or invited into a
/// scheme: its people may have been specialists before.
pub(crate) async fn open_for_all(act: &mut Act, frame: &Frame, partner: &PartnerId) -> Result<()> {
    if !is_wanted(&mut *act.tx, frame, partner).await? {
        return Ok(());
    }
    let filter = CaseFilter { partner_id: Some(partner.clone()), ..CaseFilter::default() };
    let scope = Scope::Partner(partner.clone());
    let people = people::list_all::<Link>(&mut *act.tx, &scope, filter).await?;
    for person in people.iter().filter(|person| is_service_specialist(person)) {
        open(act, frame, person).await?;
    }
    Ok(())
}

/// Ends the assessment of somebody who is a specialist no more: the ecosystem manager has nothing left
/// to do about it.
pub(crate) async fn end_for(act: &mut Act, frame: &Frame, person: &Loaded<Link>) -> Result<()> {
    if is_service_specialist(person) {
        return Ok(());
    }
    match of_person(&mut *act.tx, person).await? {
        Some(case) => end(act, frame, case).await,
        None => Ok(()),
    }
}

/// Ends an assessment that waits for somebody; what was accepted stays as it is.
async fn end(act: &mut Act, frame: &Frame, mut case: Loaded<Assessment>) -> Result<()> {
    let asked = Move::plain(AssessmentEvent::End, case.row.version);
    if !payments::is_open(&case, &asked) {
        return Ok(());
    }
    engine::step_as(act, frame, &mut case, vec![Actor::System], asked, Check::pass).await?;
    Ok(())
}

/// Opens an assessment, or an ended one again, and tells the ecosystem manager.
async fn open(act: &mut Act, frame: &Frame, person: &Loaded<Link>) -> Result<()> {
    if let Some(mut case) = of_person(&mut *act.tx, person).await? {
        let asked = Move::plain(AssessmentEvent::Reopen, case.row.version);
        if payments::is_open(&case, &asked) {
            case.data.defence = None;
            engine::step_as(act, frame, &mut case, vec![Actor::System], asked, Check::pass).await?;
            tell_opened(act, &case).await?;
        }
        return Ok(());
    }
    let member = person.data.person.id.clone();
    let about = Subject {
        partner: person.row.partner_id.clone(),
        key: member.to_string(),
        title: person.data.person.name.clone(),
        period: String::new(),
    };
    let data = AssessmentData {
        member,
        person: person.row.id.clone(),
        materials: String::new(),
        results: Vec::new(),
        defence: None,
    };
    let mut case = Loaded::<Assessment>::begin(act, about, data);
    engine::keep_new(act, frame, &mut case).await?;
    tell_opened(act, &case).await
}

async fn tell_opened(act: &mut Act, case: &Loaded<Assessment>) -> Result<()> {
    let args = [("subject", words::subject_key(&case.row)), ("case", case.row.id.to_string())];
    words::tell_vendor(act, Actor::EcosystemManager, "case_task", &args).await
}

/// What the ecosystem manager can do on the page of a person without an assessment.
pub(crate) async fn offer(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    person: &Loaded<Link>,
) -> Result<Option<ActView>> {
    let is_managers = look.hats.contains(&Actor::EcosystemManager);
    if !is_managers || !is_service_specialist(person) {
        return Ok(None);
    }
    let there = of_person(tx, person).await?;
    if there.is_some_and(|case| case.state != AssessmentState::Ended) {
        return Ok(None);
    }
    Ok(Some(ActView {
        event: OPEN.to_owned(),
        words: words::word(look.lang, "link_event", OPEN),
        is_main: false,
        is_hard: false,
        needs_reason: false,
        remarkable: Vec::new(),
        blocked: Vec::new(),
        fields: Vec::new(),
    }))
}

/// Opens an assessment by hand, on the version of the person that was seen.
pub(crate) async fn open_by_hand(
    act: &mut Act,
    frame: &Frame,
    person: &Loaded<Link>,
    seen: i64,
) -> Result<()> {
    if !hats::of(act.cx.principal()).contains(&Actor::EcosystemManager) {
        let turn = Some(Actor::EcosystemManager);
        let refusal = CaseRefusal::plain::<Assessment>("not_yours");
        return Err(Error::Case(CaseRefusal { turn, ..refusal }));
    }
    if seen != person.row.version {
        let state = Some(person.state.as_str());
        return Err(Error::Case(CaseRefusal { state, ..CaseRefusal::plain::<Link>("stale") }));
    }
    if !is_service_specialist(person) {
        let facts = AssessmentFacts::on(frame.today);
        let check = assessment_check(AssessmentGuard::ServiceSpecialist, &facts);
        let failed = vec![super::refusal::FailedCheck::of("assessment_guard", &check)];
        let refusal = CaseRefusal::plain::<Assessment>("guarded");
        return Err(Error::Case(CaseRefusal { failed, ..refusal }));
    }
    open(act, frame, person).await
}
