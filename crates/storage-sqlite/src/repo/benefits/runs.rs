//! Runs over the cases of a month.

mod row;

use async_trait::async_trait;
use hezong_domain::incentives::{ClaimState, QualificationState};
use hezong_domain::{Fen, JobId, Page, PartnerId, Timestamp, UserId, Window};
use hezong_storage::benefits::CaseRow;
use hezong_storage::runs::{ListKey, Run, RunItem, RunKind, RunOutcome, RunRepository, StateSum};
use hezong_storage::{Result, StorageError};

use self::row::{ITEM_COLUMNS, RUN_COLUMNS, StoredItem, StoredRun};
use super::row::{COLUMNS, Stored};
use crate::repo::Work;
use crate::repo::support::{Sql, and_in, and_is, bad, count, fail, windowed};

/// ` cases …` that are the claims of a month.
fn push_claims(sql: &mut Sql, period: &str, subject: Option<&str>) {
    sql.push(" FROM cases c WHERE c.benefit = 'claim' AND c.period = ")
        .push_bind(period.to_owned());
    and_is(sql, "c.subject", subject);
}

/// The partners that are qualified, as far as a state of `claims` goes those with a claim too.
fn push_members(sql: &mut Sql, key: &ListKey, columns: &str, union: &str, claims: Option<&str>) {
    sql.push(format_args!(
        "SELECT {columns} FROM cases c WHERE c.benefit = 'qualification' AND c.period = "
    ));
    sql.push_bind(key.year.clone());
    and_is(sql, "c.subject", Some(&key.qualification));
    and_is(sql, "c.state", Some(QualificationState::Approved.as_str()));
    sql.push(format_args!(" {union} SELECT {columns}"));
    push_claims(sql, &key.period, Some(&key.subject));
    and_is(sql, "c.state", claims);
}

/// ` FROM (…) u WHERE …`: the partners without a list.
fn push_unmade(sql: &mut Sql, key: &ListKey, columns: &str, union: &str, join: &str) {
    sql.push(" FROM (");
    push_members(sql, key, columns, union, Some(ClaimState::Claimable.as_str()));
    sql.push(format_args!(") u{join} WHERE u.partner_id NOT IN (SELECT c.partner_id"));
    push_claims(sql, &key.period, Some(&key.subject));
    sql.push(" AND c.state <> ").push_bind(ClaimState::Claimable.as_str()).push(")");
}

/// The head of a statement that notes what a run sets out to do.
const PLAN: &str = "INSERT INTO case_run_items (run_id, position, partner_id, case_id, subject, seen, outcome, why) SELECT ";

#[async_trait]
impl RunRepository for Work {
    async fn sum_month(&mut self, period: &str, subject: Option<&str>) -> Result<Vec<StateSum>> {
        let mut sql = Sql::new(
            "SELECT c.state, COUNT(*), CAST(COALESCE(SUM(c.amount_fen), 0) AS BIGINT), \
             MAX(c.changed_at)",
        );
        push_claims(&mut sql, period, subject);
        sql.push(" GROUP BY c.state ORDER BY c.state");
        let rows: Vec<(String, i64, i64, i64)> =
            sql.build_query_as().fetch_all(self.conn()).await.map_err(fail)?;
        let sum = |(state, count, fen, changed)| StateSum {
            state,
            count,
            amount: Fen::new(fen),
            changed_at: Timestamp::from_ms(changed),
        };
        Ok(rows.into_iter().map(sum).collect())
    }

    async fn list_month(
        &mut self,
        period: &str,
        states: &[&str],
        window: Window,
    ) -> Result<Vec<CaseRow>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(
            " FROM (SELECT c.id AS page_id, a.display_name AS company FROM cases c \
             JOIN accounts a ON a.id = c.partner_id WHERE c.benefit = 'claim' AND c.period = ",
        );
        sql.push_bind(period.to_owned());
        and_in(&mut sql, "c.state", states.iter().copied());
        sql.push(" ORDER BY a.display_name, c.partner_id, c.subject");
        windowed(&mut sql, window);
        sql.push(
            ") p JOIN cases c ON c.id = p.page_id ORDER BY p.company, c.partner_id, c.subject",
        );
        let rows = sql.build_query_as::<Stored>().fetch_all(self.conn()).await.map_err(fail)?;
        rows.into_iter().map(CaseRow::try_from).collect()
    }

    async fn list_partners(
        &mut self,
        key: &ListKey,
        window: Window,
    ) -> Result<Page<(PartnerId, String)>> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM (");
        push_members(&mut sql, key, "c.partner_id", "UNION", None);
        sql.push(") u");
        let total = sql.build_query_scalar().fetch_one(self.conn()).await.map_err(fail)?;
        let mut sql = Sql::new("SELECT u.partner_id, a.display_name FROM (");
        push_members(&mut sql, key, "c.partner_id", "UNION", None);
        sql.push(") u JOIN accounts a ON a.id = u.partner_id ORDER BY a.display_name, a.id");
        windowed(&mut sql, window);
        let rows: Vec<(String, String)> =
            sql.build_query_as().fetch_all(self.conn()).await.map_err(fail)?;
        let rows = rows.into_iter().map(|(id, name)| (PartnerId::new(id), name)).collect();
        Ok(Page { rows, total })
    }

    async fn count_unmade(&mut self, key: &ListKey) -> Result<(i64, Timestamp)> {
        let mut sql =
            Sql::new("SELECT COUNT(DISTINCT u.partner_id), COALESCE(MAX(u.changed_at), 0)");
        push_unmade(&mut sql, key, "c.partner_id, c.changed_at", "UNION ALL", "");
        let (count, changed): (i64, i64) =
            sql.build_query_as().fetch_one(self.conn()).await.map_err(fail)?;
        Ok((count, Timestamp::from_ms(changed)))
    }

    async fn add_run(&mut self, run: &Run) -> Result<()> {
        let done = sqlx::query!(
            "INSERT INTO case_runs (id, kind, period, scheme, reason, state, items, is_long, \
             attempts, started_by, started_name, leased_by, leased_until_at, created_at, changed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
             ON CONFLICT DO NOTHING",
            run.id.as_str(),
            run.kind.as_str(),
            run.period,
            run.scheme,
            run.reason,
            run.state.as_str(),
            run.items,
            run.is_long,
            run.attempts,
            run.started_by.as_ref().map(UserId::as_str),
            run.started_name,
            run.leased_by.as_deref(),
            run.leased_until.map(Timestamp::ms),
            run.created_at.ms(),
            run.changed_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn plan_lists(&mut self, run: &JobId, key: &ListKey) -> Result<i64> {
        let mut sql = Sql::new(PLAN);
        sql.push_bind(run.as_str().to_owned());
        sql.push(", ROW_NUMBER() OVER (ORDER BY a.display_name, a.id), u.partner_id, NULL, ");
        sql.push_bind(key.subject.clone()).push(", 0, 'open', ''");
        let join = " JOIN accounts a ON a.id = u.partner_id";
        push_unmade(&mut sql, key, "c.partner_id", "UNION", join);
        let done = sql.build().execute(self.conn()).await.map_err(fail)?;
        Ok(count(done.rows_affected()))
    }

    async fn plan_final(&mut self, run: &JobId, period: &str) -> Result<i64> {
        let mut sql = Sql::new(PLAN);
        sql.push_bind(run.as_str().to_owned());
        sql.push(
            ", ROW_NUMBER() OVER (ORDER BY a.display_name, c.partner_id, c.subject), c.partner_id, \
             c.id, c.subject, c.version, 'open', '' FROM cases c \
             JOIN accounts a ON a.id = c.partner_id WHERE c.benefit = 'claim' AND c.period = ",
        );
        sql.push_bind(period.to_owned());
        and_is(&mut sql, "c.state", Some(ClaimState::PrelimPassed.as_str()));
        let done = sql.build().execute(self.conn()).await.map_err(fail)?;
        Ok(count(done.rows_affected()))
    }

    async fn latest_run(
        &mut self,
        kind: RunKind,
        period: &str,
        scheme: &str,
    ) -> Result<Option<Run>> {
        let mut sql = Sql::new(format!("SELECT {RUN_COLUMNS} FROM case_runs WHERE TRUE"));
        and_is(&mut sql, "kind", Some(kind.as_str()));
        and_is(&mut sql, "period", Some(period));
        and_is(&mut sql, "scheme", Some(scheme));
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT 1");
        let row = sql.build_query_as::<StoredRun>().fetch_optional(self.conn()).await;
        row.map_err(fail)?.map(Run::try_from).transpose()
    }

    async fn lease_run(
        &mut self,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Run>> {
        let mut sql = Sql::new("UPDATE case_runs SET leased_by = ");
        sql.push_bind(holder.to_owned());
        sql.push(", leased_until_at = ").push_bind(until.ms());
        sql.push(
            " WHERE id = (SELECT id FROM case_runs WHERE state = 'running' \
             AND (leased_until_at IS NULL OR leased_until_at <= ",
        );
        sql.push_bind(now.ms());
        sql.push(format_args!(") ORDER BY created_at, id LIMIT 1) RETURNING {RUN_COLUMNS}"));
        let row = sql.build_query_as::<StoredRun>().fetch_optional(self.conn()).await;
        row.map_err(fail)?.map(Run::try_from).transpose()
    }

    async fn update_run(&mut self, run: &Run, holder: &str) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE case_runs SET state = $3, items = $4, is_long = $5, attempts = $6, \
             leased_by = $7, leased_until_at = $8, changed_at = $9 WHERE id = $1 AND leased_by = $2",
            run.id.as_str(),
            holder,
            run.state.as_str(),
            run.items,
            run.is_long,
            run.attempts,
            run.leased_by.as_deref(),
            run.leased_until.map(Timestamp::ms),
            run.changed_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn open_items(&mut self, run: &JobId, limit: i64) -> Result<Vec<RunItem>> {
        items(self, run, RunOutcome::Open, limit).await
    }

    async fn settle_item(
        &mut self,
        run: &JobId,
        position: i64,
        from: RunOutcome,
        to: RunOutcome,
        why: &str,
    ) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE case_run_items SET outcome = $4, why = $5 \
             WHERE run_id = $1 AND position = $2 AND outcome = $3",
            run.as_str(),
            position,
            from.as_str(),
            to.as_str(),
            why,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn count_items(&mut self, run: &JobId) -> Result<Vec<(RunOutcome, i64)>> {
        let mut sql = Sql::new("SELECT outcome, COUNT(*) FROM case_run_items WHERE TRUE");
        and_is(&mut sql, "run_id", Some(run.as_str()));
        sql.push(" GROUP BY outcome ORDER BY outcome");
        let rows: Vec<(String, i64)> =
            sql.build_query_as().fetch_all(self.conn()).await.map_err(fail)?;
        let read = |(outcome, count): (String, i64)| {
            let found = RunOutcome::parse(&outcome);
            Ok((found.ok_or_else(|| bad("case_run_items", "outcome", run.as_str()))?, count))
        };
        rows.into_iter().map(read).collect()
    }

    async fn list_left(&mut self, run: &JobId, limit: i64) -> Result<Vec<RunItem>> {
        items(self, run, RunOutcome::Left, limit).await
    }

    async fn remove_runs(&mut self, before: Timestamp) -> Result<i64> {
        let before = before.ms();
        sqlx::query!(
            "DELETE FROM case_run_items WHERE run_id IN \
             (SELECT id FROM case_runs WHERE state <> 'running' AND changed_at < $1)",
            before
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        let done = sqlx::query!(
            "DELETE FROM case_runs WHERE state <> 'running' AND changed_at < $1",
            before
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }
}

/// The first cases of a run with an outcome, in order. The outcome stands in the statement, so that the
/// index over the open ones is used.
async fn items(
    work: &mut Work,
    run: &JobId,
    outcome: RunOutcome,
    limit: i64,
) -> Result<Vec<RunItem>> {
    let outcome = outcome.as_str();
    let mut sql =
        Sql::new(format!("SELECT {ITEM_COLUMNS} FROM case_run_items WHERE outcome = '{outcome}'"));
    and_is(&mut sql, "run_id", Some(run.as_str()));
    sql.push(" ORDER BY position LIMIT ").push_bind(limit);
    let rows = sql.build_query_as::<StoredItem>().fetch_all(work.conn()).await.map_err(fail)?;
    Ok(rows.into_iter().map(RunItem::from).collect())
}
