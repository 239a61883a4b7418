//! Headers that every answer carries.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use hezong_app::server::CookiePolicy;

use super::facts::{ScriptNonce, header_text};

/// What needs nobody's permission to be forbidden.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), \
    display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), usb=(), xr-spatial-tracking=()";
/// A year, in seconds: what HSTS preload lists ask for.
const HSTS: &str = "max-age=31536000; includeSubDomains";
/// Nothing that is not a page may load or embed anything.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the headers depend on.
#[derive(Debug, Clone)]
pub(crate) struct HeaderPolicy {
    cookies: CookiePolicy,
    /// How the end of a session looks in `Set-Cookie`.
    ended: Arc<str>,
}

impl HeaderPolicy {
    /// The policy for a server with these cookies.
    pub(crate) fn new(cookies: CookiePolicy) -> Self {
        Self { cookies, ended: format!("{}=;", cookies.session_name()).into() }
    }

    fn fill(&self, headers: &mut HeaderMap, nonce: &str) {
        let is_page = header_text(headers, header::CONTENT_TYPE.as_str()).starts_with("text/html");
        // Files people handed in bring a policy of their own, stricter in what they may do.
        if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
            let policy = if is_page { page_policy(nonce) } else { NOTHING.to_owned() };
            set(headers, header::CONTENT_SECURITY_POLICY, &policy);
        }
        set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(headers, header::REFERRER_POLICY, "strict-origin-when-cross-origin");
        set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
        set(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
        if self.cookies.secure {
            set(headers, header::STRICT_TRANSPORT_SECURITY, HSTS);
        }
        // Only files of the site say themselves how long they may be kept. All else may hold somebody's
        // data, or become somebody's with the next cookie.
        if !headers.contains_key(header::CACHE_CONTROL) {
            set(headers, header::CACHE_CONTROL, "no-store");
        }
        if self.ends_session(headers) {
            set(headers, HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"");
        }
    }

    fn ends_session(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(header::SET_COOKIE)
            .iter()
            .any(|line| line.to_str().is_ok_and(|line| line.starts_with(&*self.ended)))
    }
}

/// Adds the headers to every answer.
pub(crate) async fn secure(
    State(policy): State<HeaderPolicy>,
    request: Request,
    next: Next,
) -> Response {
    let nonce = request.extensions().get::<ScriptNonce>().cloned();
    let mut response = next.run(request).await;
    policy.fill(response.headers_mut(), nonce.as_ref().map_or("", |nonce| &nonce.0));
    response
}

/// What a page may load: our own files, and scripts in it that carry the nonce. `'self'` stays beside
/// the nonce because preloads of modules carry none.
fn page_policy(nonce: &str) -> String {
    let own = if nonce.is_empty() { String::new() } else { format!(" 'nonce-{nonce}'") };
    format!(
        "default-src 'none'; script-src 'self'{own} 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
