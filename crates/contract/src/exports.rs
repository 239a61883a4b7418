//! Exports: requested, made in the background, kept three days (ui.md §2.6).

use hezong_domain::Timestamp;
use serde::{Deserialize, Serialize};

/// What can be exported; the stable text stands in addresses.
pub const KINDS: &[&str] = &["issued", "records"];
/// In which formats.
pub const FORMATS: &[&str] = &["csv", "xlsx"];

/// An export in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRow {
    /// Id.
    pub id: String,
    /// What: `issued`, `records`.
    pub kind: String,
    /// `voucher` or `cash_coupon`.
    pub quota_type: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// `waiting`, `running`, `done`, `failed`, `lapsed`.
    pub state: String,
    /// Rows written so far.
    pub rows_done: i64,
    /// Rows in all; 0 while unknown.
    pub rows_total: i64,
    /// Bytes of the file.
    pub size_bytes: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the file goes.
    pub expires_at: Timestamp,
}
