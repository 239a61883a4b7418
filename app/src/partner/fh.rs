//! 权益: dedicated-staff incentives and the certification they need.

pub mod api;
pub mod certification;
pub mod claims;
pub mod guide;
mod parts;
pub mod payments;
pub mod people;
pub mod qualification;
