//! Query strings.

use std::ops::RangeInclusive;

use super::rules::Given;
use super::{BadParam, Filter, Length, Page, Problem, Rules, values};

/// How much of a name that cannot be read is repeated to the caller.
const NAME_CHARS_MAX: usize = 64;

/// A parsed query: decoded pairs in order of arrival.
///
/// A `+` is a plus sign, not a blank, as it is in the signature. A name without `=` is blank, like
/// `k=`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// Parses the raw query, without the `?`.
    ///
    /// # Errors
    /// [`Problem::BadEncoding`] when an escape or the UTF-8 behind it is broken, whether the name
    /// is known or not.
    pub fn parse(raw_query: &str) -> Result<Self, BadParam> {
        let mut pairs = Vec::new();
        for pair in raw_query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name).ok_or_else(|| BadParam::new("query", Problem::BadEncoding))?;
            let value = decode(value).ok_or_else(|| {
                let shown: String = name.chars().take(NAME_CHARS_MAX).collect();
                BadParam::new(shown, Problem::BadEncoding)
            })?;
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    /// A text of an allowed length.
    ///
    /// # Errors
    /// [`BadParam`] when repeated, rejected by the rules, of a wrong length or with control
    /// characters.
    pub fn text(
        &self,
        name: &str,
        rules: Rules,
        length: Length,
    ) -> Result<Filter<String>, BadParam> {
        rules.decide(name, self.given(name)?, |value| values::text(value, length))
    }

    /// An integer within a range.
    ///
    /// # Errors
    /// [`BadParam`] when repeated, rejected by the rules, no integer or out of range.
    pub fn int(
        &self,
        name: &str,
        rules: Rules,
        range: &RangeInclusive<i64>,
    ) -> Result<Filter<i64>, BadParam> {
        rules.decide(name, self.given(name)?, |value| values::int(value, range))
    }

    /// A UTC time, in ms since 1970.
    ///
    /// # Errors
    /// [`BadParam`] when repeated, rejected by the rules or no time.
    pub fn time(&self, name: &str, rules: Rules) -> Result<Filter<i64>, BadParam> {
        rules.decide(name, self.given(name)?, values::time)
    }

    /// The values of a repeated key; blank ones are left out, so `k=` alone does not filter.
    ///
    /// # Errors
    /// [`BadParam`] when rejected by the rules, with too many items, or an item as in
    /// [`Query::text`].
    pub fn texts(
        &self,
        name: &str,
        rules: Rules,
        items_max: usize,
        length: Length,
    ) -> Result<Filter<Vec<String>>, BadParam> {
        let mut given: Vec<&str> = self.values(name).filter(|value| !value.is_empty()).collect();
        if let [only] = given[..] {
            let one = rules.decide(name, form(only), |value| values::text(value, length))?;
            return Ok(one.map(|value| vec![value]));
        }
        if given.is_empty() {
            let absent: Given<&str> =
                if self.values(name).next().is_some() { Given::Blank("") } else { Given::Absent };
            return rules.decide(name, absent, |_| Ok(Vec::new()));
        }
        if given.len() > items_max {
            return Err(BadParam::new(name, Problem::TooManyItems { max: items_max }));
        }
        given
            .drain(..)
            .map(|value| values::text(value, length))
            .collect::<Result<Vec<_>, _>>()
            .map(Filter::Is)
            .map_err(|problem| BadParam::new(name, problem))
    }

    /// `offset` from 0 to `offset_max` (default 0) and `limit` from 1 to `limit_max` (default 10).
    ///
    /// # Errors
    /// As [`Query::int`].
    pub fn page(&self, rules: Rules, offset_max: i64, limit_max: i64) -> Result<Page, BadParam> {
        let offset = self.int("offset", rules, &(0..=offset_max))?;
        let limit = self.int("limit", rules, &(1..=limit_max))?;
        Ok(Page::new(offset.or(0), limit.or(Page::LIMIT_DEFAULT)))
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    fn given<'a>(&'a self, name: &'a str) -> Result<Given<&'a str>, BadParam> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (None, _) => Ok(Given::Absent),
            (Some(value), None) => Ok(form(value)),
            (Some(_), Some(_)) => Err(BadParam::new(name, Problem::Repeated)),
        }
    }
}

fn form(value: &str) -> Given<&str> {
    match value {
        "" => Given::Blank(value),
        "null" => Given::Null(value),
        "\"\"" | "[]" => Given::Empty(value),
        _ => Given::Value(value),
    }
}

/// Undoes percent-encoding; `None` for a `%` that is no escape and for bytes that are not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = if *first == b'%' {
            let (digits, after) = tail.split_at_checked(2)?;
            let mut byte = [0_u8];
            hex::decode_to_slice(digits, &mut byte).ok()?;
            bytes.extend_from_slice(&byte);
            after
        } else {
            bytes.push(*first);
            tail
        };
    }
    String::from_utf8(bytes).ok()
}
