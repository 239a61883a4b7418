//! Working out a last day anew after a policy or a calendar has changed (ADR 16): people may get more
//! time, never less than they can still use.

use crate::calendar::Calendar;
use crate::time::Day;

/// The first last day that a change made today may bring about: the next working day, so that nobody
/// finds a case lapsed that was open when they went home.
pub fn redating_floor(today: Day, calendar: &Calendar) -> Day {
    calendar.plus_working_days(today, 1)
}

/// The last day of a case after a change. `told` is what people were told so far, `counted` what the new
/// figures say, `floor` is [`redating_floor`].
///
/// A later day holds at once, also for a case that is overdue and did not lapse yet. An earlier one holds
/// too, but not before `floor`; a day that `floor` has passed stays what it was.
pub fn redated(told: Option<Day>, counted: Option<Day>, floor: Day) -> Option<Day> {
    let counted = counted?;
    match told {
        None => Some(counted.max(floor)),
        Some(told) if counted >= told => Some(counted),
        Some(told) => Some(told.min(counted.max(floor))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn the_floor_is_the_next_day_people_work() {
        let calendar = Calendar::sample();
        for (today, floor) in [
            ("2026-11-23", "2026-11-24"),
            ("2026-11-27", "2026-11-30"), // over a weekend and into the month's last day
            ("2026-09-30", "2026-10-08"), // over Golden Week, into the next quarter
            ("2026-12-31", "2027-01-04"), // over the year's end
            ("2026-02-13", "2026-02-14"), // a Saturday that is made up
        ] {
            assert_eq!(redating_floor(day(today), &calendar).to_string(), floor, "{today}");
        }
    }

    #[test]
    fn more_time_holds_at_once_and_less_never_takes_today() {
        let floor = day("2026-11-24");
        for (told, counted, expected) in [
            // More time, also for what is overdue.
            ("2026-12-10", "2026-12-21", "2026-12-21"),
            ("2026-11-20", "2026-12-04", "2026-12-04"),
            // Less time that can still be used.
            ("2026-12-21", "2026-12-10", "2026-12-10"),
            // Less time than is left: the floor.
            ("2026-12-21", "2026-11-23", "2026-11-24"),
            ("2026-12-21", "2026-11-02", "2026-11-24"),
            // What ends before the floor anyway is not prolonged by being shortened.
            ("2026-11-23", "2026-11-10", "2026-11-23"),
            ("2026-11-20", "2026-11-10", "2026-11-20"),
            // The same.
            ("2026-12-21", "2026-12-21", "2026-12-21"),
        ] {
            let found = redated(Some(day(told)), Some(day(counted)), floor);
            assert_eq!(found, Some(day(expected)), "{told} {counted}");
        }
        assert_eq!(redated(Some(floor), None, floor), None);
        assert_eq!(redated(None, Some(day("2026-11-02")), floor), Some(floor));
        assert_eq!(redated(None, None, floor), None);
    }

    proptest! {
        #[test]
        fn nothing_lapses_by_the_change_and_twice_is_once(
            told in prop::option::of(0i64..400),
            counted in prop::option::of(0i64..400),
            today in 0i64..400,
        ) {
            let start = day("2026-01-01");
            let at = |n: i64| start.plus(n);
            let (told, counted) = (told.map(at), counted.map(at));
            let floor = redating_floor(at(today), &Calendar::sample());
            let once = redated(told, counted, floor);
            prop_assert_eq!(redated(once, counted, floor), once);
            if let Some(once) = once {
                let was_over = told.is_some_and(|told| told < at(today));
                prop_assert!(once >= at(today) || was_over);
            }
        }
    }
}
