use super::*;
use crate::benefits::{all_passed, first_failure};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The quarter 2026Q3 on a day, with the states of July, August and September; each was submitted on
/// the 20th of its month.
fn facts(today: &str, states: [ClaimState; 3]) -> QuarterFacts {
    let quarter = Quarter::parse("2026Q3").unwrap();
    let months = quarter.months().into_iter().zip(states).map(|(month, state)| MonthStanding {
        month,
        state,
        submitted: Some(month.first().plus(19)),
    });
    QuarterFacts {
        quarter,
        today: day(today),
        months: months.collect(),
        certification: CertificationState::Certified,
        overdue: Some(Fen::ZERO),
        request: None,
        is_qualified: true,
        payable: Fen::yuan(30_000),
        payout_min: Some(Fen::yuan(1_000)),
        ask_until: None,
    }
}

fn blocked(facts: &QuarterFacts) -> Option<(QuarterRule, Cure)> {
    let checks = evaluate_quarter(facts);
    assert!(checks.iter().all(|c| c.passed == (c.cure == Cure::Nothing)));
    first_failure(&checks).map(|check| (check.key, check.cure.clone()))
}

#[test]
fn months_open_block_until_the_first_day_of_the_next_quarter() {
    use ClaimState as S;
    let months = |texts: &[&str]| -> Vec<Month> {
        texts.iter().map(|text| Month::parse(text).unwrap()).collect()
    };
    let give_up = |texts: &[&str]| {
        let cure = Cure::SubmitOrGiveUp { months: months(texts), give_up_on: day("2026-10-01") };
        Some((QuarterRule::MonthsOpen, cure))
    };
    for (today, states, expected) in [
        (
            "2026-08-15",
            [S::Finalised, S::Claimable, S::Claimable],
            give_up(&["2026-08", "2026-09"]),
        ),
        ("2026-09-30", [S::Finalised, S::Finalised, S::Claimable], give_up(&["2026-09"])),
        ("2026-10-01", [S::Finalised, S::Finalised, S::Claimable], None),
        ("2026-09-30", [S::Finalised, S::Lapsed, S::Generated], give_up(&["2026-09"])),
        ("2026-10-01", [S::Finalised, S::Lapsed, S::Generated], None),
        // A rejected month can be corrected in the month of its submission, and not after it.
        ("2026-09-25", [S::Finalised, S::Finalised, S::PrelimFailed], give_up(&["2026-09"])),
        ("2026-09-25", [S::Finalised, S::PrelimFailed, S::Finalised], None),
        ("2026-10-01", [S::Finalised, S::Finalised, S::PrelimFailed], None),
        ("2026-10-01", [S::Finalised, S::Lapsed, S::ClosedFailed], None),
    ] {
        assert_eq!(blocked(&facts(today, states)), expected, "{today} {states:?}");
    }
}

#[test]
fn months_that_asking_gives_up_are_named() {
    use ClaimState as S;
    let facts = facts("2026-10-01", [S::Finalised, S::Generated, S::Claimable]);
    let checks = evaluate_quarter(&facts);
    let check = checks.iter().find(|check| check.key == QuarterRule::MonthsOpen).unwrap();
    let [_, august, september] = facts.quarter.months();
    assert!(check.passed);
    assert_eq!(check.actual, Fact::Months(vec![august, september]));
}

#[test]
fn review_blocks_until_it_is_over_and_final() {
    use ClaimState as S;
    let wait = Some((QuarterRule::InReview, Cure::Wait));
    let until = |text| Some((QuarterRule::InReview, Cure::WaitUntil { day: day(text) }));
    for (today, states, expected) in [
        ("2026-10-05", [S::Finalised, S::Reviewing, S::Finalised], wait.clone()),
        ("2026-10-05", [S::Reviewing, S::ClosedFailed, S::PrelimPassed], wait.clone()),
        ("2026-09-28", [S::Finalised, S::Finalised, S::PrelimPassed], until("2026-10-01")),
        // The month is over: the job that makes it final is about to run.
        ("2026-10-01", [S::Finalised, S::Finalised, S::PrelimPassed], wait),
        ("2026-10-01", [S::Finalised, S::Finalised, S::Finalised], None),
    ] {
        assert_eq!(blocked(&facts(today, states)), expected, "{today} {states:?}");
    }
}

#[test]
fn nothing_passed_is_final_once_nothing_is_open() {
    use ClaimState as S;
    let none = Some((QuarterRule::NonePassed, Cure::Final));
    for (today, states, expected) in [
        ("2026-10-01", [S::ClosedFailed, S::Lapsed, S::Lapsed], none.clone()),
        ("2026-10-01", [S::Claimable, S::Claimable, S::Claimable], none),
        ("2026-10-01", [S::ClosedFailed, S::Lapsed, S::Finalised], None),
    ] {
        assert_eq!(blocked(&facts(today, states)), expected, "{states:?}");
    }
    // While something is in review, only the review is named.
    let open = facts("2026-10-01", [S::ClosedFailed, S::Lapsed, S::Reviewing]);
    let failed: Vec<_> =
        evaluate_quarter(&open).into_iter().filter(|c| !c.passed).map(|c| c.key).collect();
    assert_eq!(failed, [QuarterRule::InReview]);
}

#[test]
fn every_other_rule_blocks_with_its_own_cure() {
    use QuarterRule as R;
    let with = |change: fn(&mut QuarterFacts)| {
        let mut facts = facts("2026-10-09", [ClaimState::Finalised; 3]);
        change(&mut facts);
        facts
    };
    let request = |state| Some((PaymentRequestId::new("p1"), state));
    let see = || Cure::SeeOther { id: "p1".to_owned() };
    let fill = Cure::FillIn { field: "qualification".to_owned(), by: None };
    let table: Vec<(QuarterFacts, Option<(R, Cure)>)> = vec![
        (with(|_| {}), None),
        (
            with(|f| f.certification = CertificationState::None),
            Some((R::NotCertified, Cure::Certify)),
        ),
        (
            with(|f| f.certification = CertificationState::ChangeReviewing),
            Some((R::NotCertified, Cure::Wait)),
        ),
        (
            with(|f| f.overdue = Some(Fen::new(1))),
            Some((R::Overdue, Cure::PayOverdue { amount: Fen::new(1) })),
        ),
        (with(|f| f.overdue = None), None),
        (with(|f| f.payable = Fen::ZERO), Some((R::NothingPayable, Cure::Final))),
        (
            with(|f| f.payable = Fen::new(99_999)),
            Some((R::NothingPayable, Cure::WaitUntil { day: day("2027-01-01") })),
        ),
        (with(|f| f.payable = Fen::new(100_000)), None),
        (with(|f| f.is_qualified = false), Some((R::NotQualified, fill))),
        (with(|f| f.ask_until = Some(day("2026-10-08"))), Some((R::TooLate, Cure::AskOperations))),
        (with(|f| f.ask_until = Some(day("2026-10-09"))), None),
    ];
    for (facts, expected) in table {
        assert_eq!(blocked(&facts), expected);
        assert_eq!(all_passed(&evaluate_quarter(&facts)), expected.is_none());
    }
    for (state, expected) in [
        (PaymentState::Reviewing, Some((R::RequestExists, see()))),
        (PaymentState::Paid, Some((R::RequestExists, see()))),
        (PaymentState::Rejected, None),
    ] {
        let mut facts = with(|_| {});
        facts.request = request(state);
        assert_eq!(blocked(&facts), expected, "{state:?}");
    }
}

#[test]
fn the_time_to_ask_does_not_end_while_the_vendor_reviews() {
    let mut late = facts("2026-12-01", [ClaimState::Finalised; 3]);
    late.ask_until = Some(day("2026-10-31"));
    assert_eq!(blocked(&late), Some((QuarterRule::TooLate, Cure::AskOperations)));
    for state in [ClaimState::Reviewing, ClaimState::PrelimPassed] {
        late.months.last_mut().unwrap().state = state;
        let checks = evaluate_quarter(&late);
        let failed: Vec<_> = checks.iter().filter(|c| !c.passed).map(|c| c.key).collect();
        assert_eq!(failed, [QuarterRule::InReview]);
    }
}

#[test]
fn every_rule_has_its_number() {
    let numbers: Vec<u8> = QuarterRule::ALL.iter().map(|rule| rule.number()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 6, 6, 6]);
}
