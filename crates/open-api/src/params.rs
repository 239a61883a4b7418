//! Reads parameters from queries and JSON bodies by the per-parameter rules of the API (open-api
//! §4).
//!
//! For each parameter the API says what absence, a blank value (`k=`), `null` and an empty string
//! (`""`) mean: no filter, the default, a filter that matches nothing, or an error. [`Rules`]
//! writes that down, [`Filter`] is what comes out. Every rejection is a [`BadParam`] and becomes
//! CBC.0100, naming field, problem and cure.
//!
//! Unknown parameters and unknown JSON fields are ignored (open-api §4).

mod body;
mod query;
mod rules;
mod values;

use thiserror::Error;

use crate::decimal::AmountError;

pub use body::Body;
pub use query::Query;
pub use rules::{Act, Filter, Rules};
pub use values::{Length, Page};

/// A parameter that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {problem:?}")]
pub struct BadParam {
    /// Name of the parameter as the caller knows it; `body` or `query` for the whole.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl BadParam {
    /// Says that `field` has the problem.
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem }
    }
}

/// What can be wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Required, but absent.
    Missing,
    /// Blank or an empty string where that is not allowed.
    Empty,
    /// `null` where that is not allowed.
    Null,
    /// Given more than once.
    Repeated,
    /// Escapes that are none, or bytes that are not UTF-8.
    BadEncoding,
    /// Not a JSON string.
    NotText,
    /// Not an integer that fits.
    NotInteger,
    /// Not a UTC time of the API's form.
    NotTime,
    /// Not a JSON array.
    NotList,
    /// Characters that cannot be shown or stored, such as NUL.
    ControlCharacter,
    /// A list without items where one is needed.
    NoItems,
    /// The body is not JSON.
    BodyNotJson,
    /// The body is JSON, but not an object.
    BodyNotObject,
    /// Too short or too long, in characters.
    Length {
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// An integer outside its range.
    Range {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// Not one of the values listed.
    NotOneOf(&'static str),
    /// A list with too many items.
    TooManyItems {
        /// Most items.
        max: usize,
    },
    /// Not an acceptable amount of money.
    Amount(AmountError),
}

#[cfg(test)]
mod tests;
