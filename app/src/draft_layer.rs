//! Nothing typed is lost when a form fails without WASM.
//!
//! leptos answers a failed post of a plain form with a redirect to the page it came from and writes the
//! error into the address (`__path`, `__err`). This layer adds the fields as `v.<name>=<value>` and the
//! fragment of the error summary, and takes out what an earlier attempt left there. After success it
//! adds `done=<endpoint>`, unless the function led elsewhere. `hezong_ui::Form` reads all of it.
//!
//! Wrap the handler of server functions: `.layer(axum::middleware::from_fn(draft_layer::keep_drafts))`.
//! Pages must be sent with `Referrer-Policy: same-origin` (or wider): the way back is the referrer.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hezong_contract::query;

/// Largest body of a plain form; the server's own limit should be lower or equal.
const BODY_MAX: usize = 4 * 1024 * 1024;
/// Most that drafts may add to an address: servers and browsers refuse much longer ones.
const DRAFT_MAX: usize = 8 * 1024;
/// Fields with one of these words in their name never appear in an address.
const SECRET_WORDS: &[&str] = &["password", "secret", "code", "repeat", "current", "token", "key"];
/// Answers of cases that never appear in an address; codes among them are no secrets.
const PRIVATE_ANSWERS: &[&str] = &["account_number"];
/// Functions whose success needs no word.
const QUIET: &[&str] = &["set_language", "set_theme"];
/// Where the error summary stands.
const SUMMARY: &str = "#problems";

/// See the module.
pub async fn keep_drafts(request: Request, next: Next) -> Response {
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
    let location = text_of(response.headers(), header::LOCATION.as_str());
    if response.status().is_redirection()
        && let Ok(location) =
            HeaderValue::from_str(&rewritten(&location, &referer, &endpoint, &fields))
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
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

/// The address to redirect to.
fn rewritten(location: &str, referer: &str, endpoint: &str, fields: &str) -> String {
    let (plain, _) = location.split_once('#').unwrap_or((location, ""));
    let (path, text) = plain.split_once('?').unwrap_or((plain, ""));
    let pairs = query::pairs(text);
    let last = |name: &str| pairs.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    let mut kept: Vec<(String, String)> =
        pairs.iter().filter(|(name, _)| !is_ours(name)).cloned().collect();
    let failed = last("__err").filter(|_| last("__path").is_some_and(|p| p.ends_with(endpoint)));
    let Some(error) = failed else {
        let came_from = referer.split(['?', '#']).next().unwrap_or_default();
        if path == came_from && !QUIET.contains(&endpoint) {
            kept.push(("done".to_owned(), endpoint.to_owned()));
        }
        return joined(path, &query::build(kept), "");
    };
    kept.push(("__path".to_owned(), last("__path").unwrap_or_default()));
    kept.push(("__err".to_owned(), error));
    kept.extend(drafts(fields));
    joined(path, &query::build(kept), SUMMARY)
}

fn joined(path: &str, query: &str, fragment: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}{mark}{query}{fragment}")
}

fn is_ours(name: &str) -> bool {
    matches!(name, "__path" | "__err" | "done") || name.starts_with("v.")
}

/// The name of a draft: `form[name]`, `form[name][]` and `form[fields][name][]` become `name`,
/// `form[remarks][name]` becomes `remark-name`. Secrets have none.
fn draft_name(wire: &str) -> Option<String> {
    let mut parts = wire.strip_prefix("form[")?.split(['[', ']']).filter(|part| !part.is_empty());
    match (parts.next()?, parts.next()) {
        ("fields", Some(name)) => (!PRIVATE_ANSWERS.contains(&name)).then(|| name.to_owned()),
        ("remarks", Some(name)) => Some(format!("remark-{name}")),
        (name, _) => {
            (!SECRET_WORDS.iter().any(|word| name.contains(word))).then(|| name.to_owned())
        }
    }
}

/// The fields of a form as pairs of an address. Secrets are left out, and so is what would make the
/// address too long.
fn drafts(fields: &str) -> Vec<(String, String)> {
    let mut room = DRAFT_MAX;
    query::pairs(fields)
        .into_iter()
        .filter_map(|(name, value)| {
            let plain = draft_name(&name)?;
            (!value.is_empty()).then(|| (format!("v.{plain}"), value))
        })
        .filter(|(name, value)| {
            let cost = name.len() + query::encode(value).len() + 2;
            let fits = cost <= room;
            if fits {
                room -= cost;
            }
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "http://localhost:3000/ops/partners?page=2";

    #[test]
    fn a_failed_form_comes_back_with_its_fields_but_no_secret() {
        let location = format!("{PAGE}&__path=%2F_fn%2Fcreate_partner&__err=e30%3D");
        let fields = "form%5Baccount_name%5D=a+b&form%5Bpassword%5D=hunter2&form%5Bservices%5D%5B%5D=ecs&form%5Bservices%5D%5B%5D=obs";
        let back = rewritten(&location, PAGE, "create_partner", fields);
        assert_eq!(
            back,
            format!(
                "{PAGE}&__path=%2F_fn%2Fcreate_partner&__err=e30%3D&v.account_name=a%20b&v.services=ecs&v.services=obs#problems"
            )
        );
    }

    #[test]
    fn answers_and_remarks_of_a_case_come_back() {
        let fields = "form[event]=submit&form[fields][people][]=a&form[fields][people][]=b\
                      &form[fields][credit_code][]=91X&form[fields][account_number][]=6222&form[remarks][proof]=blurred&form[code]=123456";
        let kept: Vec<String> =
            drafts(fields).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            kept,
            [
                "v.event=submit",
                "v.people=a",
                "v.people=b",
                "v.credit_code=91X",
                "v.remark-proof=blurred"
            ]
        );
    }

    #[test]
    fn the_second_failure_replaces_the_first() {
        let location =
            format!("{PAGE}&__path=%2F_fn%2Fx&__err=old&v.a=1&__path=%2F_fn%2Fx&__err=new");
        let back = rewritten(&location, PAGE, "x", "form[a]=2");
        assert_eq!(back, format!("{PAGE}&__path=%2F_fn%2Fx&__err=new&v.a=2#problems"));
    }

    #[test]
    fn success_cleans_up_and_says_so() {
        let back = rewritten(&format!("{PAGE}&v.a=1"), &format!("{PAGE}&v.a=1"), "x", "form[a]=2");
        assert_eq!(back, format!("{PAGE}&done=x"));
        let elsewhere = rewritten("/ops/partners/7", PAGE, "x", "form[a]=2");
        assert_eq!(elsewhere, "/ops/partners/7");
        assert_eq!(rewritten(PAGE, PAGE, "set_theme", "form[choice]=dark"), PAGE);
    }

    #[test]
    fn an_address_stays_short() {
        let long = "x".repeat(DRAFT_MAX);
        assert_eq!(
            drafts(&format!("form[lines]={long}&form[note]=n")),
            vec![("v.note".to_owned(), "n".to_owned())]
        );
    }
}
