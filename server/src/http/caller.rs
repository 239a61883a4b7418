//! Who calls a door that answers with files: the session behind the cookie, and what is told when there is
//! nothing to send.

use axum::extract::Request;
use axum::http::request::Parts;
use hezong_app::server::SessionSecret;
use hezong_services::{Context, Error, RequestFacts, Services, identity};

use super::answer::{Asker, Rebuff};

/// The context of the person whose session the cookie names.
///
/// # Errors
/// [`Error::Unauthenticated`] without a session.
pub(crate) async fn context(
    services: &Services,
    facts: &RequestFacts,
    secret: &SessionSecret,
) -> Result<Context, Error> {
    let secret = secret.0.as_deref().ok_or(Error::Unauthenticated)?;
    let principal = identity::authenticate(services, facts, secret).await?;
    let principal = principal.ok_or(Error::Unauthenticated)?;
    Ok(services.context(principal, facts.clone()))
}

/// Whoever sent this request, for an answer they can read.
pub(crate) fn asker(request: &Request, facts: &RequestFacts) -> Asker {
    Asker::of(request.method(), request.uri().path(), request.headers(), facts.id.clone())
}

/// The same for a request whose body is read already.
pub(crate) fn asker_of(parts: &Parts, facts: &RequestFacts) -> Asker {
    Asker::of(&parts.method, parts.uri.path(), &parts.headers, facts.id.clone())
}

/// What is told instead of a file. Faults are logged; everything that is not one's own is not there.
pub(crate) fn rebuff(error: &Error, facts: &RequestFacts) -> Rebuff {
    if error.is_fault() {
        let id = &facts.id;
        tracing::error!(request.id = %id, "request `{id}` failed: {error}");
    }
    match error {
        Error::Storage(_) => Rebuff::Busy,
        Error::Internal(_) => Rebuff::Internal,
        Error::Forbidden { .. } => Rebuff::Forbidden,
        _ => Rebuff::NotFound,
    }
}
