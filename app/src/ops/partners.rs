//! Partners, as operations see them.

pub mod api;
pub mod bills;
pub mod corrections;
pub mod detail;
pub mod list;
pub mod new;
