//! Coupon quotas.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::coupons::{Quota, QuotaStatus, QuotaType};
use hezong_domain::{Fen, Page, PartnerId, QuotaId, Timestamp, Window};

use crate::Result;

/// Which quotas are wanted. Empty fields do not filter. Time bounds are exclusive (open-api §4).
#[derive(Debug, Clone, Default)]
pub struct QuotaFilter {
    /// These quotas.
    pub ids: Vec<QuotaId>,
    /// Part of the id or name, folded.
    pub search: String,
    /// Of this partner (operations only).
    pub partner_id: Option<PartnerId>,
    /// What coupons they make.
    pub quota_type: Option<QuotaType>,
    /// States as people see them at `now`; empty for all.
    pub statuses: Vec<QuotaStatus>,
    /// Only the ones that may be issued from at `now` with a balance.
    pub issuable_only: bool,
    /// Granted after.
    pub created_after: Option<Timestamp>,
    /// Granted before.
    pub created_before: Option<Timestamp>,
    /// In force after.
    pub effective_after: Option<Timestamp>,
    /// In force before.
    pub effective_before: Option<Timestamp>,
    /// Ending after.
    pub expires_after: Option<Timestamp>,
    /// Ending before.
    pub expires_before: Option<Timestamp>,
}

/// Sums over quotas and what was issued from them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuotaTotals {
    /// Balance of quotas that may be issued from now.
    pub issuable: Fen,
    /// How many those are.
    pub issuable_count: i64,
    /// How many of those end within seven days.
    pub ending_soon: i64,
    /// All quotas.
    pub count: i64,
}

/// What became of a quota's value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuotaUse {
    /// In customers' hands: balances of coupons.
    pub held: Fen,
    /// Consumed and not given back.
    pub consumed: Fen,
    /// Came back by reclaim.
    pub reclaimed: Fen,
    /// Came back at the end of coupons.
    pub expired: Fen,
    /// Coupons issued.
    pub coupons: i64,
}

/// Quotas.
#[async_trait]
pub trait QuotaRepository: Send {
    /// Adds a quota.
    async fn add(&mut self, quota: &Quota) -> Result<()>;
    /// Finds a quota the scope may see.
    async fn find(&mut self, scope: &Scope, id: &QuotaId) -> Result<Option<Quota>>;
    /// Finds a quota whosever it is: for jobs and returns of coupons.
    async fn find_unscoped(&mut self, id: &QuotaId) -> Result<Option<Quota>>;
    /// Lists quotas the scope may see, newest first; states are judged at `now`.
    async fn list(
        &mut self,
        scope: &Scope,
        filter: &QuotaFilter,
        window: Window,
        now: Timestamp,
    ) -> Result<Page<Quota>>;
    /// Writes a quota whose version was raised by one; `false` when somebody was faster.
    async fn update(&mut self, quota: &Quota) -> Result<bool>;
    /// Sums over the quotas of a partner.
    async fn totals(
        &mut self,
        partner: &PartnerId,
        quota_type: QuotaType,
        now: Timestamp,
    ) -> Result<QuotaTotals>;
    /// What became of one quota's value.
    async fn usage(&mut self, id: &QuotaId) -> Result<QuotaUse>;
}
