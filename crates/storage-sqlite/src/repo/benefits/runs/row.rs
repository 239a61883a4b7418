//! Runs and their cases as they are stored.

use hezong_domain::{CaseId, JobId, PartnerId, Timestamp, UserId};
use hezong_storage::StorageError;
use hezong_storage::runs::{Run, RunItem, RunKind, RunState};

use crate::repo::support::bad;

/// Every column of a run.
pub(super) const RUN_COLUMNS: &str = "id, kind, period, scheme, reason, state, items, is_long, attempts, started_by, started_name, \
     leased_by, leased_until_at, created_at, changed_at";
/// Every column of a case of a run.
pub(super) const ITEM_COLUMNS: &str = "position, partner_id, case_id, subject, seen, why";

/// A run as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct StoredRun {
    id: String,
    kind: String,
    period: String,
    scheme: String,
    reason: String,
    state: String,
    items: i64,
    is_long: bool,
    attempts: i64,
    started_by: Option<String>,
    started_name: String,
    leased_by: Option<String>,
    leased_until_at: Option<i64>,
    created_at: i64,
    changed_at: i64,
}

impl TryFrom<StoredRun> for Run {
    type Error = StorageError;

    fn try_from(row: StoredRun) -> Result<Self, StorageError> {
        let wrong = |column| bad("case_runs", column, &row.id);
        Ok(Self {
            kind: RunKind::parse(&row.kind).ok_or_else(|| wrong("kind"))?,
            state: RunState::parse(&row.state).ok_or_else(|| wrong("state"))?,
            id: JobId::new(row.id),
            period: row.period,
            scheme: row.scheme,
            reason: row.reason,
            items: row.items,
            is_long: row.is_long,
            attempts: row.attempts,
            started_by: row.started_by.map(UserId::new),
            started_name: row.started_name,
            leased_by: row.leased_by,
            leased_until: row.leased_until_at.map(Timestamp::from_ms),
            created_at: Timestamp::from_ms(row.created_at),
            changed_at: Timestamp::from_ms(row.changed_at),
        })
    }
}

/// A case of a run as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct StoredItem {
    position: i64,
    partner_id: String,
    case_id: Option<String>,
    subject: String,
    seen: i64,
    why: String,
}

impl From<StoredItem> for RunItem {
    fn from(row: StoredItem) -> Self {
        Self {
            position: row.position,
            partner_id: PartnerId::new(row.partner_id),
            case_id: row.case_id.map(CaseId::new),
            subject: row.subject,
            seen: row.seen,
            why: row.why,
        }
    }
}
