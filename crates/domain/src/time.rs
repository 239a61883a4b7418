//! Time as Unix milliseconds UTC; days and minutes of people at UTC+8, by integer arithmetic only, so
//! that server and browser print the same text.

mod day;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use day::{Day, Month, Quarter, Weekday};

/// One second in milliseconds.
pub const SECOND_MS: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// One hour in milliseconds.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// One day in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// The offset of the people this site serves: UTC+8, no summer time.
pub const LOCAL_OFFSET_MS: i64 = 8 * HOUR_MS;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A date and time of day taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Year.
    pub year: i64,
    /// Month 1–12.
    pub month: i64,
    /// Day 1–31.
    pub day: i64,
    /// Hour 0–23.
    pub hour: i64,
    /// Minute 0–59.
    pub minute: i64,
    /// Second 0–59.
    pub second: i64,
}

impl Timestamp {
    /// An instant from Unix milliseconds.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Unix milliseconds.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The instant `ms` later (earlier when negative); saturates.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The instant `days` times 24 hours later (earlier when negative); saturates.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_ms(days.saturating_mul(DAY_MS))
    }

    /// Whole days from `now` until this instant, rounded up; 0 when past.
    pub fn days_left(self, now: Self) -> i64 {
        let left = self.0.saturating_sub(now.0);
        if left <= 0 { 0 } else { (left + DAY_MS - 1) / DAY_MS }
    }

    /// The instant taken apart at UTC.
    pub fn utc(self) -> Civil {
        civil(self.0)
    }

    /// The instant taken apart at UTC+8.
    pub fn local(self) -> Civil {
        civil(self.0.saturating_add(LOCAL_OFFSET_MS))
    }

    /// `2026-11-22` at UTC+8.
    pub fn local_day(self) -> String {
        let c = self.local();
        format!("{:04}-{:02}-{:02}", c.year, c.month, c.day)
    }

    /// `2026-11-22 09:30` at UTC+8.
    pub fn local_minute(self) -> String {
        let c = self.local();
        format!("{} {:02}:{:02}", self.local_day(), c.hour, c.minute)
    }

    /// `2026-11-22 09:30:05` at UTC+8.
    pub fn local_second(self) -> String {
        format!("{}:{:02}", self.local_minute(), self.local().second)
    }

    /// `2026-11-22T01:30:05Z`.
    pub fn utc_second(self) -> String {
        let c = self.utc();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }

    /// The first instant of a day given as `2026-11-22`, read at UTC+8.
    pub fn from_local_day(text: &str) -> Option<Self> {
        let (year, month, day) = split_day(text)?;
        let ms = days_from_civil(year, month, day).checked_mul(DAY_MS)?;
        Some(Self(ms.checked_sub(LOCAL_OFFSET_MS)?))
    }

    /// The last millisecond of a day given as `2026-11-22`, read at UTC+8.
    pub fn from_local_day_end(text: &str) -> Option<Self> {
        Self::from_local_day(text).map(|start| start.plus_ms(DAY_MS - 1))
    }

    /// Midnight at UTC+8 of the day this instant lies in.
    #[must_use]
    pub fn local_midnight(self) -> Self {
        let local = self.0.saturating_add(LOCAL_OFFSET_MS);
        Self(local.saturating_sub(local.rem_euclid(DAY_MS)).saturating_sub(LOCAL_OFFSET_MS))
    }

    /// The first instant at UTC+8 of the month this instant lies in, moved by `months`.
    #[must_use]
    pub fn local_month_start(self, months: i64) -> Self {
        let c = self.local();
        let index = c.year * 12 + (c.month - 1) + months;
        let days = days_from_civil(index.div_euclid(12), index.rem_euclid(12) + 1, 1);
        Self(days.saturating_mul(DAY_MS).saturating_sub(LOCAL_OFFSET_MS))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc_second())
    }
}

fn split_day(text: &str) -> Option<(i64, i64, i64)> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<i64> {
        let part = text.get(from..to)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let valid = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && day >= 1
        && day <= days_in_month(year, month);
    valid.then_some((year, month, day))
}

/// Days of a month.
pub fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a civil date (proleptic Gregorian, era arithmetic).
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let month_index = (month + 9) % 12;
    let day_of_year = (153 * month_index + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil(ms: i64) -> Civil {
    let days = ms.div_euclid(DAY_MS);
    let rest = ms.rem_euclid(DAY_MS);
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    Civil {
        year: yoe + era * 400 + i64::from(month <= 2),
        month,
        day: doy - (153 * mp + 2) / 5 + 1,
        hour: rest / HOUR_MS,
        minute: rest % HOUR_MS / MINUTE_MS,
        second: rest % MINUTE_MS / SECOND_MS,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_instants() {
        let t = Timestamp::from_ms(1_795_339_945_000);
        assert_eq!(t.utc_second(), "2026-11-22T09:32:25Z");
        assert_eq!(t.local_minute(), "2026-11-22 17:32");
        assert_eq!(t.local_midnight().local_second(), "2026-11-22 00:00:00");
        assert_eq!(t.local_month_start(0).local_day(), "2026-11-01");
        assert_eq!(t.local_month_start(2).local_day(), "2027-01-01");
    }

    #[test]
    fn days_from_forms() {
        assert_eq!(
            Timestamp::from_local_day("2026-11-22").map(Timestamp::utc_second),
            Some("2026-11-21T16:00:00Z".to_owned())
        );
        for bad in ["2026-02-29", "2026-13-01", "2026-1-01", "26-11-22", "", "2026-11-2x"] {
            assert_eq!(Timestamp::from_local_day(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn civil_round_trip(ms in 0i64..253_402_300_799_000) {
            let c = civil(ms);
            let days = days_from_civil(c.year, c.month, c.day);
            let back = days * DAY_MS + c.hour * HOUR_MS + c.minute * MINUTE_MS + c.second * SECOND_MS;
            prop_assert_eq!(back, ms - ms % SECOND_MS);
        }
    }
}
