//! One tenant sees nothing of another's; a role without a permission is refused with the reason.

use hezong_contract::coupons::{IssueForm, WhyForm};
use hezong_domain::access::{Permission, Role};
use hezong_domain::coupons::{CouponType, Door, QuotaType};
use hezong_domain::{Fen, Refusal};
use hezong_services::coupons::{self, Reclaim};
use hezong_services::{Error, audit, customers, partners, quotas};
use hezong_testing::World;

use crate::coupons::stage;

#[tokio::test]
async fn another_partner_finds_nothing() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        let id = world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(10)).await;
        let beidou = world.partner("beidou").await;
        let other = world.person(&beidou.account(), "", Role::PartnerAdmin).await;
        let voucher = QuotaType::Voucher;
        assert_eq!(quotas::list(&other, voucher, "").await.unwrap().total, 0);
        assert_eq!(coupons::list_issued(&other, voucher, "").await.unwrap().total, 0);
        assert_eq!(coupons::list_records(&other, voucher, "").await.unwrap().total, 0);
        assert_eq!(customers::list_own(&other, "").await.unwrap().total, 0);
        for answer in [
            quotas::detail(&other, stage.quota.as_str()).await.err(),
            coupons::detail(&other, id.as_str()).await.err(),
            coupons::why(&other, id.as_str(), &WhyForm::from_query("service=x&amount=1"))
                .await
                .err(),
        ] {
            assert!(matches!(answer, Some(Error::NotFound(_))), "{answer:?}");
        }
        let query = format!("quota={}&customers={}&face=1", stage.quota, stage.resale);
        let planned = coupons::plan(&other, &IssueForm::from_query(&query)).await;
        assert!(matches!(planned, Err(Error::Refused(Refusal::QuotaMissing))));
        let back = Reclaim {
            coupon_ids: vec![id],
            door: Door::Console,
            key: String::new(),
            code: String::new(),
        };
        let reclaimed = coupons::reclaim(&other, &back).await;
        assert!(matches!(reclaimed, Err(Error::Refused(Refusal::CouponMissing))));
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn an_account_manager_is_refused_with_the_missing_item() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(1_000)).await;
    let lin = world.person(&stage.partner.account(), "lin", Role::AccountManager).await;
    assert_eq!(customers::list_own(&lin, "").await.unwrap().total, 2);
    let issue = world.an_issue(&stage.quota, &[&stage.resale], Fen::yuan(1));
    let answer = coupons::issue(&lin, &issue).await;
    let Err(Error::Forbidden { permission, roles, .. }) = answer else { panic!("{answer:?}") };
    assert_eq!((permission, roles), (Permission::CouponIssue, vec![Role::AccountManager]));
    let listed = coupons::list_issued(&lin, QuotaType::Voucher, "").await;
    assert!(matches!(listed, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn customers_and_partners_cannot_enter_operations_nor_each_other() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(1_000)).await;
    let customer = world.person(&stage.resale.account(), "", Role::CustomerOwner).await;
    for cx in [&customer, &stage.admin] {
        assert!(matches!(partners::list(cx, "").await, Err(Error::Forbidden { .. })));
        assert!(matches!(audit::list(cx, "").await, Err(Error::Forbidden { .. })));
        let granted = quotas::grant(cx, &world.a_grant(&stage.partner, Fen::yuan(1)), "").await;
        assert!(matches!(granted, Err(Error::Forbidden { .. })));
    }
    let issued = coupons::list_issued(&customer, QuotaType::Voucher, "").await;
    assert!(matches!(issued, Err(Error::Forbidden { .. })));
    let wallet = coupons::wallet(&stage.admin, CouponType::Voucher, "").await;
    assert!(matches!(wallet, Err(Error::Forbidden { .. })));
    let spent =
        coupons::spend(&customer, &hezong_domain::CouponId::new("CP1"), Fen::yuan(1), "CS1").await;
    assert!(matches!(spent, Err(Error::Forbidden { .. })));
}
