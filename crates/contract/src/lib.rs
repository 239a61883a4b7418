//! What browser and server say to each other.
//!
//! Forms are raw strings with a `check()` that answers a command of the domain; rows and details are what
//! pages show. This contract may change on any day; the open API has types of its own that never do.

pub mod accounts;
pub mod audit;
pub mod balances;
pub mod cases;
pub mod coupons;
pub mod customers;
pub mod error;
pub mod exports;
pub mod fh;
pub mod fh_lists;
pub mod keys;
pub mod list;
pub mod membership;
pub mod messages;
pub mod notices;
pub mod organisation;
pub mod overview;
pub mod policies;
pub mod programme;
pub mod query;
pub mod sandbox;
pub mod session;
#[cfg(feature = "leptos")]
pub mod wire;

pub use error::{AppError, ErrorKind};
pub use list::{ListState, Listing};
