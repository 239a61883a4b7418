//! Kept answers, messages, exports, leases, marks.

use async_trait::async_trait;
use hezong_domain::{AccountId, ExportId, MessageId, Page, Timestamp, UserId, Window};
use hezong_storage::operation::{Export, ExportState, KeptAnswer, Message, OperationRepository};
use hezong_storage::{Result, StorageError};

use super::Work;
use super::support::{bad, count, fail, one_row};

/// An export as it is stored, its lease aside.
struct ExportRow {
    id: String,
    account_id: String,
    user_id: String,
    kind: String,
    quota_type: String,
    format: String,
    query: String,
    lang: String,
    state: String,
    rows_done: i64,
    rows_total: i64,
    attempts: i64,
    file: Option<Vec<u8>>,
    size_bytes: i64,
    created_at: i64,
    expires_at: i64,
}

impl TryFrom<ExportRow> for Export {
    type Error = StorageError;

    fn try_from(row: ExportRow) -> Result<Self> {
        Ok(Self {
            state: ExportState::parse(&row.state)
                .ok_or_else(|| bad("exports", "state", &row.id))?,
            id: ExportId::new(row.id),
            account_id: AccountId::new(row.account_id),
            user_id: UserId::new(row.user_id),
            kind: row.kind,
            quota_type: row.quota_type,
            format: row.format,
            query: row.query,
            lang: row.lang,
            rows_done: row.rows_done,
            rows_total: row.rows_total,
            attempts: row.attempts,
            file: row.file,
            size_bytes: row.size_bytes,
            created_at: Timestamp::from_ms(row.created_at),
            expires_at: Timestamp::from_ms(row.expires_at),
        })
    }
}

#[async_trait]
impl OperationRepository for Work {
    async fn find_answer(&mut self, account: &AccountId, key: &str) -> Result<Option<KeptAnswer>> {
        let row = sqlx::query!(
            "SELECT request_hash, answer, created_at, expires_at FROM kept_answers \
             WHERE account_id = $1 AND answer_key = $2",
            account.as_str(),
            key
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        Ok(row.map(|row| KeptAnswer {
            account_id: account.clone(),
            key: key.to_owned(),
            request_hash: row.request_hash,
            answer: row.answer,
            created_at: Timestamp::from_ms(row.created_at),
            expires_at: Timestamp::from_ms(row.expires_at),
        }))
    }

    async fn keep_answer(&mut self, answer: &KeptAnswer) -> Result<()> {
        let done = sqlx::query!(
            "INSERT INTO kept_answers (account_id, answer_key, request_hash, answer, created_at, \
             expires_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            answer.account_id.as_str(),
            answer.key,
            answer.request_hash,
            answer.answer,
            answer.created_at.ms(),
            answer.expires_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn remove_stale_answers(&mut self, now: Timestamp) -> Result<i64> {
        let done = sqlx::query!("DELETE FROM kept_answers WHERE expires_at < $1", now.ms())
            .execute(self.conn())
            .await
            .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }

    async fn add_message(&mut self, message: &Message) -> Result<()> {
        sqlx::query!(
            "INSERT INTO messages (id, user_id, kind, args, created_at, read_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            message.id.as_str(),
            message.user_id.as_str(),
            message.kind,
            message.args,
            message.created_at.ms(),
            message.read_at.map(Timestamp::ms),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn list_messages(&mut self, user: &UserId, window: Window) -> Result<Page<Message>> {
        let total = sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "n!: i64" FROM messages WHERE user_id = $1"#,
            user.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        let rows = sqlx::query!(
            "SELECT id, kind, args, created_at, read_at FROM messages WHERE user_id = $1 \
             ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3",
            user.as_str(),
            window.limit,
            window.offset
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let rows = rows
            .into_iter()
            .map(|row| Message {
                id: MessageId::new(row.id),
                user_id: user.clone(),
                kind: row.kind,
                args: row.args,
                created_at: Timestamp::from_ms(row.created_at),
                read_at: row.read_at.map(Timestamp::from_ms),
            })
            .collect();
        Ok(Page { rows, total })
    }

    async fn unread_messages(&mut self, user: &UserId) -> Result<i64> {
        sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "n!: i64" FROM messages WHERE user_id = $1 AND read_at IS NULL"#,
            user.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)
    }

    async fn read_messages(&mut self, user: &UserId, at: Timestamp) -> Result<()> {
        sqlx::query!(
            "UPDATE messages SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL",
            user.as_str(),
            at.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn add_export(&mut self, export: &Export) -> Result<()> {
        sqlx::query!(
            "INSERT INTO exports (id, account_id, user_id, kind, quota_type, format, query, lang, \
             state, rows_done, rows_total, attempts, file, size_bytes, created_at, expires_at, \
             leased_by, leased_until_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '', NULL)",
            export.id.as_str(),
            export.account_id.as_str(),
            export.user_id.as_str(),
            export.kind,
            export.quota_type,
            export.format,
            export.query,
            export.lang,
            export.state.as_str(),
            export.rows_done,
            export.rows_total,
            export.attempts,
            export.file.as_deref(),
            export.size_bytes,
            export.created_at.ms(),
            export.expires_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn find_export(&mut self, user: &UserId, id: &ExportId) -> Result<Option<Export>> {
        let row = sqlx::query_as!(
            ExportRow,
            "SELECT id, account_id, user_id, kind, quota_type, format, query, lang, state, \
             rows_done, rows_total, attempts, file, size_bytes, created_at, expires_at \
             FROM exports WHERE user_id = $1 AND id = $2",
            user.as_str(),
            id.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        row.map(Export::try_from).transpose()
    }

    async fn list_exports(&mut self, user: &UserId, window: Window) -> Result<Page<Export>> {
        let total = sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "n!: i64" FROM exports WHERE user_id = $1"#,
            user.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        let rows = sqlx::query_as!(
            ExportRow,
            r#"SELECT id, account_id, user_id, kind, quota_type, format, query, lang, state,
                rows_done, rows_total, attempts, NULL AS "file?: Vec<u8>", size_bytes, created_at,
                expires_at
               FROM exports WHERE user_id = $1 ORDER BY created_at DESC, id DESC
               LIMIT $2 OFFSET $3"#,
            user.as_str(),
            window.limit,
            window.offset
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let rows = rows.into_iter().map(Export::try_from).collect::<Result<_>>()?;
        Ok(Page { rows, total })
    }

    async fn lease_export(
        &mut self,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Export>> {
        let row = sqlx::query_as!(
            ExportRow,
            "UPDATE exports SET state = 'running', attempts = attempts + 1, leased_by = $1, \
             leased_until_at = $3 WHERE id = (SELECT id FROM exports \
             WHERE state IN ('waiting', 'running') AND (state = 'waiting' OR leased_until_at <= $2) \
             ORDER BY created_at, id LIMIT 1) \
             RETURNING id, account_id, user_id, kind, quota_type, format, query, lang, state, \
             rows_done, rows_total, attempts, file, size_bytes, created_at, expires_at",
            holder,
            now.ms(),
            until.ms()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        row.map(Export::try_from).transpose()
    }

    async fn update_export(&mut self, export: &Export) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE exports SET state = $2, rows_done = $3, rows_total = $4, attempts = $5, \
             file = $6, size_bytes = $7, expires_at = $8 WHERE id = $1",
            export.id.as_str(),
            export.state.as_str(),
            export.rows_done,
            export.rows_total,
            export.attempts,
            export.file.as_deref(),
            export.size_bytes,
            export.expires_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        one_row(done.rows_affected(), "exports", export.id.as_str())
    }

    async fn lapse_exports(&mut self, now: Timestamp) -> Result<i64> {
        let done = sqlx::query!(
            "UPDATE exports SET state = 'lapsed', file = NULL \
             WHERE state = 'done' AND expires_at <= $1",
            now.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }

    async fn lease(
        &mut self,
        name: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        let done = sqlx::query!(
            "INSERT INTO leases (name, holder, until_at) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, \
             until_at = excluded.until_at \
             WHERE leases.holder = excluded.holder OR leases.until_at <= $4",
            name,
            holder,
            until.ms(),
            now.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn mark(&mut self, key: &str) -> Result<Option<String>> {
        sqlx::query_scalar!("SELECT value FROM marks WHERE mark_key = $1", key)
            .fetch_optional(self.conn())
            .await
            .map_err(fail)
    }

    async fn set_mark(&mut self, key: &str, value: &str) -> Result<()> {
        sqlx::query!(
            "INSERT INTO marks (mark_key, value) VALUES ($1, $2) \
             ON CONFLICT (mark_key) DO UPDATE SET value = excluded.value",
            key,
            value
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }
}
