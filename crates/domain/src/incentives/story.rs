//! A quarter walked day by day: what the clock does, and when the payment can be asked for.

use super::*;
use crate::benefits::laws::act;
use crate::benefits::{Actor, Anchors, Case, advance, first_failure, turn};
use crate::calendar::Calendar;
use crate::certification::CertificationState;
use crate::money::Fen;
use crate::time::{Day, Month, Quarter};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

struct Walk {
    month: Month,
    case: Case<Claim>,
    entered: Day,
    submitted: Option<Day>,
}

impl Walk {
    fn new(month: Month) -> Self {
        Self { month, case: Case::new(), entered: month.first(), submitted: None }
    }

    fn facts(&self, today: Day) -> ClaimFacts {
        ClaimFacts {
            today,
            month: self.month,
            origin: Origin::Partner,
            is_qualified: true,
            other: None,
            failing: Vec::new(),
            people: 1,
            without_proof: Vec::new(),
            submitted: self.submitted,
            request: None,
        }
    }

    /// Does something, and tells whether it was allowed.
    fn does(&mut self, event: ClaimEvent, today: Day) -> bool {
        let (who, hat) = match event {
            ClaimEvent::Submit | ClaimEvent::Resubmit => ("lin", Actor::Partner),
            ClaimEvent::Pass | ClaimEvent::Fail => ("rev", Actor::Reviewer),
            _ => ("", Actor::System),
        };
        let facts = self.facts(today);
        let doing = act(who, hat, self.case.version);
        let Ok(step) = advance(&self.case, event, &doing, |guard| claim_check(guard, &facts))
        else {
            return false;
        };
        if event == ClaimEvent::Submit {
            self.submitted = Some(today);
        }
        (self.case, self.entered) = (step.after, today);
        true
    }

    /// What the job of a day does: lapses what is due, makes final what is over and passed.
    fn night(&mut self, today: Day, calendar: &Calendar) {
        let windows = sample_policy(day("2026-01-01")).windows;
        let submitted = self.submitted.unwrap_or(self.entered);
        let anchors =
            Anchors { entered: self.entered, submitted, month: self.month, appointed: None };
        let due = turn::<Claim>(self.case.state, anchors, &windows, calendar);
        if let Some(event) = due.and_then(|turn| turn.due(today)) {
            assert!(self.does(event, today), "what is due can be done");
        }
        self.does(ClaimEvent::Finalise, today);
    }
}

fn blocked(quarter: Quarter, months: &[Walk], today: Day) -> Option<QuarterRule> {
    let standing = |walk: &Walk| MonthStanding {
        month: walk.month,
        state: walk.case.state,
        submitted: walk.submitted,
    };
    let facts = QuarterFacts {
        quarter,
        today,
        months: months.iter().map(standing).collect(),
        certification: CertificationState::Certified,
        overdue: None,
        request: None,
        is_qualified: true,
        payable: Fen::yuan(10_000),
        payout_min: None,
        ask_until: None,
    };
    first_failure(&evaluate_quarter(&facts)).map(|check| check.key)
}

#[test]
fn a_quarter_from_claims_to_the_day_its_payment_can_be_asked_for() {
    use ClaimEvent as E;
    use ClaimState as S;
    let calendar = Calendar::sample();
    let quarter = Quarter::parse("2026Q3").unwrap();
    let mut months = quarter.months().map(Walk::new);
    // What people do; the index is the month's in the quarter, the last value whether it is allowed.
    let acts = [
        ("2026-07-10", 0, E::Submit, true),
        ("2026-07-15", 0, E::Fail, true),
        ("2026-07-31", 0, E::Resubmit, true), // rejected and corrected in time
        ("2026-08-05", 0, E::Pass, true),
        ("2026-08-20", 1, E::Submit, true),
        ("2026-08-28", 1, E::Fail, true),
        ("2026-09-01", 1, E::Resubmit, false), // too late
        ("2026-09-25", 2, E::Submit, true),
        ("2026-10-12", 2, E::Pass, true),
    ];
    let mut rules = Vec::new();
    let mut today = quarter.first();
    while today <= day("2026-10-20") {
        for walk in &mut months {
            walk.night(today, &calendar);
        }
        for (_, index, event, allowed) in acts.iter().filter(|(on, ..)| day(on) == today) {
            assert_eq!(months[*index].does(*event, today), *allowed, "{today} {event:?}");
        }
        let rule = blocked(quarter, &months, today);
        if rules.last().is_none_or(|(_, last)| *last != rule) {
            rules.push((today.to_string(), rule));
        }
        today = today.plus(1);
    }
    let states = months.map(|walk| walk.case.state);
    assert_eq!(states, [S::Finalised, S::ClosedFailed, S::Finalised]);
    let expected = [
        ("2026-07-01", Some(QuarterRule::MonthsOpen)),
        ("2026-09-25", Some(QuarterRule::InReview)),
        ("2026-10-13", None), // passed on the 12th, final in the night after
    ];
    assert_eq!(rules, expected.map(|(day, rule)| (day.to_owned(), rule)));
}
