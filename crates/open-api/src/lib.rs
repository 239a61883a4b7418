//! The partner API that the official SDK speaks, at the root of a host (open-api §1.2).
//!
//! Here live signatures, limits, the reading of parameters, the shapes on the wire and the texts of
//! errors. Rules of the business do not: a handler reads a request, asks a service and writes the
//! answer. The shapes are the API's own and are shared with no page, because they may never change.

mod api;
mod authenticate;
mod body;
mod call;
pub mod coupons;
pub mod customers;
pub mod decimal;
pub mod error;
mod iam;
pub mod limit;
pub mod lock;
pub mod measure_units;
pub mod operations;
pub mod params;
pub mod router;
pub mod sign;
pub mod text;
pub mod time;

pub use router::{ApiSettings, router};
