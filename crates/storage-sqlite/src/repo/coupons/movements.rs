//! The history of a coupon's balance.

use hezong_domain::{CouponId, Fen, Timestamp};
use hezong_storage::Result;
use hezong_storage::coupons::Movement;

use crate::repo::Conn;
use crate::repo::support::{fail, one_row};

/// Adds a movement after all others of its coupon.
pub(super) async fn add(conn: &mut Conn, movement: &Movement) -> Result<()> {
    let done = sqlx::query!(
        "INSERT INTO coupon_movements (coupon_id, seq, transaction_id, partner_id, coupon_type, \
         kind, amount_fen, balance_after_fen, reference, at) \
         SELECT c.id, (SELECT COALESCE(MAX(m.seq), 0) + 1 FROM coupon_movements m \
         WHERE m.coupon_id = c.id), $2, c.partner_id, c.coupon_type, $3, $4, $5, $6, $7 \
         FROM coupons c WHERE c.id = $1",
        movement.coupon_id.as_str(),
        movement.transaction_id,
        movement.kind,
        movement.amount.get(),
        movement.balance_after.get(),
        movement.reference,
        movement.at.ms(),
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    one_row(done.rows_affected(), "coupon_movements", movement.coupon_id.as_str())
}

/// Movements of a coupon, oldest first.
pub(super) async fn of(conn: &mut Conn, id: &CouponId) -> Result<Vec<Movement>> {
    let rows = sqlx::query!(
        "SELECT transaction_id, kind, amount_fen, balance_after_fen, reference, at \
         FROM coupon_movements WHERE coupon_id = $1 ORDER BY seq",
        id.as_str()
    )
    .fetch_all(conn)
    .await
    .map_err(fail)?;
    Ok(rows
        .into_iter()
        .map(|row| Movement {
            transaction_id: row.transaction_id,
            coupon_id: id.clone(),
            kind: row.kind,
            amount: Fen::new(row.amount_fen),
            balance_after: Fen::new(row.balance_after_fen),
            reference: row.reference,
            at: Timestamp::from_ms(row.at),
        })
        .collect())
}
