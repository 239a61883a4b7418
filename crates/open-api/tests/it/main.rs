//! Calls through the router, on every engine there is where the engine matters.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod authentication;
mod client;
mod coverage;
mod issue;
mod lists;
mod reclaim;
mod tokens;
