//! 付款申请: a quarter's request from asking to paid (incentives-invoices §1.5, §1.6, `fh_payment`; the
//! states after mailing are approximations, §11.3).

use serde::{Deserialize, Serialize};

use super::quarter::QuarterRule;
use crate::accounts::text_enum;
use crate::benefits::{
    Actor, Check, Consequence, Cure, Fact, Figure, Transition, Until, Wait, Workflow,
};
use crate::id::{ClaimId, MemberId};
use crate::money::Fen;
use crate::time::Month;

text_enum! {
    /// The state of a payment request. Whether it may be asked for while it is open is what
    /// [`super::evaluate_quarter`] says: 不可申请 or 可申请付款.
    PaymentState {
        /// Not asked for.
        Open = "open",
        /// 付款申请审核中.
        Reviewing = "reviewing",
        /// 付款申请审核不通过.
        Rejected = "rejected",
        /// 付款申请审核通过: the invoice is to be sent.
        Approved = "approved",
        /// 发票审核中 (name ours).
        InvoiceReviewing = "invoice_reviewing",
        /// 发票审核未通过.
        InvoiceRejected = "invoice_rejected",
        /// 待华为付款.
        AwaitingPayment = "awaiting_payment",
        /// 已付款 (name ours). Final.
        Paid = "paid",
    }
}

text_enum! {
    /// What happens to a payment request.
    PaymentEvent {
        /// 申请付款.
        Request = "request",
        /// The review passed.
        Approve = "approve",
        /// It did not; the comments say what to correct.
        Reject = "reject",
        /// Given up after a rejection: the months are free again (ours).
        Withdraw = "withdraw",
        /// The invoice is on its way: papers mailed, or the electronic one uploaded.
        SendInvoice = "send_invoice",
        /// The invoice is in order.
        AcceptInvoice = "accept_invoice",
        /// It is not; the reason names the line to fix.
        RejectInvoice = "reject_invoice",
        /// Paid: the payout that belongs to it is (see `benefits::Payout`, which posts to the ledger).
        Pay = "pay",
    }
}

text_enum! {
    /// What must hold for a payment request to move.
    PaymentGuard {
        /// Every rule R1–R6 passed.
        Requestable = "requestable",
        /// The lines add up to the header (ours, §1.5).
        TotalsAgree = "totals_agree",
        /// Every check of the invoice desk passed.
        InvoicesInOrder = "invoices_in_order",
        /// A courier number or an uploaded file is there.
        Sent = "sent",
        /// The papers have been received, or the file was read.
        Received = "received",
        /// The payout is approved and carried out.
        PaidOut = "paid_out",
        /// It is known whom the invoice is made out to and where it is sent.
        PayerKnown = "payer_known",
    }
}

/// The workflow of a payment request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment;

impl Workflow for Payment {
    type State = PaymentState;
    type Event = PaymentEvent;
    type Guard = PaymentGuard;

    const NAME: &'static str = "payment";
    const START: PaymentState = PaymentState::Open;
    const TRANSITIONS: &'static [Transition<Self>] = {
        use PaymentEvent as E;
        use PaymentGuard as G;
        use PaymentState as S;
        const P: Actor = Actor::Partner;
        const V: Actor = Actor::Reviewer;
        const D: Actor = Actor::InvoiceDesk;
        const TELL: &[Consequence] = &[Consequence::NotifyPartner];
        const VENDOR: &[Consequence] = &[Consequence::NotifyVendor];
        const BIND: &[Consequence] = &[
            Consequence::CloseMonths,
            Consequence::BindMonths,
            Consequence::FreezeSnapshot,
            Consequence::NotifyVendor,
        ];
        const ASK: &[G] = &[G::Requestable, G::TotalsAgree];
        const SEND: &[G] = &[G::PayerKnown, G::InvoicesInOrder, G::Sent];
        &[
            Transition::new(S::Open, E::Request, S::Reviewing, P).makes().when(ASK).then(BIND),
            Transition::new(S::Reviewing, E::Approve, S::Approved, V)
                .checks()
                .when(&[G::TotalsAgree, G::PayerKnown])
                .then(TELL),
            Transition::new(S::Reviewing, E::Reject, S::Rejected, V)
                .checks()
                .with_reason()
                .then(TELL),
            Transition::new(S::Rejected, E::Request, S::Reviewing, P).makes().when(ASK).then(BIND),
            Transition::new(S::Rejected, E::Withdraw, S::Open, P)
                .then(&[Consequence::ReleaseMonths]),
            Transition::new(S::Approved, E::SendInvoice, S::InvoiceReviewing, P)
                .when(SEND)
                .then(VENDOR),
            Transition::new(S::InvoiceReviewing, E::AcceptInvoice, S::AwaitingPayment, D)
                .checks()
                .when(&[G::Received, G::InvoicesInOrder])
                .then(TELL),
            Transition::new(S::InvoiceReviewing, E::RejectInvoice, S::InvoiceRejected, D)
                .checks()
                .with_reason()
                .then(TELL),
            Transition::new(S::InvoiceRejected, E::SendInvoice, S::InvoiceReviewing, P)
                .when(SEND)
                .then(VENDOR),
            Transition::new(S::AwaitingPayment, E::Pay, S::Paid, Actor::Finance)
                .checks()
                .when(&[G::PaidOut])
                .then(TELL),
        ]
    };
    const WAITS: &'static [Wait<Self>] = {
        use PaymentState as S;
        &[
            Wait::on(S::Open, Actor::Partner),
            Wait::on(S::Reviewing, Actor::Reviewer).until(Until::Figure(Figure::PaymentReview)),
            Wait::on(S::Rejected, Actor::Partner),
            Wait::on(S::Approved, Actor::Partner).until(Until::Figure(Figure::SendInvoice)),
            Wait::on(S::InvoiceReviewing, Actor::InvoiceDesk)
                .until(Until::Figure(Figure::InvoiceReview)),
            Wait::on(S::InvoiceRejected, Actor::Partner).until(Until::Figure(Figure::SendInvoice)),
            // Its payout waits for finance, and takes the request along when it is paid.
            Wait::on(S::AwaitingPayment, Actor::System).until(Until::Figure(Figure::Pay)),
        ]
    };
}

impl PaymentState {
    /// Whether its months are taken (§1.5: a final month is in one request that is not rejected).
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Open | Self::Rejected)
    }
}

/// A line of a request: a frozen copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLine {
    /// The claim it comes from.
    pub claim_id: ClaimId,
    /// The month.
    pub month: Month,
    /// The person.
    pub member_id: MemberId,
    /// The person's name as it was.
    pub name: String,
    /// The amount.
    pub amount: Fen,
    /// The version of the policy it was worked out with.
    pub policy: i64,
}

/// The sum of the lines; `None` when it is more than the system holds.
pub fn total(lines: &[PaymentLine]) -> Option<Fen> {
    Fen::sum(lines.iter().map(|line| line.amount))
}

/// What the guards of a payment request look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentFacts {
    /// Rules that failed.
    pub failed: Vec<QuarterRule>,
    /// The header's amount.
    pub header: Fen,
    /// The lines.
    pub lines: Vec<PaymentLine>,
    /// Checks of the invoice desk that failed, as keys of texts.
    pub invoice_failures: Vec<String>,
    /// Of the guards that look at one fact only, those that hold.
    pub holds: Vec<PaymentGuard>,
}

/// The facts of a payment request's guard.
pub fn payment_check(guard: PaymentGuard, facts: &PaymentFacts) -> Check<PaymentGuard> {
    use PaymentGuard as G;
    let holds = facts.holds.contains(&guard);
    let rules = |rules: &[QuarterRule]| {
        Fact::Words(rules.iter().map(|rule| format!("quarter_rule.{}", rule.as_str())).collect())
    };
    let (passed, required, actual, cure) = match guard {
        G::Requestable => (facts.failed.is_empty(), Fact::None, rules(&facts.failed), Cure::Wait),
        G::TotalsAgree => {
            let sum = total(&facts.lines);
            let agree = sum == Some(facts.header) && facts.header.is_positive();
            let actual = sum.map_or(Fact::None, Fact::Amount);
            (agree, Fact::Amount(facts.header), actual, Cure::AskOperations)
        }
        G::InvoicesInOrder => {
            let failures = facts.invoice_failures.clone();
            let cure = Cure::Correct { field: "invoices".to_owned() };
            (failures.is_empty(), Fact::None, Fact::Words(failures), cure)
        }
        G::Sent => {
            let cure = Cure::FillIn { field: "courier".to_owned(), by: None };
            (holds, Fact::None, Fact::None, cure)
        }
        G::Received | G::PaidOut => (holds, Fact::None, Fact::None, Cure::Wait),
        G::PayerKnown => (holds, Fact::None, Fact::None, Cure::SetUpPayer),
    };
    Check::new(guard, passed, required, actual, cure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefits::laws::{act, laws};
    use crate::benefits::{Case, Refused, advance};
    use crate::id::UserId;

    fn line(yuan: i64) -> PaymentLine {
        PaymentLine {
            claim_id: ClaimId::new("c1"),
            month: Month::parse("2026-07").unwrap(),
            member_id: MemberId::new("m1"),
            name: "Lin".to_owned(),
            amount: Fen::yuan(yuan),
            policy: 1,
        }
    }

    fn facts(lines: &[i64], header: i64) -> PaymentFacts {
        PaymentFacts {
            failed: Vec::new(),
            header: Fen::yuan(header),
            lines: lines.iter().map(|yuan| line(*yuan)).collect(),
            invoice_failures: Vec::new(),
            holds: PaymentGuard::ALL.to_vec(),
        }
    }

    #[test]
    fn the_table_keeps_the_laws() {
        laws::<Payment>();
    }

    #[test]
    fn lines_and_header_must_agree() {
        for (lines, header, passed) in [
            (&[10, 20][..], 30, true),
            (&[10, 20], 31, false),
            (&[], 0, false),
            (&[i64::MAX / 100, i64::MAX / 100], 0, false),
        ] {
            let check = payment_check(PaymentGuard::TotalsAgree, &facts(lines, header));
            assert_eq!(check.passed, passed, "{lines:?}");
        }
    }

    #[test]
    fn from_asking_to_paid_with_both_detours() {
        use PaymentEvent as E;
        use PaymentState as S;
        let facts = facts(&[10, 20], 30);
        let mut case = Case::<Payment>::new();
        for (event, who, hat, state) in [
            (E::Request, "lin", Actor::Partner, S::Reviewing),
            (E::Reject, "rev", Actor::Reviewer, S::Rejected),
            (E::Request, "lin", Actor::Partner, S::Reviewing),
            (E::Approve, "rev", Actor::Reviewer, S::Approved),
            (E::SendInvoice, "lin", Actor::Partner, S::InvoiceReviewing),
            (E::RejectInvoice, "desk", Actor::InvoiceDesk, S::InvoiceRejected),
            (E::SendInvoice, "lin", Actor::Partner, S::InvoiceReviewing),
            (E::AcceptInvoice, "desk", Actor::InvoiceDesk, S::AwaitingPayment),
            (E::Pay, "finance", Actor::Finance, S::Paid),
        ] {
            let doing = act(who, hat, case.version);
            let step = advance(&case, event, &doing, |guard| payment_check(guard, &facts)).unwrap();
            assert_eq!((step.from, step.after.state), (case.state, state));
            case = step.after;
        }
        assert!(Payment::is_final(case.state));
    }

    #[test]
    fn a_request_is_paid_when_its_payout_is() {
        let mut facts = facts(&[10], 10);
        facts.holds.retain(|guard| *guard != PaymentGuard::PaidOut);
        let maker = Some(UserId::new("lin"));
        let case = Case::<Payment> { state: PaymentState::AwaitingPayment, maker, version: 8 };
        let doing = act("finance", Actor::Finance, 8);
        let found = advance(&case, PaymentEvent::Pay, &doing, |g| payment_check(g, &facts));
        let failed = vec![payment_check(PaymentGuard::PaidOut, &facts)];
        assert_eq!(found, Err(Refused::Guarded { failed }));
    }

    #[test]
    fn a_quarters_failed_rules_are_named() {
        let mut facts = facts(&[10], 10);
        facts.failed = vec![QuarterRule::MonthsOpen, QuarterRule::Overdue];
        let check = payment_check(PaymentGuard::Requestable, &facts);
        let words = ["quarter_rule.months_open", "quarter_rule.overdue"];
        assert_eq!(check.actual, Fact::Words(words.map(str::to_owned).to_vec()));
    }
}
