//! Whole-database checks behind `hezong verify`: every method answers the rows that are wrong.

use async_trait::async_trait;

use crate::Result;

/// A broken invariant, named so that an operator can look the row up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which invariant, e.g. `quota.value`.
    pub invariant: &'static str,
    /// Which row.
    pub row: String,
    /// What should be.
    pub expected: String,
    /// What is.
    pub found: String,
}

/// Checks. Each reads the whole table it is about and answers at most 100 breaches.
#[async_trait]
pub trait VerifyRepository: Send {
    /// Postings of every ledger entry sum to zero, and every entry has at least two.
    async fn ledger_entries(&mut self) -> Result<Vec<Breach>>;
    /// Quota value = balance + coupon balances + consumed − given back.
    async fn quota_values(&mut self) -> Result<Vec<Breach>>;
    /// Quota issued count and total = what its coupons say.
    async fn quota_counters(&mut self) -> Result<Vec<Breach>>;
    /// Ledger account of every quota = its balance.
    async fn quota_ledger(&mut self) -> Result<Vec<Breach>>;
    /// Coupon face = balance + used − refunded + reclaimed + expired; 0 ≤ locked ≤ balance.
    async fn coupon_amounts(&mut self) -> Result<Vec<Breach>>;
    /// Ledger account of every coupon = its balance.
    async fn coupon_ledger(&mut self) -> Result<Vec<Breach>>;
    /// Last movement of every coupon that changed its balance = its balance.
    async fn coupon_movements(&mut self) -> Result<Vec<Breach>>;
    /// Every coupon has exactly one done issue record with its face value; every reclaimed or expired
    /// coupon has exactly one return record with its amount.
    async fn coupon_records(&mut self) -> Result<Vec<Breach>>;
    /// A customer has at most one live association, a partner at most one valid allow-list.
    async fn single_live_rows(&mut self) -> Result<Vec<Breach>>;
    /// Ledger account of every partner's balance = the sum of its entries, each of which continues the
    /// one before; every payout in the entries is paid.
    async fn partner_balances(&mut self) -> Result<Vec<Breach>>;
    /// What the ledger owes a partner = its final months − what was paid out.
    async fn incentives_owed(&mut self) -> Result<Vec<Breach>>;
    /// Every case stands where its last step led, and every step begins where the one before it ended.
    async fn case_histories(&mut self) -> Result<Vec<Breach>>;
}
