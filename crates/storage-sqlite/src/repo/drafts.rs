//! Drafts of forms.

use async_trait::async_trait;
use hezong_domain::Timestamp;
use hezong_storage::Result;
use hezong_storage::drafts::{DraftRepository, FormDraft};

use super::Work;
use super::support::{count, fail};

#[async_trait]
impl DraftRepository for Work {
    async fn keep_draft(&mut self, draft: &FormDraft, max: i64) -> Result<bool> {
        let kept = sqlx::query_scalar!(
            "SELECT CAST(COUNT(*) AS BIGINT) AS \"kept!: i64\" FROM form_drafts"
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        if kept >= max {
            return Ok(false);
        }
        sqlx::query!(
            "INSERT INTO form_drafts (id, sealed, expires_at) VALUES ($1, $2, $3)",
            draft.id,
            draft.sealed,
            draft.expires_at.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(true)
    }

    async fn find_draft(&mut self, id: &str, now: Timestamp) -> Result<Option<Vec<u8>>> {
        sqlx::query_scalar!(
            "SELECT sealed FROM form_drafts WHERE id = $1 AND expires_at > $2",
            id,
            now.ms()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)
    }

    async fn remove_stale_drafts(&mut self, now: Timestamp) -> Result<i64> {
        let done = sqlx::query!("DELETE FROM form_drafts WHERE expires_at <= $1", now.ms())
            .execute(self.conn())
            .await
            .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }
}
