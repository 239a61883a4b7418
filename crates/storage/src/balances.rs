//! What partners owe and what they have: their own bills, and balances that payouts were credited to.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::{BillId, CaseId, Day, Fen, Page, PartnerId, Timestamp, Window};

use crate::Result;

/// A bill of a partner's own, as operations recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillRow {
    /// Id.
    pub id: BillId,
    /// Who has to pay it.
    pub partner_id: PartnerId,
    /// The number on the bill, once for each partner.
    pub number: String,
    /// What it comes to.
    pub amount: Fen,
    /// The last day to pay; overdue from the day after it.
    pub due_on: Day,
    /// The day it was paid.
    pub settled_on: Option<Day>,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Raised by one with every change.
    pub version: i64,
}

/// One entry of a partner's balance. Never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceEntry {
    /// Whose balance.
    pub partner_id: PartnerId,
    /// Its place, counted from 1.
    pub position: i64,
    /// The payout that was credited.
    pub case_id: CaseId,
    /// What was added.
    pub amount: Fen,
    /// The balance after it.
    pub balance: Fen,
    /// When.
    pub at: Timestamp,
}

/// Bills and balances.
#[async_trait]
pub trait BalanceRepository: Send {
    /// Adds a bill; a number the partner has already is a [`crate::StorageError::Conflict`].
    async fn add_bill(&mut self, bill: &BillRow) -> Result<()>;
    /// Writes a bill that has version `seen`; one that changed is a [`crate::StorageError::Conflict`].
    async fn update_bill(&mut self, bill: &BillRow, seen: i64) -> Result<()>;
    /// Finds a bill.
    async fn find_bill(&mut self, scope: &Scope, id: &BillId) -> Result<Option<BillRow>>;
    /// Finds a partner's bill by its number.
    async fn find_bill_by_number(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        number: &str,
    ) -> Result<Option<BillRow>>;
    /// A partner's bills: what is open first, the oldest of it first.
    async fn list_bills(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        window: Window,
    ) -> Result<Page<BillRow>>;
    /// What a partner has to pay since before a day; `None` when it has no bills at all.
    async fn overdue(&mut self, partner: &PartnerId, on: Day) -> Result<Option<Fen>>;

    /// Adds an entry after the last one and answers it. A payout that was credited before is a
    /// [`crate::StorageError::Conflict`].
    async fn credit(
        &mut self,
        partner: &PartnerId,
        case: &CaseId,
        amount: Fen,
        at: Timestamp,
    ) -> Result<BalanceEntry>;
    /// A partner's entries, the latest first.
    async fn list_entries(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        window: Window,
    ) -> Result<Page<BalanceEntry>>;
}
