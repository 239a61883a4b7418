//! The page of a case as people use it before any code has loaded: opened, filled in, sent, sent again.

use hezong_domain::access::Role;
use hezong_testing::PASSWORD;

use crate::test_server::{Browser, TestServer};

/// Signs the administrator of a new partner in and begins the partner's certification.
async fn certification(server: &TestServer) -> (Browser<'_>, String) {
    let partner = server.world.partner("subshan").await;
    server.world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let mut browser = server.browser();
    browser.sign_in("subshan", PASSWORD).await;
    let first = browser.get("/partner/certification").await;
    assert_eq!(first.status, 200, "nothing is begun by looking");
    let answer = browser.post("/_fn/begin_case", &[("form[what]", "certification")]).await;
    let path = answer.header("location").to_owned();
    assert!(path.starts_with("/partner/cases/"), "{answer:?}");
    (browser, path)
}

/// The value a form sends under a name without showing it.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect(name);
    rest.split('"').next().expect("a value")
}

#[tokio::test]
async fn what_was_typed_comes_back_with_what_is_wrong() {
    let server = TestServer::start().await;
    let (browser, path) = certification(&server).await;
    let mut browser = browser.with("referer", &format!("http://hezong.test{path}"));
    let page = browser.get(&path).await.text;
    let (id, seen) = (hidden(&page, "form[id]"), hidden(&page, "form[seen]"));
    // Far more than an address could carry.
    let long = "支".repeat(5_000);
    let fields = [
        ("form[id]", id),
        ("form[event]", hidden(&page, "form[event]")),
        ("form[seen]", seen),
        ("form[fields][company][]", "Shanhai & Co"),
        ("form[fields][credit_code][]", "not a code"),
        ("form[fields][account_number][]", "6222020000001"),
        ("form[fields][branch][]", &long),
    ];
    let answer = browser.post("/_fn/act_on_case", &fields).await;
    let back = answer.header("location").to_owned();
    let address = back.split('#').next().expect("an address").to_owned();
    let address = address.trim_start_matches("http://hezong.test");
    assert!(address.contains("draft="), "{back}");
    assert!(!back.contains("Shanhai") && !back.contains("6222"), "nothing typed: {back}");
    let page = browser.get(address).await.text;
    assert!(page.contains("Shanhai &amp; Co") && page.contains("6222020000001"), "{page}");
    assert!(page.contains(&long), "a long answer comes back whole");
    assert!(page.contains("id=\"problems\""), "the summary stands above the form: {page}");
    assert!(page.contains("aria-invalid=\"true\""), "the field says so too: {page}");
    let other = browser.sign_in("subshan", PASSWORD).await;
    assert_eq!(other.status, 302, "a new session of the same person");
    let page = browser.get(address).await.text;
    assert!(page.contains("form[fields][account_number][]"), "{page}");
    assert!(!page.contains("6222020000001"), "what one session typed is no other's");
    let gone =
        browser.get(&format!("{}&draft=0", address.split("&draft=").next().expect("it"))).await;
    assert!(
        gone.text.contains("notice-bad"),
        "the refusal is told without the draft: {}",
        gone.text
    );
}

#[tokio::test]
async fn every_page_of_incentives_opens_for_a_new_partner() {
    let server = TestServer::start().await;
    let (mut browser, case) = certification(&server).await;
    for path in [
        "/partner/fh",
        "/partner/fh/qualification",
        "/partner/fh/people",
        "/partner/fh/claims",
        "/partner/fh/payments",
        case.as_str(),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text.contains("<h1"), "{path}: {}", answer.text);
        assert!(!answer.text.contains("error-panel"), "{path}: {}", answer.text);
    }
    let mut operator = server.browser().into_operator().await;
    let id = case.rsplit('/').next().expect("an id");
    for path in ["/ops/queue?turn=any".to_owned(), format!("/ops/cases/{id}")] {
        let answer = operator.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text.contains("error-panel"), "{path}: {}", answer.text);
    }
}
