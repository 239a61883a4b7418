//! No request may take the server down or run forever.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use hezong_domain::RequestId;
use hezong_services::RequestFacts;

use super::answer::{Asker, Rebuff};

/// Turns a panic into a 500 with the request's id and ends what takes longer than the given time.
pub(crate) async fn shield(
    State(time_max): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let facts = request.extensions().get::<RequestFacts>();
    let id = facts.map_or_else(|| RequestId::new("none"), |facts| facts.id.clone());
    let asker = Asker::of(request.method(), request.uri().path(), request.headers(), id.clone());
    let work = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(time_max, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            let what = panic
                .downcast_ref::<&str>()
                .map(ToString::to_string)
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_default();
            tracing::error!(request.id = %id, "request `{id}` panicked: {what}");
            asker.rebuff(Rebuff::Internal)
        }
        Err(_) => {
            tracing::error!(request.id = %id, "request `{id}` took longer than {time_max:?}");
            asker.rebuff(Rebuff::TimedOut)
        }
    }
}
