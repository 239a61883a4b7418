//! The one binary: configuration, wiring, the HTTP doors and the command line.
//!
//! Nothing here decides anything about coupons or people: it opens the database, hands the use cases to
//! the pages and the open API, and keeps both safe on the way in and out. A library, so that tests run
//! the very router that is served.

pub mod cli;
pub mod config;
pub mod demo;
pub mod failure;
pub mod http;
pub mod jobs;
pub mod key_file;
pub mod logging;
pub mod mail;
pub mod metering;
pub mod router;
pub mod serve;
pub mod wiring;

pub use config::Config;
pub use failure::Failure;
