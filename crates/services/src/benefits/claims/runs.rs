//! Runs over the claims of a month, in slices. What was shown is noted before the first case is touched;
//! then case by case, each in a transaction of its own that notes its outcome too. The first slice is
//! worked off at once, so that a small run is through when it answers; what is left is the job's. A worker
//! that dies loses its lease, and the next one goes on with what nothing became of yet.

mod ground;
mod told;

use std::collections::BTreeMap;

use hezong_contract::fh_lists::RunResult;
use hezong_domain::access::{Permission, Proof};
use hezong_domain::incentives::Scheme;
use hezong_domain::time::MINUTE_MS;
use hezong_domain::{JobId, Month};
use hezong_storage::UnitOfWork;
use hezong_storage::runs::{Run, RunItem, RunKind, RunOutcome, RunState};
use hezong_texts::{Lang, lists as texts};

use super::{final_run, make};
use crate::act::{Act, Deed, perform};
use crate::context::{Context, RequestFacts, Services};
use crate::entropy::Make;
use crate::identity::principal_of;
use crate::{Error, Result, messages, setup};

pub(super) use ground::{Plan, Promise, list_key};
pub(super) use told::view;

/// Cases worked off in the request that begins a run, and by a worker before it looks up.
pub const SLICE: i64 = 40;
/// Slices of one round of the job: other work must not wait for thousands of cases.
const SLICES_PER_ROUND: usize = 3;
/// How long a worker may take for a slice before another one takes over.
const LEASE_MS: i64 = MINUTE_MS;
/// Faults at one case before it is left.
const ATTEMPTS_MAX: i64 = 3;
/// Days what became of the cases can be looked up in the run; the audit log has it after that.
const KEPT_DAYS: i64 = 400;

/// The place of a case in a run.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    run: &'a JobId,
    position: i64,
}

impl Place<'_> {
    /// Notes in the act that does it that the case is done; `false` when it was noted before: then there
    /// is nothing to do any more.
    pub(super) async fn take(self, act: &mut Act) -> Result<bool> {
        let (from, to) = (RunOutcome::Open, RunOutcome::Done);
        Ok(act.tx.runs().settle_item(self.run, self.position, from, to, "").await?)
    }

    /// Notes that somebody else had done it: what was taken was there already.
    pub(super) async fn met(self, act: &mut Act) -> Result<()> {
        let (from, to) = (RunOutcome::Done, RunOutcome::Met);
        act.tx.runs().settle_item(self.run, self.position, from, to, "").await?;
        Ok(())
    }
}

/// Begins a run over what was shown and works off its first slice; while one runs over the same cases,
/// tells how far that one is.
///
/// # Errors
/// Without [`Permission::OpsReview`]; [`Error::Case`] when what it would do is not what was shown.
pub(super) async fn start(cx: &Context, lang: Lang, plan: &Plan<'_>) -> Result<RunResult> {
    let Some((mut run, is_new)) = begin(cx, plan).await? else { return Ok(RunResult::default()) };
    if is_new && let Err(error) = slice(cx, &mut run).await {
        tracing::error!(run.id = %run.id, "run `{}` stopped, a job goes on: {error}", run.id);
    }
    told::result(cx, lang, &run).await
}

/// Notes a run with all its cases; `None` when there is nothing to do, and whether it is a new one.
async fn begin(cx: &Context, plan: &Plan<'_>) -> Result<Option<(Run, bool)>> {
    let (kind, period, scheme) = (plan.kind, &plan.month.to_string(), plan.scheme_text());
    let id = &JobId::new(cx.services().entropy().dated("RU", cx.now()));
    let deed = Deed::new(Permission::OpsReview, plan.action(), plan.target());
    perform(cx, deed, |mut act| async move {
        let tx = &mut *act.tx;
        let latest = tx.runs().latest_run(kind, period, scheme).await?;
        if let Some(run) = latest.filter(|run| run.state == RunState::Running) {
            let id = run.id.to_string();
            return act.done(Some((run, false)), id, "under way");
        }
        if !plan.holds(tx).await? {
            return act.done(None, plan.target(), "nothing to do");
        }
        let mut run = Run {
            id: id.clone(),
            kind,
            period: period.clone(),
            scheme: scheme.to_owned(),
            reason: plan.reason.to_owned(),
            state: RunState::Running,
            items: 0,
            is_long: false,
            attempts: 0,
            started_by: act.cx.principal().user_id().cloned(),
            started_name: act.cx.principal().sign_in().to_owned(),
            leased_by: Some(id.to_string()),
            leased_until: Some(act.now.plus_ms(LEASE_MS)),
            created_at: act.now,
            changed_at: act.now,
        };
        act.tx.runs().add_run(&run).await?;
        run.items = plan.note(&mut *act.tx, id).await?;
        act.tx.runs().update_run(&run, id.as_str()).await?;
        let detail = format!("{}: {} cases. {}", plan.target(), run.items, plan.reason);
        act.done(Some((run, true)), id.as_str(), detail)
    })
    .await
}

/// Works off the next slice of every run that waits, as far as one round goes; answers how many cases.
///
/// # Errors
/// When storage fails. A run that fails is logged and waits, the others go on.
pub async fn work_runs(services: &Services, worker: &str) -> Result<i64> {
    let mut worked = 0;
    for _ in 0..SLICES_PER_ROUND {
        let Some(mut run) = lease(services, worker).await? else { break };
        // The request that began it may have been cut off: nobody was answered.
        run.is_long = true;
        let answer = match stand_in(services, &run).await? {
            Some(cx) => slice(&cx, &mut run).await,
            None => give_up(services, &mut run).await,
        };
        match answer {
            Ok(count) => worked += count,
            Err(error) => {
                tracing::error!(run.id = %run.id, "run `{}` does not go on: {error}", run.id);
            }
        }
    }
    Ok(worked)
}

async fn lease(services: &Services, worker: &str) -> Result<Option<Run>> {
    let now = services.now();
    let work = async {
        let mut tx = services.storage().write().await?;
        let leased = tx.runs().lease_run(worker, now, now.plus_ms(LEASE_MS)).await?;
        tx.commit().await?;
        Ok::<_, Error>(leased)
    };
    match work.await {
        // Another worker was faster.
        Err(error) if error.is_conflict() => Ok(None),
        answer => answer,
    }
}

/// Whoever began a run, as they are now; `None` when they may not do it any more.
async fn stand_in(services: &Services, run: &Run) -> Result<Option<Context>> {
    let Some(id) = &run.started_by else {
        let vendor = setup::vendor(services).await?;
        return Ok(vendor.map(|vendor| services.system(vendor, run.id.as_str())));
    };
    let user = {
        let mut tx = services.storage().read().await?;
        tx.identity().find_user(id).await?
    };
    let Some(user) = user else { return Ok(None) };
    let principal = principal_of(services, &user, Proof::Session).await?;
    let facts = RequestFacts::internal(hezong_domain::RequestId::new(run.id.as_str()));
    let cx = principal.map(|principal| services.context(principal, facts));
    Ok(cx.filter(|cx| cx.authorize(Permission::OpsReview).is_ok()))
}

/// Works off the next cases of a run somebody holds, and lets go of it; answers how many they were.
async fn slice(cx: &Context, run: &mut Run) -> Result<i64> {
    let items = {
        let mut tx = cx.services().storage().read().await?;
        tx.runs().open_items(&run.id, SLICE).await?
    };
    for item in &items {
        match one(cx, run, item).await {
            Ok(()) => run.attempts = 0,
            Err(error) => {
                stumble(cx, run, item).await?;
                return Err(error);
            }
        }
    }
    let is_through = {
        let mut tx = cx.services().storage().read().await?;
        tx.runs().open_items(&run.id, 1).await?.is_empty()
    };
    if is_through {
        end(cx, run, RunState::Done).await?;
    } else {
        run.is_long = true;
        release(cx.services(), run, None).await?;
    }
    Ok(i64::try_from(items.len()).unwrap_or(i64::MAX))
}

/// Works off one case. A case that can not be done is noted with the reason.
///
/// # Errors
/// Faults only: the case is as it was and will be tried again.
async fn one(cx: &Context, run: &Run, item: &RunItem) -> Result<()> {
    let place = Place { run: &run.id, position: item.position };
    let nonsense = || Error::Internal(format!("run {} is over nothing", run.id));
    let answer = match (run.kind, &item.case_id) {
        (RunKind::Final, Some(id)) => final_run::one(cx, id, item.seen, &run.reason, place).await,
        (RunKind::Final, None) => return Err(nonsense()),
        (RunKind::Lists, _) => {
            let scheme = Scheme::parse(&run.scheme).ok_or_else(nonsense)?;
            let month = Month::parse(&run.period).ok_or_else(nonsense)?;
            make::in_run(cx, &item.partner_id, (scheme, month), place).await
        }
    };
    match answer {
        Err(error) if error.is_fault() || matches!(error, Error::Forbidden { .. }) => Err(error),
        Err(error) => leave(cx.services(), run, item, told::why(&error)?).await,
        Ok(()) => Ok(()),
    }
}

/// Notes why a case was left, in every language.
async fn leave(services: &Services, run: &Run, item: &RunItem, why: String) -> Result<()> {
    let mut tx = services.storage().write().await?;
    let (from, to) = (RunOutcome::Open, RunOutcome::Left);
    tx.runs().settle_item(&run.id, item.position, from, to, &why).await?;
    Ok(tx.commit().await?)
}

/// A fault at a case: the run waits a while. A case that fails again and again is left, so that it does
/// not keep the others waiting for ever.
async fn stumble(cx: &Context, run: &mut Run, item: &RunItem) -> Result<()> {
    run.is_long = true;
    run.attempts += 1;
    if run.attempts >= ATTEMPTS_MAX {
        let each = Lang::ALL.iter().map(|lang| (lang.tag(), texts::LEFT_FAILED.get(*lang)));
        let why = serde_json::to_string(&each.collect::<BTreeMap<_, _>>())?;
        leave(cx.services(), run, item, why).await?;
        run.attempts = 0;
    }
    release(cx.services(), run, Some(cx.now().plus_ms(LEASE_MS))).await
}

/// Lets go of a run, at once or from a moment on.
async fn release(
    services: &Services,
    run: &mut Run,
    until: Option<hezong_domain::Timestamp>,
) -> Result<()> {
    let holder = run.leased_by.clone().unwrap_or_default();
    run.leased_until = until;
    if until.is_none() {
        run.leased_by = None;
    }
    run.changed_at = services.now();
    let mut tx = services.storage().write().await?;
    tx.runs().update_run(run, &holder).await?;
    Ok(tx.commit().await?)
}

async fn give_up(services: &Services, run: &mut Run) -> Result<i64> {
    let vendor = setup::vendor(services).await?.ok_or(Error::NotFound("vendor"))?;
    end(&services.system(vendor, run.id.as_str()), run, RunState::Stopped).await?;
    Ok(0)
}

/// Ends a run and tells who began it, unless the answer of its request did.
async fn end(cx: &Context, run: &mut Run, state: RunState) -> Result<()> {
    let holder = &run.leased_by.take().unwrap_or_default();
    run.leased_until = None;
    run.state = state;
    run.changed_at = cx.now();
    let run = &*run;
    perform(cx, Deed::own("claim.run_end", run.id.as_str()), |mut act| async move {
        act.tx.runs().update_run(run, holder).await?;
        let counts = told::Counts::of(&mut *act.tx, run).await?;
        if run.is_long
            && let Some(user) = &run.started_by
        {
            let what = format!("@messages.run_{}", run.kind.as_str());
            let args = [
                ("what", what),
                ("month", run.period.clone()),
                ("done", counts.done.to_string()),
                ("left", counts.left.to_string()),
                ("open", counts.open.to_string()),
            ];
            let kind = if state == RunState::Stopped { "run_stopped" } else { "run_done" };
            messages::send(&mut act, user, kind, &args).await?;
        }
        act.done((), run.id.as_str(), format!("{}: {counts}", state.as_str()))
    })
    .await
}

/// Forgets runs that ended long ago; answers how many.
pub(crate) async fn forget(tx: &mut dyn UnitOfWork, now: hezong_domain::Timestamp) -> Result<i64> {
    Ok(tx.runs().remove_runs(now.plus_days(-KEPT_DAYS)).await?)
}
