//! What pages show of coupons. Amounts are fen, instants milliseconds, refusals facts.

mod wallet;

use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{
    CouponStatus, CouponType, Limits, OperationType, QuotaStatus, QuotaType, Terms,
};
use hezong_domain::{Fen, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::wallet::{WalletCoupon, WalletDetail, WalletView};

/// A quota in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaRow {
    /// Id.
    pub id: String,
    /// What operations call it; may be empty.
    pub name: String,
    /// What coupons it makes.
    pub quota_type: QuotaType,
    /// Granted in all.
    pub value: Fen,
    /// Left to issue.
    pub balance: Fen,
    /// State now.
    pub status: QuotaStatus,
    /// First instant.
    pub effective_at: Timestamp,
    /// Last instant.
    pub expires_at: Timestamp,
    /// What restricts its coupons.
    pub limits: Limits,
    /// What restricts issuing.
    pub terms: Terms,
    /// Coupons issued so far.
    pub issued_count: i64,
    /// Why nothing can be issued from it now; `None` when something can.
    pub issue_refusal: Option<Refusal>,
    /// Whose: account id.
    pub partner_id: String,
    /// Whose: company. Filled for operations.
    pub partner_name: String,
    /// When it was granted.
    pub created_at: Timestamp,
}

/// A quota with what became of its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaDetail {
    /// The list's figures.
    pub row: QuotaRow,
    /// In customers' hands.
    pub held: Fen,
    /// Consumed.
    pub consumed: Fen,
    /// Came back by reclaim.
    pub reclaimed: Fen,
    /// Came back at the end of coupons.
    pub expired: Fen,
    /// For guarded changes by operations.
    pub version: i64,
}

/// A quota to choose in a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaOption {
    /// Id.
    pub id: String,
    /// Name; may be empty.
    pub name: String,
    /// Left to issue.
    pub balance: Fen,
    /// Last instant.
    pub expires_at: Timestamp,
}

/// One customer of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRow {
    /// Account id.
    pub customer_id: String,
    /// Sign-in name; empty when not one of the partner's customers.
    pub account_name: String,
    /// Company; empty when not one of the partner's customers.
    pub display_name: String,
    /// How it trades.
    pub association: Option<AssociationKind>,
    /// Why it gets none.
    pub refusal: Option<Refusal>,
}

/// An act of issuing that was done a moment ago.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentIssue {
    /// Its batch.
    pub batch_id: String,
    /// When it was done.
    pub at: Timestamp,
}

/// What issuing would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuePlanView {
    /// The quota.
    pub quota: QuotaRow,
    /// Why nothing at all would be issued.
    pub refusal: Option<Refusal>,
    /// Value of each coupon.
    pub face: Fen,
    /// Begin of validity.
    pub effective_at: Timestamp,
    /// End of validity.
    pub expires_at: Timestamp,
    /// Limits of each coupon.
    pub limits: Limits,
    /// Customer by customer.
    pub rows: Vec<PlanRow>,
    /// The quota's balance before.
    pub balance_before: Fen,
    /// The quota's balance after.
    pub balance_after: Fen,
    /// Value issued in all.
    pub total: Fen,
    /// How many customers get one.
    pub count: i64,
    /// The quota's version the plan was made on.
    pub quota_version: i64,
    /// Idempotency key for the confirmation.
    pub key: String,
    /// Whether a verification code is asked for.
    pub needs_code: bool,
    /// The same person issued the very same just now; perhaps it should not happen again.
    pub just_issued: Option<RecentIssue>,
}

/// The outcome for one customer or coupon of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeRow {
    /// Customer's account id.
    pub customer_id: String,
    /// Customer's company.
    pub customer_name: String,
    /// The coupon; empty when none was made.
    pub coupon_id: String,
    /// Face value issued or amount that came back.
    pub amount: Fen,
    /// Why not.
    pub refusal: Option<Refusal>,
}

/// The outcome of an act of issuing or reclaiming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchResult {
    /// Id of the act.
    pub batch_id: String,
    /// Issue or reclaim.
    pub operation: OperationType,
    /// The quotas touched.
    pub quota_ids: Vec<String>,
    /// What coupons.
    pub quota_type: QuotaType,
    /// Row by row.
    pub rows: Vec<OutcomeRow>,
    /// How many were done.
    pub done: i64,
    /// How many were not.
    pub failed: i64,
    /// Value moved in all.
    pub total: Fen,
    /// Who.
    pub operator: String,
    /// When.
    pub at: Timestamp,
}

/// A coupon in the partner's issued list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouponRow {
    /// Id.
    pub id: String,
    /// Name; may be empty.
    pub name: String,
    /// Voucher or cash coupon.
    pub coupon_type: CouponType,
    /// Customer's account id.
    pub customer_id: String,
    /// Customer's sign-in name, masked unless revealed.
    pub customer_account: String,
    /// Customer's company, masked unless revealed.
    pub customer_name: String,
    /// Quota.
    pub quota_id: String,
    /// State now.
    pub status: CouponStatus,
    /// Face value.
    pub face: Fen,
    /// Left.
    pub balance: Fen,
    /// Held by open orders.
    pub locked: Fen,
    /// Used, net of what was given back.
    pub used: Fen,
    /// Frozen.
    pub is_frozen: bool,
    /// First instant.
    pub effective_at: Timestamp,
    /// Last instant.
    pub expires_at: Timestamp,
    /// What restricts it.
    pub limits: Limits,
    /// Why it cannot be reclaimed; `None` when it can.
    pub reclaim_refusal: Option<Refusal>,
    /// When it was issued.
    pub created_at: Timestamp,
}

/// One change of a coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementRow {
    /// `issue`, `spend`, `refund`, `lock`, `unlock`, `reclaim`, `expire`.
    pub kind: String,
    /// Change.
    pub amount: Fen,
    /// Balance afterwards.
    pub balance_after: Fen,
    /// Order or usage; may be empty.
    pub reference: String,
    /// When.
    pub at: Timestamp,
}

/// A coupon as its issuer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouponDetail {
    /// The list's figures.
    pub row: CouponRow,
    /// The issuer's note.
    pub memo: String,
    /// The quota's name; may be empty.
    pub quota_name: String,
    /// The act that issued it.
    pub batch_id: String,
    /// How the customer was associated.
    pub association: AssociationKind,
    /// Came back by reclaim.
    pub reclaimed: Fen,
    /// Lapsed.
    pub expired: Fen,
    /// Every change, oldest first.
    pub movements: Vec<MovementRow>,
    /// Its lines of the operation records, newest first.
    pub records: Vec<RecordRow>,
}

/// Figures above the issued list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedStats {
    /// Balance of quotas that may be issued from.
    pub issuable: Fen,
    /// How many those are.
    pub issuable_count: i64,
    /// How many of those end within seven days.
    pub quotas_ending: i64,
    /// All quotas of the type.
    pub quotas: i64,
    /// In customers' hands.
    pub held: Fen,
    /// How many coupons that is.
    pub held_count: i64,
    /// Held by open orders.
    pub locked: Fen,
    /// Used this month.
    pub used_this_month: Fen,
    /// Used the month before.
    pub used_last_month: Fen,
    /// Ending within seven days.
    pub ending: Fen,
    /// How many coupons that is.
    pub ending_count: i64,
    /// All coupons issued.
    pub issued: i64,
}

/// One coupon of a reclaim plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReclaimRow {
    /// The coupon.
    pub coupon: CouponRow,
    /// What would come back.
    pub amount: Fen,
    /// Why it cannot.
    pub refusal: Option<Refusal>,
}

/// What reclaiming would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReclaimPlan {
    /// Coupon by coupon.
    pub rows: Vec<ReclaimRow>,
    /// What would come back in all.
    pub total: Fen,
    /// How many coupons would be reclaimed.
    pub count: i64,
    /// Quotas: id, balance before, balance after.
    pub quotas: Vec<(String, Fen, Fen)>,
    /// Idempotency key for the confirmation.
    pub key: String,
    /// Whether a verification code is asked for.
    pub needs_code: bool,
}

/// A line of the operation records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// Id.
    pub id: String,
    /// What.
    pub operation: OperationType,
    /// Quota.
    pub quota_id: String,
    /// Quota type.
    pub quota_type: QuotaType,
    /// Coupon; empty when none was made.
    pub coupon_id: String,
    /// Customer's account id.
    pub customer_id: String,
    /// Customer's company, masked unless revealed.
    pub customer_name: String,
    /// Face value for issuing, actual amount for returns.
    pub amount: Fen,
    /// Why it failed.
    pub failure: Option<Refusal>,
    /// The issuer's note.
    pub remark: String,
    /// Who.
    pub operator: String,
    /// The act it belongs to.
    pub batch_id: String,
    /// When.
    pub at: Timestamp,
}

/// A version of the allow-list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowlistRow {
    /// Id.
    pub id: String,
    /// 1, 2, 3 …
    pub number: i64,
    /// Whether it is in force.
    pub is_valid: bool,
    /// Note.
    pub note: String,
    /// Customers named.
    pub entries: i64,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
}
