//! Statuses, redirects and errors of answers.

use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use hezong_contract::AppError;
use hezong_domain::Problems;
use hezong_services::Error;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Whether this request is a form that a browser sent by itself, without WASM.
pub fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.method == Method::POST && accepts_html(&parts))
}

fn accepts_html(parts: &Parts) -> bool {
    let accept = parts.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    accept.is_some_and(|v| v.contains("text/html"))
}

/// Whether this request draws a page, not the answer of a server function.
fn is_page() -> bool {
    use_context::<Parts>().is_some_and(|parts| !parts.uri.path().starts_with("/_fn/"))
}

/// Sets the status of the page or answer. Plain forms are always answered with a redirect: a status
/// would hide it. So would 401 on a page, whose frame leads to the sign-in page while the page's data
/// still load: which of the two came last must not matter.
pub fn set_status(status: u16) {
    if is_plain_form() || (status == 401 && is_page()) {
        return;
    }
    if let (Some(options), Ok(status)) =
        (use_context::<ResponseOptions>(), StatusCode::from_u16(status))
    {
        // A page may be closed to the caller and its thing missing: closed is what is said, whichever of
        // the two was found first.
        let said = options.0.read().ok().and_then(|parts| parts.status);
        if is_page() && said.is_some_and(|said| said.is_redirection()) {
            // The browser is led elsewhere: what the page would have said does not matter.
            return;
        }
        let is_closed = said == Some(StatusCode::FORBIDDEN);
        if !(is_closed && is_page() && status == StatusCode::NOT_FOUND) {
            options.set_status(status);
        }
    }
}

/// Turns a use case's answer into the server function's: sets the status, logs defects once.
///
/// # Errors
/// The error as the browser gets it.
pub fn respond<T>(result: Result<T, Error>) -> Result<T, AppError> {
    result.map_err(|error| {
        let facts = super::facts();
        if error.is_fault() {
            tracing::error!(request.id = %facts.id, error = %error, "request `{}` failed", facts.id);
        }
        let error = error.to_app(&facts.id, super::preferences().lang);
        set_status(error.status());
        error
    })
}

/// Turns what a form's check found into the server function's answer, with its status.
///
/// # Errors
/// What is wrong, field by field.
pub fn checked<T>(result: Result<T, Problems>) -> Result<T, AppError> {
    respond(result.map_err(Error::from))
}

/// Sends a plain form's browser to `path`; with WASM the caller gets `path` and goes there itself.
pub fn leave_for(path: &str) -> String {
    if is_plain_form() {
        leptos_axum::redirect(path);
    }
    path.to_owned()
}
