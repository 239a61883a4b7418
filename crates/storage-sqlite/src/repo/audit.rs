//! The audit log: one hash chain per account.

use async_trait::async_trait;
use hezong_domain::{AccountId, Page, Timestamp, Window};
use hezong_storage::audit::{AuditFilter, AuditLine, AuditRepository};
use hezong_storage::{Result, StorageError};

use super::Work;
use super::support::{Sql, and_is, containing, escaped, fail, windowed};

/// A line as it is stored.
#[derive(sqlx::FromRow)]
struct LineRow {
    account_id: String,
    seq: i64,
    at: i64,
    actor: String,
    proof: String,
    action: String,
    target: String,
    outcome: String,
    detail: String,
    ip: String,
    request_id: String,
    prev_hash: String,
    hash: String,
}

impl From<LineRow> for AuditLine {
    fn from(row: LineRow) -> Self {
        Self {
            account_id: AccountId::new(row.account_id),
            seq: row.seq,
            at: Timestamp::from_ms(row.at),
            actor: row.actor,
            proof: row.proof,
            action: row.action,
            target: row.target,
            outcome: row.outcome,
            detail: row.detail,
            ip: row.ip,
            request_id: row.request_id,
            prev_hash: row.prev_hash,
            hash: row.hash,
        }
    }
}

fn push_filter(sql: &mut Sql, filter: &AuditFilter) {
    sql.push(" FROM audit_lines WHERE TRUE");
    and_is(sql, "account_id", filter.account_id.as_ref().map(AccountId::as_str));
    if !filter.search.is_empty() {
        let pattern = containing(&filter.search.to_lowercase());
        sql.push(" AND (LOWER(target) LIKE ")
            .push_bind(pattern.clone())
            .push(" ESCAPE '!' OR LOWER(detail) LIKE ")
            .push_bind(pattern.clone())
            .push(" ESCAPE '!' OR LOWER(request_id) LIKE ")
            .push_bind(pattern)
            .push(" ESCAPE '!')");
    }
    if !filter.actor.is_empty() {
        sql.push(" AND LOWER(actor) LIKE ")
            .push_bind(containing(&filter.actor.to_lowercase()))
            .push(" ESCAPE '!'");
    }
    if !filter.action.is_empty() {
        sql.push(" AND (action = ")
            .push_bind(filter.action.clone())
            .push(" OR action LIKE ")
            .push_bind(format!("{}.%", escaped(&filter.action)))
            .push(" ESCAPE '!')");
    }
    if !filter.outcome.is_empty() {
        and_is(sql, "outcome", Some(&filter.outcome));
    }
    if let Some(from) = filter.from {
        sql.push(" AND at >= ").push_bind(from.ms());
    }
    if let Some(to) = filter.to {
        sql.push(" AND at <= ").push_bind(to.ms());
    }
}

#[async_trait]
impl AuditRepository for Work {
    async fn head(&mut self, account: &AccountId) -> Result<Option<(i64, String)>> {
        let row = sqlx::query!(
            "SELECT seq, hash FROM audit_lines WHERE account_id = $1 ORDER BY seq DESC LIMIT 1",
            account.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        Ok(row.map(|row| (row.seq, row.hash)))
    }

    async fn append(&mut self, line: &AuditLine) -> Result<()> {
        let done = sqlx::query!(
            "INSERT INTO audit_lines (account_id, seq, at, actor, proof, action, target, outcome, \
             detail, ip, request_id, prev_hash, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             ON CONFLICT DO NOTHING",
            line.account_id.as_str(),
            line.seq,
            line.at.ms(),
            line.actor,
            line.proof,
            line.action,
            line.target,
            line.outcome,
            line.detail,
            line.ip,
            line.request_id,
            line.prev_hash,
            line.hash,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn list(&mut self, filter: &AuditFilter, window: Window) -> Result<Page<AuditLine>> {
        let mut sql = Sql::new("SELECT COUNT(*)");
        push_filter(&mut sql, filter);
        let total = sql.build_query_scalar().fetch_one(self.conn()).await.map_err(fail)?;

        let mut sql = Sql::new(
            "SELECT account_id, seq, at, actor, proof, action, target, outcome, detail, ip, \
             request_id, prev_hash, hash",
        );
        push_filter(&mut sql, filter);
        sql.push(" ORDER BY at DESC, account_id DESC, seq DESC");
        windowed(&mut sql, window);
        let rows: Vec<LineRow> = sql.build_query_as().fetch_all(self.conn()).await.map_err(fail)?;
        Ok(Page { rows: rows.into_iter().map(AuditLine::from).collect(), total })
    }

    async fn chains(&mut self) -> Result<Vec<AccountId>> {
        let ids =
            sqlx::query_scalar!("SELECT DISTINCT account_id FROM audit_lines ORDER BY account_id")
                .fetch_all(self.conn())
                .await
                .map_err(fail)?;
        Ok(ids.into_iter().map(AccountId::new).collect())
    }

    async fn walk(
        &mut self,
        account: &AccountId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<AuditLine>> {
        let rows = sqlx::query_as!(
            LineRow,
            "SELECT account_id, seq, at, actor, proof, action, target, outcome, detail, ip, \
             request_id, prev_hash, hash FROM audit_lines \
             WHERE account_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            account.as_str(),
            after,
            limit
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        Ok(rows.into_iter().map(AuditLine::from).collect())
    }
}
