//! For whoever watches the server: alive, and ready to serve.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use hezong_services::Services;

/// A database that takes longer is of no use to a waiting person.
const PATIENCE: Duration = Duration::from_secs(1);

/// `/healthz`: the process runs.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database answers.
pub(crate) async fn ready(State(services): State<Services>) -> (StatusCode, &'static str) {
    match tokio::time::timeout(PATIENCE, services.ping()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(error)) => {
            tracing::warn!("not ready: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database answers too slowly\n"),
    }
}
