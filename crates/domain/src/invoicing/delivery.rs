//! How an invoice reaches the vendor: by courier, or as a file (incentives-invoices §1.6, §2.6, I18).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A courier's number. Couriers differ; only what no courier uses is refused (ours).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TrackingNumber(String);

/// Why a text is not a courier's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryError {
    /// Not between 6 and 32 characters.
    Length,
    /// Something that is neither letter nor digit.
    Character,
    /// No digit at all.
    NoDigit,
}

/// How the papers or the file travel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Delivery {
    /// 邮寄: invoice and printed list.
    Courier {
        /// The courier.
        company: String,
        /// Its number.
        number: TrackingNumber,
    },
    /// An electronic invoice, uploaded.
    File {
        /// The digest of the stored file.
        digest: String,
    },
}

impl TrackingNumber {
    /// Reads a courier's number; blanks and hyphens are dropped, letters raised.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub fn parse(text: &str) -> Result<Self, DeliveryError> {
        let plain = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let number: String = plain.map(|c| c.to_ascii_uppercase()).collect();
        if !(6..=32).contains(&number.chars().count()) {
            Err(DeliveryError::Length)
        } else if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Err(DeliveryError::Character)
        } else if !number.bytes().any(|b| b.is_ascii_digit()) {
            Err(DeliveryError::NoDigit)
        } else {
            Ok(Self(number))
        }
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TrackingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_a_couriers_number() {
        for (text, expected) in [
            ("sf 1234-5678-9012", Ok("SF123456789012")),
            ("773123456789012", Ok("773123456789012")),
            ("12345", Err(DeliveryError::Length)),
            ("", Err(DeliveryError::Length)),
            ("SF1234567890单号", Err(DeliveryError::Character)),
            ("UNKNOWN", Err(DeliveryError::NoDigit)),
            ("123456789012345678901234567890123", Err(DeliveryError::Length)),
        ] {
            let found = TrackingNumber::parse(text);
            assert_eq!(found.as_ref().map(TrackingNumber::as_str), expected.as_ref().copied());
        }
    }
}
