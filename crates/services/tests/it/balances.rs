//! What is paid as a balance, what is carried, what bills of the partner's own stop.

use std::collections::BTreeMap;

use hezong_contract::balances::{NewBill, SettleForm};
use hezong_contract::cases::CaseForm;
use hezong_domain::access::{Role, Scope};
use hezong_domain::ledger::LedgerAccount;
use hezong_domain::{Day, Fen, Quarter, Window};
use hezong_services::benefits::{balances, case, payments};
use hezong_services::{Context, Error, messages};
use hezong_storage::benefits::{CaseFilter, CaseOrder};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::payments::{
    GROSS, Stage, accepted, approved, colleague, failed, final_month, go, invoice, offer, see,
    stage, stage_on, wrong,
};

fn bill(number: &str, yuan: i64, due_on: &str) -> NewBill {
    NewBill {
        number: number.to_owned(),
        amount: Fen::yuan(yuan),
        due_on: Day::parse(due_on).unwrap(),
    }
}

async fn record(cx: &Context, stage: &Stage, new: &NewBill) -> Result<(), Error> {
    balances::record_bill(cx, stage.partner.as_str(), new).await
}

#[tokio::test]
async fn a_payout_can_be_credited_to_the_partners_balance() {
    for world in World::each().await {
        let stage = stage_on(world, Fen::yuan(10_600)).await;
        let (id, payout) = accepted(&stage, GROSS).await;
        go(&stage.finance, &payout, "submit", &[("way", "partner_balance")]).await.unwrap();
        go(&stage.finance, &payout, "release", &[]).await.unwrap();
        let form = offer(&see(&stage.finance, &payout).await, "pay").clone();
        assert_eq!(form.fields.len(), 1, "no bank, no reference");
        let before = balances::balance(&stage.admin, Lang::En, "").await.unwrap();
        assert_eq!((before.balance, before.entries.total), (Fen::ZERO, 0));
        go(&stage.finance, &payout, "pay", &[("paid_on", "2026-11-22")]).await.unwrap();
        assert_eq!(see(&stage.admin, &id).await.state.words, "已付款");
        let after = balances::balance(&stage.admin, Lang::En, "").await.unwrap();
        assert_eq!((after.balance, after.entries.total), (Fen::yuan(10_600), 1));
        let entry = &after.entries.rows[0];
        assert_eq!((entry.case_id.as_str(), entry.balance), (payout.as_str(), Fen::yuan(10_600)));
        let mut tx = stage.world.storage.read().await.unwrap();
        let account = LedgerAccount::Balance(stage.partner.clone());
        assert_eq!(tx.ledger().balance(&account).await.unwrap(), Fen::yuan(10_600));
        assert_eq!(tx.ledger().balance(&LedgerAccount::PaidOut).await.unwrap(), Fen::ZERO);
        drop(tx);
        let view = see(&stage.admin, &payout).await;
        assert!(view.links.iter().any(|link| link.goal == hezong_contract::cases::Goal::Balance));
        stage.world.assert_sound().await;
        // Another partner has its own, which is empty.
        let other = stage.world.partner("other").await;
        let stranger = stage.world.person(&other.account(), "", Role::PartnerAdmin).await;
        let theirs = balances::balance(&stranger, Lang::En, "").await.unwrap();
        assert_eq!((theirs.balance, theirs.entries.total, theirs.bills.len()), (Fen::ZERO, 0, 0));
    }
}

#[tokio::test]
async fn a_bill_is_recorded_once_and_due_within_reach() {
    let stage = stage(Fen::yuan(10_600)).await;
    record(&stage.finance, &stage, &bill("B1", 40, "2026-11-21")).await.unwrap();
    for (number, due_on, expected) in [
        ("B1", "2026-11-21", "number bill_known"),
        ("B2", "1999-01-01", "due_on before"),
        ("B2", "9999-12-31", "due_on after"),
    ] {
        let found = record(&stage.finance, &stage, &bill(number, 40, due_on)).await;
        assert_eq!(wrong(found), [expected]);
    }
}

#[tokio::test]
async fn an_overdue_bill_freezes_a_payout_and_thaws_by_itself() {
    let stage = stage(Fen::yuan(10_600)).await;
    let (_, payout) = accepted(&stage, GROSS).await;
    go(&stage.finance, &payout, "submit", &[("way", "partner_balance")]).await.unwrap();
    go(&stage.finance, &payout, "release", &[]).await.unwrap();
    record(&stage.reviewer, &stage, &bill("B1", 40, "2026-11-21")).await.unwrap();
    let pay = [("paid_on", "2026-11-22")];
    assert_eq!(failed(go(&stage.finance, &payout, "pay", &pay).await), ["partner_payable"]);
    let blocked = offer(&see(&stage.finance, &payout).await, "pay").blocked.clone();
    assert!(blocked[0].cure.contains("40.00"), "{blocked:?}");
    let open = balances::bills(&stage.finance, Lang::En, stage.partner.as_str(), "").await.unwrap();
    let settle = |on: &str, reopen: &str, bill: String| SettleForm {
        bill,
        settled_on: on.to_owned(),
        reference: "V-1".to_owned(),
        reopen: reopen.to_owned(),
        reason: "the transfer bounced".to_owned(),
    };
    let handle = open.bills.rows[0].handle();
    let early = settle("2026-11-23", "", handle.clone()).check().unwrap();
    let found = wrong(balances::settle_bill(&stage.finance, &early).await);
    assert_eq!(found, ["settled_on in_the_future"]);
    let today = settle("2026-11-22", "", handle).check().unwrap();
    balances::settle_bill(&stage.finance, &today).await.unwrap();
    assert_eq!(wrong(balances::settle_bill(&stage.finance, &today).await), ["bill outdated"]);
    // Who took the bill out of the way is not who pays.
    let refused = go(&stage.finance, &payout, "pay", &pay).await;
    assert!(
        matches!(&refused, Err(Error::Case(why)) if why.key == "own_settlement"),
        "{refused:?}"
    );
    let page = see(&stage.finance, &payout).await;
    assert!(offer(&page, "pay").blocked.iter().any(|check| check.why.contains("逾期账单")));
    let second = colleague(&stage.world, "fin2", Role::Finance).await;
    assert!(offer(&see(&second, &payout).await, "pay").blocked.is_empty());
    go(&second, &payout, "pay", &pay).await.unwrap();
    // Entered by mistake: it is open again, and overdue, and those who pay are told why.
    let open = balances::bills(&stage.finance, Lang::En, stage.partner.as_str(), "").await.unwrap();
    let again = settle("", "yes", open.bills.rows[0].handle()).check().unwrap();
    balances::settle_bill(&stage.finance, &again).await.unwrap();
    let own = balances::balance(&stage.admin, Lang::En, "").await.unwrap();
    assert_eq!((own.overdue, own.bills.len()), (Fen::yuan(40), 1));
    assert_eq!(wrong(balances::settle_bill(&stage.finance, &again).await), ["bill outdated"]);
    let told = messages::list(&second, Lang::En, Window::first(9)).await.unwrap();
    let is_it = |text: &str| text.contains("B1") && text.contains("the transfer bounced");
    assert!(told.rows.iter().any(|row| is_it(&row.body)), "{told:?}");
}

#[tokio::test]
async fn who_settled_a_bill_that_was_not_overdue_or_before_the_request_may_pay() {
    let stage = stage(Fen::yuan(10_600)).await;
    let settle = async |number: &str, due_on: &str| {
        record(&stage.finance, &stage, &bill(number, 40, due_on)).await.unwrap();
        let id = stage.partner.as_str();
        let bills = balances::bills(&stage.finance, Lang::En, id, "").await.unwrap();
        let form = SettleForm {
            bill: bills.bills.rows[0].handle(),
            settled_on: "2026-11-22".to_owned(),
            reference: "V-1".to_owned(),
            ..SettleForm::default()
        };
        balances::settle_bill(&stage.finance, &form.check().unwrap()).await.unwrap();
    };
    settle("B1", "2026-11-01").await;
    // The request is begun after that.
    stage.world.clock.advance(1);
    let (_, payout) = accepted(&stage, GROSS).await;
    settle("B2", "2026-11-22").await;
    go(&stage.finance, &payout, "submit", &[("way", "bank_transfer")]).await.unwrap();
    go(&stage.finance, &payout, "release", &[]).await.unwrap();
    let pay = [("paid_on", "2026-11-22"), ("bank_reference", "R1")];
    go(&stage.finance, &payout, "pay", &pay).await.unwrap();
}

#[tokio::test]
async fn bills_are_kept_by_those_who_pay_or_look_after_partners_only() {
    let stage = stage(Fen::yuan(1)).await;
    let eco = colleague(&stage.world, "eco", Role::EcosystemManager).await;
    record(&eco, &stage, &bill("B1", 40, "2026-11-22")).await.unwrap();
    let twice = record(&stage.finance, &stage, &bill("B1", 40, "2026-11-22")).await;
    assert_eq!(wrong(twice), ["number bill_known"]);
    let own = record(&stage.admin, &stage, &bill("B2", 40, "2026-11-22")).await;
    assert!(matches!(own, Err(Error::Forbidden { .. })), "{own:?}");
    let found = balances::bills(&stage.admin, Lang::En, stage.partner.as_str(), "").await;
    assert!(matches!(found, Err(Error::Forbidden { .. })), "{found:?}");
    let nobody = balances::record_bill(&eco, "nobody", &bill("B2", 40, "2026-11-22")).await;
    assert!(matches!(nobody, Err(Error::NotFound(_))), "{nobody:?}");
}

#[tokio::test]
async fn small_sums_are_carried_for_years_and_paid_once() {
    let stage = stage(Fen::yuan(400)).await;
    for (month, yuan) in [("2024-02", 200), ("2024-08", 150), ("2025-01", 150)] {
        final_month(&stage.world, &stage.partner, month, Fen::yuan(yuan)).await;
    }
    let third = |cards: &[hezong_contract::fh::QuarterCard]| {
        let card = cards.iter().find(|card| card.quarter == "2026Q3").unwrap();
        (card.payable, card.carried, card.can_ask)
    };
    let cards = payments::quarters(&stage.admin, Lang::En).await.unwrap();
    assert_eq!(third(&cards), (Fen::yuan(900), Fen::yuan(500), false));
    final_month(&stage.world, &stage.partner, "2025-05", Fen::yuan(100)).await;
    let cards = payments::quarters(&stage.admin, Lang::En).await.unwrap();
    assert_eq!(third(&cards), (Fen::yuan(1_000), Fen::yuan(600), true));
    approved(&stage).await;
    let cards = payments::quarters(&stage.admin, Lang::En).await.unwrap();
    let others = cards.iter().filter(|card| card.quarter != "2026Q3");
    assert!(others.clone().count() == 3 && others.into_iter().all(|card| card.payable.is_zero()));
}

#[tokio::test]
async fn an_old_quarter_that_was_never_asked_for_stays_in_the_list() {
    let stage = stage(Fen::yuan(400)).await;
    final_month(&stage.world, &stage.partner, "2024-02", Fen::yuan(5_000)).await;
    let cards = payments::quarters(&stage.admin, Lang::En).await.unwrap();
    let old = cards.last().unwrap();
    assert_eq!((old.quarter.as_str(), old.payable), ("2024Q1", Fen::yuan(5_000)));
    let id = payments::begin(&stage.admin, Quarter::parse("2024Q1").unwrap()).await.unwrap();
    go(&stage.admin, id.as_str(), "request", &[]).await.unwrap();
    let cards = payments::quarters(&stage.admin, Lang::En).await.unwrap();
    assert!(cards.iter().all(|card| card.quarter != "2024Q1"), "it is asked for");
    assert!(payments::begin(&stage.admin, Quarter::parse("2023Q1").unwrap()).await.is_err());
}

/// Numbers that repeat.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Claims of requests that are not rejected or withdrawn.
async fn requested(stage: &Stage) -> Vec<String> {
    let filter = CaseFilter { benefits: vec!["payment".to_owned()], ..CaseFilter::default() };
    let mut tx = stage.world.storage.read().await.unwrap();
    let window = Window::first(500);
    let page = tx.benefits().list_cases(&Scope::Platform, &filter, CaseOrder::Period, window).await;
    let live = page
        .unwrap()
        .rows
        .into_iter()
        .filter(|row| !["open", "rejected"].contains(&row.state.as_str()));
    live.flat_map(|row| {
        let data: serde_json::Value = serde_json::from_str(&row.data).unwrap();
        data["claims"].as_array().unwrap().clone()
    })
    .map(|id| id.as_str().unwrap().to_owned())
    .collect()
}

#[tokio::test]
async fn whatever_is_asked_in_whatever_order_no_month_is_paid_twice() {
    for seed in 1..=3 {
        let stage = stage(Fen::yuan(400)).await;
        let mut dice = Dice(seed);
        for year in 2024..=2026 {
            for month in 1..=12 {
                let name = format!("{year}-{month:02}");
                if dice.roll(2) == 0 && name.as_str() < "2026-10" && name != "2026-07" {
                    let yuan = i64::try_from(50 + dice.roll(700)).unwrap();
                    final_month(&stage.world, &stage.partner, &name, Fen::yuan(yuan)).await;
                }
            }
        }
        for _ in 0..12 {
            let cards = payments::quarters(&stage.admin, Lang::En).await.unwrap();
            let place = usize::try_from(dice.roll(cards.len() as u64)).unwrap();
            let quarter = Quarter::parse(&cards[place].quarter).unwrap();
            let id = payments::begin(&stage.admin, quarter).await.unwrap().to_string();
            let _ = go(&stage.admin, &id, "request", &[("give_up", "on")]).await;
            if dice.roll(3) == 0 {
                let _ = go(&stage.reviewer, &id, "reject", &[]).await;
            }
            let mut claims = requested(&stage).await;
            let count = claims.len();
            claims.sort();
            claims.dedup();
            assert_eq!(claims.len(), count, "seed {seed}: a month is in two requests");
        }
        assert!(!requested(&stage).await.is_empty(), "seed {seed} asks for something");
    }
}

#[tokio::test]
async fn remarks_of_a_former_round_are_gone_once_they_were_answered() {
    let stage = stage(Fen::yuan(10_600)).await;
    let id = approved(&stage).await;
    let send = |number| invoice(number, GROSS);
    go(&stage.admin, &id, "send_invoice", &send("26330000000012345678")).await.unwrap();
    let version = see(&stage.reviewer, &id).await.version;
    let remarks = BTreeMap::from([("invoice_number".to_owned(), "smudged".to_owned())]);
    let form = CaseForm {
        id: id.clone(),
        event: "reject_invoice".to_owned(),
        seen: version.to_string(),
        reason: "unreadable".to_owned(),
        remarks,
        ..CaseForm::default()
    };
    case::act(&stage.reviewer, &form).await.unwrap();
    let remark = |view: &hezong_contract::cases::CaseView| {
        let fields = &offer(view, "send_invoice").fields;
        fields.iter().find(|field| field.name == "invoice_number").unwrap().remark.clone()
    };
    assert_eq!(remark(&see(&stage.admin, &id).await), "smudged");
    go(&stage.admin, &id, "send_invoice", &send("26330000000012345679")).await.unwrap();
    // Sent back once more, for something else: what was answered does not come back.
    go(&stage.reviewer, &id, "reject_invoice", &[]).await.unwrap();
    let view = see(&stage.admin, &id).await;
    assert_eq!(remark(&view), "");
    let told = view.steps.iter().flat_map(|step| &step.remarks).count();
    assert_eq!(told, 1, "the history keeps it");
}
