//! Background work. Every job is idempotent and leased, so that it runs once however many servers there
//! are, and all of it is driven by the injected clock.

use hezong_domain::time::{DAY_MS, MINUTE_MS};

use crate::context::Services;
use crate::{Result, benefits, coupons, exports, mail, sandbox, setup};

/// How long a lease on the round of jobs lasts.
const ROUND_MS: i64 = MINUTE_MS;
/// Exports written per round.
const EXPORTS_PER_ROUND: usize = 20;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Coupons that lapsed.
    pub expired: i64,
    /// Exports written.
    pub exports: i64,
    /// Cases of runs over a month that were worked off.
    pub runs: i64,
    /// Steps of cases and reminders that were due.
    pub cases: i64,
    /// Rows forgotten: sessions, tokens, kept answers, files.
    pub forgotten: i64,
}

/// Runs everything that is due, as `worker`.
///
/// # Errors
/// When storage fails; the next round tries again.
pub async fn run_due(services: &Services, worker: &str) -> Result<Round> {
    let mut round = Round::default();
    sandbox::refresh(services).await?;
    for _ in 0..EXPORTS_PER_ROUND {
        if !exports::work(services, worker).await? {
            break;
        }
        round.exports += 1;
    }
    round.runs = benefits::claims::work_runs(services, worker).await?;
    if take(services, "expiry", worker).await?
        && let Some(vendor) = setup::vendor(services).await?
    {
        round.expired = coupons::expire_due(&services.system(vendor, "expiry")).await?;
    }
    // Looks at every case with a deadline near: once a minute suffices, for this worker too.
    let holder = format!("{worker}-{}", services.now().ms());
    if take(services, "cases", &holder).await?
        && let Some(vendor) = setup::vendor(services).await?
    {
        let fired = benefits::deadlines::run_due(&services.system(vendor, "cases")).await?;
        round.cases = fired.count();
    }
    if take(services, "cleaning", worker).await? {
        round.forgotten = clean(services).await?;
    }
    Ok(round)
}

async fn take(services: &Services, name: &str, worker: &str) -> Result<bool> {
    let now = services.now();
    let mut tx = services.storage().write().await?;
    let taken = tx.operation().lease(name, worker, now, now.plus_ms(ROUND_MS)).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn clean(services: &Services) -> Result<i64> {
    let now = services.now();
    let mut tx = services.storage().write().await?;
    let wall = services.wall_now();
    let mut count = tx.identity().remove_stale_sessions(wall, wall.plus_ms(-DAY_MS)).await?;
    count += tx.credentials().remove_stale_tokens(wall).await?;
    count += tx.operation().remove_stale_answers(now).await?;
    count += benefits::claims::forget(&mut *tx, now).await?;
    count += tx.drafts().remove_stale_drafts(wall).await?;
    tx.commit().await?;
    count += mail::job::forget(services).await?;
    Ok(count + exports::lapse(services).await?)
}
