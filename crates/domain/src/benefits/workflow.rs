//! States, events and the one function that moves a case.

use serde::{Deserialize, Serialize};

use super::fact::Check;
use super::turn::Wait;
use crate::accounts::text_enum;
use crate::id::UserId;
use crate::text::Keyed;
use crate::time::Timestamp;

text_enum! {
    /// Who acts in a benefit (incentives-invoices §0). Not a role of the permission matrix: a service
    /// says which hats a caller wears.
    Actor {
        /// 伙伴管理员: the partner.
        Partner = "partner",
        /// 成员: the employee with the own account.
        Member = "member",
        /// 生态经理: invites, runs assessments.
        EcosystemManager = "ecosystem_manager",
        /// 服务伙伴运营专员: keeps project data, generates monthly lists.
        ServiceOperations = "service_operations",
        /// 审核员: reviews.
        Reviewer = "reviewer",
        /// 发票专员: receives and checks invoices.
        InvoiceDesk = "invoice_desk",
        /// 财经: pays.
        Finance = "finance",
        /// A job of this system, driven by the clock.
        System = "system",
    }
}

text_enum! {
    /// What a move brings about besides the new state; services carry it out in the same transaction.
    Consequence {
        /// A notice to the partner.
        NotifyPartner = "notify_partner",
        /// A notice to the member.
        NotifyMember = "notify_member",
        /// A task for the vendor's people.
        NotifyVendor = "notify_vendor",
        /// A frozen copy of people, certificates, amounts and policy version is written.
        FreezeSnapshot = "freeze_snapshot",
        /// The amount becomes an entry of the ledger: owed to the partner.
        PostPayable = "post_payable",
        /// The payment becomes an entry of the ledger.
        PostPayment = "post_payment",
        /// Months of the quarter that are not final are given up: they lapse or are closed.
        CloseMonths = "close_months",
        /// The months belong to this payment request now.
        BindMonths = "bind_months",
        /// The months of this payment request are free again.
        ReleaseMonths = "release_months",
        /// Payments to the partner stop.
        BlockPayments = "block_payments",
        /// Payments to the partner may go on.
        ResumePayments = "resume_payments",
        /// The partner sees the member's data from now on.
        BeginSharing = "begin_sharing",
        /// The partner no longer sees the member's data.
        EndSharing = "end_sharing",
        /// Approvals given so far no longer count.
        VoidApprovals = "void_approvals",
    }
}

text_enum! {
    /// How the doer of a move relates to who made the case (quality §5, best-practice §3.6).
    Doer {
        /// It does not matter.
        Anyone = "anyone",
        /// The doer becomes the maker.
        Maker = "maker",
        /// The doer must not be the maker; an unknown maker fails closed.
        Checker = "checker",
    }
}

text_enum! {
    /// The guard of workflows that have none.
    NoGuard {
        /// Never listed in a table.
        Never = "never",
    }
}

/// A benefit's states, events and tables.
pub trait Workflow: Copy + Eq + std::fmt::Debug + Sized + 'static {
    /// Its states.
    type State: Keyed;
    /// What happens to it.
    type Event: Keyed;
    /// What must hold besides; the key of the [`Check`] that says whether it does.
    type Guard: Keyed;

    /// Its name, the namespace of its texts.
    const NAME: &'static str;
    /// Where a case begins.
    const START: Self::State;
    /// Every move there is. At most one for a state and an event.
    const TRANSITIONS: &'static [Transition<Self>];
    /// Whose turn it is in each state that waits for somebody.
    const WAITS: &'static [Wait<Self>];

    /// Whether nothing can happen any more.
    fn is_final(state: Self::State) -> bool {
        !Self::TRANSITIONS.iter().any(|rule| rule.from == state)
    }
}

/// One row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition<W: Workflow> {
    /// The state it begins in.
    pub from: W::State,
    /// What happens.
    pub event: W::Event,
    /// The state it ends in.
    pub to: W::State,
    /// Who may do it.
    pub by: Actor,
    /// Who that must or must not be.
    pub doer: Doer,
    /// Whether a reason must be given.
    pub needs_reason: bool,
    /// What must hold.
    pub guards: &'static [W::Guard],
    /// What it brings about.
    pub then: &'static [Consequence],
}

impl<W: Workflow> Transition<W> {
    /// A row without guards and consequences.
    pub const fn new(from: W::State, event: W::Event, to: W::State, by: Actor) -> Self {
        let doer = Doer::Anyone;
        Self { from, event, to, by, doer, needs_reason: false, guards: &[], then: &[] }
    }

    /// The same with guards.
    #[must_use]
    pub const fn when(mut self, guards: &'static [W::Guard]) -> Self {
        self.guards = guards;
        self
    }

    /// The same with consequences.
    #[must_use]
    pub const fn then(mut self, then: &'static [Consequence]) -> Self {
        self.then = then;
        self
    }

    /// The same, and the doer becomes the maker.
    #[must_use]
    pub const fn makes(mut self) -> Self {
        self.doer = Doer::Maker;
        self
    }

    /// The same, for somebody who is not the maker.
    #[must_use]
    pub const fn checks(mut self) -> Self {
        self.doer = Doer::Checker;
        self
    }

    /// The same, with a reason to be given.
    #[must_use]
    pub const fn with_reason(mut self) -> Self {
        self.needs_reason = true;
        self
    }
}

/// Where one case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case<W: Workflow> {
    /// Its state.
    pub state: W::State,
    /// Who made or last submitted it; `None` before, or when nobody knows.
    pub maker: Option<UserId>,
    /// Raised by one with every move.
    pub version: i64,
}

impl<W: Workflow> Case<W> {
    /// A new case.
    pub const fn new() -> Self {
        Self { state: W::START, maker: None, version: 0 }
    }
}

impl<W: Workflow> Default for Case<W> {
    fn default() -> Self {
        Self::new()
    }
}

/// A reviewer's remark on one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The field as in the form, e.g. `people.2.proof`.
    pub field: String,
    /// What is said.
    pub text: String,
}

/// Somebody doing something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who; `None` for the system.
    pub by: Option<UserId>,
    /// The hats the person wears.
    pub hats: Vec<Actor>,
    /// When.
    pub at: Timestamp,
    /// Why; may be empty where no reason is asked.
    pub reason: String,
    /// Remarks on fields.
    pub comments: Vec<Comment>,
    /// The version of the case the person saw.
    pub seen: i64,
}

/// A move that is allowed: everything the history keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<W: Workflow> {
    /// The state before.
    pub from: W::State,
    /// What happened.
    pub event: W::Event,
    /// Who did it; `None` for the system.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// Remarks on fields.
    pub comments: Vec<Comment>,
    /// The case afterwards.
    pub after: Case<W>,
    /// What has to be carried out with it.
    pub then: &'static [Consequence],
}

/// Why a case does not move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused<W: Workflow> {
    /// The case moved since the page was shown.
    Stale {
        /// Its state now.
        state: W::State,
    },
    /// The state does not take the event.
    NotNow {
        /// The state.
        state: W::State,
        /// What it takes.
        open: Vec<W::Event>,
    },
    /// It is another one's turn.
    NotYours {
        /// Whose.
        turn: Actor,
    },
    /// Who submitted it may not review it.
    OwnCase,
    /// Nobody knows who submitted it, so nobody may review it (best-practice §3.6: fail closed).
    MakerUnknown,
    /// A reason must be given.
    ReasonMissing,
    /// Facts stand in the way.
    Guarded {
        /// Those that failed, in the order of the table.
        failed: Vec<Check<W::Guard>>,
    },
}

impl<W: Workflow> Refused<W> {
    /// The stable key of the refusal.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Stale { .. } => "stale",
            Self::NotNow { .. } => "not_now",
            Self::NotYours { .. } => "not_yours",
            Self::OwnCase => "own_case",
            Self::MakerUnknown => "maker_unknown",
            Self::ReasonMissing => "reason_missing",
            Self::Guarded { .. } => "guarded",
        }
    }
}

/// Moves a case: the only way there is.
///
/// `check` answers a guard of the row with its facts; it is asked for the guards of that row only, and
/// only when everything else is in order.
///
/// # Errors
/// [`Refused`], the first that applies in the order of its variants.
pub fn advance<W: Workflow>(
    case: &Case<W>,
    event: W::Event,
    act: &Act,
    check: impl Fn(W::Guard) -> Check<W::Guard>,
) -> Result<Step<W>, Refused<W>> {
    let state = case.state;
    if act.seen != case.version {
        return Err(Refused::Stale { state });
    }
    let rule = W::TRANSITIONS.iter().find(|rule| rule.from == state && rule.event == event);
    let Some(rule) = rule else {
        let open = W::TRANSITIONS.iter().filter(|rule| rule.from == state);
        return Err(Refused::NotNow { state, open: open.map(|rule| rule.event).collect() });
    };
    if !act.hats.contains(&rule.by) {
        return Err(Refused::NotYours { turn: rule.by });
    }
    if rule.doer == Doer::Checker {
        let maker = case.maker.as_ref().ok_or(Refused::MakerUnknown)?;
        if act.by.as_ref() == Some(maker) {
            return Err(Refused::OwnCase);
        }
    }
    if rule.needs_reason && act.reason.trim().is_empty() {
        return Err(Refused::ReasonMissing);
    }
    let failed: Vec<_> =
        rule.guards.iter().map(|guard| check(*guard)).filter(|check| !check.passed).collect();
    if !failed.is_empty() {
        return Err(Refused::Guarded { failed });
    }
    let maker = if rule.doer == Doer::Maker { act.by.clone() } else { case.maker.clone() };
    Ok(Step {
        from: state,
        event,
        by: act.by.clone(),
        at: act.at,
        reason: act.reason.trim().to_owned(),
        comments: act.comments.clone(),
        after: Case { state: rule.to, maker, version: case.version.saturating_add(1) },
        then: rule.then,
    })
}

/// What somebody with these hats could do in a state, guards aside: the actions a page offers.
pub fn open_events<W: Workflow>(state: W::State, hats: &[Actor]) -> Vec<W::Event> {
    let rules = W::TRANSITIONS.iter().filter(|rule| rule.from == state && hats.contains(&rule.by));
    rules.map(|rule| rule.event).collect()
}

/// The check of workflows without guards.
pub const fn no_guards(guard: NoGuard) -> Check<NoGuard> {
    Check::pass(guard)
}
