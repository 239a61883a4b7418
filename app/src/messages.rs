//! The message box.

pub mod api;
pub mod page;
