//! Runs over the cases of a month: what they would do, what they set out to do, how far they are.
//!
//! A run notes every case it means before it touches the first one, so that what was shown is what is
//! done; whoever works it off takes case by case from that note, and a run whose worker died goes on where
//! it stopped.

use async_trait::async_trait;
use hezong_domain::{CaseId, Fen, JobId, Page, PartnerId, Timestamp, UserId, Window};

use crate::Result;
use crate::benefits::CaseRow;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Makes the monthly lists of a scheme.
    Lists,
    /// Makes the claims of a month final.
    Final,
}

impl RunKind {
    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lists => "lists",
            Self::Final => "final",
        }
    }

    /// The kind of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Lists, Self::Final].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Under way, or waiting for a worker.
    Running,
    /// Through.
    Done,
    /// Given up: who began it may not do it any more.
    Stopped,
}

impl RunState {
    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Stopped => "stopped",
        }
    }

    /// The state of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Running, Self::Done, Self::Stopped];
        all.into_iter().find(|state| state.as_str() == text)
    }
}

/// What became of one case of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunOutcome {
    /// Nothing yet.
    Open,
    /// The run did it.
    Done,
    /// Somebody else had done it meanwhile.
    Met,
    /// It could not be done.
    Left,
}

impl RunOutcome {
    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Met => "met",
            Self::Left => "left",
        }
    }

    /// The outcome of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Open, Self::Done, Self::Met, Self::Left];
        all.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Id.
    pub id: JobId,
    /// What it does.
    pub kind: RunKind,
    /// The month as text.
    pub period: String,
    /// The scheme; empty for every scheme.
    pub scheme: String,
    /// Why, where a reason was asked for.
    pub reason: String,
    /// Where it stands.
    pub state: RunState,
    /// Cases it set out to work off.
    pub items: i64,
    /// Whether it went on after the request that began it.
    pub is_long: bool,
    /// Faults in a row.
    pub attempts: i64,
    /// Who began it; `None` for the system.
    pub started_by: Option<UserId>,
    /// What people call them.
    pub started_name: String,
    /// Who works on it.
    pub leased_by: Option<String>,
    /// Until when nobody else does.
    pub leased_until: Option<Timestamp>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it moved last.
    pub changed_at: Timestamp,
}

/// One case of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunItem {
    /// Its place, from 1.
    pub position: i64,
    /// Whose.
    pub partner_id: PartnerId,
    /// The case that was seen; `None` where the run begins it.
    pub case_id: Option<CaseId>,
    /// What the case is about.
    pub subject: String,
    /// The version that was seen.
    pub seen: i64,
    /// Why it was left, as JSON by language; empty otherwise.
    pub why: String,
}

/// The claims of a month in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateSum {
    /// Stable text of the state.
    pub state: String,
    /// How many.
    pub count: i64,
    /// What they are worth.
    pub amount: Fen,
    /// When one of them changed last.
    pub changed_at: Timestamp,
}

/// Which lists are meant: of a scheme and month, of the partners qualified for it in its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListKey {
    /// The month as text.
    pub period: String,
    /// The subject of the month's claims.
    pub subject: String,
    /// The programme year as text.
    pub year: String,
    /// The subject of the year's qualifications.
    pub qualification: String,
}

/// Runs over the cases of a month. Not tenant-scoped: only operations run over all partners.
#[async_trait]
pub trait RunRepository: Send {
    /// The claims of a month by state, of one subject or of all.
    async fn sum_month(&mut self, period: &str, subject: Option<&str>) -> Result<Vec<StateSum>>;
    /// The claims of a month in some states, by the partner's name.
    async fn list_month(
        &mut self,
        period: &str,
        states: &[&str],
        window: Window,
    ) -> Result<Vec<CaseRow>>;
    /// The partners that are qualified or have a claim of the key, by name.
    async fn list_partners(
        &mut self,
        key: &ListKey,
        window: Window,
    ) -> Result<Page<(PartnerId, String)>>;
    /// How many of them have no list yet, and when one of those changed last.
    async fn count_unmade(&mut self, key: &ListKey) -> Result<(i64, Timestamp)>;

    /// Adds a run; while one runs over the same cases it is a [`crate::StorageError::Conflict`].
    async fn add_run(&mut self, run: &Run) -> Result<()>;
    /// Notes the partners without a list as what a run sets out to do; answers how many.
    async fn plan_lists(&mut self, run: &JobId, key: &ListKey) -> Result<i64>;
    /// Notes the claims of a month that passed as what a run sets out to do; answers how many.
    async fn plan_final(&mut self, run: &JobId, period: &str) -> Result<i64>;
    /// The newest run over the same cases.
    async fn latest_run(
        &mut self,
        kind: RunKind,
        period: &str,
        scheme: &str,
    ) -> Result<Option<Run>>;
    /// Takes the oldest run nobody works on, until a moment.
    async fn lease_run(
        &mut self,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Run>>;
    /// Writes where a run stands, as `holder`; a [`crate::StorageError::Conflict`] when somebody else
    /// holds it by now.
    async fn update_run(&mut self, run: &Run, holder: &str) -> Result<()>;
    /// The first cases of a run nothing became of yet, in order.
    async fn open_items(&mut self, run: &JobId, limit: i64) -> Result<Vec<RunItem>>;
    /// Notes what became of a case; `false` when something else had become of it before.
    async fn settle_item(
        &mut self,
        run: &JobId,
        position: i64,
        from: RunOutcome,
        to: RunOutcome,
        why: &str,
    ) -> Result<bool>;
    /// The cases of a run by what became of them.
    async fn count_items(&mut self, run: &JobId) -> Result<Vec<(RunOutcome, i64)>>;
    /// The first cases that were left, in order.
    async fn list_left(&mut self, run: &JobId, limit: i64) -> Result<Vec<RunItem>>;
    /// Removes runs that ended before a moment; answers how many.
    async fn remove_runs(&mut self, before: Timestamp) -> Result<i64>;
}
