//! Partners' bills and balances.

use hezong_domain::access::Scope;
use hezong_domain::ledger::{EntryKind, LedgerAccount};
use hezong_domain::{BillId, CaseId, ChangeId, Day, Fen, UserId, Window};

use super::Fresh;
use super::make::{NOW, customer_scope, entry, partner_id, partner_scope, two_partners};
use crate::StorageError;
use crate::balances::{BalanceCause, BalanceChange, BillRow, ChangeState};
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
        reference: String::new(),
        settled_by: None,
        settled_at: None,
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
        account: None,
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
    let (finance, other) = (UserId::new("finance"), UserId::new("other"));
    let settled = BillRow {
        settled_on: Some(today),
        reference: "V-1".to_owned(),
        settled_by: Some(finance.clone()),
        settled_at: Some(NOW),
        version: 2,
        ..first.clone()
    };
    work.balances().update_bill(&settled, 1).await.unwrap();
    let later = NOW.plus_ms(1);
    for (partner, by, since, is_found) in [
        (&shanhai, &finance, NOW, true),
        (&shanhai, &finance, later, false),
        (&shanhai, &other, NOW, false),
        (&partner_id("xinghe"), &finance, NOW, false),
    ] {
        let found = work.balances().settled_since(partner, by, since).await.unwrap();
        let expected: &[BillRow] = if is_found { std::slice::from_ref(&settled) } else { &[] };
        assert_eq!(found, expected, "{partner} {by} {since:?}");
    }
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
        let (cause, amount) = (BalanceCause::Payout(CaseId::new(id)), Fen::yuan(yuan));
        work.balances().enter(&shanhai, &cause, amount, NOW).await.unwrap().unwrap();
        let from = LedgerAccount::Payable(shanhai.clone());
        let to = LedgerAccount::Balance(shanhai.clone());
        let posted = entry(&format!("t-{id}"), EntryKind::IncentivePaid, from, to, amount.get());
        work.ledger().post(&posted).await.unwrap();
    }
    let cause = BalanceCause::Payout(CaseId::new("p1"));
    let again = work.balances().enter(&shanhai, &cause, Fen::yuan(30), NOW).await;
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

fn change(id: &str, fen: i64) -> BalanceChange {
    BalanceChange {
        id: ChangeId::new(id),
        partner_id: partner_id("shanhai"),
        amount: Fen::new(fen),
        reason: "credited twice".to_owned(),
        reference: "V-7".to_owned(),
        state: ChangeState::Pending,
        made_by: UserId::new("finance"),
        made_name: "Lin".to_owned(),
        made_at: NOW,
        decided_by: None,
        decided_name: String::new(),
        decided_at: None,
        answer: String::new(),
        version: 1,
    }
}

/// A change is decided on by whoever saw its newest version; it is entered once, never below zero; one that
/// is done and not entered, or entered and not done, is found.
pub async fn changes(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (shanhai, mine) = (partner_id("shanhai"), partner_scope("shanhai"));
    let (more, less) = (change("a", 500), change("b", -300));
    for one in [&more, &less] {
        work.balances().add_change(one).await.unwrap();
    }
    let page = work.balances().list_changes(&mine, &shanhai, Window::first(1)).await.unwrap();
    assert_eq!((page.rows, page.total), (vec![less.clone()], 2));
    let decided = |one: &BalanceChange, state| BalanceChange {
        state,
        decided_by: Some(UserId::new("finance2")),
        decided_name: "Wu".to_owned(),
        decided_at: Some(NOW),
        answer: "no".to_owned(),
        version: 2,
        ..one.clone()
    };
    let refused = decided(&less, ChangeState::Refused);
    work.balances().update_change(&refused, 1).await.unwrap();
    let late = work.balances().update_change(&refused, 1).await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
    let page = work.balances().list_changes(&mine, &shanhai, Window::first(9)).await.unwrap();
    assert_eq!(page.rows, [more.clone(), refused.clone()], "what is pending comes first");
    for (scope, seen) in [(mine, true), (partner_scope("xinghe"), false), (Scope::Platform, true)] {
        let found = work.balances().find_change(&scope, &more.id).await.unwrap();
        assert_eq!(found.is_some(), seen, "{scope:?}");
        let page = work.balances().list_changes(&scope, &shanhai, Window::first(9)).await.unwrap();
        assert_eq!(page.total == 2, seen, "{scope:?}");
    }
    let (up, down) = (BalanceCause::Change(more.id.clone()), BalanceCause::Change(less.id.clone()));
    assert_eq!(work.balances().enter(&shanhai, &down, Fen::new(-1), NOW).await.unwrap(), None);
    let first = work.balances().enter(&shanhai, &up, more.amount, NOW).await.unwrap().unwrap();
    assert_eq!((&first.cause, first.balance), (&up, Fen::new(500)));
    let page = work.balances().list_entries(&Scope::Platform, &shanhai, Window::first(9)).await;
    assert_eq!(page.unwrap().rows, [first]);
    let again = work.balances().enter(&shanhai, &up, more.amount, NOW).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
    let (from, to) = (LedgerAccount::Corrections, LedgerAccount::Balance(shanhai.clone()));
    let posted = entry("t", EntryKind::BalanceCorrected, from, to, 500);
    work.ledger().post(&posted).await.unwrap();
    work.commit().await.unwrap();
    let wrong = async |sql: &str| {
        fresh.raw.plant(sql).await;
        let found = fresh.read().await.verify().partner_balances().await.unwrap();
        found.iter().map(|b| format!("{} {}", b.invariant, b.row)).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(
        wrong("UPDATE balance_changes SET state = 'pending' WHERE id = 'a'").await,
        ["balance.payout a"]
    );
    assert_eq!(wrong("UPDATE balance_changes SET state = 'done' WHERE id = 'a'").await, none);
    assert_eq!(
        wrong("UPDATE balance_changes SET state = 'done' WHERE id = 'b'").await,
        ["balance.change b"]
    );
}
