//! The audit log: one hash chain per account, append-only.

use async_trait::async_trait;
use hezong_domain::{AccountId, Page, Timestamp, Window};

use crate::Result;

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Whose chain.
    pub account_id: AccountId,
    /// Position in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who: sign-in name; `anonymous`, `system`.
    pub actor: String,
    /// How the actor proved who it is.
    pub proof: String,
    /// What, e.g. `coupon.issue`.
    pub action: String,
    /// On what.
    pub target: String,
    /// `done`, `refused`, `failed`.
    pub outcome: String,
    /// Facts, no secrets and no personal data.
    pub detail: String,
    /// From where.
    pub ip: String,
    /// In which request.
    pub request_id: String,
    /// Hash of the line before; 64 zeros for the first.
    pub prev_hash: String,
    /// Hex SHA-256 over the line before's hash and this line's content.
    pub hash: String,
}

/// Which lines are wanted. Empty fields do not filter.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Part of the target, detail or request id.
    pub search: String,
    /// Part of the actor's sign-in name.
    pub actor: String,
    /// Of this account's chain.
    pub account_id: Option<AccountId>,
    /// This action, or all that begin with it and a dot.
    pub action: String,
    /// This outcome.
    pub outcome: String,
    /// At or after.
    pub from: Option<Timestamp>,
    /// At or before.
    pub to: Option<Timestamp>,
}

/// The audit log.
#[async_trait]
pub trait AuditRepository: Send {
    /// Position and hash of the last line of an account's chain.
    async fn head(&mut self, account: &AccountId) -> Result<Option<(i64, String)>>;
    /// Adds a line; a position that exists already is a [`crate::StorageError::Conflict`].
    async fn append(&mut self, line: &AuditLine) -> Result<()>;
    /// Lists lines of all accounts, newest first.
    async fn list(&mut self, filter: &AuditFilter, window: Window) -> Result<Page<AuditLine>>;
    /// Accounts that have a chain.
    async fn chains(&mut self) -> Result<Vec<AccountId>>;
    /// Lines of one chain after a position, in order.
    async fn walk(&mut self, account: &AccountId, after: i64, limit: i64)
    -> Result<Vec<AuditLine>>;
}
