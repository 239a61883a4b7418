//! Cases of benefits: one page for both consoles, whatever the workflow.

mod acts;
pub mod api;
pub(crate) mod fields;
pub mod goal;
pub mod page;
mod papers;
pub mod parts;
pub mod sheet;
