//! Cookies: session, preferences, results handed over once.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use hezong_contract::query;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::is_plain_form;

/// A year in seconds: how long a browser keeps its language and appearance.
const PREFERENCE_S: i64 = 31_536_000;
/// Largest value handed over: browsers keep 4 kB for a cookie.
const HANDED_MAX: usize = 3_500;

/// Whether cookies are for TLS only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CookiePolicy {
    /// False only for plain HTTP on loopback.
    pub secure: bool,
}

impl CookiePolicy {
    /// The session cookie's name: browsers keep a `__Host-` cookie to this very host over TLS.
    pub const fn session_name(self) -> &'static str {
        if self.secure { "__Host-sid" } else { "sid" }
    }

    fn line(self, name: &str, value: &str, max_age_s: i64, more: &str) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let line = format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly{more}{secure}");
        HeaderValue::from_str(&line).ok()
    }
}

fn policy() -> CookiePolicy {
    use_context::<CookiePolicy>().unwrap_or(CookiePolicy { secure: true })
}

fn set(name: &str, value: &str, max_age_s: i64, same_site: &str) {
    let more = format!("; SameSite={same_site}");
    if let (Some(options), Some(line)) =
        (use_context::<ResponseOptions>(), policy().line(name, value, max_age_s, &more))
    {
        options.append_header(header::SET_COOKIE, line);
    }
}

/// The value of a cookie of a request.
pub(super) fn of(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

/// Gives the browser the secret of its new session.
pub fn session_cookie(secret: &str, max_age_s: i64) {
    set(policy().session_name(), secret, max_age_s, "Lax");
}

/// Takes the session's secret from the browser.
pub fn end_session_cookie() {
    set(policy().session_name(), "", 0, "Lax");
}

/// Remembers a preference for a year; `None` is ignored.
pub fn remember(name: &str, value: Option<&str>) {
    if let Some(value) = value {
        set(name, value, PREFERENCE_S, "Lax");
    }
}

fn handed_name(name: &str) -> String {
    format!("once-{name}")
}

/// Hands a result over to the page that a plain form comes back to; see [`crate::once`]. Does nothing
/// when WASM sent the form: the result is the answer then. `max_age_s` bounds how long it can be read.
pub fn hand_over<T: Serialize>(name: &str, value: &T, max_age_s: i64) {
    if !is_plain_form() {
        return;
    }
    if let Ok(text) = serde_json::to_string(value) {
        let text = query::encode(&text);
        if text.len() <= HANDED_MAX {
            set(&handed_name(name), &text, max_age_s, "Strict");
        }
    }
}

/// What was handed over under a name. Reading it takes it away, unless the name ends with `-kept`:
/// those stay until [`drop_handed`] or the end of their time.
pub fn take_handed<T: DeserializeOwned>(name: &str) -> Option<T> {
    let parts = use_context::<Parts>()?;
    let text = of(&parts.headers, &handed_name(name))?;
    if !name.ends_with("-kept") {
        drop_handed(name);
    }
    serde_json::from_str(&query::decode(&text)).ok()
}

/// Takes away what was handed over under a name.
pub fn drop_handed(name: &str) {
    set(&handed_name(name), "", 0, "Strict");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; lang=en;theme=dark"));
        assert_eq!(of(&headers, "lang"), Some("en".to_owned()));
        assert_eq!(of(&headers, "theme"), Some("dark".to_owned()));
        assert_eq!(of(&headers, "ang"), None);
    }

    #[test]
    fn session_cookies_are_locked_down() {
        let line = |secure| {
            let policy = CookiePolicy { secure };
            let line = policy.line(policy.session_name(), "x", 60, "; SameSite=Lax");
            line.and_then(|l| l.to_str().map(str::to_owned).ok()).unwrap_or_default()
        };
        assert_eq!(line(true), "__Host-sid=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(line(false), "sid=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    }
}
