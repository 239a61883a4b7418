//! Lists: their whole state is their query string (ui.md §2.1).

use hezong_domain::page::{LIMIT_DEFAULT, LIMIT_MAX};
use hezong_domain::{Timestamp, Window};
use serde::{Deserialize, Serialize};

use crate::query;

/// Page sizes people may choose.
pub const SIZES: &[i64] = &[10, 20, 50, 100];

/// The state of a list as its address says it: filters, page, page size, what is revealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListState {
    filters: Vec<(String, String)>,
    page: i64,
    size: i64,
    /// Names of filters whose value made no sense and was dropped.
    pub dropped: Vec<String>,
}

impl ListState {
    /// Reads a query string. Only names in `known` (and `page`, `size`) are kept.
    pub fn parse(text: &str, known: &[&str]) -> Self {
        let mut state =
            Self { filters: Vec::new(), page: 1, size: LIMIT_DEFAULT, dropped: Vec::new() };
        for (name, value) in query::pairs(text) {
            let value = value.trim().to_owned();
            match name.as_str() {
                "page" => state.page = value.parse().unwrap_or(1).clamp(1, 1_000_000),
                "size" => {
                    let size = value.parse().unwrap_or(LIMIT_DEFAULT);
                    state.size = if SIZES.contains(&size) { size } else { LIMIT_DEFAULT };
                }
                _ if known.contains(&name.as_str()) && !value.is_empty() => {
                    let value = value.chars().take(200).collect();
                    state.filters.retain(|(n, _)| *n != name);
                    state.filters.push((name, value));
                }
                _ => {}
            }
        }
        state
    }

    /// The value of a filter; empty when not set.
    pub fn get(&self, name: &str) -> &str {
        self.filters.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// The value of a filter read by `read`; a value that makes no sense is dropped and noted.
    pub fn read<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.get(name).to_owned();
        if value.is_empty() {
            return None;
        }
        let read = read(&value);
        if read.is_none() {
            self.filters.retain(|(n, _)| n != name);
            self.dropped.push(name.to_owned());
        }
        read
    }

    /// A filter that is a day: its first instant at UTC+8.
    pub fn day(&mut self, name: &str) -> Option<Timestamp> {
        self.read(name, Timestamp::from_local_day)
    }

    /// A filter that is a day: its last instant at UTC+8.
    pub fn day_end(&mut self, name: &str) -> Option<Timestamp> {
        self.read(name, Timestamp::from_local_day_end)
    }

    /// All filters that are set.
    pub fn filters(&self) -> &[(String, String)] {
        &self.filters
    }

    /// The page number, from 1.
    pub fn page(&self) -> i64 {
        self.page
    }

    /// Rows per page.
    pub fn size(&self) -> i64 {
        self.size
    }

    /// The rows wanted.
    pub fn window(&self) -> Window {
        Window::new((self.page - 1).saturating_mul(self.size), self.size.min(LIMIT_MAX))
    }

    /// The query string of this state.
    pub fn to_query(&self) -> String {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let size = if self.size == LIMIT_DEFAULT { String::new() } else { self.size.to_string() };
        let own = [("page".to_owned(), page), ("size".to_owned(), size)];
        query::build(self.filters.iter().cloned().chain(own))
    }

    /// The query string with one filter set (or removed, when `value` is empty), back on page 1.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut next = self.clone();
        next.filters.retain(|(n, _)| n != name);
        if !value.is_empty() {
            next.filters.push((name.to_owned(), value.to_owned()));
        }
        next.page = 1;
        next.to_query()
    }

    /// The query string of another page.
    pub fn at_page(&self, page: i64) -> String {
        Self { page, ..self.clone() }.to_query()
    }

    /// The query string with another page size, back on page 1.
    pub fn with_size(&self, size: i64) -> String {
        Self { size, page: 1, ..self.clone() }.to_query()
    }
}

/// A page of a list as the browser gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Rows that match.
    pub total: i64,
    /// When it was read.
    pub as_of: Timestamp,
    /// Whether names are shown in full.
    pub revealed: bool,
    /// Filters that made no sense and were dropped.
    pub dropped: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_names_go_and_the_rest_round_trips() {
        let state =
            ListState::parse("?status=available&x=1&page=3&size=50&q=%E5%AE%89", &["status", "q"]);
        assert_eq!(state.get("status"), "available");
        assert_eq!(state.page(), 3);
        assert_eq!(state.window().offset, 100);
        let again = ListState::parse(&state.to_query(), &["status", "q"]);
        assert_eq!(state, again);
    }

    #[test]
    fn nonsense_is_reset_not_refused() {
        let mut state = ListState::parse("page=-4&size=7&from=yesterday", &["from"]);
        assert_eq!((state.page(), state.size()), (1, 20));
        assert_eq!(state.day("from"), None);
        assert_eq!(state.dropped, vec!["from"]);
    }
}
