//! A case as it is stored.

use hezong_domain::benefits::Actor;
use hezong_domain::{CaseId, Day, Fen, PartnerId, Timestamp, UserId};
use hezong_storage::benefits::CaseRow;
use hezong_storage::{Result, StorageError};

use crate::repo::support::bad;

/// Every column of a case, for statements that filters make up.
pub(super) const COLUMNS: &str = "SELECT c.id, c.benefit, c.partner_id, c.subject, c.title, c.state, c.turn, c.maker_id, c.version, \
     c.period, c.amount_fen, c.entered_on, c.submitted_on, c.due_on, c.reminded_on, c.data, \
     c.created_at, c.changed_at, c.account";

/// A case as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    id: String,
    benefit: String,
    partner_id: String,
    subject: String,
    title: String,
    state: String,
    turn: String,
    maker_id: Option<String>,
    version: i64,
    period: String,
    amount_fen: Option<i64>,
    entered_on: String,
    submitted_on: Option<String>,
    due_on: Option<String>,
    reminded_on: Option<String>,
    data: String,
    created_at: i64,
    changed_at: i64,
    account: Option<String>,
}

/// A day as it is stored; a text that is none is an inconsistency of the row.
pub(super) fn day(text: &str, table: &'static str, column: &'static str, id: &str) -> Result<Day> {
    Day::parse(text).ok_or_else(|| bad(table, column, id))
}

impl TryFrom<Stored> for CaseRow {
    type Error = StorageError;

    fn try_from(row: Stored) -> Result<Self> {
        let some_day = |text: &Option<String>, column| match text {
            Some(text) => day(text, "cases", column, &row.id).map(Some),
            None => Ok(None),
        };
        let turn = match row.turn.as_str() {
            "" => None,
            turn => Some(Actor::parse(turn).ok_or_else(|| bad("cases", "turn", &row.id))?),
        };
        Ok(Self {
            entered_on: day(&row.entered_on, "cases", "entered_on", &row.id)?,
            submitted_on: some_day(&row.submitted_on, "submitted_on")?,
            due_on: some_day(&row.due_on, "due_on")?,
            reminded_on: some_day(&row.reminded_on, "reminded_on")?,
            turn,
            id: CaseId::new(row.id),
            benefit: row.benefit,
            partner_id: PartnerId::new(row.partner_id),
            subject: row.subject,
            title: row.title,
            account: row.account,
            state: row.state,
            maker: row.maker_id.map(UserId::new),
            version: row.version,
            period: row.period,
            amount: row.amount_fen.map(Fen::new),
            data: row.data,
            created_at: Timestamp::from_ms(row.created_at),
            changed_at: Timestamp::from_ms(row.changed_at),
        })
    }
}

/// A day as it is stored.
pub(super) fn stored(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}
