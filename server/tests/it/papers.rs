//! The invoice list as a file: who gets it, what it is called, what is told when it cannot be made.

use hezong_domain::access::Role;
use hezong_domain::{CaseId, Day, PartnerId};
use hezong_print::{FontFile, FontList};
use hezong_server::router::RouterSettings;
use hezong_storage::benefits::CaseRow;
use hezong_testing::{PASSWORD, World};
use serde_json::json;

use crate::test_server::{Browser, TestServer, settings};

const ID: &str = "01KAR7V9Q2M4X8ZT3B6D5F1HJN";
const OF_PARTNER: &str = "/partner/fh/payments/01KAR7V9Q2M4X8ZT3B6D5F1HJN/invoice-list";
const OF_OPS: &str = "/ops/cases/01KAR7V9Q2M4X8ZT3B6D5F1HJN/invoice-list";

/// A payment request of a partner, approved or not yet.
async fn request(world: &World, partner: &PartnerId, approved_on: Option<&str>) {
    let now = world.services.now();
    let data = json!({
        "quarter": "2026Q3", "claims": [], "total": 1_060_000, "invoices": [],
        "lines": [{ "claim_id": "c1", "month": "2026-07", "member_id": "m1", "name": "𠮷田",
                    "amount": 1_060_000, "policy": 1 }],
        "info": {
            "company": "山海云科技有限公司", "credit_code": "91330100799655058B", "address": "1 Road",
            "signing_entity": "v", "taxpayer": "general", "tax_ppm": 60_000, "account_name": "山海云",
            "account_number": "6222000011112222", "bank": "Bank", "branch": "West",
            "currency": "CNY", "contact": ["Lin", "1", "lin@example.com"],
        },
        "approved_on": approved_on,
    });
    let row = CaseRow {
        id: CaseId::new(ID),
        benefit: "payment".to_owned(),
        partner_id: partner.clone(),
        subject: "2026Q3".to_owned(),
        title: "2026Q3".to_owned(),
        account: None,
        state: if approved_on.is_some() { "approved" } else { "reviewing" }.to_owned(),
        turn: None,
        maker: None,
        version: 3,
        period: "2026Q3".to_owned(),
        amount: None,
        entered_on: Day::of(now),
        submitted_on: None,
        due_on: None,
        reminded_on: None,
        data: data.to_string(),
        created_at: now,
        changed_at: now,
    };
    let mut tx = world.storage.write().await.expect("a transaction");
    tx.benefits().add_case(&row).await.expect("added");
    tx.commit().await.expect("committed");
}

/// A server with a partner that has a request, and another partner.
async fn server(fonts: FontList, approved_on: Option<&str>) -> TestServer {
    let server = TestServer::with(World::sqlite().await, &RouterSettings { fonts, ..settings() });
    for name in ["subshan", "beidou"] {
        let partner = server.world.partner(name).await;
        server.world.person(&partner.account(), "", Role::PartnerAdmin).await;
        if name == "subshan" {
            request(&server.world, &partner, approved_on).await;
            server.world.person(&partner.account(), "lin", Role::AccountManager).await;
        }
    }
    server
}

async fn signed_in<'s>(server: &'s TestServer, sign_in: &str) -> Browser<'s> {
    let mut browser = server.browser();
    browser.sign_in(sign_in, PASSWORD).await;
    browser
}

fn file(page: &str) -> String {
    format!("{page}.pdf")
}

#[tokio::test]
async fn the_partner_and_operations_get_the_same_file_under_a_telling_name() {
    let server = server(FontList::default(), Some("2026-10-12")).await;
    let mut admin = signed_in(&server, "subshan").await;
    let page = admin.get(OF_PARTNER).await;
    assert!(page.text.contains(&format!("href=\"{}\"", file(OF_PARTNER))), "{}", page.text);
    for part in ["class=\"barcode\"", &format!("aria-label=\"Bar code of request number {ID}\"")] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let answer = admin.get(&file(OF_PARTNER)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(
        answer.header("content-disposition"),
        format!(
            "inline; filename=\"invoice-list-2026Q3-{ID}.pdf\"; \
             filename*=UTF-8''%E5%8F%91%E7%A5%A8%E6%B8%85%E5%8D%95-2026Q3-{ID}.pdf"
        )
    );
    assert!(answer.bytes.starts_with(b"%PDF-") && answer.bytes.len() > 10_000);

    let mut operator = server.browser().into_operator().await;
    let page = operator.get(OF_OPS).await;
    assert!(page.text.contains(&format!("href=\"{}\"", file(OF_OPS))), "{}", page.text);
    let same = operator.get(&file(OF_OPS)).await;
    assert_eq!(same.status, 200, "{same:?}");
    assert!(same.bytes == answer.bytes, "the same facts are the same file");
    // A name that is taken from the address only has to lead nowhere.
    assert_eq!(admin.get("/partner/fh/payments/..%2F1/invoice-list.pdf").await.status, 404);
}

#[tokio::test]
async fn others_learn_nothing_and_nobody_signed_in_is_sent_to_sign_in() {
    let server = server(FontList::default(), Some("2026-10-12")).await;
    for (sign_in, path, status) in [
        ("beidou", OF_PARTNER, 404),
        ("beidou", OF_OPS, 404),
        ("subshan", OF_OPS, 404),
        ("subshan/lin", OF_PARTNER, 403),
    ] {
        let answer = signed_in(&server, sign_in).await.get(&file(path)).await;
        assert_eq!(answer.status, status, "{sign_in} {path}");
        assert!(!answer.text.contains("%PDF"), "{sign_in} {path}");
        assert!(answer.text.contains("role=\"alert\""), "{sign_in} {path}: {}", answer.text);
    }
    let answer = server.browser().get(&file(OF_PARTNER)).await;
    assert_eq!(answer.status, 303);
    let back = answer.header("location");
    assert!(back.starts_with("/sign-in?next=") && back.contains("invoice-list"), "{back}");
}

#[tokio::test]
async fn before_approval_the_page_says_when_there_is_a_list() {
    let server = server(FontList::default(), None).await;
    let mut admin = signed_in(&server, "subshan").await;
    let answer = admin.get(&file(OF_PARTNER)).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, OF_PARTNER));
}

#[tokio::test]
async fn without_a_chinese_font_people_learn_what_helps() {
    let fonts = FontList::new(vec![FontFile::parse("/nowhere/none.ttc")]);
    let server = server(fonts, Some("2026-10-12")).await;
    let mut admin = signed_in(&server, "subshan").await;
    let answer = admin.get(&file(OF_PARTNER)).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.text.contains("fonts-noto-cjk"), "{}", answer.text);
    assert!(!answer.text.contains("/nowhere"), "no path of the machine: {}", answer.text);
    let mut chinese = admin.with("accept-language", "zh-CN");
    let answer = chinese.get(&file(OF_PARTNER)).await;
    assert!(answer.text.contains("服务器上没有可用的中文字体"), "{}", answer.text);
    assert_eq!(chinese.get(OF_PARTNER).await.status, 200, "the page is still there to be printed");
}
