//! CCoE 专家评审: capability check, maturity assessment, defence, accepted (incentives-invoices §1.3).
//! The steps are documented (seed, F22); the states, and that a failure goes back one step, are ours.

use serde::{Deserialize, Serialize};

use crate::accounts::text_enum;
use crate::benefits::{Actor, Check, Consequence, Cure, Fact, Transition, Until, Wait, Workflow};
use crate::time::Day;

text_enum! {
    /// Where an expert's assessment stands.
    AssessmentState {
        /// Not begun.
        None = "none",
        /// 专家能力考察.
        CapabilityCheck = "capability_check",
        /// 成熟度评估.
        MaturityAssessment = "maturity_assessment",
        /// 答辩: to be scheduled.
        Defence = "defence",
        /// 答辩: scheduled.
        DefenceScheduled = "defence_scheduled",
        /// 达到验收条件: may be claimed.
        Accepted = "accepted",
        /// The person is no specialist of the service path any more (ours): nobody is waited for.
        Ended = "ended",
    }
}

text_enum! {
    /// What happens in an assessment. The step's history keeps assessor, date, score and evidence.
    AssessmentEvent {
        /// The expert's CV was handed over.
        Begin = "begin",
        /// The step was passed.
        Pass = "pass",
        /// The step was not passed.
        Fail = "fail",
        /// The day of the defence is set.
        Schedule = "schedule",
        /// The acceptance is withdrawn.
        Withdraw = "withdraw",
        /// The person stopped being a specialist before the acceptance.
        End = "end",
        /// The person is a specialist again.
        Reopen = "reopen",
    }
}

text_enum! {
    /// What must hold for an assessment to move.
    AssessmentGuard {
        /// The person is a specialist of the service path (documented, seed).
        ServiceSpecialist = "service_specialist",
        /// Score or result and evidence are entered (ours).
        ResultEntered = "result_entered",
        /// Every dimension the policy sets a bar for reaches it (ours; no figure is documented).
        BarsReached = "bars_reached",
        /// The day of the defence is not past (ours).
        DayToCome = "day_to_come",
        /// The day of the defence has come: before it nobody can have seen it (ours).
        DefenceHeld = "defence_held",
    }
}

text_enum! {
    /// What a maturity assessment looks at (ours: the documents name the step, not what is scored).
    Dimension {
        /// Designs solutions.
        Architecture = "architecture",
        /// Deploys, migrates, tunes.
        Delivery = "delivery",
        /// Runs and secures what was delivered.
        Operation = "operation",
        /// Knows the customers' industries.
        Industry = "industry",
        /// Passes knowledge on.
        Enablement = "enablement",
    }
}

/// The highest score there is.
pub const SCORE_MAX: i64 = 100;

/// How much of a dimension an expert must reach: a figure of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaturityBar {
    /// The dimension.
    pub dimension: Dimension,
    /// The smallest score that passes, 0 to [`SCORE_MAX`].
    pub min: i64,
}

/// What the guards look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentFacts {
    /// Whether the person is a specialist of the service path now.
    pub is_service_specialist: bool,
    /// Whether score or result and the evidence are entered.
    pub has_result: bool,
    /// The bars of the policy, each with what the expert reached; `None` where nothing was entered.
    pub bars: Vec<(MaturityBar, Option<i64>)>,
    /// The day of the defence: the one being set, or the one that was.
    pub defence_on: Option<Day>,
    /// Today.
    pub today: Day,
}

impl AssessmentFacts {
    /// Nothing is known yet.
    pub const fn on(today: Day) -> Self {
        Self {
            is_service_specialist: false,
            has_result: false,
            bars: Vec::new(),
            defence_on: None,
            today,
        }
    }
}

/// Answers a guard.
pub fn assessment_check(guard: AssessmentGuard, facts: &AssessmentFacts) -> Check<AssessmentGuard> {
    use AssessmentGuard as G;
    let word = |space: &str, key: &str| Fact::Words(vec![format!("{space}.{key}")]);
    let day = facts.defence_on.map_or(Fact::None, Fact::Day);
    match guard {
        G::ServiceSpecialist => Check::new(
            guard,
            facts.is_service_specialist,
            word("link_state", "specialist"),
            Fact::None,
            Cure::FillIn { field: "specialist".to_owned(), by: None },
        ),
        G::ResultEntered => Check::new(
            guard,
            facts.has_result,
            Fact::None,
            Fact::None,
            Cure::FillIn { field: "evidence".to_owned(), by: None },
        ),
        G::BarsReached => {
            let missed = |(bar, score): &&(MaturityBar, Option<i64>)| score.unwrap_or(0) < bar.min;
            let missed: Vec<_> = facts.bars.iter().filter(missed).collect();
            let names = missed.iter().map(|(bar, _)| bar.dimension.as_str());
            let names: Vec<String> = names.map(|key| format!("dimension.{key}")).collect();
            let actual = if missed.is_empty() { Fact::None } else { Fact::Words(names) };
            let cure = Cure::Correct { field: "scores".to_owned() };
            Check::new(guard, missed.is_empty(), Fact::None, actual, cure)
        }
        G::DayToCome => Check::new(
            guard,
            facts.defence_on.is_some_and(|on| on >= facts.today),
            Fact::Day(facts.today),
            day,
            Cure::Correct { field: "defence_on".to_owned() },
        ),
        G::DefenceHeld => {
            let held = facts.defence_on.is_some_and(|on| on <= facts.today);
            let cure = facts.defence_on.map_or(Cure::Wait, |day| Cure::WaitUntil { day });
            Check::new(guard, held, day, Fact::Day(facts.today), cure)
        }
    }
}

/// The workflow of an assessment, run by the ecosystem manager (documented, seed).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment;

impl Workflow for Assessment {
    type State = AssessmentState;
    type Event = AssessmentEvent;
    type Guard = AssessmentGuard;

    const NAME: &'static str = "assessment";
    const START: AssessmentState = AssessmentState::None;
    const TRANSITIONS: &'static [Transition<Self>] = {
        use AssessmentEvent as E;
        use AssessmentState as S;
        const M: Actor = Actor::EcosystemManager;
        const RESULT: &[AssessmentGuard] = &[AssessmentGuard::ResultEntered];
        const CAPABLE: &[AssessmentGuard] =
            &[AssessmentGuard::ServiceSpecialist, AssessmentGuard::ResultEntered];
        const MATURE: &[AssessmentGuard] = &[
            AssessmentGuard::ServiceSpecialist,
            AssessmentGuard::ResultEntered,
            AssessmentGuard::BarsReached,
        ];
        const HELD: &[AssessmentGuard] =
            &[AssessmentGuard::DefenceHeld, AssessmentGuard::ResultEntered];
        const DEFENDED: &[AssessmentGuard] = &[
            AssessmentGuard::ServiceSpecialist,
            AssessmentGuard::DefenceHeld,
            AssessmentGuard::ResultEntered,
        ];
        const DAY: &[AssessmentGuard] = &[AssessmentGuard::DayToCome];
        const TELL: &[Consequence] = &[Consequence::NotifyPartner, Consequence::NotifyMember];
        // The partner gets a message of its own, with day and place.
        const MEMBER: &[Consequence] = &[Consequence::NotifyMember];
        &[
            Transition::new(S::None, E::Begin, S::CapabilityCheck, M)
                .when(&[AssessmentGuard::ServiceSpecialist])
                .then(TELL),
            Transition::new(S::CapabilityCheck, E::Pass, S::MaturityAssessment, M)
                .when(CAPABLE)
                .then(TELL),
            Transition::new(S::CapabilityCheck, E::Fail, S::None, M)
                .with_reason()
                .when(RESULT)
                .then(TELL),
            Transition::new(S::MaturityAssessment, E::Pass, S::Defence, M).when(MATURE).then(TELL),
            Transition::new(S::MaturityAssessment, E::Fail, S::CapabilityCheck, M)
                .with_reason()
                .when(RESULT)
                .then(TELL),
            Transition::new(S::Defence, E::Schedule, S::DefenceScheduled, M).when(DAY).then(MEMBER),
            Transition::new(S::DefenceScheduled, E::Schedule, S::DefenceScheduled, M)
                .with_reason()
                .when(DAY)
                .then(MEMBER),
            Transition::new(S::DefenceScheduled, E::Pass, S::Accepted, M).when(DEFENDED).then(TELL),
            Transition::new(S::DefenceScheduled, E::Fail, S::MaturityAssessment, M)
                .with_reason()
                .when(HELD)
                .then(TELL),
            Transition::new(S::Accepted, E::Withdraw, S::None, M).with_reason().then(TELL),
            // What was accepted stays so: the link says whether it is of use.
            Transition::new(S::None, E::End, S::Ended, Actor::System),
            Transition::new(S::CapabilityCheck, E::End, S::Ended, Actor::System),
            Transition::new(S::MaturityAssessment, E::End, S::Ended, Actor::System),
            Transition::new(S::Defence, E::End, S::Ended, Actor::System),
            Transition::new(S::DefenceScheduled, E::End, S::Ended, Actor::System),
            Transition::new(S::Ended, E::Reopen, S::None, Actor::System),
        ]
    };
    const WAITS: &'static [Wait<Self>] = &[
        Wait::on(AssessmentState::None, Actor::EcosystemManager),
        Wait::on(AssessmentState::CapabilityCheck, Actor::EcosystemManager),
        Wait::on(AssessmentState::MaturityAssessment, Actor::EcosystemManager),
        Wait::on(AssessmentState::Defence, Actor::EcosystemManager),
        // On that day the experts are heard; nothing lapses when the result is late.
        Wait::on(AssessmentState::DefenceScheduled, Actor::EcosystemManager)
            .until(Until::Appointment),
        // Nobody is waited for; what the acceptance is good for is the partner's.
        Wait::on(AssessmentState::Accepted, Actor::Partner),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefits::laws::{act, laws};
    use crate::benefits::{Case, Check, advance};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn today() -> Day {
        day("2026-11-22")
    }

    #[test]
    fn the_table_keeps_the_laws() {
        laws::<Assessment>();
    }

    #[test]
    fn a_failure_goes_back_one_step() {
        use AssessmentEvent as E;
        use AssessmentState as S;
        let mut case = Case::<Assessment>::new();
        for (event, state) in [
            (E::Begin, S::CapabilityCheck),
            (E::Pass, S::MaturityAssessment),
            (E::Fail, S::CapabilityCheck),
            (E::Pass, S::MaturityAssessment),
            (E::Pass, S::Defence),
            (E::Schedule, S::DefenceScheduled),
            (E::Fail, S::MaturityAssessment),
            (E::Pass, S::Defence),
            (E::Schedule, S::DefenceScheduled),
            (E::Pass, S::Accepted),
        ] {
            let doing = act("eco", Actor::EcosystemManager, case.version);
            case = advance(&case, event, &doing, Check::pass).unwrap().after;
            assert_eq!(case.state, state);
        }
    }

    #[test]
    fn an_ended_assessment_waits_for_nobody() {
        let doing = |seen| act("", Actor::System, seen);
        let case = Case::<Assessment>::new();
        let ended = advance(&case, AssessmentEvent::End, &doing(0), Check::pass).unwrap().after;
        assert!(Assessment::WAITS.iter().all(|wait| wait.state != ended.state));
        let again = advance(&ended, AssessmentEvent::Reopen, &doing(1), Check::pass).unwrap();
        assert_eq!(again.after.state, AssessmentState::None);
    }

    #[test]
    fn a_bar_is_reached_or_named() {
        let bar = |dimension, min| MaturityBar { dimension, min };
        let bars = |second| {
            vec![
                (bar(Dimension::Architecture, 60), Some(60)),
                (bar(Dimension::Industry, 60), second),
            ]
        };
        for (second, passes) in [(Some(60), true), (Some(59), false), (None, false)] {
            let facts = AssessmentFacts { bars: bars(second), ..AssessmentFacts::on(today()) };
            let check = assessment_check(AssessmentGuard::BarsReached, &facts);
            assert_eq!(check.passed, passes, "{second:?}");
            if !passes {
                assert_eq!(check.actual, Fact::Words(vec!["dimension.industry".to_owned()]));
            }
        }
        let none = AssessmentFacts::on(today());
        assert!(assessment_check(AssessmentGuard::BarsReached, &none).passed, "no bar, no hurdle");
    }

    #[test]
    fn a_defence_is_set_ahead_and_judged_afterwards() {
        use AssessmentGuard as G;
        for (on, to_come, held) in [
            (None, false, false),
            (Some("2026-11-21"), false, true),
            (Some("2026-11-22"), true, true),
            (Some("2026-11-23"), true, false),
        ] {
            let facts = AssessmentFacts { defence_on: on.map(day), ..AssessmentFacts::on(today()) };
            let passes = |guard| assessment_check(guard, &facts).passed;
            assert_eq!((passes(G::DayToCome), passes(G::DefenceHeld)), (to_come, held), "{on:?}");
        }
    }
}
