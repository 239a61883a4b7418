//! Writing coupons.

use hezong_domain::Timestamp;
use hezong_domain::coupons::Coupon;
use hezong_storage::Result;

use crate::repo::Conn;
use crate::repo::support::{fail, to_json};

/// Adds a coupon.
pub(super) async fn add(conn: &mut Conn, coupon: &Coupon) -> Result<()> {
    sqlx::query!(
        "INSERT INTO coupons (id, quota_id, partner_id, customer_id, association, batch_id, \
         coupon_type, name, status, face_fen, balance_fen, locked_fen, used_fen, refunded_fen, \
         reclaimed_fen, expired_fen, is_frozen, effective_at, expires_at, limits, memo, use_count, \
         last_order_id, created_at, last_used_at, updated_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
         $19, $20, $21, $22, $23, $24, $25, $26, $27)",
        coupon.id.as_str(),
        coupon.quota_id.as_str(),
        coupon.partner_id.as_str(),
        coupon.customer_id.as_str(),
        coupon.association.as_str(),
        coupon.batch_id.as_str(),
        coupon.coupon_type.as_str(),
        coupon.name,
        coupon.status.code(),
        coupon.face.get(),
        coupon.balance.get(),
        coupon.locked.get(),
        coupon.used.get(),
        coupon.refunded.get(),
        coupon.reclaimed.get(),
        coupon.expired.get(),
        coupon.is_frozen,
        coupon.effective_at.ms(),
        coupon.expires_at.ms(),
        to_json(&coupon.limits)?,
        coupon.memo,
        coupon.use_count,
        coupon.last_order_id,
        coupon.created_at.ms(),
        coupon.last_used_at.map(Timestamp::ms),
        coupon.updated_at.ms(),
        coupon.version,
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    Ok(())
}

/// Writes what can change of a coupon, if its stored version is the one before.
pub(super) async fn update(conn: &mut Conn, coupon: &Coupon) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE coupons SET status = $2, balance_fen = $3, locked_fen = $4, used_fen = $5, \
         refunded_fen = $6, reclaimed_fen = $7, expired_fen = $8, is_frozen = $9, use_count = $10, \
         last_order_id = $11, last_used_at = $12, updated_at = $13, version = $14 \
         WHERE id = $1 AND version = $15",
        coupon.id.as_str(),
        coupon.status.code(),
        coupon.balance.get(),
        coupon.locked.get(),
        coupon.used.get(),
        coupon.refunded.get(),
        coupon.reclaimed.get(),
        coupon.expired.get(),
        coupon.is_frozen,
        coupon.use_count,
        coupon.last_order_id,
        coupon.last_used_at.map(Timestamp::ms),
        coupon.updated_at.ms(),
        coupon.version,
        coupon.version.saturating_sub(1),
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    Ok(done.rows_affected() == 1)
}
