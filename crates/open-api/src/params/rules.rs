//! What the special forms of a value mean for a parameter.

use super::{BadParam, Problem};

/// What a special form of a value stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The parameter does not filter.
    NoFilter,
    /// The parameter takes its default; the same as [`Act::NoFilter`] in what is read, the caller
    /// fills it in.
    Default,
    /// An error.
    Reject,
    /// A filter that no row can pass: "null is used as a filter" in the documentation has this
    /// effect.
    Filter,
    /// Nothing special: read it like any other value.
    Value,
}

/// The meaning of each special form for one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    absent: Act,
    blank: Act,
    null: Act,
    empty: Act,
}

impl Rules {
    /// An optional query parameter of which the documentation says no more: absent and `k=` do not
    /// filter.
    pub const QUERY: Self =
        Self { absent: Act::NoFilter, blank: Act::NoFilter, null: Act::Value, empty: Act::Value };

    /// An optional JSON field of which the documentation says no more: absent and null do not
    /// filter.
    pub const BODY: Self = Self {
        absent: Act::NoFilter,
        blank: Act::NoFilter,
        null: Act::NoFilter,
        empty: Act::Value,
    };

    /// A parameter that must have a value.
    pub const REQUIRED: Self =
        Self { absent: Act::Reject, blank: Act::Reject, null: Act::Reject, empty: Act::Reject };

    /// The same with another meaning of `null`: JSON null, or the literal text in a query.
    #[must_use]
    pub const fn null(mut self, act: Act) -> Self {
        self.null = act;
        self
    }

    /// The same with another meaning of the empty form: `""` or `[]` in JSON, two literal double
    /// quotes in a query.
    #[must_use]
    pub const fn empty(mut self, act: Act) -> Self {
        self.empty = act;
        self
    }

    /// The same with another meaning of `k=` in a query.
    #[must_use]
    pub const fn blank(mut self, act: Act) -> Self {
        self.blank = act;
        self
    }

    /// Decides what a given form means; `read` reads an ordinary value.
    pub(super) fn decide<V, T>(
        self,
        field: &str,
        given: Given<V>,
        read: impl FnOnce(V) -> Result<T, Problem>,
    ) -> Result<Filter<T>, BadParam> {
        let (act, value, problem) = match given {
            Given::Absent => (self.absent, None, Problem::Missing),
            Given::Blank(value) => (self.blank, Some(value), Problem::Empty),
            Given::Null(value) => (self.null, Some(value), Problem::Null),
            Given::Empty(value) => (self.empty, Some(value), Problem::Empty),
            Given::Value(value) => (Act::Value, Some(value), Problem::Missing),
        };
        let outcome = match (act, value) {
            (Act::Value, Some(value)) => read(value).map(Filter::Is),
            (Act::NoFilter | Act::Default | Act::Value, _) => Ok(Filter::Any),
            (Act::Filter, _) => Ok(Filter::Nothing),
            (Act::Reject, _) => Err(problem),
        };
        outcome.map_err(|problem| BadParam::new(field, problem))
    }
}

/// The form in which a parameter came; the special forms keep their text, in case it is nothing
/// special.
pub(super) enum Given<V> {
    Absent,
    Blank(V),
    Null(V),
    Empty(V),
    Value(V),
}

/// A filter read from a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter<T> {
    /// Every row passes.
    #[default]
    Any,
    /// Rows with this value pass.
    Is(T),
    /// No row passes: the answer is an empty list.
    Nothing,
}

impl<T> Filter<T> {
    /// Whether the answer is known to be empty without looking.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// The value to look for, if any. Ask [`Filter::is_nothing`] first.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Any | Self::Nothing => None,
        }
    }

    /// The value, or the default in every other case; for parameters that are no filters, such as
    /// `limit`.
    pub fn or(self, default: T) -> T {
        match self {
            Self::Is(value) => value,
            Self::Any | Self::Nothing => default,
        }
    }

    /// The value or none; for parameters that are no filters, such as `memo`.
    pub fn optional(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Any | Self::Nothing => None,
        }
    }

    /// Changes the value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Filter<U> {
        match self {
            Self::Any => Filter::Any,
            Self::Is(value) => Filter::Is(change(value)),
            Self::Nothing => Filter::Nothing,
        }
    }
}
