//! Figures for Prometheus, on a port of their own.

use std::net::SocketAddr;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use tokio::task::JoinHandle;

use crate::Failure;

/// How long a request took, by route class.
pub(crate) const REQUEST_SECONDS: &str = "hezong_request_seconds";
/// Requests by route class, method and status.
pub(crate) const REQUESTS: &str = "hezong_requests_total";
/// Rounds of background work by outcome.
pub(crate) const JOB_ROUNDS: &str = "hezong_job_rounds_total";
/// What background work did, by kind.
pub(crate) const JOB_WORK: &str = "hezong_job_work_total";
/// Sign-in attempts that came too fast.
pub(crate) const THROTTLED: &str = "hezong_sign_in_throttled_total";

/// Bounds of the latency histogram in seconds: a page takes milliseconds, a batch of 100 about a second.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Starts counting and answering Prometheus at `address`.
///
/// # Errors
/// [`Failure::Start`] when the port is taken.
pub fn start(address: SocketAddr) -> Result<JoinHandle<()>, Failure> {
    let fail = |error: &dyn std::fmt::Display| {
        Failure::Start(format!(
            "metrics cannot be offered at {address} ({error}): set HEZONG_METRICS_LISTEN to a free port or to `off`"
        ))
    };
    let builder = PrometheusBuilder::new()
        .with_http_listener(address)
        .set_buckets_for_metric(Matcher::Full(REQUEST_SECONDS.to_owned()), &SECONDS)
        .map_err(|error| fail(&error))?;
    let (recorder, exporter) = builder.build().map_err(|error| fail(&error))?;
    metrics::set_global_recorder(recorder).map_err(|error| fail(&error))?;
    describe();
    Ok(tokio::spawn(async move {
        if exporter.await.is_err() {
            tracing::error!("the metrics port stopped answering");
        }
    }))
}

fn describe() {
    metrics::describe_histogram!(
        REQUEST_SECONDS,
        metrics::Unit::Seconds,
        "Time to answer, by route class"
    );
    metrics::describe_counter!(REQUESTS, "Requests by route class, method and status");
    metrics::describe_counter!(JOB_ROUNDS, "Rounds of background work by outcome");
    metrics::describe_counter!(JOB_WORK, "What background work did, by kind");
    metrics::describe_counter!(THROTTLED, "Sign-in attempts that came too fast");
    metrics::describe_counter!("hezong_acts_total", "Acts by name and outcome");
    metrics::describe_counter!("hezong_mails_total", "Tries to send a mail, by outcome");
    metrics::describe_counter!(
        "hezong_retries_total",
        "Acts started over because others were faster"
    );
}
