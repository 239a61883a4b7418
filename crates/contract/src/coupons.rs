//! Quotas, issued coupons, records, wallets.

mod forms;
mod views;

pub use forms::{
    ALLOWLIST_MAX, AdjustForm, AllowlistForm, COUPONS_MAX, CUSTOMERS_MAX, GrantForm, IssueForm,
    NewAllowlist, NewGrant, ReclaimForm, StateChange, StateForm, WhyForm, needs_key,
};
pub use views::{
    AllowlistRow, BatchResult, CouponDetail, CouponRow, IssuePlanView, IssuedStats, MovementRow,
    OutcomeRow, PlanRow, QuotaDetail, QuotaOption, QuotaRow, RecentIssue, ReclaimPlan, ReclaimRow,
    RecordRow, WalletCoupon, WalletDetail, WalletView,
};

/// Names of the filters of a partner's quota list.
pub const QUOTA_FILTERS: &[&str] = &["q", "status", "partner", "type"];
/// Names of the filters of the issued list.
pub const ISSUED_FILTERS: &[&str] =
    &["q", "status", "customer", "quota", "from", "to", "ends_from", "ends_to", "reveal"];
/// Names of the filters of the operation records.
pub const RECORD_FILTERS: &[&str] =
    &["type", "result", "quota", "coupon", "customer", "operator", "from", "to", "reveal"];
/// Names of the filters of the wallet.
pub const WALLET_FILTERS: &[&str] = &["tab"];
