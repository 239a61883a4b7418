//! Whose turn it is, until when, and what happens then (incentives-invoices §1.7; seed of the issue).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::workflow::{Actor, Workflow};
use crate::accounts::text_enum;
use crate::calendar::{Calendar, Certainty, Span};
use crate::time::{Day, Month};

text_enum! {
    /// A window whose length is a figure of a policy (incentives-invoices §8).
    Figure {
        /// Confirming a generated monthly list: 14 working days, documented for expert service (F11).
        ConfirmList = "confirm_list",
        /// Initial review of a monthly claim; no figure documented.
        InitialReview = "initial_review",
        /// Asking for a quarter's payment; a limit is a question of the FAQ, its answer is not known.
        AskPayment = "ask_payment",
        /// Review of a payment request; no figure documented.
        PaymentReview = "payment_review",
        /// Sending the invoice after approval; documented for MDF only (15 days, M2).
        SendInvoice = "send_invoice",
        /// Checking an invoice; no figure documented for FH.
        InvoiceReview = "invoice_review",
        /// Paying after approval: 2 working days, documented for sales incentives (I7).
        Pay = "pay",
        /// Review of business information: 3–5 working days when handled by hand (B2).
        CertificationReview = "certification_review",
        /// Accepting an invitation: 7 days (P1).
        AcceptInvitation = "accept_invitation",
        /// Review of a specialist's application; no figure documented.
        SpecialistReview = "specialist_review",
        /// Review of a qualification application; no figure documented.
        QualificationReview = "qualification_review",
    }
}

/// The length of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// How it is counted.
    pub span: Span,
    /// How many.
    pub count: i64,
}

impl Window {
    /// So many working days.
    pub const fn working_days(count: i64) -> Self {
        Self { span: Span::WorkingDays, count }
    }

    /// So many calendar days.
    pub const fn days(count: i64) -> Self {
        Self { span: Span::CalendarDays, count }
    }
}

/// The windows of a policy; a figure that is not listed has no deadline.
pub type Windows = BTreeMap<Figure, Window>;

/// Until when a state waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// For ever.
    Open,
    /// For a window of the policy, from the day the state was entered.
    Figure(Figure),
    /// Until the end of the month in which the case was first submitted (§1.4a: resubmission).
    SubmissionMonth,
    /// Until the end of the quarter the case's month lies in (§1.5, R1: then it is given up).
    Quarter,
    /// Until the day that was set for it, which the case keeps.
    Appointment,
}

/// One row of the table of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait<W: Workflow> {
    /// The state.
    pub state: W::State,
    /// Whose turn it is.
    pub turn: Actor,
    /// Until when.
    pub until: Until,
    /// What the system does when the time is over; `None` when only a reminder is due.
    pub lapse: Option<W::Event>,
}

impl<W: Workflow> Wait<W> {
    /// A state that waits for somebody for ever.
    pub const fn on(state: W::State, turn: Actor) -> Self {
        Self { state, turn, until: Until::Open, lapse: None }
    }

    /// The same, with a day by which it should be done.
    #[must_use]
    pub const fn until(mut self, until: Until) -> Self {
        self.until = until;
        self
    }

    /// The same, with what happens when it is not.
    #[must_use]
    pub const fn or(mut self, event: W::Event) -> Self {
        self.lapse = Some(event);
        self
    }
}

/// The days a case's deadlines are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchors {
    /// The day the present state was entered.
    pub entered: Day,
    /// The day the case was first submitted; the day it was made, before.
    pub submitted: Day,
    /// The month the case is about.
    pub month: Month,
    /// The day that was set for what the case waits for.
    pub appointed: Option<Day>,
}

/// Whose turn it is, until when, and what happens then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn<W: Workflow> {
    /// Whose.
    pub actor: Actor,
    /// The last day, when there is one.
    pub until: Option<Day>,
    /// How sure that day is; see [`Calendar::certainty`].
    pub certainty: Certainty,
    /// What the system does after that day.
    pub lapse: Option<W::Event>,
    /// Where that leads.
    pub then: Option<W::State>,
}

impl<W: Workflow> Turn<W> {
    /// What is due by the clock: the event to carry out when the last day is over.
    pub fn due(&self, today: Day) -> Option<W::Event> {
        self.lapse.filter(|_| self.until.is_some_and(|until| until < today))
    }
}

/// The turn of a state; `None` when nobody is waited for.
pub fn turn<W: Workflow>(
    state: W::State,
    anchors: Anchors,
    windows: &Windows,
    calendar: &Calendar,
) -> Option<Turn<W>> {
    let wait = W::WAITS.iter().find(|wait| wait.state == state)?;
    let until = match wait.until {
        Until::Open => None,
        Until::Figure(figure) => windows
            .get(&figure)
            .map(|window| calendar.window_end(anchors.entered, window.span, window.count)),
        Until::SubmissionMonth => Some(anchors.submitted.month().last()),
        Until::Quarter => Some(anchors.month.quarter().last()),
        Until::Appointment => anchors.appointed,
    };
    let counts_working_days = match wait.until {
        Until::Figure(figure) => windows.get(&figure).is_some_and(|w| w.span == Span::WorkingDays),
        _ => false,
    };
    let certainty = match until {
        Some(until) if counts_working_days => calendar.certainty(anchors.entered, until),
        _ => Certainty::Announced,
    };
    let lapse = wait.lapse.filter(|_| until.is_some());
    let rule =
        |event| W::TRANSITIONS.iter().find(move |rule| rule.from == state && rule.event == event);
    Some(Turn {
        actor: wait.turn,
        until,
        certainty,
        lapse,
        then: lapse.and_then(rule).map(|rule| rule.to),
    })
}
