//! The ledger.

use hezong_domain::ledger::{EntryKind, LedgerAccount};
use hezong_domain::{CouponId, Fen, QuotaId};

use super::Fresh;
use super::make::entry;

/// Balances are sums of postings; the whole comes to zero; an id is used once.
pub async fn entries_and_balances(fresh: Fresh) {
    let (quota, coupon) =
        (LedgerAccount::Quota(QuotaId::new("q")), LedgerAccount::Coupon(CouponId::new("c")));
    let mut work = fresh.write().await;
    let granted = entry("t1", EntryKind::QuotaGranted, LedgerAccount::Granted, quota.clone(), 900);
    let issued = entry("t2", EntryKind::CouponIssued, quota.clone(), coupon.clone(), 250);
    let spent = entry("t3", EntryKind::CouponSpent, coupon.clone(), LedgerAccount::Consumed, 50);
    for posted in [&granted, &issued, &spent] {
        work.ledger().post(posted).await.unwrap();
    }
    assert_eq!(work.ledger().count().await.unwrap(), 3);
    let mut sum = 0;
    for (account, fen) in
        [(LedgerAccount::Granted, -900), (quota, 650), (coupon, 200), (LedgerAccount::Consumed, 50)]
    {
        let balance = work.ledger().balance(&account).await.unwrap();
        assert_eq!(balance, Fen::new(fen), "{account:?}");
        sum += balance.get();
    }
    assert_eq!(sum, 0);
    let nobody = LedgerAccount::Quota(QuotaId::new("nobody"));
    assert_eq!(work.ledger().balance(&nobody).await.unwrap(), Fen::ZERO);
    work.commit().await.unwrap();
    let mut work = fresh.write().await;
    assert!(work.ledger().post(&spent).await.is_err());
}
