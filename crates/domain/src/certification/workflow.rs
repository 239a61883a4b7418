//! The states of business information (incentives-invoices §5, `biz_info`; the moves are documented
//! B1, B2, their names ours).

use serde::{Deserialize, Serialize};

use super::amount::{TRIES_MAX, Verification};
use crate::accounts::text_enum;
use crate::benefits::{
    Actor, Check, Consequence, Cure, Fact, Figure, Transition, Until, Wait, Workflow,
};

text_enum! {
    /// The state of a partner's business information.
    CertificationState {
        /// 未认证.
        None = "none",
        /// 审核中.
        Reviewing = "reviewing",
        /// 待验证金额.
        AwaitingAmount = "awaiting_amount",
        /// 已锁定: three wrong amounts.
        Locked = "locked",
        /// 认证失败.
        Failed = "failed",
        /// 已认证: the only state in which anything is paid.
        Certified = "certified",
        /// 变更审核中.
        ChangeReviewing = "change_reviewing",
        /// 变更: 待验证金额 of a changed account (ours).
        ChangeAwaitingAmount = "change_awaiting_amount",
        /// 变更失败.
        ChangeFailed = "change_failed",
    }
}

text_enum! {
    /// What happens to business information.
    CertificationEvent {
        /// Handed in, or handed in again.
        Submit = "submit",
        /// The review passed and an amount was sent to the account.
        SendAmount = "send_amount",
        /// The review passed and the account needs no amount: it is the verified one.
        Accept = "accept",
        /// The review failed.
        Reject = "reject",
        /// The right amount was typed in.
        Confirm = "confirm",
        /// The last try was wrong.
        Lock = "lock",
        /// Operations answer the ticket.
        Unlock = "unlock",
        /// Verified data are to be changed.
        Change = "change",
        /// The change is given up: the verified data stay.
        KeepVerified = "keep_verified",
    }
}

text_enum! {
    /// What must hold for business information to move.
    CertificationGuard {
        /// The data are complete and agree; see [`super::evaluate_info`].
        DataInOrder = "data_in_order",
        /// The privacy statement is agreed to in its present version.
        StatementAgreed = "statement_agreed",
        /// The account is one that was verified before.
        AccountVerified = "account_verified",
        /// The amount typed in is the one sent.
        RightAmount = "right_amount",
        /// No try is left.
        NoTryLeft = "no_try_left",
    }
}

/// The workflow of business information.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certification;

impl Workflow for Certification {
    type State = CertificationState;
    type Event = CertificationEvent;
    type Guard = CertificationGuard;

    const NAME: &'static str = "certification";
    const START: CertificationState = CertificationState::None;
    const TRANSITIONS: &'static [Transition<Self>] = {
        use CertificationEvent as E;
        use CertificationGuard as G;
        use CertificationState as S;
        const P: Actor = Actor::Partner;
        const V: Actor = Actor::Reviewer;
        const READY: &[G] = &[G::DataInOrder, G::StatementAgreed];
        const RIGHT: &[G] = &[G::RightAmount];
        const KNOWN: &[G] = &[G::AccountVerified];
        const TELL: &[Consequence] = &[Consequence::NotifyPartner];
        const VENDOR: &[Consequence] = &[Consequence::NotifyVendor];
        const STOP: &[Consequence] = &[Consequence::BlockPayments, Consequence::NotifyVendor];
        const GO: &[Consequence] = &[Consequence::ResumePayments, Consequence::NotifyPartner];
        &[
            Transition::new(S::None, E::Submit, S::Reviewing, P).makes().when(READY).then(VENDOR),
            Transition::new(S::Reviewing, E::SendAmount, S::AwaitingAmount, V).checks().then(TELL),
            Transition::new(S::Reviewing, E::Accept, S::Certified, V).checks().when(KNOWN).then(GO),
            Transition::new(S::Reviewing, E::Reject, S::Failed, V)
                .checks()
                .with_reason()
                .then(TELL),
            Transition::new(S::AwaitingAmount, E::Confirm, S::Certified, P).when(RIGHT).then(GO),
            Transition::new(S::AwaitingAmount, E::Lock, S::Locked, Actor::System)
                .when(&[G::NoTryLeft])
                .then(TELL),
            Transition::new(S::Locked, E::Unlock, S::Reviewing, V).with_reason().then(TELL),
            Transition::new(S::Failed, E::Submit, S::Reviewing, P).makes().when(READY).then(VENDOR),
            Transition::new(S::Certified, E::Change, S::ChangeReviewing, P)
                .makes()
                .when(READY)
                .then(STOP),
            Transition::new(S::ChangeReviewing, E::SendAmount, S::ChangeAwaitingAmount, V)
                .checks()
                .then(TELL),
            Transition::new(S::ChangeReviewing, E::Accept, S::Certified, V)
                .checks()
                .when(KNOWN)
                .then(GO),
            Transition::new(S::ChangeReviewing, E::Reject, S::ChangeFailed, V)
                .checks()
                .with_reason()
                .then(TELL),
            Transition::new(S::ChangeAwaitingAmount, E::Confirm, S::Certified, P)
                .when(RIGHT)
                .then(GO),
            Transition::new(S::ChangeAwaitingAmount, E::Lock, S::Locked, Actor::System)
                .when(&[G::NoTryLeft])
                .then(TELL),
            Transition::new(S::ChangeFailed, E::Change, S::ChangeReviewing, P)
                .makes()
                .when(READY)
                .then(STOP),
            Transition::new(S::ChangeFailed, E::KeepVerified, S::Certified, P)
                .with_reason()
                .then(GO),
        ]
    };
    const WAITS: &'static [Wait<Self>] = {
        use CertificationState as S;
        const REVIEW: Until = Until::Figure(Figure::CertificationReview);
        &[
            Wait::on(S::None, Actor::Partner),
            Wait::on(S::Reviewing, Actor::Reviewer).until(REVIEW),
            Wait::on(S::AwaitingAmount, Actor::Partner),
            Wait::on(S::Locked, Actor::Reviewer),
            Wait::on(S::Failed, Actor::Partner),
            Wait::on(S::Certified, Actor::Partner),
            Wait::on(S::ChangeReviewing, Actor::Reviewer).until(REVIEW),
            Wait::on(S::ChangeAwaitingAmount, Actor::Partner),
            Wait::on(S::ChangeFailed, Actor::Partner),
        ]
    };
}

impl CertificationState {
    /// Whether anything may be paid (§1.5, R4; §5: no settlement while a change is under review). After
    /// a failed change the partner must say first which data hold (ours): it told us itself that the
    /// verified ones no longer do.
    pub const fn allows_payment(self) -> bool {
        matches!(self, Self::Certified)
    }
}

/// What the guards look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificationFacts {
    /// The guards that hold, as far as data can say so.
    pub holds: Vec<CertificationGuard>,
    /// The amount on its way, after the entry was counted.
    pub verification: Option<Verification>,
}

/// The facts of a guard of business information.
pub fn certification_check(
    guard: CertificationGuard,
    facts: &CertificationFacts,
) -> Check<CertificationGuard> {
    use CertificationGuard as G;
    let correct = |field: &str| Cure::Correct { field: field.to_owned() };
    let holds = facts.holds.contains(&guard);
    let left = facts.verification.map_or(0, |verification| verification.left());
    let (passed, required, actual, cure) = match guard {
        G::DataInOrder => (holds, Fact::None, Fact::None, correct("info")),
        G::StatementAgreed => (holds, Fact::None, Fact::None, correct("statement")),
        G::AccountVerified => (holds, Fact::None, Fact::None, Cure::AskOperations),
        G::RightAmount => {
            // A locked amount is no longer right whatever is typed in.
            let locked = facts.verification.is_none_or(|v| v.is_locked());
            let cure = if locked { Cure::AskOperations } else { correct("amount") };
            (holds && !locked, Fact::Count(TRIES_MAX), Fact::Count(left), cure)
        }
        G::NoTryLeft => {
            let locked = facts.verification.is_some_and(|v| v.is_locked());
            (locked, Fact::Count(0), Fact::Count(left), correct("amount"))
        }
    };
    Check::new(guard, passed, required, actual, cure)
}

#[cfg(test)]
mod tests {
    use super::super::Answer;
    use super::*;
    use crate::benefits::laws::{act, laws};
    use crate::benefits::{Case, advance};
    use crate::money::Fen;

    #[test]
    fn the_table_keeps_the_laws() {
        laws::<Certification>();
    }

    #[test]
    fn only_verified_data_are_paid_to() {
        for state in CertificationState::ALL {
            let expected = *state == CertificationState::Certified;
            assert_eq!(state.allows_payment(), expected, "{state:?}");
        }
    }

    #[test]
    fn the_right_amount_does_not_open_a_lock() {
        for (wrong, passed, cure) in
            [(0, true, Cure::Nothing), (2, true, Cure::Nothing), (3, false, Cure::AskOperations)]
        {
            let facts = CertificationFacts {
                holds: vec![CertificationGuard::RightAmount],
                verification: Some(Verification::stored(Fen::new(37), wrong)),
            };
            let check = certification_check(CertificationGuard::RightAmount, &facts);
            assert_eq!((check.passed, check.cure), (passed, cure), "{wrong} wrong");
        }
    }

    #[test]
    fn typing_in_the_amount_certifies_or_locks() {
        for (entries, expected) in [
            (&[37][..], CertificationState::Certified),
            (&[1, 2, 37], CertificationState::Certified),
            (&[1, 2, 3, 37], CertificationState::Locked),
            (&[1, 2], CertificationState::AwaitingAmount),
        ] {
            let state = CertificationState::AwaitingAmount;
            let mut case = Case::<Certification> { state, maker: None, version: 2 };
            let mut verification = Verification::stored(Fen::new(37), 0);
            for entry in entries {
                let answer = verification.answer(Fen::new(*entry));
                let holds = match answer {
                    Answer::Right => vec![CertificationGuard::RightAmount],
                    _ => vec![],
                };
                let facts = CertificationFacts { holds, verification: Some(verification) };
                let (event, by) = match answer {
                    Answer::Locked => (CertificationEvent::Lock, Actor::System),
                    _ => (CertificationEvent::Confirm, Actor::Partner),
                };
                let doing = act("lin", by, case.version);
                if let Ok(step) =
                    advance(&case, event, &doing, |guard| certification_check(guard, &facts))
                {
                    case = step.after;
                }
            }
            assert_eq!(case.state, expected, "{entries:?}");
        }
    }
}
