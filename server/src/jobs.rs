//! The rounds of background work: one after another, every second, slower while the database is away. Mails
//! have rounds of their own.

use std::time::Duration;

use hezong_services::Services;
use hezong_services::entropy::{Make, SystemEntropy};
use hezong_services::jobs::{Round, run_due};
use hezong_services::mail::job::send_due_until;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::metering::{JOB_ROUNDS, JOB_WORK};

/// From the end of one round to the next.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause after failures.
const PAUSE_MAX: Duration = Duration::from_mins(1);

/// Starts the rounds of background work and of mails; both end, after the one under way, when `stop`
/// turns true.
pub fn start(services: Services, stop: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        // A mail server that is slow must not keep anything else waiting.
        tokio::join!(work(services.clone(), stop.clone()), mails(services, stop));
    })
}

/// Sends mails; while the mail server is away, it is asked less and less often.
async fn mails(services: Services, mut stop: watch::Receiver<bool>) {
    let worker = format!("m-{}", SystemEntropy.ulid(services.now()));
    let mut pause = PAUSE;
    loop {
        tokio::select! {
            _ = stop.wait_for(|stopped| *stopped) => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = match send_due_until(&services, &worker, || *stop.borrow()).await {
            Ok(round) if round.is_away => (pause * 2).clamp(PAUSE, PAUSE_MAX),
            Ok(round) if round.is_full() => Duration::ZERO,
            Ok(_) => PAUSE,
            Err(error) => {
                tracing::error!("mails could not be looked at: {error}");
                (pause * 2).clamp(PAUSE, PAUSE_MAX)
            }
        };
    }
}

/// The rounds of everything else.
async fn work(services: Services, mut stop: watch::Receiver<bool>) {
    // Leases are held by name; every process needs its own.
    let worker = format!("w-{}", SystemEntropy.ulid(services.now()));
    let mut pause = PAUSE;
    loop {
        tokio::select! {
            _ = stop.wait_for(|stopped| *stopped) => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = match run_due(&services, &worker).await {
            Ok(round) => {
                count(round);
                PAUSE
            }
            Err(error) => {
                let next = (pause * 2).min(PAUSE_MAX);
                metrics::counter!(JOB_ROUNDS, "outcome" => "failed").increment(1);
                tracing::error!(
                    "background work failed, next try in {} s: {error}",
                    next.as_secs()
                );
                next
            }
        };
    }
}

fn count(round: Round) {
    metrics::counter!(JOB_ROUNDS, "outcome" => "done").increment(1);
    for (kind, number) in [
        ("coupon_expired", round.expired),
        ("case_moved", round.cases),
        ("export_written", round.exports),
        ("run_case", round.runs),
        ("row_forgotten", round.forgotten),
    ] {
        if let Ok(number) = u64::try_from(number)
            && number > 0
        {
            metrics::counter!(JOB_WORK, "kind" => kind).increment(number);
            tracing::info!(
                work.kind = kind,
                work.count = number,
                "background work: {kind} {number}"
            );
        }
    }
}
