//! Days, months and quarters of people at UTC+8: what deadlines, policies and claims are counted in.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{DAY_MS, LOCAL_OFFSET_MS, Timestamp, days_from_civil, days_in_month, split_day};
use crate::accounts::text_enum;

text_enum! {
    /// A day of the week.
    Weekday {
        /// 周一.
        Monday = "monday",
        /// 周二.
        Tuesday = "tuesday",
        /// 周三.
        Wednesday = "wednesday",
        /// 周四.
        Thursday = "thursday",
        /// 周五.
        Friday = "friday",
        /// 周六.
        Saturday = "saturday",
        /// 周日.
        Sunday = "sunday",
    }
}

/// A calendar day at UTC+8. Its text is `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(i64);

/// A calendar month. Its text is `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(i64);

/// A calendar quarter (对账期次 of quarterly payments). Its text is `2026Q4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter(i64);

/// The first and last year a text may name: what four digits and the epoch allow.
const YEARS: std::ops::RangeInclusive<i64> = 1970..=9999;

impl Day {
    /// The day an instant lies in.
    pub const fn of(at: Timestamp) -> Self {
        Self(at.ms().saturating_add(LOCAL_OFFSET_MS).div_euclid(DAY_MS))
    }

    /// The day of a civil date, when there is one.
    pub fn from_civil(year: i64, month: i64, day: i64) -> Option<Self> {
        let is_date = YEARS.contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && day <= days_in_month(year, month);
        is_date.then(|| Self(days_from_civil(year, month, day)))
    }

    /// Reads `2026-11-22`.
    pub fn parse(text: &str) -> Option<Self> {
        split_day(text).map(|(year, month, day)| Self(days_from_civil(year, month, day)))
    }

    /// The first instant of the day.
    pub const fn start(self) -> Timestamp {
        Timestamp::from_ms(self.0.saturating_mul(DAY_MS).saturating_sub(LOCAL_OFFSET_MS))
    }

    /// The last millisecond of the day.
    pub const fn end(self) -> Timestamp {
        self.start().plus_ms(DAY_MS - 1)
    }

    /// The day `days` later (earlier when negative); saturates.
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same day of the month `months` later; the last of that month when it is shorter.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        let month = self.month().plus(months);
        let day = self.start().local().day;
        month.first().plus(day.min(month.length()) - 1)
    }

    /// Days from this day to the other; negative when it has passed.
    pub const fn until(self, other: Self) -> i64 {
        other.0.saturating_sub(self.0)
    }

    /// The month it lies in.
    pub fn month(self) -> Month {
        let civil = self.start().local();
        Month(civil.year * 12 + civil.month - 1)
    }

    /// The year it lies in.
    pub fn year(self) -> i64 {
        self.start().local().year
    }

    /// Its day of the week; 1970-01-01 was a Thursday.
    pub fn weekday(self) -> Weekday {
        let index = usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0);
        Weekday::ALL.get(index).copied().unwrap_or(Weekday::Monday)
    }
}

impl Month {
    /// The month `1–12` of a year.
    pub fn new(year: i64, month: i64) -> Option<Self> {
        let is_month = YEARS.contains(&year) && (1..=12).contains(&month);
        is_month.then(|| Self(year * 12 + month - 1))
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        Day::parse(&format!("{text}-01")).map(Day::month)
    }

    /// The month `months` later (earlier when negative); saturates.
    #[must_use]
    pub const fn plus(self, months: i64) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// Its year.
    pub const fn year(self) -> i64 {
        self.0.div_euclid(12)
    }

    /// Its number, 1–12.
    pub const fn number(self) -> i64 {
        self.0.rem_euclid(12) + 1
    }

    /// Its number of days.
    pub fn length(self) -> i64 {
        days_in_month(self.year(), self.number())
    }

    /// Its first day.
    pub fn first(self) -> Day {
        Day(days_from_civil(self.year(), self.number(), 1))
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.first().plus(self.length() - 1)
    }

    /// The quarter it lies in.
    pub const fn quarter(self) -> Quarter {
        Quarter(self.0.div_euclid(3))
    }
}

impl Quarter {
    /// The quarter `1–4` of a year.
    pub fn new(year: i64, quarter: i64) -> Option<Self> {
        let is_quarter = YEARS.contains(&year) && (1..=4).contains(&quarter);
        is_quarter.then(|| Self(year * 4 + quarter - 1))
    }

    /// Reads `2026Q4`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, quarter) = text.split_once('Q')?;
        let number = |part: &str, length: usize| -> Option<i64> {
            let plain = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse().ok())?
        };
        Self::new(number(year, 4)?, number(quarter, 1)?)
    }

    /// The quarter `quarters` later (earlier when negative); saturates.
    #[must_use]
    pub const fn plus(self, quarters: i64) -> Self {
        Self(self.0.saturating_add(quarters))
    }

    /// Its three months.
    pub const fn months(self) -> [Month; 3] {
        let first = self.0.saturating_mul(3);
        [Month(first), Month(first + 1), Month(first + 2)]
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.months()[0].first()
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.months()[2].last()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.start().local_day())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.0.div_euclid(4), self.0.rem_euclid(4) + 1)
    }
}

macro_rules! as_text {
    ($($name:ident: $form:literal,)*) => {$(
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or(concat!("not of the form ", $form))
            }
        }
    )*};
}

as_text! {
    Day: "2026-11-22",
    Month: "2026-11",
    Quarter: "2026Q4",
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn days_know_their_week_month_and_quarter() {
        for (text, weekday, month, quarter) in [
            ("1970-01-01", Weekday::Thursday, "1970-01", "1970Q1"),
            ("2024-02-29", Weekday::Thursday, "2024-02", "2024Q1"),
            ("2026-11-22", Weekday::Sunday, "2026-11", "2026Q4"),
            ("2026-12-31", Weekday::Thursday, "2026-12", "2026Q4"),
            ("2027-01-01", Weekday::Friday, "2027-01", "2027Q1"),
        ] {
            let day = day(text);
            assert_eq!(day.to_string(), text);
            assert_eq!(day.weekday(), weekday, "{text}");
            assert_eq!(day.month().to_string(), month);
            assert_eq!(day.month().quarter().to_string(), quarter);
        }
    }

    #[test]
    fn a_day_lasts_from_midnight_to_midnight_at_utc_plus_8() {
        let day = day("2026-12-31");
        assert_eq!(day.start().utc_second(), "2026-12-30T16:00:00Z");
        assert_eq!(Day::of(day.end()), day);
        assert_eq!(Day::of(day.end().plus_ms(1)).to_string(), "2027-01-01");
    }

    #[test]
    fn months_later_keep_to_the_end_of_shorter_months() {
        for (from, months, to) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2026-03-15", -3, "2025-12-15"),
            ("2026-12-31", 12, "2027-12-31"),
        ] {
            assert_eq!(day(from).plus_months(months).to_string(), to, "{from} + {months}");
        }
    }

    #[test]
    fn quarters_begin_and_end_with_their_months() {
        let quarter = Quarter::parse("2026Q4").unwrap();
        assert_eq!(quarter.first().to_string(), "2026-10-01");
        assert_eq!(quarter.last().to_string(), "2026-12-31");
        assert_eq!(quarter.plus(1).first().to_string(), "2027-01-01");
        assert_eq!(quarter.plus(1).last().to_string(), "2027-03-31");
        for bad in ["2026Q5", "2026Q0", "26Q1", "2026-1", "2026Q", "2026Q11", ""] {
            assert_eq!(Quarter::parse(bad), None, "{bad}");
        }
        for bad in ["2026-13", "2026-1", "2026-00", "", "2026-11-01"] {
            assert_eq!(Month::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn texts_round_trip(days in 0i64..2_000_000) {
            let day = Day(days);
            prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
            prop_assert_eq!(Month::parse(&day.month().to_string()), Some(day.month()));
            let quarter = day.month().quarter();
            prop_assert_eq!(Quarter::parse(&quarter.to_string()), Some(quarter));
            prop_assert!(quarter.first() <= day && day <= quarter.last());
            prop_assert!(day.month().first() <= day && day <= day.month().last());
        }
    }
}
