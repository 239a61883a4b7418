//! Reading a calendar from text, as operations import it: one row per day or year, every error named by
//! row, column and value, nothing taken when there is one.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::edit::{NAME_LENGTH_MAX, is_name};
use super::{Calendar, Certainty, DayKind, Listed, ics};
use crate::accounts::text_enum;
use crate::time::Day;

/// Rows read at most: some thirty years of notices.
const ROWS_MAX: usize = 2_000;

text_enum! {
    /// A column of the text form `day,kind,name`.
    Column {
        /// A day `2026-10-01`, or a year `2026`.
        Day = "day",
        /// `holiday`, `workday`; for a year `announced`, `provisional`.
        Kind = "kind",
        /// The key of the holiday; may be empty.
        Name = "name",
    }
}

text_enum! {
    /// What is wrong with a value; its text names the cure.
    RowProblem {
        /// Neither a day `YYYY-MM-DD` nor a year `YYYY`.
        NotADay = "not_a_day",
        /// Not one of the kinds a day may have.
        NotAKindOfDay = "not_a_kind_of_day",
        /// Not one of the kinds a year may have.
        NotAKindOfYear = "not_a_kind_of_year",
        /// The day or year stands in an earlier row too.
        Twice = "twice",
        /// The row of the day's year must come with it.
        YearMissing = "year_missing",
        /// A make-up workday that is a weekday anyway.
        WorksAnyway = "works_anyway",
        /// Too long, or not a key of `a–z 0–9 _`.
        NotAName = "not_a_name",
        /// More columns than three.
        TooManyColumns = "too_many_columns",
        /// More rows than are read.
        TooManyRows = "too_many_rows",
    }
}

/// One error of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// The row, counted from 1 as a spreadsheet shows it.
    pub row: usize,
    /// The column.
    pub column: Column,
    /// The value as it stands there.
    pub value: String,
    /// What is wrong with it.
    pub what: RowProblem,
}

impl Calendar {
    /// Reads the text form: rows `day,kind,name` with an optional header, comments after `#`, and one
    /// row `2026,announced` or `2026,provisional` for each year before its days. A text that begins like
    /// an iCalendar file is read as one.
    ///
    /// # Errors
    /// Every wrong value, in the order of the rows; then nothing is taken.
    pub fn import(text: &str) -> Result<Self, Vec<RowError>> {
        if ics::is_ics(text.trim_start_matches('\u{feff}')) {
            return ics::import(text.trim_start_matches('\u{feff}'));
        }
        let mut reader = Reader::default();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let row = index + 1;
            if row > ROWS_MAX {
                reader.wrong(row, Column::Day, line, RowProblem::TooManyRows);
                break;
            }
            let line = line.split('#').next().unwrap_or_default().trim();
            let is_header = line.eq_ignore_ascii_case("day,kind,name");
            if !line.is_empty() && !is_header {
                reader.read(row, line);
            }
        }
        if reader.errors.is_empty() { Ok(reader.calendar) } else { Err(reader.errors) }
    }

    /// The calendar in the text form that [`Calendar::import`] reads.
    pub fn export(&self) -> String {
        let mut text = String::from("day,kind,name\n");
        for (year, certainty) in self.years() {
            let _ = writeln!(text, "{year},{},", certainty.as_str());
            for (day, listed) in self.days().filter(|(day, _)| day.year() == year) {
                let _ = writeln!(text, "{day},{},{}", listed.kind.as_str(), listed.name);
            }
        }
        text
    }
}

#[derive(Default)]
struct Reader {
    calendar: Calendar,
    errors: Vec<RowError>,
}

impl Reader {
    fn wrong(&mut self, row: usize, column: Column, value: &str, what: RowProblem) {
        let value = value.chars().take(NAME_LENGTH_MAX).collect();
        self.errors.push(RowError { row, column, value, what });
    }

    fn read(&mut self, row: usize, line: &str) {
        let mut columns = line.split(',').map(str::trim);
        let first = columns.next().unwrap_or_default();
        let kind = columns.next().unwrap_or_default();
        let name = columns.next().unwrap_or_default();
        if let Some(more) = columns.find(|value| !value.is_empty()) {
            self.wrong(row, Column::Name, more, RowProblem::TooManyColumns);
        }
        if !is_name(name) {
            self.wrong(row, Column::Name, name, RowProblem::NotAName);
        }
        match (Day::parse(first), year(first)) {
            (Some(day), _) => self.day(row, day, kind, name),
            (None, Some(year)) => self.year(row, year, kind),
            (None, None) => self.wrong(row, Column::Day, first, RowProblem::NotADay),
        }
    }

    fn year(&mut self, row: usize, year: i64, kind: &str) {
        match Certainty::parse(kind).filter(|certainty| *certainty != Certainty::Unknown) {
            None => self.wrong(row, Column::Kind, kind, RowProblem::NotAKindOfYear),
            Some(certainty) => {
                if self.calendar.years.insert(year, certainty).is_some() {
                    self.wrong(row, Column::Day, &year.to_string(), RowProblem::Twice);
                }
            }
        }
    }

    fn day(&mut self, row: usize, day: Day, kind: &str, name: &str) {
        let Some(kind) = DayKind::parse(kind) else {
            return self.wrong(row, Column::Kind, kind, RowProblem::NotAKindOfDay);
        };
        if !self.calendar.years.contains_key(&day.year()) {
            self.wrong(row, Column::Day, &day.to_string(), RowProblem::YearMissing);
        }
        // A holiday on a weekend is harmless and notices list them; a workday on a weekday is a slip.
        if kind == DayKind::Workday && Calendar::plain().is_working(day) {
            self.wrong(row, Column::Day, &day.to_string(), RowProblem::WorksAnyway);
        }
        let listed = Listed { kind, name: name.to_owned() };
        if self.calendar.days.insert(day, listed).is_some() {
            self.wrong(row, Column::Day, &day.to_string(), RowProblem::Twice);
        }
    }
}

fn year(text: &str) -> Option<i64> {
    let plain = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|year| plain && *year >= 1970)
}
