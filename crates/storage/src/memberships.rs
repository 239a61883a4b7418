//! Personal accounts and what links them with partners: invitations' links and consents.

use async_trait::async_trait;
use hezong_domain::{AccountId, CaseId, Timestamp, UserId};

use crate::Result;

/// What makes an account a single person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalAccount {
    /// The account.
    pub account_id: AccountId,
    /// The name the person goes by on paper.
    pub real_name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How the link of an invitation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkOutcome {
    /// The person accepted.
    Used,
    /// The partner took it back.
    Withdrawn,
}

/// The link of an invitation to become a partner's member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberInvitation {
    /// Hex SHA-256 of the secret in the link.
    pub token_hash: String,
    /// The case of the person.
    pub case_id: CaseId,
    /// Who invited.
    pub invited_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
    /// How it ended; `None` while it is open (or has lapsed).
    pub outcome: Option<LinkOutcome>,
}

/// What a person agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The case of the person.
    pub case_id: CaseId,
    /// 1, 2, 3 … per case.
    pub seq: i64,
    /// The person's account.
    pub account_id: AccountId,
    /// Who agreed.
    pub user_id: UserId,
    /// The version of the statement that was shown.
    pub statement: String,
    /// When.
    pub accepted_at: Timestamp,
    /// When the link ended.
    pub ended_at: Option<Timestamp>,
}

/// Personal accounts and their links. Not tenant-scoped: a person's links cross partners; callers look by
/// the person's own account, by a secret, or by a case they have found in their scope.
#[async_trait]
pub trait MembershipRepository: Send {
    /// Makes an (already added) account a person's.
    async fn add_personal(&mut self, account: &PersonalAccount) -> Result<()>;
    /// What is known of a personal account; `None` for any other.
    async fn find_personal(&mut self, id: &AccountId) -> Result<Option<PersonalAccount>>;

    /// Adds the link of an invitation; a case with an open one is a [`crate::StorageError::Conflict`].
    async fn add_link(&mut self, link: &MemberInvitation) -> Result<()>;
    /// Finds a link by the hash of its secret.
    async fn find_link(&mut self, token_hash: &str) -> Result<Option<MemberInvitation>>;
    /// The open link of a case, lapsed or not.
    async fn open_link(&mut self, case: &CaseId) -> Result<Option<MemberInvitation>>;
    /// Ends the open link of a case; `false` when there is none.
    async fn close_link(
        &mut self,
        case: &CaseId,
        outcome: LinkOutcome,
        at: Timestamp,
    ) -> Result<bool>;
    /// How many links somebody made since an instant.
    async fn count_links(&mut self, by: &UserId, since: Timestamp) -> Result<i64>;

    /// Keeps a consent; its number is given here. `false` when the account is linked already, or the case
    /// with somebody.
    async fn add_consent(&mut self, consent: &Consent) -> Result<bool>;
    /// Ends the live consent of a case; `false` when there is none.
    async fn end_consent(&mut self, case: &CaseId, at: Timestamp) -> Result<bool>;
    /// Every consent of an account, the latest first.
    async fn consents_of(&mut self, account: &AccountId) -> Result<Vec<Consent>>;
    /// The live consent of a case.
    async fn live_consent(&mut self, case: &CaseId) -> Result<Option<Consent>>;
}
