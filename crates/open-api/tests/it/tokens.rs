use hezong_domain::access::Role;
use hezong_testing::PASSWORD;
use serde_json::json;

use crate::client::{Answer, COUPONS, CUSTOMERS, Draft, QUOTAS, Scene, TOKENS, UNITS, send};

fn ask(user: &serde_json::Value) -> String {
    json!({"auth": {
        "identity": {"methods": ["password"], "password": {"user": user}},
        "scope": {"domain": {"name": "shanhai"}},
    }})
    .to_string()
}

async fn token_for(scene: &Scene, name: &str) -> Answer {
    let user = json!({"name": name, "password": PASSWORD, "domain": {"name": "shanhai"}});
    send(&scene.router, Draft::post(TOKENS, &ask(&user))).await
}

fn with_token(draft: Draft, answer: &Answer) -> Draft {
    let token = answer.headers["x-subject-token"].to_str().unwrap().to_owned();
    draft.header("x-auth-token", &token).header("x-language", "en_US")
}

#[tokio::test]
async fn a_password_gives_a_token_for_a_day() {
    let scene = Scene::new().await;
    let answer = token_for(&scene, "shanhai").await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let token = &answer.json()["token"];
    assert_eq!(token["methods"], json!(["password"]));
    assert_eq!(token["issued_at"], "2026-11-22T01:30:00.000000Z");
    assert_eq!(token["expires_at"], "2026-11-23T01:30:00.000000Z");
    let domain = json!({"id": scene.shanhai.to_string(), "name": "shanhai"});
    assert_eq!(token["domain"], domain);
    assert_eq!(token["user"]["domain"], domain);
    assert_eq!(token["user"]["name"], "shanhai");
    assert_eq!(token["user"]["password_expires_at"], "");
    assert_eq!(token["roles"], json!([{"id": "0", "name": "te_admin"}]));
    assert_eq!(token["catalog"], json!([]));

    let call = with_token(Draft::post(QUOTAS, "{}"), &answer);
    assert_eq!(send(&scene.router, call).await.json()["total_count"], 1);

    scene.world.clock.advance(24 * 60 * 60 * 1_000);
    let late = send(&scene.router, with_token(Draft::get(UNITS), &answer)).await;
    assert_eq!(late.failure(), (401, "CBC.0154".to_owned()));
    assert!(late.message().contains("token expires, expires_at: 2026-11-23T01:30:00Z"));
    assert!(late.message().contains("x_auth_token is expired."));
}

#[tokio::test]
async fn user_and_domain_come_by_id_too_and_the_catalog_can_be_left_out() {
    let scene = Scene::new().await;
    let user_id = scene.admin.principal().user_id().unwrap().to_string();
    let by_id = json!({"id": user_id, "password": PASSWORD});
    let domain = json!({"id": scene.shanhai.to_string()});
    let by_domain_id = json!({"name": "shanhai", "password": PASSWORD, "domain": domain});
    for user in [by_id, by_domain_id] {
        let target = format!("{TOKENS}?nocatalog=true");
        let answer = send(&scene.router, Draft::post(&target, &ask(&user))).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert!(answer.json()["token"].get("catalog").is_none());
    }
}

#[tokio::test]
async fn wrong_requests_for_tokens_are_told_apart_no_further_than_needed() {
    let scene = Scene::new().await;
    let wrong = [
        json!({"name": "shanhai", "password": "no", "domain": {"name": "shanhai"}}),
        json!({"name": "nobody", "password": PASSWORD, "domain": {"name": "shanhai"}}),
        json!({"name": "shanhai", "password": PASSWORD, "domain": {"name": "beidou"}}),
        json!({"id": "nobody", "password": PASSWORD}),
        json!({"name": "shanhai", "password": PASSWORD, "domain": {"id": "nobody"}}),
    ];
    for user in wrong {
        let draft = Draft::post(TOKENS, &ask(&user)).header("x-language", "en_US");
        let answer = send(&scene.router, draft).await;
        let message = "The username or password is wrong.";
        let error = json!({"message": message, "code": 401, "title": "Unauthorized"});
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (401, &error), "{user}");
        assert!(!answer.headers.contains_key("x-subject-token"));
    }
    for body in ["", "{", "[]", "{\"auth\":{}}"] {
        let answer = send(&scene.router, Draft::post(TOKENS, body)).await;
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(answer.json()["error"]["title"], "Bad Request");
    }
    let other_scope = json!({"auth": {
        "identity": {"methods": ["password"], "password": {"user":
            {"name": "shanhai", "password": PASSWORD, "domain": {"name": "shanhai"}}}},
        "scope": {"domain": {"name": "beidou"}},
    }});
    let answer = send(&scene.router, Draft::post(TOKENS, &other_scope.to_string())).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_made_up_token_cannot_be_read() {
    let scene = Scene::new().await;
    for token in ["abc", "0".repeat(64).as_str()] {
        let draft = Draft::get(UNITS).header("x-auth-token", token);
        let answer = send(&scene.router, draft).await;
        assert_eq!(answer.failure(), (401, "APIG.0301".to_owned()));
        assert!(answer.message().contains("decrypt token fail"));
    }
    let blank = send(&scene.router, Draft::get(UNITS).header("x-auth-token", "")).await;
    assert!(blank.message().contains("x-auth-token not found"));
}

#[tokio::test]
async fn a_signature_goes_before_a_token() {
    let scene = Scene::new().await;
    let answer = token_for(&scene, "shanhai").await;
    let draft = with_token(Draft::get(UNITS), &answer).header("authorization", "nonsense");
    assert_eq!(send(&scene.router, draft).await.status, 401);
}

#[tokio::test]
async fn an_account_manager_is_refused_with_the_item_and_the_cure() {
    let scene = Scene::new().await;
    scene.world.person(&scene.shanhai.account(), "lin", Role::AccountManager).await;
    let token = token_for(&scene, "lin").await;
    assert_eq!(token.status, 201, "{}", token.text);
    assert_eq!(token.json()["token"]["user"]["name"], "lin");
    let issue = json!({
        "quota_id": scene.quota.to_string(), "customer_ids": [scene.acme.to_string()], "face_value": 1,
    });
    for (draft, item) in [
        (Draft::post(QUOTAS, "{}"), "BPC_ITEM_SUBCUSTSERV_030100"),
        (Draft::get(COUPONS), "BPC_ITEM_SUBCUSTSERV_030200"),
        (Draft::get(&format!("{COUPONS}?coupon_id=null")), "BPC_ITEM_SUBCUSTSERV_030200"),
        (Draft::post(COUPONS, &issue.to_string()), "BPC_ITEM_SUBCUSTSERV_030103"),
    ] {
        let answer = send(&scene.router, with_token(draft, &token)).await;
        assert_eq!(answer.failure(), (403, "CBC.0151".to_owned()));
        assert!(answer.message().contains(item), "{}", answer.message());
        assert!(answer.message().contains("Ask the administrator"));
    }
    // No item is documented for the customers, so every user of the partner may list them.
    let customers = send(&scene.router, with_token(Draft::post(CUSTOMERS, "{}"), &token)).await;
    assert_eq!(customers.json()["count"], 3);
}
