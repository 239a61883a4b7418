//! Nothing typed is lost when a form fails without WASM.
//!
//! leptos answers a failed post of a plain form with a redirect to the page it came from and writes the
//! error into the address (`__path`, `__err`). This layer has the fields kept ([`hezong_services::drafts`])
//! and adds their name (`draft`) and the fragment of the error summary, and takes out what an earlier
//! attempt left there. The page that is asked for next finds the fields by that name, among its request's
//! extensions as [`SentForm`]; `hezong_ui::Form` draws them. After success the layer adds
//! `done=<endpoint>`, unless the function led elsewhere.
//!
//! Pages must be sent with `Referrer-Policy: same-origin` (or wider): the way back is the referrer.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hezong_contract::query;
use hezong_services::{Services, drafts};
use hezong_ui::SentForm;

use crate::server::SessionSecret;

/// Largest body of a plain form; the server's own limit should be lower or equal.
const BODY_MAX: usize = 4 * 1024 * 1024;
/// Fields with one of these words in their name are never kept.
const SECRET_WORDS: &[&str] = &["password", "secret", "code", "repeat", "current", "token", "key"];
/// Functions whose success needs no word.
const QUIET: &[&str] = &["set_language", "set_theme"];
/// Where the error summary stands.
const SUMMARY: &str = "#problems";

/// See the module.
pub async fn keep_drafts(
    State(services): State<Services>,
    mut request: Request,
    next: Next,
) -> Response {
    let session = session_of(&request);
    if request.method() == Method::GET
        && let Some(form) = sent(&services, &session, request.uri().query()).await
    {
        request.extensions_mut().insert(form);
    }
    if !is_plain_form(request.method(), request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let referer = text_of(&parts.headers, header::REFERER.as_str());
    let endpoint = parts.uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    let Ok(bytes) = to_bytes(body, BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fields = String::from_utf8_lossy(&bytes).into_owned();
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    if !response.status().is_redirection() {
        return response;
    }
    let way = Way::of(&text_of(response.headers(), header::LOCATION.as_str()), &endpoint);
    let draft = match way.error {
        Some(_) => kept(&services, &session, typed(&fields)).await,
        None => None,
    };
    if let Ok(location) = HeaderValue::from_str(&way.rewritten(&referer, draft.as_deref())) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn session_of(request: &Request) -> String {
    request.extensions().get::<SessionSecret>().and_then(|s| s.0.clone()).unwrap_or_default()
}

/// The form that the address of a page names.
async fn sent(services: &Services, session: &str, address: Option<&str>) -> Option<SentForm> {
    let name = query::first(&query::pairs(address?), "draft");
    if name.is_empty() {
        return None;
    }
    match drafts::find(services, session, &name).await {
        Ok(fields) => fields.map(|fields| SentForm { name, fields }),
        Err(error) => {
            tracing::warn!("what a refused form held cannot be read: {error}");
            None
        }
    }
}

/// Has fields kept. The refusal is what matters: a page without them is better than none.
async fn kept(services: &Services, session: &str, fields: Vec<(String, String)>) -> Option<String> {
    drafts::keep(services, session, fields).await.unwrap_or_else(|error| {
        tracing::warn!("what a refused form held cannot be kept: {error}");
        None
    })
}

fn is_plain_form(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::POST
        && text_of(headers, header::ACCEPT.as_str()).contains("text/html")
        && text_of(headers, header::CONTENT_TYPE.as_str())
            .starts_with("application/x-www-form-urlencoded")
}

fn text_of(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

/// Where the function sends the browser.
struct Way {
    endpoint: String,
    path: String,
    /// What of the address is not ours.
    kept: Vec<(String, String)>,
    /// Path and error of a failed function.
    error: Option<(String, String)>,
}

impl Way {
    fn of(location: &str, endpoint: &str) -> Self {
        let (plain, _) = location.split_once('#').unwrap_or((location, ""));
        let (path, text) = plain.split_once('?').unwrap_or((plain, ""));
        let pairs = query::pairs(text);
        let last = |name: &str| pairs.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        let failed = last("__path").filter(|failed| failed.ends_with(endpoint));
        Self {
            endpoint: endpoint.to_owned(),
            path: path.to_owned(),
            error: failed.zip(last("__err")),
            kept: pairs.into_iter().filter(|(name, _)| !is_ours(name)).collect(),
        }
    }

    /// The address to redirect to.
    fn rewritten(self, referer: &str, draft: Option<&str>) -> String {
        let Self { endpoint, path, mut kept, error } = self;
        let Some((failed, error)) = error else {
            let came_from = referer.split(['?', '#']).next().unwrap_or_default();
            if path == came_from && !QUIET.contains(&endpoint.as_str()) {
                kept.push(("done".to_owned(), endpoint));
            }
            return joined(&path, &query::build(kept), "");
        };
        kept.push(("__path".to_owned(), failed));
        kept.push(("__err".to_owned(), error));
        kept.extend(draft.map(|name| ("draft".to_owned(), name.to_owned())));
        joined(&path, &query::build(kept), SUMMARY)
    }
}

fn joined(path: &str, query: &str, fragment: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}{mark}{query}{fragment}")
}

fn is_ours(name: &str) -> bool {
    matches!(name, "__path" | "__err" | "done" | "draft")
}

/// The name of a field: `form[name]`, `form[name][]` and `form[fields][name][]` become `name`,
/// `form[remarks][name]` becomes `remark-name`. Secrets have none.
fn field_name(wire: &str) -> Option<String> {
    let mut parts = wire.strip_prefix("form[")?.split(['[', ']']).filter(|part| !part.is_empty());
    match (parts.next()?, parts.next()) {
        // Answers of cases; codes among them are no secrets.
        ("fields", Some(name)) => Some(name.to_owned()),
        ("remarks", Some(name)) => Some(format!("remark-{name}")),
        (name, _) => {
            (!SECRET_WORDS.iter().any(|word| name.contains(word))).then(|| name.to_owned())
        }
    }
}

/// What was typed into a form, without secrets; a field that was emptied stays empty.
fn typed(fields: &str) -> Vec<(String, String)> {
    query::pairs(fields)
        .into_iter()
        .filter_map(|(name, value)| Some((field_name(&name)?, value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "http://localhost:3000/ops/partners?page=2";

    fn rewritten(location: &str, referer: &str, endpoint: &str, draft: Option<&str>) -> String {
        Way::of(location, endpoint).rewritten(referer, draft)
    }

    #[test]
    fn a_failed_form_comes_back_with_the_name_of_what_was_typed() {
        let location = format!("{PAGE}&__path=%2F_fn%2Fcreate_partner&__err=e30%3D");
        let back = rewritten(&location, PAGE, "create_partner", Some("0af3"));
        assert_eq!(
            back,
            format!("{PAGE}&__path=%2F_fn%2Fcreate_partner&__err=e30%3D&draft=0af3#problems")
        );
        let back = rewritten(&location, PAGE, "create_partner", None);
        assert_eq!(back, format!("{PAGE}&__path=%2F_fn%2Fcreate_partner&__err=e30%3D#problems"));
    }

    #[test]
    fn what_was_typed_is_kept_but_no_secret() {
        let fields = "form%5Baccount_name%5D=a+b&form%5Bpassword%5D=hunter2&form%5Bnote%5D=&form%5Bservices%5D%5B%5D=ecs&form%5Bservices%5D%5B%5D=obs";
        let kept = typed(fields).into_iter().map(|(name, value)| format!("{name}={value}"));
        assert_eq!(
            kept.collect::<Vec<_>>(),
            ["account_name=a b", "note=", "services=ecs", "services=obs"]
        );
    }

    #[test]
    fn answers_and_remarks_of_a_case_are_kept() {
        let fields = "form[event]=submit&form[fields][people][]=a&form[fields][people][]=b\
                      &form[fields][credit_code][]=91X&form[remarks][proof]=blurred&form[code]=123456";
        let kept = typed(fields).into_iter().map(|(name, value)| format!("{name}={value}"));
        assert_eq!(
            kept.collect::<Vec<_>>(),
            ["event=submit", "people=a", "people=b", "credit_code=91X", "remark-proof=blurred"]
        );
    }

    #[test]
    fn the_second_failure_replaces_the_first() {
        let location =
            format!("{PAGE}&__path=%2F_fn%2Fx&__err=old&draft=1&__path=%2F_fn%2Fx&__err=new");
        let back = rewritten(&location, PAGE, "x", Some("2"));
        assert_eq!(back, format!("{PAGE}&__path=%2F_fn%2Fx&__err=new&draft=2#problems"));
    }

    #[test]
    fn success_cleans_up_and_says_so() {
        let back = rewritten(&format!("{PAGE}&draft=1"), &format!("{PAGE}&draft=1"), "x", None);
        assert_eq!(back, format!("{PAGE}&done=x"));
        let elsewhere = rewritten("/ops/partners/7", PAGE, "x", None);
        assert_eq!(elsewhere, "/ops/partners/7");
        assert_eq!(rewritten(PAGE, PAGE, "set_theme", None), PAGE);
    }
}
