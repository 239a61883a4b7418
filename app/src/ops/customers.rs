//! Customers, as operations see them.

pub mod api;
pub mod detail;
pub mod list;
pub mod new;
