//! What surrounds every request, and the few answers that are neither pages nor API operations.

pub(crate) mod answer;
pub mod assets;
pub(crate) mod body;
pub(crate) mod caller;
pub(crate) mod csrf;
pub(crate) mod door;
pub(crate) mod exports;
pub(crate) mod facts;
pub(crate) mod feed;
pub mod files;
pub(crate) mod functions;
pub(crate) mod headers;
pub(crate) mod health;
pub mod listener;
pub(crate) mod observe;
pub mod papers;
pub(crate) mod shield;
pub(crate) mod throttle;
