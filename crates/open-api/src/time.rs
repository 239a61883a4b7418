//! The two UTC time forms of the API, read and written with our own calendar arithmetic.
//!
//! A moment is a count of milliseconds since 1970-01-01T00:00:00Z (`i64`). The API knows only whole
//! seconds: reading yields a multiple of 1000 and writing drops the fraction. Nothing here asks for
//! the current time; callers pass it in.

use serde::{Serialize, Serializer};
use thiserror::Error;

const MS_PER_SECOND: i64 = 1_000;
const SECONDS_PER_DAY: i64 = 86_400;
/// Days from 0000-03-01, where the arithmetic starts its years, to 1970-01-01.
const DAYS_TO_EPOCH: i64 = 719_468;
/// 400 Gregorian years have always the same number of days.
const DAYS_PER_ERA: i64 = 146_097;

/// 0000-01-01T00:00:00Z, the first moment a four-digit year can name, in ms.
const FIRST_MS: i64 = -62_167_219_200_000;
/// 9999-12-31T23:59:59.999Z, the last moment a four-digit year can name, in ms.
const LAST_MS: i64 = 253_402_300_799_999;

/// The text is not a UTC time of the expected form, or names a moment that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a UTC time of the expected form")]
pub struct NotATime;

/// A moment on the wire, in ms since 1970; serialised as `yyyy-MM-dd'T'HH:mm:ss'Z'` (open-api §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UtcTime(pub i64);

impl Serialize for UtcTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format_utc(self.0))
    }
}

/// Reads `yyyy-MM-dd'T'HH:mm:ss'Z'` (20 characters, no fraction) into ms since 1970 (open-api §4).
///
/// # Errors
/// [`NotATime`] for any other form and for days or hours that do not exist, such as 30 February.
pub fn parse_utc(text: &str) -> Result<i64, NotATime> {
    parse(text, "dddd-dd-ddTdd:dd:ddZ")
}

/// Reads the `X-Sdk-Date` form `yyyyMMdd'T'HHmmss'Z'` (16 characters) into ms since 1970 (open-api
/// §2).
///
/// # Errors
/// [`NotATime`] for any other form and for days or hours that do not exist.
pub fn parse_sdk_date(text: &str) -> Result<i64, NotATime> {
    parse(text, "ddddddddTddddddZ")
}

/// Writes ms since 1970 as `yyyy-MM-dd'T'HH:mm:ss'Z'`.
///
/// A moment outside the years 0000 to 9999 is written as the nearest one inside, so that the text
/// always has 20 characters.
pub fn format_utc(ms: i64) -> String {
    let at = Civil::from_ms(ms);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year, at.month, at.day, at.hour, at.minute, at.second
    )
}

/// Writes ms since 1970 as `yyyyMMdd'T'HHmmss'Z'`, the form of `X-Sdk-Date`.
///
/// A moment outside the years 0000 to 9999 is written as the nearest one inside.
pub fn format_sdk_date(ms: i64) -> String {
    let at = Civil::from_ms(ms);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year, at.month, at.day, at.hour, at.minute, at.second
    )
}

/// A date and time of day of the proleptic Gregorian calendar, UTC.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Civil {
    /// Splits a moment into calendar fields, brought into the years 0000 to 9999 first.
    fn from_ms(ms: i64) -> Self {
        let seconds = ms.clamp(FIRST_MS, LAST_MS).div_euclid(MS_PER_SECOND);
        let days = seconds.div_euclid(SECONDS_PER_DAY) + DAYS_TO_EPOCH;
        let in_day = seconds.rem_euclid(SECONDS_PER_DAY);

        // Years here begin on 1 March, so the leap day is the last of its year.
        let era = days.div_euclid(DAYS_PER_ERA);
        let day_of_era = days.rem_euclid(DAYS_PER_ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: in_day / 3_600,
            minute: in_day / 60 % 60,
            second: in_day % 60,
        }
    }

    fn exists(&self) -> bool {
        (1..=12).contains(&self.month)
            && (1..=days_in_month(self.year, self.month)).contains(&self.day)
            && self.hour <= 23
            && self.minute <= 59
            && self.second <= 59
    }

    fn to_ms(&self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let month_from_march = (self.month + 9) % 12;
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month_from_march + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
        let in_day = self.hour * 3_600 + self.minute * 60 + self.second;
        (days * SECONDS_PER_DAY + in_day) * MS_PER_SECOND
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads 14 digits where the pattern has `d` and demands every other character as it stands.
fn parse(text: &str, pattern: &str) -> Result<i64, NotATime> {
    if text.len() != pattern.len() {
        return Err(NotATime);
    }
    let mut digits = [0_i64; 14];
    let mut slots = digits.iter_mut();
    for (given, wanted) in text.bytes().zip(pattern.bytes()) {
        if wanted == b'd' {
            let slot = slots.next().ok_or(NotATime)?;
            if !given.is_ascii_digit() {
                return Err(NotATime);
            }
            *slot = i64::from(given - b'0');
        } else if given != wanted {
            return Err(NotATime);
        }
    }
    let [y1, y2, y3, y4, mo1, mo2, d1, d2, h1, h2, mi1, mi2, s1, s2] = digits;
    let at = Civil {
        year: y1 * 1_000 + y2 * 100 + y3 * 10 + y4,
        month: mo1 * 10 + mo2,
        day: d1 * 10 + d2,
        hour: h1 * 10 + h2,
        minute: mi1 * 10 + mi2,
        second: s1 * 10 + s2,
    };
    if at.exists() { Ok(at.to_ms()) } else { Err(NotATime) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_known_moments() {
        assert_eq!(parse_utc("1970-01-01T00:00:00Z"), Ok(0));
        assert_eq!(parse_utc("2019-05-06T08:05:01Z"), Ok(1_557_129_901_000));
        assert_eq!(parse_sdk_date("20261122T093225Z"), Ok(1_795_339_945_000));
        assert_eq!(parse_utc("2000-02-29T23:59:59Z"), Ok(951_868_799_000));
        assert_eq!(parse_utc("0000-01-01T00:00:00Z"), Ok(FIRST_MS));
        assert_eq!(parse_utc("9999-12-31T23:59:59Z"), Ok(LAST_MS - 999));
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "2019-05-06",
            "2019-05-06T08:05:01",
            "2019-05-06T08:05:01z",
            "2019-05-06 08:05:01Z",
            "2019-05-06T08:05:01.000Z",
            "2019-05-06T08:05:01+08:00",
            "2019-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2019-04-31T00:00:00Z",
            "2019-13-01T00:00:00Z",
            "2019-00-01T00:00:00Z",
            "2019-01-00T00:00:00Z",
            "2019-01-01T24:00:00Z",
            "2019-01-01T23:60:00Z",
            "2019-01-01T23:59:60Z",
            "+019-01-01T23:59:59Z",
            " 2019-01-01T23:59:59",
            "２019-01-01T23:59Z",
            "20261122T093225Z",
        ] {
            assert_eq!(parse_utc(text), Err(NotATime), "{text}");
        }
        for text in
            ["", "20261122093225Z", "20261122T093225", "2026-11-22T09:32:25Z", "20261122T093260Z"]
        {
            assert_eq!(parse_sdk_date(text), Err(NotATime), "{text}");
        }
    }

    #[test]
    fn moments_beyond_four_digit_years_are_written_as_the_nearest_inside() {
        assert_eq!(format_utc(i64::MAX), "9999-12-31T23:59:59Z");
        assert_eq!(format_utc(i64::MIN), "0000-01-01T00:00:00Z");
        assert_eq!(format_utc(-1), "1969-12-31T23:59:59Z");
        assert_eq!(format_utc(1_999), "1970-01-01T00:00:01Z");
    }

    #[test]
    fn serialises_as_text() {
        assert_eq!(
            serde_json::to_string(&UtcTime(0)).ok().as_deref(),
            Some("\"1970-01-01T00:00:00Z\"")
        );
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(seconds in FIRST_MS / 1_000..=LAST_MS / 1_000) {
            let ms = seconds * 1_000;
            prop_assert_eq!(parse_utc(&format_utc(ms)), Ok(ms));
            prop_assert_eq!(parse_sdk_date(&format_sdk_date(ms)), Ok(ms));
        }

        #[test]
        fn order_of_texts_is_order_of_moments(a in FIRST_MS..=LAST_MS, b in FIRST_MS..=LAST_MS) {
            let (a, b) = (a.div_euclid(1_000) * 1_000, b.div_euclid(1_000) * 1_000);
            prop_assert_eq!(a.cmp(&b), format_utc(a).cmp(&format_utc(b)));
        }

        #[test]
        fn any_text_is_read_without_panic(text in ".{0,24}") {
            if let Ok(ms) = parse_utc(&text) {
                prop_assert_eq!(format_utc(ms), text);
            }
        }
    }
}
