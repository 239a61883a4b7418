//! What comes from another site changes nothing.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

use crate::test_server::TestServer;

#[tokio::test]
async fn every_server_function_refuses_other_sites() {
    let server = TestServer::start().await;
    let functions: Vec<_> = server_fn::axum::server_fn_paths().collect();
    assert!(functions.iter().any(|(path, _)| *path == "/_fn/sign_in"), "{functions:?}");
    for (path, method) in functions {
        assert!(path.starts_with("/_fn/"), "{path} is outside the guarded addresses");
        for headers in [
            &[("sec-fetch-site", "cross-site"), ("origin", "http://hezong.test")][..],
            &[("sec-fetch-site", "same-site"), ("origin", "http://hezong.test")],
            &[("origin", "http://evil.test")],
            &[("origin", "null")],
            &[],
        ] {
            let mut request =
                Request::builder().method(&method).uri(path).header("host", "hezong.test");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = server.send(request.body(Body::empty()).expect("a request")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path} {headers:?}");
            assert!(answer.cookies().is_empty(), "{path}");
        }
    }
}

#[tokio::test]
async fn a_cross_site_form_changes_nothing_even_with_a_session() {
    for server in TestServer::each().await {
        let mut browser = server.browser().into_operator().await;
        let before = server.audit_lines().await;
        browser.headers.insert("sec-fetch-site", "cross-site".to_owned());
        let answer = browser.post("/_fn/sign_out", &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text.contains("another site"), "{}", answer.text);
        assert!(answer.header("clear-site-data").is_empty());
        assert_eq!(server.audit_lines().await, before);

        browser.headers.insert("sec-fetch-site", "same-origin".to_owned());
        assert_eq!(browser.get("/ops").await.status, StatusCode::OK, "still signed in");
    }
}

#[tokio::test]
async fn unsafe_methods_are_refused_everywhere() {
    let server = TestServer::start().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let request = Request::builder().method(&method).uri("/sign-in").body(Body::empty());
        let answer = server.send(request.expect("a request")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method}");
    }
}

#[tokio::test]
async fn the_open_api_needs_no_origin() {
    let server = TestServer::start().await;
    let request = Request::post("/v2/partners/coupon-quotas/query")
        .header("content-type", "application/json")
        .body(Body::from("{}"));
    let answer = server.send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "asked for a signature, not for an origin");
    assert!(answer.text.contains("APIG.0301"), "{}", answer.text);
}

#[tokio::test]
async fn links_from_other_sites_still_lead_to_pages() {
    let server = TestServer::start().await;
    let answer = server.browser().with("sec-fetch-site", "cross-site").get("/sign-in").await;
    assert_eq!(answer.status, StatusCode::OK);
}
