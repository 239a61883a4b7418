//! A coupon as it is stored, and how one is found.

use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType};
use hezong_domain::{BatchId, CouponId, CustomerId, Fen, PartnerId, QuotaId, Timestamp};
use hezong_storage::{Result, StorageError};

use crate::repo::Conn;
use crate::repo::support::{Sql, bad, fail, from_json};

/// A coupon as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct CouponRow {
    id: String,
    quota_id: String,
    partner_id: String,
    customer_id: String,
    association: String,
    batch_id: String,
    coupon_type: String,
    name: String,
    status: i64,
    face_fen: i64,
    balance_fen: i64,
    locked_fen: i64,
    used_fen: i64,
    refunded_fen: i64,
    reclaimed_fen: i64,
    expired_fen: i64,
    is_frozen: bool,
    effective_at: i64,
    expires_at: i64,
    limits: String,
    memo: String,
    use_count: i64,
    last_order_id: String,
    created_at: i64,
    last_used_at: Option<i64>,
    updated_at: i64,
    version: i64,
}

impl TryFrom<CouponRow> for Coupon {
    type Error = StorageError;

    fn try_from(row: CouponRow) -> Result<Self> {
        let wrong = |column| bad("coupons", column, &row.id);
        Ok(Self {
            association: AssociationKind::parse(&row.association)
                .ok_or_else(|| wrong("association"))?,
            coupon_type: CouponType::parse(&row.coupon_type).ok_or_else(|| wrong("coupon_type"))?,
            status: CouponStatus::from_code(row.status).ok_or_else(|| wrong("status"))?,
            limits: from_json(&row.limits).ok_or_else(|| wrong("limits"))?,
            id: CouponId::new(row.id),
            quota_id: QuotaId::new(row.quota_id),
            partner_id: PartnerId::new(row.partner_id),
            customer_id: CustomerId::new(row.customer_id),
            batch_id: BatchId::new(row.batch_id),
            name: row.name,
            face: Fen::new(row.face_fen),
            balance: Fen::new(row.balance_fen),
            locked: Fen::new(row.locked_fen),
            used: Fen::new(row.used_fen),
            refunded: Fen::new(row.refunded_fen),
            reclaimed: Fen::new(row.reclaimed_fen),
            expired: Fen::new(row.expired_fen),
            is_frozen: row.is_frozen,
            effective_at: Timestamp::from_ms(row.effective_at),
            expires_at: Timestamp::from_ms(row.expires_at),
            memo: row.memo,
            use_count: row.use_count,
            last_order_id: row.last_order_id,
            created_at: Timestamp::from_ms(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp::from_ms),
            updated_at: Timestamp::from_ms(row.updated_at),
            version: row.version,
        })
    }
}

/// The columns of [`CouponRow`] for statements that filters make up.
pub(super) const COLUMNS: &str = "SELECT c.id, c.quota_id, c.partner_id, c.customer_id, \
     c.association, c.batch_id, c.coupon_type, c.name, c.status, c.face_fen, c.balance_fen, \
     c.locked_fen, c.used_fen, c.refunded_fen, c.reclaimed_fen, c.expired_fen, c.is_frozen, \
     c.effective_at, c.expires_at, c.limits, c.memo, c.use_count, c.last_order_id, c.created_at, \
     c.last_used_at, c.updated_at, c.version";

macro_rules! select_coupon {
    ($tail:tt $(, $arg:expr)*) => {
        sqlx::query_as!(
            CouponRow,
            "SELECT id, quota_id, partner_id, customer_id, association, batch_id, coupon_type, name, \
             status, face_fen, balance_fen, locked_fen, used_fen, refunded_fen, reclaimed_fen, \
             expired_fen, is_frozen, effective_at, expires_at, limits, memo, use_count, \
             last_order_id, created_at, last_used_at, updated_at, version FROM coupons " + $tail
            $(, $arg)*
        )
    };
}

/// A coupon by its id.
pub(super) async fn find(conn: &mut Conn, id: &CouponId) -> Result<Option<Coupon>> {
    let row =
        select_coupon!("WHERE id = $1", id.as_str()).fetch_optional(conn).await.map_err(fail)?;
    row.map(Coupon::try_from).transpose()
}

/// Coupons the expiry job has to see to.
pub(super) async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Coupon>> {
    let rows = select_coupon!(
        "WHERE status = 2 AND expires_at <= $1 AND locked_fen = 0 ORDER BY expires_at, id LIMIT $2",
        now.ms(),
        limit
    )
    .fetch_all(conn)
    .await
    .map_err(fail)?;
    rows.into_iter().map(Coupon::try_from).collect()
}

/// Runs a statement that selects [`COLUMNS`].
pub(super) async fn fetch(conn: &mut Conn, mut sql: Sql) -> Result<Vec<Coupon>> {
    let rows: Vec<CouponRow> = sql.build_query_as().fetch_all(conn).await.map_err(fail)?;
    rows.into_iter().map(Coupon::try_from).collect()
}
