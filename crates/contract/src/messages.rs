//! The message box: codes, results, reminders.

use hezong_domain::Timestamp;
use serde::{Deserialize, Serialize};

/// A message, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    /// Id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its text.
    pub body: String,
    /// The page it is about; empty when there is none.
    pub href: String,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Whether it has been read.
    pub is_read: bool,
}
