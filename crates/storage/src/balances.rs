//! What partners owe and what they have: their own bills, and balances that payouts were credited to.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::{
    BillId, CaseId, ChangeId, Day, Fen, Page, PartnerId, Timestamp, UserId, Window,
};

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
    /// What proves that: the number of the bank's voucher. Empty while it is open.
    pub reference: String,
    /// Who entered that it was paid.
    pub settled_by: Option<UserId>,
    /// When that was entered.
    pub settled_at: Option<Timestamp>,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Raised by one with every change.
    pub version: i64,
}

/// Where an entry of a balance comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BalanceCause {
    /// A payout that was credited.
    Payout(CaseId),
    /// A change by hand.
    Change(ChangeId),
}

/// Where a change of a balance stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeState {
    /// Somebody else has to decide.
    Pending,
    /// Entered.
    Done,
    /// Refused; nothing was entered.
    Refused,
}

impl ChangeState {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Pending, Self::Done, Self::Refused];

    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    /// The state of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text)
    }
}

/// A change of a balance by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceChange {
    /// Id.
    pub id: ChangeId,
    /// Whose balance.
    pub partner_id: PartnerId,
    /// What is added; negative takes away, never zero.
    pub amount: Fen,
    /// Why.
    pub reason: String,
    /// What it rests on.
    pub reference: String,
    /// Where it stands.
    pub state: ChangeState,
    /// Who asked for it.
    pub made_by: UserId,
    /// What people call them.
    pub made_name: String,
    /// When.
    pub made_at: Timestamp,
    /// Who decided; `None` while nobody has.
    pub decided_by: Option<UserId>,
    /// What people call them.
    pub decided_name: String,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Why it was refused.
    pub answer: String,
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
    /// Where it comes from.
    pub cause: BalanceCause,
    /// What was added; negative was taken away.
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

    /// The bills of a partner that somebody entered as paid at or after an instant, and that are paid.
    async fn settled_since(
        &mut self,
        partner: &PartnerId,
        by: &UserId,
        since: Timestamp,
    ) -> Result<Vec<BillRow>>;

    /// Adds an entry after the last one and answers it; `None` when the balance would go below zero. A
    /// payout or change that was entered before is a [`crate::StorageError::Conflict`].
    async fn enter(
        &mut self,
        partner: &PartnerId,
        cause: &BalanceCause,
        amount: Fen,
        at: Timestamp,
    ) -> Result<Option<BalanceEntry>>;
    /// A partner's entries, the latest first.
    async fn list_entries(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        window: Window,
    ) -> Result<Page<BalanceEntry>>;

    /// Adds a change of a balance.
    async fn add_change(&mut self, change: &BalanceChange) -> Result<()>;
    /// Writes where a change that has version `seen` stands; one that moved is a
    /// [`crate::StorageError::Conflict`].
    async fn update_change(&mut self, change: &BalanceChange, seen: i64) -> Result<()>;
    /// Finds a change.
    async fn find_change(&mut self, scope: &Scope, id: &ChangeId) -> Result<Option<BalanceChange>>;
    /// A partner's changes: what is pending first, then the latest first.
    async fn list_changes(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        window: Window,
    ) -> Result<Page<BalanceChange>>;
}
