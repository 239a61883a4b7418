//! The message box: codes, results, reminders.

use hezong_domain::Timestamp;
use serde::{Deserialize, Serialize};

/// A message. Its texts are in `locales/*/messages.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    /// Id.
    pub id: String,
    /// Key of its texts: `<kind>_title` and `<kind>_body`.
    pub kind: String,
    /// Placeholders of the texts and their values.
    pub args: Vec<(String, String)>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Whether it has been read.
    pub is_read: bool,
}
