//! Coupons, their movements, and the operation records.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType, OperationType, QuotaType};
use hezong_domain::{
    BatchId, CouponId, CustomerId, Fen, Page, PartnerId, QuotaId, RecordId, RequestId, Timestamp,
    Window,
};

use crate::Result;

/// Which order coupons come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CouponOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Soonest end first (the wallet).
    EndingFirst,
}

/// Which coupons are wanted. Empty fields do not filter. Time bounds are exclusive.
#[derive(Debug, Clone, Default)]
pub struct CouponFilter {
    /// These coupons.
    pub ids: Vec<CouponId>,
    /// Part of the coupon id, or of the customer's account name or company, folded.
    pub search: String,
    /// Of this customer.
    pub customer_id: Option<CustomerId>,
    /// From this quota.
    pub quota_id: Option<QuotaId>,
    /// Issued by this act.
    pub batch_id: Option<BatchId>,
    /// Issued by this partner (open API `source_id`).
    pub partner_id: Option<PartnerId>,
    /// Voucher or cash coupon.
    pub coupon_type: Option<CouponType>,
    /// States as people see them at `now`; empty for all.
    pub statuses: Vec<CouponStatus>,
    /// Association at issue; the open API lists resale only.
    pub association: Option<AssociationKind>,
    /// That paid for this order.
    pub order_id: String,
    /// Issued after.
    pub created_after: Option<Timestamp>,
    /// Issued before.
    pub created_before: Option<Timestamp>,
    /// In force after.
    pub effective_after: Option<Timestamp>,
    /// In force before.
    pub effective_before: Option<Timestamp>,
    /// Ending after.
    pub expires_after: Option<Timestamp>,
    /// Ending before.
    pub expires_before: Option<Timestamp>,
    /// Order of the rows.
    pub order: CouponOrder,
}

/// Sums over a partner's issued coupons for the figures above the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IssuedTotals {
    /// Coupons in customers' hands with a balance.
    pub held_count: i64,
    /// Their balances.
    pub held: Fen,
    /// Locked part of them.
    pub locked: Fen,
    /// Used since the begin of this month.
    pub used_this_month: Fen,
    /// Used in the month before.
    pub used_last_month: Fen,
    /// How many end within seven days with a balance.
    pub ending_count: i64,
    /// Their balances.
    pub ending: Fen,
    /// All coupons issued.
    pub count: i64,
}

/// Counts per tab of a customer's wallet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WalletCounts {
    /// Usable now: in force, not frozen, balance.
    pub usable: i64,
    /// Their free balances.
    pub usable_total: Fen,
    /// Not usable yet or now: not begun, frozen, or locked in full.
    pub waiting: i64,
    /// Used up.
    pub used: i64,
    /// Expired within the months shown.
    pub expired: i64,
}

/// Which part of a customer's wallet is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalletTab {
    /// Usable now.
    Usable,
    /// Not usable yet or now.
    Waiting,
    /// Used up.
    Used,
    /// Expired.
    Expired,
}

/// One change of a coupon's balance, for its history (customer-cost-center §1.3).
#[derive(Debug, Clone)]
pub struct Movement {
    /// Id of the ledger transaction that caused it.
    pub transaction_id: String,
    /// The coupon.
    pub coupon_id: CouponId,
    /// `issue`, `spend`, `refund`, `lock`, `unlock`, `reclaim`, `expire`.
    pub kind: String,
    /// Change of the balance; of the locked part for locks.
    pub amount: Fen,
    /// Balance afterwards.
    pub balance_after: Fen,
    /// Order, usage or record it belongs to; may be empty.
    pub reference: String,
    /// When.
    pub at: Timestamp,
}

/// A line of the operation records.
#[derive(Debug, Clone)]
pub struct OperationRecord {
    /// Id.
    pub id: RecordId,
    /// What was done.
    pub operation: OperationType,
    /// The quota.
    pub quota_id: QuotaId,
    /// Its type.
    pub quota_type: QuotaType,
    /// Whose quota.
    pub partner_id: PartnerId,
    /// The coupon; `None` when issuing failed.
    pub coupon_id: Option<CouponId>,
    /// The customer.
    pub customer_id: CustomerId,
    /// The act it belongs to.
    pub batch_id: BatchId,
    /// Face value for issuing, actual amount for returns.
    pub amount: Fen,
    /// The refusal as JSON when it failed; empty when it was done.
    pub failure: String,
    /// The issuer's note.
    pub remark: String,
    /// Who: sign-in name, `system` for jobs.
    pub operator: String,
    /// In which request.
    pub request_id: RequestId,
    /// When.
    pub at: Timestamp,
}

/// Which records are wanted. Empty fields do not filter. Time bounds are exclusive.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// These kinds.
    pub operations: Vec<OperationType>,
    /// Of this quota.
    pub quota_id: Option<QuotaId>,
    /// Of this type.
    pub quota_type: Option<QuotaType>,
    /// Of these coupons.
    pub coupon_ids: Vec<CouponId>,
    /// Of this customer.
    pub customer_id: Option<CustomerId>,
    /// Of this act.
    pub batch_id: Option<BatchId>,
    /// Part of the operator's sign-in name.
    pub operator: String,
    /// Done (`true`) or failed.
    pub is_done: Option<bool>,
    /// After.
    pub after: Option<Timestamp>,
    /// Before.
    pub before: Option<Timestamp>,
}

/// Coupons.
#[async_trait]
pub trait CouponRepository: Send {
    /// Adds a coupon.
    async fn add(&mut self, coupon: &Coupon) -> Result<()>;
    /// Finds a coupon the scope may see; customers never see reclaimed ones.
    async fn find(&mut self, scope: &Scope, id: &CouponId) -> Result<Option<Coupon>>;
    /// Lists coupons the scope may see; states are judged at `now`.
    async fn list(
        &mut self,
        scope: &Scope,
        filter: &CouponFilter,
        window: Window,
        now: Timestamp,
    ) -> Result<Page<Coupon>>;
    /// Writes a coupon whose version was raised by one; `false` when somebody was faster.
    async fn update(&mut self, coupon: &Coupon) -> Result<bool>;
    /// Coupons past their end that still have a balance and no lock, oldest end first.
    async fn due(&mut self, now: Timestamp, limit: i64) -> Result<Vec<Coupon>>;
    /// Figures above a partner's issued list.
    async fn issued_totals(
        &mut self,
        partner: &PartnerId,
        coupon_type: CouponType,
        now: Timestamp,
    ) -> Result<IssuedTotals>;
    /// Counts of a customer's wallet; ends before `expired_since` are not counted.
    async fn wallet_counts(
        &mut self,
        customer: &CustomerId,
        coupon_type: CouponType,
        now: Timestamp,
        expired_since: Timestamp,
    ) -> Result<WalletCounts>;
    /// One tab of a customer's wallet, soonest end first (latest end first for used and expired).
    async fn wallet(
        &mut self,
        customer: &CustomerId,
        coupon_type: CouponType,
        tab: WalletTab,
        window: Window,
        now: Timestamp,
        expired_since: Timestamp,
    ) -> Result<Page<Coupon>>;
    /// Free balances of a customer's coupons ending in each of the next months (UTC+8): first instant of
    /// the month and sum, `months` of them. A coupon that has not begun counts, a frozen one does not.
    async fn ending_by_month(
        &mut self,
        customer: &CustomerId,
        coupon_type: CouponType,
        now: Timestamp,
        months: i64,
    ) -> Result<Vec<(Timestamp, Fen)>>;

    /// Adds a movement.
    async fn add_movement(&mut self, movement: &Movement) -> Result<()>;
    /// Movements of a coupon, oldest first.
    async fn movements(&mut self, id: &CouponId) -> Result<Vec<Movement>>;

    /// Adds a record.
    async fn add_record(&mut self, record: &OperationRecord) -> Result<()>;
    /// Lists records the scope may see (a partner its own), newest first.
    async fn list_records(
        &mut self,
        scope: &Scope,
        filter: &RecordFilter,
        window: Window,
    ) -> Result<Page<OperationRecord>>;
}
