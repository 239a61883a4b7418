//! Lists of coupons: every filter, states at an instant, search, order, totals.

use hezong_domain::access::Scope;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{Coupon, CouponStatus, CouponType};
use hezong_domain::{BatchId, CouponId, QuotaId, Window};

use super::Fresh;
use super::make::{
    NOW, add_customer, coupon, customer_id, customer_scope, day, in_state, issue, movement,
    partner_id, partner_scope, quota, two_partners,
};
use crate::UnitOfWork;
use crate::coupons::{CouponFilter, CouponOrder};

/// Ids of a list, sorted. The total must be their number, unless nothing was filtered.
async fn list(work: &mut dyn UnitOfWork, scope: &Scope, filter: &CouponFilter) -> Vec<String> {
    let page = work.coupons().list(scope, filter, Window::new(0, 100), NOW).await.unwrap();
    let mut ids: Vec<String> = page.rows.into_iter().map(|coupon| coupon.id.into()).collect();
    assert_eq!(page.total, i64::try_from(ids.len()).unwrap(), "{filter:?}");
    ids.sort();
    ids
}

/// Every plain filter, alone and with the scope.
pub async fn filters(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let mut second = quota("q2", "shanhai", 1000);
    second.issued_count = 1;
    work.quotas().add(&second).await.unwrap();
    add_customer(&mut *work, "third", "Third", Some("shanhai")).await;
    issue(&mut *work, "a").await;
    let mut odd = coupon("b", "q2", "shanhai", "third");
    odd.association = AssociationKind::Referral;
    odd.batch_id = BatchId::new("other");
    odd.coupon_type = CouponType::CashCoupon;
    work.coupons().add(&odd).await.unwrap();
    work.coupons().add(&coupon("t", "qb", "xinghe", "nanfeng")).await.unwrap();
    let mut theirs = work.quotas().find_unscoped(&QuotaId::new("qb")).await.unwrap().unwrap();
    theirs.issued_count = 1;
    theirs.version += 1;
    assert!(work.quotas().update(&theirs).await.unwrap());

    let none = CouponFilter::default;
    let ids = |ids: &[&str]| ids.iter().map(|id| CouponId::new(*id)).collect::<Vec<_>>();
    for (filter, expected) in [
        (none(), vec!["a", "b"]),
        (CouponFilter { ids: ids(&["a", "t", "x"]), ..none() }, vec!["a"]),
        (CouponFilter { customer_id: Some(customer_id("third")), ..none() }, vec!["b"]),
        (CouponFilter { customer_id: Some(customer_id("nanfeng")), ..none() }, vec![]),
        (CouponFilter { quota_id: Some(QuotaId::new("qa")), ..none() }, vec!["a"]),
        (CouponFilter { quota_id: Some(QuotaId::new("qb")), ..none() }, vec![]),
        (CouponFilter { batch_id: Some(BatchId::new("other")), ..none() }, vec!["b"]),
        (CouponFilter { partner_id: Some(partner_id("shanhai")), ..none() }, vec!["a", "b"]),
        (CouponFilter { partner_id: Some(partner_id("xinghe")), ..none() }, vec![]),
        (CouponFilter { association: Some(AssociationKind::Referral), ..none() }, vec!["b"]),
        (
            CouponFilter {
                coupon_type: Some(CouponType::CashCoupon),
                statuses: CouponStatus::ALL.to_vec(),
                ..none()
            },
            vec!["b"],
        ),
    ] {
        assert_eq!(
            list(&mut *work, &partner_scope("shanhai"), &filter).await,
            expected,
            "{filter:?}"
        );
    }
    let theirs = CouponFilter { partner_id: Some(partner_id("xinghe")), ..none() };
    assert_eq!(list(&mut *work, &Scope::Platform, &theirs).await, ["t"]);
    assert_eq!(list(&mut *work, &Scope::Platform, &none()).await, ["a", "b", "t"]);
    assert_eq!(list(&mut *work, &customer_scope("third"), &none()).await, ["b"]);
}

/// A filter by states agrees with `Coupon::status_at` for every set of states and every side of the end.
pub async fn states_at_now(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let mut coupons: Vec<Coupon> = Vec::new();
    for status in CouponStatus::ALL {
        for (end, ms) in [("before", -1), ("at", 0), ("after", 1)] {
            let id = format!("{}-{end}", status.as_str());
            let mut coupon = in_state(coupon(&id, "qa", "shanhai", "beichen"), *status);
            coupon.expires_at = NOW.plus_ms(ms);
            work.coupons().add(&coupon).await.unwrap();
            coupons.push(coupon);
        }
    }
    let batch = Some(BatchId::new("batch"));
    for set in 1u32..32 {
        let statuses: Vec<CouponStatus> = CouponStatus::ALL
            .iter()
            .enumerate()
            .filter(|(bit, _)| set & (1 << bit) != 0)
            .map(|(_, status)| *status)
            .collect();
        let filter = CouponFilter {
            statuses: statuses.clone(),
            batch_id: batch.clone(),
            ..CouponFilter::default()
        };
        for (scope, hides) in [(partner_scope("shanhai"), false), (customer_scope("beichen"), true)]
        {
            let mut expected: Vec<String> = coupons
                .iter()
                .filter(|c| statuses.contains(&c.status_at(NOW)))
                .filter(|c| !hides || c.status != CouponStatus::Reclaimed)
                .map(|c| c.id.to_string())
                .collect();
            expected.sort();
            assert_eq!(list(&mut *work, &scope, &filter).await, expected, "{statuses:?}");
        }
    }
}

/// The six time bounds exclude the instant itself.
pub async fn bounds_are_exclusive(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    for (id, ms) in [("a", -1), ("b", 0), ("c", 1)] {
        let mut coupon = coupon(id, "qa", "shanhai", "beichen");
        coupon.created_at = day(-1).plus_ms(ms);
        coupon.effective_at = day(1).plus_ms(ms);
        coupon.expires_at = day(5).plus_ms(ms);
        work.coupons().add(&coupon).await.unwrap();
    }
    let none = CouponFilter::default;
    for (after, before, at) in [
        (
            CouponFilter { created_after: Some(day(-1)), ..none() },
            CouponFilter { created_before: Some(day(-1)), ..none() },
            CouponFilter {
                created_after: Some(day(-1).plus_ms(-1)),
                created_before: Some(day(-1).plus_ms(1)),
                ..none()
            },
        ),
        (
            CouponFilter { effective_after: Some(day(1)), ..none() },
            CouponFilter { effective_before: Some(day(1)), ..none() },
            CouponFilter {
                effective_after: Some(day(1).plus_ms(-1)),
                effective_before: Some(day(1).plus_ms(1)),
                ..none()
            },
        ),
        (
            CouponFilter { expires_after: Some(day(5)), ..none() },
            CouponFilter { expires_before: Some(day(5)), ..none() },
            CouponFilter {
                expires_after: Some(day(5).plus_ms(-1)),
                expires_before: Some(day(5).plus_ms(1)),
                ..none()
            },
        ),
    ] {
        let scope = partner_scope("shanhai");
        assert_eq!(list(&mut *work, &scope, &after).await, ["c"], "{after:?}");
        assert_eq!(list(&mut *work, &scope, &before).await, ["a"], "{before:?}");
        assert_eq!(list(&mut *work, &scope, &at).await, ["b"], "{at:?}");
    }
}

/// Search: beginning of the id in any case, part of the customer's names; wildcards are text.
pub async fn search(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    add_customer(&mut *work, "percent", "50% Off_Shop 零售", Some("shanhai")).await;
    for (id, customer) in [("CP2026-Aa", "beichen"), ("CP2027", "percent"), ("x_1", "beichen")] {
        work.coupons().add(&coupon(id, "qa", "shanhai", customer)).await.unwrap();
    }
    work.coupons().add(&coupon("CP2026-Bb", "qb", "xinghe", "nanfeng")).await.unwrap();
    // More customers of one name than a search turns into ids.
    for n in 0..210 {
        add_customer(&mut *work, &format!("branch{n}"), "Branch", Some("shanhai")).await;
    }
    work.coupons().add(&coupon("CP9", "qa", "shanhai", "branch7")).await.unwrap();
    work.commit().await.unwrap();

    let mut work = fresh.read().await;
    for (text, expected) in [
        ("cp2026", vec!["CP2026-Aa"]),
        ("CP202", vec!["CP2026-Aa", "CP2027"]),
        ("2026", vec![]),
        ("x_", vec!["x_1"]),
        ("x%", vec![]),
        ("BEICHEN", vec!["CP2026-Aa", "x_1"]),
        ("chen  foods", vec!["CP2026-Aa", "x_1"]),
        ("50%", vec!["CP2027"]),
        ("%", vec!["CP2027"]),
        ("f_s", vec!["CP2027"]),
        ("零售", vec!["CP2027"]),
        ("nanfeng", vec![]),
        ("branch", vec!["CP9"]),
    ] {
        let filter = CouponFilter { search: text.to_owned(), ..CouponFilter::default() };
        let found = list(&mut *work, &partner_scope("shanhai"), &filter).await;
        assert_eq!(found, expected, "{text}");
    }
    let filter = CouponFilter { search: "cp2026".to_owned(), ..CouponFilter::default() };
    assert_eq!(list(&mut *work, &Scope::Platform, &filter).await.len(), 2);
}

/// Both orders, ties broken by id, and pages that neither repeat nor lose a row.
pub async fn order_and_pages(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    for (id, created, end) in [("a", -1, 9), ("b", 0, 8), ("c", 0, 9), ("d", 0, 8), ("B", 0, 8)] {
        let mut coupon = coupon(id, "qa", "shanhai", "beichen");
        coupon.created_at = day(created);
        coupon.expires_at = day(end);
        work.coupons().add(&coupon).await.unwrap();
    }
    for (order, expected) in [
        (CouponOrder::Newest, ["d", "c", "b", "B", "a"]),
        (CouponOrder::EndingFirst, ["B", "b", "d", "a", "c"]),
    ] {
        let filter = CouponFilter {
            order,
            batch_id: Some(BatchId::new("batch")),
            ..CouponFilter::default()
        };
        let mut ids = Vec::new();
        for offset in [0, 2, 4, 6] {
            let page = work
                .coupons()
                .list(&partner_scope("shanhai"), &filter, Window::new(offset, 2), NOW)
                .await
                .unwrap();
            assert_eq!(page.total, 5);
            ids.extend(page.rows.into_iter().map(|c| String::from(c.id)));
        }
        assert_eq!(ids, expected, "{order:?}");
    }
}

/// A coupon is found by any order it paid for, not only the last.
pub async fn orders_paid(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    issue(&mut *work, "a").await;
    issue(&mut *work, "b").await;
    for (kind, order) in [("spend", "o-1"), ("spend", "o-2"), ("lock", "o-3")] {
        let mut spent = movement("a", kind, -1, 9_999);
        spent.reference = order.to_owned();
        work.coupons().add_movement(&spent).await.unwrap();
    }
    let mut last = coupon("c", "qa", "shanhai", "beichen");
    last.last_order_id = "o-2".to_owned();
    work.coupons().add(&last).await.unwrap();
    for (order, expected) in
        [("o-1", vec!["a"]), ("o-2", vec!["a", "c"]), ("o-3", vec![]), ("o-", vec![])]
    {
        let filter = CouponFilter { order_id: order.to_owned(), ..CouponFilter::default() };
        assert_eq!(list(&mut *work, &Scope::Platform, &filter).await, expected, "{order}");
    }
}

/// Without a filter the quotas tell the total; it is what counting the rows tells.
pub async fn totals_without_filter(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    for n in 0..5 {
        issue(&mut *work, &format!("c{n}")).await;
    }
    let own = partner_scope("shanhai");
    for filter in [
        CouponFilter::default(),
        CouponFilter { coupon_type: Some(CouponType::Voucher), ..CouponFilter::default() },
        CouponFilter { quota_id: Some(QuotaId::new("qa")), ..CouponFilter::default() },
        CouponFilter { coupon_type: Some(CouponType::CashCoupon), ..CouponFilter::default() },
    ] {
        let counted = CouponFilter { batch_id: Some(BatchId::new("batch")), ..filter.clone() };
        for scope in [&own, &Scope::Platform, &partner_scope("xinghe")] {
            let plain = list(&mut *work, scope, &filter).await;
            assert_eq!(plain, list(&mut *work, scope, &counted).await, "{filter:?}");
        }
    }
}
