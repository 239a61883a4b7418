use hezong_domain::{CouponId, Fen};
use hezong_open_api::{ApiSettings, router};
use hezong_services::coupons::{lock, spend};
use serde_json::json;

use crate::client::{Answer, COUPONS, Draft, RECLAIM, RECORDS, Scene, WALLET, send};

async fn reclaim(scene: &Scene, id: &CouponId) -> Answer {
    let body = json!({"coupon_id": id.to_string()}).to_string();
    let draft = Draft::post(RECLAIM, &body).header("x-language", "en_US");
    scene.call(&scene.key, draft).await
}

async fn coupon(scene: &Scene, face: i64) -> CouponId {
    let (admin, quota) = (&scene.admin, &scene.quota);
    scene.world.coupon(admin, quota, &scene.acme, Fen::yuan(face)).await
}

#[tokio::test]
async fn a_reclaimed_coupon_is_gone_for_the_customer_and_kept_for_the_partner() {
    let scene = Scene::new().await;
    let id = coupon(&scene, 100).await;
    assert_eq!(scene.balance().await, "9900.00");
    assert_eq!(reclaim(&scene, &id).await.status, 204);
    assert_eq!(scene.balance().await, "10000.00");
    let wallet = scene.call(&scene.acme_key, Draft::get(WALLET)).await;
    assert_eq!(wallet.json(), json!({"count": 0, "user_coupons": []}));
    let issued = scene.get(COUPONS).await.json();
    assert_eq!(issued["user_coupons"][0]["status"], 5);
    let records = scene.get(&format!("{RECORDS}?operation_types=2")).await;
    assert!(records.text.contains("\"operation_amount\":100.00,"), "{}", records.text);

    let again = reclaim(&scene, &id).await;
    assert_eq!(again.failure(), (400, "CBC.99000048".to_owned()));
    assert!(again.message().contains("the coupon is reclaimed"), "{}", again.message());
    assert_eq!(scene.balance().await, "10000.00");
    scene.world.assert_sound().await;
}

#[tokio::test]
async fn what_cannot_be_reclaimed_is_named() {
    let scene = Scene::new().await;
    let system = scene.world.system().await;
    let used = coupon(&scene, 10).await;
    spend(&system, &used, Fen::yuan(10), "CS1").await.unwrap();
    let locked = coupon(&scene, 10).await;
    lock(&system, &locked, Fen::yuan(4), "CS2").await.unwrap();
    let (admin, quota) = (&scene.admin, &scene.quota);
    let referral = scene.world.coupon(admin, quota, &scene.qingmu, Fen::yuan(1)).await;
    let unknown = CouponId::new("CP1");
    for (id, code, words) in [
        (&used, "CBC.99000048", "used up"),
        (&locked, "CBC.99000087", "an open order holds 4.00 yuan"),
        (&referral, "CBC.99000045", "Partner Center"),
        (&unknown, "CBC.0100", "coupon_id"),
    ] {
        let answer = reclaim(&scene, id).await;
        assert_eq!(answer.failure(), (400, code.to_owned()));
        assert!(answer.message().contains(words), "{words}: {}", answer.message());
    }
    for (body, field) in [
        ("{}", "coupon_id"),
        ("", "body"),
        (r#"{"coupon_id":1}"#, "coupon_id"),
        (r#"{"coupon_id":"c","indirect_partner_id":""}"#, "indirect_partner_id"),
    ] {
        let answer = scene.post(RECLAIM, body).await;
        assert_eq!(answer.failure(), (400, "CBC.0100".to_owned()));
        assert!(answer.message().contains(field));
    }
    scene.world.assert_sound().await;
}

#[tokio::test]
async fn another_partners_coupon_does_not_exist() {
    let scene = Scene::new().await;
    let id = coupon(&scene, 5).await;
    let body = json!({"coupon_id": id.to_string()}).to_string();
    let answer = scene.call(&scene.beidou_key, Draft::post(RECLAIM, &body)).await;
    assert_eq!(answer.failure(), (400, "CBC.0100".to_owned()));
    let answer = scene.call(&scene.acme_key, Draft::post(RECLAIM, &body)).await;
    assert_eq!(answer.failure(), (403, "CBC.0151".to_owned()));
}

#[tokio::test]
async fn a_faithful_server_sends_the_documented_200() {
    let scene = Scene::new().await;
    let id = coupon(&scene, 5).await;
    assert_eq!(reclaim(&scene, &id).await.status, 204);
    let settings = ApiSettings { faithful_200: true, rate_limit: false };
    let faithful = router(scene.world.services.clone(), settings);
    let again = json!({"coupon_id": id.to_string()}).to_string();
    let unknown = json!({"coupon_id": "CP1"}).to_string();
    for (body, expected) in [(again, (200, "CBC.99000048")), (unknown, (400, "CBC.0100"))] {
        let draft = Draft::post(RECLAIM, &body).sign(&scene.key, scene.now_ms());
        let answer = send(&faithful, draft).await;
        assert_eq!(answer.failure(), (expected.0, expected.1.to_owned()));
    }
}
