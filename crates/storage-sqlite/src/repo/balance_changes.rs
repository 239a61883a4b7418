//! Changes of partners' balances by hand.

use hezong_domain::access::Scope;
use hezong_domain::{ChangeId, Fen, Page, PartnerId, Timestamp, UserId, Window};
use hezong_storage::balances::{BalanceChange, ChangeState};
use hezong_storage::{Result, StorageError};

use super::Conn;
use super::balances::sees;
use super::support::{Sql, bad, fail, windowed};

const COLUMNS: &str = "SELECT id, partner_id, amount_fen, reason, reference, state, made_by, made_name, made_at, \
     decided_by, decided_name, decided_at, answer, version FROM balance_changes";

/// A change as it is stored.
#[derive(sqlx::FromRow)]
struct Stored {
    id: String,
    partner_id: String,
    amount_fen: i64,
    reason: String,
    reference: String,
    state: String,
    made_by: String,
    made_name: String,
    made_at: i64,
    decided_by: Option<String>,
    decided_name: String,
    decided_at: Option<i64>,
    answer: String,
    version: i64,
}

impl TryFrom<Stored> for BalanceChange {
    type Error = StorageError;

    fn try_from(row: Stored) -> Result<Self> {
        let state = ChangeState::parse(&row.state)
            .ok_or_else(|| bad("balance_changes", "state", &row.id))?;
        Ok(Self {
            id: ChangeId::new(row.id),
            partner_id: PartnerId::new(row.partner_id),
            amount: Fen::new(row.amount_fen),
            reason: row.reason,
            reference: row.reference,
            state,
            made_by: UserId::new(row.made_by),
            made_name: row.made_name,
            made_at: Timestamp::from_ms(row.made_at),
            decided_by: row.decided_by.map(UserId::new),
            decided_name: row.decided_name,
            decided_at: row.decided_at.map(Timestamp::from_ms),
            answer: row.answer,
            version: row.version,
        })
    }
}

pub(super) async fn add(conn: &mut Conn, change: &BalanceChange) -> Result<()> {
    sqlx::query!(
        "INSERT INTO balance_changes (id, partner_id, amount_fen, reason, reference, state, made_by, \
         made_name, made_at, decided_by, decided_name, decided_at, answer, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        change.id.as_str(),
        change.partner_id.as_str(),
        change.amount.get(),
        change.reason,
        change.reference,
        change.state.as_str(),
        change.made_by.as_str(),
        change.made_name,
        change.made_at.ms(),
        change.decided_by.as_ref().map(UserId::as_str),
        change.decided_name,
        change.decided_at.map(Timestamp::ms),
        change.answer,
        change.version,
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    Ok(())
}

pub(super) async fn update(conn: &mut Conn, change: &BalanceChange, seen: i64) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE balance_changes SET state = $3, decided_by = $4, decided_name = $5, decided_at = $6, \
         answer = $7, version = $8 WHERE id = $1 AND version = $2",
        change.id.as_str(),
        seen,
        change.state.as_str(),
        change.decided_by.as_ref().map(UserId::as_str),
        change.decided_name,
        change.decided_at.map(Timestamp::ms),
        change.answer,
        change.version,
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

pub(super) async fn find(
    conn: &mut Conn,
    scope: &Scope,
    id: &ChangeId,
) -> Result<Option<BalanceChange>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push(" WHERE id = ").push_bind(id.as_str().to_owned());
    let row: Option<Stored> = sql.build_query_as().fetch_optional(conn).await.map_err(fail)?;
    let change = row.map(BalanceChange::try_from).transpose()?;
    Ok(change.filter(|change| sees(scope, &change.partner_id)))
}

pub(super) async fn list(
    conn: &mut Conn,
    partner: &PartnerId,
    window: Window,
) -> Result<Page<BalanceChange>> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM balance_changes WHERE partner_id = ");
    sql.push_bind(partner.as_str().to_owned());
    let total = sql.build_query_scalar().fetch_one(&mut *conn).await.map_err(fail)?;
    let mut sql = Sql::new(COLUMNS);
    sql.push(" WHERE partner_id = ").push_bind(partner.as_str().to_owned());
    sql.push(" ORDER BY CASE WHEN state = 'pending' THEN 0 ELSE 1 END, made_at DESC, id DESC");
    windowed(&mut sql, window);
    let rows: Vec<Stored> = sql.build_query_as().fetch_all(conn).await.map_err(fail)?;
    let rows = rows.into_iter().map(BalanceChange::try_from).collect::<Result<_>>()?;
    Ok(Page { rows, total })
}
