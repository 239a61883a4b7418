//! Headers of every class of answer.

use std::collections::HashSet;

use axum::http::StatusCode;
use hezong_app::server::CookiePolicy;
use hezong_server::router::RouterSettings;
use hezong_testing::World;

use crate::test_server::{Answer, TestServer, settings};

/// What every answer carries, whatever it is.
fn assert_common(answer: &Answer, what: &str) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{what}");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline"), "{what}: {policy}");
    assert_eq!(answer.header("x-request-id").len(), 26, "{what}: a ULID");
}

#[tokio::test]
async fn every_class_of_answer_carries_the_security_headers() {
    let server = TestServer::start().await;
    for path in [
        "/sign-in",
        "/no/such/page",
        "/partner",
        "/healthz",
        "/pkg/missing.js",
        "/v2/bases/measurements",
        "/v2/no/such/operation",
        "/exports/X/file",
        "/_fn/no_such_function",
    ] {
        let answer = server.browser().get(path).await;
        assert_common(&answer, path);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: plain HTTP");
    }
    let refused = server.browser().with("sec-fetch-site", "cross-site").post("/", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_common(&refused, "a refused request");
}

#[tokio::test]
async fn every_page_has_a_nonce_of_its_own_and_its_scripts_carry_it() {
    let server = TestServer::start().await;
    let mut seen = HashSet::new();
    for path in ["/sign-in", "/sign-in", "/no/such/page"] {
        let answer = server.browser().get(path).await;
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        let nonce = nonce.expect("the policy of a page has a nonce");
        assert!(nonce.len() >= 32, "{nonce}");
        assert!(seen.insert(nonce.to_owned()), "the nonce was used before");
        let scripts = answer.text.matches("<script").count();
        let marked = answer.text.matches(&format!("nonce=\"{nonce}\"")).count();
        assert_eq!(scripts, marked, "{path}: every script carries the nonce");
        assert!(scripts > 0, "{path}: a page has data for hydration");
    }
}

#[tokio::test]
async fn request_ids_are_made_here() {
    let server = TestServer::start().await;
    let answer = server.browser().with("x-request-id", "forged").get("/sign-in").await;
    assert_ne!(answer.header("x-request-id"), "forged");
    let other = server.browser().get("/sign-in").await;
    assert_ne!(answer.header("x-request-id"), other.header("x-request-id"));
}

#[tokio::test]
async fn tls_in_front_brings_hsts_and_host_cookies() {
    let secure = RouterSettings { cookies: CookiePolicy { secure: true }, ..settings() };
    let server = TestServer::with(World::sqlite().await, &secure);
    let answer = server.browser().get("/sign-in").await;
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
    server.world.system().await;
    let answer = server.browser().sign_in("ops", hezong_testing::PASSWORD).await;
    let cookie = answer.cookies().join("\n");
    assert!(cookie.starts_with("__Host-sid="), "{cookie}");
    assert!(cookie.contains("; Secure") && cookie.contains("; Path=/"), "{cookie}");
    assert!(!cookie.contains("Domain"), "{cookie}");
}
