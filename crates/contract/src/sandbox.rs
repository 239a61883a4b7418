//! The sandbox's clock.

use hezong_domain::{Day, ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

/// Where business time stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockView {
    /// Business time.
    pub now: Timestamp,
    /// Whole days it is ahead of the machine's time.
    pub days_ahead: i64,
    /// The day on which something happens next, `YYYY-MM-DD`.
    pub next_on: String,
    /// From where to where it was moved last, `YYYY-MM-DD`; `None` when it never was.
    pub moved: Option<(String, String)>,
    /// What fired when it was moved last, in the reader's words.
    pub fired: Vec<String>,
}

/// Moving the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvanceForm {
    /// The day, `YYYY-MM-DD`.
    #[serde(default)]
    pub day: String,
}

impl AdvanceForm {
    /// The day.
    ///
    /// # Errors
    /// When there is none.
    pub fn check(&self) -> Result<Day, Problems> {
        let text = self.day.trim();
        let wrong = if text.is_empty() { ProblemKind::Required } else { ProblemKind::BadDay };
        Day::parse(text).ok_or_else(|| Problems::one("day", wrong))
    }
}
