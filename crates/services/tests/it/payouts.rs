//! Paying out what a request is worth: approvals, ways, the ledger.

use hezong_domain::access::{Role, Scope};
use hezong_domain::coupons::QuotaType;
use hezong_domain::ledger::LedgerAccount;
use hezong_domain::{CaseId, Fen};
use hezong_services::benefits::deadlines;
use hezong_services::quotas;
use hezong_storage::benefits::CaseRow;

use crate::payments::{GROSS, LARGE, accepted, colleague, failed, go, offer, see, stage, wrong};

#[tokio::test]
async fn a_changed_account_stops_the_payment_until_it_is_handed_in_again() {
    let stage = stage(Fen::yuan(10_600)).await;
    let (_, payout) = accepted(&stage, GROSS).await;
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
    assert_eq!(failed(go(&stage.finance, &payout, "pay", &paid).await), ["partner_payable"]);
    go(&stage.finance, &payout, "recall", &[]).await.unwrap();
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
    assert!(
        partners.steps.is_empty() && partners.turn.is_none(),
        "who pays is the vendor's matter"
    );
    assert_eq!(partners.state.words, "待厂商付款");
    assert!(offer(&view, "release").blocked.is_empty());
    assert!(!offer(&view, "approve").blocked.is_empty(), "nobody approves an own payment");
    assert!(!offer(&view, "reject").blocked.is_empty());
    assert_eq!(failed(go(&stage.finance, &payout, "approve", &[]).await), ["own_payment"]);
    go(&stage.finance, &payout, "release", &[]).await.unwrap();
    let early = [("paid_on", "2026-11-23"), ("bank_reference", "B1")];
    let found = wrong(go(&stage.finance, &payout, "pay", &early).await);
    assert_eq!(found, ["paid_on in_the_future"]);
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
