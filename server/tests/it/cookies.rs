//! The session's cookie, from signing in to signing out.

use axum::http::StatusCode;

use crate::test_server::TestServer;

#[tokio::test]
async fn signing_in_gives_a_locked_down_cookie() {
    for server in TestServer::each().await {
        server.world.system().await;
        let answer = server.browser().sign_in("ops", hezong_testing::PASSWORD).await;
        assert_eq!(answer.status, StatusCode::FOUND);
        let cookie = answer.cookies().join("\n");
        assert!(cookie.starts_with("sid="), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
            assert!(cookie.contains(part), "{cookie}");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_gives_no_cookie() {
    let server = TestServer::start().await;
    server.world.system().await;
    for (name, password) in [("ops", "wrong wrong wrong"), ("nobody", "wrong wrong wrong")] {
        let answer = server.browser().sign_in(name, password).await;
        assert!(answer.cookies().is_empty(), "{answer:?}");
        assert!(answer.header("location").contains("__err="), "{answer:?}");
        assert!(!answer.header("location").contains("wrong%20wrong"), "the password stays out");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_clears_the_browser() {
    let server = TestServer::start().await;
    let mut browser = server.browser().into_operator().await;
    assert_eq!(browser.get("/ops").await.status, StatusCode::OK);

    let out = browser.post("/_fn/sign_out", &[]).await;
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(out.cookies().iter().any(|c| c.starts_with("sid=;") && c.contains("Max-Age=0")));
    assert_eq!(browser.get("/ops").await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_is_over() {
    let server = TestServer::start().await;
    let mut browser = server.browser().into_operator().await;
    server.world.clock.advance(31 * 60 * 1000);
    let answer = browser.get("/ops").await;
    assert_eq!(answer.status, StatusCode::FOUND, "idle for too long");
    assert!(answer.header("location").starts_with("/sign-in"));
}
