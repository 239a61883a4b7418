//! Cross-site requests change nothing.
//!
//! Browsers say where a request comes from. What is unsafe, and every server function, is served only to
//! our own pages: `Sec-Fetch-Site` decides where the browser sends it, `Origin` otherwise; whoever sends
//! neither is refused. The open API is exempt: it knows no cookies, so a browser cannot be misused.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use hezong_services::RequestFacts;

use super::answer::{Asker, Rebuff};
use super::door::Door;
use super::facts::header_text;

/// Refuses what comes from another site. The state is our own origin, when it is known.
pub(crate) async fn same_site_only(
    State(own_origin): State<Option<Arc<str>>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let needs_proof = !is_safe(request.method()) || Door::of(path) == Door::Function;
    if !needs_proof || is_ours(request.headers(), own_origin.as_deref()) {
        return next.run(request).await;
    }
    let id = request.extensions().get::<RequestFacts>().map(|facts| facts.id.clone());
    let id = id.unwrap_or_else(|| hezong_domain::RequestId::new("none"));
    tracing::warn!(request.id = %id, "cross-site request `{id}` to {path} refused");
    Asker::of(request.method(), path, request.headers(), id).rebuff(Rebuff::CrossSite)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_ours(headers: &HeaderMap, own_origin: Option<&str>) -> bool {
    match header_text(headers, "sec-fetch-site") {
        // `none`: typed, bookmarked or repeated by the person itself.
        "same-origin" | "none" => true,
        "" => origin_is_ours(headers, own_origin),
        _ => false,
    }
}

/// Without fetch metadata: the origin must name the very host that was asked.
fn origin_is_ours(headers: &HeaderMap, own_origin: Option<&str>) -> bool {
    let origin = header_text(headers, header::ORIGIN.as_str());
    let host = header_text(headers, header::HOST.as_str());
    let Some((_, named)) = origin.split_once("://") else {
        return false;
    };
    own_origin == Some(origin) || (!host.is_empty() && named.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn ours(pairs: &[(&'static str, &'static str)]) -> bool {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let headers: HeaderMap = pairs.iter().map(pair).collect();
        is_ours(&headers, Some("https://portal.example.com"))
    }

    #[test]
    fn fetch_metadata_decides_where_it_is_sent() {
        let origin = ("origin", "http://h:1");
        let host = ("host", "h:1");
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(ours(&[("sec-fetch-site", "none")]));
        assert!(!ours(&[("sec-fetch-site", "cross-site"), origin, host]));
        assert!(!ours(&[("sec-fetch-site", "same-site"), origin, host]));
        assert!(!ours(&[("sec-fetch-site", "SAME-ORIGIN?"), origin, host]));
    }

    #[test]
    fn without_it_the_origin_must_be_the_host_asked() {
        assert!(ours(&[("origin", "http://h:1"), ("host", "h:1")]));
        assert!(ours(&[("origin", "https://portal.example.com"), ("host", "127.0.0.1:3000")]));
        assert!(!ours(&[("origin", "http://evil.example"), ("host", "h:1")]));
        assert!(!ours(&[("origin", "http://h:2"), ("host", "h:1")]));
        assert!(!ours(&[("origin", "null"), ("host", "null")]));
        assert!(!ours(&[("host", "h:1")]));
        assert!(!ours(&[("origin", "http://")]));
        assert!(!ours(&[]));
    }
}
