//! Cases of benefits and what they need: history, files, policies, the calendar, invoice numbers.
//!
//! Every workflow of `domain::benefits` keeps its cases in the same tables: what differs between them is
//! the JSON in [`CaseRow::data`], which only the service of that workflow reads.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Comment};
use hezong_domain::incentives::PolicyStanding;
use hezong_domain::{CaseId, Day, Fen, FileId, Page, PartnerId, Timestamp, UserId, Window};

use crate::Result;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Id.
    pub id: CaseId,
    /// The workflow's name.
    pub benefit: String,
    /// Whose.
    pub partner_id: PartnerId,
    /// What it is about, once per partner and workflow.
    pub subject: String,
    /// What lists call it.
    pub title: String,
    /// The name of the personal account it is about, where it is about one.
    pub account: Option<String>,
    /// Stable text of the state.
    pub state: String,
    /// Whose turn it is; `None` when nobody is waited for.
    pub turn: Option<Actor>,
    /// Who made or last submitted it.
    pub maker: Option<UserId>,
    /// Raised by one with every step.
    pub version: i64,
    /// `2026-09`, `2026Q3`, or empty.
    pub period: String,
    /// What it is worth, once that is known.
    pub amount: Option<Fen>,
    /// The day the state was entered.
    pub entered_on: Day,
    /// The day it was first submitted.
    pub submitted_on: Option<Day>,
    /// The last day of the present turn.
    pub due_on: Option<Day>,
    /// The last day a reminder went out for.
    pub reminded_on: Option<Day>,
    /// What the workflow's service keeps, as JSON.
    pub data: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it changed last.
    pub changed_at: Timestamp,
}

/// One step of a case's history. Never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStep {
    /// The case.
    pub case_id: CaseId,
    /// The case's version after the step.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the system.
    pub actor_id: Option<UserId>,
    /// What people call them.
    pub actor_name: String,
    /// What happened.
    pub event: String,
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// Why.
    pub reason: String,
    /// Remarks on fields.
    pub comments: Vec<Comment>,
}

/// Which cases a list shows. Empty fields do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Workflows.
    pub benefits: Vec<String>,
    /// States.
    pub states: Vec<String>,
    /// Whose turn.
    pub turns: Vec<Actor>,
    /// One partner.
    pub partner_id: Option<PartnerId>,
    /// First period, inclusive; compared as text.
    pub period_from: String,
    /// Last period, inclusive.
    pub period_to: String,
    /// Part of the title, folded.
    pub title: String,
    /// The personal account they are about, exactly.
    pub account: Option<String>,
    /// Due on or after.
    pub due_from: Option<Day>,
    /// Due on or before.
    pub due_until: Option<Day>,
}

/// How a list of cases is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CaseOrder {
    /// The most urgent first, what has no deadline last.
    #[default]
    Due,
    /// The latest period first, then by title.
    Period,
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Id.
    pub id: FileId,
    /// Whose.
    pub partner_id: PartnerId,
    /// The name people see.
    pub name: String,
    /// The type its content shows.
    pub media_type: String,
    /// Hex SHA-256 of the content.
    pub digest: String,
    /// The content; empty in lists.
    pub content: Vec<u8>,
    /// Bytes.
    pub size_bytes: i64,
    /// Who uploaded it.
    pub uploaded_by: UserId,
    /// When.
    pub created_at: Timestamp,
}

/// A file that stands with a case, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// The file.
    pub file_id: FileId,
    /// The case.
    pub case_id: CaseId,
    /// What it is for, as stable text.
    pub purpose: String,
    /// What of the case it is about; empty for the case itself.
    pub item: String,
    /// What whoever added it says about it.
    pub label: String,
    /// What people call whoever added it.
    pub added_name: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was removed or replaced.
    pub removed_at: Option<Timestamp>,
    /// The name people see.
    pub name: String,
    /// The type its content shows.
    pub media_type: String,
    /// Hex SHA-256 of the content.
    pub digest: String,
    /// Bytes.
    pub size_bytes: i64,
}

/// A stored version of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRow {
    /// Its version.
    pub version: i64,
    /// What it is worth.
    pub standing: PolicyStanding,
    /// The first day it holds.
    pub from_on: Day,
    /// The policy as JSON.
    pub body: String,
    /// Who wrote or published it.
    pub published_by: String,
    /// When.
    pub created_at: Timestamp,
    /// How it came to nothing, when it did.
    pub ended: Option<PolicyEnd>,
}

/// The end of a version of the policy that never began, or of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEnd {
    /// What it was worth before: a draft was discarded, anything else withdrawn.
    pub was: PolicyStanding,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Where an invoice number stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberUse {
    /// The number as text, with its code.
    pub number: String,
    /// The request it belongs to.
    pub case_id: CaseId,
    /// Whose request that is.
    pub partner_id: PartnerId,
}

/// Cases and what belongs to them.
#[async_trait]
pub trait BenefitRepository: Send {
    /// Adds a case; a subject that exists already is a [`crate::StorageError::Conflict`].
    async fn add_case(&mut self, case: &CaseRow) -> Result<()>;
    /// Writes a case that has version `seen`; a case that moved is a [`crate::StorageError::Conflict`].
    async fn update_case(&mut self, case: &CaseRow, seen: i64) -> Result<()>;
    /// Notes the day of a reminder without touching the version.
    async fn mark_reminded(&mut self, id: &CaseId, on: Day) -> Result<()>;
    /// Writes the last day of a case that has version `seen`, without touching the version: nothing
    /// happened to the case itself. A reminder that went out for the old day counts no longer. A case that
    /// moved is a [`crate::StorageError::Conflict`].
    async fn set_due(&mut self, id: &CaseId, seen: i64, due_on: Option<Day>) -> Result<()>;
    /// Finds a case.
    async fn find_case(&mut self, scope: &Scope, id: &CaseId) -> Result<Option<CaseRow>>;
    /// Finds the case of a subject.
    async fn find_subject(
        &mut self,
        scope: &Scope,
        benefit: &str,
        partner: &PartnerId,
        subject: &str,
    ) -> Result<Option<CaseRow>>;
    /// Cases of a list, in its order.
    async fn list_cases(
        &mut self,
        scope: &Scope,
        filter: &CaseFilter,
        order: CaseOrder,
        window: Window,
    ) -> Result<Page<CaseRow>>;
    /// How many cases wait for each actor.
    async fn count_turns(&mut self, scope: &Scope) -> Result<Vec<(Actor, i64)>>;

    /// Adds a step to a case's history.
    async fn add_step(&mut self, step: &CaseStep) -> Result<()>;
    /// A case's history, oldest first. The caller has found the case in its own scope.
    async fn list_steps_unscoped(&mut self, case: &CaseId) -> Result<Vec<CaseStep>>;

    /// Adds a file.
    async fn add_file(&mut self, file: &StoredFile) -> Result<()>;
    /// Finds a file with its content.
    async fn find_file(&mut self, scope: &Scope, id: &FileId) -> Result<Option<StoredFile>>;
    /// Puts a stored file with a case. Name, type, digest and size are those of the file.
    async fn add_case_file(&mut self, file: &CaseFile) -> Result<()>;
    /// Every file of a case, oldest first, removed ones included. The caller has found the case in its own
    /// scope.
    async fn list_case_files_unscoped(&mut self, case: &CaseId) -> Result<Vec<CaseFile>>;
    /// The file of a case by the file's id.
    async fn find_case_file(&mut self, scope: &Scope, id: &FileId) -> Result<Option<CaseFile>>;
    /// Takes a file away from its case; one that was taken away is a [`crate::StorageError::Conflict`].
    async fn remove_case_file(&mut self, id: &FileId, at: Timestamp) -> Result<()>;

    /// Adds a version of the policy; a version that exists is a [`crate::StorageError::Conflict`].
    async fn add_policy(&mut self, policy: &PolicyRow) -> Result<()>;
    /// Writes a version whose body is `seen`: a draft that is edited, a version that is published or
    /// withdrawn. One that changed meanwhile is a [`crate::StorageError::Conflict`].
    async fn update_policy(&mut self, policy: &PolicyRow, seen: &str) -> Result<()>;
    /// Every version, oldest first.
    async fn list_policies(&mut self) -> Result<Vec<PolicyRow>>;

    /// The stored calendar of a name, as JSON.
    async fn find_calendar(&mut self, name: &str) -> Result<Option<String>>;
    /// Writes the calendar of a name.
    async fn put_calendar(&mut self, name: &str, body: &str, by: &str, at: Timestamp)
    -> Result<()>;

    /// Where these numbers stand, whichever partner's request that is.
    async fn list_numbers_unscoped(&mut self, numbers: &[String]) -> Result<Vec<NumberUse>>;
    /// Replaces the numbers of a request; one that stands elsewhere is a
    /// [`crate::StorageError::Conflict`].
    async fn put_numbers(
        &mut self,
        case: &CaseId,
        partner: &PartnerId,
        numbers: &[String],
    ) -> Result<()>;
}
