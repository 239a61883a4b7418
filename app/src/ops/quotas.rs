//! Quotas, as operations see them.

pub mod api;
pub mod detail;
pub mod list;
pub mod new;
pub mod parts;
mod plan;
