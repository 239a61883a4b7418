//! One workflow engine for every benefit (incentives-invoices §3.7): eligibility, request, reviews,
//! payment, close.
//!
//! A benefit names its states, events and guards as enums and lists its transitions as a table; the
//! engine alone moves a case, and only along the table. Every move says who, when, why, from and to; a
//! refusal says which fact stands in the way and what would remove it. What each state waits for, whose
//! turn it is, until when and what happens then is a table too.
//!
//! How to add a benefit: (1) `text_enum!`s for its states, events and guards; (2) a unit type that
//! implements [`Workflow`] with its tables; (3) a function that answers each guard with a [`Check`];
//! (4) a test that calls `laws` on it. Nothing here knows a page, a table of the database or a clock.

mod approval;
mod fact;
#[cfg(test)]
pub(crate) mod laws;
mod payout;
mod redate;
mod turn;
mod workflow;

pub use approval::{
    Approval, ApprovalRefusal, ApprovalRule, PaymentSubject, Standing, may_approve, weigh,
};
pub use fact::{Check, Cure, Fact, all_passed, first_failure};
pub use payout::{Payable, Payout, PayoutEvent, PayoutGuard, PayoutState, PayoutWay, payout_check};
pub use redate::{redated, redating_floor};
pub use turn::{Anchors, Figure, Turn, Until, Wait, Window, Windows, turn};
pub use workflow::{
    Act, Actor, Case, Comment, Consequence, Doer, NoGuard, Refused, Step, Transition, Workflow,
    advance, no_guards, open_events,
};
