//! What browsers send is bounded before anybody reads it. The open API bounds its own bodies, because
//! its answers have a shape of their own.

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use hezong_domain::RequestId;
use hezong_services::RequestFacts;

use super::answer::{Asker, Rebuff};
use super::facts::header_text;

/// Most a browser may send, in megabytes: the largest form is a list of customers.
pub(crate) const BROWSER_MB: usize = 2;

/// Bytes of so many megabytes.
pub(crate) const fn bytes(megabytes: usize) -> usize {
    megabytes * 1024 * 1024
}

/// Refuses a body that says itself that it is too large; one that does not say is cut off while it is
/// read.
pub(crate) async fn refuse_large(
    State(megabytes): State<usize>,
    request: Request,
    next: Next,
) -> Response {
    let length = header_text(request.headers(), header::CONTENT_LENGTH.as_str());
    if length.parse::<usize>().is_ok_and(|length| length > bytes(megabytes)) {
        let facts = request.extensions().get::<RequestFacts>();
        let id = facts.map_or_else(|| RequestId::new("none"), |facts| facts.id.clone());
        return Asker::of(request.method(), request.uri().path(), request.headers(), id)
            .rebuff(Rebuff::TooLarge(megabytes));
    }
    next.run(request).await
}
