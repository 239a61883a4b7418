//! Reading single fields: what is empty, what is wrong.

use hezong_domain::coupons::LIMIT_VALUES_MAX;
use hezong_domain::{Fen, ProblemKind, Problems, Timestamp};

pub(super) fn day(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<Timestamp>,
) -> Option<Timestamp> {
    if text.trim().is_empty() {
        return None;
    }
    let at = read(text.trim());
    if at.is_none() {
        problems.add(field, ProblemKind::BadDay);
    }
    at
}

pub(super) fn required_day(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<Timestamp>,
) -> Option<Timestamp> {
    if text.trim().is_empty() {
        problems.add(field, ProblemKind::Required);
        return None;
    }
    day(problems, field, text, read)
}

pub(super) fn optional_amount(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
) -> Option<Fen> {
    if text.trim().is_empty() { None } else { problems.take(field, Fen::parse_positive(text)) }
}

/// Percent with up to two decimals, 0–100, into millionths.
pub(super) fn optional_share(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    match Fen::parse_positive(text.trim().trim_end_matches('%')) {
        Ok(percent) if percent <= Fen::yuan(100) => Some(percent.get() * 100),
        _ => {
            problems.add(field, ProblemKind::BadNumber { min: 1, max: 100 });
            None
        }
    }
}

pub(super) fn optional_number(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
    min: i64,
    max: i64,
) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    match text.trim().parse() {
        Ok(number) if (min..=max).contains(&number) => Some(number),
        _ => {
            problems.add(field, ProblemKind::BadNumber { min, max });
            None
        }
    }
}

pub(super) fn values(
    problems: &mut Problems,
    field: &'static str,
    given: &[String],
) -> Vec<String> {
    if given.len() > LIMIT_VALUES_MAX {
        problems.add(field, ProblemKind::TooMany { max: LIMIT_VALUES_MAX });
    }
    given.to_vec()
}

pub(super) fn choices<T>(
    problems: &mut Problems,
    field: &'static str,
    given: &[String],
    parse: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let parsed: Vec<T> = given.iter().filter_map(|text| parse(text)).collect();
    if parsed.len() != given.len() {
        problems.add(field, ProblemKind::NotAChoice);
    }
    parsed
}

pub(super) fn split(text: &str) -> Vec<String> {
    text.split([',', '，', ';', ' ', '\n', '\r', '\t'])
        .map(str::trim)
        .filter(|v| !v.is_empty())
        .map(str::to_owned)
        .collect()
}
