use hezong_domain::Fen;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{BillingMode, Limits, OrderKind, Terms};
use hezong_services::coupons::spend;
use serde_json::json;

use crate::client::{COUPONS, CUSTOMERS, Draft, QUOTAS, RECLAIM, RECORDS, Scene, UNITS, WALLET};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

#[tokio::test]
async fn lists_have_the_shapes_of_the_sdk() {
    let scene = Scene::new().await;
    let mut grant = scene.world.a_grant(&scene.shanhai, Fen::yuan(500));
    grant.limits = Limits {
        services: vec!["hws.service.type.ec2".to_owned(), "hws.service.type.obs".to_owned()],
        products: vec!["p1".to_owned(), "p2".to_owned()],
        regions: vec!["cn-north-4".to_owned()],
        billing_modes: vec![BillingMode::YearlyMonthly],
        order_kinds: vec![OrderKind::New],
        min_order: Some(Fen::yuan(100)),
        usage_times: Some(3),
        min_discount_ppm: Some(850_000),
        with_contract_discount: true,
        ..Limits::default()
    };
    grant.terms = Terms {
        max_face: Some(Fen::yuan(50)),
        max_count: Some(5),
        associations: vec![AssociationKind::Resale],
        ..Terms::default()
    };
    let quota = scene.world.quota(&grant).await;
    let id = scene.world.coupon(&scene.admin, &quota, &scene.acme, Fen::new(1_050)).await;
    let system = scene.world.system().await;
    spend(&system, &id, Fen::new(50), "CS2611220001").await.unwrap();
    let body = json!({"quota_ids": [quota.to_string()]}).to_string();
    let mut lines = String::new();
    for (key, draft) in [
        (&scene.key, Draft::post(QUOTAS, &body)),
        (&scene.key, Draft::get(COUPONS)),
        (&scene.key, Draft::get(RECORDS)),
        (&scene.acme_key, Draft::get(WALLET)),
        (&scene.key, Draft::post(CUSTOMERS, r#"{"account_name":"acm"}"#)),
    ] {
        let answer = scene.call(key, draft.header("x-language", "en_us")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        lines.push_str(&answer.text);
        lines.push('\n');
    }
    insta::assert_snapshot!("lists", lines);
    let units = scene.get(UNITS).await.json();
    assert_eq!(units["measure_units"][1]["measure_name"], "元");
}

#[tokio::test]
async fn a_partner_sees_nothing_of_another() {
    let scene = Scene::new().await;
    scene.world.coupon(&scene.admin, &scene.quota, &scene.acme, Fen::yuan(5)).await;
    let key = &scene.beidou_key;
    let quotas = scene.call(key, Draft::post(QUOTAS, "{}")).await;
    assert_eq!(quotas.json()["total_count"], 1);
    assert!(!quotas.text.contains(scene.quota.as_str()));
    let named = json!({"quota_ids": [scene.quota.to_string()]}).to_string();
    assert_eq!(scene.call(key, Draft::post(QUOTAS, &named)).await.json()["total_count"], 0);
    for target in [COUPONS, RECORDS] {
        for filter in [String::new(), format!("?customer_id={}", scene.acme)] {
            let answer = scene.call(key, Draft::get(&format!("{target}{filter}"))).await;
            assert_eq!(answer.json()["total_count"], 0, "{target}{filter}");
        }
    }
    let customers = scene.call(key, Draft::post(CUSTOMERS, "{}")).await.json();
    assert_eq!(customers["count"], 1);
    assert_eq!(customers["customer_infos"][0]["customer_id"], scene.nanshan.to_string());
    let one = json!({"customer_id": scene.acme.to_string()}).to_string();
    assert_eq!(scene.call(key, Draft::post(CUSTOMERS, &one)).await.json()["count"], 0);
    // A partner's credential lists what the partner holds, which is nothing, never a customer's.
    let wallet = scene.get(WALLET).await.json();
    assert_eq!(wallet, json!({"count": 0, "user_coupons": []}));
}

#[tokio::test]
async fn begin_and_end_of_a_filter_are_exclusive() {
    let scene = Scene::new().await;
    scene.world.clock.advance(250);
    scene.world.coupon(&scene.admin, &scene.quota, &scene.acme, Fen::yuan(5)).await;
    for (filter, count) in [
        ("create_time_begin=2026-11-22T01%3A29%3A59Z", 1),
        ("create_time_begin=2026-11-22T01%3A30%3A00Z", 0),
        ("create_time_end=2026-11-22T01%3A30%3A00Z", 0),
        ("create_time_end=2026-11-22T01%3A30%3A01Z", 1),
        ("create_time_begin=", 1),
        ("customer_id=", 1),
        ("customer_id=null", 0),
        ("coupon_type=1&status=2", 1),
        ("coupon_type=4", 0),
        ("coupon_type=2", 0),
        ("status=1", 0),
        ("status=3", 0),
        ("order_id=CS1", 0),
        ("limit=1&offset=1", 1),
    ] {
        let answer = scene.get(&format!("{COUPONS}?{filter}")).await;
        assert_eq!(answer.json()["total_count"], count, "{filter}");
    }
    for filter in ["customer_id=%22%22", "status=6", "limit=101", "create_time_begin=x"] {
        let answer = scene.get(&format!("{COUPONS}?{filter}")).await;
        assert_eq!(answer.failure(), (400, "CBC.0100".to_owned()), "{filter}");
    }
    let reseller = scene.get(&format!("{COUPONS}?indirect_partner_id=p")).await;
    assert_eq!(reseller.failure(), (400, "CBC.99000037".to_owned()));
}

#[tokio::test]
async fn the_issued_list_has_resale_customers_of_the_last_two_years() {
    let scene = Scene::new().await;
    let referral = [&scene.qingmu];
    for customer in [&scene.acme, referral[0]] {
        scene.world.coupon(&scene.admin, &scene.quota, customer, Fen::yuan(5)).await;
    }
    let count = async || scene.get(COUPONS).await.json()["total_count"].clone();
    let held =
        async || scene.call(&scene.acme_key, Draft::get(WALLET)).await.json()["count"].clone();
    assert_eq!((count().await, held().await), (json!(1), json!(1)));
    // The quota, and the coupon with it, ends after 365 days.
    scene.world.clock.advance(729 * DAY_MS);
    assert_eq!((count().await, held().await), (json!(1), json!(1)));
    assert_eq!(scene.get(COUPONS).await.json()["user_coupons"][0]["status"], 4);
    scene.world.clock.advance(2 * DAY_MS);
    assert_eq!((count().await, held().await), (json!(1), json!(0)));
    scene.world.clock.advance(365 * DAY_MS);
    assert_eq!(count().await, json!(0));
}

#[tokio::test]
async fn records_are_filtered_by_kind_and_result() {
    let scene = Scene::new().await;
    let id = scene.world.coupon(&scene.admin, &scene.quota, &scene.acme, Fen::yuan(5)).await;
    let failing = json!({
        "quota_id": scene.quota.to_string(), "customer_ids": [scene.qingmu.to_string()], "face_value": 3,
    });
    scene.post(COUPONS, &failing.to_string()).await;
    scene.post(RECLAIM, &json!({"coupon_id": id.to_string()}).to_string()).await;
    for (filter, count) in [
        ("", 3),
        ("?operation_types=1", 2),
        ("?operation_types=1&operation_types=2", 3),
        ("?operation_types=9", 0),
        ("?operation_types=%5B%5D", 0),
        ("?result=0", 2),
        ("?result=-1", 1),
        ("?result=7", 3),
        ("?quota_type=1", 0),
        ("?coupon_ids=null", 0),
        (&format!("?coupon_ids={id}&coupon_ids=x"), 2),
        (&format!("?customer_id={}", scene.qingmu), 1),
    ] {
        let answer = scene.get(&format!("{RECORDS}{filter}")).await;
        assert_eq!(answer.json()["total_count"], count, "{filter}: {}", answer.text);
    }
    let failed = scene.get(&format!("{RECORDS}?result=-1")).await.json();
    assert_eq!(failed["records"][0]["result"], "-1");
    assert!(failed["records"][0].get("coupon_id").is_none());
}

#[tokio::test]
async fn customers_are_found_by_parts_of_their_names() {
    let scene = Scene::new().await;
    for (body, count) in [
        ("{}", 3),
        (r#"{"account_name":"CME"}"#, 1),
        (r#"{"customer":"limited"}"#, 3),
        (r#"{"association_type":"1"}"#, 1),
        (r#"{"association_type":"2"}"#, 2),
        (r#"{"label":"x"}"#, 0),
        (r#"{"associated_on_begin":"2026-11-22T01:29:59Z"}"#, 3),
        (r#"{"associated_on_begin":"2026-11-22T01:30:00Z"}"#, 0),
        (r#"{"limit":1,"offset":2}"#, 3),
    ] {
        let answer = scene.post(CUSTOMERS, body).await;
        assert_eq!(answer.json()["count"], count, "{body}: {}", answer.text);
    }
    // The SDK sends no body when its user forgot it.
    assert_eq!(scene.post(CUSTOMERS, "").await.failure(), (400, "CBC.0100".to_owned()));
}
