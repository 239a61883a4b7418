//! Use cases under a frozen clock, on every engine there is.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod addresses;
mod allowlists;
mod assessments;
mod audit;
mod balances;
mod calendar;
mod cases;
mod certification;
mod claims;
mod corrections;
mod coupons;
mod edges;
mod exports;
mod feed;
mod fh_stage;
mod history;
mod identity;
mod imports;
mod invitations;
mod invoice_papers;
mod keys;
mod list_runs;
mod lists;
mod mail;
mod memberships;
mod open_months;
mod organisation;
mod paid_twice;
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
mod still_in_order;
mod tenants;
mod two_people;
mod whose_turn;
