//! Changing a calendar by hand, and what two calendars disagree on.

use serde::{Deserialize, Serialize};

use super::{Calendar, Certainty, DayKind, Listed, RowProblem};
use crate::time::Day;

/// Longest key of a holiday, in characters.
pub(super) const NAME_LENGTH_MAX: usize = 64;

/// Whether a text can be the key of a holiday; empty is fine.
pub(super) fn is_name(name: &str) -> bool {
    let is_key = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    name.len() <= NAME_LENGTH_MAX && name.bytes().all(is_key)
}

/// A day on which two calendars disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayChange {
    /// The day.
    pub day: Day,
    /// What was listed; `None` for a plain day of the week.
    pub before: Option<Listed>,
    /// What is listed now.
    pub after: Option<Listed>,
}

/// A year whose mark two calendars disagree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearChange {
    /// The year.
    pub year: i64,
    /// How sure it was.
    pub before: Certainty,
    /// How sure it is now.
    pub after: Certainty,
}

impl Calendar {
    /// Lists a day, or makes it a plain day of its week again. A year nothing was known of becomes
    /// provisional.
    ///
    /// # Errors
    /// [`RowProblem::WorksAnyway`] for a make-up workday that is a weekday, [`RowProblem::NotAName`].
    pub fn set(&mut self, day: Day, listed: Option<Listed>) -> Result<(), RowProblem> {
        let Some(listed) = listed else {
            self.days.remove(&day);
            return Ok(());
        };
        if !is_name(&listed.name) {
            return Err(RowProblem::NotAName);
        }
        if listed.kind == DayKind::Workday && Self::plain().is_working(day) {
            return Err(RowProblem::WorksAnyway);
        }
        self.years.entry(day.year()).or_insert(Certainty::Provisional);
        self.days.insert(day, listed);
        Ok(())
    }

    /// Marks a year as announced or provisional; as unknown it is dropped with its days.
    pub fn mark(&mut self, year: i64, certainty: Certainty) {
        if certainty == Certainty::Unknown {
            self.years.remove(&year);
            self.days.retain(|day, _| day.year() != year);
        } else {
            self.years.insert(year, certainty);
        }
    }

    /// The days on which `after` says something else, in order.
    pub fn changed_days(&self, after: &Self) -> Vec<DayChange> {
        let mut all: Vec<Day> = self.days.keys().chain(after.days.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter()
            .map(|day| DayChange {
                day,
                before: self.days.get(&day).cloned(),
                after: after.days.get(&day).cloned(),
            })
            .filter(|change| change.before != change.after)
            .collect()
    }

    /// The years that `after` marks otherwise, in order.
    pub fn changed_years(&self, after: &Self) -> Vec<YearChange> {
        let mut all: Vec<i64> = self.years.keys().chain(after.years.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter()
            .map(|year| YearChange {
                year,
                before: self.certainty_of_year(year),
                after: after.certainty_of_year(year),
            })
            .filter(|change| change.before != change.after)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn listed(kind: DayKind, name: &str) -> Listed {
        Listed { kind, name: name.to_owned() }
    }

    #[test]
    fn days_are_listed_and_taken_out_and_the_difference_is_known() {
        let before = Calendar::sample();
        let mut after = before.clone();
        after.set(day("2026-10-12"), Some(listed(DayKind::Holiday, "national_day"))).unwrap();
        after.set(day("2026-10-01"), None).unwrap();
        after.set(day("2028-01-01"), Some(listed(DayKind::Holiday, "new_year"))).unwrap();
        assert!(!after.is_working(day("2026-10-12")) && after.is_working(day("2026-10-01")));
        let days: Vec<String> =
            before.changed_days(&after).iter().map(|change| change.day.to_string()).collect();
        assert_eq!(days, ["2026-10-01", "2026-10-12", "2028-01-01"]);
        let years = before.changed_years(&after);
        assert_eq!(years.len(), 1);
        assert_eq!((years[0].year, years[0].after), (2028, Certainty::Provisional));
        after.mark(2028, Certainty::Unknown);
        assert_eq!(after.listed(day("2028-01-01")), None);
        assert_eq!(before.changed_years(&after), []);
    }

    #[test]
    fn slips_are_refused() {
        let mut calendar = Calendar::plain();
        for (on, kind, name, problem) in [
            ("2026-10-12", DayKind::Workday, "", RowProblem::WorksAnyway),
            ("2026-10-01", DayKind::Holiday, "National Day", RowProblem::NotAName),
        ] {
            assert_eq!(calendar.set(day(on), Some(listed(kind, name))), Err(problem));
        }
        assert_eq!(calendar, Calendar::plain());
        calendar.set(day("2026-10-10"), Some(listed(DayKind::Workday, ""))).unwrap();
        assert_eq!(calendar.certainty_of_year(2026), Certainty::Provisional);
    }
}
