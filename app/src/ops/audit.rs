//! The audit log.

pub mod list;
mod words;
