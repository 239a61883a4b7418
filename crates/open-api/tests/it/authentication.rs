use hezong_domain::access::Role;
use hezong_open_api::{ApiSettings, router};
use hezong_services::keys;
use http::HeaderValue;

use crate::client::{
    COUPONS, CUSTOMERS, DOMAINS, Draft, Key, QUOTAS, Scene, UNITS, WALLET, key_of, send,
};

fn english(draft: Draft) -> Draft {
    draft.header("x-language", "en_US")
}

#[tokio::test]
async fn a_signature_opens_the_door_whatever_the_client_signs() {
    let scene = Scene::new().await;
    let python = Draft::get(UNITS);
    let mut go = Draft::get(UNITS);
    go.signed = vec!["x-sdk-date"];
    for draft in [python, go] {
        let answer = scene.call(&scene.key, draft).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let own = scene.shanhai.to_string();
    let named = Draft::get(UNITS).header("x-domain-id", &own);
    assert_eq!(scene.call(&scene.key, named).await.status, 200);
}

#[tokio::test]
async fn every_fault_of_a_signature_is_named() {
    let scene = Scene::new().await;
    let now = scene.now_ms();
    let signed = || english(Draft::get(UNITS)).sign(&scene.key, now);
    let changed = |name: &'static str, value: &str| {
        let mut draft = signed();
        draft.headers.insert(name, HeaderValue::from_str(value).unwrap());
        draft
    };
    let without = |name: &str| {
        let mut draft = signed();
        draft.headers.remove(name);
        draft
    };
    let wrong = Key { secret: "wrong".to_owned(), ..scene.key.clone() };
    let nobody = Key { access_key: "HZNOBODY".to_owned(), ..scene.key.clone() };
    let at = |ms| english(Draft::get(UNITS)).sign(&scene.key, ms);
    let minute = 60_000;
    let cases = [
        (without("authorization"), "x-auth-token not found"),
        (changed("authorization", "Basic abc"), "unsupported algorithm"),
        (changed("authorization", "SDK-HMAC-SHA256 Access=x"), "header is malformed"),
        (changed("authorization", "V11-HMAC-SHA256 Credential=x"), "unsupported algorithm"),
        (without("x-sdk-date"), "X-Sdk-Date header is missing"),
        (changed("x-sdk-date", "yesterday"), "X-Sdk-Date header is malformed"),
        (without("content-type"), "signed header content-type is not in the request"),
        (at(now - 16 * minute), "differs from the server's time by more than 15 minutes"),
        (at(now + 16 * minute), "differs from the server's time by more than 15 minutes"),
        (english(Draft::get(UNITS)).sign(&nobody, now), "Get secretKey failed"),
        (english(Draft::get(UNITS)).sign(&wrong, now), "verify aksk signature fail"),
        (changed("host", "evil.example"), "the signature does not match"),
    ];
    for (draft, reason) in cases {
        let answer = send(&scene.router, draft).await;
        assert_eq!(answer.failure(), (401, "APIG.0301".to_owned()), "{reason}");
        assert!(answer.message().contains(reason), "{reason}: {}", answer.message());
        let id = answer.headers["x-request-id"].to_str().unwrap();
        assert_eq!(answer.json()["request_id"], id);
    }
    assert_eq!(send(&scene.router, at(now - 14 * minute)).await.status, 200);
}

#[tokio::test]
async fn a_changed_body_is_not_what_was_signed() {
    let scene = Scene::new().await;
    let mut draft = Draft::post(QUOTAS, "{}").sign(&scene.key, scene.now_ms());
    draft.body = b"{\"quota_type\":1}".to_vec();
    assert_eq!(send(&scene.router, draft).await.failure(), (401, "APIG.0301".to_owned()));
}

#[tokio::test]
async fn five_wrong_signatures_are_borne_and_then_the_key_is_locked() {
    let scene = Scene::new().await;
    let wrong = Key { secret: "wrong".to_owned(), ..scene.key.clone() };
    for _ in 0..5 {
        let answer = scene.call(&wrong, english(Draft::get(UNITS))).await;
        assert!(answer.message().contains("the signature does not match"), "{}", answer.text);
    }
    let locked = "AK access failed to reach the limit,forbidden.";
    for key in [&wrong, &scene.key] {
        let answer = scene.call(key, english(Draft::get(UNITS))).await;
        assert_eq!(answer.failure(), (401, "APIG.0301".to_owned()));
        assert!(answer.message().contains(locked), "{}", answer.text);
    }
    assert_eq!(scene.call(&scene.acme_key, Draft::get(UNITS)).await.status, 200);
    scene.world.clock.advance(5 * 60_000 + 1);
    assert_eq!(scene.get(UNITS).await.status, 200);
}

#[tokio::test]
async fn unknown_keys_are_never_counted_as_locked() {
    let scene = Scene::new().await;
    let nobody = Key { access_key: "HZNOBODY".to_owned(), secret: "x".to_owned() };
    for _ in 0..8 {
        let answer = scene.call(&nobody, english(Draft::get(UNITS))).await;
        assert!(answer.message().contains("Get secretKey failed"));
    }
}

#[tokio::test]
async fn only_a_right_signature_counts_as_use_of_a_key() {
    let scene = Scene::new().await;
    let wrong = Key { secret: "wrong".to_owned(), ..scene.key.clone() };
    let last_used = async || keys::list(&scene.admin).await.unwrap()[0].last_used_at;
    scene.call(&wrong, Draft::get(UNITS)).await;
    assert_eq!(last_used().await, None);
    scene.get(UNITS).await;
    assert_eq!(last_used().await, Some(scene.world.services.now()));
}

#[tokio::test]
async fn a_disabled_key_is_unknown() {
    let scene = Scene::new().await;
    let activity = hezong_domain::accounts::Activity::Disabled;
    keys::set_activity(&scene.admin, &scene.key.access_key, activity).await.unwrap();
    let answer = scene.call(&scene.key, english(Draft::get(UNITS))).await;
    assert!(answer.message().contains("Get secretKey failed"));
}

#[tokio::test]
async fn a_security_token_of_a_permanent_key_is_refused() {
    let scene = Scene::new().await;
    let draft = english(Draft::get(UNITS)).header("x-security-token", "STOKEN==");
    let answer = scene.call(&scene.key, draft).await;
    assert_eq!(answer.failure(), (401, "APIG.0301".to_owned()));
    assert!(answer.message().contains("x-security-token"));
}

#[tokio::test]
async fn the_domain_id_must_be_the_callers() {
    let scene = Scene::new().await;
    let other = scene.beidou.to_string();
    let draft = english(Draft::get(UNITS)).header("x-domain-id", &other);
    let answer = scene.call(&scene.key, draft).await;
    assert_eq!(answer.failure(), (403, "CBC.0151".to_owned()));
    assert!(answer.message().contains("X-Domain-Id"), "{}", answer.message());
}

#[tokio::test]
async fn each_side_has_its_operations() {
    let scene = Scene::new().await;
    let partner_only =
        [Draft::get(COUPONS), Draft::post(QUOTAS, "{}"), Draft::post(CUSTOMERS, "{}")];
    for draft in partner_only {
        let answer = scene.call(&scene.acme_key, english(draft)).await;
        assert_eq!(answer.failure(), (403, "CBC.0151".to_owned()));
        assert!(answer.message().contains("for partners"), "{}", answer.message());
    }
    // Nobody but an operator may hold a vendor's key, and the API is not for operators.
    let vendor = hezong_services::setup::vendor(&scene.world.services).await.unwrap().unwrap();
    assert_ne!(vendor.to_string(), scene.shanhai.to_string());
    for key in [&scene.key, &scene.acme_key] {
        assert_eq!(scene.call(key, Draft::get(WALLET)).await.status, 200);
    }
}

#[tokio::test]
async fn a_key_can_do_what_its_maker_can() {
    let scene = Scene::new().await;
    let member = scene.world.person(&scene.acme.account(), "reader", Role::CustomerViewer).await;
    assert!(keys::create(&member, "no").await.is_err());
    let admin = key_of(&scene.admin).await;
    assert_eq!(scene.call(&admin, Draft::post(QUOTAS, "{}")).await.status, 200);
}

#[tokio::test]
async fn the_sdk_learns_its_domain_id() {
    let scene = Scene::new().await;
    let mut draft = Draft::get(DOMAINS);
    draft.headers.remove("content-type");
    draft.signed = vec!["host", "x-sdk-date"];
    let answer = scene.call(&scene.acme_key, draft).await;
    assert_eq!(answer.status, 200);
    assert!(answer.headers.contains_key("x-iam-trace-id"));
    let domain = &answer.json()["domains"][0];
    assert_eq!(domain["id"], scene.acme.to_string());
    assert_eq!((&domain["name"], &domain["enabled"]), (&"acme".into(), &true.into()));
}

#[tokio::test]
async fn the_eleventh_call_in_a_second_waits() {
    let scene = Scene::new().await;
    let settings = ApiSettings { rate_limit: true, ..ApiSettings::default() };
    let limited = router(scene.world.services.clone(), settings);
    let draft = || english(Draft::get(UNITS)).sign(&scene.key, scene.now_ms());
    let mut throttled = None;
    for _ in 0..40 {
        let answer = send(&limited, draft()).await;
        if answer.status == 429 {
            throttled = Some(answer);
            break;
        }
        assert_eq!(answer.status, 200);
    }
    let answer = throttled.expect("a call over the limit");
    assert_eq!(answer.code(), "APIG.0308");
    assert_eq!(answer.headers["retry-after"], "1");
    assert!(answer.message().contains("policy user over ratelimit,limit:10,time:1 second"));
    // Another operation and another account count apart.
    let other = Draft::post(QUOTAS, "{}").sign(&scene.key, scene.now_ms());
    assert_eq!(send(&limited, other).await.status, 200);
    let other = Draft::get(UNITS).sign(&scene.acme_key, scene.now_ms());
    assert_eq!(send(&limited, other).await.status, 200);
}
