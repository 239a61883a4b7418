//! Balances corrected by hand: by one, by two above an amount, never below zero, all of it in the ledger.

use hezong_contract::balances::{BillsView, ChangeForm, DecideForm};
use hezong_domain::access::Role;
use hezong_domain::ledger::LedgerAccount;
use hezong_domain::{Fen, ProblemKind, Window};
use hezong_services::benefits::{balances, corrections};
use hezong_services::{Context, Error, messages};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::payments::{Stage, colleague, stage_on, wrong};

async fn correct(cx: &Context, stage: &Stage, yuan: i64, key: &str) -> Result<(), Error> {
    let form = ChangeForm {
        partner_id: stage.partner.to_string(),
        direction: if yuan < 0 { "debit" } else { "credit" }.to_owned(),
        amount: yuan.abs().to_string(),
        reason: "credited twice".to_owned(),
        reference: "V-7".to_owned(),
        key: key.to_owned(),
    };
    corrections::correct(cx, &form.partner_id, &form.check().unwrap(), key).await
}

async fn page(cx: &Context, stage: &Stage) -> BillsView {
    balances::bills(cx, Lang::En, stage.partner.as_str(), "").await.unwrap()
}

async fn decide(cx: &Context, change: &str, answer: Option<&str>) -> Result<(), Error> {
    let form = DecideForm {
        change: change.to_owned(),
        decision: if answer.is_some() { "refuse" } else { "approve" }.to_owned(),
        answer: answer.unwrap_or_default().to_owned(),
    };
    corrections::decide(cx, &form.check().unwrap()).await
}

#[tokio::test]
async fn a_small_correction_is_entered_at_once_and_never_below_zero() {
    for world in World::each().await {
        let stage = stage_on(world, Fen::yuan(400)).await;
        correct(&stage.finance, &stage, 1_000, "a").await.unwrap();
        correct(&stage.finance, &stage, -300, "b").await.unwrap();
        // The same form twice is one correction.
        correct(&stage.finance, &stage, -300, "b").await.unwrap();
        let found = match correct(&stage.finance, &stage, -701, "c").await {
            Err(Error::Invalid(problems)) => problems.of("amount").cloned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, Some(ProblemKind::AmountAbove { max_fen: Fen::yuan(700).get() }));
        let own = balances::balance(&stage.admin, Lang::En, "").await.unwrap();
        assert_eq!((own.balance, own.entries.total), (Fen::yuan(700), 2));
        let last = &own.entries.rows[0];
        assert_eq!((last.amount, last.balance), (Fen::yuan(-300), Fen::yuan(700)));
        assert!(last.case_id.is_empty() && last.title.contains("credited twice"), "{last:?}");
        let told = messages::list(&stage.admin, Lang::En, Window::first(1)).await.unwrap();
        assert!(told.rows[0].body.contains("V-7"), "{:?}", told.rows[0]);
        let mut tx = stage.world.storage.read().await.unwrap();
        let balance = LedgerAccount::Balance(stage.partner.clone());
        assert_eq!(tx.ledger().balance(&balance).await.unwrap(), Fen::yuan(700));
        let other = tx.ledger().balance(&LedgerAccount::Corrections).await.unwrap();
        assert_eq!(other, Fen::yuan(-700));
        drop(tx);
        stage.world.assert_sound().await;
    }
}

#[tokio::test]
async fn a_large_correction_waits_for_somebody_else_who_may_pay() {
    for world in World::each().await {
        let stage = stage_on(world, Fen::yuan(400)).await;
        let second = colleague(&stage.world, "fin2", Role::Finance).await;
        correct(&stage.finance, &stage, 50_001, "a").await.unwrap();
        let shown = page(&stage.finance, &stage).await;
        assert_eq!(shown.alone_up_to, Some(Fen::yuan(50_000)));
        let change = shown.changes[0].clone();
        assert_eq!((change.is_pending, change.is_own, shown.balance), (true, true, Fen::ZERO));
        let told = messages::list(&second, Lang::En, Window::first(9)).await.unwrap();
        assert!(told.rows.iter().any(|row| row.body.contains("50,001.00")), "{told:?}");

        let handle = change.handle();
        let own = decide(&stage.finance, &handle, None).await;
        assert!(matches!(&own, Err(Error::Case(why)) if why.key == "own_change"), "{own:?}");
        let eco = colleague(&stage.world, "eco", Role::EcosystemManager).await;
        for cx in [&eco, &stage.admin, &stage.reviewer] {
            let forbidden = decide(cx, &handle, None).await;
            assert!(matches!(forbidden, Err(Error::Forbidden { .. })), "{forbidden:?}");
            let forbidden = correct(cx, &stage, 1, "x").await;
            assert!(matches!(forbidden, Err(Error::Forbidden { .. })), "{forbidden:?}");
        }
        decide(&second, &handle, None).await.unwrap();
        assert_eq!(wrong(decide(&second, &handle, None).await), ["change outdated"]);
        let shown = page(&second, &stage).await;
        assert_eq!((shown.balance, shown.changes[0].is_pending), (Fen::yuan(50_001), false));

        // What is gone meanwhile cannot be taken away; refused, it says why to who asked.
        correct(&second, &stage, -50_001, "b").await.unwrap();
        correct(&second, &stage, -2, "c").await.unwrap();
        let shown = page(&stage.finance, &stage).await;
        let handle = shown.changes[0].handle();
        let low = decide(&stage.finance, &handle, None).await;
        assert!(matches!(&low, Err(Error::Case(why)) if why.key == "balance_low"), "{low:?}");
        decide(&stage.finance, &handle, Some("spent already")).await.unwrap();
        let told = messages::list(&second, Lang::En, Window::first(9)).await.unwrap();
        assert!(told.rows.iter().any(|row| row.body.contains("spent already")), "{told:?}");
        let shown = page(&second, &stage).await;
        assert_eq!(shown.balance, Fen::yuan(49_999));
        assert_eq!(shown.changes.iter().filter(|change| change.is_pending).count(), 0);
        stage.world.assert_sound().await;
    }
}
