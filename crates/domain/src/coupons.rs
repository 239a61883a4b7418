//! Coupons: quotas the vendor grants, vouchers and cash coupons partners issue from them
//! (partner-sales §2–3, customer-cost-center §1–2).

mod coupon;
mod evaluate;
mod issue;
mod limits;
mod quota;
mod services;

pub use coupon::{Coupon, CouponStatus, CouponType, Door, OperationType};
pub use evaluate::{
    Channel, Check, CheckKey, Cure, Fact, Purchase, PurchaseLine, evaluate, first_failure,
};
pub use issue::{IssuePlan, IssueRequest, PlannedRow, Recipient, plan_issue};
pub use limits::{
    BillingMode, InvoiceSubject, LIMIT_VALUES_MAX, LimitRequest, Limits, OrderKind, Terms,
};
pub use quota::{Quota, QuotaEvent, QuotaStatus, QuotaType};
pub use services::{CLOUD_SERVICES, REGIONS, is_cloud_service};
