//! Coupon quotas.

use hezong_domain::access::Scope;
use hezong_domain::coupons::{CouponStatus, Quota, QuotaStatus, QuotaType};
use hezong_domain::{Fen, QuotaId, Window};

use super::Fresh;
use super::make::{
    NOW, coupon, customer_scope, day, in_state, partner_id, partner_scope, quota, two_partners,
};
use crate::UnitOfWork;
use crate::quotas::{QuotaFilter, QuotaTotals, QuotaUse};

/// A quota is read back whole, by its partner and operations only, and written under its version.
pub async fn quotas_by_scope_and_version(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let id = QuotaId::new("qa");
    let mut mine = work.quotas().find(&partner_scope("shanhai"), &id).await.unwrap().unwrap();
    assert_eq!(mine, quota("qa", "shanhai", 10_000_000));
    assert!(work.quotas().find(&Scope::Platform, &id).await.unwrap().is_some());
    assert!(work.quotas().find(&partner_scope("xinghe"), &id).await.unwrap().is_none());
    assert!(work.quotas().find(&customer_scope("beichen"), &id).await.unwrap().is_none());
    assert!(work.quotas().find_unscoped(&QuotaId::new("none")).await.unwrap().is_none());

    mine.balance = Fen::new(5);
    mine.value = Fen::new(6);
    mine.status = QuotaStatus::Frozen;
    mine.expires_at = day(7);
    mine.issued_count = 2;
    mine.issued_total = Fen::new(1);
    mine.name = "Autumn".to_owned();
    mine.limits.regions.push("cn-north-4".to_owned());
    mine.terms.max_count = None;
    mine.updated_at = day(1);
    mine.version = 2;
    assert!(work.quotas().update(&mine).await.unwrap());
    assert!(!work.quotas().update(&mine).await.unwrap(), "somebody was faster");
    assert_eq!(work.quotas().find_unscoped(&id).await.unwrap(), Some(mine));
}

async fn list(work: &mut dyn UnitOfWork, scope: &Scope, filter: QuotaFilter) -> Vec<String> {
    let page = work.quotas().list(scope, &filter, Window::default(), NOW).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    page.rows.into_iter().map(|quota| quota.id.into()).collect()
}

/// Every filter of the list; bounds are exclusive; another partner's rows never show.
pub async fn quota_filters(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let mut other = quota("QC7", "shanhai", 500);
    other.quota_type = QuotaType::CashCoupon;
    other.name = "双11 50%".to_owned();
    other.created_at = day(1);
    other.effective_at = day(2);
    other.expires_at = day(3);
    let mut empty = quota("qd", "shanhai", 500);
    empty.balance = Fen::ZERO;
    empty.created_at = day(-1);
    for quota in [&other, &empty] {
        work.quotas().add(quota).await.unwrap();
    }
    let work = &mut *work;
    let none = QuotaFilter::default;
    let own = partner_scope("shanhai");
    assert_eq!(list(work, &own, none()).await, ["QC7", "qa", "qd"], "newest first");
    assert_eq!(list(work, &Scope::Platform, none()).await, ["QC7", "qb", "qa", "qd"]);
    assert!(list(work, &customer_scope("beichen"), none()).await.is_empty());
    let text = |t: &str| t.to_owned();
    for (filter, expected) in [
        (QuotaFilter { ids: vec![QuotaId::new("qa"), QuotaId::new("qb")], ..none() }, vec!["qa"]),
        (QuotaFilter { search: text("qc7"), ..none() }, vec!["QC7"]),
        (QuotaFilter { search: text("双11"), ..none() }, vec!["QC7"]),
        (QuotaFilter { search: text("0%"), ..none() }, vec!["QC7"]),
        (QuotaFilter { search: text("q_7"), ..none() }, vec![]),
        (QuotaFilter { partner_id: Some(partner_id("xinghe")), ..none() }, vec![]),
        (QuotaFilter { quota_type: Some(QuotaType::CashCoupon), ..none() }, vec!["QC7"]),
        (QuotaFilter { issuable_only: true, ..none() }, vec!["qa"]),
        (QuotaFilter { created_after: Some(NOW), ..none() }, vec!["QC7"]),
        (QuotaFilter { created_before: Some(NOW), ..none() }, vec!["qd"]),
        (QuotaFilter { effective_after: Some(day(-10)), ..none() }, vec!["QC7"]),
        (QuotaFilter { effective_before: Some(day(2)), ..none() }, vec!["qa", "qd"]),
        (QuotaFilter { expires_after: Some(day(3)), ..none() }, vec!["qa", "qd"]),
        (QuotaFilter { expires_before: Some(day(100)), ..none() }, vec!["QC7"]),
    ] {
        let said = format!("{filter:?}");
        assert_eq!(list(work, &own, filter).await, expected, "{said}");
    }
    let page = work.quotas().list(&own, &none(), Window::new(1, 1), NOW).await.unwrap();
    assert_eq!((page.total, page.rows[0].id.as_str()), (3, "qa"));
}

/// A filter by state agrees with `Quota::status_at` for every stored state, before, at and after the end.
pub async fn quota_states_at_now(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let mut quotas: Vec<Quota> = Vec::new();
    for (n, status) in QuotaStatus::ALL.iter().enumerate() {
        for (end, ms) in [("before", -1), ("at", 0), ("after", 1)] {
            let mut quota = quota(&format!("s{n}-{end}"), "shanhai", 100);
            quota.status = *status;
            quota.expires_at = NOW.plus_ms(ms);
            work.quotas().add(&quota).await.unwrap();
            quotas.push(quota);
        }
    }
    quotas.push(quota("qa", "shanhai", 10_000_000));
    let scope = partner_scope("shanhai");
    let mut wanted: Vec<Vec<QuotaStatus>> = QuotaStatus::ALL.iter().map(|s| vec![*s]).collect();
    wanted.push(vec![QuotaStatus::Normal, QuotaStatus::Frozen]);
    wanted.push(vec![QuotaStatus::Invalid, QuotaStatus::Reclaimed]);
    wanted.push(QuotaStatus::ALL.to_vec());
    for statuses in wanted {
        let mut expected: Vec<String> = quotas
            .iter()
            .filter(|quota| statuses.contains(&quota.status_at(NOW)))
            .map(|quota| quota.id.to_string())
            .collect();
        expected.sort();
        let filter = QuotaFilter { statuses: statuses.clone(), ..QuotaFilter::default() };
        let mut found = list(&mut *work, &scope, filter).await;
        found.sort();
        assert_eq!(found, expected, "{statuses:?}");
    }
}

/// Sums over a partner's quotas, and what became of one.
pub async fn quota_figures(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let mut soon = quota("soon", "shanhai", 300);
    soon.expires_at = day(7);
    let mut frozen = quota("frozen", "shanhai", 300);
    frozen.status = QuotaStatus::Frozen;
    let mut over = quota("over", "shanhai", 300);
    over.expires_at = NOW;
    for quota in [&soon, &frozen, &over] {
        work.quotas().add(quota).await.unwrap();
    }
    let own = partner_id("shanhai");
    let totals = work.quotas().totals(&own, QuotaType::Voucher, NOW).await.unwrap();
    let expected =
        QuotaTotals { issuable: Fen::new(10_000_300), issuable_count: 2, ending_soon: 1, count: 4 };
    assert_eq!(totals, expected);
    let cash = work.quotas().totals(&own, QuotaType::CashCoupon, NOW).await.unwrap();
    assert_eq!(cash, QuotaTotals::default());

    let mut partly = coupon("c1", "qa", "shanhai", "beichen");
    partly.used = Fen::yuan(50);
    partly.refunded = Fen::yuan(10);
    partly.balance = Fen::yuan(60);
    work.coupons().add(&partly).await.unwrap();
    for (id, status) in
        [("c2", CouponStatus::Reclaimed), ("c3", CouponStatus::Expired), ("c4", CouponStatus::Used)]
    {
        let coupon = in_state(coupon(id, "qa", "shanhai", "beichen"), status);
        work.coupons().add(&coupon).await.unwrap();
    }
    let usage = work.quotas().usage(&QuotaId::new("qa")).await.unwrap();
    let expected = QuotaUse {
        held: Fen::yuan(60),
        consumed: Fen::yuan(140),
        reclaimed: Fen::yuan(100),
        expired: Fen::yuan(100),
        coupons: 4,
    };
    assert_eq!(usage, expected);
    assert_eq!(work.quotas().usage(&QuotaId::new("qb")).await.unwrap(), QuotaUse::default());
}
