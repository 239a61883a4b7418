//! The audit log as operations read it.

use hezong_domain::{Refusal, Timestamp};
use serde::{Deserialize, Serialize};

/// Names of the filters of the audit log.
pub const AUDIT_FILTERS: &[&str] = &["q", "account", "action", "outcome", "from", "to"];

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Position in the chain of its account.
    pub seq: i64,
    /// Whose chain: the account id.
    pub account_id: String,
    /// Company of the account; empty when unknown.
    pub account_display: String,
    /// When.
    pub at: Timestamp,
    /// Who: sign-in name.
    pub actor: String,
    /// How the actor proved who it is.
    pub proof: String,
    /// What was done, as a stable text such as `coupon.issue`.
    pub action: String,
    /// On what.
    pub target: String,
    /// `done`, `refused`, `failed`.
    pub outcome: String,
    /// Facts in words of the code, e.g. amounts; empty when a refusal says it all.
    pub detail: String,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// From where.
    pub ip: String,
    /// In which request.
    pub request_id: String,
    /// The line's hash, first 12 characters.
    pub hash: String,
}
