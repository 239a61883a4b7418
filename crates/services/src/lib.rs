//! Use cases: the only home of rules that need storage.
//!
//! Doors (pages, server functions, the open API, jobs, the command line) call these functions with a
//! [`Context`] and nothing else decides anything. A write is only reachable through [`act::perform`], which
//! authorises first, opens the transaction, writes the audit line in it, commits and retries; so nothing
//! can be written without permission or trace.

pub mod account;
pub mod act;
pub mod allowlists;
pub mod audit;
pub mod benefits;
pub mod clock;
pub mod context;
pub mod coupons;
pub mod customers;
pub mod drafts;
pub mod entropy;
pub mod error;
pub mod exports;
pub mod feed;
pub(crate) mod files;
pub mod identity;
pub mod imports;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod messages;
pub mod names;
pub mod notices;
pub mod organisation;
pub mod overview;
pub mod partners;
pub mod password;
pub mod quotas;
pub mod sandbox;
pub mod setup;
pub mod tokens;
pub mod vault;
pub mod verify;

pub use clock::Clock;
pub use context::{Context, RequestFacts, Services, ServicesParts};
pub use entropy::Entropy;
pub use error::Error;

/// What every use case answers.
pub type Result<T> = std::result::Result<T, Error>;
