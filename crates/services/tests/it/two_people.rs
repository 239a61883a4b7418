//! How many people a payment needs is the policy's to say; and what happens when two are there at once, or
//! nobody is.

use hezong_domain::access::Role;
use hezong_domain::incentives::{PolicyStanding, sample_policy};
use hezong_domain::ledger::LedgerAccount;
use hezong_domain::{Day, Fen};
use hezong_services::Error;
use hezong_services::benefits::case;
use hezong_storage::benefits::PolicyRow;
use hezong_testing::World;
use hezong_texts::{Lang, find_on_server};
use tokio::task::JoinSet;

use crate::payments::{
    GROSS, LARGE, Stage, accepted, colleague, failed, go, offer, see, stage, stage_on,
};

const PAID: [(&str, &str); 2] = [("paid_on", "2026-11-22"), ("bank_reference", "B1")];

/// Publishes another amount above which two people are needed.
async fn two_above(stage: &Stage, amount: Fen) {
    let from = Day::parse("2026-01-01").unwrap();
    let mut policy = sample_policy(from);
    policy.version = 2;
    policy.approval.two_people_above = amount;
    let row = PolicyRow {
        version: 2,
        standing: PolicyStanding::Published,
        from_on: from,
        body: serde_json::to_string(&policy).unwrap(),
        published_by: "test".to_owned(),
        ended: None,
        created_at: stage.world.services.now(),
    };
    let mut tx = stage.world.storage.write().await.unwrap();
    tx.benefits().add_policy(&row).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_amount_that_needs_two_is_the_policys() {
    // The payment is 10,600.00: at the amount one suffices, one fen less and it takes two.
    for (fen, needs_two) in [(1_060_000, false), (1_059_999, true), (0, true)] {
        let stage = stage(Fen::yuan(10_600)).await;
        two_above(&stage, Fen::new(fen)).await;
        let second = colleague(&stage.world, "fin2", Role::Finance).await;
        let (_, payout) = accepted(&stage, GROSS).await;
        go(&stage.finance, &payout, "submit", &[("way", "bank_transfer")]).await.unwrap();
        let released = failed(go(&stage.finance, &payout, "release", &[]).await);
        if needs_two {
            assert_eq!(released, ["enough_people"], "{fen}");
            assert_eq!(failed(go(&stage.finance, &payout, "pay", &PAID).await), ["not_now"]);
            go(&second, &payout, "approve", &[]).await.unwrap();
        } else {
            assert_eq!(released, ["Ok(())"], "{fen}");
        }
        go(&stage.finance, &payout, "pay", &PAID).await.unwrap();
        stage.world.assert_sound().await;
    }
}

#[tokio::test]
async fn without_anybody_who_could_approve_the_page_says_so_and_what_helps() {
    for world in World::each().await {
        let stage = stage_on(world, Fen::yuan(106_000)).await;
        let (_, payout) = accepted(&stage, LARGE).await;
        go(&stage.finance, &payout, "submit", &[("way", "bank_transfer")]).await.unwrap();
        for lang in [Lang::ZhCn, Lang::En] {
            let word = |space: &str, key: &str| find_on_server(space, key).expect(key).get(lang);
            let view = case::view(&stage.finance, lang, &payout).await.unwrap();
            assert_eq!(view.state.words, word("payout_state", "blocked"));
            let todo = view.turn.map(|turn| turn.todo).unwrap_or_default();
            let wanted = if lang == Lang::En { "right to approve" } else { "审批权限" };
            assert!(todo.contains(wanted), "{todo}");
        }
        // Nobody gets around it: not the preparer, not the invoice's reviewer, not the partner.
        for event in ["release", "approve", "pay", "unblock"] {
            let found = failed(go(&stage.finance, &payout, event, &PAID).await);
            let key = if event == "unblock" { "not_yours" } else { "not_now" };
            assert_eq!(found, [key], "{event}");
        }
        // Somebody gets the right: it goes on by itself.
        let second = colleague(&stage.world, "fin2", Role::Finance).await;
        let system = stage.world.system().await;
        hezong_services::benefits::deadlines::run_due(&system).await.unwrap();
        go(&second, &payout, "approve", &[]).await.unwrap();
        assert!(offer(&see(&stage.finance, &payout).await, "pay").blocked.is_empty());
        go(&stage.finance, &payout, "pay", &PAID).await.unwrap();
        stage.world.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_pay_at_once_pay_once() {
    for world in World::each().await {
        let stage = stage_on(world, Fen::yuan(106_000)).await;
        let second = colleague(&stage.world, "fin2", Role::Finance).await;
        let (_, payout) = accepted(&stage, LARGE).await;
        go(&stage.finance, &payout, "submit", &[("way", "bank_transfer")]).await.unwrap();
        for (event, fields) in [("approve", &[][..]), ("pay", &PAID)] {
            let mut tasks = JoinSet::new();
            for cx in [stage.finance.clone(), second.clone(), second.clone()] {
                let payout = payout.clone();
                tasks.spawn(async move { go(&cx, &payout, event, fields).await });
            }
            let answers = tasks.join_all().await;
            let done = answers.iter().filter(|answer| answer.is_ok()).count();
            assert_eq!(done, 1, "{event}: {answers:?}");
            let told = |answer: &Result<(), Error>| matches!(answer, Ok(()) | Err(Error::Case(_)));
            assert!(answers.iter().all(told), "{event}: the others learn why: {answers:?}");
        }
        let mut tx = stage.world.storage.read().await.unwrap();
        let out = tx.ledger().balance(&LedgerAccount::PaidOut).await.unwrap();
        assert_eq!(out, Fen::yuan(106_000));
        drop(tx);
        stage.world.assert_sound().await;
    }
}
