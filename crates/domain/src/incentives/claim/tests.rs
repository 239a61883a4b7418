use super::super::sample_policy;
use super::*;
use crate::benefits::laws::{act, laws};
use crate::benefits::{Anchors, Case, Refused, advance, turn};
use crate::calendar::{Calendar, Certainty};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn facts(today: &str, of: &str) -> ClaimFacts {
    ClaimFacts {
        today: day(today),
        month: month(of),
        origin: Origin::Partner,
        is_qualified: true,
        other: None,
        failing: Vec::new(),
        people: 3,
        without_proof: Vec::new(),
        submitted: None,
        request: None,
    }
}

#[test]
fn the_table_keeps_the_laws() {
    laws::<Claim>();
}

/// What a partner's act in a state leads to: the state afterwards, or the guards that failed.
fn tried(
    state: ClaimState,
    event: ClaimEvent,
    facts: &ClaimFacts,
) -> Result<ClaimState, Vec<ClaimGuard>> {
    let case = Case::<Claim> { state, maker: None, version: 0 };
    let hat = match event {
        ClaimEvent::Generate => Actor::ServiceOperations,
        ClaimEvent::Finalise => Actor::System,
        _ => Actor::Partner,
    };
    match advance(&case, event, &act("lin", hat, 0), |guard| claim_check(guard, facts)) {
        Ok(step) => Ok(step.after.state),
        Err(Refused::Guarded { failed }) => Err(failed.iter().map(|check| check.key).collect()),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn when_a_month_may_be_claimed() {
    use ClaimGuard as G;
    use ClaimState as S;
    let with = |change: fn(&mut ClaimFacts)| {
        let mut facts = facts("2026-11-22", "2026-10");
        change(&mut facts);
        facts
    };
    for (facts, expected) in [
        (facts("2026-10-01", "2026-10"), Ok(S::Reviewing)),
        (facts("2026-12-31", "2026-10"), Ok(S::Reviewing)),
        (facts("2027-01-01", "2026-10"), Err(vec![G::MonthOpen])),
        (facts("2026-11-30", "2026-12"), Err(vec![G::MonthOpen])),
        (with(|f| f.origin = Origin::Operations), Err(vec![G::PartnerClaims])),
        (with(|f| f.is_qualified = false), Err(vec![G::Qualified])),
        (with(|f| f.other = Some(ClaimId::new("c1"))), Err(vec![G::OnePerMonth])),
        (with(|f| f.failing = vec!["wu".to_owned()]), Err(vec![G::PeopleInOrder])),
        (with(|f| f.people = 0), Err(vec![G::PeopleInOrder])),
        (with(|f| f.without_proof = vec!["wu".to_owned()]), Err(vec![G::Material])),
        (with(|f| f.request = Some(PaymentRequestId::new("p1"))), Err(vec![G::NoQuarterRequest])),
    ] {
        assert_eq!(tried(S::Claimable, ClaimEvent::Submit, &facts), expected, "{facts:?}");
    }
}

#[test]
fn a_rejected_month_is_corrected_in_the_month_of_its_first_submission() {
    use ClaimGuard as G;
    for (submitted, today, request, expected) in [
        ("2026-11-03", "2026-11-30", None, Ok(ClaimState::Reviewing)),
        ("2026-11-03", "2026-12-01", None, Err(vec![G::SubmissionMonth])),
        ("2026-12-31", "2026-12-31", None, Ok(ClaimState::Reviewing)),
        ("2026-12-31", "2027-01-01", None, Err(vec![G::SubmissionMonth])),
        // The same month of another year is another month.
        ("2025-11-03", "2026-11-03", None, Err(vec![G::SubmissionMonth])),
        ("2026-11-03", "2026-11-20", Some("p1"), Err(vec![G::NoQuarterRequest])),
    ] {
        let mut facts = facts(today, "2026-10");
        facts.submitted = Some(day(submitted));
        facts.request = request.map(PaymentRequestId::new);
        let found = tried(ClaimState::PrelimFailed, ClaimEvent::Resubmit, &facts);
        assert_eq!(found, expected, "{submitted} {today}");
    }
}

#[test]
fn a_partner_that_lost_its_qualification_hands_in_nothing() {
    let mut lost = facts("2026-11-20", "2026-10");
    lost.is_qualified = false;
    lost.submitted = Some(day("2026-11-03"));
    for (state, event) in [
        (ClaimState::Claimable, ClaimEvent::Submit),
        (ClaimState::Generated, ClaimEvent::Confirm),
        (ClaimState::PrelimFailed, ClaimEvent::Resubmit),
    ] {
        assert_eq!(tried(state, event, &lost), Err(vec![ClaimGuard::Qualified]), "{event:?}");
    }
}

#[test]
fn a_month_is_final_only_when_it_is_over() {
    for (today, passes) in [("2026-10-31", false), ("2026-11-01", true)] {
        let found = tried(ClaimState::PrelimPassed, ClaimEvent::Finalise, &facts(today, "2026-10"));
        assert_eq!(found.is_ok(), passes, "{today}");
    }
}

#[test]
fn a_generated_list_lapses_after_fourteen_working_days() {
    let windows = sample_policy(day("2026-01-01")).windows;
    let calendar = Calendar::sample();
    for (entered, until, certainty) in [
        ("2026-10-01", "2026-10-26", Certainty::Announced), // over Golden Week
        ("2026-02-02", "2026-02-27", Certainty::Announced), // over Spring Festival
        ("2026-06-01", "2026-06-22", Certainty::Announced), // over the Dragon Boat days
        ("2026-12-24", "2027-01-14", Certainty::Provisional), // over the year's end
        ("2027-12-24", "2028-01-13", Certainty::Unknown),
    ] {
        let entered = day(entered);
        let anchors =
            Anchors { entered, submitted: entered, month: entered.month(), appointed: None };
        let turn = turn::<Claim>(ClaimState::Generated, anchors, &windows, &calendar).unwrap();
        assert_eq!(turn.until, Some(day(until)), "{entered}");
        assert_eq!(turn.certainty, certainty, "{entered}");
        assert_eq!((turn.actor, turn.then), (Actor::Partner, Some(ClaimState::Lapsed)));
        assert_eq!(turn.due(day(until)), None, "the last day still counts");
        assert_eq!(turn.due(day(until).plus(1)), Some(ClaimEvent::Lapse));
    }
}

#[test]
fn open_months_and_corrections_end_with_quarter_and_month() {
    let windows = sample_policy(day("2026-01-01")).windows;
    let calendar = Calendar::sample();
    for (state, submitted, of, until, then) in [
        (ClaimState::Claimable, "2026-10-01", "2026-10", "2026-12-31", ClaimState::Lapsed),
        (ClaimState::Claimable, "2026-02-01", "2026-02", "2026-03-31", ClaimState::Lapsed),
        (ClaimState::PrelimFailed, "2026-10-28", "2026-09", "2026-10-31", ClaimState::ClosedFailed),
        (ClaimState::PrelimFailed, "2028-02-05", "2028-01", "2028-02-29", ClaimState::ClosedFailed),
    ] {
        let submitted = day(submitted);
        let anchors = Anchors { entered: submitted, submitted, month: month(of), appointed: None };
        let turn = turn::<Claim>(state, anchors, &windows, &calendar).unwrap();
        assert_eq!((turn.until, turn.then), (Some(day(until)), Some(then)), "{of}");
    }
}

#[test]
fn who_made_a_list_may_not_review_it() {
    let mut list = facts("2026-10-08", "2026-10");
    list.origin = Origin::Operations;
    let mut case = Case::<Claim>::new();
    for (event, who, hat) in [
        (ClaimEvent::Generate, "ops", Actor::ServiceOperations),
        (ClaimEvent::Confirm, "lin", Actor::Partner),
    ] {
        let doing = act(who, hat, case.version);
        case = advance(&case, event, &doing, |guard| claim_check(guard, &list)).unwrap().after;
    }
    let review = |who| {
        let doing = act(who, Actor::Reviewer, case.version);
        advance(&case, ClaimEvent::Pass, &doing, |guard| claim_check(guard, &list))
    };
    assert_eq!(review("ops"), Err(Refused::OwnCase));
    assert!(review("eco").is_ok());
}

#[test]
fn two_reviewers_do_not_undo_each_other() {
    let facts = facts("2026-10-08", "2026-10");
    let case = Case::<Claim> {
        state: ClaimState::Reviewing,
        maker: Some(crate::id::UserId::new("lin")),
        version: 5,
    };
    let check = |guard| claim_check(guard, &facts);
    let first = advance(&case, ClaimEvent::Pass, &act("eco", Actor::Reviewer, 5), check).unwrap();
    let late = advance(&first.after, ClaimEvent::Fail, &act("fan", Actor::Reviewer, 5), check);
    assert_eq!(late, Err(Refused::Stale { state: ClaimState::PrelimPassed }));
}
