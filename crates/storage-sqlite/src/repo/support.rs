//! Small helpers of the repositories: errors, patterns, pieces of dynamic conditions.

use hezong_domain::{Timestamp, Window};
use hezong_storage::StorageError;
use sqlx::QueryBuilder;

use crate::Db;
pub(crate) use crate::dialect::fail;

/// A statement that filters make up.
pub(crate) type Sql = QueryBuilder<Db>;

/// Most ids in one `IN (…)`: engines cap the parameters of a statement.
pub(crate) const IDS_PER_STATEMENT: usize = 500;

/// A stored value that cannot be.
pub(crate) fn bad(table: &'static str, column: &'static str, id: &str) -> StorageError {
    StorageError::Inconsistent { table, column, id: id.to_owned() }
}

/// An error unless exactly one row was written.
pub(crate) fn one_row(rows: u64, table: &'static str, id: &str) -> Result<(), StorageError> {
    if rows == 1 { Ok(()) } else { Err(bad(table, "id", id)) }
}

/// A value as the JSON text that SQL never looks into.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|e| StorageError::Database(e.to_string()))
}

/// A value from its JSON text.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// Rows written as a signed count.
pub(crate) fn count(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// `text` for `LIKE … ESCAPE '!'` with its wildcards made plain.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// A pattern that finds `text` anywhere.
pub(crate) fn containing(text: &str) -> String {
    format!("%{}%", escaped(text))
}

/// ` AND column = value`, when there is a value.
pub(crate) fn and_is(sql: &mut Sql, column: &str, value: Option<&str>) {
    if let Some(value) = value {
        sql.push(format_args!(" AND {column} = ")).push_bind(value.to_owned());
    }
}

/// ` AND column IN (…)`, when there are values.
pub(crate) fn and_in<'a>(sql: &mut Sql, column: &str, values: impl IntoIterator<Item = &'a str>) {
    let values: Vec<&str> = values.into_iter().collect();
    if !values.is_empty() {
        sql.push(" AND ");
        push_list(sql, column, &values);
    }
}

/// `column IN (…)`. There must be values.
pub(crate) fn push_list<T: AsRef<str>>(sql: &mut Sql, column: &str, values: &[T]) {
    sql.push(format_args!("{column} IN ("));
    let mut list = sql.separated(", ");
    for value in values {
        list.push_bind(value.as_ref().to_owned());
    }
    list.push_unseparated(")");
}

/// ` AND column IN (…)` of codes, when there are any.
pub(crate) fn and_codes(sql: &mut Sql, column: &str, codes: impl IntoIterator<Item = i64>) {
    let mut codes = codes.into_iter().peekable();
    if codes.peek().is_none() {
        return;
    }
    sql.push(format_args!(" AND {column} IN ("));
    let mut list = sql.separated(", ");
    for code in codes {
        list.push_bind(code);
    }
    list.push_unseparated(")");
}

/// ` AND column > after AND column < before`: bounds are exclusive, absent ones do not bind.
pub(crate) fn and_between(
    sql: &mut Sql,
    column: &str,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
) {
    if let Some(after) = after {
        sql.push(format_args!(" AND {column} > ")).push_bind(after.ms());
    }
    if let Some(before) = before {
        sql.push(format_args!(" AND {column} < ")).push_bind(before.ms());
    }
}

/// ` AND column LIKE %text%` on a folded column, when there is a text.
pub(crate) fn and_contains(sql: &mut Sql, column: &str, folded: &str) {
    if !folded.is_empty() {
        sql.push(format_args!(" AND {column} LIKE "))
            .push_bind(containing(folded))
            .push(" ESCAPE '!'");
    }
}

/// ` LIMIT … OFFSET …`.
pub(crate) fn windowed(sql: &mut Sql, window: Window) {
    sql.push(" LIMIT ").push_bind(window.limit).push(" OFFSET ").push_bind(window.offset);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_people_are_plain_text() {
        assert_eq!(containing("50%_!"), "%50!%!_!!%");
    }
}
