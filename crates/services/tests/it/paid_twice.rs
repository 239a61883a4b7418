//! `hezong verify` names payment requests that pay a month twice, or something else than the months say.

use hezong_domain::{CaseId, Fen, Quarter};
use hezong_services::benefits::payments;
use hezong_services::verify;
use hezong_testing::World;
use serde_json::{Value, json};

use crate::payments::{Stage, final_month, go, stage_on};

/// Asks for the payment of a quarter; answers the request.
async fn asked(stage: &Stage, quarter: &str) -> CaseId {
    let quarter = Quarter::parse(quarter).unwrap();
    let id = payments::begin(&stage.admin, quarter).await.unwrap();
    go(&stage.admin, id.as_str(), "request", &[]).await.unwrap();
    id
}

/// The breaches about payment requests, as (invariant, row).
async fn found(world: &World) -> Vec<(&'static str, String)> {
    let verdict = verify::verify(&world.services).await.unwrap();
    let told = verdict.checks.iter().find(|(name, _)| name.contains("payment request")).unwrap();
    let found: Vec<_> = verdict
        .breaches
        .into_iter()
        .filter(|breach| breach.invariant.starts_with("payment."))
        .map(|breach| (breach.invariant, breach.row))
        .collect();
    assert_eq!(told.1, found.len());
    found
}

/// Writes over what a request keeps, past every rule, and answers what stood there.
async fn broken(world: &World, id: &CaseId, change: impl FnOnce(&mut Value)) -> String {
    let scope = hezong_domain::access::Scope::Platform;
    let mut tx = world.storage.write().await.unwrap();
    let mut row = tx.benefits().find_case(&scope, id).await.unwrap().unwrap();
    let (seen, before) = (row.version, row.data.clone());
    let mut data: Value = serde_json::from_str(&row.data).unwrap();
    change(&mut data);
    row.data = data.to_string();
    tx.benefits().update_case(&row, seen).await.unwrap();
    tx.commit().await.unwrap();
    before
}

async fn data_of(world: &World, id: &CaseId) -> Value {
    let scope = hezong_domain::access::Scope::Platform;
    let mut tx = world.storage.read().await.unwrap();
    let row = tx.benefits().find_case(&scope, id).await.unwrap().unwrap();
    serde_json::from_str(&row.data).unwrap()
}

#[tokio::test]
async fn a_month_in_two_requests_and_wrong_sums_are_named() {
    for world in World::each().await {
        let stage = stage_on(world, Fen::yuan(10_600)).await;
        final_month(&stage.world, &stage.partner, "2026-05", Fen::yuan(20_000)).await;
        let (second, third) = (asked(&stage, "2026Q2").await, asked(&stage, "2026Q3").await);
        let world = &stage.world;
        assert_eq!(found(world).await, [], "two quarters, each with its month");
        let later = std::cmp::max(&second, &third).to_string();
        let at_third = |invariant| (invariant, third.to_string());

        // The second quarter's month once more in the third's request, sums and all.
        let other = data_of(world, &second).await;
        let before = broken(world, &third, |data| {
            let claims = other["claims"].as_array().unwrap().clone();
            data["claims"].as_array_mut().unwrap().extend(claims);
            let lines = other["lines"].as_array().unwrap().clone();
            data["lines"].as_array_mut().unwrap().extend(lines);
        })
        .await;
        let wrong = found(world).await;
        assert!(wrong.contains(&("payment.month_once", later.clone())), "{wrong:?}");
        assert!(wrong.contains(&at_third("payment.total")), "{wrong:?}");
        assert_eq!(wrong.len(), 2);

        // Named in the list of months only, without a line: it is held all the same.
        let back: Value = serde_json::from_str(&before).unwrap();
        broken(world, &third, |data| {
            *data = back.clone();
            data["claims"] = json!([other["claims"][0], data["claims"][0]]);
        })
        .await;
        let wrong = found(world).await;
        assert!(wrong.contains(&("payment.month_once", later)), "{wrong:?}");
        assert!(wrong.contains(&at_third("payment.month_sum")), "{wrong:?}");

        // Another sum than that of the lines, another amount than the month's, a month that is nobody's.
        broken(world, &third, |data| {
            *data = back.clone();
            data["total"] = json!(1);
        })
        .await;
        assert_eq!(found(world).await, [at_third("payment.total")]);
        broken(world, &third, |data| {
            *data = back.clone();
            data["lines"][0]["amount"] = json!(Fen::yuan(10_601));
        })
        .await;
        let wrong = found(world).await;
        assert_eq!(wrong, [at_third("payment.month_sum"), at_third("payment.total")]);
        broken(world, &third, |data| {
            *data = back.clone();
            data["claims"] = json!([data["claims"][0], "CLNOBODY"]);
        })
        .await;
        assert_eq!(found(world).await, [at_third("payment.month")]);

        // What was rejected holds nothing: its month may stand in another request.
        broken(world, &third, |data| *data = back.clone()).await;
        assert_eq!(found(world).await, []);
        go(&stage.reviewer, second.as_str(), "reject", &[]).await.unwrap();
        broken(world, &second, |data| data["claims"] = back["claims"].clone()).await;
        assert_eq!(found(world).await, []);
    }
}
