//! People of a partner who are paid for: how an employee's own account is linked, becomes a specialist
//! and leaves; employment, certificates, the assessment of experts (incentives-invoices §1.3, §6).
//!
//! Organisation users, who sign in to the console by role, are another thing (§6.1): see `access`.

mod assessment;
mod invitation;
mod link;
mod person;

pub use assessment::{
    Assessment, AssessmentEvent, AssessmentFacts, AssessmentGuard, AssessmentState, Dimension,
    MaturityBar, SCORE_MAX, assessment_check,
};
pub use invitation::{
    INVITATION_DAYS, INVITATIONS_PER_DAY, InviteCheck, Invitee, InviteeKind, LinkStanding,
    PARTNERS_PER_YEAR, STATEMENT_VERSION, may_invite,
};
pub use link::{Link, LinkEvent, LinkFacts, LinkGuard, LinkState, link_check};
pub use person::{Certificate, Employment, Path, Post, Specialist, is_same_project};
