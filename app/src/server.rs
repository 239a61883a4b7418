//! The server's half of server functions: context, answers, cookies. Compiled for the server only.
//!
//! What the server must provide: the request extensions [`RequestFacts`] and [`SessionSecret`], and for
//! each request the leptos contexts of [`provide_request`].

mod answer;
mod cookie;

use std::sync::Arc;

use axum::http::request::Parts;
use hezong_contract::session::Viewer;
use hezong_contract::{AppError, ErrorKind};
use hezong_domain::access::Principal;
use hezong_services::{Context, Error, RequestFacts, Services, identity};
use hezong_texts::Lang;
use hezong_ui::SentForm;
use leptos::prelude::{provide_context, use_context};
use tokio::sync::OnceCell;

pub use answer::{checked, is_plain_form, leave_for, respond, set_status};
pub use cookie::{
    CookiePolicy, drop_handed, end_session_cookie, hand_over, remember, session_cookie, take_handed,
};

use crate::preferences::{LANG_COOKIE, Preferences, THEME_COOKIE, Theme};
use crate::public::DemoHint;

/// The session cookie's value, as the middleware found it. Its name is
/// [`CookiePolicy::session_name`].
#[derive(Clone, Default)]
pub struct SessionSecret(pub Option<String>);

/// Who calls, looked up at most once for each request.
#[derive(Clone, Default)]
struct Caller(Arc<OnceCell<Option<Principal>>>);

/// Provides what server functions need, for one request. Call it in `leptos_routes_with_context` and
/// in the handler of server functions.
pub fn provide_request(services: &Services, policy: CookiePolicy, demo: Option<&DemoHint>) {
    provide_context(services.clone());
    provide_context(policy);
    provide_context(Caller::default());
    if let Some(demo) = demo {
        provide_context(demo.clone());
    }
}

/// The means.
///
/// # Errors
/// [`ErrorKind::Internal`] outside a request.
pub fn services() -> Result<Services, AppError> {
    use_context::<Services>().ok_or_else(|| AppError::new(ErrorKind::Internal))
}

/// The facts of this request.
pub fn facts() -> RequestFacts {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<RequestFacts>().cloned())
        .unwrap_or_else(|| RequestFacts::internal(hezong_domain::RequestId::new("none")))
}

/// The form that was refused on the way to this page; empty as a rule.
pub fn sent_form() -> SentForm {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<SentForm>().cloned())
        .unwrap_or_default()
}

/// The secret of this request's session; empty when there is none.
pub fn session_secret() -> String {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<SessionSecret>().cloned())
        .and_then(|secret| secret.0)
        .unwrap_or_default()
}

async fn principal(services: &Services) -> Result<Option<Principal>, Error> {
    let secret = session_secret();
    if secret.is_empty() {
        return Ok(None);
    }
    let facts = facts();
    let caller = use_context::<Caller>().unwrap_or_default();
    let look_up = || identity::authenticate(services, &facts, &secret);
    caller.0.get_or_try_init(look_up).await.cloned()
}

/// The context for the signed-in caller: the first line of every server function.
///
/// # Errors
/// [`ErrorKind::Unauthenticated`] when nobody is signed in.
pub async fn server_context() -> Result<Context, AppError> {
    let services = services()?;
    let found = principal(&services).await.and_then(|p| p.ok_or(Error::Unauthenticated));
    respond(found.map(|principal| services.context(principal, facts())))
}

/// The context for the caller, when somebody is signed in.
///
/// # Errors
/// When storage fails.
pub async fn signed_in_context() -> Result<Option<Context>, AppError> {
    let services = services()?;
    let found = respond(principal(&services).await)?;
    Ok(found.map(|principal| services.context(principal, facts())))
}

/// The context for whoever is signed in; nobody is not an error. For pages both may see.
///
/// # Errors
/// When storage fails.
pub async fn optional_context() -> Result<Option<Context>, AppError> {
    let services = services()?;
    let found = respond(principal(&services).await)?;
    Ok(found.map(|principal| services.context(principal, facts())))
}

/// Who is signed in.
///
/// # Errors
/// When storage fails.
pub async fn viewer() -> Result<Option<Viewer>, AppError> {
    let services = services()?;
    let found = match principal(&services).await {
        Ok(Some(principal)) => identity::viewer(&services.context(principal, facts())).await,
        Ok(None) => return Ok(None),
        Err(error) => Err(error),
    };
    match found {
        Ok(viewer) => Ok(Some(viewer)),
        Err(Error::Unauthenticated) => Ok(None),
        Err(error) => respond(Err(error)),
    }
}

/// This site's origin as the caller addressed it: `http://127.0.0.1:3000`.
pub fn origin() -> String {
    let is_secure = use_context::<CookiePolicy>().is_none_or(|policy| policy.secure);
    let host = use_context::<Parts>().and_then(|parts| {
        let header = parts.headers.get(http::header::HOST);
        let authority = parts.uri.authority().map(ToString::to_string);
        header.and_then(|h| h.to_str().ok()).map(str::to_owned).or(authority)
    });
    format!("{}://{}", if is_secure { "https" } else { "http" }, host.unwrap_or_default())
}

/// Language (cookie, then `Accept-Language`) and appearance (cookie) of this request.
pub fn preferences() -> Preferences {
    let Some(parts) = use_context::<Parts>() else {
        return Preferences::default();
    };
    let chosen = cookie::of(&parts.headers, LANG_COOKIE).and_then(|tag| Lang::parse(&tag));
    let accepted = || {
        let header = parts.headers.get(http::header::ACCEPT_LANGUAGE);
        header.and_then(|h| h.to_str().ok()).map(Lang::from_accept).unwrap_or_default()
    };
    let theme = cookie::of(&parts.headers, THEME_COOKIE).and_then(|text| Theme::parse(&text));
    Preferences { lang: chosen.unwrap_or_else(accepted), theme: theme.unwrap_or_default() }
}
