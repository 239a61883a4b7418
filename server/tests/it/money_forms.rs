//! Forms about money as a browser sends them: without their key, or without the version they were shown,
//! they answer 422 and nothing changes. What stands between a person and a second, unmeant act.

use axum::http::StatusCode;
use hezong_domain::Fen;
use hezong_domain::access::Role;
use hezong_domain::accounts::AssociationKind;
use hezong_testing::PASSWORD;

use crate::test_server::{Answer, Browser, TestServer};

/// Sends a form as the page's code does; answers the fields that are wrong.
async fn wrong_fields(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> String {
    let Answer { status, text, .. } = browser.post(path, fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {text}");
    text
}

#[tokio::test]
async fn a_form_about_money_needs_its_key_and_its_version() {
    let server = TestServer::start().await;
    let world = &server.world;
    let partner = world.partner("subshan").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let customer = world.customer("acme", &partner, AssociationKind::Resale).await;
    let quota = world.quota(&world.a_grant(&partner, Fen::yuan(1_000))).await;
    let coupon = world.coupon(&admin, &quota, &customer, Fen::yuan(10)).await;

    let mut ops = server.browser().into_operator().await.with("accept", "application/json");
    let change = [
        ("form[quota_id]", quota.as_str()),
        ("form[difference]", "1"),
        ("form[reason]", "test"),
        ("form[version]", "2"),
    ];
    let text = wrong_fields(&mut ops, "/_fn/adjust_quota", &change).await;
    assert!(text.contains("key"), "{text}");
    for version in ["", "zzz", "0"] {
        let mut unseen = change.to_vec();
        unseen.pop();
        unseen.extend([("form[version]", version), ("form[key]", "k")]);
        let text = wrong_fields(&mut ops, "/_fn/adjust_quota", &unseen).await;
        assert!(text.contains("version"), "{text}");
    }
    let grant = [
        ("form[partner_id]", partner.as_str()),
        ("form[quota_type]", "voucher"),
        ("form[value]", "10"),
        ("form[from]", "2026-11-22"),
        ("form[to]", "2027-11-22"),
    ];
    wrong_fields(&mut ops, "/_fn/grant_quota", &grant).await;

    let mut seller = server.browser();
    seller.sign_in("subshan", PASSWORD).await;
    let mut seller = seller.with("accept", "application/json");
    let query = format!("quota={quota}&customers={customer}&face=1");
    wrong_fields(&mut seller, "/_fn/issue_coupons", &[("form[query]", &query)]).await;
    let query = format!("coupons={coupon}");
    wrong_fields(&mut seller, "/_fn/reclaim_coupons", &[("form[query]", &query)]).await;

    let after = hezong_services::quotas::detail(&admin, quota.as_str()).await.expect("a quota");
    assert_eq!((after.row.value, after.row.balance), (Fen::yuan(1_000), Fen::yuan(990)));
    let whole: Vec<_> = change.into_iter().chain([("form[key]", "k")]).collect();
    assert_eq!(ops.post("/_fn/adjust_quota", &whole).await.status, StatusCode::OK);
    let again = [&whole[..4], &[("form[key]", "other")]].concat();
    assert_eq!(ops.post("/_fn/adjust_quota", &again).await.status, StatusCode::CONFLICT);
    world.assert_sound().await;
}

#[tokio::test]
async fn going_back_to_a_plan_shows_what_was_just_issued() {
    let server = TestServer::start().await;
    let world = &server.world;
    let partner = world.partner("subshan").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let customer = world.customer("acme", &partner, AssociationKind::Resale).await;
    let quota = world.quota(&world.a_grant(&partner, Fen::yuan(1_000))).await;
    let mut seller = server.browser();
    seller.sign_in("subshan", PASSWORD).await;
    let plan =
        format!("/partner/coupons/issue?quota={quota}&customers={customer}&face=1&step=plan");
    let title = "You have just issued the same";
    let before = seller.get(&plan).await.text;
    assert!(before.contains("id=\"confirm\"") && !before.contains(title), "{before}");
    let issue = world.an_issue(&quota, &[&customer], Fen::yuan(1));
    let result = hezong_services::coupons::issue(&admin, &issue).await.expect("issued");
    let after = seller.get(&plan).await.text;
    let link = format!("href=\"/partner/coupons/batches/{}\"", result.batch_id);
    assert!(after.contains(title) && after.contains(&link), "{after}");
}

#[tokio::test]
async fn only_switching_codes_off_asks_for_the_password() {
    let server = TestServer::start().await;
    let partner = server.world.partner("subshan").await;
    server.world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let mut seller = server.browser();
    seller.sign_in("subshan", PASSWORD).await;
    let mut seller = seller.with("referer", "http://hezong.test/account/security");
    let asks = "id=\"codes-current\"";
    assert!(!seller.get("/account/security").await.text.contains(asks));
    seller.post("/_fn/switch_codes", &[("form[on]", "on")]).await;
    assert!(seller.get("/account/security").await.text.contains(asks));
    let wrong = [("form[on]", "off"), ("form[current]", "not it at all")];
    let back = seller.post("/_fn/switch_codes", &wrong).await.header("location").to_owned();
    assert!(!back.contains("not+it") && !back.contains("not%20it"), "{back}");
    let address = back.split('#').next().expect("an address");
    let page = seller.get(address.trim_start_matches("http://hezong.test")).await.text;
    assert!(page.contains("id=\"codes-current-error\""), "{page}");
    let right = [("form[on]", "off"), ("form[current]", PASSWORD)];
    seller.post("/_fn/switch_codes", &right).await;
    assert!(!seller.get("/account/security").await.text.contains(asks));
}
