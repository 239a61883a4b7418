//! Use cases under a frozen clock, on every engine there is.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod allowlists;
mod assessments;
mod audit;
mod balances;
mod calendar;
mod cases;
mod certification;
mod claims;
mod coupons;
mod exports;
mod feed;
mod fh_stage;
mod history;
mod identity;
mod imports;
mod keys;
mod lists;
mod mail;
mod memberships;
mod organisation;
mod papers;
mod payments;
mod payouts;
mod people;
mod policies;
mod qualifications;
mod quarter_rules;
mod quotas;
mod races;
mod random_acts;
mod tenants;
