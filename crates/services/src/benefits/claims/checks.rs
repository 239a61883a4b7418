//! What of a claim is in order: before it is handed in, while it is reviewed, and once more before it is
//! final. What people of it lack is looked up anew each time: data change after a claim was handed in.

use hezong_contract::cases::{CheckView, ChecksView};
use hezong_domain::benefits::{Check, Comment, all_passed};
use hezong_domain::incentives::{
    Claim, ClaimEvent, ClaimFacts, ClaimGuard, ClaimState, Origin, PersonCheck, claim_check,
};
use hezong_domain::text::Keyed;
use hezong_storage::benefits::CaseRow;
use hezong_texts::{Lang, fh_claims};

use super::super::case::Looking;
use super::super::data::ClaimLine;
use super::super::engine::{Loaded, Move};
use super::super::frame::Frame;
use super::super::{people, words};
use super::{About, Ground};
use crate::Result;
use crate::act::Act;
use crate::context::Context;

/// The facts of a claim as it is stored, with the people in it who can not be claimed any more.
pub(super) fn listed(ground: &Ground, case: &Loaded<Claim>) -> ClaimFacts {
    let people = i64::try_from(case.data.lines.len()).unwrap_or(i64::MAX);
    let failing = failing(ground, case).into_iter().map(|(line, _)| line.name.clone()).collect();
    ClaimFacts { people, failing, ..ground.facts.clone() }
}

/// Every person of a claim with the checks of now; those of somebody who is gone are unknown.
fn checked<'a>(
    ground: &Ground,
    case: &'a Loaded<Claim>,
) -> Vec<(&'a ClaimLine, Option<Vec<Check<PersonCheck>>>)> {
    let claimed: Vec<_> = case.data.lines.iter().map(|line| line.member_id.clone()).collect();
    let plan = ground.plan(&claimed);
    let of = |line: &ClaimLine| plan.people.iter().find(|one| one.member_id == line.member_id);
    let checks = |line| of(line).map(|one| one.checks.clone());
    case.data.lines.iter().map(|line| (line, checks(line))).collect()
}

/// People of a claim who can not be claimed any more. Amounts were frozen with the claim: caps are not
/// taken again.
fn failing<'a>(
    ground: &Ground,
    case: &'a Loaded<Claim>,
) -> Vec<(&'a ClaimLine, Option<Vec<Check<PersonCheck>>>)> {
    let mut all = checked(ground, case);
    all.retain(|(_, checks)| checks.as_ref().is_none_or(|checks| !all_passed(checks)));
    all
}

/// Before a claim is handed in: what it needs. While it is under review: every person's conditions, as
/// they stand now. When it passed: what has come to lack since.
pub(super) fn shown(
    look: &Looking<'_>,
    case: &Loaded<Claim>,
    ground: &Ground,
    before: &ClaimFacts,
) -> Vec<ChecksView> {
    use ClaimGuard as G;
    let lang = look.lang;
    let guards: &[ClaimGuard] = match (case.state, ground.terms.origin) {
        (ClaimState::Claimable, Origin::Partner) => {
            &[G::Qualified, G::MonthOpen, G::OnePerMonth, G::NoQuarterRequest, G::PeopleInOrder]
        }
        (ClaimState::Claimable, Origin::Operations) => {
            &[G::Qualified, G::MonthOpen, G::OnePerMonth]
        }
        (ClaimState::PrelimFailed, _) => {
            &[G::SubmissionMonth, G::NoQuarterRequest, G::PeopleInOrder]
        }
        _ => &[],
    };
    if !guards.is_empty() {
        let all: Vec<_> = guards.iter().map(|guard| claim_check(*guard, before)).collect();
        let checks = words::checks(lang, "claim_guard", &all);
        return vec![ChecksView { title: fh_claims::CONDITIONS.get(lang).to_owned(), checks }];
    }
    let people = match case.state {
        ClaimState::Generated | ClaimState::Reviewing => checked(ground, case),
        ClaimState::PrelimPassed => failing(ground, case),
        _ => Vec::new(),
    };
    let view = |(line, checks): &(&ClaimLine, Option<Vec<_>>)| ChecksView {
        title: fh_claims::person_checks(lang, line.name.clone(), case.data.month),
        checks: checks.iter().flatten().map(|check| linked(lang, ground, line, check)).collect(),
    };
    people.iter().map(view).collect()
}

/// What a person fails, with the way to the person's page.
fn linked(lang: Lang, ground: &Ground, line: &ClaimLine, check: &Check<PersonCheck>) -> CheckView {
    match ground.cases.get(&line.member_id) {
        Some(id) => people::to_case(lang, check, id),
        None => words::check(lang, "person_check", check),
    }
}

/// Beside what blocks passing a claim: what its people fail, person by person.
pub(super) fn explain(
    lang: Lang,
    ground: &Ground,
    case: &Loaded<Claim>,
    blocked: &mut [(ClaimEvent, Vec<CheckView>)],
) {
    let says = |line: &ClaimLine, check| {
        let mut view = linked(lang, ground, line, check);
        view.label = format!("{} · {}", line.name, view.label);
        view
    };
    let views: Vec<CheckView> = failing(ground, case)
        .iter()
        .flat_map(|(line, checks)| checks.iter().flatten().map(move |check| (*line, check)))
        .filter(|(_, check)| !check.passed)
        .map(|(line, check)| says(line, check))
        .collect();
    let about_people = [ClaimEvent::Pass, ClaimEvent::FinaliseByHand];
    for (_, checks) in blocked.iter_mut().filter(|(event, _)| about_people.contains(event)) {
        checks.extend(views.iter().cloned());
    }
}

/// What becomes of a claim that passed once its month is over: it is final, or it is reviewed again when
/// somebody in it can not be claimed any more.
///
/// # Errors
/// When storage fails.
pub(crate) async fn final_event(cx: &Context, frame: &Frame, row: &CaseRow) -> Result<ClaimEvent> {
    let case = Loaded::<Claim>::of(row.clone())?;
    let mut tx = cx.services().storage().read().await?;
    let ground = Ground::read(&mut *tx, frame, &About::of(&case)).await?;
    let is_sound = failing(&ground, &case).is_empty();
    Ok(if is_sound { ClaimEvent::Finalise } else { ClaimEvent::SendBack })
}

/// Puts into words why a claim is sent back; keys are said in the reader's language. Without anything to
/// say there is no reason, and the engine refuses.
pub(super) fn reasoned(ground: &Ground, case: &Loaded<Claim>, asked: Move<Claim>) -> Move<Claim> {
    let comments: Vec<Comment> =
        failing(ground, case).into_iter().flat_map(|(line, checks)| why(line, checks)).collect();
    if comments.is_empty() {
        return Move { reason: String::new(), ..asked };
    }
    Move { reason: "@claim_guard.people_still_in_order_why".to_owned(), comments, ..asked }
}

fn why(line: &ClaimLine, checks: Option<Vec<Check<PersonCheck>>>) -> Vec<Comment> {
    let gone = || vec![PersonCheck::Specialist];
    let failed = |checks: Vec<Check<PersonCheck>>| {
        checks.into_iter().filter(|check| !check.passed).map(|check| check.key).collect()
    };
    let keys: Vec<PersonCheck> = checks.map_or_else(gone, failed);
    let said = |key: PersonCheck| Comment {
        field: "people".to_owned(),
        text: format!("{}: @person_check.{}_why", line.name, key.text()),
    };
    keys.into_iter().map(said).collect()
}

/// Tells the partner who is not in order any more.
pub(super) async fn tell_sent_back(
    act: &mut Act,
    ground: &Ground,
    case: &Loaded<Claim>,
) -> Result<()> {
    let names: Vec<&str> =
        failing(ground, case).into_iter().map(|(line, _)| line.name.as_str()).collect();
    let args = [
        ("subject", words::subject_key(&case.row)),
        ("people", names.join(", ")),
        ("case", case.row.id.to_string()),
    ];
    words::tell_partner(act, &case.row.partner_id, "claim_sent_back", &args).await
}
