//! Money as whole fen (1 yuan = 100 fen). No floats, no unchecked arithmetic.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

/// An amount in fen. May be negative where a difference or a ledger posting is meant.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(i64);

/// Why a text is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing was given.
    Empty,
    /// Not digits with at most one point (thousands separators are not accepted either).
    NotANumber,
    /// More than two decimals.
    TooManyDecimals,
    /// Larger than [`Fen::MAX_INPUT`].
    TooLarge,
    /// Zero or negative where a positive amount is needed.
    NotPositive,
}

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The largest amount taken from outside: ¥99,999,999,999.99 (open-api §8, `face_value`).
    pub const MAX_INPUT: Self = Self(9_999_999_999_999);

    /// An amount in fen.
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// An amount in whole yuan. For constants and tests; saturates.
    pub const fn yuan(yuan: i64) -> Self {
        Self(yuan.saturating_mul(100))
    }

    /// The amount in fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether the amount is greater than zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether the amount is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` on overflow.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The amount `count` times, or `None` on overflow.
    pub fn checked_mul(self, count: i64) -> Option<Self> {
        self.0.checked_mul(count).map(Self)
    }

    /// The same amount with the other sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Sums an iterator, or `None` on overflow.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// `self × ppm ÷ 1 000 000`, rounded down. Used for deduction ratios.
    #[must_use]
    pub fn share_ppm(self, ppm: i64) -> Self {
        let share = i128::from(self.0) * i128::from(ppm) / 1_000_000;
        Self(i64::try_from(share).unwrap_or(i64::MAX))
    }

    /// How much of `whole` this is, in whole percent 0–100. For pictures only.
    pub fn percent_of(self, whole: Self) -> u8 {
        if whole.0 <= 0 {
            return 0;
        }
        let percent = (i128::from(self.0.max(0)) * 100 / i128::from(whole.0)).min(100);
        u8::try_from(percent).unwrap_or(100)
    }

    /// Splits the amount by weights with the largest-remainder rule: the parts always add up.
    ///
    /// Returns `None` when there is no positive weight or a weight is negative.
    pub fn split(self, weights: &[i64]) -> Option<Vec<Self>> {
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        if total <= 0 || weights.iter().any(|w| *w < 0) || self.0 < 0 {
            return None;
        }
        let mut parts = Vec::with_capacity(weights.len());
        let mut remainders = Vec::with_capacity(weights.len());
        let mut given: i128 = 0;
        for (index, weight) in weights.iter().enumerate() {
            let exact = i128::from(self.0) * i128::from(*weight);
            given += exact / total;
            parts.push(exact / total);
            remainders.push((exact % total, index));
        }
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let left = usize::try_from(i128::from(self.0) - given).ok()?;
        for (_, index) in remainders.iter().take(left) {
            if let Some(part) = parts.get_mut(*index) {
                *part += 1;
            }
        }
        parts.into_iter().map(|p| i64::try_from(p).ok().map(Self)).collect()
    }

    /// Reads a positive amount in yuan as people type it: `100`, `100.1`, `100.10`.
    ///
    /// # Errors
    /// See [`AmountError`]; nothing is rounded.
    pub fn parse_positive(text: &str) -> Result<Self, AmountError> {
        let amount = Self::parse(text)?;
        if amount.is_positive() { Ok(amount) } else { Err(AmountError::NotPositive) }
    }

    /// Reads an amount in yuan, a leading minus sign allowed.
    ///
    /// # Errors
    /// See [`AmountError`]; nothing is rounded.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || digits.ends_with('.') {
            return Err(AmountError::NotANumber);
        }
        if fraction.trim_end_matches('0').len() > 2 {
            return Err(AmountError::TooManyDecimals);
        }
        let whole: i64 = whole
            .trim_start_matches('0')
            .parse()
            .or_else(|e| if whole.bytes().all(|b| b == b'0') { Ok(0) } else { Err(e) })
            .map_err(|_| AmountError::TooLarge)?;
        let mut cents = 0;
        for place in 0..2 {
            let digit = fraction.as_bytes().get(place).map_or(0, |b| i64::from(b - b'0'));
            cents = cents * 10 + digit;
        }
        let fen = whole.checked_mul(100).and_then(|f| f.checked_add(cents));
        let amount =
            fen.map(Self).filter(|f| *f <= Self::MAX_INPUT).ok_or(AmountError::TooLarge)?;
        Ok(if negative { amount.negated() } else { amount })
    }

    /// The amount with grouping for people: `1,234.50`, `-1,234.50`. The currency sign is the page's.
    pub fn grouped(self) -> String {
        let whole = self.0.unsigned_abs() / 100;
        let cents = self.0.unsigned_abs() % 100;
        let digits = whole.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 4);
        if self.0 < 0 {
            out.push('-');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out.push('.');
        let _ = write!(out, "{cents:02}");
        out
    }
}

/// Millionths as a percentage: `6%`, `12.5%`.
pub fn percent(ppm: i64) -> String {
    let (whole, rest) = (ppm / 10_000, ppm.rem_euclid(10_000));
    if rest == 0 {
        format!("{whole}%")
    } else {
        format!("{whole}.{}%", format!("{rest:04}").trim_end_matches('0'))
    }
}

/// Yuan with two decimals and no grouping: `100.10`. What files and the open API carry.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_people_type_and_refuses_the_rest() {
        assert_eq!(Fen::parse_positive("100.10"), Ok(Fen::new(10_010)));
        assert_eq!(Fen::parse_positive(" 100.1 "), Ok(Fen::new(10_010)));
        assert_eq!(Fen::parse_positive("100.100"), Ok(Fen::new(10_010)));
        assert_eq!(Fen::parse_positive("0.01"), Ok(Fen::new(1)));
        assert_eq!(Fen::parse_positive("0"), Err(AmountError::NotPositive));
        assert_eq!(Fen::parse_positive("-1"), Err(AmountError::NotPositive));
        assert_eq!(Fen::parse_positive("1.001"), Err(AmountError::TooManyDecimals));
        assert_eq!(Fen::parse_positive("12,3"), Err(AmountError::NotANumber));
        assert_eq!(Fen::parse_positive("1e400"), Err(AmountError::NotANumber));
        assert_eq!(Fen::parse_positive("NaN"), Err(AmountError::NotANumber));
        assert_eq!(Fen::parse_positive("1."), Err(AmountError::NotANumber));
        assert_eq!(Fen::parse_positive(".5"), Err(AmountError::NotANumber));
        assert_eq!(Fen::parse_positive(""), Err(AmountError::Empty));
        assert_eq!(Fen::parse_positive("12345678901234567890"), Err(AmountError::TooLarge));
        assert_eq!(Fen::parse_positive("99999999999.99"), Ok(Fen::MAX_INPUT));
        assert_eq!(Fen::parse_positive("100000000000"), Err(AmountError::TooLarge));
    }

    #[test]
    fn prints_for_people_and_for_machines() {
        assert_eq!(Fen::new(123_456_750).grouped(), "1,234,567.50");
        assert_eq!(Fen::new(-99).grouped(), "-0.99");
        assert_eq!(Fen::new(10_010).to_string(), "100.10");
        for (ppm, words) in [(60_000, "6%"), (125_000, "12.5%"), (0, "0%"), (100, "0.01%")] {
            assert_eq!(percent(ppm), words);
        }
    }

    proptest! {
        #[test]
        fn printing_and_reading_is_lossless(fen in -9_999_999_999_999i64..=9_999_999_999_999) {
            prop_assert_eq!(Fen::parse(&Fen::new(fen).to_string()), Ok(Fen::new(fen)));
        }

        #[test]
        fn parts_add_up(fen in 0i64..1_000_000_000, weights in proptest::collection::vec(0i64..1000, 1..12)) {
            let parts = Fen::new(fen).split(&weights);
            if weights.iter().sum::<i64>() == 0 {
                prop_assert!(parts.is_none());
            } else {
                prop_assert_eq!(parts.and_then(Fen::sum), Some(Fen::new(fen)));
            }
        }

        #[test]
        fn reading_never_panics(text in ".{0,40}") {
            let _ = Fen::parse(&text);
        }
    }
}
