//! Bodies are bounded, and what is refused changes nothing.

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};

use crate::test_server::TestServer;

const TWO_MB: usize = 2 * 1024 * 1024;

#[tokio::test]
async fn a_form_that_says_it_is_too_large_is_refused_in_words() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let answer = browser.post("/_fn/sign_in", &[("form[sign_in]", &"x".repeat(TWO_MB))]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("at most 2 MB"), "{}", answer.text);
    assert!(answer.text.contains(answer.header("x-request-id")), "the id is on the page");
}

#[tokio::test]
async fn a_body_that_does_not_say_its_length_is_cut_off() {
    let server = TestServer::start().await;
    let piece = Bytes::from(vec![b'x'; 64 * 1024]);
    let pieces = (0..64).map(move |_| Ok::<_, std::io::Error>(piece.clone()));
    let request = Request::post("/_fn/sign_in")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from_stream(futures::stream::iter(pieces)));
    let answer = server.send(request.expect("a request")).await;
    assert!(
        answer.status.is_client_error() || answer.status.is_server_error(),
        "{}: {}",
        answer.status,
        answer.text
    );
    assert!(answer.cookies().is_empty());
}

#[tokio::test]
async fn the_api_takes_bodies_that_browsers_may_not_send() {
    let server = TestServer::start().await;
    let request = Request::post("/v2/partners/coupon-quotas/query")
        .header("content-length", TWO_MB + 1)
        .body(Body::from(vec![b' '; TWO_MB + 1]));
    let answer = server.send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text);
}

#[tokio::test]
async fn what_a_function_cannot_read_is_the_callers_fault() {
    let server = TestServer::start().await;
    let form = "application/x-www-form-urlencoded";
    for (kind, body) in [
        (form, ""),
        (form, "form=x"),
        (form, "%%%"),
        (form, "form[id]=a&form[id]=b"),
        (form, "form[id]=%ff%fe"),
        ("application/json", "{\"form\":{}}"),
        ("text/plain", "x"),
    ] {
        let request = Request::post("/_fn/act_on_case")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", kind)
            .body(Body::from(body));
        let answer = server.send(request.expect("a request")).await;
        assert!(matches!(answer.status.as_u16(), 400 | 422), "{body}: {}", answer.status);
        let id = answer.header("x-request-id");
        assert!(!id.is_empty() && answer.text.contains(id), "{body}: {}", answer.text);
    }
}
