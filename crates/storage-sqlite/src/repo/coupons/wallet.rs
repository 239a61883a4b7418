//! A customer's wallet.

use hezong_domain::coupons::{Coupon, CouponType};
use hezong_domain::{CustomerId, Fen, Page, Timestamp, Window};
use hezong_storage::Result;
use hezong_storage::coupons::{WalletCounts, WalletTab};

use super::row::{COLUMNS, fetch};
use crate::repo::Conn;
use crate::repo::support::{Sql, fail, windowed};

/// Which coupons of a wallet are wanted.
pub(super) struct Wanted<'a> {
    /// Whose.
    pub(super) customer: &'a CustomerId,
    /// Voucher or cash coupon.
    pub(super) coupon_type: CouponType,
    /// Which tab.
    pub(super) tab: WalletTab,
    /// Now.
    pub(super) now: Timestamp,
    /// Ends before this are not shown.
    pub(super) expired_since: Timestamp,
}

/// Counts of all tabs. The conditions are those of [`push_tab`].
pub(super) async fn counts(
    conn: &mut Conn,
    customer: &CustomerId,
    coupon_type: CouponType,
    now: Timestamp,
    expired_since: Timestamp,
) -> Result<WalletCounts> {
    let row = sqlx::query!(
        r#"SELECT
            COUNT(*) FILTER (WHERE status = 2 AND expires_at > $3 AND effective_at <= $3
                AND NOT is_frozen AND balance_fen > locked_fen) AS "usable!: i64",
            COALESCE(CAST(SUM(balance_fen - locked_fen) FILTER (WHERE status = 2 AND expires_at > $3
                AND effective_at <= $3 AND NOT is_frozen AND balance_fen > locked_fen) AS BIGINT), 0)
                AS "usable_total!: i64",
            COUNT(*) FILTER (WHERE status = 1 OR (status = 2 AND expires_at > $3
                AND (effective_at > $3 OR is_frozen OR balance_fen <= locked_fen)))
                AS "waiting!: i64",
            COUNT(*) FILTER (WHERE status = 3) AS "used!: i64",
            COUNT(*) FILTER (WHERE (status = 4 OR (status = 2 AND expires_at <= $3))
                AND expires_at >= $4) AS "expired!: i64"
           FROM coupons WHERE customer_id = $1 AND coupon_type = $2"#,
        customer.as_str(),
        coupon_type.as_str(),
        now.ms(),
        expired_since.ms()
    )
    .fetch_one(conn)
    .await
    .map_err(fail)?;
    Ok(WalletCounts {
        usable: row.usable,
        usable_total: Fen::new(row.usable_total),
        waiting: row.waiting,
        used: row.used,
        expired: row.expired,
    })
}

/// One tab.
pub(super) async fn page(
    conn: &mut Conn,
    wanted: &Wanted<'_>,
    window: Window,
) -> Result<Page<Coupon>> {
    let mut sql = Sql::new("SELECT COUNT(*)");
    push_tab(&mut sql, wanted);
    let total = sql.build_query_scalar().fetch_one(&mut *conn).await.map_err(fail)?;

    let mut sql = Sql::new(COLUMNS);
    push_tab(&mut sql, wanted);
    sql.push(match wanted.tab {
        WalletTab::Usable | WalletTab::Waiting => " ORDER BY c.expires_at, c.id",
        WalletTab::Used | WalletTab::Expired => " ORDER BY c.expires_at DESC, c.id DESC",
    });
    windowed(&mut sql, window);
    Ok(Page { rows: fetch(conn, sql).await?, total })
}

fn push_tab(sql: &mut Sql, wanted: &Wanted<'_>) {
    let now = wanted.now.ms();
    sql.push(" FROM coupons c WHERE c.customer_id = ")
        .push_bind(wanted.customer.as_str().to_owned())
        .push(" AND c.coupon_type = ")
        .push_bind(wanted.coupon_type.as_str());
    match wanted.tab {
        WalletTab::Usable => sql
            .push(" AND c.status = 2 AND c.expires_at > ")
            .push_bind(now)
            .push(" AND c.effective_at <= ")
            .push_bind(now)
            .push(" AND NOT c.is_frozen AND c.balance_fen > c.locked_fen"),
        WalletTab::Waiting => sql
            .push(" AND (c.status = 1 OR (c.status = 2 AND c.expires_at > ")
            .push_bind(now)
            .push(" AND (c.effective_at > ")
            .push_bind(now)
            .push(" OR c.is_frozen OR c.balance_fen <= c.locked_fen)))"),
        WalletTab::Used => sql.push(" AND c.status = 3"),
        WalletTab::Expired => sql
            .push(" AND (c.status = 4 OR (c.status = 2 AND c.expires_at <= ")
            .push_bind(now)
            .push(")) AND c.expires_at >= ")
            .push_bind(wanted.expired_since.ms()),
    };
}

/// Free balances of coupons by the month they end in, this month first; those that begin later count too.
pub(super) async fn ending_by_month(
    conn: &mut Conn,
    customer: &CustomerId,
    coupon_type: CouponType,
    now: Timestamp,
    months: i64,
) -> Result<Vec<(Timestamp, Fen)>> {
    let end = now.local_month_start(months);
    let rows = sqlx::query!(
        r#"SELECT expires_at AS "expires_at!: i64",
            CAST(SUM(balance_fen - locked_fen) AS BIGINT) AS "free!: i64"
           FROM coupons
           WHERE customer_id = $1 AND coupon_type = $2 AND status = 2 AND expires_at > $3
            AND expires_at < $4 AND NOT is_frozen
           GROUP BY expires_at"#,
        customer.as_str(),
        coupon_type.as_str(),
        now.ms(),
        end.ms()
    )
    .fetch_all(conn)
    .await
    .map_err(fail)?;
    Ok((0..months)
        .map(|month| {
            let (from, to) = (now.local_month_start(month), now.local_month_start(month + 1));
            let sum = rows
                .iter()
                .filter(|row| (from.ms()..to.ms()).contains(&row.expires_at))
                .fold(0i64, |sum, row| sum.saturating_add(row.free));
            (from, Fen::new(sum))
        })
        .collect())
}
