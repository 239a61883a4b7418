//! Coupon quotas.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::coupons::{Quota, QuotaStatus, QuotaType};
use hezong_domain::text::fold;
use hezong_domain::time::DAY_MS;
use hezong_domain::{Fen, Page, PartnerId, QuotaId, Timestamp, Window};
use hezong_storage::quotas::{QuotaFilter, QuotaRepository, QuotaTotals, QuotaUse};
use hezong_storage::{Result, StorageError};

use super::Work;
use super::support::{
    Sql, and_between, and_contains, and_in, and_is, bad, fail, from_json, to_json, windowed,
};

/// A quota as it is stored.
#[derive(sqlx::FromRow)]
struct QuotaRow {
    id: String,
    partner_id: String,
    quota_type: String,
    name: String,
    value_fen: i64,
    balance_fen: i64,
    status: i64,
    effective_at: i64,
    expires_at: i64,
    limits: String,
    terms: String,
    issued_count: i64,
    issued_fen: i64,
    created_at: i64,
    updated_at: i64,
    version: i64,
}

impl TryFrom<QuotaRow> for Quota {
    type Error = StorageError;

    fn try_from(row: QuotaRow) -> Result<Self> {
        Ok(Self {
            quota_type: QuotaType::parse(&row.quota_type)
                .ok_or_else(|| bad("quotas", "quota_type", &row.id))?,
            status: QuotaStatus::from_code(row.status)
                .ok_or_else(|| bad("quotas", "status", &row.id))?,
            limits: from_json(&row.limits).ok_or_else(|| bad("quotas", "limits", &row.id))?,
            terms: from_json(&row.terms).ok_or_else(|| bad("quotas", "terms", &row.id))?,
            id: QuotaId::new(row.id),
            partner_id: PartnerId::new(row.partner_id),
            name: row.name,
            value: Fen::new(row.value_fen),
            balance: Fen::new(row.balance_fen),
            effective_at: Timestamp::from_ms(row.effective_at),
            expires_at: Timestamp::from_ms(row.expires_at),
            issued_count: row.issued_count,
            issued_total: Fen::new(row.issued_fen),
            created_at: Timestamp::from_ms(row.created_at),
            updated_at: Timestamp::from_ms(row.updated_at),
            version: row.version,
        })
    }
}

const COLUMNS: &str = "SELECT q.id, q.partner_id, q.quota_type, q.name, q.value_fen, q.balance_fen, \
     q.status, q.effective_at, q.expires_at, q.limits, q.terms, q.issued_count, q.issued_fen, \
     q.created_at, q.updated_at, q.version";

/// Search finds a quota by its id and by its name.
fn folded(quota: &Quota) -> String {
    fold(&format!("{} {}", quota.id, quota.name))
}

/// The states people see at `now`, see `Quota::status_at`.
fn push_statuses(sql: &mut Sql, statuses: &[QuotaStatus], now: Timestamp) {
    if statuses.is_empty() {
        return;
    }
    sql.push(" AND (FALSE");
    for status in statuses {
        match status {
            QuotaStatus::Reclaimed => sql.push(" OR q.status = 6"),
            QuotaStatus::Invalid => sql
                .push(" OR q.status = 3 OR (q.status <> 6 AND q.expires_at <= ")
                .push_bind(now.ms())
                .push(")"),
            stored => sql
                .push(" OR (q.status = ")
                .push_bind(stored.code())
                .push(" AND q.expires_at > ")
                .push_bind(now.ms())
                .push(")"),
        };
    }
    sql.push(")");
}

fn push_filter(sql: &mut Sql, scope: &Scope, filter: &QuotaFilter, now: Timestamp) {
    sql.push(" FROM quotas q WHERE TRUE");
    match scope {
        Scope::Platform => {}
        Scope::Partner(partner) => and_is(sql, "q.partner_id", Some(partner.as_str())),
        // Quotas are between vendor and partner.
        Scope::Customer(_) => {
            sql.push(" AND FALSE");
        }
    }
    and_in(sql, "q.id", filter.ids.iter().map(QuotaId::as_str));
    and_contains(sql, "q.name_folded", &fold(&filter.search));
    and_is(sql, "q.partner_id", filter.partner_id.as_ref().map(PartnerId::as_str));
    and_is(sql, "q.quota_type", filter.quota_type.map(QuotaType::as_str));
    push_statuses(sql, &filter.statuses, now);
    if filter.issuable_only {
        sql.push(" AND q.status = 0 AND q.balance_fen > 0 AND q.effective_at <= ")
            .push_bind(now.ms())
            .push(" AND q.expires_at > ")
            .push_bind(now.ms());
    }
    and_between(sql, "q.created_at", filter.created_after, filter.created_before);
    and_between(sql, "q.effective_at", filter.effective_after, filter.effective_before);
    and_between(sql, "q.expires_at", filter.expires_after, filter.expires_before);
}

#[async_trait]
impl QuotaRepository for Work {
    async fn add(&mut self, quota: &Quota) -> Result<()> {
        sqlx::query!(
            "INSERT INTO quotas (id, partner_id, quota_type, name, name_folded, value_fen, \
             balance_fen, status, effective_at, expires_at, limits, terms, issued_count, issued_fen, \
             created_at, updated_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
            quota.id.as_str(),
            quota.partner_id.as_str(),
            quota.quota_type.as_str(),
            quota.name,
            folded(quota),
            quota.value.get(),
            quota.balance.get(),
            quota.status.code(),
            quota.effective_at.ms(),
            quota.expires_at.ms(),
            to_json(&quota.limits)?,
            to_json(&quota.terms)?,
            quota.issued_count,
            quota.issued_total.get(),
            quota.created_at.ms(),
            quota.updated_at.ms(),
            quota.version,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn find(&mut self, scope: &Scope, id: &QuotaId) -> Result<Option<Quota>> {
        let quota = self.find_unscoped(id).await?;
        Ok(quota.filter(|quota| match scope {
            Scope::Platform => true,
            Scope::Partner(partner) => quota.partner_id == *partner,
            Scope::Customer(_) => false,
        }))
    }

    async fn find_unscoped(&mut self, id: &QuotaId) -> Result<Option<Quota>> {
        let row = sqlx::query_as!(
            QuotaRow,
            "SELECT id, partner_id, quota_type, name, value_fen, balance_fen, status, effective_at, \
             expires_at, limits, terms, issued_count, issued_fen, created_at, updated_at, version \
             FROM quotas WHERE id = $1",
            id.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        row.map(Quota::try_from).transpose()
    }

    async fn list(
        &mut self,
        scope: &Scope,
        filter: &QuotaFilter,
        window: Window,
        now: Timestamp,
    ) -> Result<Page<Quota>> {
        let mut sql = Sql::new("SELECT COUNT(*)");
        push_filter(&mut sql, scope, filter, now);
        let total = sql.build_query_scalar().fetch_one(self.conn()).await.map_err(fail)?;

        let mut sql = Sql::new(COLUMNS);
        push_filter(&mut sql, scope, filter, now);
        sql.push(" ORDER BY q.created_at DESC, q.id DESC");
        windowed(&mut sql, window);
        let rows: Vec<QuotaRow> =
            sql.build_query_as().fetch_all(self.conn()).await.map_err(fail)?;
        let rows = rows.into_iter().map(Quota::try_from).collect::<Result<_>>()?;
        Ok(Page { rows, total })
    }

    async fn update(&mut self, quota: &Quota) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE quotas SET name = $2, name_folded = $3, value_fen = $4, balance_fen = $5, \
             status = $6, effective_at = $7, expires_at = $8, limits = $9, terms = $10, \
             issued_count = $11, issued_fen = $12, updated_at = $13, version = $14 \
             WHERE id = $1 AND version = $15",
            quota.id.as_str(),
            quota.name,
            folded(quota),
            quota.value.get(),
            quota.balance.get(),
            quota.status.code(),
            quota.effective_at.ms(),
            quota.expires_at.ms(),
            to_json(&quota.limits)?,
            to_json(&quota.terms)?,
            quota.issued_count,
            quota.issued_total.get(),
            quota.updated_at.ms(),
            quota.version,
            quota.version.saturating_sub(1),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn totals(
        &mut self,
        partner: &PartnerId,
        quota_type: QuotaType,
        now: Timestamp,
    ) -> Result<QuotaTotals> {
        let week = now.plus_ms(7 * DAY_MS);
        let row = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: i64",
                COALESCE(CAST(SUM(balance_fen) FILTER (WHERE status = 0 AND balance_fen > 0
                    AND effective_at <= $3 AND expires_at > $3) AS BIGINT), 0) AS "issuable!: i64",
                COUNT(*) FILTER (WHERE status = 0 AND balance_fen > 0
                    AND effective_at <= $3 AND expires_at > $3) AS "issuable_count!: i64",
                COUNT(*) FILTER (WHERE status = 0 AND balance_fen > 0
                    AND effective_at <= $3 AND expires_at > $3 AND expires_at <= $4)
                    AS "ending_soon!: i64"
               FROM quotas WHERE partner_id = $1 AND quota_type = $2"#,
            partner.as_str(),
            quota_type.as_str(),
            now.ms(),
            week.ms()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        Ok(QuotaTotals {
            issuable: Fen::new(row.issuable),
            issuable_count: row.issuable_count,
            ending_soon: row.ending_soon,
            count: row.count,
        })
    }

    async fn usage(&mut self, id: &QuotaId) -> Result<QuotaUse> {
        let row = sqlx::query!(
            r#"SELECT COUNT(*) AS "coupons!: i64",
                COALESCE(CAST(SUM(balance_fen) AS BIGINT), 0) AS "held!: i64",
                COALESCE(CAST(SUM(used_fen - refunded_fen) AS BIGINT), 0) AS "consumed!: i64",
                COALESCE(CAST(SUM(reclaimed_fen) AS BIGINT), 0) AS "reclaimed!: i64",
                COALESCE(CAST(SUM(expired_fen) AS BIGINT), 0) AS "expired!: i64"
               FROM coupons WHERE quota_id = $1"#,
            id.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        Ok(QuotaUse {
            held: Fen::new(row.held),
            consumed: Fen::new(row.consumed),
            reclaimed: Fen::new(row.reclaimed),
            expired: Fen::new(row.expired),
            coupons: row.coupons,
        })
    }
}
