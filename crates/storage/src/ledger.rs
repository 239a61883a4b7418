//! The double-entry ledger: append-only.

use async_trait::async_trait;
use hezong_domain::ledger::{Entry, LedgerAccount};
use hezong_domain::{Fen, RequestId, Timestamp, TransactionId};

use crate::Result;

/// An entry with who, why and when.
#[derive(Debug, Clone)]
pub struct PostedEntry {
    /// Id.
    pub id: TransactionId,
    /// The balanced postings.
    pub entry: Entry,
    /// Who: sign-in name, `system` for jobs.
    pub actor: String,
    /// For which account it was done.
    pub on_behalf_of: String,
    /// Why: the stable text of the act, e.g. `coupon.issue`.
    pub reason: String,
    /// In which request.
    pub request_id: RequestId,
    /// When.
    pub at: Timestamp,
}

/// The ledger.
#[async_trait]
pub trait LedgerRepository: Send {
    /// Adds an entry with its postings.
    async fn post(&mut self, entry: &PostedEntry) -> Result<()>;
    /// The sum of an account's postings.
    async fn balance(&mut self, account: &LedgerAccount) -> Result<Fen>;
    /// How many entries there are.
    async fn count(&mut self) -> Result<i64>;
}
