//! Use cases under a frozen clock, on every engine there is.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod allowlists;
mod audit;
mod coupons;
mod exports;
mod history;
mod identity;
mod keys;
mod quotas;
mod races;
mod tenants;
