//! Invoice numbers. The vendor's own format checks are not known (incentives-invoices §11.7); these are
//! the national forms as the tax administration announced them, and proposed by us for the desk.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::accounts::text_enum;
use crate::time::Day;

text_enum! {
    /// The form of an invoice.
    InvoiceForm {
        /// 数电发票: one number of 20 digits, no code.
        Digital = "digital",
        /// 增值税电子专用发票: a code of 12 digits and a number of 8.
        Electronic = "electronic",
        /// 纸质增值税专用发票: a code of 10 digits and a number of 8.
        Paper = "paper",
    }
}

/// An invoice's number, with its code where the form has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InvoiceNumber {
    form: InvoiceForm,
    code: String,
    number: String,
}

/// Why a text is not an invoice number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "key", rename_all = "snake_case")]
pub enum NumberError {
    /// Nothing was given.
    Empty,
    /// Something that is no digit.
    NotDigits,
    /// Neither 20 nor 8 digits.
    Length {
        /// Digits found.
        found: usize,
    },
    /// A number of 8 digits needs its code of 10 or 12.
    CodeLength {
        /// Digits found in the code.
        found: usize,
    },
    /// A number of 20 digits has no code.
    NoCodeWanted,
    /// Zeros only.
    Zeros,
}

impl InvoiceNumber {
    /// Reads a number and its code as people type them: blanks and hyphens are dropped, full-width
    /// digits narrowed.
    ///
    /// # Errors
    /// [`NumberError`].
    pub fn parse(number: &str, code: &str) -> Result<Self, NumberError> {
        let (number, code) = (narrow(number), narrow(code));
        if number.is_empty() {
            return Err(NumberError::Empty);
        }
        if !number.chars().chain(code.chars()).all(|c| c.is_ascii_digit()) {
            return Err(NumberError::NotDigits);
        }
        let form = match (number.len(), code.len()) {
            (20, 0) => InvoiceForm::Digital,
            (20, _) => return Err(NumberError::NoCodeWanted),
            (8, 10) => InvoiceForm::Paper,
            (8, 12) => InvoiceForm::Electronic,
            (8, found) => return Err(NumberError::CodeLength { found }),
            (found, _) => return Err(NumberError::Length { found }),
        };
        if number.bytes().all(|b| b == b'0') {
            return Err(NumberError::Zeros);
        }
        Ok(Self { form, code, number })
    }

    /// Its form.
    pub const fn form(&self) -> InvoiceForm {
        self.form
    }

    /// Its code; empty when the form has none.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The number without the code.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The year a 20-digit number carries in its first two digits; other forms carry none.
    pub fn year(&self) -> Option<i64> {
        let digits = (self.form == InvoiceForm::Digital).then(|| self.number.get(..2))??;
        digits.parse::<i64>().ok().map(|year| 2_000 + year)
    }

    /// Whether the number can belong to an invoice of that day.
    pub fn fits(&self, issued_on: Day) -> bool {
        self.year().is_none_or(|year| year == issued_on.year())
    }
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.code.is_empty() {
            write!(f, "{} ", self.code)?;
        }
        f.write_str(&self.number)
    }
}

fn narrow(text: &str) -> String {
    let digit = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => {
            let value = u32::from(c) - 0xff10;
            char::from_digit(value, 10).unwrap_or(c)
        }
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(digit).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_three_forms_and_what_is_none_of_them() {
        use InvoiceForm as F;
        use NumberError as E;
        for (number, code, expected) in [
            ("26330000000012345678", "", Ok(F::Digital)),
            ("2633 0000 0000 1234 5678", "", Ok(F::Digital)),
            ("２６３３0000000012345678", "", Ok(F::Digital)),
            ("12345678", "3300214130", Ok(F::Paper)),
            ("12345678", "033002100411", Ok(F::Electronic)),
            ("12345678", "", Err(E::CodeLength { found: 0 })),
            ("12345678", "33002141301", Err(E::CodeLength { found: 11 })),
            ("26330000000012345678", "3300214130", Err(E::NoCodeWanted)),
            ("2633000000001234567", "", Err(E::Length { found: 19 })),
            ("1234567", "3300214130", Err(E::Length { found: 7 })),
            ("1234567a", "3300214130", Err(E::NotDigits)),
            ("12345678", "33002141x0", Err(E::NotDigits)),
            ("", "", Err(E::Empty)),
            (" - ", "", Err(E::Empty)),
            ("00000000", "3300214130", Err(E::Zeros)),
        ] {
            let found = InvoiceNumber::parse(number, code).map(|n| n.form());
            assert_eq!(found, expected, "{number} {code}");
        }
    }

    #[test]
    fn a_digital_number_carries_its_year() {
        let number = InvoiceNumber::parse("26330000000012345678", "").unwrap();
        for (day, fits) in [
            ("2026-01-01", true),
            ("2026-12-31", true),
            ("2027-01-01", false),
            ("2025-12-31", false),
        ] {
            assert_eq!(number.fits(Day::parse(day).unwrap()), fits, "{day}");
        }
        let paper = InvoiceNumber::parse("12345678", "3300214130").unwrap();
        assert!(paper.fits(Day::parse("2031-01-01").unwrap()));
        assert_eq!(paper.to_string(), "3300214130 12345678");
    }

    proptest! {
        #[test]
        fn reading_never_panics(number in ".{0,30}", code in ".{0,15}") {
            if let Ok(found) = InvoiceNumber::parse(&number, &code) {
                let again = InvoiceNumber::parse(found.number(), found.code());
                prop_assert_eq!(again, Ok(found));
            }
        }
    }
}
