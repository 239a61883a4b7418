//! Coupons: planned, issued, reclaimed, spent, expired, listed, explained.

mod batch;
mod expire;
mod issue;
mod issued;
mod plan;
mod reclaim;
mod records;
mod repeat;
mod spend;
mod views;
mod wallet;
mod why;

pub use batch::batch;
pub use expire::expire_due;
pub use issue::{Issue, issue};
pub use issued::{detail, issued_for_api, list_issued, stats};
pub use plan::plan;
pub use reclaim::{Reclaim, plan_reclaim, reclaim};
pub use records::{list_records, records_for_api};
pub use spend::{lock, refund, spend, unlock};
pub(crate) use wallet::holder_movement;
pub use wallet::{wallet, wallet_coupon, wallet_for_api};
pub use why::why;
