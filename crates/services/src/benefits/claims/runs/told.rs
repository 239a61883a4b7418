//! Runs in words: the answer of the request that began one, and how far it is.

use std::collections::BTreeMap;
use std::fmt;

use hezong_contract::fh_lists::{RunResult, RunView};
use hezong_domain::incentives::Scheme;
use hezong_storage::UnitOfWork;
use hezong_storage::runs::{Run, RunItem, RunKind, RunOutcome, RunState};
use hezong_texts::{Lang, lists as texts};

use super::super::super::words;
use super::Plan;
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

/// Cases a run names one by one; the page of the month names all of them anyway.
const NAMED_MAX: i64 = 10;

/// The cases of a run by what became of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) open: i64,
    pub(super) done: i64,
    pub(super) met: i64,
    pub(super) left: i64,
}

impl Counts {
    pub(super) async fn of(tx: &mut dyn UnitOfWork, run: &Run) -> Result<Self> {
        let mut counts = Self::default();
        for (outcome, count) in tx.runs().count_items(&run.id).await? {
            match outcome {
                RunOutcome::Open => counts.open = count,
                RunOutcome::Done => counts.done = count,
                RunOutcome::Met => counts.met = count,
                RunOutcome::Left => counts.left = count,
            }
        }
        Ok(counts)
    }

    const fn through(self) -> i64 {
        self.done + self.met + self.left
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { open, done, met, left } = self;
        write!(f, "{done} done, {met} met, {left} left, {open} open")
    }
}

/// Why a case was left, in every language.
///
/// # Errors
/// When it can not be written as JSON.
pub(super) fn why(error: &Error) -> Result<String> {
    let words = |lang: Lang| match error {
        Error::Case(refusal) => {
            let (told, checks) = words::refusal(lang, refusal);
            checks.first().map_or(told, |check| check.why.clone())
        }
        _ => texts::LEFT_FAILED.get(lang).to_owned(),
    };
    let each: BTreeMap<&str, String> =
        Lang::ALL.iter().map(|lang| (lang.tag(), words(*lang))).collect();
    Ok(serde_json::to_string(&each)?)
}

/// What a run left, by name, and how many more there are.
async fn left(
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    run: &Run,
    counts: Counts,
) -> Result<Vec<(String, String)>> {
    let items = tx.runs().list_left(&run.id, NAMED_MAX).await?;
    let ids = items.iter().map(|item| item.partner_id.account()).collect();
    let names = Names::of(tx, ids).await?;
    let named = |item: &RunItem| {
        let partner = names.display(&item.partner_id.account());
        let scheme = item.subject.split('/').next().and_then(Scheme::parse);
        let whose = match scheme.filter(|_| run.kind == RunKind::Final) {
            Some(scheme) => {
                let scheme = words::word(lang, "scheme_short", scheme.as_str());
                format!("{partner} \u{b7} {scheme}")
            }
            None => partner,
        };
        let why: BTreeMap<String, String> = serde_json::from_str(&item.why).unwrap_or_default();
        (whose, why.get(lang.tag()).cloned().unwrap_or_default())
    };
    let mut told: Vec<_> = items.iter().map(named).collect();
    let more = counts.left.saturating_sub(NAMED_MAX);
    if more > 0 {
        told.push((texts::LEFT_MORE.get(lang).to_owned(), texts::left_count(lang, more)));
    }
    Ok(told)
}

/// What a run did so far.
pub(super) async fn result(cx: &Context, lang: Lang, run: &Run) -> Result<RunResult> {
    let mut tx = cx.services().storage().read().await?;
    let counts = Counts::of(&mut *tx, run).await?;
    Ok(RunResult {
        done: counts.done,
        left: left(&mut *tx, lang, run, counts).await?,
        total: run.items,
        through: counts.through(),
        is_running: run.state == RunState::Running,
    })
}

/// The run over what a page shows, while it goes on; afterwards, when it was longer than its request.
pub(in super::super) async fn view(
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    plan: &Plan<'_>,
) -> Result<Option<RunView>> {
    let (period, scheme) = (plan.month.to_string(), plan.scheme_text());
    let found = tx.runs().latest_run(plan.kind, &period, scheme).await?;
    let Some(run) = found.filter(|run| run.is_long || run.state == RunState::Running) else {
        return Ok(None);
    };
    let counts = Counts::of(tx, &run).await?;
    Ok(Some(RunView {
        is_running: run.state == RunState::Running,
        is_stopped: run.state == RunState::Stopped,
        by: run.started_name.clone(),
        at: run.created_at,
        total: run.items,
        through: counts.through(),
        done: counts.done,
        met: counts.met,
        left: left(tx, lang, &run, counts).await?,
    }))
}
