//! The operation records.

use hezong_domain::access::Scope;
use hezong_domain::coupons::{OperationType, QuotaType};
use hezong_domain::text::fold;
use hezong_domain::{
    BatchId, CouponId, CustomerId, Fen, Page, PartnerId, QuotaId, RecordId, RequestId, Timestamp,
    Window,
};
use hezong_storage::coupons::{OperationRecord, RecordFilter};
use hezong_storage::{Result, StorageError};

use crate::repo::Conn;
use crate::repo::support::{
    Sql, and_between, and_codes, and_contains, and_in, and_is, bad, fail, windowed,
};

/// A record as it is stored.
#[derive(sqlx::FromRow)]
struct RecordRow {
    id: String,
    operation: i64,
    quota_id: String,
    quota_type: String,
    partner_id: String,
    coupon_id: Option<String>,
    customer_id: String,
    batch_id: String,
    amount_fen: i64,
    failure: String,
    remark: String,
    operator: String,
    request_id: String,
    at: i64,
}

impl TryFrom<RecordRow> for OperationRecord {
    type Error = StorageError;

    fn try_from(row: RecordRow) -> Result<Self> {
        Ok(Self {
            operation: OperationType::from_code(row.operation)
                .ok_or_else(|| bad("coupon_records", "operation", &row.id))?,
            quota_type: QuotaType::parse(&row.quota_type)
                .ok_or_else(|| bad("coupon_records", "quota_type", &row.id))?,
            id: RecordId::new(row.id),
            quota_id: QuotaId::new(row.quota_id),
            partner_id: PartnerId::new(row.partner_id),
            coupon_id: row.coupon_id.map(CouponId::new),
            customer_id: CustomerId::new(row.customer_id),
            batch_id: BatchId::new(row.batch_id),
            amount: Fen::new(row.amount_fen),
            failure: row.failure,
            remark: row.remark,
            operator: row.operator,
            request_id: RequestId::new(row.request_id),
            at: Timestamp::from_ms(row.at),
        })
    }
}

/// Adds a record.
pub(super) async fn add(conn: &mut Conn, record: &OperationRecord) -> Result<()> {
    sqlx::query!(
        "INSERT INTO coupon_records (id, operation, quota_id, quota_type, partner_id, coupon_id, \
         customer_id, batch_id, amount_fen, is_done, failure, remark, operator, request_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        record.id.as_str(),
        record.operation.code(),
        record.quota_id.as_str(),
        record.quota_type.as_str(),
        record.partner_id.as_str(),
        record.coupon_id.as_ref().map(CouponId::as_str),
        record.customer_id.as_str(),
        record.batch_id.as_str(),
        record.amount.get(),
        record.failure.is_empty(),
        record.failure,
        record.remark,
        record.operator,
        record.request_id.as_str(),
        record.at.ms(),
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    Ok(())
}

/// One page of the records a scope sees, newest first.
pub(super) async fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &RecordFilter,
    window: Window,
) -> Result<Page<OperationRecord>> {
    let mut sql = Sql::new("SELECT COUNT(*)");
    push_filter(&mut sql, scope, filter);
    let total = sql.build_query_scalar().fetch_one(&mut *conn).await.map_err(fail)?;

    let mut sql = Sql::new(
        "SELECT r.id, r.operation, r.quota_id, r.quota_type, r.partner_id, r.coupon_id, \
         r.customer_id, r.batch_id, r.amount_fen, r.failure, r.remark, r.operator, r.request_id, \
         r.at FROM (SELECT r.id AS page_id",
    );
    push_filter(&mut sql, scope, filter);
    sql.push(" ORDER BY r.at DESC, r.id DESC");
    windowed(&mut sql, window);
    sql.push(") p JOIN coupon_records r ON r.id = p.page_id ORDER BY r.at DESC, r.id DESC");
    let rows: Vec<RecordRow> = sql.build_query_as().fetch_all(conn).await.map_err(fail)?;
    let rows = rows.into_iter().map(OperationRecord::try_from).collect::<Result<_>>()?;
    Ok(Page { rows, total })
}

fn push_filter(sql: &mut Sql, scope: &Scope, filter: &RecordFilter) {
    sql.push(" FROM coupon_records r WHERE TRUE");
    match scope {
        Scope::Platform => {}
        Scope::Partner(partner) => and_is(sql, "r.partner_id", Some(partner.as_str())),
        // Records are the partner's; a customer sees movements of its coupons.
        Scope::Customer(_) => {
            sql.push(" AND FALSE");
        }
    }
    and_codes(sql, "r.operation", filter.operations.iter().map(|o| o.code()));
    and_is(sql, "r.quota_id", filter.quota_id.as_ref().map(QuotaId::as_str));
    and_is(sql, "r.quota_type", filter.quota_type.map(QuotaType::as_str));
    and_in(sql, "r.coupon_id", filter.coupon_ids.iter().map(CouponId::as_str));
    and_is(sql, "r.customer_id", filter.customer_id.as_ref().map(CustomerId::as_str));
    and_is(sql, "r.batch_id", filter.batch_id.as_ref().map(BatchId::as_str));
    and_contains(sql, "r.operator", &fold(&filter.operator));
    if let Some(is_done) = filter.is_done {
        sql.push(" AND r.is_done = ").push_bind(is_done);
    }
    and_between(sql, "r.at", filter.after, filter.before);
}
