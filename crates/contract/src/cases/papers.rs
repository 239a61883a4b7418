//! Files that stand with a case, as its page shows them.

use hezong_domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::Link;

/// Files for one purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperGroup {
    /// What they are for, as the form sends it.
    pub purpose: String,
    /// What of the case they are about; empty for the case itself.
    pub item: String,
    /// The heading.
    pub title: String,
    /// The case they were handed in with, when it is another one.
    pub source: Option<Link>,
    /// Whether nothing goes on without them.
    pub is_required: bool,
    /// Whether the reader can add, replace and remove.
    pub can_change: bool,
    /// What kinds are taken, for people: `JPG, PDF`.
    pub kinds: String,
    /// The same for the browser's file dialog: `.jpg,.pdf`.
    pub accept: String,
    /// The files, oldest first.
    pub papers: Vec<PaperView>,
    /// What was replaced or removed; for reviewers only.
    pub removed: Vec<PaperView>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperView {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is: `PDF`.
    pub kind: String,
    /// Bytes.
    pub size_bytes: i64,
    /// The beginning of the SHA-256 of its content.
    pub digest: String,
    /// What whoever added it says about it.
    pub label: String,
    /// Who added it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Whether browsers show it; others are saved.
    pub opens: bool,
}
