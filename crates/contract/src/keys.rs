//! Access keys: made, shown once, disabled, deleted.

use hezong_domain::Timestamp;
use hezong_domain::accounts::Activity;
use serde::{Deserialize, Serialize};

/// A key in the list. The secret is never in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// Access key id (AK).
    pub access_key: String,
    /// What it is for.
    pub description: String,
    /// Whose user it acts as.
    pub sign_in: String,
    /// Whether it may be used.
    pub activity: Activity,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// A new key. The only time its secret leaves the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMade {
    /// Access key id (AK).
    pub access_key: String,
    /// Secret access key (SK).
    pub secret: String,
}
