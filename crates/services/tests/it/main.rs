//! Use cases under a frozen clock, on every engine there is.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod allowlists;
mod audit;
mod cases;
mod certification;
mod claims;
mod coupons;
mod exports;
mod history;
mod identity;
mod keys;
mod payments;
mod payouts;
mod people;
mod qualifications;
mod quotas;
mod races;
mod tenants;
