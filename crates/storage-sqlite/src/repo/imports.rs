//! Imports and their rows.

use async_trait::async_trait;
use hezong_domain::{ImportId, Timestamp};
use hezong_storage::imports::{Import, ImportRepository, ImportRow, ImportState};
use hezong_storage::{Result, StorageError};

use super::Work;
use super::support::{bad, count, fail};

#[async_trait]
impl ImportRepository for Work {
    async fn find_import(&mut self, kind: &str, digest: &str) -> Result<Option<Import>> {
        let row = sqlx::query!(
            "SELECT id, state, plan, rows_total, rows_done, started_by, created_at, changed_at \
             FROM imports WHERE kind = $1 AND digest = $2 AND state IN ('planned', 'running')",
            kind,
            digest
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        row.map(|row| {
            Ok(Import {
                state: ImportState::parse(&row.state)
                    .ok_or_else(|| bad("imports", "state", &row.id))?,
                id: ImportId::new(row.id),
                kind: kind.to_owned(),
                digest: digest.to_owned(),
                plan: row.plan,
                rows_total: row.rows_total,
                rows_done: row.rows_done,
                started_by: row.started_by,
                created_at: Timestamp::from_ms(row.created_at),
                changed_at: Timestamp::from_ms(row.changed_at),
            })
        })
        .transpose()
    }

    async fn add_import(&mut self, import: &Import) -> Result<()> {
        let done = sqlx::query!(
            "INSERT INTO imports (id, kind, digest, state, plan, rows_total, rows_done, started_by, \
             created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT DO NOTHING",
            import.id.as_str(),
            import.kind,
            import.digest,
            import.state.as_str(),
            import.plan,
            import.rows_total,
            import.rows_done,
            import.started_by,
            import.created_at.ms(),
            import.changed_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn update_import(&mut self, import: &Import, seen: i64) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE imports SET state = $3, plan = $4, rows_total = $5, rows_done = $6, \
             started_by = $7, changed_at = $8 WHERE id = $1 AND rows_done = $2",
            import.id.as_str(),
            seen,
            import.state.as_str(),
            import.plan,
            import.rows_total,
            import.rows_done,
            import.started_by,
            import.changed_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn remove_plans(&mut self, before: Timestamp) -> Result<i64> {
        let done = sqlx::query!(
            "DELETE FROM imports WHERE state = 'planned' AND changed_at < $1",
            before.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }

    async fn add_import_row(&mut self, row: &ImportRow) -> Result<()> {
        let done = sqlx::query!(
            "INSERT INTO import_rows (import_id, number, outcome, target, detail, sealed) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            row.import_id.as_str(),
            row.number,
            row.outcome,
            row.target,
            row.detail,
            row.sealed.as_deref(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn list_import_rows(&mut self, import: &ImportId) -> Result<Vec<ImportRow>> {
        let rows = sqlx::query!(
            "SELECT number, outcome, target, detail, sealed FROM import_rows \
             WHERE import_id = $1 ORDER BY number",
            import.as_str()
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let row = rows.into_iter().map(|row| ImportRow {
            import_id: import.clone(),
            number: row.number,
            outcome: row.outcome,
            target: row.target,
            detail: row.detail,
            sealed: row.sealed,
        });
        Ok(row.collect())
    }

    async fn forget_sealed(&mut self, import: &ImportId) -> Result<i64> {
        let done = sqlx::query!(
            "UPDATE import_rows SET sealed = NULL WHERE import_id = $1 AND sealed IS NOT NULL",
            import.as_str()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }
}
