//! Lists of coupons: what a filter means in SQL, and how it stays fast on a million rows.

use hezong_domain::access::Scope;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType};
use hezong_domain::{BatchId, CouponId, CustomerId, Page, PartnerId, QuotaId, Timestamp, Window};
use hezong_storage::Result;
use hezong_storage::coupons::{CouponFilter, CouponOrder};

use super::row::{COLUMNS, fetch};
use super::search::Search;
use crate::repo::Conn;
use crate::repo::support::{Sql, and_between, and_in, and_is, fail, windowed};

/// What is asked: all that goes into the conditions.
struct Asked<'a> {
    scope: &'a Scope,
    filter: &'a CouponFilter,
    search: Search,
    now: Timestamp,
}

/// One page of the coupons a scope sees.
pub(super) async fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CouponFilter,
    window: Window,
    now: Timestamp,
) -> Result<Page<Coupon>> {
    let search = Search::of(conn, scope, &filter.search).await?;
    let asked = Asked { scope, filter, search, now };
    let total = if asked.is_counted_by_quotas() {
        count_by_quotas(conn, scope, filter).await?
    } else {
        count(conn, &asked).await?
    };
    // The page is found in the index first; whole rows are read for the rows of the page only.
    let mut sql = Sql::new(COLUMNS);
    sql.push(" FROM (SELECT c.id AS page_id");
    asked.push(&mut sql);
    push_states(&mut sql, &states(&filter.statuses), now);
    let order = match filter.order {
        CouponOrder::Newest => " ORDER BY c.created_at DESC, c.id DESC",
        CouponOrder::EndingFirst => " ORDER BY c.expires_at, c.id",
    };
    sql.push(order);
    windowed(&mut sql, window);
    sql.push(") p JOIN coupons c ON c.id = p.page_id").push(order);
    Ok(Page { rows: fetch(conn, sql).await?, total })
}

/// Counts state by state: no coupon has two, and each is one range of an index.
async fn count(conn: &mut Conn, asked: &Asked<'_>) -> Result<i64> {
    let states = states(&asked.filter.statuses);
    if states.is_empty() {
        return count_one(conn, asked, &[]).await;
    }
    let mut total = 0i64;
    for state in states.chunks(1) {
        total = total.saturating_add(count_one(conn, asked, state).await?);
    }
    Ok(total)
}

async fn count_one(conn: &mut Conn, asked: &Asked<'_>, states: &[State]) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*)");
    asked.push(&mut sql);
    push_states(&mut sql, states, asked.now);
    sql.build_query_scalar().fetch_one(conn).await.map_err(fail)
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

impl Asked<'_> {
    /// Whether nothing but whose, of which kind and from which quota is asked: then quotas, which count
    /// what is made from them, know the total, however many rows there are.
    fn is_counted_by_quotas(&self) -> bool {
        let CouponFilter {
            ids,
            search: _,
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
        } = self.filter;
        let bounds = [
            created_after,
            created_before,
            effective_after,
            effective_before,
            expires_after,
            expires_before,
        ];
        !matches!(self.scope, Scope::Customer(_))
            && self.search.is_empty()
            && ids.is_empty()
            && customer_id.is_none()
            && batch_id.is_none()
            && statuses.is_empty()
            && association.is_none()
            && order_id.is_empty()
            && bounds.iter().all(|bound| bound.is_none())
    }

    /// Whether something asked for is shared by few rows.
    fn is_narrow(&self) -> bool {
        let filter = self.filter;
        !filter.ids.is_empty()
            || !filter.order_id.is_empty()
            || filter.customer_id.is_some()
            || filter.batch_id.is_some()
            || filter.quota_id.is_some()
            || self.search.is_narrow()
    }

    /// `FROM` and all conditions but the states.
    fn push(&self, sql: &mut Sql) {
        let filter = self.filter;
        // Planners take a partner for as narrow as a customer. As an expression it is checked row by row
        // and the narrow condition is what rows are found by.
        let partner = if self.is_narrow() { "c.partner_id || ''" } else { "c.partner_id" };
        sql.push(" FROM coupons c WHERE TRUE");
        match self.scope {
            Scope::Platform => {}
            Scope::Partner(id) => and_is(sql, partner, Some(id.as_str())),
            Scope::Customer(id) => {
                and_is(sql, "c.customer_id", Some(id.as_str()));
                sql.push(" AND c.status <> 5");
            }
        }
        and_is(sql, partner, filter.partner_id.as_ref().map(PartnerId::as_str));
        and_in(sql, "c.id", filter.ids.iter().map(CouponId::as_str));
        self.search.push(sql);
        and_is(sql, "c.customer_id", filter.customer_id.as_ref().map(CustomerId::as_str));
        and_is(sql, "c.quota_id", filter.quota_id.as_ref().map(QuotaId::as_str));
        and_is(sql, "c.batch_id", filter.batch_id.as_ref().map(BatchId::as_str));
        and_is(sql, "c.coupon_type", filter.coupon_type.map(CouponType::as_str));
        and_is(sql, "c.association", filter.association.map(AssociationKind::as_str));
        push_order(sql, &filter.order_id);
        and_between(sql, "c.created_at", filter.created_after, filter.created_before);
        and_between(sql, "c.effective_at", filter.effective_after, filter.effective_before);
        and_between(sql, "c.expires_at", filter.expires_after, filter.expires_before);
    }
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

/// A stored state, and for available coupons on which side of their end they must be.
#[derive(Clone, Copy)]
struct State {
    code: i64,
    end: Option<&'static str>,
}

/// The stored states behind the ones people see, see `Coupon::status_at`. None: all are wanted.
fn states(statuses: &[CouponStatus]) -> Vec<State> {
    let asked = |status: CouponStatus| statuses.contains(&status);
    let (available, expired) = (asked(CouponStatus::Available), asked(CouponStatus::Expired));
    if CouponStatus::ALL.iter().all(|status| asked(*status)) {
        return Vec::new();
    }
    let mut states: Vec<State> = CouponStatus::ALL
        .iter()
        .filter(|status| **status != CouponStatus::Available && asked(**status))
        .map(|status| State { code: status.code(), end: None })
        .collect();
    let end = match (available, expired) {
        (false, false) => return states,
        (true, true) => None,
        (true, false) => Some(" > "),
        (false, true) => Some(" <= "),
    };
    states.push(State { code: CouponStatus::Available.code(), end });
    states
}

fn push_states(sql: &mut Sql, states: &[State], now: Timestamp) {
    // Several states are no range of an index: the rows are walked through in their order instead.
    let column = if states.len() == 1 { "c.status" } else { "c.status + 0" };
    for (index, state) in states.iter().enumerate() {
        sql.push(if index == 0 { " AND (" } else { " OR " });
        sql.push(format_args!("({column} = ")).push_bind(state.code);
        if let Some(side) = state.end {
            sql.push(format_args!(" AND c.expires_at{side}")).push_bind(now.ms());
        }
        sql.push(")");
    }
    if !states.is_empty() {
        sql.push(")");
    }
}
