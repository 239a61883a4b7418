//! What a month's claim would pay and for whom: the same function for the page that shows it and the
//! act that hands it in (plan = commit).

use serde::{Deserialize, Serialize};

use super::policy::Terms;
use super::specialist::{PersonCheck, Record, evaluate_specialist};
use crate::benefits::{Check, all_passed};
use crate::id::MemberId;
use crate::members::{Specialist, is_same_project};
use crate::money::Fen;
use crate::time::Month;

/// One person of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPerson {
    /// The person.
    pub member_id: MemberId,
    /// What is paid for the person; nothing when a check failed or a cap is reached.
    pub amount: Option<Fen>,
    /// Every check.
    pub checks: Vec<Check<PersonCheck>>,
    /// Whether only a cap keeps the person out.
    pub is_over_cap: bool,
}

/// A month's claim before it is handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimPlan {
    /// The people in the order they were chosen.
    pub people: Vec<PlannedPerson>,
    /// People paid for.
    pub count: i64,
    /// Paid in all.
    pub total: Fen,
}

impl ClaimPlan {
    /// Whether everybody chosen can be claimed; a claim is handed in only then.
    pub fn is_clear(&self) -> bool {
        !self.people.is_empty() && self.people.iter().all(|person| person.amount.is_some())
    }
}

/// Plans a month's claim for the people chosen. Caps are taken in the order of choice. A project two
/// chosen people share counts for the first of them (§1.4a, F14); a person chosen twice counts once.
pub fn plan_claim(people: &[(Specialist, Record)], month: Month, terms: &Terms) -> ClaimPlan {
    let mut plan =
        ClaimPlan { people: Vec::with_capacity(people.len()), count: 0, total: Fen::ZERO };
    let mut taken: Vec<&Specialist> = Vec::new();
    for (person, record) in people {
        if taken.iter().any(|other| other.id == person.id) {
            continue;
        }
        let mut record = record.clone();
        let shares = |other: &&&Specialist| match (&other.project, &person.project) {
            (Some(one), Some(two)) => is_same_project(one.as_str(), two.as_str()),
            _ => false,
        };
        if let Some(other) = taken.iter().find(shares) {
            record.project_holder = Some(other.name.clone());
        }
        taken.push(person);
        let checks = evaluate_specialist(person, &record, month, terms);
        let mut planned = PlannedPerson {
            member_id: person.id.clone(),
            amount: None,
            checks,
            is_over_cap: false,
        };
        if all_passed(&planned.checks)
            && let Some(amount) = terms.amount(&person.grade)
        {
            let sum = plan.total.checked_add(amount);
            let people_left = terms.people_max.is_none_or(|max| plan.count < max);
            let fits = |sum: &Fen| people_left && terms.month_max.is_none_or(|max| *sum <= max);
            match sum.filter(fits) {
                Some(sum) => {
                    plan.total = sum;
                    plan.count += 1;
                    planned.amount = Some(amount);
                }
                None => planned.is_over_cap = true,
            }
        }
        plan.people.push(planned);
    }
    plan
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Scheme;
    use super::super::specialist::tests::{complete, month, terms};
    use super::*;
    use crate::members::LinkState;

    fn people(count: usize) -> Vec<(Specialist, Record)> {
        (0..count).map(|n| (complete(&format!("m{n}")), Record::default())).collect()
    }

    #[test]
    fn caps_are_taken_in_order() {
        for (people_max, month_max, count, over) in [
            (None, None, 4, 0),
            (Some(3), None, 3, 1),
            (None, Some(Fen::yuan(20_000)), 2, 2),
            (None, Some(Fen::yuan(19_999)), 1, 3),
            (Some(1), Some(Fen::yuan(20_000)), 1, 3),
        ] {
            let mut terms = terms(Scheme::SiPresales);
            (terms.people_max, terms.month_max) = (people_max, month_max);
            let plan = plan_claim(&people(4), month("2026-09"), &terms);
            assert_eq!(plan.count, count);
            assert_eq!(plan.total, Fen::yuan(10_000 * count));
            assert_eq!(plan.people.iter().filter(|p| p.is_over_cap).count(), over);
            assert_eq!(plan.is_clear(), over == 0);
        }
    }

    #[test]
    fn a_shared_project_counts_for_the_first_and_a_person_counts_once() {
        let mut chosen = people(2);
        chosen[1].0.project = chosen[0].0.project.clone();
        chosen.push(chosen[0].clone());
        let plan = plan_claim(&chosen, month("2026-09"), &terms(Scheme::SiPresales));
        assert_eq!((plan.people.len(), plan.count), (2, 1));
        assert!(!plan.is_clear());
        assert!(!plan_claim(&[], month("2026-09"), &terms(Scheme::SiPresales)).is_clear());
    }

    proptest! {
        #[test]
        fn lines_add_up_whatever_is_missing(
            missing in prop::collection::vec(any::<bool>(), 0..30),
            people_max in prop::option::of(1i64..10),
            month_max in prop::option::of(0i64..200_000),
        ) {
            let mut terms = terms(Scheme::SiPresales);
            terms.people_max = people_max;
            terms.month_max = month_max.map(Fen::yuan);
            let mut chosen = people(missing.len());
            for ((person, _), missing) in chosen.iter_mut().zip(&missing) {
                if *missing {
                    person.link = LinkState::Linked;
                }
            }
            let plan = plan_claim(&chosen, month("2026-09"), &terms);
            let sum = Fen::sum(plan.people.iter().filter_map(|p| p.amount));
            prop_assert_eq!(sum, Some(plan.total));
            prop_assert!(people_max.is_none_or(|max| plan.count <= max));
            prop_assert!(terms.month_max.is_none_or(|max| plan.total <= max));
        }
    }
}
