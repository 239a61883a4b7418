//! Paying out an approved amount: prepared by one, approved by another above an amount
//! (best-practice §3.6; the states are ours, the documents only show 待华为付款 and the payment's
//! particulars, incentives-invoices §1.6).

use super::approval::Standing;
use super::fact::{Check, Cure, Fact};
use super::turn::{Figure, Until, Wait};
use super::workflow::{Actor, Consequence, Transition, Workflow};
use crate::accounts::text_enum;
use crate::money::Fen;
use serde::{Deserialize, Serialize};

text_enum! {
    /// How an approved amount reaches the partner (incentives-invoices §2.5 names the ways; for FH only
    /// the bank transfer is documented).
    PayoutWay {
        /// 银行转账.
        BankTransfer = "bank_transfer",
        /// 返华为云账户: the partner's balance.
        PartnerBalance = "partner_balance",
        /// 转代金券额度: a quota of vouchers.
        VoucherQuota = "voucher_quota",
    }
}

text_enum! {
    /// The state of a payout.
    PayoutState {
        /// Being prepared.
        Draft = "draft",
        /// Waits for those who approve.
        PendingApproval = "pending_approval",
        /// Nobody can approve it.
        Blocked = "blocked",
        /// May be paid.
        Approved = "approved",
        /// Refused; to be prepared anew.
        Rejected = "rejected",
        /// Paid: date, amount, account and reference are entered. Final.
        Paid = "paid",
    }
}

text_enum! {
    /// What happens to a payout.
    PayoutEvent {
        /// Handed in for approval.
        Submit = "submit",
        /// One more person approves, and that is enough.
        Approve = "approve",
        /// The preparer releases a small amount alone.
        Release = "release",
        /// Refused.
        Reject = "reject",
        /// Taken back by those who pay, to be prepared anew.
        Recall = "recall",
        /// Found that nobody can approve.
        Block = "block",
        /// Somebody who can approve was found.
        Unblock = "unblock",
        /// Paid.
        Pay = "pay",
    }
}

text_enum! {
    /// What must hold for a payout to move.
    PayoutGuard {
        /// Enough people stand for it.
        EnoughPeople = "enough_people",
        /// Others have to approve and nobody may.
        NobodyLeft = "nobody_left",
        /// Somebody may approve.
        SomebodyLeft = "somebody_left",
        /// Business information is verified and nothing is overdue at this moment (documented for
        /// every payment, incentives-invoices §0, §5).
        PartnerPayable = "partner_payable",
        /// The account it was prepared for is the one that is verified now.
        SameAccount = "same_account",
    }
}

/// The workflow of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payout;

impl Workflow for Payout {
    type State = PayoutState;
    type Event = PayoutEvent;
    type Guard = PayoutGuard;

    const NAME: &'static str = "payout";
    const START: PayoutState = PayoutState::Draft;
    const TRANSITIONS: &'static [Transition<Self>] = {
        use PayoutEvent as E;
        use PayoutState as S;
        const ENOUGH: &[PayoutGuard] = &[PayoutGuard::EnoughPeople];
        const PAYABLE: &[PayoutGuard] =
            &[PayoutGuard::PartnerPayable, PayoutGuard::SameAccount, PayoutGuard::EnoughPeople];
        const F: Actor = Actor::Finance;
        const VOID: &[Consequence] = &[Consequence::VoidApprovals];
        &[
            Transition::new(S::Draft, E::Submit, S::PendingApproval, F)
                .makes()
                .then(&[Consequence::NotifyVendor]),
            Transition::new(S::PendingApproval, E::Approve, S::Approved, F).checks().when(ENOUGH),
            Transition::new(S::PendingApproval, E::Release, S::Approved, F).when(ENOUGH),
            Transition::new(S::PendingApproval, E::Reject, S::Rejected, F)
                .checks()
                .with_reason()
                .then(VOID),
            Transition::new(S::PendingApproval, E::Recall, S::Draft, F).then(VOID),
            Transition::new(S::PendingApproval, E::Block, S::Blocked, Actor::System)
                .when(&[PayoutGuard::NobodyLeft])
                .then(&[Consequence::NotifyVendor]),
            Transition::new(S::Blocked, E::Unblock, S::PendingApproval, Actor::System)
                .when(&[PayoutGuard::SomebodyLeft])
                .then(&[Consequence::NotifyVendor]),
            Transition::new(S::Blocked, E::Recall, S::Draft, F).then(VOID),
            Transition::new(S::Rejected, E::Submit, S::PendingApproval, F)
                .makes()
                .then(&[Consequence::NotifyVendor]),
            Transition::new(S::Approved, E::Pay, S::Paid, F)
                .when(PAYABLE)
                .then(&[Consequence::PostPayment]),
            Transition::new(S::Approved, E::Recall, S::Draft, F).with_reason().then(VOID),
        ]
    };
    const WAITS: &'static [Wait<Self>] = &[
        Wait::on(PayoutState::Draft, Actor::Finance),
        Wait::on(PayoutState::PendingApproval, Actor::Finance).until(Until::Figure(Figure::Pay)),
        Wait::on(PayoutState::Blocked, Actor::Finance),
        Wait::on(PayoutState::Rejected, Actor::Finance),
        Wait::on(PayoutState::Approved, Actor::Finance).until(Until::Figure(Figure::Pay)),
    ];
}

/// Whether a partner may be paid at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payable {
    /// It may.
    Yes,
    /// Its business information is not verified, or is being changed.
    NotCertified,
    /// It may, but its verified account is no longer the one the payout was prepared for.
    OtherAccount,
    /// Its own bills are overdue (incentives-invoices §0: all benefits are frozen until they are paid).
    Overdue(Fen),
}

/// The facts of a payout's guard, from where its approval stands and whether the partner may be paid at
/// this moment. An approval is weighed with the one that is being given.
pub fn payout_check(
    guard: PayoutGuard,
    standing: &Standing,
    payable: Payable,
) -> Check<PayoutGuard> {
    let count = |n: usize| Fact::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let (required, actual) = match standing {
        Standing::Complete => (Fact::None, Fact::None),
        Standing::Open { given, needed, .. } | Standing::Blocked { given, needed, .. } => {
            (count(*needed), count(*given))
        }
    };
    let is_blocked = matches!(standing, Standing::Blocked { .. });
    let (passed, cure) = match guard {
        PayoutGuard::EnoughPeople if is_blocked => (false, Cure::AddApprover),
        PayoutGuard::EnoughPeople => (*standing == Standing::Complete, Cure::AnotherPerson),
        PayoutGuard::NobodyLeft => (is_blocked, Cure::AnotherPerson),
        PayoutGuard::SomebodyLeft => (!is_blocked, Cure::AddApprover),
        PayoutGuard::PartnerPayable => {
            let passed = matches!(payable, Payable::Yes | Payable::OtherAccount);
            let (actual, cure) = match payable {
                Payable::Overdue(amount) => (Fact::Amount(amount), Cure::PayOverdue { amount }),
                _ => (Fact::None, Cure::Certify),
            };
            return Check::new(guard, passed, Fact::None, actual, cure);
        }
        PayoutGuard::SameAccount => {
            let passed = payable != Payable::OtherAccount;
            return Check::new(guard, passed, Fact::None, Fact::None, Cure::PrepareAnew);
        }
    };
    Check::new(guard, passed, required, actual, cure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefits::laws::{act, laws};
    use crate::benefits::{Case, Refused, advance};
    use crate::id::UserId;

    #[test]
    fn the_table_keeps_the_laws() {
        laws::<Payout>();
    }

    #[test]
    fn a_blocked_payout_goes_on_when_somebody_can_approve() {
        let blocked = Standing::Blocked { given: 1, needed: 2, cure: Cure::AddApprover };
        let next = vec![UserId::new("finance2")];
        let open = Standing::Open { given: 1, needed: 2, next };
        let mut case = Case::<Payout>::new();
        for (event, who, standing, state) in [
            (PayoutEvent::Submit, "finance", &blocked, PayoutState::PendingApproval),
            (PayoutEvent::Block, "", &blocked, PayoutState::Blocked),
            (PayoutEvent::Unblock, "", &open, PayoutState::PendingApproval),
            (PayoutEvent::Approve, "finance2", &Standing::Complete, PayoutState::Approved),
            (PayoutEvent::Pay, "finance", &Standing::Complete, PayoutState::Paid),
        ] {
            let hat = if who.is_empty() { Actor::System } else { Actor::Finance };
            let doing = act(who, hat, case.version);
            let step =
                advance(&case, event, &doing, |guard| payout_check(guard, standing, Payable::Yes));
            case = step.unwrap().after;
            assert_eq!(case.state, state);
        }
        assert!(Payout::is_final(case.state));
    }

    #[test]
    fn the_preparer_may_release_only_what_needs_nobody_else() {
        let next = vec![UserId::new("finance2")];
        let open = Standing::Open { given: 1, needed: 2, next };
        let case = Case::<Payout> {
            state: PayoutState::PendingApproval,
            maker: Some(UserId::new("finance")),
            version: 1,
        };
        let doing = act("finance", Actor::Finance, 1);
        let by = |event, standing: &Standing| {
            advance(&case, event, &doing, |guard| payout_check(guard, standing, Payable::Yes))
        };
        assert!(by(PayoutEvent::Release, &Standing::Complete).is_ok());
        let refused = by(PayoutEvent::Release, &open).unwrap_err();
        let failed = vec![payout_check(PayoutGuard::EnoughPeople, &open, Payable::Yes)];
        assert_eq!(refused, Refused::Guarded { failed });
        assert_eq!(by(PayoutEvent::Approve, &Standing::Complete), Err(Refused::OwnCase));
    }

    #[test]
    fn nothing_is_paid_while_the_partner_may_not_be_paid() {
        let state = PayoutState::Approved;
        let case = Case::<Payout> { state, maker: Some(UserId::new("finance")), version: 2 };
        let doing = act("finance", Actor::Finance, 2);
        let pay = |payable| {
            advance(&case, PayoutEvent::Pay, &doing, |guard| {
                payout_check(guard, &Standing::Complete, payable)
            })
        };
        assert!(pay(Payable::Yes).is_ok());
        let owed = Fen::yuan(8);
        for (guard, payable, cure) in [
            (PayoutGuard::PartnerPayable, Payable::NotCertified, Cure::Certify),
            (
                PayoutGuard::PartnerPayable,
                Payable::Overdue(owed),
                Cure::PayOverdue { amount: owed },
            ),
            (PayoutGuard::SameAccount, Payable::OtherAccount, Cure::PrepareAnew),
        ] {
            let check = payout_check(guard, &Standing::Complete, payable);
            assert_eq!(check.cure, cure);
            assert_eq!(pay(payable), Err(Refused::Guarded { failed: vec![check] }));
        }
    }
}
