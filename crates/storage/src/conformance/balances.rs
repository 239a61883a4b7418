//! Partners' bills and balances.

use hezong_domain::access::Scope;
use hezong_domain::ledger::{EntryKind, LedgerAccount};
use hezong_domain::{BillId, CaseId, Day, Fen, Window};

use super::Fresh;
use super::make::{NOW, customer_scope, entry, partner_id, partner_scope, two_partners};
use crate::StorageError;
use crate::balances::BillRow;
use crate::benefits::CaseRow;

fn on(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn bill(id: &str, number: &str, yuan: i64, due_on: &str) -> BillRow {
    BillRow {
        id: BillId::new(id),
        partner_id: partner_id("shanhai"),
        number: number.to_owned(),
        amount: Fen::yuan(yuan),
        due_on: on(due_on),
        settled_on: None,
        recorded_by: "ops".to_owned(),
        created_at: NOW,
        version: 1,
    }
}

fn payout(id: &str, partner: &str, yuan: i64) -> CaseRow {
    CaseRow {
        id: CaseId::new(id),
        benefit: "payout".to_owned(),
        partner_id: partner_id(partner),
        subject: id.to_owned(),
        title: id.to_owned(),
        state: "paid".to_owned(),
        turn: None,
        maker: None,
        version: 1,
        period: String::new(),
        amount: Some(Fen::yuan(yuan)),
        entered_on: on("2026-11-01"),
        submitted_on: None,
        due_on: None,
        reminded_on: None,
        data: "{}".to_owned(),
        created_at: NOW,
        changed_at: NOW,
    }
}

/// A number exists once; what is overdue is what is open and was due before the day; others see nothing.
pub async fn bills(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (shanhai, mine) = (partner_id("shanhai"), partner_scope("shanhai"));
    let today = on("2026-11-22");
    assert_eq!(work.balances().overdue(&shanhai, today).await.unwrap(), None);
    let (first, second) = (bill("b1", "N1", 30, "2026-11-21"), bill("b2", "N2", 5, "2026-11-22"));
    for bill in [&second, &first] {
        work.balances().add_bill(bill).await.unwrap();
    }
    let twice = work.balances().add_bill(&bill("b3", "N1", 1, "2026-11-22")).await;
    assert!(matches!(twice, Err(StorageError::Conflict)), "{twice:?}");
    // A bill can be paid on its last day.
    assert_eq!(work.balances().overdue(&shanhai, today).await.unwrap(), Some(Fen::yuan(30)));
    assert_eq!(
        work.balances().overdue(&shanhai, today.plus(1)).await.unwrap(),
        Some(Fen::yuan(35))
    );
    assert_eq!(work.balances().overdue(&partner_id("xinghe"), today).await.unwrap(), None);
    let page = work.balances().list_bills(&mine, &shanhai, Window::first(1)).await.unwrap();
    assert_eq!((page.rows, page.total), (vec![first.clone()], 2));
    let settled = BillRow { settled_on: Some(today), version: 2, ..first.clone() };
    work.balances().update_bill(&settled, 1).await.unwrap();
    let stale = work.balances().update_bill(&settled, 1).await;
    assert!(matches!(stale, Err(StorageError::Conflict)), "{stale:?}");
    let page = work.balances().list_bills(&mine, &shanhai, Window::first(9)).await.unwrap();
    assert_eq!(page.rows, [second, settled.clone()], "what is open comes first");
    assert_eq!(work.balances().overdue(&shanhai, today).await.unwrap(), Some(Fen::ZERO));
    for (scope, seen) in [
        (Scope::Platform, true),
        (mine, true),
        (partner_scope("xinghe"), false),
        (customer_scope("shanhai"), false),
    ] {
        let found = work.balances().find_bill(&scope, &settled.id).await.unwrap();
        assert_eq!(found.is_some(), seen, "{scope:?}");
        let found = work.balances().find_bill_by_number(&scope, &shanhai, "N1").await.unwrap();
        assert_eq!(found.is_some(), seen, "{scope:?}");
        let page = work.balances().list_bills(&scope, &shanhai, Window::first(9)).await.unwrap();
        assert_eq!(page.total == 2, seen, "{scope:?}");
    }
}

/// Entries follow each other, a payout is credited once, and a balance that is not the ledger's is found.
pub async fn credits(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (shanhai, mine) = (partner_id("shanhai"), partner_scope("shanhai"));
    for (id, yuan) in [("p1", 30), ("p2", 5)] {
        work.benefits().add_case(&payout(id, "shanhai", yuan)).await.unwrap();
        let (id, amount) = (CaseId::new(id), Fen::yuan(yuan));
        work.balances().credit(&shanhai, &id, amount, NOW).await.unwrap();
        let from = LedgerAccount::Payable(shanhai.clone());
        let to = LedgerAccount::Balance(shanhai.clone());
        let posted = entry(&format!("t-{id}"), EntryKind::IncentivePaid, from, to, amount.get());
        work.ledger().post(&posted).await.unwrap();
    }
    let again = work.balances().credit(&shanhai, &CaseId::new("p1"), Fen::yuan(30), NOW).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    work.commit().await.unwrap();
    let mut work = fresh.read().await;
    let page = work.balances().list_entries(&mine, &shanhai, Window::first(1)).await.unwrap();
    let last = page.rows.first().unwrap();
    assert_eq!((last.position, last.balance, page.total), (2, Fen::yuan(35), 2));
    let account = LedgerAccount::Balance(shanhai.clone());
    assert_eq!(work.ledger().balance(&account).await.unwrap(), Fen::yuan(35));
    for scope in [partner_scope("xinghe"), customer_scope("shanhai")] {
        let page = work.balances().list_entries(&scope, &shanhai, Window::first(9)).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (0, 0), "{scope:?}");
    }
    assert_eq!(work.verify().partner_balances().await.unwrap(), []);
    drop(work);
    for (change, back, expected) in [
        (
            "amount_fen = 600",
            "amount_fen = 500",
            vec!["balance.ledger", "balance.running", "balance.payout"],
        ),
        ("balance_fen = 3600", "balance_fen = 3500", vec!["balance.running"]),
    ] {
        fresh.raw.plant(&format!("UPDATE balance_entries SET {change} WHERE position = 2")).await;
        let found = fresh.read().await.verify().partner_balances().await.unwrap();
        let found: Vec<_> = found.iter().map(|breach| breach.invariant).collect();
        assert_eq!(found, expected, "{change}");
        fresh.raw.plant(&format!("UPDATE balance_entries SET {back} WHERE position = 2")).await;
    }
    fresh.raw.plant("UPDATE cases SET state = 'approved' WHERE id = 'p1'").await;
    let found = fresh.read().await.verify().partner_balances().await.unwrap();
    assert_eq!(found.iter().map(|b| b.row.as_str()).collect::<Vec<_>>(), ["p1"]);
}
