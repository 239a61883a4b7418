//! The double-entry ledger: append-only.

use async_trait::async_trait;
use hezong_domain::Fen;
use hezong_domain::ledger::LedgerAccount;
use hezong_storage::Result;
use hezong_storage::ledger::{LedgerRepository, PostedEntry};

use super::Work;
use super::support::{Sql, fail};

#[async_trait]
impl LedgerRepository for Work {
    async fn post(&mut self, posted: &PostedEntry) -> Result<()> {
        sqlx::query!(
            "INSERT INTO ledger_entries (id, kind, actor, on_behalf_of, reason, request_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            posted.id.as_str(),
            posted.entry.kind().as_str(),
            posted.actor,
            posted.on_behalf_of,
            posted.reason,
            posted.request_id.as_str(),
            posted.at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        let mut sql =
            Sql::new("INSERT INTO ledger_postings (entry_id, position, account, amount_fen) ");
        sql.push_values((1i64..).zip(posted.entry.postings()), |mut row, (position, posting)| {
            row.push_bind(posted.id.as_str().to_owned())
                .push_bind(position)
                .push_bind(posting.account.as_text())
                .push_bind(posting.amount.get());
        });
        sql.build().execute(self.conn()).await.map_err(fail)?;
        Ok(())
    }

    async fn balance(&mut self, account: &LedgerAccount) -> Result<Fen> {
        let sum = sqlx::query_scalar!(
            r#"SELECT COALESCE(CAST(SUM(amount_fen) AS BIGINT), 0) AS "sum!: i64"
               FROM ledger_postings WHERE account = $1"#,
            account.as_text()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        Ok(Fen::new(sum))
    }

    async fn count(&mut self) -> Result<i64> {
        sqlx::query_scalar!(r#"SELECT COUNT(*) AS "n!: i64" FROM ledger_entries"#)
            .fetch_one(self.conn())
            .await
            .map_err(fail)
    }
}
