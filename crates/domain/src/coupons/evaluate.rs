//! "Why can't I use it?": every check a coupon goes through for a purchase, with what is required, what
//! is there, and what would make it pass (customer-cost-center §2.3).

use serde::{Deserialize, Serialize};

use super::coupon::{Coupon, CouponStatus, CouponType};
use super::limits::{BillingMode, OrderKind};
use crate::accounts::text_enum;
use crate::money::Fen;
use crate::time::Timestamp;

text_enum! {
    /// Where a purchase is made.
    Channel {
        /// The vendor's own products.
        Own = "own",
        /// The vendor's curated mall.
        CuratedMall = "curated_mall",
        /// Somebody else's goods on the marketplace.
        Marketplace = "marketplace",
    }
}

/// One item of a purchase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseLine {
    /// Cloud service type code.
    pub service: String,
    /// Product id; empty when the service alone is known.
    pub product: String,
    /// Payable before coupons.
    pub amount: Fen,
    /// Payable ÷ list price, in millionths; 1 000 000 when not discounted.
    pub discount_ppm: i64,
}

/// A purchase, real or imagined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// Its items.
    pub lines: Vec<PurchaseLine>,
    /// Region; empty when unknown.
    pub region: String,
    /// Billing mode.
    pub billing_mode: BillingMode,
    /// Order kind.
    pub order_kind: OrderKind,
    /// Where it is made.
    pub channel: Channel,
    /// Enterprise project; empty when none.
    pub enterprise_project: String,
    /// Whether it is the first order in its service.
    pub is_first_in_service: bool,
    /// Whether a promotion discount applies.
    pub promotion_discount: bool,
    /// Whether a partner-granted discount applies.
    pub partner_discount: bool,
    /// Whether a commercial discount applies.
    pub contract_discount: bool,
    /// Whether a discount coupon is applied.
    pub discount_coupon: bool,
    /// Whether it writes off arrears.
    pub pays_arrears: bool,
    /// Whether the partner pays for it.
    pub paid_by_partner: bool,
    /// What the coupon should pay; the whole order when `None`.
    pub coupon_amount: Option<Fen>,
}

text_enum! {
    /// What a check looks at.
    CheckKey {
        /// Neither reclaimed nor used up nor lapsed.
        State = "state",
        /// Not frozen.
        Frozen = "frozen",
        /// Has begun.
        Begun = "begun",
        /// Has not ended.
        NotEnded = "not_ended",
        /// Free balance left.
        Balance = "balance",
        /// Not the partner's payment.
        Payer = "payer",
        /// Not arrears.
        Arrears = "arrears",
        /// Channel.
        Channel = "channel",
        /// Cloud service.
        Service = "service",
        /// Product.
        Product = "product",
        /// Region.
        Region = "region",
        /// Billing mode.
        BillingMode = "billing_mode",
        /// Order kind.
        OrderKind = "order_kind",
        /// First order in the service.
        FirstOrder = "first_order",
        /// Smallest order.
        MinOrder = "min_order",
        /// Largest order.
        MaxOrder = "max_order",
        /// Times of use.
        UsageTimes = "usage_times",
        /// Enterprise project.
        EnterpriseProject = "enterprise_project",
        /// Discounts that exclude it.
        Discount = "discount",
        /// Depth of the discount.
        DiscountDepth = "discount_depth",
        /// Largest share of the order.
        Deduction = "deduction",
    }
}

/// A value a check compares, in a form any language can print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum Fact {
    /// Nothing to say: no limit, or unknown.
    None,
    /// An amount.
    Amount(Fen),
    /// An instant.
    Time(Timestamp),
    /// A number of times.
    Count(i64),
    /// A share in millionths.
    Ratio(i64),
    /// Codes as they are (services, products, regions, projects).
    Codes(Vec<String>),
    /// Keys of texts, as `namespace.key`.
    Words(Vec<String>),
    /// Everything but these codes.
    AllBut(Vec<String>),
}

/// What would make a failed check pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cure", rename_all = "snake_case")]
pub enum Cure {
    /// Nothing is needed: it passed.
    Nothing,
    /// Nothing helps; ask the issuer for another coupon.
    AskIssuer,
    /// Wait until then.
    WaitUntil {
        /// The instant.
        at: Timestamp,
    },
    /// Release or finish the orders that hold it.
    ReleaseLocks {
        /// What they hold.
        locked: Fen,
    },
    /// Add eligible items.
    AddEligible {
        /// For at least this much.
        missing: Fen,
    },
    /// Split the order or take items out.
    TakeOut {
        /// For at least this much.
        excess: Fen,
    },
    /// Let the coupon pay at most this much.
    PayAtMost {
        /// The most it may pay.
        amount: Fen,
    },
    /// Choose one of what is required.
    ChooseRequired,
    /// Choose something that is not excluded.
    ChooseOther,
    /// Pay without the discount.
    DropDiscount,
    /// Pay it yourself instead of asking the partner.
    PayYourself,
    /// Pay arrears with money.
    PayWithMoney,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What it looks at.
    pub key: CheckKey,
    /// Whether it passed.
    pub passed: bool,
    /// What the coupon asks for.
    pub required: Fact,
    /// What the purchase has.
    pub actual: Fact,
    /// What would make it pass.
    pub cure: Cure,
}

impl Check {
    fn new(key: CheckKey, passed: bool, required: Fact, actual: Fact, cure: Cure) -> Self {
        let cure = if passed { Cure::Nothing } else { cure };
        Self { key, passed, required, actual, cure }
    }
}

/// All checks of a coupon for a purchase, in the order people should read them. The coupon can be used
/// exactly when all passed.
pub fn evaluate(coupon: &Coupon, purchase: &Purchase, now: Timestamp) -> Vec<Check> {
    let mut checks = own_checks(coupon, now);
    checks.extend(circumstance_checks(coupon, purchase));
    checks.extend(scope_checks(coupon, purchase));
    checks.extend(amount_checks(coupon, purchase));
    checks
}

/// The first check that failed.
pub fn first_failure(checks: &[Check]) -> Option<&Check> {
    checks.iter().find(|c| !c.passed)
}

fn words(key: String) -> Fact {
    Fact::Words(vec![key])
}

fn own_checks(coupon: &Coupon, now: Timestamp) -> Vec<Check> {
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

fn circumstance_checks(coupon: &Coupon, purchase: &Purchase) -> Vec<Check> {
    let yes_no = |yes: bool, key: &str| {
        words(format!("facts.{}{key}", if yes { "" } else { "not_" }))
    };
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
    let fits = |code: &String| {
        (allowed.is_empty() || allowed.contains(code)) && !excluded.contains(code)
    };
    let passed = (allowed.is_empty() && excluded.is_empty()) || actual.iter().any(fits);
    let (required, cure) = match (allowed.is_empty(), excluded.is_empty()) {
        (true, true) => (Fact::None, Cure::Nothing),
        (true, false) => (Fact::AllBut(excluded.to_vec()), Cure::ChooseOther),
        (false, _) => (Fact::Codes(allowed.to_vec()), Cure::ChooseRequired),
    };
    let actual = if actual.iter().all(String::is_empty) { Fact::None } else { Fact::Codes(actual) };
    Check::new(key, passed, required, actual, cure)
}

fn scope_checks(coupon: &Coupon, purchase: &Purchase) -> Vec<Check> {
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
            limits.billing_modes.is_empty() || limits.billing_modes.contains(&purchase.billing_mode),
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
                if purchase.is_first_in_service { "facts.first_order" } else { "facts.not_first_order" }
                    .to_owned(),
            ),
            Cure::ChooseOther,
        ),
        list_check(CheckKey::EnterpriseProject, &limits.enterprise_projects, &[], project),
    ]
}

fn amount_checks(coupon: &Coupon, purchase: &Purchase) -> Vec<Check> {
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
    let allowed: Vec<String> =
        kinds.iter().filter(|k| k.2).map(|k| k.0.to_owned()).collect();
    let present: Vec<String> =
        kinds.iter().filter(|k| k.1).map(|k| k.0.to_owned()).collect();
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::accounts::AssociationKind;
    use crate::coupons::Limits;
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

    #[test]
    fn every_limit_fails_alone_and_names_its_cure() {
        let base = a_coupon();
        let now = base.effective_at;
        let limit = |limits: Limits| Coupon { limits, ..a_coupon() };
        let d = Limits::default;
        let cases: Vec<(Coupon, CheckKey, Cure)> = vec![
            (limit(Limits { services: vec!["obs".into()], ..d() }), CheckKey::Service, Cure::ChooseRequired),
            (limit(Limits { excluded_services: vec!["ecs".into()], ..d() }), CheckKey::Service, Cure::ChooseOther),
            (limit(Limits { regions: vec!["cn-east-3".into()], ..d() }), CheckKey::Region, Cure::ChooseRequired),
            (limit(Limits { billing_modes: vec![BillingMode::PayPerUse], ..d() }), CheckKey::BillingMode, Cure::ChooseRequired),
            (limit(Limits { order_kinds: vec![OrderKind::New], ..d() }), CheckKey::OrderKind, Cure::ChooseRequired),
            (limit(Limits { first_order_in_service: true, ..d() }), CheckKey::FirstOrder, Cure::ChooseOther),
            (limit(Limits { min_order: Some(Fen::yuan(100)), ..d() }), CheckKey::MinOrder, Cure::AddEligible { missing: Fen::yuan(20) }),
            (limit(Limits { max_order: Some(Fen::yuan(70)), ..d() }), CheckKey::MaxOrder, Cure::TakeOut { excess: Fen::yuan(10) }),
            (limit(Limits { enterprise_projects: vec!["p1".into()], ..d() }), CheckKey::EnterpriseProject, Cure::ChooseRequired),
            (limit(Limits { curated_mall_only: true, ..d() }), CheckKey::Channel, Cure::ChooseRequired),
            (Coupon { is_frozen: true, ..a_coupon() }, CheckKey::Frozen, Cure::AskIssuer),
            (Coupon { locked: Fen::yuan(50), ..a_coupon() }, CheckKey::Balance, Cure::ReleaseLocks { locked: Fen::yuan(50) }),
            (Coupon { effective_at: now.plus_days(1), ..a_coupon() }, CheckKey::Begun, Cure::WaitUntil { at: now.plus_days(1) }),
            (Coupon { limits: Limits { usage_times: Some(1), ..d() }, use_count: 1, ..a_coupon() }, CheckKey::UsageTimes, Cure::AskIssuer),
        ];
        for (coupon, key, cure) in cases {
            let failed = failing(&coupon, &a_purchase(), now);
            assert!(failed.contains(&(key, cure)), "{key:?}: {failed:?}");
        }
    }

    #[test]
    fn discounts_exclude_a_voucher_unless_it_says_otherwise() {
        let now = a_coupon().effective_at;
        let purchase = Purchase { contract_discount: true, ..a_purchase() };
        assert_eq!(failing(&a_coupon(), &purchase, now), vec![(CheckKey::Discount, Cure::DropDiscount)]);
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
}
