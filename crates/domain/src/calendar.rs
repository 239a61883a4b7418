//! Working days: weekends, public holidays and make-up workdays, as data (incentives-invoices §8:
//! windows "wd" are counted in them).
//!
//! A calendar lists only the days that differ from the plain week, and for which years it is complete.
//! What it does not list is decided by the weekday. Each year is either announced or provisional;
//! [`Calendar::certainty`] says on which of them a date rests, so that a page can mark it.

mod deadline;
mod edit;
mod ics;
mod import;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use deadline::{REMINDER_WORKING_DAYS, Reminder, Span};
pub use edit::{DayChange, YearChange};
pub use import::{Column, RowError, RowProblem};

use crate::accounts::text_enum;
use crate::time::{Day, Weekday};

/// The calendar shipped with the product: China, 2025–2027, in the form that [`Calendar::import`] reads.
///
/// 2025 and 2026 follow the public notices of the State Council's general office of 2024-11-12 and
/// 2025-11-04. No notice for 2027 was at hand when this was written: that year holds only the statutory
/// days whose dates need no notice, without days moved for them, and is marked provisional. Import the
/// notice when it is there.
pub const SAMPLE: &str = include_str!("calendar/sample.csv");

text_enum! {
    /// How a listed day differs from the plain week.
    DayKind {
        /// 放假: no working day, whatever the weekday.
        Holiday = "holiday",
        /// 调休上班: a working day, whatever the weekday.
        Workday = "workday",
    }
}

text_enum! {
    /// How sure the days of a year are.
    Certainty {
        /// Nothing is known of the year: weekends only.
        Unknown = "unknown",
        /// Entered before the public notice; may change.
        Provisional = "provisional",
        /// As in the public notice.
        Announced = "announced",
    }
}

/// A listed day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// How it differs.
    pub kind: DayKind,
    /// The key of the holiday it belongs to, e.g. `national_day`; may be empty.
    pub name: String,
}

/// A calendar of working days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    years: BTreeMap<i64, Certainty>,
    days: BTreeMap<Day, Listed>,
}

impl Calendar {
    /// A calendar with weekends only.
    pub fn plain() -> Self {
        Self::default()
    }

    /// The calendar shipped with the product; see [`SAMPLE`].
    pub fn sample() -> Self {
        Self::import(SAMPLE).unwrap_or_default()
    }

    /// Takes the years of another calendar in place of its own: what an import does to the calendar in
    /// force. Years the other does not name stay as they are.
    #[must_use]
    pub fn with_years_of(mut self, other: &Self) -> Self {
        self.days.retain(|day, _| !other.years.contains_key(&day.year()));
        self.years.extend(other.years.iter().map(|(year, certainty)| (*year, *certainty)));
        self.days.extend(other.days.iter().map(|(day, listed)| (*day, listed.clone())));
        self
    }

    /// The listed days, in order.
    pub fn days(&self) -> impl Iterator<Item = (Day, &Listed)> {
        self.days.iter().map(|(day, listed)| (*day, listed))
    }

    /// The years it knows.
    pub fn years(&self) -> impl Iterator<Item = (i64, Certainty)> {
        self.years.iter().map(|(year, certainty)| (*year, *certainty))
    }

    /// How sure a year is.
    pub fn certainty_of_year(&self, year: i64) -> Certainty {
        self.years.get(&year).copied().unwrap_or(Certainty::Unknown)
    }

    /// How sure all days between two days are: as sure as the least sure of their years.
    pub fn certainty(&self, from: Day, to: Day) -> Certainty {
        let (from, to) = (from.min(to), from.max(to));
        let years = from.year()..=to.year();
        years.map(|year| self.certainty_of_year(year)).min().unwrap_or(Certainty::Unknown)
    }

    /// Whether people work on a day.
    pub fn is_working(&self, day: Day) -> bool {
        match self.days.get(&day).map(|listed| listed.kind) {
            Some(kind) => kind == DayKind::Workday,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// What the calendar says about a day beyond its weekday.
    pub fn listed(&self, day: Day) -> Option<&Listed> {
        self.days.get(&day)
    }
}

#[cfg(test)]
mod tests;
