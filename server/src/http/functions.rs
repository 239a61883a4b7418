//! Server functions that could not even read what they were sent: the library answers all of them with
//! status 500.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use hezong_contract::{AppError, ErrorKind};
use hezong_services::RequestFacts;

/// Where server functions are.
const FUNCTIONS: &str = "/_fn/";
/// Errors are short.
const ERROR_MAX: usize = 64 * 1024;

/// Gives an error of a server function the status that fits it, and the request's id.
pub(crate) async fn tell_status(request: Request, next: Next) -> Response {
    let is_function = request.uri().path().starts_with(FUNCTIONS);
    let id = request.extensions().get::<RequestFacts>().map(|facts| facts.id.to_string());
    let response = next.run(request).await;
    if !is_function || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR_MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let Ok(mut error) = serde_json::from_slice::<AppError>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.status = match error.kind {
        // Nothing is sent on from here: what was not understood came from the caller.
        ErrorKind::Transport => StatusCode::BAD_REQUEST,
        _ => StatusCode::from_u16(error.status()).unwrap_or(parts.status),
    };
    if error.request_id.is_empty() {
        error.request_id = id.unwrap_or_default();
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    let bytes = serde_json::to_vec(&error).unwrap_or_else(|_| bytes.to_vec());
    Response::from_parts(parts, Body::from(bytes))
}
