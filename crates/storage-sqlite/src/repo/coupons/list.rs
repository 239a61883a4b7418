//! Lists of coupons: what a filter means in SQL.

use hezong_domain::access::Scope;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType};
use hezong_domain::text::fold;
use hezong_domain::{BatchId, CouponId, CustomerId, Page, PartnerId, QuotaId, Timestamp, Window};
use hezong_storage::Result;
use hezong_storage::coupons::{CouponFilter, CouponOrder};

use super::row::{COLUMNS, fetch};
use crate::repo::Conn;
use crate::repo::support::{Sql, and_between, and_codes, and_in, and_is, containing, fail, windowed};

/// One page of the coupons a scope sees.
pub(super) async fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CouponFilter,
    window: Window,
    now: Timestamp,
) -> Result<Page<Coupon>> {
    let mut sql = Sql::new("SELECT COUNT(*)");
    push_filter(&mut sql, scope, filter, now);
    let total = sql.build_query_scalar().fetch_one(&mut *conn).await.map_err(fail)?;

    // The page is found in the index first; whole rows are read for the rows of the page only.
    let mut sql = Sql::new(COLUMNS);
    sql.push(" FROM (SELECT c.id AS page_id");
    push_filter(&mut sql, scope, filter, now);
    let order = match filter.order {
        CouponOrder::Newest => " ORDER BY c.created_at DESC, c.id DESC",
        CouponOrder::EndingFirst => " ORDER BY c.expires_at, c.id",
    };
    sql.push(order);
    windowed(&mut sql, window);
    sql.push(") p JOIN coupons c ON c.id = p.page_id").push(order);
    Ok(Page { rows: fetch(conn, sql).await?, total })
}

fn push_filter(sql: &mut Sql, scope: &Scope, filter: &CouponFilter, now: Timestamp) {
    sql.push(" FROM coupons c WHERE TRUE");
    match scope {
        Scope::Platform => {}
        Scope::Partner(partner) => and_is(sql, "c.partner_id", Some(partner.as_str())),
        Scope::Customer(customer) => {
            and_is(sql, "c.customer_id", Some(customer.as_str()));
            sql.push(" AND c.status <> 5");
        }
    }
    and_in(sql, "c.id", filter.ids.iter().map(CouponId::as_str));
    push_search(sql, &filter.search);
    and_is(sql, "c.customer_id", filter.customer_id.as_ref().map(CustomerId::as_str));
    and_is(sql, "c.quota_id", filter.quota_id.as_ref().map(QuotaId::as_str));
    and_is(sql, "c.batch_id", filter.batch_id.as_ref().map(BatchId::as_str));
    and_is(sql, "c.partner_id", filter.partner_id.as_ref().map(PartnerId::as_str));
    and_is(sql, "c.coupon_type", filter.coupon_type.map(CouponType::as_str));
    and_is(sql, "c.association", filter.association.map(AssociationKind::as_str));
    push_statuses(sql, &filter.statuses, now);
    if !filter.order_id.is_empty() {
        sql.push(" AND c.id IN (SELECT coupon_id FROM coupon_movements WHERE kind = 'spend' AND reference = ")
            .push_bind(filter.order_id.clone())
            .push(" UNION SELECT id FROM coupons WHERE last_order_id <> '' AND last_order_id = ")
            .push_bind(filter.order_id.clone())
            .push(")");
    }
    and_between(sql, "c.created_at", filter.created_after, filter.created_before);
    and_between(sql, "c.effective_at", filter.effective_after, filter.effective_before);
    and_between(sql, "c.expires_at", filter.expires_after, filter.expires_before);
}

/// The beginning of a coupon id, or a part of the customer's name or company.
fn push_search(sql: &mut Sql, search: &str) {
    let folded = fold(search);
    if folded.is_empty() {
        return;
    }
    // A range, not LIKE: it can use the index on both engines. `~` sorts after all that ids hold.
    sql.push(" AND ((LOWER(c.id) >= ")
        .push_bind(folded.clone())
        .push(" AND LOWER(c.id) < ")
        .push_bind(format!("{folded}~"))
        .push(") OR c.customer_id IN (SELECT id FROM accounts WHERE kind = 'customer' AND name_folded LIKE ")
        .push_bind(containing(&folded))
        .push(" ESCAPE '!'))");
}

/// The states people see at `now`, see `Coupon::status_at`.
fn push_statuses(sql: &mut Sql, statuses: &[CouponStatus], now: Timestamp) {
    let available = statuses.contains(&CouponStatus::Available);
    let expired = statuses.contains(&CouponStatus::Expired);
    if available == expired {
        // Nobody asks on which side of its end a coupon is: the stored state says it all.
        and_codes(sql, "c.status", statuses.iter().map(|status| status.code()));
        return;
    }
    let rest: Vec<i64> = statuses
        .iter()
        .filter(|status| **status != CouponStatus::Available)
        .map(|status| status.code())
        .collect();
    let live = if available { "c.expires_at > " } else { "c.expires_at <= " };
    sql.push(" AND ((c.status = 2 AND ").push(live).push_bind(now.ms()).push(")");
    if !rest.is_empty() {
        sql.push(" OR (TRUE");
        and_codes(sql, "c.status", rest);
        sql.push(")");
    }
    sql.push(")");
}
