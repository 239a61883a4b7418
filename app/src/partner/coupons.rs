//! Vouchers and cash coupons: quotas, issued coupons, records, issuing, reclaiming. One set of pages for
//! both; see [`Area`](super::area::Area).

pub mod api;
pub mod batch;
pub mod coupon;
mod coupon_cards;
pub mod issue;
mod issue_fields;
mod issue_form;
mod issue_plan;
mod issue_preview;
pub mod issued;
pub(super) mod parts;
pub mod plan_api;
pub mod quota;
pub mod quotas;
pub mod reclaim;
pub mod records;
