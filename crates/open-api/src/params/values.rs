//! Checks that queries and bodies have in common.

use std::ops::RangeInclusive;

use super::Problem;
use crate::time::parse_utc;

/// How many characters a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    min: usize,
    max: usize,
}

impl Length {
    /// From 0 to `max` characters.
    pub const fn up_to(max: usize) -> Self {
        Self { min: 0, max }
    }

    /// From `min` to `max` characters.
    pub const fn between(min: usize, max: usize) -> Self {
        Self { min, max }
    }
}

/// Which rows of a list to answer (open-api §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Rows to skip.
    pub offset: u32,
    /// Rows to answer at most.
    pub limit: u32,
}

impl Page {
    /// Rows answered when the caller does not say.
    pub(super) const LIMIT_DEFAULT: i64 = 10;

    /// Joins two values whose ranges have been checked.
    pub(super) fn new(offset: i64, limit: i64) -> Self {
        Self {
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
        }
    }
}

/// A text of an allowed length without control characters other than tab and line ends.
pub(super) fn text(value: &str, length: Length) -> Result<String, Problem> {
    let Length { min, max } = length;
    if !(min..=max).contains(&value.chars().count()) {
        return Err(Problem::Length { min, max });
    }
    let is_bad = |char: char| char.is_control() && !matches!(char, '\t' | '\n' | '\r');
    if value.contains(is_bad) {
        return Err(Problem::ControlCharacter);
    }
    Ok(value.to_owned())
}

/// Digits with an optional minus, within a range.
pub(super) fn int(value: &str, range: &RangeInclusive<i64>) -> Result<i64, Problem> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::NotInteger);
    }
    // Only digits are left, so what does not parse is too large.
    value
        .parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or(Problem::Range { min: *range.start(), max: *range.end() })
}

/// A UTC time, in ms since 1970.
pub(super) fn time(value: &str) -> Result<i64, Problem> {
    parse_utc(value).map_err(|_| Problem::NotTime)
}
