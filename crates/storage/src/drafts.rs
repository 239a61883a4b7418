//! What was typed into forms that were refused, kept a while for browsers without scripts.

use async_trait::async_trait;
use hezong_domain::Timestamp;

use crate::Result;

/// A refused form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormDraft {
    /// Hex SHA-256 of what the browser holds.
    pub id: String,
    /// The fields, sealed with what the browser holds.
    pub sealed: Vec<u8>,
    /// Until when it is kept.
    pub expires_at: Timestamp,
}

/// Drafts of forms.
#[async_trait]
pub trait DraftRepository: Send {
    /// Keeps a draft unless `max` are kept already; says whether it did.
    async fn keep_draft(&mut self, draft: &FormDraft, max: i64) -> Result<bool>;
    /// The sealed fields of a draft whose time has not come.
    async fn find_draft(&mut self, id: &str, now: Timestamp) -> Result<Option<Vec<u8>>>;
    /// Removes those whose time has come; how many.
    async fn remove_stale_drafts(&mut self, now: Timestamp) -> Result<i64>;
}
