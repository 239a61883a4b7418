//! Pages as people without scripts get them.

use axum::http::StatusCode;

use crate::test_server::TestServer;

#[tokio::test]
async fn the_sign_in_page_speaks_the_readers_language() {
    for server in TestServer::each().await {
        let english = server.browser().get("/sign-in").await;
        assert_eq!(english.status, StatusCode::OK);
        assert!(english.header("content-type").starts_with("text/html"));
        assert!(english.text.contains("<html lang=\"en\""), "{}", english.text);
        assert!(english.text.contains("Sign in"));
        assert!(english.text.contains("action=\"/_fn/sign_in\""));
        let chinese = server.browser().with("accept-language", "zh-CN").get("/sign-in").await;
        assert!(chinese.text.contains("<html lang=\"zh-CN\""));
    }
}

#[tokio::test]
async fn anonymous_visitors_of_a_console_are_led_to_the_sign_in_page_and_back() {
    let server = TestServer::start().await;
    for path in ["/ops", "/partner/coupons?status=2", "/cost", "/messages", "/account/security"] {
        let answer = server.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{path}");
        let expected = format!("/sign-in?next={}", hezong_contract::query::encode(path));
        assert_eq!(answer.header("location"), expected);
    }
}

#[tokio::test]
async fn an_unknown_address_is_a_page_that_says_so() {
    let server = TestServer::start().await;
    let answer = server.browser().get("/no/such/page").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(answer.text.contains("<html lang=\"en\""));
}

#[tokio::test]
async fn an_unknown_operation_of_the_api_answers_in_its_envelope() {
    let server = TestServer::start().await;
    let answer = server.get("/v2/no/such/operation").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("APIG.0101"), "{}", answer.text);
}

#[tokio::test]
async fn a_signed_in_person_sees_its_console() {
    for server in TestServer::each().await {
        let mut browser = server.browser().into_operator().await;
        let answer = browser.get("/ops").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn exports_are_for_those_who_asked_for_them() {
    let server = TestServer::start().await;
    let anonymous = server.browser().get("/exports/01ABC/file").await;
    assert_eq!(anonymous.status, StatusCode::SEE_OTHER);
    assert_eq!(anonymous.header("location"), "/sign-in?next=%2Fexports");

    let mut operator = server.browser().into_operator().await;
    for id in ["01ABC", "..%2F..", "%00"] {
        let answer = operator.get(&format!("/exports/{id}/file")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn head_is_answered_without_a_body() {
    let server = TestServer::start().await;
    let request = axum::http::Request::head("/sign-in").body(axum::body::Body::empty());
    let answer = server.send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.is_empty());
}
