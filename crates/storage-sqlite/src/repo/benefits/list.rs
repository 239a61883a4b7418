//! Lists of cases: queues, months, quarters.

use hezong_domain::access::Scope;
use hezong_domain::benefits::Actor;
use hezong_domain::{CaseId, Day, Page, PartnerId, Window};
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use hezong_storage::{Result, StorageError};

use super::row::{COLUMNS, Stored, stored};
use crate::repo::Conn;
use crate::repo::support::{Sql, and_contains, and_in, and_is, fail, windowed};

/// ` WHERE …` of what a scope sees. A customer has no cases.
pub(super) fn push_scope(sql: &mut Sql, column: &str, scope: &Scope) {
    match scope {
        Scope::Platform => sql.push(" WHERE TRUE"),
        Scope::Partner(id) => {
            sql.push(format_args!(" WHERE {column} = ")).push_bind(id.as_str().to_owned())
        }
        Scope::Customer(_) => sql.push(" WHERE FALSE"),
    };
}

/// Writes the last day of a case that has version `seen`.
pub(super) async fn set_due(
    conn: &mut Conn,
    id: &CaseId,
    seen: i64,
    due_on: Option<Day>,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE cases SET reminded_on = NULL, due_on = ");
    sql.push_bind(stored(due_on));
    sql.push(" WHERE id = ").push_bind(id.as_str().to_owned());
    sql.push(" AND version = ").push_bind(seen);
    let done = sql.build().execute(conn).await.map_err(fail)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

fn push_filter(sql: &mut Sql, scope: &Scope, filter: &CaseFilter) {
    push_scope(sql, "c.partner_id", scope);
    and_in(sql, "c.benefit", filter.benefits.iter().map(String::as_str));
    and_in(sql, "c.state", filter.states.iter().map(String::as_str));
    and_in(sql, "c.turn", filter.turns.iter().map(|turn| turn.as_str()));
    and_is(sql, "c.partner_id", filter.partner_id.as_ref().map(PartnerId::as_str));
    and_is(sql, "c.account", filter.account.as_deref());
    if !filter.period_from.is_empty() {
        sql.push(" AND c.period >= ").push_bind(filter.period_from.clone());
    }
    if !filter.period_to.is_empty() {
        sql.push(" AND c.period <= ").push_bind(filter.period_to.clone());
    }
    if let Some(due) = filter.due_from {
        sql.push(" AND c.due_on >= ").push_bind(due.to_string());
    }
    if let Some(due) = filter.due_until {
        sql.push(" AND c.due_on <= ").push_bind(due.to_string());
    }
    and_contains(sql, "c.title_folded", &filter.title);
}

/// Cases of a list, in its order.
pub(super) async fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CaseFilter,
    order: CaseOrder,
    window: Window,
) -> Result<Page<CaseRow>> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM cases c");
    push_filter(&mut sql, scope, filter);
    let total = sql.build_query_scalar().fetch_one(&mut *conn).await.map_err(fail)?;
    let order = match order {
        // What has no last day comes last on both engines.
        CaseOrder::Due => " ORDER BY COALESCE(c.due_on, '9999'), c.created_at, c.id",
        CaseOrder::Period => " ORDER BY c.period DESC, c.title, c.id",
    };
    // The page is found first; whole rows are read for the rows of the page only.
    let mut sql = Sql::new(COLUMNS);
    sql.push(" FROM (SELECT c.id AS page_id FROM cases c");
    push_filter(&mut sql, scope, filter);
    sql.push(order);
    windowed(&mut sql, window);
    sql.push(") p JOIN cases c ON c.id = p.page_id").push(order);
    let rows = sql.build_query_as::<Stored>().fetch_all(conn).await.map_err(fail)?;
    Ok(Page { rows: rows.into_iter().map(CaseRow::try_from).collect::<Result<_>>()?, total })
}

/// The one case that fits, if any.
pub(super) async fn one(conn: &mut Conn, mut sql: Sql) -> Result<Option<CaseRow>> {
    let row = sql.build_query_as::<Stored>().fetch_optional(conn).await.map_err(fail)?;
    row.map(CaseRow::try_from).transpose()
}

/// How many cases wait for each actor.
pub(super) async fn turns(conn: &mut Conn, scope: &Scope) -> Result<Vec<(Actor, i64)>> {
    let mut sql = Sql::new("SELECT c.turn, COUNT(*) FROM cases c");
    push_scope(&mut sql, "c.partner_id", scope);
    sql.push(" AND c.turn <> '' GROUP BY c.turn ORDER BY c.turn");
    let rows: Vec<(String, i64)> = sql.build_query_as().fetch_all(conn).await.map_err(fail)?;
    Ok(rows.into_iter().filter_map(|(turn, n)| Some((Actor::parse(&turn)?, n))).collect())
}
