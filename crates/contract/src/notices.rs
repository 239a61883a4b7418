//! Where notices go: the own address and language, the calendar feed.

use hezong_domain::{ProblemKind, Problems, Timestamp, text};
use serde::{Deserialize, Serialize};

/// Where the person's notices go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesView {
    /// E-mail, may be empty.
    pub email: String,
    /// `zh-CN` or `en`.
    pub lang: String,
    /// Whether messages go out by mail too.
    pub also_by_mail: bool,
    /// Whether this system sends mail at all.
    pub is_mail_sent: bool,
    /// The calendar feed; `None` for those whom no deadlines concern.
    pub feed: Option<FeedView>,
}

/// A person's calendar feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedView {
    /// When it was made or renewed; `None` while it is off.
    pub created_at: Option<Timestamp>,
    /// When a calendar last asked.
    pub last_used_at: Option<Timestamp>,
}

/// A new address of the calendar feed: shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedMade {
    /// The address, with its secret.
    pub address: String,
}

/// Choosing where notices go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticesForm {
    /// E-mail, may be empty.
    pub email: String,
    /// `on` when messages go out by mail too.
    pub also_by_mail: String,
    /// `zh-CN` or `en`.
    pub lang: String,
    /// The current password, when the address changes.
    pub current: String,
}

/// The languages that notices speak.
pub const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

impl NoticesForm {
    /// Checks everything that does not need the database.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::new();
        text::email(&mut problems, "email", &self.email, false);
        if !LANGUAGES.contains(&self.lang.as_str()) {
            problems.add("lang", ProblemKind::NotAChoice);
        }
        problems.into_result(())
    }
}
