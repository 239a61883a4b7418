//! Reading holidays from an iCalendar file (RFC 5545), as people publish them: whole days, one event for
//! a holiday or a make-up workday. Such files do not say whether a year is announced, so their years are
//! provisional until somebody marks them.

use super::{Calendar, Certainty, Column, DayKind, Listed, RowError, RowProblem};
use crate::time::Day;

/// Longest holiday of an event, in days; a longer one is a slip.
const DAYS_MAX: i64 = 31;
/// What make-up workdays are called: "班" of 调休上班, or plain English.
const WORKDAY_MARKS: [&str; 3] = ["\u{73ed}", "workday", "work day"];

/// Whether a text is an iCalendar file.
pub(super) fn is_ics(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
    first.is_some_and(|line| line.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
}

/// An event as far as it was read: where its begin and end stand.
#[derive(Default)]
struct Event {
    from: Option<(usize, String)>,
    to: Option<(usize, String)>,
    words: String,
}

/// Reads an iCalendar file.
///
/// # Errors
/// Every wrong value by line.
pub(super) fn import(text: &str) -> Result<Calendar, Vec<RowError>> {
    let (mut calendar, mut errors) = (Calendar::default(), Vec::new());
    let mut event: Option<Event> = None;
    for (index, line) in text.lines().enumerate() {
        let (row, line) = (index + 1, line.trim_end());
        let Some((head, value)) = line.split_once(':') else { continue };
        let name = head.split(';').next().unwrap_or_default().to_ascii_uppercase();
        match (name.as_str(), event.as_mut()) {
            ("BEGIN", _) if value.eq_ignore_ascii_case("VEVENT") => event = Some(Event::default()),
            ("END", Some(_)) if value.eq_ignore_ascii_case("VEVENT") => {
                let done = event.take().unwrap_or_default();
                take(&mut calendar, &mut errors, row, &done);
            }
            ("DTSTART", Some(event)) => event.from = Some((row, value.to_owned())),
            ("DTEND", Some(event)) => event.to = Some((row, value.to_owned())),
            ("SUMMARY" | "CATEGORIES", Some(event)) => {
                event.words.push_str(&value.to_lowercase());
                event.words.push(' ');
            }
            _ => {}
        }
    }
    if errors.is_empty() { Ok(calendar) } else { Err(errors) }
}

/// `20261001`, with or without a time of day after it.
fn day(value: &str) -> Option<Day> {
    let digits = value.trim().get(..8).filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Day::parse(&format!("{year}-{month}-{day}"))
}

/// Lists the days of an event: its end does not count, as the standard has it.
fn take(calendar: &mut Calendar, errors: &mut Vec<RowError>, end_row: usize, event: &Event) {
    let mut wrong = |row: usize, value: &str, what| {
        let value = value.chars().take(64).collect();
        errors.push(RowError { row, column: Column::Day, value, what });
    };
    let Some((row, from)) = &event.from else {
        return wrong(end_row, "DTSTART", RowProblem::NotADay);
    };
    let Some(first) = day(from) else { return wrong(*row, from, RowProblem::NotADay) };
    let last = match &event.to {
        None => first,
        Some((row, to)) => match day(to) {
            None => return wrong(*row, to, RowProblem::NotADay),
            Some(end) if end <= first => first,
            Some(end) if first.until(end) > DAYS_MAX => {
                return wrong(*row, to, RowProblem::TooManyRows);
            }
            Some(end) => end.plus(-1),
        },
    };
    let is_workday = WORKDAY_MARKS.iter().any(|mark| event.words.contains(mark));
    let kind = if is_workday { DayKind::Workday } else { DayKind::Holiday };
    for offset in 0..=first.until(last) {
        let at = first.plus(offset);
        if kind == DayKind::Workday && Calendar::plain().is_working(at) {
            wrong(*row, &at.to_string(), RowProblem::WorksAnyway);
            continue;
        }
        calendar.years.entry(at.year()).or_insert(Certainty::Provisional);
        if calendar.days.insert(at, Listed { kind, name: String::new() }).is_some() {
            wrong(*row, &at.to_string(), RowProblem::Twice);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(events: &[&str]) -> String {
        let events: Vec<String> =
            events.iter().map(|event| format!("BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT")).collect();
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}\r\nEND:VCALENDAR\r\n", events.join("\r\n"))
    }

    #[test]
    fn holidays_and_workdays_are_read_and_the_end_does_not_count() {
        let text = file(&[
            "DTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261008\r\nSUMMARY:国庆节 休",
            "DTSTART;VALUE=DATE:20261010\r\nSUMMARY:国庆节 班",
            "SUMMARY:New Year\r\nDTSTART:20270101T000000\r\nDTEND:20270101T235959",
        ]);
        let calendar = Calendar::import(&text).unwrap();
        let days: Vec<String> = calendar
            .days()
            .map(|(day, listed)| format!("{day} {}", listed.kind.as_str()))
            .collect();
        assert_eq!(days.len(), 9);
        assert_eq!(days.first().map(String::as_str), Some("2026-10-01 holiday"));
        assert!(days.contains(&"2026-10-07 holiday".to_owned()));
        assert!(days.contains(&"2026-10-10 workday".to_owned()));
        assert_eq!(days.last().map(String::as_str), Some("2027-01-01 holiday"));
        assert_eq!(calendar.certainty_of_year(2026), Certainty::Provisional);
    }

    #[test]
    fn every_wrong_event_is_named_by_its_line() {
        let text = file(&[
            "DTSTART:tomorrow",
            "SUMMARY:no day",
            "DTSTART:20261012\r\nSUMMARY:班",
            "DTSTART:20261001\r\nDTEND:20270101",
        ]);
        let errors = Calendar::import(&text).unwrap_err();
        let found: Vec<_> = errors.iter().map(|e| (e.row, e.what)).collect();
        assert_eq!(
            found,
            [
                (4, RowProblem::NotADay),
                (8, RowProblem::NotADay),
                (10, RowProblem::WorksAnyway),
                (15, RowProblem::TooManyRows),
            ]
        );
    }
}
