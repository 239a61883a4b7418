use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::time::Month;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn the_sample_reads_without_errors() {
    let calendar = Calendar::import(SAMPLE).unwrap();
    assert_eq!(calendar, Calendar::sample());
    assert_eq!(calendar.certainty_of_year(2025), Certainty::Announced);
    assert_eq!(calendar.certainty_of_year(2026), Certainty::Announced);
    assert_eq!(calendar.certainty_of_year(2027), Certainty::Provisional);
    assert_eq!(calendar.certainty_of_year(2028), Certainty::Unknown);
    let count = |year: i64, kind: DayKind| {
        calendar.days().filter(|(day, listed)| day.year() == year && listed.kind == kind).count()
    };
    // 1 + 8 + 3 + 5 + 3 + 8 and 3 + 9 + 3 + 5 + 3 + 3 + 7 days off, as the notices add up.
    assert_eq!((count(2025, DayKind::Holiday), count(2025, DayKind::Workday)), (28, 5));
    assert_eq!((count(2026, DayKind::Holiday), count(2026, DayKind::Workday)), (33, 6));
    assert_eq!((count(2027, DayKind::Holiday), count(2027, DayKind::Workday)), (13, 0));
    let notice = calendar.days().filter(|(_, listed)| listed.kind == DayKind::Workday);
    assert!(notice.into_iter().all(|(day, _)| !Calendar::plain().is_working(day)));
}

#[test]
fn days_off_and_make_up_days() {
    let calendar = Calendar::sample();
    for (text, works) in [
        ("2025-10-08", false), // Golden Week and mid-autumn together last to the 8th
        ("2025-10-09", true),
        ("2025-10-11", true),  // Saturday made up
        ("2025-10-12", false), // Sunday
        ("2026-01-02", false),
        ("2026-01-04", true), // Sunday made up
        ("2026-02-14", true), // Saturday made up, the day before the holiday
        ("2026-02-23", false),
        ("2026-02-24", true),
        ("2026-02-28", true), // last day of a month, a Saturday made up
        ("2026-09-20", true),
        ("2026-10-10", true),
        ("2026-11-22", false),
        ("2027-01-01", false),
        ("2027-01-04", true),
    ] {
        assert_eq!(calendar.is_working(day(text)), works, "{text}");
    }
}

#[test]
fn windows_over_holidays_quarters_and_years() {
    let calendar = Calendar::sample();
    for (from, count, to) in [
        // Golden Week 2026: 30 September, then 8 and 9 October and the made-up Saturday.
        ("2026-09-29", 1, "2026-09-30"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 4, "2026-10-12"),
        // A list generated on the first day of Golden Week, 14 working days (§1.4b).
        ("2026-10-01", 14, "2026-10-26"),
        ("2025-10-01", 14, "2025-10-27"),
        ("2026-09-01", 14, "2026-09-20"),
        // Spring Festival 2026: the Saturday before works, nine days do not.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-02", 14, "2026-02-27"),
        ("2026-02-14", 5, "2026-02-28"),
        // Spring Festival 2025.
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-24", 3, "2025-02-05"),
        // Ends of month, quarter and year.
        ("2026-03-31", 1, "2026-04-01"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-12-31", 2, "2026-01-05"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-12-24", 14, "2027-01-14"),
        // Backwards.
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-01-04", -1, "2025-12-31"),
        ("2026-02-24", -2, "2026-02-13"),
        // Zero moves nothing, on a day off either.
        ("2026-10-03", 0, "2026-10-03"),
    ] {
        assert_eq!(
            calendar.plus_working_days(day(from), count).to_string(),
            to,
            "{from} and {count} working days"
        );
    }
}

#[test]
fn spans_are_counted_as_they_say() {
    let calendar = Calendar::sample();
    for (span, count, to) in [
        (Span::WorkingDays, 14, "2026-10-26"),
        (Span::CalendarDays, 14, "2026-10-15"),
        (Span::Months, 3, "2027-01-01"),
    ] {
        assert_eq!(calendar.window_end(day("2026-10-01"), span, count).to_string(), to);
    }
}

#[test]
fn last_working_days_of_months() {
    let calendar = Calendar::sample();
    for (month, last) in [
        ("2026-02", "2026-02-28"), // made up
        ("2026-05", "2026-05-29"),
        ("2026-01", "2026-01-30"),
        ("2026-09", "2026-09-30"),
        ("2025-01", "2025-01-27"), // Spring Festival to the end
        ("2026-12", "2026-12-31"),
    ] {
        let found = calendar.last_working_day(Month::parse(month).unwrap());
        assert_eq!(found.map(|day| day.to_string()).as_deref(), Some(last), "{month}");
    }
}

#[test]
fn reminders_come_five_two_and_no_working_days_before() {
    let calendar = Calendar::sample();
    for (deadline, since, expected) in [
        ("2026-10-12", "2026-09-01", vec!["2026-09-29", "2026-10-09", "2026-10-12"]),
        // A month's end in a weekend: T-0 is the Friday before.
        ("2026-05-31", "2026-05-01", vec!["2026-05-22", "2026-05-27", "2026-05-29"]),
        // The year's end, counted back over a Friday holiday.
        ("2027-01-05", "2026-12-01", vec!["2026-12-28", "2026-12-31", "2027-01-05"]),
        // What was made the day before yesterday is not reminded of last week.
        ("2026-11-20", "2026-11-18", vec!["2026-11-18", "2026-11-20"]),
        ("2026-11-20", "2026-11-21", vec![]),
    ] {
        let days: Vec<String> = calendar
            .reminders(&REMINDER_WORKING_DAYS, day(deadline), day(since))
            .iter()
            .map(|r| r.on.to_string())
            .collect();
        assert_eq!(days, expected, "{deadline}");
    }
}

#[test]
fn a_date_is_as_sure_as_the_least_sure_year_it_passes() {
    let calendar = Calendar::sample();
    for (from, to, certainty) in [
        ("2025-12-01", "2026-01-10", Certainty::Announced),
        ("2026-12-24", "2027-01-14", Certainty::Provisional),
        ("2027-12-24", "2028-01-14", Certainty::Unknown),
        ("2027-01-14", "2026-12-24", Certainty::Provisional),
    ] {
        assert_eq!(calendar.certainty(day(from), day(to)), certainty, "{from}–{to}");
    }
}

#[test]
fn every_wrong_row_is_named_with_its_column_and_value() {
    let text = "\u{feff}day,kind,name\n\
                2027,announced,\n\
                # a remark\n\
                2027-02-30,holiday,x\n\
                2027-02-11,off,x\n\
                2027-02-12,workday,spring_festival\n\
                2027-02-13,workday,Spring Festival\n\
                2028-01-01,holiday,new_year\n\
                2027,provisional,\n\
                2029,sure,\n\
                2027-05-01,holiday,labour_day\n\
                2027-05-01,holiday,labour_day,again\n";
    let found: Vec<_> = Calendar::import(text)
        .unwrap_err()
        .into_iter()
        .map(|e| (e.row, e.column, e.value, e.what))
        .collect();
    let row = |row, column, value: &str, what| (row, column, value.to_owned(), what);
    assert_eq!(
        found,
        [
            row(4, Column::Day, "2027-02-30", RowProblem::NotADay),
            row(5, Column::Kind, "off", RowProblem::NotAKindOfDay),
            row(6, Column::Day, "2027-02-12", RowProblem::WorksAnyway),
            row(7, Column::Name, "Spring Festival", RowProblem::NotAName),
            row(8, Column::Day, "2028-01-01", RowProblem::YearMissing),
            row(9, Column::Day, "2027", RowProblem::Twice),
            row(10, Column::Kind, "sure", RowProblem::NotAKindOfYear),
            row(12, Column::Name, "again", RowProblem::TooManyColumns),
            row(12, Column::Day, "2027-05-01", RowProblem::Twice),
        ]
    );
}

#[test]
fn a_notice_replaces_the_provisional_year_and_leaves_the_others() {
    let notice = "2027,announced\n2027-01-01,holiday,new_year\n2027-01-03,workday,new_year\n";
    let notice = Calendar::import(notice).unwrap();
    let calendar = Calendar::sample().with_years_of(&notice);
    assert_eq!(calendar.certainty_of_year(2027), Certainty::Announced);
    assert!(calendar.is_working(day("2027-01-03")));
    assert!(calendar.is_working(day("2027-02-05")), "the provisional days are gone");
    assert!(!calendar.is_working(day("2026-10-07")), "the year before stays");
}

#[test]
fn too_many_rows_are_refused() {
    let text = "2027,announced\n".repeat(2_001);
    let errors = Calendar::import(&text).unwrap_err();
    assert_eq!(errors.last().map(|e| (e.row, e.what)), Some((2_001, RowProblem::TooManyRows)));
}

#[test]
fn a_calendar_of_holidays_only_does_not_search_for_ever() {
    let mut text = String::from("2026,announced\n");
    for n in 0..365 {
        let _ = writeln!(text, "{},holiday,", day("2026-01-01").plus(n));
    }
    let calendar = Calendar::import(&text).unwrap();
    assert_eq!(calendar.last_working_day(Month::parse("2026-06").unwrap()), None);
    assert_eq!(calendar.plus_working_days(day("2026-01-01"), 1).to_string(), "2027-01-01");
}

proptest! {
    #[test]
    fn counting_there_and_back_agrees(start in 0i64..1_000, count in 1i64..60) {
        let calendar = Calendar::sample();
        let from = day("2025-01-01").plus(start);
        let to = calendar.plus_working_days(from, count);
        prop_assert!(calendar.is_working(to));
        prop_assert_eq!(calendar.working_days_between(from, to), count);
        prop_assert_eq!(calendar.on_or_after(to), to);
        prop_assert_eq!(calendar.on_or_before(to), to);
        prop_assert_eq!(calendar.plus_working_days(calendar.plus_working_days(to, -count), count), to);
    }

    #[test]
    fn export_and_import_are_lossless(kinds in proptest::collection::vec(0u8..3, 0..60)) {
        let mut text = String::from("2026,provisional\n");
        for (n, kind) in (0i64..).zip(kinds) {
            let day = day("2026-03-01").plus(n);
            let weekend = !Calendar::plain().is_working(day);
            match kind {
                1 => writeln!(text, "{day},holiday,some_day").unwrap(),
                2 if weekend => writeln!(text, "{day},workday,").unwrap(),
                _ => {}
            }
        }
        let calendar = Calendar::import(&text).unwrap();
        prop_assert_eq!(Calendar::import(&calendar.export()), Ok(calendar));
    }

    #[test]
    fn importing_never_panics(text in "[0-9a-z,# \n-]{0,200}") {
        let _ = Calendar::import(&text);
    }
}
