//! A customer's wallet.

use hezong_domain::coupons::{CouponStatus, CouponType};
use hezong_domain::{Fen, Timestamp, Window};

use super::Fresh;
use super::make::{NOW, coupon, customer_id, day, in_state, two_partners};
use crate::UnitOfWork;
use crate::coupons::WalletTab;

struct Row(&'static str, CouponStatus, Timestamp, Timestamp, i64, bool);

async fn add(work: &mut dyn UnitOfWork, row: Row) {
    let Row(id, status, from, to, locked, frozen) = row;
    let mut coupon = in_state(coupon(id, "qa", "shanhai", "beichen"), status);
    coupon.effective_at = from;
    coupon.expires_at = to;
    coupon.locked = Fen::new(locked);
    coupon.is_frozen = frozen;
    work.coupons().add(&coupon).await.unwrap();
}

/// Every coupon stands in exactly one tab; counts and tabs agree; reclaimed and long expired ones in none.
pub async fn tabs_and_counts(fresh: Fresh) {
    use CouponStatus::{Available, Expired, NotActivated, Reclaimed, Used};
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let since = day(-90);
    for row in [
        Row("usable-late", Available, NOW, day(20), 0, false),
        Row("usable-soon", Available, day(-1), NOW.plus_ms(1), 9_999, false),
        Row("not-begun", Available, NOW.plus_ms(1), day(5), 0, false),
        Row("frozen", Available, day(-1), day(4), 0, true),
        Row("locked", Available, day(-1), day(6), 10_000, false),
        Row("inactive", NotActivated, day(-1), day(7), 0, false),
        Row("used", Used, day(-9), day(-100), 0, false),
        Row("used-later", Used, day(-9), day(9), 0, false),
        Row("lapsed", Available, day(-9), NOW, 0, false),
        Row("expired", Expired, day(-99), since, 0, false),
        Row("long-ago", Expired, day(-99), since.plus_ms(-1), 0, false),
        Row("reclaimed", Reclaimed, day(-9), day(9), 0, false),
    ] {
        add(&mut *work, row).await;
    }
    let mut cash = coupon("cash", "qa", "shanhai", "beichen");
    cash.coupon_type = CouponType::CashCoupon;
    work.coupons().add(&cash).await.unwrap();
    work.coupons().add(&coupon("theirs", "qb", "xinghe", "nanfeng")).await.unwrap();

    let beichen = customer_id("beichen");
    let voucher = CouponType::Voucher;
    let counts = work.coupons().wallet_counts(&beichen, voucher, NOW, since).await.unwrap();
    assert_eq!((counts.usable, counts.usable_total), (2, Fen::new(10_001)));
    assert_eq!((counts.waiting, counts.used, counts.expired), (4, 2, 2));
    for (tab, expected, count) in [
        (WalletTab::Usable, vec!["usable-soon", "usable-late"], counts.usable),
        (WalletTab::Waiting, vec!["frozen", "not-begun", "locked", "inactive"], counts.waiting),
        (WalletTab::Used, vec!["used-later", "used"], counts.used),
        (WalletTab::Expired, vec!["lapsed", "expired"], counts.expired),
    ] {
        let page = work
            .coupons()
            .wallet(&beichen, voucher, tab, Window::default(), NOW, since)
            .await
            .unwrap();
        let ids: Vec<&str> = page.rows.iter().map(|c| c.id.as_str()).collect();
        assert_eq!((ids, page.total), (expected.clone(), count), "{tab:?}");
        let second = work
            .coupons()
            .wallet(&beichen, voucher, tab, Window::new(1, 1), NOW, since)
            .await
            .unwrap();
        assert_eq!((second.rows[0].id.as_str(), second.total), (expected[1], count), "{tab:?}");
    }
}

/// Free balances, also of coupons that have not begun, fall into months as people see them, at UTC+8.
pub async fn ending_by_month(fresh: Fresh) {
    use CouponStatus::Available;
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (next, third) = (NOW.local_month_start(1), NOW.local_month_start(3));
    for row in [
        Row("this", Available, day(-1), next.plus_ms(-1), 4_000, false),
        Row("next", Available, day(-1), next, 0, false),
        Row("next-2", Available, day(-1), next, 0, false),
        Row("beyond", Available, day(-1), third, 0, false),
        Row("frozen", Available, day(-1), next, 0, true),
        Row("not-begun", Available, day(1), next, 0, false),
        Row("over", Available, day(-9), NOW, 0, false),
    ] {
        add(&mut *work, row).await;
    }
    let beichen = customer_id("beichen");
    let months =
        work.coupons().ending_by_month(&beichen, CouponType::Voucher, NOW, 3).await.unwrap();
    let expected = [
        (NOW.local_month_start(0), Fen::new(6_000)),
        (next, Fen::yuan(300)),
        (NOW.local_month_start(2), Fen::ZERO),
    ];
    assert_eq!(months, expected);
}
