//! The figures above a partner's issued list.

use hezong_domain::coupons::CouponType;
use hezong_domain::time::DAY_MS;
use hezong_domain::{Fen, PartnerId, Timestamp};
use hezong_storage::Result;
use hezong_storage::coupons::IssuedTotals;

use crate::repo::Conn;
use crate::repo::support::fail;

/// Sums over what a partner issued.
pub(super) async fn issued_totals(
    conn: &mut Conn,
    partner: &PartnerId,
    coupon_type: CouponType,
    now: Timestamp,
) -> Result<IssuedTotals> {
    let held = sqlx::query!(
        r#"SELECT COUNT(*) AS "held_count!: i64",
            COALESCE(CAST(SUM(balance_fen) AS BIGINT), 0) AS "held!: i64",
            COALESCE(CAST(SUM(locked_fen) AS BIGINT), 0) AS "locked!: i64",
            COUNT(*) FILTER (WHERE expires_at <= $4) AS "ending_count!: i64",
            COALESCE(CAST(SUM(balance_fen) FILTER (WHERE expires_at <= $4) AS BIGINT), 0)
                AS "ending!: i64"
           FROM coupons
           WHERE partner_id = $1 AND coupon_type = $2 AND status = 2 AND expires_at > $3"#,
        partner.as_str(),
        coupon_type.as_str(),
        now.ms(),
        now.plus_ms(7 * DAY_MS).ms()
    )
    .fetch_one(&mut *conn)
    .await
    .map_err(fail)?;
    // Quotas count what is made from them: no need to count the rows.
    let count = sqlx::query_scalar!(
        r#"SELECT COALESCE(CAST(SUM(issued_count) AS BIGINT), 0) AS "n!: i64" FROM quotas
           WHERE partner_id = $1 AND quota_type = $2"#,
        partner.as_str(),
        coupon_type.as_str()
    )
    .fetch_one(&mut *conn)
    .await
    .map_err(fail)?;
    let (this_month, last_month) = (now.local_month_start(0), now.local_month_start(-1));
    Ok(IssuedTotals {
        held_count: held.held_count,
        held: Fen::new(held.held),
        locked: Fen::new(held.locked),
        used_this_month: used(conn, partner, coupon_type, this_month, now.plus_ms(1)).await?,
        used_last_month: used(conn, partner, coupon_type, last_month, this_month).await?,
        ending_count: held.ending_count,
        ending: Fen::new(held.ending),
        count,
    })
}

/// What customers used between two instants, what was given back taken off.
async fn used(
    conn: &mut Conn,
    partner: &PartnerId,
    coupon_type: CouponType,
    from: Timestamp,
    to: Timestamp,
) -> Result<Fen> {
    let change = sqlx::query_scalar!(
        r#"SELECT COALESCE(CAST(SUM(amount_fen) AS BIGINT), 0) AS "change!: i64"
           FROM coupon_movements
           WHERE partner_id = $1 AND coupon_type = $2 AND kind IN ('spend', 'refund')
            AND at >= $3 AND at < $4"#,
        partner.as_str(),
        coupon_type.as_str(),
        from.ms(),
        to.ms()
    )
    .fetch_one(conn)
    .await
    .map_err(fail)?;
    Ok(Fen::new(change).negated())
}
