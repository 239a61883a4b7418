//! Facts of a request: its id, where it came from, its session's secret, the nonce of its page.
//!
//! The id is always made here: one from outside could collide with or impersonate another request.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, header};
use hezong_app::server::{CookiePolicy, SessionSecret};
use hezong_domain::RequestId;
use hezong_services::entropy::Make;
use hezong_services::{RequestFacts, Services};
use http::Extensions;

/// What a proxy in front says about where a request came from.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Longest name of a caller's program that is kept.
const USER_AGENT_MAX: usize = 300;

/// The value that scripts of this very answer must carry.
#[derive(Debug, Clone)]
pub(crate) struct ScriptNonce(pub(crate) String);

/// Where a request came from; missing when it did not come through a socket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source(pub(crate) Option<IpAddr>);

/// Finds the facts of a request and leaves them with it; answers them too.
pub(crate) fn attach(
    services: &Services,
    policy: CookiePolicy,
    trusted_proxy: bool,
    headers: &HeaderMap,
    extensions: &mut Extensions,
) -> (RequestFacts, ScriptNonce) {
    let source = source(trusted_proxy, headers, extensions);
    let user_agent = header_text(headers, header::USER_AGENT.as_str());
    let facts = RequestFacts {
        id: RequestId::new(services.entropy().ulid(services.now())),
        ip: source.map(|ip| ip.to_string()).unwrap_or_default(),
        user_agent: user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_MAX).collect(),
    };
    let nonce = ScriptNonce(hex::encode(services.entropy().bytes::<16>()));
    extensions.insert(facts.clone());
    extensions.insert(nonce.clone());
    extensions.insert(Source(source));
    extensions.insert(SessionSecret(cookie(headers, policy.session_name())));
    if let Some(ip) = source {
        // What asks the connection for its address gets the caller's, not the proxy's.
        extensions.insert(ConnectInfo(SocketAddr::new(ip, 0)));
    }
    (facts, nonce)
}

/// The caller's address: the connection's, or what the trusted proxy appended last. Earlier entries of
/// that header are the caller's own words.
fn source(trusted_proxy: bool, headers: &HeaderMap, extensions: &Extensions) -> Option<IpAddr> {
    let connection = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip().to_canonical());
    if !trusted_proxy {
        return connection;
    }
    let forwarded = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .next_back()
        .and_then(|entry| address(entry.trim()));
    forwarded.or(connection)
}

/// An address with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|peer| peer.ip()))
        .map(|ip| ip.to_canonical())
}

/// A header as text; empty when it is missing or not text.
pub(crate) fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn from(trusted: bool, forwarded: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
        }
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4000))));
        source(trusted, &headers, &extensions).map(|ip| ip.to_string())
    }

    #[test]
    fn forwarded_addresses_count_only_from_a_trusted_proxy() {
        assert_eq!(from(false, &["1.1.1.1"]).as_deref(), Some("10.0.0.1"));
        assert_eq!(from(true, &["6.6.6.6, 1.1.1.1"]).as_deref(), Some("1.1.1.1"));
        assert_eq!(from(true, &["6.6.6.6", "2.2.2.2:99"]).as_deref(), Some("2.2.2.2"));
        assert_eq!(from(true, &["[2001:db8::1]"]).as_deref(), Some("2001:db8::1"));
        assert_eq!(from(true, &["nonsense"]).as_deref(), Some("10.0.0.1"));
        assert_eq!(from(true, &[]).as_deref(), Some("10.0.0.1"));
    }
}
