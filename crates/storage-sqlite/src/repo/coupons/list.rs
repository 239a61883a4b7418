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
use crate::repo::support::{
    Sql, and_between, and_codes, and_contains, and_in, and_is, fail, windowed,
};

/// Most customers that a search is turned into; when it finds more, rows are looked at one by one.
const CUSTOMERS_NAMED_MAX: usize = 200;

/// One page of the coupons a scope sees.
pub(super) async fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CouponFilter,
    window: Window,
    now: Timestamp,
) -> Result<Page<Coupon>> {
    let search = Search::of(conn, &filter.search).await?;
    let total = if counted_by_quotas(scope, filter) {
        count_by_quotas(conn, scope, filter).await?
    } else {
        let mut sql = Sql::new("SELECT COUNT(*)");
        push_filter(&mut sql, scope, filter, &search, now);
        sql.build_query_scalar().fetch_one(&mut *conn).await.map_err(fail)?
    };
    // The page is found in the index first; whole rows are read for the rows of the page only.
    let mut sql = Sql::new(COLUMNS);
    sql.push(" FROM (SELECT c.id AS page_id");
    push_filter(&mut sql, scope, filter, &search, now);
    let order = match filter.order {
        CouponOrder::Newest => " ORDER BY c.created_at DESC, c.id DESC",
        CouponOrder::EndingFirst => " ORDER BY c.expires_at, c.id",
    };
    sql.push(order);
    windowed(&mut sql, window);
    sql.push(") p JOIN coupons c ON c.id = p.page_id").push(order);
    Ok(Page { rows: fetch(conn, sql).await?, total })
}

/// Whether nothing but whose, of which kind and from which quota is asked: then quotas, which count what
/// is made from them, know the total, however many rows there are.
fn counted_by_quotas(scope: &Scope, filter: &CouponFilter) -> bool {
    let CouponFilter {
        ids,
        search,
        customer_id,
        batch_id,
        statuses,
        association,
        order_id,
        created_after,
        created_before,
        effective_after,
        effective_before,
        expires_after,
        expires_before,
        quota_id: _,
        partner_id: _,
        coupon_type: _,
        order: _,
    } = filter;
    let bounds = [
        created_after,
        created_before,
        effective_after,
        effective_before,
        expires_after,
        expires_before,
    ];
    !matches!(scope, Scope::Customer(_))
        && ids.is_empty()
        && fold(search).is_empty()
        && customer_id.is_none()
        && batch_id.is_none()
        && statuses.is_empty()
        && association.is_none()
        && order_id.is_empty()
        && bounds.iter().all(|bound| bound.is_none())
}

async fn count_by_quotas(conn: &mut Conn, scope: &Scope, filter: &CouponFilter) -> Result<i64> {
    let mut sql =
        Sql::new("SELECT COALESCE(CAST(SUM(issued_count) AS BIGINT), 0) FROM quotas WHERE TRUE");
    if let Scope::Partner(partner) = scope {
        and_is(&mut sql, "partner_id", Some(partner.as_str()));
    }
    and_is(&mut sql, "partner_id", filter.partner_id.as_ref().map(PartnerId::as_str));
    and_is(&mut sql, "id", filter.quota_id.as_ref().map(QuotaId::as_str));
    // A quota makes coupons of its own type only, and both say it with the same text.
    and_is(&mut sql, "quota_type", filter.coupon_type.map(CouponType::as_str));
    sql.build_query_scalar().fetch_one(conn).await.map_err(fail)
}

/// What a search text stands for.
enum Search {
    /// No search.
    Nothing,
    /// Few customers bear the name: their coupons, and those whose id begins so, are found by index.
    Named { folded: String, customers: Vec<String> },
    /// Many do.
    Common { folded: String },
}

impl Search {
    async fn of(conn: &mut Conn, text: &str) -> Result<Self> {
        let folded = fold(text);
        if folded.is_empty() {
            return Ok(Self::Nothing);
        }
        let mut sql = Sql::new("SELECT id FROM accounts WHERE kind = 'customer'");
        and_contains(&mut sql, "name_folded", &folded);
        sql.push(format_args!(" LIMIT {}", CUSTOMERS_NAMED_MAX + 1));
        let customers: Vec<String> =
            sql.build_query_scalar().fetch_all(conn).await.map_err(fail)?;
        Ok(if customers.len() > CUSTOMERS_NAMED_MAX {
            Self::Common { folded }
        } else {
            Self::Named { folded, customers }
        })
    }

    /// The beginning of a coupon id, or a part of the customer's name or company.
    fn push(&self, sql: &mut Sql) {
        let (folded, customers) = match self {
            Self::Nothing => return,
            Self::Named { folded, customers } => (folded, Some(customers)),
            Self::Common { folded } => (folded, None),
        };
        // A range, not LIKE: it can use the index on both engines. `~` sorts after all that ids hold.
        sql.push(" AND ((LOWER(c.id) >= ")
            .push_bind(folded.clone())
            .push(" AND LOWER(c.id) < ")
            .push_bind(format!("{folded}~"))
            .push(") OR (TRUE");
        match customers {
            Some(none) if none.is_empty() => {
                sql.push(" AND FALSE");
            }
            Some(some) => and_in(sql, "c.customer_id", some.iter().map(String::as_str)),
            None => {
                sql.push(" AND c.customer_id IN (SELECT id FROM accounts WHERE kind = 'customer'");
                and_contains(sql, "name_folded", folded);
                sql.push(")");
            }
        }
        sql.push("))");
    }
}

fn push_filter(
    sql: &mut Sql,
    scope: &Scope,
    filter: &CouponFilter,
    search: &Search,
    now: Timestamp,
) {
    sql.push(" FROM coupons c WHERE TRUE");
    match scope {
        Scope::Platform => {}
        Scope::Partner(partner) => {
            // The planner cannot know that few rows match a name. An expression keeps it from walking
            // through all of a big partner's rows.
            let column = match search {
                Search::Named { .. } => "c.partner_id || ''",
                _ => "c.partner_id",
            };
            and_is(sql, column, Some(partner.as_str()));
        }
        Scope::Customer(customer) => {
            and_is(sql, "c.customer_id", Some(customer.as_str()));
            sql.push(" AND c.status <> 5");
        }
    }
    and_in(sql, "c.id", filter.ids.iter().map(CouponId::as_str));
    search.push(sql);
    and_is(sql, "c.customer_id", filter.customer_id.as_ref().map(CustomerId::as_str));
    and_is(sql, "c.quota_id", filter.quota_id.as_ref().map(QuotaId::as_str));
    and_is(sql, "c.batch_id", filter.batch_id.as_ref().map(BatchId::as_str));
    and_is(sql, "c.partner_id", filter.partner_id.as_ref().map(PartnerId::as_str));
    and_is(sql, "c.coupon_type", filter.coupon_type.map(CouponType::as_str));
    and_is(sql, "c.association", filter.association.map(AssociationKind::as_str));
    push_statuses(sql, &filter.statuses, now);
    push_order(sql, &filter.order_id);
    and_between(sql, "c.created_at", filter.created_after, filter.created_before);
    and_between(sql, "c.effective_at", filter.effective_after, filter.effective_before);
    and_between(sql, "c.expires_at", filter.expires_after, filter.expires_before);
}

/// Coupons that paid for an order, the last one or an earlier one.
fn push_order(sql: &mut Sql, order_id: &str) {
    if order_id.is_empty() {
        return;
    }
    sql.push(" AND c.id IN (SELECT coupon_id FROM coupon_movements WHERE kind = 'spend'");
    and_is(sql, "reference", Some(order_id));
    sql.push(" UNION SELECT id FROM coupons WHERE last_order_id <> ''");
    and_is(sql, "last_order_id", Some(order_id));
    sql.push(")");
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
