//! Pages for people who are not signed in.

pub mod api;
pub mod home;
pub mod invitation;
pub mod membership;
pub mod not_found;
pub mod sign_in;

use serde::{Deserialize, Serialize};

/// Demo sign-ins that the sign-in page names. The server provides it only when it runs on demo data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoHint {
    /// The password they share.
    pub password: String,
    /// What is typed, and who it is.
    pub sign_ins: Vec<(String, String)>,
}
