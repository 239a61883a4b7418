//! Guessing passwords is slow.

use axum::http::StatusCode;
use hezong_server::router::RouterSettings;
use hezong_testing::World;

use crate::test_server::{TestServer, settings};

/// The server function itself refuses most of these; what counts is who answers.
async fn attempts(server: &TestServer, count: usize) -> Vec<StatusCode> {
    let mut browser = server.browser().with("accept", "*/*");
    let mut statuses = Vec::new();
    for _ in 0..count {
        // No password: refused before anything expensive is computed.
        statuses.push(browser.post("/_fn/sign_in", &[]).await.status);
    }
    statuses
}

#[tokio::test]
async fn the_thirty_first_attempt_in_a_minute_waits() {
    let server = TestServer::start().await;
    let statuses = attempts(&server, 32).await;
    let throttled = statuses.iter().filter(|s| **s == StatusCode::TOO_MANY_REQUESTS).count();
    assert!((1..=2).contains(&throttled), "{statuses:?}");
    let page = server.browser().sign_in("ops", "whatever it is").await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.header("retry-after"), "60");
    assert!(page.text.contains("Too many sign-in attempts"), "{}", page.text);
    assert_eq!(server.browser().get("/sign-in").await.status, StatusCode::OK, "pages still open");
}

#[tokio::test]
async fn limits_can_be_switched_off_for_load_tests() {
    let unlimited = RouterSettings { rate_limit: false, ..settings() };
    let server = TestServer::with(World::sqlite().await, &unlimited);
    let statuses = attempts(&server, 40).await;
    assert!(!statuses.contains(&StatusCode::TOO_MANY_REQUESTS), "{statuses:?}");
}
