//! What surrounds every request, and the few answers that are neither pages nor API operations.

pub(crate) mod answer;
pub mod assets;
pub(crate) mod body;
pub(crate) mod csrf;
pub(crate) mod door;
pub(crate) mod exports;
pub(crate) mod facts;
pub(crate) mod headers;
pub(crate) mod health;
pub mod listener;
pub(crate) mod observe;
pub(crate) mod shield;
pub(crate) mod throttle;
