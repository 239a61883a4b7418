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
use super::door::Door;

/// How many times as long as anything else a file may take to arrive.
const FILE_TIMES: u32 = 10;

/// Turns a panic into a 500 with the request's id and ends what takes longer than the given time.
pub(crate) async fn shield(
    State(time_max): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let facts = request.extensions().get::<RequestFacts>();
    let id = facts.map_or_else(|| RequestId::new("none"), |facts| facts.id.clone());
    let asker = Asker::of(request.method(), request.uri().path(), request.headers(), id.clone());
    // Ten megabytes take minutes where the line is slow; a connection that stands still is ended anyway.
    let is_file = Door::of(request.uri().path()) == Door::File;
    let time_max = if is_file { time_max * FILE_TIMES } else { time_max };
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use hezong_app::server::CookiePolicy;
    use hezong_testing::World;
    use tower::ServiceExt;

    use super::*;
    use crate::http::observe::{REQUEST_ID, Watch, observe};

    async fn broken() -> &'static str {
        panic!("a defect with a secret in it")
    }

    /// The layers in the order of the real router, around handlers that misbehave.
    async fn app() -> Router {
        let watch = Watch {
            services: World::sqlite().await.services.clone(),
            cookies: CookiePolicy { secure: false },
            trusted_proxy: false,
        };
        Router::new()
            .route("/broken", get(broken))
            .route("/v2/broken", get(broken))
            .route("/endless", get(std::future::pending::<&str>))
            .route("/fine", get(async || "fine"))
            .layer(from_fn_with_state(Duration::from_millis(200), shield))
            .layer(from_fn_with_state(Arc::new(watch), observe))
    }

    async fn ask(app: &Router, path: &str) -> (StatusCode, String, String) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = app.clone().oneshot(request).await.expect("answered");
        let id = response.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let (status, id) = (response.status(), id.unwrap_or_default().to_owned());
        let body = to_bytes(response.into_body(), 1 << 20).await.expect("read");
        (status, id, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn a_handler_that_panics_answers_500_with_the_request_id_and_the_server_goes_on() {
        let app = app().await;
        for path in ["/broken", "/v2/broken"] {
            let (status, id, body) = ask(&app, path).await;
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            assert!(!id.is_empty(), "{path}");
            // The envelope of the API has no room for it; there it is a header only.
            assert!(path.starts_with("/v2/") || body.contains(&id), "{path}: {id}: {body}");
            assert!(!body.contains("secret"), "the defect is told to the log only: {body}");
            let (status, next, body) = ask(&app, "/fine").await;
            assert_eq!((status, body.as_str()), (StatusCode::OK, "fine"));
            assert_ne!(next, id);
        }
    }

    #[tokio::test]
    async fn what_takes_too_long_is_ended() {
        let app = app().await;
        let (status, id, body) = ask(&app, "/endless").await;
        assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
        assert!(body.contains(&id), "{body}");
    }
}
