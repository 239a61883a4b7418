//! Partners' bills and balances.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::{
    BillId, CaseId, ChangeId, Day, Fen, Page, PartnerId, Timestamp, UserId, Window,
};
use hezong_storage::balances::{
    BalanceCause, BalanceChange, BalanceEntry, BalanceRepository, BillRow,
};
use hezong_storage::{Result, StorageError};

use super::Work;
use super::balance_changes as changes;
use super::support::{bad, fail};

/// A bill as it is stored.
struct StoredBill {
    id: String,
    partner_id: String,
    number: String,
    amount_fen: i64,
    due_on: String,
    settled_on: Option<String>,
    recorded_by: String,
    created_at: i64,
    version: i64,
    reference: String,
    settled_by: Option<String>,
    settled_at: Option<i64>,
}

impl TryFrom<StoredBill> for BillRow {
    type Error = StorageError;

    fn try_from(row: StoredBill) -> Result<Self> {
        let day = |text: &str, column| {
            Day::parse(text).ok_or_else(|| bad("partner_bills", column, &row.id))
        };
        Ok(Self {
            due_on: day(&row.due_on, "due_on")?,
            settled_on: row.settled_on.as_deref().map(|on| day(on, "settled_on")).transpose()?,
            id: BillId::new(row.id),
            partner_id: PartnerId::new(row.partner_id),
            number: row.number,
            amount: Fen::new(row.amount_fen),
            recorded_by: row.recorded_by,
            created_at: Timestamp::from_ms(row.created_at),
            version: row.version,
            reference: row.reference,
            settled_by: row.settled_by.map(UserId::new),
            settled_at: row.settled_at.map(Timestamp::from_ms),
        })
    }
}

/// An entry as it is stored.
struct StoredEntry {
    partner_id: String,
    position: i64,
    case_id: Option<String>,
    change_id: Option<String>,
    amount_fen: i64,
    balance_fen: i64,
    at: i64,
}

impl TryFrom<StoredEntry> for BalanceEntry {
    type Error = StorageError;

    fn try_from(row: StoredEntry) -> Result<Self> {
        let cause = match (row.case_id, row.change_id) {
            (Some(case), None) => BalanceCause::Payout(CaseId::new(case)),
            (None, Some(change)) => BalanceCause::Change(ChangeId::new(change)),
            _ => return Err(bad("balance_entries", "case_id", &row.partner_id)),
        };
        Ok(Self {
            partner_id: PartnerId::new(row.partner_id),
            position: row.position,
            cause,
            amount: Fen::new(row.amount_fen),
            balance: Fen::new(row.balance_fen),
            at: Timestamp::from_ms(row.at),
        })
    }
}

/// Whether rows of a partner are in a scope.
pub(super) fn sees(scope: &Scope, partner: &PartnerId) -> bool {
    match scope {
        Scope::Platform => true,
        Scope::Partner(own) => own == partner,
        Scope::Customer(_) => false,
    }
}

#[async_trait]
impl BalanceRepository for Work {
    async fn add_bill(&mut self, bill: &BillRow) -> Result<()> {
        let done = sqlx::query!(
            "INSERT INTO partner_bills (id, partner_id, number, amount_fen, due_on, settled_on, \
             recorded_by, created_at, version, reference, settled_by, settled_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
            bill.id.as_str(),
            bill.partner_id.as_str(),
            bill.number,
            bill.amount.get(),
            bill.due_on.to_string(),
            bill.settled_on.map(|day| day.to_string()),
            bill.recorded_by,
            bill.created_at.ms(),
            bill.version,
            bill.reference,
            bill.settled_by.as_ref().map(UserId::as_str),
            bill.settled_at.map(Timestamp::ms),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn update_bill(&mut self, bill: &BillRow, seen: i64) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE partner_bills SET amount_fen = $1, due_on = $2, settled_on = $3, version = $4, \
             reference = $7, settled_by = $8, settled_at = $9 WHERE id = $5 AND version = $6",
            bill.amount.get(),
            bill.due_on.to_string(),
            bill.settled_on.map(|day| day.to_string()),
            bill.version,
            bill.id.as_str(),
            seen,
            bill.reference,
            bill.settled_by.as_ref().map(UserId::as_str),
            bill.settled_at.map(Timestamp::ms),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn find_bill(&mut self, scope: &Scope, id: &BillId) -> Result<Option<BillRow>> {
        let row = sqlx::query_as!(
            StoredBill,
            "SELECT id, partner_id, number, amount_fen, due_on, settled_on, recorded_by, \
             created_at, version, reference, settled_by, settled_at FROM partner_bills WHERE id = $1",
            id.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        let bill = row.map(BillRow::try_from).transpose()?;
        Ok(bill.filter(|bill| sees(scope, &bill.partner_id)))
    }

    async fn find_bill_by_number(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        number: &str,
    ) -> Result<Option<BillRow>> {
        if !sees(scope, partner) {
            return Ok(None);
        }
        let row = sqlx::query_as!(
            StoredBill,
            "SELECT id, partner_id, number, amount_fen, due_on, settled_on, recorded_by, \
             created_at, version, reference, settled_by, settled_at FROM partner_bills WHERE partner_id = $1 AND number = $2",
            partner.as_str(),
            number
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        row.map(BillRow::try_from).transpose()
    }

    async fn list_bills(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        window: Window,
    ) -> Result<Page<BillRow>> {
        if !sees(scope, partner) {
            return Ok(Page { rows: Vec::new(), total: 0 });
        }
        let total = sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "n!: i64" FROM partner_bills WHERE partner_id = $1"#,
            partner.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        let rows = sqlx::query_as!(
            StoredBill,
            "SELECT id, partner_id, number, amount_fen, due_on, settled_on, recorded_by, \
             created_at, version, reference, settled_by, settled_at FROM partner_bills WHERE partner_id = $1 \
             ORDER BY CASE WHEN settled_on IS NULL THEN 0 ELSE 1 END, due_on, id \
             LIMIT $2 OFFSET $3",
            partner.as_str(),
            window.limit,
            window.offset
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let rows = rows.into_iter().map(BillRow::try_from).collect::<Result<_>>()?;
        Ok(Page { rows, total })
    }

    async fn overdue(&mut self, partner: &PartnerId, on: Day) -> Result<Option<Fen>> {
        let sum = sqlx::query_scalar!(
            r#"SELECT CAST(SUM(CASE WHEN settled_on IS NULL AND due_on < $2 THEN amount_fen
                ELSE 0 END) AS BIGINT) AS "sum: i64"
               FROM partner_bills WHERE partner_id = $1"#,
            partner.as_str(),
            on.to_string()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        Ok(sum.map(Fen::new))
    }

    async fn settled_since(
        &mut self,
        partner: &PartnerId,
        by: &UserId,
        since: Timestamp,
    ) -> Result<Vec<BillRow>> {
        let rows = sqlx::query_as!(
            StoredBill,
            "SELECT id, partner_id, number, amount_fen, due_on, settled_on, recorded_by, \
             created_at, version, reference, settled_by, settled_at FROM partner_bills \
             WHERE partner_id = $1 AND settled_on IS NOT NULL AND settled_by = $2 \
             AND settled_at >= $3 ORDER BY id",
            partner.as_str(),
            by.as_str(),
            since.ms()
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        rows.into_iter().map(BillRow::try_from).collect()
    }

    async fn enter(
        &mut self,
        partner: &PartnerId,
        cause: &BalanceCause,
        amount: Fen,
        at: Timestamp,
    ) -> Result<Option<BalanceEntry>> {
        let last = sqlx::query!(
            r#"SELECT position, balance_fen FROM balance_entries WHERE partner_id = $1
               ORDER BY position DESC LIMIT 1"#,
            partner.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        let (position, before) = last.map_or((0, 0), |last| (last.position, last.balance_fen));
        let balance = Fen::new(before)
            .checked_add(amount)
            .ok_or_else(|| bad("balance_entries", "balance_fen", partner.as_str()))?;
        if balance < Fen::ZERO {
            return Ok(None);
        }
        let position = position.saturating_add(1);
        let (case, change) = match cause {
            BalanceCause::Payout(case) => (Some(case.as_str()), None),
            BalanceCause::Change(change) => (None, Some(change.as_str())),
        };
        let done = sqlx::query!(
            "INSERT INTO balance_entries (partner_id, position, case_id, change_id, amount_fen, \
             balance_fen, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            partner.as_str(),
            position,
            case,
            change,
            amount.get(),
            balance.get(),
            at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() != 1 {
            return Err(StorageError::Conflict);
        }
        let (partner_id, cause) = (partner.clone(), cause.clone());
        Ok(Some(BalanceEntry { partner_id, position, cause, amount, balance, at }))
    }

    async fn list_entries(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        window: Window,
    ) -> Result<Page<BalanceEntry>> {
        if !sees(scope, partner) {
            return Ok(Page { rows: Vec::new(), total: 0 });
        }
        let total = sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "n!: i64" FROM balance_entries WHERE partner_id = $1"#,
            partner.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        let rows = sqlx::query_as!(
            StoredEntry,
            "SELECT partner_id, position, case_id, change_id, amount_fen, balance_fen, at \
             FROM balance_entries WHERE partner_id = $1 ORDER BY position DESC LIMIT $2 OFFSET $3",
            partner.as_str(),
            window.limit,
            window.offset
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let rows = rows.into_iter().map(BalanceEntry::try_from).collect::<Result<_>>()?;
        Ok(Page { rows, total })
    }

    async fn add_change(&mut self, change: &BalanceChange) -> Result<()> {
        changes::add(self.conn(), change).await
    }

    async fn update_change(&mut self, change: &BalanceChange, seen: i64) -> Result<()> {
        changes::update(self.conn(), change, seen).await
    }

    async fn find_change(&mut self, scope: &Scope, id: &ChangeId) -> Result<Option<BalanceChange>> {
        changes::find(self.conn(), scope, id).await
    }

    async fn list_changes(
        &mut self,
        scope: &Scope,
        partner: &PartnerId,
        window: Window,
    ) -> Result<Page<BalanceChange>> {
        if sees(scope, partner) {
            changes::list(self.conn(), partner, window).await
        } else {
            Ok(Page { rows: Vec::new(), total: 0 })
        }
    }
}
