//! Counting working days and saying when to remind.

use serde::{Deserialize, Serialize};

use super::Calendar;
use crate::accounts::text_enum;
use crate::time::{Day, Month};

/// How many working days before a deadline people are reminded (incentives-invoices §1.7, proposed).
pub const REMINDER_WORKING_DAYS: [i64; 3] = [5, 2, 0];
/// No window in the documents is longer; stops a search in a calendar of holidays only.
const SEARCH_DAYS_MAX: i64 = 3_660;

text_enum! {
    /// How a window is counted.
    Span {
        /// Working days: the day of the event does not count, the window ends with the last day counted.
        WorkingDays = "working_days",
        /// Calendar days, counted the same way.
        CalendarDays = "calendar_days",
        /// Whole months to the same day of the month.
        Months = "months",
    }
}

/// A reminder before a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Working days before the deadline: 5, 2 or 0.
    pub before: i64,
    /// The day to remind on.
    pub on: Day,
}

impl Calendar {
    /// The `count`th working day after `day` (before it when negative). Zero answers the day itself,
    /// working or not. The day itself never counts: a list generated on a Friday with a window of one
    /// working day may be confirmed until Monday's end.
    pub fn plus_working_days(&self, day: Day, count: i64) -> Day {
        let step = if count < 0 { -1 } else { 1 };
        let (mut day, mut left, mut seen) = (day, count.saturating_abs(), 0);
        while left > 0 && seen < SEARCH_DAYS_MAX.saturating_add(left.saturating_mul(3)) {
            day = day.plus(step);
            left -= i64::from(self.is_working(day));
            seen += 1;
        }
        day
    }

    /// Working days after `from` up to and including `to`; 0 when `to` is not later.
    pub fn working_days_between(&self, from: Day, to: Day) -> i64 {
        let days = from.until(to).clamp(0, SEARCH_DAYS_MAX);
        (1..=days).map(|n| i64::from(self.is_working(from.plus(n)))).sum()
    }

    /// The last working day of a month, for what must be done before the month ends (§1.3). `None` when
    /// a calendar knows none.
    pub fn last_working_day(&self, month: Month) -> Option<Day> {
        (0..month.length()).map(|n| month.last().plus(-n)).find(|day| self.is_working(*day))
    }

    /// The first working day on or after a day.
    pub fn on_or_after(&self, day: Day) -> Day {
        let day_before = day.plus(-1);
        self.plus_working_days(day_before, 1)
    }

    /// The last working day on or before a day.
    pub fn on_or_before(&self, day: Day) -> Day {
        self.plus_working_days(day.plus(1), -1)
    }

    /// The last day of a window of `count` that begins with an event on `day`.
    pub fn window_end(&self, day: Day, span: Span, count: i64) -> Day {
        match span {
            Span::WorkingDays => self.plus_working_days(day, count),
            Span::CalendarDays => day.plus(count),
            Span::Months => day.plus_months(count),
        }
    }

    /// When to remind of a deadline: so many working days before it as a policy says, usually
    /// [`REMINDER_WORKING_DAYS`], in that order. The one rule: jobs, calendars and pages ask it.
    ///
    /// A deadline that lies on a day off (a month's last day, say) is reminded of on the last working
    /// day before it, so that T-0 reaches people at work. Days on which `since` had not yet come are
    /// left out: nobody is reminded of what did not exist.
    pub fn reminders(&self, before: &[i64], deadline: Day, since: Day) -> Vec<Reminder> {
        let last = self.on_or_before(deadline);
        before
            .iter()
            .map(|before| Reminder { before: *before, on: self.plus_working_days(last, -before) })
            .filter(|reminder| reminder.on >= since)
            .collect()
    }
}
