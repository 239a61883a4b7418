//! Imports of files by operations: what was planned, how far it came, what became of each row.

use async_trait::async_trait;
use hezong_domain::{ImportId, Timestamp};

use crate::Result;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Shown as a preview; nothing is written yet.
    Planned,
    /// Under way, or interrupted.
    Running,
    /// Through.
    Done,
}

impl ImportState {
    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Running => "running",
            Self::Done => "done",
        }
    }

    /// The state of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Planned, Self::Running, Self::Done].into_iter().find(|s| s.as_str() == text)
    }
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Id.
    pub id: ImportId,
    /// What is imported: `partners`, `staff` …
    pub kind: String,
    /// Hex SHA-256 of the file and of what was asked for with it.
    pub digest: String,
    /// Where it stands.
    pub state: ImportState,
    /// What the preview promised for each row, as JSON.
    pub plan: String,
    /// Rows in all.
    pub rows_total: i64,
    /// Rows that are through.
    pub rows_done: i64,
    /// Who began it.
    pub started_by: String,
    /// When it was planned.
    pub created_at: Timestamp,
    /// When it moved last.
    pub changed_at: Timestamp,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The import.
    pub import_id: ImportId,
    /// The row as a spreadsheet counts it.
    pub number: i64,
    /// `new`, `changed`, `unchanged` or `refused`.
    pub outcome: String,
    /// What was made or changed.
    pub target: String,
    /// Changes or reasons, as JSON.
    pub detail: String,
    /// What only the report may show, sealed, until it has been handed over.
    pub sealed: Option<Vec<u8>>,
}

/// Imports. Not tenant-scoped: only operations import.
#[async_trait]
pub trait ImportRepository: Send {
    /// The import of a file that is planned or under way.
    async fn find_import(&mut self, kind: &str, digest: &str) -> Result<Option<Import>>;
    /// Adds an import; a file that has an open one is a [`crate::StorageError::Conflict`].
    async fn add_import(&mut self, import: &Import) -> Result<()>;
    /// Writes state, plan and progress when `seen` rows were done so far; a
    /// [`crate::StorageError::Conflict`] otherwise.
    async fn update_import(&mut self, import: &Import, seen: i64) -> Result<()>;
    /// Removes plans never carried out that were made before a moment; answers how many.
    async fn remove_plans(&mut self, before: Timestamp) -> Result<i64>;

    /// Notes what became of a row; a row noted before is a [`crate::StorageError::Conflict`].
    async fn add_import_row(&mut self, row: &ImportRow) -> Result<()>;
    /// The rows of an import that are through, in order.
    async fn list_import_rows(&mut self, import: &ImportId) -> Result<Vec<ImportRow>>;
    /// Forgets what only the report may show; answers of how many rows.
    async fn forget_sealed(&mut self, import: &ImportId) -> Result<i64>;
}
