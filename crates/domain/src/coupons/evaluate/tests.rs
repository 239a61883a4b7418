//! Every check fails alone and names its cure.

use super::*;
use crate::accounts::AssociationKind;
use crate::coupons::Limits;
use crate::coupons::{CouponStatus, CouponType};
use crate::id::{BatchId, CouponId, CustomerId, PartnerId, QuotaId};

pub(crate) fn a_coupon() -> Coupon {
    let start = Timestamp::from_ms(1_795_000_000_000);
    Coupon {
        id: CouponId::new("CP1"),
        quota_id: QuotaId::new("Q1"),
        partner_id: PartnerId::new("p"),
        customer_id: CustomerId::new("c"),
        association: AssociationKind::Resale,
        batch_id: BatchId::new("b"),
        coupon_type: CouponType::Voucher,
        name: String::new(),
        status: CouponStatus::Available,
        face: Fen::yuan(50),
        balance: Fen::yuan(50),
        locked: Fen::ZERO,
        used: Fen::ZERO,
        refunded: Fen::ZERO,
        reclaimed: Fen::ZERO,
        expired: Fen::ZERO,
        is_frozen: false,
        effective_at: start,
        expires_at: start.plus_days(30),
        limits: Limits::default(),
        memo: String::new(),
        use_count: 0,
        last_order_id: String::new(),
        created_at: start,
        last_used_at: None,
        updated_at: start,
        version: 1,
    }
}

fn a_purchase() -> Purchase {
    Purchase {
        lines: vec![PurchaseLine {
            service: "ecs".into(),
            product: String::new(),
            amount: Fen::yuan(80),
            discount_ppm: 1_000_000,
        }],
        region: "cn-north-4".into(),
        billing_mode: BillingMode::YearlyMonthly,
        order_kind: OrderKind::Renew,
        channel: Channel::Own,
        enterprise_project: String::new(),
        is_first_in_service: false,
        promotion_discount: false,
        partner_discount: false,
        contract_discount: false,
        discount_coupon: false,
        pays_arrears: false,
        paid_by_partner: false,
        coupon_amount: None,
    }
}

fn failing(coupon: &Coupon, purchase: &Purchase, now: Timestamp) -> Vec<(CheckKey, Cure)> {
    evaluate(coupon, purchase, now)
        .into_iter()
        .filter(|c| !c.passed)
        .map(|c| (c.key, c.cure))
        .collect()
}

#[test]
fn an_unlimited_coupon_passes() {
    let coupon = a_coupon();
    assert_eq!(failing(&coupon, &a_purchase(), coupon.effective_at), vec![]);
}

/// Each of these coupons fails for this reason, and says this cure.
fn assert_each(cases: Vec<(Coupon, CheckKey, Cure)>) {
    let now = a_coupon().effective_at;
    for (coupon, key, cure) in cases {
        let failed = failing(&coupon, &a_purchase(), now);
        assert!(failed.contains(&(key, cure)), "{key:?}: {failed:?}");
    }
}

#[test]
fn every_limit_fails_alone_and_names_its_cure() {
    let limit = |limits: Limits| Coupon { limits, ..a_coupon() };
    let d = Limits::default;
    assert_each(vec![
        (
            limit(Limits { services: vec!["obs".into()], ..d() }),
            CheckKey::Service,
            Cure::ChooseRequired,
        ),
        (
            limit(Limits { excluded_services: vec!["ecs".into()], ..d() }),
            CheckKey::Service,
            Cure::ChooseOther,
        ),
        (
            limit(Limits { regions: vec!["cn-east-3".into()], ..d() }),
            CheckKey::Region,
            Cure::ChooseRequired,
        ),
        (
            limit(Limits { billing_modes: vec![BillingMode::PayPerUse], ..d() }),
            CheckKey::BillingMode,
            Cure::ChooseRequired,
        ),
        (
            limit(Limits { order_kinds: vec![OrderKind::New], ..d() }),
            CheckKey::OrderKind,
            Cure::ChooseRequired,
        ),
        (
            limit(Limits { first_order_in_service: true, ..d() }),
            CheckKey::FirstOrder,
            Cure::ChooseOther,
        ),
        (
            limit(Limits { min_order: Some(Fen::yuan(100)), ..d() }),
            CheckKey::MinOrder,
            Cure::AddEligible { missing: Fen::yuan(20) },
        ),
        (
            limit(Limits { max_order: Some(Fen::yuan(70)), ..d() }),
            CheckKey::MaxOrder,
            Cure::TakeOut { excess: Fen::yuan(10) },
        ),
        (
            limit(Limits { enterprise_projects: vec!["p1".into()], ..d() }),
            CheckKey::EnterpriseProject,
            Cure::ChooseRequired,
        ),
        (limit(Limits { curated_mall_only: true, ..d() }), CheckKey::Channel, Cure::ChooseRequired),
    ]);
}

#[test]
fn every_state_fails_alone_and_names_its_cure() {
    let now = a_coupon().effective_at;
    let once = Limits { usage_times: Some(1), ..Limits::default() };
    assert_each(vec![
        (Coupon { is_frozen: true, ..a_coupon() }, CheckKey::Frozen, Cure::AskIssuer),
        (
            Coupon { locked: Fen::yuan(50), ..a_coupon() },
            CheckKey::Balance,
            Cure::ReleaseLocks { locked: Fen::yuan(50) },
        ),
        (
            Coupon { effective_at: now.plus_days(1), ..a_coupon() },
            CheckKey::Begun,
            Cure::WaitUntil { at: now.plus_days(1) },
        ),
        (
            Coupon { limits: once, use_count: 1, ..a_coupon() },
            CheckKey::UsageTimes,
            Cure::AskIssuer,
        ),
    ]);
}

#[test]
fn discounts_exclude_a_voucher_unless_it_says_otherwise() {
    let now = a_coupon().effective_at;
    let purchase = Purchase { contract_discount: true, ..a_purchase() };
    assert_eq!(
        failing(&a_coupon(), &purchase, now),
        vec![(CheckKey::Discount, Cure::DropDiscount)]
    );
    let limits = Limits { with_contract_discount: true, ..Limits::default() };
    assert_eq!(failing(&Coupon { limits, ..a_coupon() }, &purchase, now), vec![]);
}

#[test]
fn the_largest_share_does_not_bind_pay_per_use() {
    let limits = Limits { max_deduction_ppm: Some(500_000), ..Limits::default() };
    let coupon = Coupon { limits, coupon_type: CouponType::CashCoupon, ..a_coupon() };
    let now = coupon.effective_at;
    let purchase = Purchase { coupon_amount: Some(Fen::yuan(50)), ..a_purchase() };
    assert_eq!(
        failing(&coupon, &purchase, now),
        vec![(CheckKey::Deduction, Cure::PayAtMost { amount: Fen::yuan(40) })]
    );
    let by_use = Purchase { billing_mode: BillingMode::PayPerUse, ..purchase };
    assert_eq!(failing(&coupon, &by_use, now), vec![]);
}
