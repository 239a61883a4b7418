//! The calendar feed: `GET /calendar/{secret}.ics`. The address is the key; no session is asked for.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use hezong_services::{Error, RequestFacts, Services, feed};

use super::answer::{Asker, Rebuff};
use super::facts::header_text;

/// What a feed needs to know of this server.
#[derive(Clone)]
pub(crate) struct Feed {
    /// The use cases.
    pub(crate) services: Services,
    /// The origin people type, when it is known.
    pub(crate) own_origin: Option<Arc<str>>,
    /// Whether browsers reach us over TLS.
    pub(crate) is_https: bool,
}

/// Answers with the calendar of whoever the secret belongs to. A secret that was renewed or switched off,
/// and one whose person lost its permission, is told from one that never was by nothing.
///
/// Permission: the secret; what it shows is decided by the service.
pub(crate) async fn calendar(
    State(door): State<Feed>,
    Extension(facts): Extension<RequestFacts>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let origin = door.origin(request.headers());
    let secret = name.strip_suffix(".ics").unwrap_or_default();
    match feed::calendar(&door.services, secret, &origin).await {
        Ok(text) => answer(text),
        Err(error) => {
            if error.is_fault() {
                let id = &facts.id;
                tracing::error!(request.id = %id, "request `{id}` failed: {error}");
            }
            let path = request.uri().path();
            let id = facts.id.clone();
            Asker::of(request.method(), path, request.headers(), id).rebuff(match error {
                Error::Storage(_) => Rebuff::Busy,
                Error::Internal(_) => Rebuff::Internal,
                _ => Rebuff::NotFound,
            })
        }
    }
}

impl Feed {
    /// What links in the calendar begin with.
    fn origin(&self, headers: &HeaderMap) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        self.own_origin.as_deref().map_or_else(
            || format!("{scheme}://{}", header_text(headers, header::HOST.as_str())),
            str::to_owned,
        )
    }
}

fn answer(text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    for (name, value) in [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"deadlines.ics\""),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
