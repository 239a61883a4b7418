//! Finished exports as files: `GET /exports/{id}/file`.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use hezong_app::routes;
use hezong_app::server::SessionSecret;
use hezong_services::exports::{Download, download};
use hezong_services::{Error, RequestFacts, Services};

use super::answer::Rebuff;
use super::caller;

/// Sends a finished export to the person who asked for it. Strangers learn nothing, not even that it
/// exists; people without a session are sent to sign in.
///
/// Permission: that of the exported list, decided by the service.
pub(crate) async fn file(
    State(services): State<Services>,
    Extension(facts): Extension<RequestFacts>,
    Extension(secret): Extension<SessionSecret>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    match find(&services, &facts, &secret, &id).await {
        Ok(found) => attachment(found),
        Err(Error::Unauthenticated) => {
            Redirect::to(&routes::sign_in(routes::EXPORTS)).into_response()
        }
        Err(error) => {
            caller::asker(&request, &facts).rebuff(match caller::rebuff(&error, &facts) {
                // Strangers learn nothing.
                Rebuff::Forbidden => Rebuff::NotFound,
                why => why,
            })
        }
    }
}

async fn find(
    services: &Services,
    facts: &RequestFacts,
    secret: &SessionSecret,
    id: &str,
) -> Result<Download, Error> {
    download(&caller::context(services, facts, secret).await?, id).await
}

fn attachment(found: Download) -> Response {
    let mut response = Response::new(Body::from(found.bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(found.mime));
    // Names are made by the service from fixed words and a date; they need no quoting.
    match HeaderValue::from_str(&format!("attachment; filename=\"{}\"", found.name)) {
        Ok(disposition) => {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
