//! Cases of benefits: one table for every workflow.

mod files;
mod list;
mod papers;
mod row;
mod runs;

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::benefits::Actor;
use hezong_domain::text::fold;
use hezong_domain::{CaseId, Day, Fen, FileId, Page, PartnerId, Timestamp, UserId, Window};
use hezong_storage::benefits::{
    BenefitRepository, CaseFile, CaseFilter, CaseOrder, CaseRow, CaseStep, NumberUse, PolicyRow,
    StoredFile,
};
use hezong_storage::{Result, StorageError};

use self::row::{COLUMNS, stored};
use super::Work;
use super::support::{Sql, bad, fail, from_json, one_row, to_json};

#[async_trait]
impl BenefitRepository for Work {
    async fn add_case(&mut self, case: &CaseRow) -> Result<()> {
        let done = sqlx::query!(
            "INSERT INTO cases (id, benefit, partner_id, subject, title, title_folded, state, turn, \
             maker_id, version, period, amount_fen, entered_on, submitted_on, due_on, reminded_on, \
             data, created_at, changed_at, account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
             $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) ON CONFLICT DO NOTHING",
            case.id.as_str(),
            case.benefit,
            case.partner_id.as_str(),
            case.subject,
            case.title,
            fold(&case.title),
            case.state,
            case.turn.map_or("", Actor::as_str),
            case.maker.as_ref().map(UserId::as_str),
            case.version,
            case.period,
            case.amount.map(Fen::get),
            case.entered_on.to_string(),
            stored(case.submitted_on),
            stored(case.due_on),
            stored(case.reminded_on),
            case.data,
            case.created_at.ms(),
            case.changed_at.ms(),
            case.account.as_deref(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn update_case(&mut self, case: &CaseRow, seen: i64) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE cases SET title = $3, title_folded = $4, state = $5, turn = $6, maker_id = $7, \
             version = $8, period = $9, amount_fen = $10, entered_on = $11, submitted_on = $12, \
             due_on = $13, reminded_on = $14, data = $15, changed_at = $16, account = $17 \
             WHERE id = $1 AND version = $2",
            case.id.as_str(),
            seen,
            case.title,
            fold(&case.title),
            case.state,
            case.turn.map_or("", Actor::as_str),
            case.maker.as_ref().map(UserId::as_str),
            case.version,
            case.period,
            case.amount.map(Fen::get),
            case.entered_on.to_string(),
            stored(case.submitted_on),
            stored(case.due_on),
            stored(case.reminded_on),
            case.data,
            case.changed_at.ms(),
            case.account.as_deref(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn mark_reminded(&mut self, id: &CaseId, on: Day) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE cases SET reminded_on = $2 WHERE id = $1",
            id.as_str(),
            on.to_string()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        one_row(done.rows_affected(), "cases", id.as_str())
    }

    async fn set_due(&mut self, id: &CaseId, seen: i64, due_on: Option<Day>) -> Result<()> {
        list::set_due(self.conn(), id, seen, due_on).await
    }

    async fn find_case(&mut self, scope: &Scope, id: &CaseId) -> Result<Option<CaseRow>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" FROM cases c");
        list::push_scope(&mut sql, "c.partner_id", scope);
        sql.push(" AND c.id = ").push_bind(id.as_str().to_owned());
        list::one(self.conn(), sql).await
    }

    async fn find_subject(
        &mut self,
        scope: &Scope,
        benefit: &str,
        partner: &PartnerId,
        subject: &str,
    ) -> Result<Option<CaseRow>> {
        let mut sql = Sql::new(COLUMNS);
        sql.push(" FROM cases c");
        list::push_scope(&mut sql, "c.partner_id", scope);
        sql.push(" AND c.benefit = ").push_bind(benefit.to_owned());
        sql.push(" AND c.partner_id = ").push_bind(partner.as_str().to_owned());
        sql.push(" AND c.subject = ").push_bind(subject.to_owned());
        list::one(self.conn(), sql).await
    }

    async fn list_cases(
        &mut self,
        scope: &Scope,
        filter: &CaseFilter,
        order: CaseOrder,
        window: Window,
    ) -> Result<Page<CaseRow>> {
        list::page(self.conn(), scope, filter, order, window).await
    }

    async fn count_turns(&mut self, scope: &Scope) -> Result<Vec<(Actor, i64)>> {
        list::turns(self.conn(), scope).await
    }

    async fn add_step(&mut self, step: &CaseStep) -> Result<()> {
        sqlx::query!(
            "INSERT INTO case_steps (case_id, number, at, actor_id, actor_name, event, from_state, \
             to_state, reason, comments) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            step.case_id.as_str(),
            step.number,
            step.at.ms(),
            step.actor_id.as_ref().map(UserId::as_str),
            step.actor_name,
            step.event,
            step.from,
            step.to,
            step.reason,
            to_json(&step.comments)?,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn list_steps_unscoped(&mut self, case: &CaseId) -> Result<Vec<CaseStep>> {
        let rows = sqlx::query!(
            "SELECT number, at, actor_id, actor_name, event, from_state, to_state, reason, comments \
             FROM case_steps WHERE case_id = $1 ORDER BY number",
            case.as_str()
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(CaseStep {
                    case_id: case.clone(),
                    number: row.number,
                    at: Timestamp::from_ms(row.at),
                    actor_id: row.actor_id.map(UserId::new),
                    actor_name: row.actor_name,
                    event: row.event,
                    from: row.from_state,
                    to: row.to_state,
                    reason: row.reason,
                    comments: from_json(&row.comments)
                        .ok_or_else(|| bad("case_steps", "comments", case.as_str()))?,
                })
            })
            .collect()
    }

    async fn add_file(&mut self, file: &StoredFile) -> Result<()> {
        papers::add_file(self.conn(), file).await
    }

    async fn find_file(&mut self, scope: &Scope, id: &FileId) -> Result<Option<StoredFile>> {
        papers::find_file(self.conn(), scope, id).await
    }

    async fn add_case_file(&mut self, file: &CaseFile) -> Result<()> {
        files::add(self.conn(), file).await
    }

    async fn list_case_files_unscoped(&mut self, case: &CaseId) -> Result<Vec<CaseFile>> {
        files::of_case(self.conn(), case).await
    }

    async fn find_case_file(&mut self, scope: &Scope, id: &FileId) -> Result<Option<CaseFile>> {
        files::find(self.conn(), scope, id).await
    }

    async fn remove_case_file(&mut self, id: &FileId, at: Timestamp) -> Result<()> {
        files::remove(self.conn(), id, at).await
    }

    async fn add_policy(&mut self, policy: &PolicyRow) -> Result<()> {
        papers::add_policy(self.conn(), policy).await
    }

    async fn update_policy(&mut self, policy: &PolicyRow, seen: &str) -> Result<()> {
        papers::update_policy(self.conn(), policy, seen).await
    }

    async fn list_policies(&mut self) -> Result<Vec<PolicyRow>> {
        papers::list_policies(self.conn()).await
    }

    async fn find_calendar(&mut self, name: &str) -> Result<Option<String>> {
        papers::find_calendar(self.conn(), name).await
    }

    async fn put_calendar(
        &mut self,
        name: &str,
        body: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<()> {
        papers::put_calendar(self.conn(), name, body, by, at).await
    }

    async fn list_numbers_unscoped(&mut self, numbers: &[String]) -> Result<Vec<NumberUse>> {
        papers::list_numbers(self.conn(), numbers).await
    }

    async fn put_numbers(
        &mut self,
        case: &CaseId,
        partner: &PartnerId,
        numbers: &[String],
    ) -> Result<()> {
        papers::put_numbers(self.conn(), case, partner, numbers).await
    }
}
