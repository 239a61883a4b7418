//! Amounts of money between the wire (yuan, decimal) and the inside (fen, `i64`), never through a
//! float.
//!
//! One yuan is 100 fen. Requests carry an amount as a JSON number (Python, Java) or as a JSON
//! string (Go); both may use an exponent (open-api §1.7). Answers carry a JSON number with exactly
//! two decimals, or a JSON string where the model says string (open-api §1.8).

use std::ops::RangeInclusive;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use thiserror::Error;

/// What an amount in a request may be unless an operation says otherwise: 0.01 to 99999999999 yuan,
/// in fen.
pub const AMOUNT_RANGE_FEN: RangeInclusive<i64> = 1..=9_999_999_999_900;

/// Why a text is not an acceptable amount. Every one of them is CBC.0100 on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Not a decimal number: letters, `NaN`, a comma, blanks, another JSON type.
    #[error("not a decimal number")]
    NotANumber,
    /// More than two decimals, not counting zeros at the end: `100.100` is 100.1, `100.101` is
    /// refused.
    #[error("more than two decimals")]
    TooManyDecimals,
    /// Zero or below zero.
    #[error("not above zero")]
    NotPositive,
    /// Outside the range the operation allows; limits in fen.
    #[error("outside {min_fen} to {max_fen} fen")]
    OutOfRange {
        /// Smallest allowed amount in fen.
        min_fen: i64,
        /// Largest allowed amount in fen.
        max_fen: i64,
    },
}

/// An amount in fen that is serialised as a JSON number in yuan with two decimals, such as
/// `100.10`.
///
/// Serialise it to text only (`to_string`, `to_vec`): going through `serde_json::Value` would make
/// a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YuanNumber(pub i64);

impl Serialize for YuanNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(format_fen(self.0)).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// An amount in fen that is serialised as a JSON string in yuan with two decimals, such as
/// `"100.10"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YuanText(pub i64);

impl Serialize for YuanText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format_fen(self.0))
    }
}

/// Writes fen as yuan with exactly two decimals: 10010 becomes `100.10`.
pub fn format_fen(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// Reads an amount from the JSON text of a field, number or string, into fen.
///
/// # Errors
/// Every [`AmountError`]; `range_fen` are the limits of the operation, usually
/// [`AMOUNT_RANGE_FEN`].
pub fn fen_from_json(json: &RawValue, range_fen: &RangeInclusive<i64>) -> Result<i64, AmountError> {
    let token = json.get();
    if token.starts_with('"') {
        let text: String = serde_json::from_str(token).map_err(|_| AmountError::NotANumber)?;
        fen_from_text(&text, range_fen)
    } else {
        fen_from_text(token, range_fen)
    }
}

/// Reads an amount written like a JSON number (`100.1`, `1e2`, `1.5E+3`) into fen.
///
/// # Errors
/// Every [`AmountError`]. The form is judged first, then the sign, the decimals and the range.
pub fn fen_from_text(text: &str, range_fen: &RangeInclusive<i64>) -> Result<i64, AmountError> {
    let written = Written::parse(text).ok_or(AmountError::NotANumber)?;
    if written.is_negative || written.digits.is_empty() {
        return Err(AmountError::NotPositive);
    }
    if written.scale > 2 {
        return Err(AmountError::TooManyDecimals);
    }
    let out_of_range =
        AmountError::OutOfRange { min_fen: *range_fen.start(), max_fen: *range_fen.end() };
    written.fen().filter(|fen| range_fen.contains(fen)).ok_or(out_of_range)
}

/// A number as it was written: `digits` × 10^-`scale`.
struct Written {
    is_negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: String,
    /// Decimals behind the point after the exponent has been applied; negative for `1e3` and for
    /// `1000`.
    scale: i64,
}

impl Written {
    /// Accepts the JSON grammar of a number and nothing more.
    fn parse(text: &str) -> Option<Self> {
        let (is_negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let is_whole = is_digits(whole) && (whole.len() == 1 || !whole.starts_with('0'));
        if !is_whole || !fraction.is_none_or(is_digits) {
            return None;
        }
        let fraction = fraction.unwrap_or_default();
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        let decimals = fraction.len().checked_signed_diff(all.len() - digits.len())?;
        Some(Self {
            is_negative,
            digits: digits.trim_start_matches('0').to_owned(),
            scale: i64::try_from(decimals).ok()?.saturating_sub(exponent),
        })
    }

    /// The value in fen; `None` when it does not fit. Only for a scale of at most two.
    fn fen(&self) -> Option<i64> {
        let shift = u32::try_from(2 - self.scale).ok()?;
        let size: i64 = self.digits.parse().ok()?;
        size.checked_mul(10_i64.checked_pow(shift)?)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads the part behind `e`. An exponent too long for the machine is replaced by one that is
/// surely out of range, so that `1e99999999999999999999` is refused for its size and not for its
/// form.
fn parse_exponent(text: &str) -> Option<i64> {
    const SURELY_TOO_LARGE: i64 = 1_000_000_000_000;
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if !is_digits(digits) {
        return None;
    }
    let size = digits.parse().unwrap_or(SURELY_TOO_LARGE).min(SURELY_TOO_LARGE);
    Some(sign * size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(json: &str) -> Result<i64, AmountError> {
        fen_from_json(&RawValue::from_string(json.to_owned()).unwrap(), &AMOUNT_RANGE_FEN)
    }

    const OUT_OF_RANGE: AmountError =
        AmountError::OutOfRange { min_fen: 1, max_fen: 9_999_999_999_900 };

    #[test]
    fn reads_numbers_strings_and_exponents_alike() {
        for (json, fen) in [
            ("100.10", 10_010),
            ("\"100.10\"", 10_010),
            ("100.1", 10_010),
            ("100", 10_000),
            ("1e2", 10_000),
            ("1E+2", 10_000),
            ("\"1.5e3\"", 150_000),
            ("1234e-2", 1_234),
            ("1.00E+2", 10_000),
            ("0.01", 1),
            ("1e-2", 1),
            ("99999999999", 9_999_999_999_900),
            ("99999999999.00", 9_999_999_999_900),
            ("100.100", 10_010),
            ("100.000000000000000000000000000000", 10_000),
            ("1000e-3", 100),
            ("\"\\u0031\"", 100),
        ] {
            assert_eq!(read(json), Ok(fen), "{json}");
        }
    }

    #[test]
    fn refuses_each_fault_by_its_name() {
        for (json, error) in [
            ("true", AmountError::NotANumber),
            ("null", AmountError::NotANumber),
            ("[1]", AmountError::NotANumber),
            ("{}", AmountError::NotANumber),
            ("\"\"", AmountError::NotANumber),
            ("\" 1\"", AmountError::NotANumber),
            ("\"12,3\"", AmountError::NotANumber),
            ("\"NaN\"", AmountError::NotANumber),
            ("\"Infinity\"", AmountError::NotANumber),
            ("\"+1\"", AmountError::NotANumber),
            ("\"01\"", AmountError::NotANumber),
            ("\".5\"", AmountError::NotANumber),
            ("\"5.\"", AmountError::NotANumber),
            ("\"1e\"", AmountError::NotANumber),
            ("\"1e1.5\"", AmountError::NotANumber),
            ("\"１\"", AmountError::NotANumber),
            ("\"0x10\"", AmountError::NotANumber),
            ("\"-\"", AmountError::NotANumber),
            ("100.001", AmountError::TooManyDecimals),
            ("0.30000000000000004", AmountError::TooManyDecimals),
            ("1e-3", AmountError::TooManyDecimals),
            ("1e-400", AmountError::TooManyDecimals),
            ("0", AmountError::NotPositive),
            ("0.00", AmountError::NotPositive),
            ("0e9", AmountError::NotPositive),
            ("-0", AmountError::NotPositive),
            ("-1", AmountError::NotPositive),
            ("-1e400", AmountError::NotPositive),
            ("1e400", OUT_OF_RANGE),
            ("\"1e99999999999999999999\"", OUT_OF_RANGE),
            ("12345678901234567890", OUT_OF_RANGE),
            ("99999999999.01", OUT_OF_RANGE),
            ("92233720368547758.08", OUT_OF_RANGE),
        ] {
            assert_eq!(read(json), Err(error), "{json}");
        }
    }

    #[test]
    fn the_range_is_the_operations_own() {
        let range = 100..=200;
        assert_eq!(fen_from_text("1", &range), Ok(100));
        assert_eq!(fen_from_text("2.00", &range), Ok(200));
        let error = AmountError::OutOfRange { min_fen: 100, max_fen: 200 };
        assert_eq!(fen_from_text("0.99", &range), Err(error.clone()));
        assert_eq!(fen_from_text("2.01", &range), Err(error));
    }

    #[test]
    fn writes_two_decimals() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (10_010, "100.10"),
            (-5, "-0.05"),
            (-10_000, "-100.00"),
            (i64::MIN, "-92233720368547758.08"),
            (i64::MAX, "92233720368547758.07"),
        ] {
            assert_eq!(format_fen(fen), text);
            assert_eq!(serde_json::to_string(&YuanNumber(fen)).unwrap(), text);
            assert_eq!(serde_json::to_string(&YuanText(fen)).unwrap(), format!("\"{text}\""));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(fen in AMOUNT_RANGE_FEN) {
            let number = serde_json::to_string(&YuanNumber(fen)).unwrap();
            prop_assert_eq!(read(&number), Ok(fen));
            let text = serde_json::to_string(&YuanText(fen)).unwrap();
            prop_assert_eq!(read(&text), Ok(fen));
        }

        #[test]
        fn fen_written_with_an_exponent_are_the_same_fen(fen in AMOUNT_RANGE_FEN) {
            prop_assert_eq!(read(&format!("{fen}e-2")), Ok(fen));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "[-+0-9.eE, ]{0,40}") {
            if let Ok(fen) = fen_from_text(&text, &AMOUNT_RANGE_FEN) {
                prop_assert!(AMOUNT_RANGE_FEN.contains(&fen));
            }
        }
    }
}
