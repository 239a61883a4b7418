//! Coupons one by one, their movements, the operation records, the issued figures.

use hezong_domain::access::Scope;
use hezong_domain::coupons::{CouponStatus, CouponType, OperationType, QuotaType};
use hezong_domain::time::DAY_MS;
use hezong_domain::{BatchId, CouponId, Fen, QuotaId, RecordId, Timestamp, Window};

use super::Fresh;
use super::make::{
    NOW, coupon, customer_id, customer_scope, day, in_state, issue, movement, partner_id,
    partner_scope, record, two_partners,
};
use crate::UnitOfWork;
use crate::coupons::{CouponFilter, IssuedTotals, RecordFilter};

/// Neither another partner nor another customer finds a coupon; its customer not once it was reclaimed.
pub async fn coupons_by_scope(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let live = coupon("live", "qa", "shanhai", "beichen");
    let reclaimed = in_state(coupon("back", "qa", "shanhai", "beichen"), CouponStatus::Reclaimed);
    work.coupons().add(&live).await.unwrap();
    work.coupons().add(&reclaimed).await.unwrap();
    assert_eq!(work.coupons().find(&Scope::Platform, &live.id).await.unwrap(), Some(live.clone()));
    for (scope, sees_live, sees_reclaimed) in [
        (Scope::Platform, true, true),
        (partner_scope("shanhai"), true, true),
        (partner_scope("xinghe"), false, false),
        (customer_scope("beichen"), true, false),
        (customer_scope("nanfeng"), false, false),
    ] {
        let found = work.coupons().find(&scope, &live.id).await.unwrap();
        assert_eq!(found.is_some(), sees_live, "{scope:?}");
        let found = work.coupons().find(&scope, &reclaimed.id).await.unwrap();
        assert_eq!(found.is_some(), sees_reclaimed, "{scope:?}");
        // With a filter rows are counted, without one the quotas are asked: see `coupon_lists`.
        let filter =
            CouponFilter { batch_id: Some(BatchId::new("batch")), ..CouponFilter::default() };
        let page = work.coupons().list(&scope, &filter, Window::default(), NOW).await.unwrap();
        let expected = i64::from(sees_live) + i64::from(sees_reclaimed);
        assert_eq!(page.total, expected, "{scope:?}");
        assert_eq!(page.rows.len(), usize::try_from(expected).unwrap(), "{scope:?}");
    }
    assert!(work.coupons().find(&Scope::Platform, &CouponId::new("no")).await.unwrap().is_none());
}

/// A coupon is written under its version only, and everything that can change is written.
pub async fn updates_are_guarded(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let first = coupon("c", "qa", "shanhai", "beichen");
    work.coupons().add(&first).await.unwrap();
    let spent = first.spend(Fen::yuan(30), "order-1", day(1)).unwrap();
    let rival = first.spend(Fen::yuan(100), "order-2", day(1)).unwrap();
    assert!(work.coupons().update(&spent).await.unwrap());
    assert!(!work.coupons().update(&rival).await.unwrap());
    let found = work.coupons().find(&Scope::Platform, &first.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&spent));
    let mut changed = spent.lock(Fen::yuan(5), day(2)).unwrap();
    changed.is_frozen = true;
    assert!(work.coupons().update(&changed).await.unwrap());
    let back = changed.unlock(Fen::yuan(5), day(2)).refund(Fen::yuan(10), day(2)).unwrap();
    let back = hezong_domain::coupons::Coupon { version: changed.version + 1, ..back };
    assert!(work.coupons().update(&back).await.unwrap());
    assert_eq!(work.coupons().find(&Scope::Platform, &first.id).await.unwrap(), Some(back));
}

/// Due: past the end, stored available, nothing locked; oldest end first.
pub async fn due_coupons(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    for (id, ms, locked, status) in [
        ("later", 1, 0, CouponStatus::Available),
        ("at", 0, 0, CouponStatus::Available),
        ("past", -5, 0, CouponStatus::Available),
        ("locked", -5, 7, CouponStatus::Available),
        ("used", -5, 0, CouponStatus::Used),
    ] {
        let mut coupon = in_state(coupon(id, "qa", "shanhai", "beichen"), status);
        coupon.expires_at = NOW.plus_ms(ms);
        coupon.locked = Fen::new(locked);
        work.coupons().add(&coupon).await.unwrap();
    }
    let due = work.coupons().due(NOW, 10).await.unwrap();
    assert_eq!(due.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["past", "at"]);
    assert_eq!(work.coupons().due(NOW, 1).await.unwrap().len(), 1);
}

/// Movements come back in the order they were added, even within one millisecond.
pub async fn movements(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    issue(&mut *work, "c").await;
    for amount in [3, 1, 2] {
        let mut spent = movement("c", "spend", -amount, 10_000 - amount);
        spent.reference = format!("order-{amount}");
        work.coupons().add_movement(&spent).await.unwrap();
    }
    let all = work.coupons().movements(&CouponId::new("c")).await.unwrap();
    let kinds: Vec<_> =
        all.iter().map(|m| (m.kind.as_str(), m.amount.get(), m.reference.as_str())).collect();
    let expected = [
        ("issue", 10_000, ""),
        ("spend", -3, "order-3"),
        ("spend", -1, "order-1"),
        ("spend", -2, "order-2"),
    ];
    assert_eq!(kinds, expected);
    assert_eq!((all[1].balance_after, all[1].at), (Fen::new(9_997), NOW));
    assert_eq!(all[1].transaction_id, "transaction");
    assert!(work.coupons().movements(&CouponId::new("none")).await.unwrap().is_empty());
    assert!(work.coupons().add_movement(&movement("none", "spend", 0, 0)).await.is_err());
}

/// Records are a partner's own, newest first, whole.
pub async fn records(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let done = issue(&mut *work, "c").await;
    let mut failed = record("r2", &done);
    failed.coupon_id = None;
    failed.failure = "{\"kind\":\"quota_state\"}".to_owned();
    failed.at = day(1);
    work.coupons().add_record(&failed).await.unwrap();
    for (scope, expected) in [
        (Scope::Platform, vec!["r2", "record-c"]),
        (partner_scope("shanhai"), vec!["r2", "record-c"]),
        (partner_scope("xinghe"), vec![]),
        (customer_scope("beichen"), vec![]),
    ] {
        let all = RecordFilter::default();
        let page = work.coupons().list_records(&scope, &all, Window::default()).await.unwrap();
        let ids: Vec<&str> = page.rows.iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids, expected, "{scope:?}");
        assert_eq!(page.total, i64::try_from(expected.len()).unwrap(), "{scope:?}");
        if let [first, _] = page.rows.as_slice() {
            assert_eq!(format!("{first:?}"), format!("{failed:?}"));
        }
    }
}

/// Every filter of the records.
pub async fn record_filters(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let one = issue(&mut *work, "c1").await;
    issue(&mut *work, "c2").await;
    let mut back = record("back", &one);
    back.operation = OperationType::ManualReclaim;
    back.quota_type = QuotaType::CashCoupon;
    back.batch_id = BatchId::new("other");
    back.operator = "shanhai/100%_wu".to_owned();
    back.at = day(1);
    work.coupons().add_record(&back).await.unwrap();
    let mut failed = record("failed", &one);
    failed.failure = "{}".to_owned();
    failed.coupon_id = None;
    failed.at = day(-1);
    work.coupons().add_record(&failed).await.unwrap();

    let none = RecordFilter::default;
    let every = vec!["back", "failed", "record-c1", "record-c2"];
    let issues = vec!["failed", "record-c1", "record-c2"];
    for (filter, expected) in [
        (RecordFilter { operations: vec![OperationType::Issue], ..none() }, issues.clone()),
        (
            RecordFilter {
                operations: vec![OperationType::Issue, OperationType::ManualReclaim],
                ..none()
            },
            every.clone(),
        ),
        (RecordFilter { quota_id: Some(QuotaId::new("qa")), ..none() }, every.clone()),
        (RecordFilter { quota_id: Some(QuotaId::new("qb")), ..none() }, vec![]),
        (RecordFilter { quota_type: Some(QuotaType::CashCoupon), ..none() }, vec!["back"]),
        (
            RecordFilter { coupon_ids: vec![one.id.clone(), CouponId::new("x")], ..none() },
            vec!["back", "record-c1"],
        ),
        (RecordFilter { customer_id: Some(customer_id("beichen")), ..none() }, every.clone()),
        (RecordFilter { customer_id: Some(customer_id("nanfeng")), ..none() }, vec![]),
        (RecordFilter { batch_id: Some(BatchId::new("other")), ..none() }, vec!["back"]),
        (RecordFilter { operator: "LIN".to_owned(), ..none() }, issues.clone()),
        (RecordFilter { operator: "0%_w".to_owned(), ..none() }, vec!["back"]),
        (RecordFilter { operator: "1_0".to_owned(), ..none() }, vec![]),
        (RecordFilter { is_done: Some(false), ..none() }, vec!["failed"]),
        (RecordFilter { is_done: Some(true), ..none() }, vec!["back", "record-c1", "record-c2"]),
        (RecordFilter { after: Some(NOW), ..none() }, vec!["back"]),
        (RecordFilter { before: Some(NOW), ..none() }, vec!["failed"]),
        (
            RecordFilter { after: Some(day(-1)), before: Some(day(1)), ..none() },
            vec!["record-c1", "record-c2"],
        ),
    ] {
        let scope = partner_scope("shanhai");
        let page = work.coupons().list_records(&scope, &filter, Window::default()).await.unwrap();
        let mut ids: Vec<&str> = page.rows.iter().map(|r| r.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, expected, "{filter:?}");
        assert_eq!(page.total, i64::try_from(ids.len()).unwrap(), "{filter:?}");
    }
    let page =
        work.coupons().list_records(&Scope::Platform, &none(), Window::new(1, 2)).await.unwrap();
    let ids: Vec<RecordId> = page.rows.into_iter().map(|r| r.id).collect();
    assert_eq!((page.total, ids[0].as_str(), ids[1].as_str()), (4, "record-c2", "record-c1"));
}

async fn spend(work: &mut dyn UnitOfWork, id: &str, kind: &str, fen: i64, at: Timestamp) {
    let mut spent = movement(id, kind, fen, 0);
    spent.at = at;
    work.coupons().add_movement(&spent).await.unwrap();
}

/// The figures above the issued list, with month and week edges.
pub async fn issued_figures(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let own = partner_id("shanhai");
    let none = work.coupons().issued_totals(&own, CouponType::Voucher, NOW).await.unwrap();
    assert_eq!(none, IssuedTotals::default());
    for (id, end, locked, status) in [
        ("a", day(7), 500, CouponStatus::Available),
        ("b", day(7).plus_ms(1), 0, CouponStatus::Available),
        ("over", NOW, 0, CouponStatus::Available),
        ("used", day(7), 0, CouponStatus::Used),
    ] {
        let mut coupon = in_state(coupon(id, "qa", "shanhai", "beichen"), status);
        coupon.expires_at = end;
        coupon.locked = Fen::new(locked);
        work.coupons().add(&coupon).await.unwrap();
    }
    let mut cash = coupon("cash", "qa", "shanhai", "beichen");
    cash.coupon_type = CouponType::CashCoupon;
    work.coupons().add(&cash).await.unwrap();
    work.coupons().add(&coupon("theirs", "qb", "xinghe", "nanfeng")).await.unwrap();

    // Quotas count what is made from them; the figures and plain lists rely on it.
    let mut quota = work.quotas().find_unscoped(&QuotaId::new("qa")).await.unwrap().unwrap();
    quota.issued_count = 4;
    quota.version += 1;
    assert!(work.quotas().update(&quota).await.unwrap());

    let month = NOW.local_month_start(0);
    spend(&mut *work, "a", "spend", -100, month).await;
    spend(&mut *work, "a", "refund", 30, NOW).await;
    spend(&mut *work, "a", "reclaim", -1000, NOW).await;
    spend(&mut *work, "a", "spend", -7, month.plus_ms(-1)).await;
    spend(&mut *work, "a", "spend", -9, NOW.local_month_start(-1).plus_ms(-1)).await;
    spend(&mut *work, "cash", "spend", -4000, NOW).await;
    spend(&mut *work, "theirs", "spend", -5000, NOW.plus_ms(-DAY_MS)).await;

    let totals = work.coupons().issued_totals(&own, CouponType::Voucher, NOW).await.unwrap();
    let expected = IssuedTotals {
        held_count: 2,
        held: Fen::yuan(200),
        locked: Fen::new(500),
        used_this_month: Fen::new(70),
        used_last_month: Fen::new(7),
        ending_count: 1,
        ending: Fen::yuan(100),
        count: 4,
    };
    assert_eq!(totals, expected);
}
