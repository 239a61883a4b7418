//! The rounds of background work: one after another, every second, slower while the database is away.

use std::time::Duration;

use hezong_services::Services;
use hezong_services::entropy::{Make, SystemEntropy};
use hezong_services::jobs::{Round, run_due};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::metering::{JOB_ROUNDS, JOB_WORK};

/// From the end of one round to the next.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause after failures.
const PAUSE_MAX: Duration = Duration::from_mins(1);

/// Starts the rounds; they end, after the one under way, when `stop` turns true.
pub fn start(services: Services, mut stop: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
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
    })
}

fn count(round: Round) {
    metrics::counter!(JOB_ROUNDS, "outcome" => "done").increment(1);
    for (kind, number) in [
        ("coupon_expired", round.expired),
        ("case_moved", round.cases),
        ("export_written", round.exports),
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
