//! Where notices go, the outbox, calendar feeds.

use async_trait::async_trait;
use hezong_domain::{Day, MailId, Page, Timestamp, UserId, Window};
use hezong_storage::notices::{
    CalendarFeed, MailState, NoticeRepository, NoticeSettings, OutboxMail,
};
use hezong_storage::{Result, StorageError};

use super::Work;
use super::support::{Sql, bad, count, fail, one_row};

/// A mail as it is stored, its holder aside.
struct MailRow {
    id: String,
    kind: String,
    recipient: String,
    name: String,
    lang: String,
    sealed: Option<Vec<u8>>,
    state: String,
    attempts: i64,
    cut_off: i64,
    due_at: i64,
    expires_at: i64,
    error: String,
    created_at: i64,
    ended_at: Option<i64>,
}

impl TryFrom<MailRow> for OutboxMail {
    type Error = StorageError;

    fn try_from(row: MailRow) -> Result<Self> {
        let state = MailState::parse(&row.state).ok_or_else(|| bad("outbox", "state", &row.id))?;
        Ok(Self {
            id: MailId::new(row.id),
            kind: row.kind,
            recipient: row.recipient,
            name: row.name,
            lang: row.lang,
            sealed: row.sealed,
            state,
            attempts: row.attempts,
            cut_off: row.cut_off,
            due_at: Timestamp::from_ms(row.due_at),
            expires_at: Timestamp::from_ms(row.expires_at),
            error: row.error,
            created_at: Timestamp::from_ms(row.created_at),
            ended_at: row.ended_at.map(Timestamp::from_ms),
        })
    }
}

/// A feed as it is stored.
struct FeedRow {
    user_id: String,
    token_hash: String,
    created_at: i64,
    last_used_at: Option<i64>,
}

impl From<FeedRow> for CalendarFeed {
    fn from(row: FeedRow) -> Self {
        Self {
            user_id: UserId::new(row.user_id),
            token_hash: row.token_hash,
            created_at: Timestamp::from_ms(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp::from_ms),
        }
    }
}

#[async_trait]
impl NoticeRepository for Work {
    async fn settings(&mut self, user: &UserId) -> Result<Option<NoticeSettings>> {
        let row = sqlx::query!(
            r#"SELECT u.email AS "email!: String", COALESCE(s.lang, 'zh-CN') AS "lang!: String",
                COALESCE(s.also_by_mail, TRUE) AS "also_by_mail!: bool"
               FROM users u LEFT JOIN notice_settings s ON s.user_id = u.id WHERE u.id = $1"#,
            user.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        Ok(row.map(|row| NoticeSettings {
            email: row.email,
            lang: row.lang,
            also_by_mail: row.also_by_mail,
        }))
    }

    async fn put_settings(&mut self, user: &UserId, settings: &NoticeSettings) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE users SET email = $2 WHERE id = $1",
            user.as_str(),
            settings.email
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        one_row(done.rows_affected(), "users", user.as_str())?;
        sqlx::query!(
            "INSERT INTO notice_settings (user_id, lang, also_by_mail) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id) DO UPDATE SET lang = excluded.lang, \
             also_by_mail = excluded.also_by_mail",
            user.as_str(),
            settings.lang,
            settings.also_by_mail
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn count_address_changes(&mut self, user: &UserId, on: Day) -> Result<i64> {
        let mut sql = Sql::new("SELECT address_changes FROM notice_settings WHERE user_id = ");
        sql.push_bind(user.as_str().to_owned());
        sql.push(" AND address_on = ").push_bind(on.to_string());
        let found = sql.build_query_scalar().fetch_optional(self.conn()).await.map_err(fail)?;
        Ok(found.unwrap_or(0))
    }

    async fn note_address_change(&mut self, user: &UserId, on: Day) -> Result<()> {
        let mut sql =
            Sql::new("UPDATE notice_settings SET address_changes = CASE WHEN address_on = ");
        sql.push_bind(on.to_string());
        sql.push(" THEN address_changes + 1 ELSE 1 END, address_on = ").push_bind(on.to_string());
        sql.push(" WHERE user_id = ").push_bind(user.as_str().to_owned());
        let done = sql.build().execute(self.conn()).await.map_err(fail)?;
        one_row(done.rows_affected(), "notice_settings", user.as_str())
    }

    async fn add_mail(&mut self, mail: &OutboxMail) -> Result<()> {
        sqlx::query!(
            "INSERT INTO outbox (id, kind, recipient, name, lang, sealed, state, attempts, due_at, \
             expires_at, holder, error, created_at, ended_at, cut_off) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, $13, $14)",
            mail.id.as_str(),
            mail.kind,
            mail.recipient,
            mail.name,
            mail.lang,
            mail.sealed.as_deref(),
            mail.state.as_str(),
            mail.attempts,
            mail.due_at.ms(),
            mail.expires_at.ms(),
            mail.error,
            mail.created_at.ms(),
            mail.ended_at.map(Timestamp::ms),
            mail.cut_off,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn due_mails(&mut self, now: Timestamp, count: i64) -> Result<Vec<MailId>> {
        let ids = sqlx::query_scalar!(
            "SELECT id FROM outbox WHERE state IN ('waiting', 'sending') AND due_at <= $1 \
             ORDER BY due_at, id LIMIT $2",
            now.ms(),
            count
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        Ok(ids.into_iter().map(MailId::new).collect())
    }

    async fn claim_mail(
        &mut self,
        id: &MailId,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<OutboxMail>> {
        let row = sqlx::query_as!(
            MailRow,
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, holder = $2, \
             cut_off = cut_off + CASE WHEN state = 'sending' THEN 1 ELSE 0 END, \
             due_at = $4 WHERE id = $1 AND state IN ('waiting', 'sending') AND due_at <= $3 \
             RETURNING id, kind, recipient, name, lang, sealed, state, attempts, due_at, \
             expires_at, error, created_at, ended_at, cut_off",
            id.as_str(),
            holder,
            now.ms(),
            until.ms()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        row.map(OutboxMail::try_from).transpose()
    }

    async fn settle_mail(&mut self, mail: &OutboxMail, holder: &str) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE outbox SET state = $3, due_at = $4, sealed = $5, error = $6, ended_at = $7, \
             holder = '' WHERE id = $1 AND state = 'sending' AND holder = $2",
            mail.id.as_str(),
            holder,
            mail.state.as_str(),
            mail.due_at.ms(),
            mail.sealed.as_deref(),
            mail.error,
            mail.ended_at.map(Timestamp::ms),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn list_mails(&mut self, state: MailState, window: Window) -> Result<Page<OutboxMail>> {
        let total = sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "n!: i64" FROM outbox WHERE state = $1"#,
            state.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        let rows = sqlx::query_as!(
            MailRow,
            "SELECT id, kind, recipient, name, lang, sealed, state, attempts, due_at, expires_at, \
             error, created_at, ended_at, cut_off FROM outbox WHERE state = $1 \
             ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3",
            state.as_str(),
            window.limit,
            window.offset
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let rows = rows.into_iter().map(OutboxMail::try_from).collect::<Result<_>>()?;
        Ok(Page { rows, total })
    }

    async fn retry_mail(&mut self, id: &MailId, now: Timestamp) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE outbox SET state = 'waiting', attempts = 0, cut_off = 0, due_at = $2, ended_at = NULL \
             WHERE id = $1 AND state = 'failed'",
            id.as_str(),
            now.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn count_mails(&mut self) -> Result<Vec<(MailState, i64)>> {
        let rows = sqlx::query!(
            r#"SELECT state AS "state!: String", COUNT(*) AS "n!: i64"
               FROM outbox GROUP BY state ORDER BY state"#
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let known = rows.into_iter().filter_map(|row| Some((MailState::parse(&row.state)?, row.n)));
        Ok(known.collect())
    }

    async fn remove_stale_mails(&mut self, sent: Timestamp, failed: Timestamp) -> Result<i64> {
        let done = sqlx::query!(
            "DELETE FROM outbox WHERE (state = 'sent' AND ended_at < $1) \
             OR (state = 'failed' AND ended_at < $2)",
            sent.ms(),
            failed.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }

    async fn feed(&mut self, user: &UserId) -> Result<Option<CalendarFeed>> {
        let row = sqlx::query_as!(
            FeedRow,
            "SELECT user_id, token_hash, created_at, last_used_at FROM calendar_feeds \
             WHERE user_id = $1",
            user.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        Ok(row.map(CalendarFeed::from))
    }

    async fn find_feed_unscoped(&mut self, token_hash: &str) -> Result<Option<CalendarFeed>> {
        let row = sqlx::query_as!(
            FeedRow,
            "SELECT user_id, token_hash, created_at, last_used_at FROM calendar_feeds \
             WHERE token_hash = $1",
            token_hash
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        Ok(row.map(CalendarFeed::from))
    }

    async fn put_feed(&mut self, feed: &CalendarFeed) -> Result<()> {
        sqlx::query!(
            "INSERT INTO calendar_feeds (user_id, token_hash, created_at, last_used_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (user_id) DO UPDATE SET \
             token_hash = excluded.token_hash, created_at = excluded.created_at, \
             last_used_at = excluded.last_used_at",
            feed.user_id.as_str(),
            feed.token_hash,
            feed.created_at.ms(),
            feed.last_used_at.map(Timestamp::ms),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn touch_feed(&mut self, user: &UserId, at: Timestamp) -> Result<()> {
        sqlx::query!(
            "UPDATE calendar_feeds SET last_used_at = $2 WHERE user_id = $1",
            user.as_str(),
            at.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn remove_feed(&mut self, user: &UserId) -> Result<bool> {
        let done = sqlx::query!("DELETE FROM calendar_feeds WHERE user_id = $1", user.as_str())
            .execute(self.conn())
            .await
            .map_err(fail)?;
        Ok(done.rows_affected() > 0)
    }
}
