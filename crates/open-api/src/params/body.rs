//! JSON bodies.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::rules::Given;
use super::{BadParam, Filter, Length, Page, Problem, Rules, values};
use crate::decimal::fen_from_json;

/// The fields of a JSON object, each still as it was written, so that amounts can be read exactly.
#[derive(Debug)]
pub struct Body {
    fields: BTreeMap<String, Box<RawValue>>,
}

impl Body {
    /// Parses the body of a POST.
    ///
    /// # Errors
    /// [`BadParam`] for `body` when it is missing (the SDK sends an empty one if the user forgot
    /// it), not JSON or not an object; for the field when a field is repeated, since nobody can say
    /// which one was meant.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadParam> {
        let bad = |problem| BadParam::new("body", problem);
        if bytes.trim_ascii().is_empty() {
            return Err(bad(Problem::Missing));
        }
        let fields: Fields = serde_json::from_slice(bytes).map_err(|error| {
            bad(if error.is_data() { Problem::BodyNotObject } else { Problem::BodyNotJson })
        })?;
        match fields.repeated {
            Some(name) => Err(BadParam::new(name, Problem::Repeated)),
            None => Ok(Self { fields: fields.by_name }),
        }
    }

    /// A text of an allowed length.
    ///
    /// # Errors
    /// [`BadParam`] when rejected by the rules, no string, of a wrong length or with control
    /// characters.
    pub fn text(
        &self,
        name: &str,
        rules: Rules,
        length: Length,
    ) -> Result<Filter<String>, BadParam> {
        rules.decide(name, self.given(name), |json| values::text(&string(json)?, length))
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// As [`Body::text`] with [`Rules::REQUIRED`].
    pub fn required_text(&self, name: &str, length: Length) -> Result<String, BadParam> {
        required(name, self.text(name, Rules::REQUIRED, length)?)
    }

    /// An integer within a range; digits in a string count too.
    ///
    /// # Errors
    /// [`BadParam`] when rejected by the rules, no integer or out of range.
    pub fn int(
        &self,
        name: &str,
        rules: Rules,
        range: &RangeInclusive<i64>,
    ) -> Result<Filter<i64>, BadParam> {
        rules.decide(name, self.given(name), |json| int(json, range))
    }

    /// A UTC time, in ms since 1970.
    ///
    /// # Errors
    /// [`BadParam`] when rejected by the rules, no string or no time.
    pub fn time(&self, name: &str, rules: Rules) -> Result<Filter<i64>, BadParam> {
        rules.decide(name, self.given(name), |json| values::time(&string(json)?))
    }

    /// A list of texts.
    ///
    /// # Errors
    /// [`BadParam`] when rejected by the rules, no array, with too many items, or an item as in
    /// [`Body::text`].
    pub fn texts(
        &self,
        name: &str,
        rules: Rules,
        items_max: usize,
        length: Length,
    ) -> Result<Filter<Vec<String>>, BadParam> {
        rules.decide(name, self.given(name), |json| {
            let read = |item: &RawValue| values::text(&string(item)?, length);
            list(json, items_max)?.iter().map(|item| read(item)).collect()
        })
    }

    /// A list of texts that must be there and have at least one item.
    ///
    /// # Errors
    /// As [`Body::texts`], and [`Problem::NoItems`].
    pub fn required_texts(
        &self,
        name: &str,
        items_max: usize,
        length: Length,
    ) -> Result<Vec<String>, BadParam> {
        let rules = Rules::REQUIRED.empty(super::Act::Value);
        let items = required(name, self.texts(name, rules, items_max, length)?)?;
        if items.is_empty() {
            return Err(BadParam::new(name, Problem::NoItems));
        }
        Ok(items)
    }

    /// A list of integers within a range.
    ///
    /// # Errors
    /// [`BadParam`] when rejected by the rules, no array, with too many items, or an item as in
    /// [`Body::int`].
    pub fn ints(
        &self,
        name: &str,
        rules: Rules,
        items_max: usize,
        range: &RangeInclusive<i64>,
    ) -> Result<Filter<Vec<i64>>, BadParam> {
        rules.decide(name, self.given(name), |json| {
            list(json, items_max)?.iter().map(|item| int(item, range)).collect()
        })
    }

    /// An amount that must be there, in fen, read exactly from a JSON number or string.
    ///
    /// # Errors
    /// [`BadParam`] when absent or null, and [`Problem::Amount`].
    pub fn required_fen(
        &self,
        name: &str,
        range_fen: &RangeInclusive<i64>,
    ) -> Result<i64, BadParam> {
        let amount = Rules::REQUIRED.decide(name, self.given(name), |json| {
            fen_from_json(json, range_fen).map_err(Problem::Amount)
        })?;
        required(name, amount)
    }

    /// `offset` from 0 to `offset_max` (default 0) and `limit` from 1 to `limit_max` (default 10).
    ///
    /// # Errors
    /// As [`Body::int`].
    pub fn page(&self, rules: Rules, offset_max: i64, limit_max: i64) -> Result<Page, BadParam> {
        let offset = self.int("offset", rules, &(0..=offset_max))?;
        let limit = self.int("limit", rules, &(1..=limit_max))?;
        Ok(Page::new(offset.or(0), limit.or(Page::LIMIT_DEFAULT)))
    }

    fn given(&self, name: &str) -> Given<&RawValue> {
        let Some(json) = self.fields.get(name) else {
            return Given::Absent;
        };
        let text = json.get();
        let is_empty_list = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .is_some_and(|items| items.trim_ascii().is_empty());
        if text == "null" {
            Given::Null(json)
        } else if text == "\"\"" || is_empty_list {
            Given::Empty(json)
        } else {
            Given::Value(json)
        }
    }
}

fn required<T>(name: &str, value: Filter<T>) -> Result<T, BadParam> {
    value.optional().ok_or_else(|| BadParam::new(name, Problem::Missing))
}

fn string(json: &RawValue) -> Result<String, Problem> {
    serde_json::from_str(json.get()).map_err(|_| Problem::NotText)
}

fn int(json: &RawValue, range: &RangeInclusive<i64>) -> Result<i64, Problem> {
    if json.get().starts_with('"') {
        let text = string(json).map_err(|_| Problem::NotInteger)?;
        values::int(&text, range)
    } else {
        values::int(json.get(), range)
    }
}

fn list(json: &RawValue, items_max: usize) -> Result<Vec<&RawValue>, Problem> {
    let items: Vec<&RawValue> = serde_json::from_str(json.get()).map_err(|_| Problem::NotList)?;
    if items.len() > items_max {
        return Err(Problem::TooManyItems { max: items_max });
    }
    Ok(items)
}

/// The fields of an object, and the first name that occurs twice.
struct Fields {
    by_name: BTreeMap<String, Box<RawValue>>,
    repeated: Option<String>,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields { by_name: BTreeMap::new(), repeated: None };
        while let Some((name, json)) = map.next_entry::<String, Box<RawValue>>()? {
            if fields.by_name.contains_key(&name) {
                fields.repeated.get_or_insert_with(|| name.clone());
            }
            fields.by_name.insert(name, json);
        }
        Ok(fields)
    }
}
