//! The checks themselves, in the order people read them.

use super::{Channel, Check, CheckKey, Cure, Fact, Purchase, PurchaseLine};
use crate::coupons::coupon::{Coupon, CouponStatus, CouponType};
use crate::coupons::limits::BillingMode;
use crate::money::Fen;
use crate::time::Timestamp;

fn words(key: String) -> Fact {
    Fact::Words(vec![key])
}

pub(super) fn own_checks(coupon: &Coupon, now: Timestamp) -> Vec<Check> {
    let status = coupon.status_at(now);
    let state_ok = matches!(status, CouponStatus::Available | CouponStatus::Expired);
    vec![
        Check::new(
            CheckKey::State,
            state_ok,
            words("coupon_status.available".to_owned()),
            words(format!("coupon_status.{}", status.as_str())),
            Cure::AskIssuer,
        ),
        Check::new(
            CheckKey::Frozen,
            !coupon.is_frozen,
            words("facts.not_frozen".to_owned()),
            words(if coupon.is_frozen { "facts.frozen" } else { "facts.not_frozen" }.to_owned()),
            Cure::AskIssuer,
        ),
        Check::new(
            CheckKey::Begun,
            now >= coupon.effective_at,
            Fact::Time(coupon.effective_at),
            Fact::Time(now),
            Cure::WaitUntil { at: coupon.effective_at },
        ),
        Check::new(
            CheckKey::NotEnded,
            now < coupon.expires_at,
            Fact::Time(coupon.expires_at),
            Fact::Time(now),
            Cure::AskIssuer,
        ),
        Check::new(
            CheckKey::Balance,
            coupon.free().is_positive(),
            Fact::Amount(Fen::new(1)),
            Fact::Amount(coupon.free()),
            if coupon.locked.is_positive() {
                Cure::ReleaseLocks { locked: coupon.locked }
            } else {
                Cure::AskIssuer
            },
        ),
    ]
}

pub(super) fn circumstance_checks(coupon: &Coupon, purchase: &Purchase) -> Vec<Check> {
    let yes_no =
        |yes: bool, key: &str| words(format!("facts.{}{key}", if yes { "" } else { "not_" }));
    let wanted = if coupon.limits.curated_mall_only { Channel::CuratedMall } else { Channel::Own };
    let channel_ok = purchase.channel == wanted
        || (!coupon.limits.curated_mall_only && purchase.channel == Channel::CuratedMall);
    vec![
        Check::new(
            CheckKey::Payer,
            !purchase.paid_by_partner,
            yes_no(false, "paid_by_partner"),
            yes_no(purchase.paid_by_partner, "paid_by_partner"),
            Cure::PayYourself,
        ),
        Check::new(
            CheckKey::Arrears,
            !purchase.pays_arrears,
            yes_no(false, "pays_arrears"),
            yes_no(purchase.pays_arrears, "pays_arrears"),
            Cure::PayWithMoney,
        ),
        Check::new(
            CheckKey::Channel,
            channel_ok,
            words(format!("channel.{}", wanted.as_str())),
            words(format!("channel.{}", purchase.channel.as_str())),
            Cure::ChooseRequired,
        ),
    ]
}

fn is_eligible(coupon: &Coupon, line: &PurchaseLine) -> bool {
    let limits = &coupon.limits;
    let service = (limits.services.is_empty() || limits.services.contains(&line.service))
        && !limits.excluded_services.contains(&line.service);
    let product = (limits.products.is_empty() || limits.products.contains(&line.product))
        && !limits.excluded_products.contains(&line.product);
    service && product
}

fn list_check(
    key: CheckKey,
    allowed: &[String],
    excluded: &[String],
    actual: Vec<String>,
) -> Check {
    let fits =
        |code: &String| (allowed.is_empty() || allowed.contains(code)) && !excluded.contains(code);
    let passed = (allowed.is_empty() && excluded.is_empty()) || actual.iter().any(fits);
    let (required, cure) = match (allowed.is_empty(), excluded.is_empty()) {
        (true, true) => (Fact::None, Cure::Nothing),
        (true, false) => (Fact::AllBut(excluded.to_vec()), Cure::ChooseOther),
        (false, _) => (Fact::Codes(allowed.to_vec()), Cure::ChooseRequired),
    };
    let actual = if actual.iter().all(String::is_empty) { Fact::None } else { Fact::Codes(actual) };
    Check::new(key, passed, required, actual, cure)
}

pub(super) fn scope_checks(coupon: &Coupon, purchase: &Purchase) -> Vec<Check> {
    let limits = &coupon.limits;
    let services = purchase.lines.iter().map(|l| l.service.clone()).collect();
    let products = purchase.lines.iter().map(|l| l.product.clone()).collect();
    let modes = || limits.billing_modes.iter().map(|m| format!("billing_mode.{}", m.as_str()));
    let kinds = || limits.order_kinds.iter().map(|k| format!("order_kind.{}", k.as_str()));
    let fact = |keys: Vec<String>| if keys.is_empty() { Fact::None } else { Fact::Words(keys) };
    let project = vec![purchase.enterprise_project.clone()];
    vec![
        list_check(CheckKey::Service, &limits.services, &limits.excluded_services, services),
        list_check(CheckKey::Product, &limits.products, &limits.excluded_products, products),
        list_check(CheckKey::Region, &limits.regions, &[], vec![purchase.region.clone()]),
        Check::new(
            CheckKey::BillingMode,
            limits.billing_modes.is_empty()
                || limits.billing_modes.contains(&purchase.billing_mode),
            fact(modes().collect()),
            words(format!("billing_mode.{}", purchase.billing_mode.as_str())),
            Cure::ChooseRequired,
        ),
        Check::new(
            CheckKey::OrderKind,
            limits.order_kinds.is_empty() || limits.order_kinds.contains(&purchase.order_kind),
            fact(kinds().collect()),
            words(format!("order_kind.{}", purchase.order_kind.as_str())),
            Cure::ChooseRequired,
        ),
        Check::new(
            CheckKey::FirstOrder,
            !limits.first_order_in_service || purchase.is_first_in_service,
            if limits.first_order_in_service {
                words("facts.first_order".to_owned())
            } else {
                Fact::None
            },
            words(
                if purchase.is_first_in_service {
                    "facts.first_order"
                } else {
                    "facts.not_first_order"
                }
                .to_owned(),
            ),
            Cure::ChooseOther,
        ),
        list_check(CheckKey::EnterpriseProject, &limits.enterprise_projects, &[], project),
    ]
}

pub(super) fn amount_checks(coupon: &Coupon, purchase: &Purchase) -> Vec<Check> {
    let limits = &coupon.limits;
    let eligible =
        Fen::sum(purchase.lines.iter().filter(|l| is_eligible(coupon, l)).map(|l| l.amount))
            .unwrap_or(Fen::ZERO);
    let difference = |a: Fen, b: Fen| a.checked_sub(b).unwrap_or(Fen::ZERO);
    let amount = |limit: Option<Fen>| limit.map_or(Fact::None, Fact::Amount);
    let min = limits.min_order.unwrap_or(Fen::ZERO);
    let max = limits.max_order.unwrap_or(Fen::MAX_INPUT);
    let mut checks = vec![
        Check::new(
            CheckKey::MinOrder,
            eligible >= min && eligible.is_positive(),
            amount(limits.min_order),
            Fact::Amount(eligible),
            Cure::AddEligible { missing: difference(min.max(Fen::new(1)), eligible) },
        ),
        Check::new(
            CheckKey::MaxOrder,
            eligible <= max,
            amount(limits.max_order),
            Fact::Amount(eligible),
            Cure::TakeOut { excess: difference(eligible, max) },
        ),
        Check::new(
            CheckKey::UsageTimes,
            limits.usage_times.is_none_or(|times| coupon.use_count < times),
            limits.usage_times.map_or(Fact::None, Fact::Count),
            Fact::Count(coupon.use_count),
            Cure::AskIssuer,
        ),
        discount_check(coupon, purchase),
    ];
    checks.extend(depth_check(coupon, purchase));
    checks.extend(deduction_check(coupon, purchase, eligible));
    checks
}

fn discount_check(coupon: &Coupon, purchase: &Purchase) -> Check {
    let limits = &coupon.limits;
    let is_voucher = coupon.coupon_type == CouponType::Voucher;
    let kinds = [
        ("discount.promotion", purchase.promotion_discount, limits.with_promotion_discount),
        ("discount.partner", purchase.partner_discount, limits.with_partner_discount),
        ("discount.contract", purchase.contract_discount, limits.with_contract_discount),
        ("discount.coupon", purchase.discount_coupon, !is_voucher),
    ];
    let allowed: Vec<String> = kinds.iter().filter(|k| k.2).map(|k| k.0.to_owned()).collect();
    let present: Vec<String> = kinds.iter().filter(|k| k.1).map(|k| k.0.to_owned()).collect();
    let passed = kinds.iter().all(|(_, present, may)| !present || *may);
    let none = || vec!["discount.none".to_owned()];
    Check::new(
        CheckKey::Discount,
        passed,
        Fact::Words(if allowed.is_empty() { none() } else { allowed }),
        Fact::Words(if present.is_empty() { none() } else { present }),
        Cure::DropDiscount,
    )
}

fn depth_check(coupon: &Coupon, purchase: &Purchase) -> Option<Check> {
    let floor = coupon.limits.min_discount_ppm?;
    let best = purchase.lines.iter().map(|l| l.discount_ppm).max().unwrap_or(1_000_000);
    Some(Check::new(
        CheckKey::DiscountDepth,
        best >= floor,
        Fact::Ratio(floor),
        Fact::Ratio(best),
        Cure::DropDiscount,
    ))
}

fn deduction_check(coupon: &Coupon, purchase: &Purchase, eligible: Fen) -> Option<Check> {
    let ratio = coupon.limits.max_deduction_ppm?;
    if purchase.billing_mode == BillingMode::PayPerUse {
        return None;
    }
    let most = eligible.share_ppm(ratio);
    let asked = purchase.coupon_amount.unwrap_or(Fen::ZERO);
    Some(Check::new(
        CheckKey::Deduction,
        asked <= most && most.is_positive(),
        Fact::Ratio(ratio),
        Fact::Amount(asked),
        Cure::PayAtMost { amount: most },
    ))
}
