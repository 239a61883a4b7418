//! Pages of lists: a window over rows and what it answered.

use serde::{Deserialize, Serialize};

/// Most rows one page of the console or the API may hold (open-api §4).
pub const LIMIT_MAX: i64 = 100;
/// Rows of a page when nothing is said in the console.
pub const LIMIT_DEFAULT: i64 = 20;
/// Deepest row that can be paged to; beyond it the answer is "narrow the filter".
pub const OFFSET_MAX: i64 = 2_147_483_646;

/// Which rows of a list are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Rows to skip.
    pub offset: i64,
    /// Rows to return at most.
    pub limit: i64,
}

impl Window {
    /// A window with both numbers pulled into their allowed ranges.
    pub fn new(offset: i64, limit: i64) -> Self {
        Self { offset: offset.clamp(0, OFFSET_MAX), limit: limit.clamp(1, LIMIT_MAX) }
    }

    /// The first `limit` rows.
    pub fn first(limit: i64) -> Self {
        Self::new(0, limit)
    }
}

impl Default for Window {
    fn default() -> Self {
        Self::first(LIMIT_DEFAULT)
    }
}

/// Rows of a list and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows of the window.
    pub rows: Vec<T>,
    /// Rows that match the filter.
    pub total: i64,
}

impl<T> Page<T> {
    /// The same page with every row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(turn).collect(), total: self.total }
    }
}
