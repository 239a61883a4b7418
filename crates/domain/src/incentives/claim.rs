//! 月度激励: one month's claim of one scheme (incentives-invoices §1.4, `fh_monthly`).

use serde::{Deserialize, Serialize};

use super::policy::Origin;
use crate::accounts::text_enum;
use crate::benefits::{
    Actor, Check, Consequence, Cure, Fact, Figure, Transition, Until, Wait, Workflow,
};
use crate::id::{ClaimId, PaymentRequestId};
use crate::time::{Day, Month};

text_enum! {
    /// The state of a month. Names of the UI where they are known.
    ClaimState {
        /// 可申请激励.
        Claimable = "claimable",
        /// 待确认: operations made the list.
        Generated = "generated",
        /// 激励审核中.
        Reviewing = "reviewing",
        /// 激励审核不通过.
        PrelimFailed = "prelim_failed",
        /// 激励审核通过.
        PrelimPassed = "prelim_passed",
        /// 定稿: the amount is frozen.
        Finalised = "finalised",
        /// 失效: not claimed or confirmed in time. Final.
        Lapsed = "lapsed",
        /// Failed and no longer correctable (ours). Final.
        ClosedFailed = "closed_failed",
    }
}

text_enum! {
    /// What happens to a month.
    ClaimEvent {
        /// 激励申请: the partner hands its claim in.
        Submit = "submit",
        /// Operations make the list.
        Generate = "generate",
        /// 激励确认: the partner confirms the list.
        Confirm = "confirm",
        /// The initial review passed.
        Pass = "pass",
        /// It did not.
        Fail = "fail",
        /// Corrected by the comments and handed in again.
        Resubmit = "resubmit",
        /// The month is over and decided.
        Finalise = "finalise",
        /// The same by a person's act (§11.2: the trigger is not documented).
        FinaliseByHand = "finalise_by_hand",
        /// The month is over, but somebody in the claim can not be claimed any more: it is reviewed again
        /// (ours).
        SendBack = "send_back",
        /// The time to claim or confirm is over.
        Lapse = "lapse",
        /// The time to correct is over, or the quarter's payment was asked for.
        Close = "close",
    }
}

text_enum! {
    /// What must hold for a month to move.
    ClaimGuard {
        /// The scheme's months come from the partner (documented §1.4a, b).
        PartnerClaims = "partner_claims",
        /// The scheme's months come from operations (documented).
        OperationsClaim = "operations_claim",
        /// The partner is qualified for the scheme (documented).
        Qualified = "qualified",
        /// The month has begun (ours) and its quarter is not over (from R1).
        MonthOpen = "month_open",
        /// There is no other claim of this partner, scheme and month (documented: one a month, F2).
        OnePerMonth = "one_per_month",
        /// Everybody chosen can be claimed.
        PeopleInOrder = "people_in_order",
        /// Everybody claimed can still be claimed, with what is known of them now (ours).
        PeopleStillInOrder = "people_still_in_order",
        /// Everybody's proof is there (documented, F5, F12c).
        Material = "material",
        /// Still the month of the first submission (documented, F2).
        SubmissionMonth = "submission_month",
        /// The quarter's payment has not been asked for (documented, F2).
        NoQuarterRequest = "no_quarter_request",
        /// The month is over (ours).
        MonthOver = "month_over",
    }
}

/// The workflow of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim;

impl Workflow for Claim {
    type State = ClaimState;
    type Event = ClaimEvent;
    type Guard = ClaimGuard;

    const NAME: &'static str = "claim";
    const START: ClaimState = ClaimState::Claimable;
    const TRANSITIONS: &'static [Transition<Self>] = {
        use ClaimEvent as E;
        use ClaimGuard as G;
        use ClaimState as S;
        const P: Actor = Actor::Partner;
        const V: Actor = Actor::Reviewer;
        const SYSTEM: Actor = Actor::System;
        const TELL: &[Consequence] = &[Consequence::NotifyPartner];
        const VENDOR: &[Consequence] = &[Consequence::NotifyVendor];
        const FREEZE: &[Consequence] =
            &[Consequence::FreezeSnapshot, Consequence::PostPayable, Consequence::NotifyPartner];
        const FIRST: &[G] = &[
            G::PartnerClaims,
            G::Qualified,
            G::MonthOpen,
            G::OnePerMonth,
            G::NoQuarterRequest,
            G::PeopleInOrder,
            G::Material,
        ];
        const AGAIN: &[G] =
            &[G::Qualified, G::SubmissionMonth, G::NoQuarterRequest, G::PeopleInOrder, G::Material];
        const LIST: &[G] = &[G::OperationsClaim, G::Qualified, G::MonthOpen, G::OnePerMonth];
        const CONFIRM: &[G] = &[G::Qualified, G::NoQuarterRequest, G::Material];
        const STILL: &[G] = &[G::PeopleStillInOrder];
        const OVER: &[G] = &[G::MonthOver];
        const FINAL: &[G] = &[G::MonthOver, G::PeopleStillInOrder];
        &[
            Transition::new(S::Claimable, E::Submit, S::Reviewing, P)
                .makes()
                .when(FIRST)
                .then(VENDOR),
            Transition::new(S::Claimable, E::Generate, S::Generated, Actor::ServiceOperations)
                .makes()
                .when(LIST)
                .then(TELL),
            Transition::new(S::Claimable, E::Lapse, S::Lapsed, SYSTEM).then(TELL),
            // People changed before the partner confirmed: the list is made again, its time begins anew.
            Transition::new(S::Generated, E::Generate, S::Generated, Actor::ServiceOperations)
                .makes()
                .when(LIST)
                .then(TELL),
            // Who made the list stays the maker: that person may not review it either.
            Transition::new(S::Generated, E::Confirm, S::Reviewing, P).when(CONFIRM).then(VENDOR),
            Transition::new(S::Generated, E::Lapse, S::Lapsed, SYSTEM).then(TELL),
            Transition::new(S::Reviewing, E::Pass, S::PrelimPassed, V)
                .checks()
                .when(STILL)
                .then(TELL),
            Transition::new(S::Reviewing, E::Fail, S::PrelimFailed, V)
                .checks()
                .with_reason()
                .then(TELL),
            Transition::new(S::PrelimFailed, E::Resubmit, S::Reviewing, P).when(AGAIN).then(VENDOR),
            Transition::new(S::PrelimFailed, E::Close, S::ClosedFailed, SYSTEM).then(TELL),
            Transition::new(S::PrelimPassed, E::Finalise, S::Finalised, SYSTEM)
                .when(FINAL)
                .then(FREEZE),
            Transition::new(S::PrelimPassed, E::FinaliseByHand, S::Finalised, V)
                .checks()
                .with_reason()
                .when(FINAL)
                .then(FREEZE),
            // The partner is told more than a state: who, and why.
            Transition::new(S::PrelimPassed, E::SendBack, S::Reviewing, SYSTEM)
                .with_reason()
                .when(OVER)
                .then(VENDOR),
        ]
    };
    const WAITS: &'static [Wait<Self>] = &[
        Wait::on(ClaimState::Claimable, Actor::Partner).until(Until::Quarter).or(ClaimEvent::Lapse),
        Wait::on(ClaimState::Generated, Actor::Partner)
            .until(Until::Figure(Figure::ConfirmList))
            .or(ClaimEvent::Lapse),
        Wait::on(ClaimState::Reviewing, Actor::Reviewer)
            .until(Until::Figure(Figure::InitialReview)),
        Wait::on(ClaimState::PrelimFailed, Actor::Partner)
            .until(Until::SubmissionMonth)
            .or(ClaimEvent::Close),
        Wait::on(ClaimState::PrelimPassed, Actor::System),
    ];
}

impl ClaimState {
    /// Whether the claim counts against people's limits (§1.4: failed and lapsed ones do not).
    pub const fn counts(self) -> bool {
        matches!(self, Self::Generated | Self::Reviewing | Self::PrelimPassed | Self::Finalised)
    }
}

/// Whether the partner can still do something for a month: claim it, confirm it, correct it (§1.5, R1).
/// `submitted` is the day of the first submission, if there was one.
pub fn open_claim(state: ClaimState, month: Month, submitted: Option<Day>, today: Day) -> bool {
    let in_quarter = today <= month.quarter().last();
    match state {
        ClaimState::Claimable | ClaimState::Generated => in_quarter,
        ClaimState::PrelimFailed => {
            in_quarter && submitted.is_some_and(|day| day.month() == today.month())
        }
        _ => false,
    }
}

/// What the guards of a month look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimFacts {
    /// Today.
    pub today: Day,
    /// The month.
    pub month: Month,
    /// Where the scheme's months come from.
    pub origin: Origin,
    /// Whether the partner is qualified.
    pub is_qualified: bool,
    /// Another claim of this partner, scheme and month.
    pub other: Option<ClaimId>,
    /// People chosen or claimed who can not be claimed: names. At least one person must be chosen.
    pub failing: Vec<String>,
    /// People chosen.
    pub people: i64,
    /// People whose proof is missing: names.
    pub without_proof: Vec<String>,
    /// The day of the first submission.
    pub submitted: Option<Day>,
    /// The quarter's payment request, once there is one that is not rejected.
    pub request: Option<PaymentRequestId>,
}

/// The facts of a month's guard.
pub fn claim_check(guard: ClaimGuard, facts: &ClaimFacts) -> Check<ClaimGuard> {
    use ClaimGuard as G;
    let names = |names: &[String]| Fact::Codes(names.to_vec());
    let origin = |origin: Origin| Fact::Words(vec![format!("origin.{}", origin.as_str())]);
    let comes_from =
        |wanted: Origin| (facts.origin == wanted, origin(wanted), origin(facts.origin), Cure::Wait);
    let today = Fact::Day(facts.today);
    let (passed, required, actual, cure) = match guard {
        G::PartnerClaims => comes_from(Origin::Partner),
        G::OperationsClaim => comes_from(Origin::Operations),
        G::Qualified => (facts.is_qualified, Fact::None, Fact::None, fill("qualification")),
        G::MonthOpen => {
            let begun = facts.month.first() <= facts.today;
            let last = facts.month.quarter().last();
            let wait = Cure::WaitUntil { day: facts.month.first() };
            let cure = if begun { Cure::Final } else { wait };
            let required = if begun { Fact::Day(last) } else { Fact::None };
            (begun && facts.today <= last, required, today, cure)
        }
        G::OnePerMonth => {
            let id = facts.other.as_ref().map(|id| id.as_str().to_owned());
            let actual = Fact::Codes(id.iter().cloned().collect());
            let cure = Cure::SeeOther { id: id.clone().unwrap_or_default() };
            (id.is_none(), Fact::Count(1), actual, cure)
        }
        G::PeopleInOrder => {
            let passed = facts.failing.is_empty() && facts.people > 0;
            let out = i64::try_from(facts.failing.len()).unwrap_or(i64::MAX);
            let cure = if facts.people > 0 { Cure::TakeOut { count: out } } else { fill("people") };
            let required = if facts.people > 0 { Fact::Count(facts.people) } else { Fact::None };
            (passed, required, names(&facts.failing), cure)
        }
        G::PeopleStillInOrder => {
            let failing = &facts.failing;
            (failing.is_empty(), Fact::None, names(failing), Cure::PutRight)
        }
        G::Material => {
            let missing = &facts.without_proof;
            (missing.is_empty(), Fact::None, names(missing), fill("proof"))
        }
        G::SubmissionMonth => {
            let first = facts.submitted.map(Day::month);
            let required = first.map_or(Fact::None, |month| Fact::Day(month.last()));
            (first == Some(facts.today.month()), required, today, Cure::Final)
        }
        G::NoQuarterRequest => {
            let id = facts.request.as_ref().map(|id| id.as_str().to_owned());
            (id.is_none(), Fact::None, Fact::Codes(id.into_iter().collect()), Cure::Final)
        }
        G::MonthOver => {
            let day = facts.month.plus(1).first();
            (facts.today >= day, Fact::Day(day), today, Cure::WaitUntil { day })
        }
    };
    Check::new(guard, passed, required, actual, cure)
}

fn fill(field: &str) -> Cure {
    Cure::FillIn { field: field.to_owned(), by: None }
}

#[cfg(test)]
mod tests;
