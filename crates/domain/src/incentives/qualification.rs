//! 资格申请: a partner signs the agreement of a scheme and is reviewed (incentives-invoices §1.2,
//! `fh_qualification`; states documented but for those marked as ours).

use serde::{Deserialize, Serialize};

use crate::accounts::text_enum;
use crate::benefits::{Actor, Consequence, Figure, Transition, Until, Wait, Workflow};

text_enum! {
    /// The state of a qualification.
    QualificationState {
        /// 未申请 (ours).
        None = "none",
        /// 资格申请审核中.
        Reviewing = "reviewing",
        /// 资格申请审核不通过.
        Rejected = "rejected",
        /// 资格申请审核通过.
        Approved = "approved",
        /// Stage lost, programme ended or a new year's agreement (ours).
        Expired = "expired",
    }
}

text_enum! {
    /// What happens to a qualification.
    QualificationEvent {
        /// Signed and handed in, or handed in again.
        Submit = "submit",
        /// Accepted.
        Approve = "approve",
        /// Not accepted.
        Reject = "reject",
        /// The stage was lost, or the programme year is over.
        Expire = "expire",
    }
}

text_enum! {
    /// What must hold for a qualification to move.
    QualificationGuard {
        /// Every check of [`super::evaluate_partner`] passed.
        Eligible = "eligible",
        /// The agreement in its present version is signed: version, signer, time and address are kept.
        AgreementSigned = "agreement_signed",
        /// Every check still passes on the day of the approval: path, stage and invitation may have
        /// been lost while the application was under review.
        StillEligible = "still_eligible",
    }
}

/// The workflow of a qualification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Qualification;

impl Workflow for Qualification {
    type State = QualificationState;
    type Event = QualificationEvent;
    type Guard = QualificationGuard;

    const NAME: &'static str = "qualification";
    const START: QualificationState = QualificationState::None;
    const TRANSITIONS: &'static [Transition<Self>] = {
        use QualificationEvent as E;
        use QualificationState as S;
        const READY: &[QualificationGuard] =
            &[QualificationGuard::Eligible, QualificationGuard::AgreementSigned];
        const TELL: &[Consequence] = &[Consequence::NotifyPartner];
        const VENDOR: &[Consequence] = &[Consequence::NotifyVendor];
        const P: Actor = Actor::Partner;
        const V: Actor = Actor::Reviewer;
        &[
            Transition::new(S::None, E::Submit, S::Reviewing, P).makes().when(READY).then(VENDOR),
            Transition::new(S::Reviewing, E::Approve, S::Approved, V)
                .checks()
                .when(&[QualificationGuard::StillEligible])
                .then(TELL),
            Transition::new(S::Reviewing, E::Reject, S::Rejected, V)
                .checks()
                .with_reason()
                .then(TELL),
            Transition::new(S::Rejected, E::Submit, S::Reviewing, P)
                .makes()
                .when(READY)
                .then(VENDOR),
            Transition::new(S::Approved, E::Expire, S::Expired, Actor::System).then(TELL),
            Transition::new(S::Expired, E::Submit, S::Reviewing, P)
                .makes()
                .when(READY)
                .then(VENDOR),
        ]
    };
    const WAITS: &'static [Wait<Self>] = &[
        Wait::on(QualificationState::None, Actor::Partner),
        Wait::on(QualificationState::Reviewing, Actor::Reviewer)
            .until(Until::Figure(Figure::QualificationReview)),
        Wait::on(QualificationState::Rejected, Actor::Partner),
        Wait::on(QualificationState::Expired, Actor::Partner),
    ];
}

impl QualificationState {
    /// Whether a second one for the same scheme and year is out of place (§1.2, ours).
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Reviewing | Self::Rejected | Self::Approved)
    }

    /// Whether months may be claimed.
    pub const fn allows_claims(self) -> bool {
        matches!(self, Self::Approved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefits::laws::laws;

    #[test]
    fn the_table_keeps_the_laws() {
        laws::<Qualification>();
    }

    #[test]
    fn only_an_approved_one_allows_claims() {
        for state in QualificationState::ALL {
            assert_eq!(state.allows_claims(), *state == QualificationState::Approved);
        }
    }
}
