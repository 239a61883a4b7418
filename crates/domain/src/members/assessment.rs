//! CCoE 专家评审: capability check, maturity assessment, defence, accepted (incentives-invoices §1.3).
//! The steps are documented (seed, F22); the states, and that a failure goes back one step, are ours.

use serde::{Deserialize, Serialize};

use crate::accounts::text_enum;
use crate::benefits::{Actor, Consequence, Transition, Wait, Workflow};

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
    }
}

text_enum! {
    /// What must hold for an assessment to move.
    AssessmentGuard {
        /// The person is a specialist of the service path (documented, seed).
        ServiceSpecialist = "service_specialist",
        /// Score or result and evidence are entered (ours).
        ResultEntered = "result_entered",
        /// The day of the defence is not past (ours).
        DayToCome = "day_to_come",
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
        const DAY: &[AssessmentGuard] = &[AssessmentGuard::DayToCome];
        const TELL: &[Consequence] = &[Consequence::NotifyPartner, Consequence::NotifyMember];
        &[
            Transition::new(S::None, E::Begin, S::CapabilityCheck, M)
                .when(&[AssessmentGuard::ServiceSpecialist])
                .then(TELL),
            Transition::new(S::CapabilityCheck, E::Pass, S::MaturityAssessment, M)
                .when(RESULT)
                .then(TELL),
            Transition::new(S::CapabilityCheck, E::Fail, S::None, M)
                .with_reason()
                .when(RESULT)
                .then(TELL),
            Transition::new(S::MaturityAssessment, E::Pass, S::Defence, M).when(RESULT).then(TELL),
            Transition::new(S::MaturityAssessment, E::Fail, S::CapabilityCheck, M)
                .with_reason()
                .when(RESULT)
                .then(TELL),
            Transition::new(S::Defence, E::Schedule, S::DefenceScheduled, M).when(DAY).then(TELL),
            Transition::new(S::DefenceScheduled, E::Schedule, S::DefenceScheduled, M)
                .with_reason()
                .when(DAY)
                .then(TELL),
            Transition::new(S::DefenceScheduled, E::Pass, S::Accepted, M).when(RESULT).then(TELL),
            Transition::new(S::DefenceScheduled, E::Fail, S::MaturityAssessment, M)
                .with_reason()
                .when(RESULT)
                .then(TELL),
            Transition::new(S::Accepted, E::Withdraw, S::None, M).with_reason().then(TELL),
        ]
    };
    const WAITS: &'static [Wait<Self>] = &[
        Wait::on(AssessmentState::None, Actor::EcosystemManager),
        Wait::on(AssessmentState::CapabilityCheck, Actor::EcosystemManager),
        Wait::on(AssessmentState::MaturityAssessment, Actor::EcosystemManager),
        Wait::on(AssessmentState::Defence, Actor::EcosystemManager),
        Wait::on(AssessmentState::DefenceScheduled, Actor::EcosystemManager),
        Wait::on(AssessmentState::Accepted, Actor::EcosystemManager),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefits::laws::{act, laws};
    use crate::benefits::{Case, Check, advance};

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
}
