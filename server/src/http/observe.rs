//! The outermost layer: every request gets its facts, a span, a line in the log and a place in figures.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use hezong_app::server::CookiePolicy;
use hezong_services::Services;
use tracing::Instrument;

use super::door::Door;
use super::facts;
use crate::metering::{REQUEST_SECONDS, REQUESTS};

/// Names the request in every answer.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Hex digits of the secrets that stand in some addresses (invitations, calendar feeds).
const SECRET_DIGITS: usize = 64;

/// What watching needs.
#[derive(Clone)]
pub(crate) struct Watch {
    /// Clock and randomness.
    pub(crate) services: Services,
    /// Name of the session's cookie.
    pub(crate) cookies: CookiePolicy,
    /// Whether `X-Forwarded-For` is believed.
    pub(crate) trusted_proxy: bool,
}

/// Watches a request from its begin to its end.
pub(crate) async fn observe(
    State(watch): State<Arc<Watch>>,
    mut request: Request,
    next: Next,
) -> Response {
    let begin = Instant::now();
    let headers = std::mem::take(request.headers_mut());
    let (facts, _) = facts::attach(
        &watch.services,
        watch.cookies,
        watch.trusted_proxy,
        &headers,
        request.extensions_mut(),
    );
    *request.headers_mut() = headers;
    let method = known(request.method());
    let door = Door::of(request.uri().path());
    let path = without_secrets(request.uri().path());
    let span = tracing::info_span!("request", request.id = %facts.id);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(id) = HeaderValue::from_str(facts.id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let elapsed = begin.elapsed();
    let status = response.status().as_u16();
    metrics::histogram!(REQUEST_SECONDS, "door" => door.label()).record(elapsed.as_secs_f64());
    metrics::counter!(
        REQUESTS, "door" => door.label(), "method" => method, "status" => status.to_string()
    )
    .increment(1);
    let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let _entered = span.entered();
    match door {
        // Asked for all the time and of no interest unless something is wrong.
        Door::Asset | Door::Health => {
            tracing::debug!(method, path, status, ms, "{method} {path} {status} in {ms} ms");
        }
        _ => tracing::info!(method, path, status, ms, "{method} {path} {status} in {ms} ms"),
    }
    response
}

/// The method as a label; strangers may invent others.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The path as it may stand in a log: no query, no secret of an invitation, no control characters.
fn without_secrets(path: &str) -> String {
    let segments = path.split('/').map(|segment| {
        let digits = segment.strip_suffix(".ics").unwrap_or(segment);
        let is_secret =
            digits.len() >= SECRET_DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit());
        if is_secret { "***" } else { segment }
    });
    let shown = segments.collect::<Vec<_>>().join("/");
    shown.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn secrets_of_invitations_and_feeds_stay_out_of_the_log() {
        let secret = "0123456789abcdef".repeat(4);
        assert_eq!(without_secrets(&format!("/invitations/{secret}")), "/invitations/***");
        assert_eq!(without_secrets(&format!("/calendar/{secret}.ics")), "/calendar/***");
        assert_eq!(without_secrets("/ops/partners/7"), "/ops/partners/7");
    }
}
