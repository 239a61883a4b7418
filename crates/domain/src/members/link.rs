//! 已邀请, 已绑定, 项目专员 …: the link between a partner and an employee's own account
//! (incentives-invoices §6.4, `member_link`).

use serde::{Deserialize, Serialize};

use super::person::Path;
use crate::accounts::text_enum;
use crate::benefits::{
    Actor, Check, Consequence, Cure, Fact, Figure, Transition, Until, Wait, Workflow,
};
use crate::id::ClaimId;

text_enum! {
    /// The state of a link. Names of the UI where they are known.
    LinkState {
        /// Nobody has been invited yet (ours).
        None = "none",
        /// 已邀请.
        Invited = "invited",
        /// 已失效: the invitation was not taken up in time.
        Expired = "expired",
        /// 已绑定.
        Linked = "linked",
        /// 已解绑.
        Unlinked = "unlinked",
        /// 申请专员审核中.
        SpecialistReview = "specialist_review",
        /// 申请专员审核未通过.
        SpecialistRejected = "specialist_rejected",
        /// 项目专员.
        Specialist = "specialist",
        /// 取消专员审核中 (ours).
        CancelReview = "cancel_review",
        /// 取消专员审核通过.
        CancelApproved = "cancel_approved",
        /// 取消资格 by the vendor.
        Disqualified = "disqualified",
    }
}

text_enum! {
    /// What happens to a link.
    LinkEvent {
        /// The partner invites, or invites again.
        Invite = "invite",
        /// The member accepts the statement.
        Accept = "accept",
        /// Seven days are over.
        Expire = "expire",
        /// The partner takes the invitation back (ours: a link that went astray must not stay good).
        Withdraw = "withdraw",
        /// 取消绑定.
        Unlink = "unlink",
        /// The member leaves (ours: consent that was given can be taken back; otherwise as 取消绑定).
        Leave = "leave",
        /// 申请项目专员.
        Apply = "apply",
        /// The partner changed data of a specialist on which money hangs: the person is reviewed again
        /// (ours).
        Change = "change",
        /// The vendor accepts the specialist.
        Approve = "approve",
        /// The vendor does not.
        Reject = "reject",
        /// 取消项目专员.
        Cancel = "cancel",
        /// The vendor agrees to the cancelling.
        ApproveCancel = "approve_cancel",
        /// The vendor does not.
        RejectCancel = "reject_cancel",
        /// The vendor takes the status away.
        Disqualify = "disqualify",
    }
}

text_enum! {
    /// What must hold for a link to move.
    LinkGuard {
        /// The base location is filled in (documented, P2).
        BaseLocation = "base_location",
        /// A proof of employment is uploaded (documented, P6).
        EmploymentProof = "employment_proof",
        /// No claim of the person is open (ours: leaving would end it).
        NoOpenClaim = "no_open_claim",
        /// The partner is still on the person's path on the day of the approval.
        PathKept = "path_kept",
    }
}

/// The workflow of a link. Documented but for the names marked as ours, who acts where, and the claim
/// that blocks leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link;

impl Workflow for Link {
    type State = LinkState;
    type Event = LinkEvent;
    type Guard = LinkGuard;

    const NAME: &'static str = "member_link";
    const START: LinkState = LinkState::None;
    const TRANSITIONS: &'static [Transition<Self>] = {
        use LinkEvent as E;
        use LinkState as S;
        const P: Actor = Actor::Partner;
        const V: Actor = Actor::Reviewer;
        const TELL: &[Consequence] = &[Consequence::NotifyMember];
        const TELL_PARTNER: &[Consequence] = &[Consequence::NotifyPartner];
        const TELL_BOTH: &[Consequence] = &[Consequence::NotifyPartner, Consequence::NotifyMember];
        const LEAVE: &[Consequence] = &[Consequence::EndSharing, Consequence::NotifyMember];
        const LEFT: &[Consequence] = &[Consequence::EndSharing, Consequence::NotifyPartner];
        const READY: &[LinkGuard] = &[LinkGuard::BaseLocation, LinkGuard::EmploymentProof];
        const STILL: &[LinkGuard] =
            &[LinkGuard::BaseLocation, LinkGuard::EmploymentProof, LinkGuard::PathKept];
        const FREE: &[LinkGuard] = &[LinkGuard::NoOpenClaim];
        &[
            Transition::new(S::None, E::Invite, S::Invited, P).then(TELL),
            Transition::new(S::Expired, E::Invite, S::Invited, P).then(TELL),
            Transition::new(S::Unlinked, E::Invite, S::Invited, P).then(TELL),
            Transition::new(S::Invited, E::Accept, S::Linked, Actor::Member)
                .then(&[Consequence::BeginSharing, Consequence::NotifyPartner]),
            Transition::new(S::Invited, E::Expire, S::Expired, Actor::System).then(TELL_PARTNER),
            Transition::new(S::Invited, E::Withdraw, S::Expired, P).then(TELL),
            Transition::new(S::Linked, E::Unlink, S::Unlinked, P).when(FREE).then(LEAVE),
            Transition::new(S::Linked, E::Leave, S::Unlinked, Actor::Member)
                .with_reason()
                .when(FREE)
                .then(LEFT),
            Transition::new(S::Linked, E::Apply, S::SpecialistReview, P).makes().when(READY),
            Transition::new(S::SpecialistReview, E::Approve, S::Specialist, V)
                .checks()
                .when(STILL)
                .then(TELL_BOTH),
            Transition::new(S::SpecialistReview, E::Reject, S::SpecialistRejected, V)
                .checks()
                .with_reason()
                .then(TELL_BOTH),
            Transition::new(S::SpecialistRejected, E::Apply, S::SpecialistReview, P)
                .makes()
                .when(READY),
            Transition::new(S::SpecialistRejected, E::Leave, S::Unlinked, Actor::Member)
                .with_reason()
                .when(FREE)
                .then(LEFT),
            Transition::new(S::Specialist, E::Change, S::SpecialistReview, P).makes().when(READY),
            Transition::new(S::Specialist, E::Cancel, S::CancelReview, P).makes().when(FREE),
            Transition::new(S::Specialist, E::Disqualify, S::Disqualified, V)
                .with_reason()
                .then(TELL_BOTH),
            Transition::new(S::CancelReview, E::ApproveCancel, S::CancelApproved, V)
                .checks()
                .then(TELL_BOTH),
            Transition::new(S::CancelReview, E::RejectCancel, S::Specialist, V)
                .checks()
                .with_reason()
                .then(TELL_BOTH),
            Transition::new(S::CancelApproved, E::Apply, S::SpecialistReview, P)
                .makes()
                .when(READY),
            Transition::new(S::CancelApproved, E::Unlink, S::Unlinked, P).when(FREE).then(LEAVE),
            Transition::new(S::CancelApproved, E::Leave, S::Unlinked, Actor::Member)
                .with_reason()
                .when(FREE)
                .then(LEFT),
            Transition::new(S::Disqualified, E::Apply, S::SpecialistReview, P).makes().when(READY),
            Transition::new(S::Disqualified, E::Leave, S::Unlinked, Actor::Member)
                .with_reason()
                .when(FREE)
                .then(LEFT),
        ]
    };
    const WAITS: &'static [Wait<Self>] = &[
        Wait::on(LinkState::None, Actor::Partner),
        Wait::on(LinkState::Invited, Actor::Member)
            .until(Until::Figure(Figure::AcceptInvitation))
            .or(LinkEvent::Expire),
        Wait::on(LinkState::Expired, Actor::Partner),
        Wait::on(LinkState::Linked, Actor::Partner),
        Wait::on(LinkState::Unlinked, Actor::Partner),
        Wait::on(LinkState::SpecialistReview, Actor::Reviewer)
            .until(Until::Figure(Figure::SpecialistReview)),
        Wait::on(LinkState::SpecialistRejected, Actor::Partner),
        Wait::on(LinkState::Specialist, Actor::Partner),
        Wait::on(LinkState::CancelReview, Actor::Reviewer)
            .until(Until::Figure(Figure::SpecialistReview)),
        Wait::on(LinkState::CancelApproved, Actor::Partner),
        Wait::on(LinkState::Disqualified, Actor::Partner),
    ];
}

impl LinkState {
    /// Whether the partner sees the person's data (§6.3, §6.4: no longer after unlinking).
    pub const fn shares_data(self) -> bool {
        !matches!(self, Self::None | Self::Invited | Self::Expired | Self::Unlinked)
    }

    /// Whether the person is a specialist: a hard precondition for dedicated-staff incentives (§6.4).
    /// While the cancelling is under review the person still is (ours).
    pub const fn is_specialist(self) -> bool {
        matches!(self, Self::Specialist | Self::CancelReview)
    }
}

/// What the guards of a link look at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFacts {
    /// Place of social insurance; empty when not filled in.
    pub base_location: String,
    /// Whether a proof of employment is there.
    pub has_proof: bool,
    /// The person's claims that are not decided yet.
    pub open_claims: Vec<ClaimId>,
    /// The person's path, when operations entered the partner's paths and it is not among them.
    pub path_lost: Option<Path>,
}

/// The facts of a link's guard.
pub fn link_check(guard: LinkGuard, facts: &LinkFacts) -> Check<LinkGuard> {
    let fill = |field: &str| Cure::FillIn { field: field.to_owned(), by: None };
    match guard {
        LinkGuard::BaseLocation => {
            let passed = !facts.base_location.trim().is_empty();
            Check::new(guard, passed, Fact::None, Fact::None, fill("base_location"))
        }
        LinkGuard::EmploymentProof => {
            Check::new(guard, facts.has_proof, Fact::None, Fact::None, fill("employment_proof"))
        }
        LinkGuard::PathKept => {
            let lost = facts.path_lost.map(|path| format!("path.{}", path.as_str()));
            let required = Fact::Words(lost.iter().cloned().collect());
            let cure = Cure::OperationsSet { field: "path".to_owned() };
            Check::new(guard, lost.is_none(), required, Fact::None, cure)
        }
        LinkGuard::NoOpenClaim => {
            let open = &facts.open_claims;
            let codes = open.iter().map(|id| id.as_str().to_owned()).collect();
            let id = open.first().map_or_else(String::new, |id| id.as_str().to_owned());
            let cure = Cure::SeeOther { id };
            Check::new(guard, open.is_empty(), Fact::None, Fact::Codes(codes), cure)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefits::laws::{act, laws};
    use crate::benefits::{Anchors, Case, Refused, Window, Windows, advance, turn};
    use crate::calendar::Calendar;
    use crate::time::Day;

    #[test]
    fn the_table_keeps_the_laws() {
        laws::<Link>();
    }

    #[test]
    fn a_specialist_can_not_be_unlinked_directly() {
        let case = Case::<Link> { state: LinkState::Specialist, maker: None, version: 4 };
        let doing = act("lin", Actor::Partner, 4);
        let facts = LinkFacts::default();
        let refused = advance(&case, LinkEvent::Unlink, &doing, |g| link_check(g, &facts));
        let open = vec![LinkEvent::Change, LinkEvent::Cancel, LinkEvent::Disqualify];
        assert_eq!(refused, Err(Refused::NotNow { state: LinkState::Specialist, open }));
    }

    #[test]
    fn applying_names_what_is_missing_and_leaving_names_the_open_claim() {
        use LinkGuard as G;
        let full = LinkFacts {
            base_location: "Hangzhou".to_owned(),
            has_proof: true,
            open_claims: Vec::new(),
            path_lost: None,
        };
        let claimed = LinkFacts { open_claims: vec![ClaimId::new("c9")], ..full.clone() };
        let bare = LinkFacts { base_location: " ".to_owned(), ..LinkFacts::default() };
        for (event, facts, failed) in [
            (LinkEvent::Apply, &full, vec![]),
            (LinkEvent::Apply, &bare, vec![G::BaseLocation, G::EmploymentProof]),
            (LinkEvent::Unlink, &full, vec![]),
            (LinkEvent::Unlink, &claimed, vec![G::NoOpenClaim]),
        ] {
            let case = Case::<Link> { state: LinkState::Linked, maker: None, version: 0 };
            let doing = act("lin", Actor::Partner, 0);
            let found = match advance(&case, event, &doing, |guard| link_check(guard, facts)) {
                Ok(_) => vec![],
                Err(Refused::Guarded { failed }) => failed.iter().map(|check| check.key).collect(),
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(found, failed, "{event:?}");
        }
    }

    #[test]
    fn who_was_turned_down_can_leave_and_an_open_claim_keeps() {
        let claimed = LinkFacts { open_claims: vec![ClaimId::new("c9")], ..LinkFacts::default() };
        for state in [
            LinkState::Linked,
            LinkState::SpecialistRejected,
            LinkState::CancelApproved,
            LinkState::Disqualified,
        ] {
            let case = Case::<Link> { state, maker: None, version: 0 };
            let doing = act("zhao", Actor::Member, 0);
            let leave = |facts: &LinkFacts| {
                advance(&case, LinkEvent::Leave, &doing, |guard| link_check(guard, facts))
            };
            let left = leave(&LinkFacts::default()).unwrap();
            assert_eq!(left.after.state, LinkState::Unlinked, "{state:?}");
            assert!(matches!(leave(&claimed), Err(Refused::Guarded { .. })), "{state:?}");
        }
    }

    #[test]
    fn an_invitation_lasts_seven_days_over_the_year_end() {
        let day = |text: &str| Day::parse(text).unwrap();
        let entered = day("2026-12-28");
        let anchors =
            Anchors { entered, submitted: entered, month: entered.month(), appointed: None };
        let windows = Windows::from([(Figure::AcceptInvitation, Window::days(7))]);
        let found = turn::<Link>(LinkState::Invited, anchors, &windows, &Calendar::sample());
        let found = found.unwrap();
        assert_eq!(found.until, Some(day("2027-01-04")));
        assert_eq!(found.then, Some(LinkState::Expired));
        assert_eq!(found.due(day("2027-01-04")), None);
        assert_eq!(found.due(day("2027-01-05")), Some(LinkEvent::Expire));
    }
}
