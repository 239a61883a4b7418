//! The calendar feed through its door, and the page that makes it.

use axum::http::StatusCode;
use hezong_domain::access::Role;
use hezong_testing::PASSWORD;

use crate::test_server::{Browser, TestServer};

/// The address on a page that shows it once.
fn address(page: &str) -> Option<String> {
    let start = page.find("/calendar/")?;
    let rest = page.get(start..)?;
    let end = rest.find(".ics")? + ".ics".len();
    rest.get(..end).map(str::to_owned)
}

/// Makes a feed, or renews it, as a browser without scripts does.
async fn make(browser: &mut Browser<'_>) -> String {
    browser.headers.insert("referer", "http://hezong.test/account/notices".to_owned());
    let answer = browser.post("/_fn/make_feed", &[]).await;
    assert!(answer.header("location").contains("/account/notices"), "{answer:?}");
    let shown = browser.get("/account/notices").await;
    let found = address(&shown.text).expect("the address, once");
    let again = browser.get("/account/notices").await;
    assert_eq!(address(&again.text), None, "never again");
    found
}

#[tokio::test]
async fn a_feed_is_made_read_renewed_and_switched_off_without_scripts() {
    for server in TestServer::each().await {
        let partner = server.world.partner("shanhai").await;
        server.world.person(&partner.account(), "", Role::PartnerAdmin).await;
        let mut browser = server.browser();
        browser.sign_in("shanhai", PASSWORD).await;
        let first = make(&mut browser).await;

        let calendar = server.get(&first).await;
        assert_eq!(calendar.status, StatusCode::OK);
        assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(calendar.header("cache-control"), "private, no-store");
        assert!(calendar.text.starts_with("BEGIN:VCALENDAR\r\n"), "{}", calendar.text);
        assert!(calendar.cookies().is_empty(), "no session is begun");

        let second = make(&mut browser).await;
        assert_eq!(server.get(&first).await.status, StatusCode::NOT_FOUND);
        assert_eq!(server.get(&second).await.status, StatusCode::OK);
        let bare = second.trim_end_matches(".ics");
        for wrong in [bare, "/calendar/0.ics", "/calendar/.ics"] {
            assert_eq!(server.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        browser.post("/_fn/remove_feed", &[]).await;
        assert_eq!(server.get(&second).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn feeds_are_read_so_often_and_no_more() {
    let server = TestServer::start().await;
    let mut browser = server.browser().with("accept", "*/*");
    let mut statuses = Vec::new();
    for _ in 0..125 {
        statuses.push(browser.get("/calendar/0.ics").await.status);
    }
    let throttled = statuses.iter().filter(|s| **s == StatusCode::TOO_MANY_REQUESTS).count();
    assert!((1..=5).contains(&throttled), "{throttled}");
    assert_eq!(browser.get("/sign-in").await.status, StatusCode::OK, "pages still open");
}

#[tokio::test]
async fn what_is_chosen_on_the_page_is_kept_and_so_is_the_language_of_the_pages() {
    let server = TestServer::start().await;
    let partner = server.world.partner("shanhai").await;
    server.world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let mut browser = server.browser();
    browser.sign_in("shanhai", PASSWORD).await;
    browser.headers.insert("referer", "http://hezong.test/account/notices".to_owned());
    let address = ("form[email]", "lin@example.com");
    let fields = [address, ("form[lang]", "en"), ("form[current]", PASSWORD)];
    browser.post("/_fn/change_notices", &fields).await;
    let page = browser.get("/account/notices").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("value=\"lin@example.com\""), "{}", page.text);
    assert!(page.text.contains("<option value=\"en\" selected"), "{}", page.text);

    let wrong = [("form[email]", "nobody"), ("form[lang]", "en")];
    let answer = browser.post("/_fn/change_notices", &wrong).await;
    let page = browser.get(answer.header("location")).await;
    assert!(page.text.contains("value=\"nobody\""), "what was typed is not lost: {}", page.text);

    let other = ("form[email]", "wu@example.com");
    for given in ["", "Wrong-pass-1"] {
        let guess = [other, ("form[lang]", "en"), ("form[current]", given)];
        let answer = browser.post("/_fn/change_notices", &guess).await;
        let page = browser.get(answer.header("location")).await;
        assert!(page.text.contains("aria-invalid=\"true\""), "{}", page.text);
        assert!(!page.text.contains("Wrong-pass-1"), "a password does not come back");
        let page = browser.get("/account/notices").await;
        assert!(page.text.contains("value=\"lin@example.com\""), "the address stays");
    }

    browser.post("/_fn/set_language", &[("form[choice]", "zh-CN")]).await;
    let page = browser.get("/account/notices").await;
    assert!(page.text.contains("<option value=\"zh-CN\" selected"), "{}", page.text);
}
