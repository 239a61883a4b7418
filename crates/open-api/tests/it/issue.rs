use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{Limits, Terms};
use hezong_domain::{CustomerId, Fen, QuotaId};
use hezong_testing::World;
use serde_json::{Value, json};

use crate::client::{Answer, COUPONS, Draft, RECORDS, Scene, WALLET};

/// The body of an issue with an amount as it is to stand in the JSON.
fn body(quota: &QuotaId, customers: &[&CustomerId], face: &str) -> String {
    let ids: Vec<String> = customers.iter().map(|id| format!("\"{id}\"")).collect();
    let ids = ids.join(",");
    format!(r#"{{"quota_id":"{quota}","customer_ids":[{ids}],"face_value":{face}}}"#)
}

/// The same with more fields.
fn body_with(quota: &QuotaId, customers: &[&CustomerId], face: &str, more: &str) -> String {
    let body = body(quota, customers, face);
    format!("{},{more}}}", body.trim_end_matches('}'))
}

async fn issue(scene: &Scene, body: &str) -> Answer {
    let draft = Draft::post(COUPONS, body).header("x-language", "en_US");
    scene.call(&scene.key, draft).await
}

fn details(answer: &Answer) -> Vec<(String, String)> {
    let json = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = json["error_details"].as_array().unwrap();
    items.iter().map(|one| (text(&one["id"]), text(&one["error_code"]))).collect()
}

async fn whole_loop(scene: Scene) {
    let answer = issue(&scene, &body(&scene.quota, &[&scene.acme, &scene.tanghu], "100.10")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let json = answer.json();
    assert_eq!(json["error_details"], json!([]));
    let infos = json["coupon_infos"].as_array().unwrap();
    assert_eq!(infos.len(), 2);
    assert_eq!(infos[0]["id"], scene.acme.to_string());
    assert_eq!(scene.balance().await, "9799.80");

    let issued = scene.get(COUPONS).await;
    assert_eq!(issued.json()["total_count"], 2);
    assert!(issued.text.contains("\"face_value\":100.10,"), "{}", issued.text);
    let records = scene.get(&format!("{RECORDS}?operation_types=1")).await;
    assert_eq!(records.json()["total_count"], 2);
    let wallet = scene.call(&scene.acme_key, Draft::get(WALLET)).await.json();
    assert_eq!(wallet["count"], 1);
    assert_eq!(wallet["user_coupons"][0]["coupon_id"], infos[0]["coupon_id"]);
    scene.world.assert_sound().await;
}

#[tokio::test]
async fn what_is_issued_is_seen_by_everybody_it_concerns() {
    for world in World::each().await {
        whole_loop(Scene::on(world).await).await;
    }
}

#[tokio::test]
async fn amounts_are_read_exactly_from_every_sdk() {
    let scene = Scene::new().await;
    for (face, written) in
        [("\"10.5\"", "10.50"), ("100.10", "100.10"), ("1.5E+2", "150.00"), ("1e1", "10.00")]
    {
        let answer = issue(&scene, &body(&scene.quota, &[&scene.acme], face)).await;
        assert_eq!(answer.status, 200, "{face}: {}", answer.text);
        let json = answer.json();
        let id = json["coupon_infos"][0]["coupon_id"].as_str().unwrap();
        let one = scene.get(&format!("{COUPONS}?coupon_id={id}")).await;
        assert!(one.text.contains(&format!("\"face_value\":{written},")), "{}", one.text);
    }
}

#[tokio::test]
async fn bad_amounts_change_nothing() {
    let scene = Scene::new().await;
    for face in [
        "0",
        "-1",
        "1.001",
        "1e400",
        "\"12,3\"",
        "\"NaN\"",
        "99999999999999999999",
        "null",
        "\"\"",
        "true",
        "[]",
        "100000000000",
        "\"1.5元\"",
        "\" 1\"",
    ] {
        let answer = issue(&scene, &body(&scene.quota, &[&scene.acme], face)).await;
        assert_eq!(answer.failure(), (400, "CBC.0100".to_owned()), "{face}");
        assert!(answer.message().contains("face_value"), "{face}: {}", answer.message());
    }
    let bare = issue(&scene, &body(&scene.quota, &[&scene.acme], "NaN")).await;
    assert_eq!(bare.failure(), (400, "CBC.0100".to_owned()));
    assert_eq!(scene.balance().await, "10000.00");
    assert_eq!(scene.get(RECORDS).await.json()["total_count"], 0);
}

#[tokio::test]
async fn bad_bodies_are_told_apart() {
    let scene = Scene::new().await;
    let many: Vec<CustomerId> = (0..101).map(|n| CustomerId::new(format!("{n:032x}"))).collect();
    let many: Vec<&CustomerId> = many.iter().collect();
    let long = format!("\"memo\":\"{}\"", "券".repeat(513));
    let eleven = ["\"x\""; 11].join(",");
    let services = format!("\"cloud_service_types\":[{eleven}]");
    let one = [&scene.acme];
    for (body, field) in [
        (String::new(), "body"),
        ("{\"quota_id\":".to_owned(), "body"),
        ("[1]".to_owned(), "body"),
        ("{}".to_owned(), "quota_id"),
        (body(&scene.quota, &[], "1"), "customer_ids"),
        (body(&scene.quota, &many, "1"), "customer_ids"),
        (body_with(&scene.quota, &one, "1", &long), "memo"),
        (body_with(&scene.quota, &one, "1", &services), "cloud_service_types"),
        (body_with(&scene.quota, &one, "1", "\"valid_time\":\"2026-11-23\""), "valid_time"),
        (body_with(&scene.quota, &one, "1", "\"face_value\":2"), "face_value"),
    ] {
        let answer = issue(&scene, &body).await;
        assert_eq!(answer.failure(), (400, "CBC.0100".to_owned()), "{body}");
        assert!(answer.message().contains(field), "{field}: {}", answer.message());
    }
}

#[tokio::test]
async fn an_oversized_body_is_refused() {
    let scene = Scene::new().await;
    let memo = format!("\"memo\":\"{}\"", "x".repeat(12 << 20));
    let answer = issue(&scene, &body_with(&scene.quota, &[&scene.acme], "1", &memo)).await;
    assert_eq!(answer.failure(), (413, "APIG.0201".to_owned()));
    assert!(answer.message().contains("12 MB"));
}

#[tokio::test]
async fn a_mixed_batch_issues_the_good_ones() {
    let scene = Scene::new().await;
    let unknown = CustomerId::new("f".repeat(32));
    let by_name = CustomerId::new("tanghu");
    let hostile = CustomerId::new("x' OR 1=1 --");
    let all =
        [&scene.acme, &scene.nanshan, &scene.qingmu, &unknown, &by_name, &hostile, &scene.tanghu];
    let answer = issue(&scene, &body(&scene.quota, &all, "6000")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let infos = answer.json()["coupon_infos"].clone();
    assert_eq!(infos.as_array().unwrap().len(), 1);
    let expected = [
        (&scene.nanshan, "CBC.99000035"),
        (&scene.qingmu, "CBC.99000014"),
        (&unknown, "CBC.99000035"),
        (&by_name, "CBC.99000035"),
        (&hostile, "CBC.99000035"),
        (&scene.tanghu, "CBC.99000013"),
    ];
    let expected = expected.map(|(id, code)| (id.to_string(), code.to_owned()));
    assert_eq!(details(&answer), expected);
    let text = &answer.text;
    assert!(text.contains("6000.00 yuan are needed and 4000.00 are left"), "{text}");
    assert_eq!(scene.balance().await, "4000.00");
    scene.world.assert_sound().await;
}

#[tokio::test]
async fn a_batch_of_which_all_fail_is_still_an_answer() {
    let scene = Scene::new().await;
    let answer = issue(&scene, &body(&scene.quota, &[&scene.qingmu], "1")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(details(&answer), [(scene.qingmu.to_string(), "CBC.99000014".to_owned())]);
}

#[tokio::test]
async fn refusals_of_the_whole_call_have_their_codes() {
    let scene = Scene::new().await;
    let mut grant = scene.world.a_grant(&scene.shanhai, Fen::yuan(1_000));
    grant.limits =
        Limits { services: vec!["hws.service.type.ec2".to_owned()], ..Limits::default() };
    grant.terms =
        Terms { min_face: Some(Fen::yuan(50)), max_face: Some(Fen::yuan(500)), ..Terms::default() };
    let limited = scene.world.quota(&grant).await;
    let beidous = QuotaId::new("2020010206413502");
    let one = [&scene.acme];
    let obs = "\"cloud_service_types\":[\"hws.service.type.obs\"]";
    let unknown = "\"cloud_service_types\":[\"hws.service.type.none\"]";
    let early = "\"valid_time\":\"2026-11-20T00:00:00Z\"";
    let late = "\"expire_time\":\"2029-11-20T00:00:00Z\"";
    let past = "\"expire_time\":\"2026-11-22T01:29:59Z\"";
    let crossed =
        "\"valid_time\":\"2026-12-02T00:00:00Z\",\"expire_time\":\"2026-12-01T00:00:00Z\"";
    for (body, code, words) in [
        (body(&beidous, &one, "1"), "CBC.99000012", "quota_id names no quota of yours"),
        (body(&limited, &one, "49.99"), "CBC.99000018", "at least 50.00 yuan"),
        (body(&limited, &one, "500.01"), "CBC.99000019", "at most 500.00 yuan"),
        (body_with(&limited, &one, "60", obs), "CBC.99000023", "hws.service.type.obs"),
        (body_with(&limited, &one, "60", unknown), "CBC.50000055", "hws.service.type.none"),
        (body_with(&scene.quota, &one, "1", early), "CBC.0100", "2026-11-21T01:30:00Z"),
        (body_with(&scene.quota, &one, "1", late), "CBC.0100", "2027-11-22T01:30:00Z"),
        (body_with(&scene.quota, &one, "1", past), "CBC.0100", "in the future"),
        (body_with(&scene.quota, &one, "1", crossed), "CBC.0100", "valid_time before expire_time"),
        (
            body_with(&scene.quota, &one, "1", "\"indirect_partner_id\":\"p\""),
            "CBC.99000037",
            "indirect_partner_id",
        ),
    ] {
        let answer = issue(&scene, &body).await;
        assert_eq!(answer.failure(), (400, code.to_owned()), "{body}");
        assert!(answer.message().contains(words), "{words}: {}", answer.message());
    }
    scene.world.clock.advance(400 * 24 * 60 * 60 * 1_000);
    let answer = issue(&scene, &body(&scene.quota, &one, "1")).await;
    assert_eq!(answer.failure(), (400, "CBC.99000017".to_owned()));
    scene.world.assert_sound().await;
}

#[tokio::test]
async fn codes_of_the_whole_call_that_concern_some_customers_are_items() {
    let scene = Scene::new().await;
    let mut grant = scene.world.a_grant(&scene.shanhai, Fen::yuan(1_000));
    grant.terms = Terms { customers: vec![scene.tanghu.clone()], ..Terms::default() };
    let named = scene.world.quota(&grant).await;
    let mixed = issue(&scene, &body(&named, &[&scene.acme, &scene.tanghu], "1")).await;
    assert_eq!(mixed.status, 200);
    assert_eq!(details(&mixed), [(scene.acme.to_string(), "CBC.50000020".to_owned())]);
    let none = issue(&scene, &body(&named, &[&scene.acme], "1")).await;
    assert_eq!(none.failure(), (400, "CBC.50000020".to_owned()));
    let unknown = CustomerId::new("nobody");
    let both = issue(&scene, &body(&named, &[&scene.acme, &unknown], "1")).await;
    assert_eq!(both.status, 200);
    assert_eq!(details(&both).len(), 2);
}

#[tokio::test]
async fn a_repeated_key_answers_the_same_and_issues_once() {
    let scene = Scene::new().await;
    let keyed = |face: &str, key: &str| {
        Draft::post(COUPONS, &body(&scene.quota, &[&scene.acme], face))
            .header("idempotency-key", key)
            .header("x-language", "en_US")
    };
    let first = scene.call(&scene.key, keyed("5", "k-1")).await;
    let again = scene.call(&scene.key, keyed("5", "k-1")).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.text, again.text);
    assert_eq!(scene.balance().await, "9995.00");
    let other = scene.call(&scene.key, keyed("6", "k-1")).await;
    assert_eq!(other.failure(), (400, "CBC.99007009".to_owned()));
    assert!(other.message().contains("Idempotency-Key"));
    let long = scene.call(&scene.key, keyed("5", &"k".repeat(129))).await;
    assert_eq!(long.failure(), (400, "CBC.0100".to_owned()));
    assert_eq!(scene.balance().await, "9995.00");
}

#[tokio::test]
async fn errors_speak_the_callers_language() {
    let scene = Scene::new().await;
    let bad = body(&scene.quota, &[&scene.acme], "1.001");
    let chinese = scene.post(COUPONS, &bad).await;
    assert_eq!(
        chinese.message(),
        "参数错误：face_value 小数超过两位。请传入以元为单位、最多两位小数的金额，例如100.10。"
    );
    let english = issue(&scene, &bad).await;
    assert!(english.message().starts_with("Parameter error: face_value has more than two"));
    let refused = scene.post(COUPONS, &body(&QuotaId::new("1"), &[&scene.acme], "1")).await;
    assert!(refused.message().starts_with("额度不存在或者状态不正确："));
}

#[tokio::test]
async fn a_customer_that_came_second_hand_is_not_first_associated() {
    let scene = Scene::new().await;
    let mut grant = scene.world.a_grant(&scene.shanhai, Fen::yuan(1_000));
    grant.terms = Terms {
        first_associated_only: true,
        associations: vec![AssociationKind::Resale],
        ..Terms::default()
    };
    let quota = scene.world.quota(&grant).await;
    let answer = issue(&scene, &body(&quota, &[&scene.acme], "1")).await;
    assert_eq!(answer.json()["coupon_infos"].as_array().unwrap().len(), 1);
}
