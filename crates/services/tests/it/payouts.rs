//! Paying out what a request is worth: approvals, ways, the ledger.

use hezong_contract::cases::CaseView;
use hezong_domain::access::{Role, Scope};
use hezong_domain::coupons::QuotaType;
use hezong_domain::ledger::LedgerAccount;
use hezong_domain::{CaseId, Day, Fen};
use hezong_services::benefits::{balances, deadlines, queue};
use hezong_services::quotas;
use hezong_storage::benefits::CaseRow;
use hezong_texts::Lang;

use crate::payments::{GROSS, LARGE, accepted, colleague, failed, go, offer, see, stage, wrong};

/// What a page says under a label.
fn told(view: &CaseView, label: &str) -> String {
    let fact = view.facts.iter().find(|fact| fact.label == label);
    fact.map_or_else(|| "nothing".to_owned(), |fact| fact.value.clone())
}

#[tokio::test]
async fn a_changed_account_stops_the_payment_until_it_is_handed_in_again() {
    let stage = stage(Fen::yuan(10_600)).await;
    let (request, payout) = accepted(&stage, GROSS).await;
    go(&stage.finance, &payout, "submit", &[("way", "bank_transfer")]).await.unwrap();
    go(&stage.finance, &payout, "release", &[]).await.unwrap();
    let mut tx = stage.world.storage.write().await.unwrap();
    let info = format!("certification-{}-info", stage.partner.as_str());
    let found = tx.benefits().find_case(&Scope::Platform, &CaseId::new(info)).await.unwrap();
    let row = found.unwrap();
    let data = row.data.replace("6222000011112222", "6222000033334444");
    tx.benefits().update_case(&CaseRow { data, ..row }, 3).await.unwrap();
    tx.commit().await.unwrap();
    let paid = [("paid_on", "2026-11-22"), ("bank_reference", "B1")];
    assert_eq!(failed(go(&stage.finance, &payout, "pay", &paid).await), ["same_account"]);
    let view = see(&stage.finance, &payout).await;
    let check = &offer(&view, "pay").blocked[0];
    assert!(check.cure.contains("撤回"), "the way out is told: {check:?}");
    let turn = view.turn.unwrap();
    assert!(turn.is_mine && turn.todo.contains("撤回"), "{turn:?}");
    // The request's page says where the money was to go, the payout taken back where it will.
    assert_eq!(told(&see(&stage.admin, &request).await, "收款账户"), "尾号 2222");
    go(&stage.finance, &payout, "recall", &[]).await.unwrap();
    assert_eq!(told(&see(&stage.finance, &payout).await, "收款账户"), "6222000033334444");
    assert_eq!(told(&see(&stage.admin, &request).await, "收款账户"), "尾号 4444");
    go(&stage.finance, &payout, "submit", &[("way", "bank_transfer")]).await.unwrap();
    go(&stage.finance, &payout, "release", &[]).await.unwrap();
    go(&stage.finance, &payout, "pay", &paid).await.unwrap();
}

#[tokio::test]
async fn a_small_payment_is_released_by_its_preparer_and_ends_the_request() {
    let stage = stage(Fen::yuan(10_600)).await;
    let (id, payout) = accepted(&stage, GROSS).await;
    // The request is not paid by itself.
    assert_eq!(failed(go(&stage.finance, &id, "pay", &[]).await), ["paid_out"]);
    assert!(!offer(&see(&stage.finance, &id).await, "pay").blocked.is_empty());
    go(&stage.finance, &payout, "submit", &[("way", "bank_transfer")]).await.unwrap();
    let view = see(&stage.finance, &payout).await;
    assert_eq!(view.steps.len(), 1);
    let partners = see(&stage.admin, &payout).await;
    assert!(partners.steps.is_empty(), "who pays is the vendor's matter");
    // The partner is told what its request says: somebody there pays, by that day.
    assert_eq!(partners.turn, see(&stage.admin, &id).await.turn);
    assert!(partners.turn.is_some_and(|turn| !turn.is_mine && !turn.until.is_empty()));
    assert_eq!(partners.state.words, "待厂商付款");
    // One person is enough: the button says so, and nothing else is asked of who prepared it.
    let release = offer(&view, "release");
    assert!(release.blocked.is_empty() && release.is_main);
    assert!(release.words.contains("50,000.00"), "{}", release.words);
    let offered: Vec<_> = view.acts.iter().map(|act| act.event.as_str()).collect();
    assert_eq!(offered, ["release", "recall"], "nobody approves an own payment");
    assert_eq!(failed(go(&stage.finance, &payout, "approve", &[]).await), ["own_payment"]);
    go(&stage.finance, &payout, "release", &[]).await.unwrap();
    let early = [("paid_on", "2026-11-23"), ("bank_reference", "B1")];
    let found = wrong(go(&stage.finance, &payout, "pay", &early).await);
    assert_eq!(found, ["paid_on in_the_future"]);
    let before = [("paid_on", "2026-11-21"), ("bank_reference", "B1")];
    let found = wrong(go(&stage.finance, &payout, "pay", &before).await);
    assert_eq!(found, ["paid_on before"], "not before it was approved");
    let paid = [("paid_on", "2026-11-22"), ("bank_reference", "B1")];
    go(&stage.finance, &payout, "pay", &paid).await.unwrap();
    let view = see(&stage.admin, &id).await;
    assert_eq!(view.state.words, "已付款");
    assert!(see(&stage.admin, &payout).await.acts.is_empty());
    let mut tx = stage.world.storage.read().await.unwrap();
    let out = tx.ledger().balance(&LedgerAccount::PaidOut).await.unwrap();
    let debt = LedgerAccount::Payable(stage.partner.clone());
    let left = tx.ledger().balance(&debt).await.unwrap();
    assert_eq!((out, left), (Fen::yuan(10_600), Fen::yuan(-10_600)));
    drop(tx);
    stage.world.assert_sound().await;
}

#[tokio::test]
async fn a_large_payment_waits_for_somebody_who_can_approve() {
    let stage = stage(Fen::yuan(106_000)).await;
    let (id, payout) = accepted(&stage, LARGE).await;
    // Nobody but the preparer has the right: blocked at once.
    go(&stage.finance, &payout, "submit", &[("way", "voucher_quota")]).await.unwrap();
    assert_eq!(see(&stage.finance, &payout).await.state.words, "无人可审批");
    let system = stage.world.system().await;
    assert_eq!(deadlines::run_due(&system).await.unwrap().payouts, 0);
    let second = colleague(&stage.world, "fin2", Role::Finance).await;
    assert_eq!(deadlines::run_due(&system).await.unwrap().payouts, 1);
    let view = see(&stage.finance, &payout).await;
    assert!(!offer(&view, "release").blocked.is_empty());
    assert_eq!(failed(go(&stage.finance, &payout, "release", &[]).await), ["enough_people"]);
    assert!(offer(&see(&second, &payout).await, "approve").blocked.is_empty());
    go(&second, &payout, "approve", &[]).await.unwrap();
    // Taken back and handed in again: the approval is void.
    go(&stage.finance, &payout, "recall", &[]).await.unwrap();
    go(&stage.finance, &payout, "submit", &[("way", "voucher_quota")]).await.unwrap();
    assert_eq!(failed(go(&stage.finance, &payout, "release", &[]).await), ["enough_people"]);
    go(&second, &payout, "approve", &[]).await.unwrap();
    go(&stage.finance, &payout, "pay", &[("paid_on", "2026-11-22")]).await.unwrap();
    assert_eq!(see(&stage.admin, &id).await.state.words, "已付款");
    let granted = quotas::list(&stage.admin, QuotaType::Voucher, "").await.unwrap();
    assert_eq!(granted.rows.len(), 1);
    assert_eq!(granted.rows[0].balance, Fen::yuan(106_000));
    stage.world.assert_sound().await;
}

#[tokio::test]
async fn what_is_not_paid_into_an_account_names_none() {
    let stage = stage(Fen::yuan(10_600)).await;
    let (id, payout) = accepted(&stage, GROSS).await;
    go(&stage.finance, &payout, "submit", &[("way", "voucher_quota")]).await.unwrap();
    go(&stage.finance, &payout, "release", &[]).await.unwrap();
    go(&stage.finance, &payout, "pay", &[("paid_on", "2026-11-22")]).await.unwrap();
    let view = see(&stage.admin, &id).await;
    assert_eq!(told(&view, "收款账户"), "nothing");
    assert_eq!(told(&view, "付款方式"), "转为代金券额度");
}

/// Whose turn finance's queue says, row by row.
async fn waits(cx: &hezong_services::Context) -> Vec<(String, bool)> {
    let page = queue::list(cx, Lang::ZhCn, "turn=any").await.unwrap();
    let turn = |row: &hezong_contract::cases::CaseLine| row.turn.as_ref().unwrap().clone();
    page.rows.iter().map(|row| (turn(row).whose, turn(row).is_mine)).collect()
}

#[tokio::test]
async fn a_payment_is_one_row_of_the_queue_and_says_who_it_waits_for() {
    for world in hezong_testing::World::each().await {
        let stage = crate::payments::stage_on(world, Fen::yuan(106_000)).await;
        let second = colleague(&stage.world, "fin2", Role::Finance).await;
        let one = |whose: &str, is_mine| vec![(whose.to_owned(), is_mine)];
        let (id, payout) = accepted(&stage, LARGE).await;
        // The request waits for its payout: there is one row, and its own page points there.
        assert_eq!(waits(&stage.finance).await, one("财经", true));
        let view = see(&stage.finance, &id).await;
        let link = offer(&view, "pay").blocked[0].link.clone().unwrap();
        assert_eq!(link.goal, hezong_contract::cases::Goal::Case(payout.clone()));
        go(&stage.finance, &payout, "submit", &[("way", "bank_transfer")]).await.unwrap();
        // Who prepared it waits for the other one.
        assert_eq!(waits(&stage.finance).await, one("另一位付款审批人", false));
        assert_eq!(see(&stage.finance, &id).await.turn.unwrap().whose, "另一位付款审批人");
        assert_eq!(waits(&second).await, one("财经", true));
        go(&second, &payout, "approve", &[]).await.unwrap();
        assert_eq!(waits(&stage.finance).await, one("财经", true));
        // What only the partner can take away is the partner's turn, on both sides.
        let bill = hezong_contract::balances::NewBill {
            number: "B1".to_owned(),
            amount: Fen::yuan(40),
            due_on: Day::parse("2026-11-21").unwrap(),
        };
        balances::record_bill(&stage.reviewer, stage.partner.as_str(), &bill).await.unwrap();
        assert_eq!(waits(&stage.finance).await, one("伙伴", false));
        let turn = see(&stage.admin, &id).await.turn.unwrap();
        assert!(turn.is_mine && turn.todo.contains("账单"), "{turn:?}");
        let quarters = hezong_services::benefits::payments::quarters(&stage.admin, Lang::ZhCn);
        let quarters = quarters.await.unwrap();
        assert_eq!(quarters.iter().find(|card| card.quarter == "2026Q3").unwrap().turn, Some(turn));
    }
}
