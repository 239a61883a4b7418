//! The audit log.

use hezong_domain::{AccountId, Timestamp, Window};

use super::Fresh;
use super::make::{NOW, day};
use crate::StorageError;
use crate::audit::{AuditFilter, AuditLine};

fn line(account: &str, seq: i64, at: Timestamp) -> AuditLine {
    AuditLine {
        account_id: AccountId::new(account),
        seq,
        at,
        actor: "shanhai/Lin".to_owned(),
        proof: "session".to_owned(),
        action: "coupon.issue".to_owned(),
        target: "quota:Q1".to_owned(),
        outcome: "done".to_owned(),
        detail: "count=3 100%".to_owned(),
        ip: "127.0.0.1".to_owned(),
        request_id: format!("REQ-{account}-{seq}"),
        prev_hash: "0".repeat(64),
        hash: format!("{seq:064}"),
    }
}

/// A chain grows at its end only; a taken position is a conflict; walking goes in order.
pub async fn chains(fresh: Fresh) {
    let mut work = fresh.write().await;
    let (a, b) = (AccountId::new("a"), AccountId::new("b"));
    assert_eq!(work.audit().head(&a).await.unwrap(), None);
    for seq in 1..=5 {
        work.audit().append(&line("a", seq, NOW)).await.unwrap();
    }
    work.audit().append(&line("b", 1, NOW)).await.unwrap();
    assert_eq!(work.audit().head(&a).await.unwrap(), Some((5, format!("{:064}", 5))));
    assert_eq!(work.audit().chains().await.unwrap(), [a.clone(), b]);
    let walked = work.audit().walk(&a, 2, 2).await.unwrap();
    assert_eq!(walked, [line("a", 3, NOW), line("a", 4, NOW)]);
    assert!(work.audit().walk(&a, 5, 9).await.unwrap().is_empty());
    let again = work.audit().append(&line("a", 5, NOW)).await;
    assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
}

/// Every filter of the log; newest first; times are inclusive here.
pub async fn filters_of_the_log(fresh: Fresh) {
    let mut work = fresh.write().await;
    work.audit().append(&line("a", 1, day(-1))).await.unwrap();
    let mut other = line("b", 1, NOW);
    other.actor = "anonymous".to_owned();
    other.action = "coupon".to_owned();
    other.outcome = "refused".to_owned();
    other.target = String::new();
    other.detail = "x_y".to_owned();
    work.audit().append(&other).await.unwrap();
    let mut near = line("a", 2, day(1));
    near.action = "coupons.issue".to_owned();
    near.detail = String::new();
    work.audit().append(&near).await.unwrap();

    let none = AuditFilter::default;
    let text = |t: &str| t.to_owned();
    for (filter, expected) in [
        (none(), vec![("a", 2), ("b", 1), ("a", 1)]),
        (AuditFilter { search: text("quota:q1"), ..none() }, vec![("a", 2), ("a", 1)]),
        (AuditFilter { search: text("req-b"), ..none() }, vec![("b", 1)]),
        (AuditFilter { search: text("0%"), ..none() }, vec![("a", 1)]),
        (AuditFilter { search: text("x_y"), ..none() }, vec![("b", 1)]),
        (AuditFilter { search: text("t_3"), ..none() }, vec![]),
        (AuditFilter { actor: text("LIN"), ..none() }, vec![("a", 2), ("a", 1)]),
        (AuditFilter { account_id: Some(AccountId::new("b")), ..none() }, vec![("b", 1)]),
        (AuditFilter { action: text("coupon"), ..none() }, vec![("b", 1), ("a", 1)]),
        (AuditFilter { action: text("coupon.issue"), ..none() }, vec![("a", 1)]),
        (AuditFilter { action: text("coup_n"), ..none() }, vec![]),
        (AuditFilter { outcome: text("refused"), ..none() }, vec![("b", 1)]),
        (AuditFilter { from: Some(NOW), ..none() }, vec![("a", 2), ("b", 1)]),
        (AuditFilter { to: Some(NOW), ..none() }, vec![("b", 1), ("a", 1)]),
    ] {
        let page = work.audit().list(&filter, Window::default()).await.unwrap();
        let found: Vec<_> =
            page.rows.iter().map(|line| (line.account_id.as_str(), line.seq)).collect();
        assert_eq!(found, expected, "{filter:?}");
        assert_eq!(page.total, i64::try_from(expected.len()).unwrap(), "{filter:?}");
    }
    let page = work.audit().list(&none(), Window::new(1, 1)).await.unwrap();
    assert_eq!((page.total, &page.rows[0]), (3, &other));
}
