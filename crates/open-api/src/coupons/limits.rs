//! Limits of coupons and quotas on the wire.
//!
//! Keys are those of open-api §6 and customer-cost-center §1.2: `cloudServiceType`, `productId`,
//! `regionCode`, `subscribeType`, `firstOrderInService`, `usageTimes`, `maxDeductionRatio`,
//! `minConsumeDiscount`, `simultaneousUseWith…Discount`, `isRebate`. Where a limit is documented
//! without its key, the key is ours: `excludedCloudServiceType`, `excludedProductId`,
//! `chargingMode`, `enterpriseProjectId`, `curatedMallOnly`, `orderAmount`, `faceValue`,
//! `couponCount`, `totalFaceValue`, `associationType`, `firstAssociated`, `customerId`,
//! `invoiceSubject`. Amounts are yuan, ratios decimal fractions, flags `0` and `1`.

use hezong_domain::Fen;
use hezong_domain::coupons::{BillingMode, Coupon, Limits, OrderKind, Quota, QuotaType};

use super::{CouponUseLimit, LimitValue, QuotaLimitInfo};
use crate::text::{self, Language};

/// What restricts a coupon, one entry per value; a list of products is one entry.
pub(super) fn of_coupon(coupon: &Coupon, language: Language) -> Vec<CouponUseLimit> {
    let mut limits = Vec::new();
    for info in of_limits(&coupon.limits, language) {
        for value in info.limit_values {
            limits.push(CouponUseLimit {
                use_limit_info_id: format!("{}-{}", coupon.id, limits.len() + 1),
                limit_key: info.limit_key.clone(),
                value1: Some(value.value1),
                value2: value.value2,
                value_unit: None,
                limit_type: None,
                promotion_plan_id: None,
            });
        }
    }
    limits
}

/// What restricts a quota: the limits its coupons inherit, then the terms of issuing.
pub(super) fn of_quota(quota: &Quota, language: Language) -> Vec<QuotaLimitInfo> {
    let mut infos = of_limits(&quota.limits, language);
    let terms = &quota.terms;
    let mut add = |key, values| push(&mut infos, key, values);
    add("faceValue", range(terms.min_face, terms.max_face));
    add("couponCount", terms.max_count.map(|max| one(max.to_string())).into_iter().collect());
    add("totalFaceValue", terms.max_total.map(|max| one(max.to_string())).into_iter().collect());
    add(
        "associationType",
        terms.associations.iter().map(|kind| one(kind.code().to_string())).collect(),
    );
    add("firstAssociated", flag_if(terms.first_associated_only));
    add("customerId", terms.customers.iter().map(|id| one(id.to_string())).collect());
    if quota.quota_type == QuotaType::CashCoupon {
        add("isRebate", vec![flag(terms.counts_for_incentive)]);
        let subject = terms.invoice_subject.map(|subject| one(subject.as_str().to_owned()));
        add("invoiceSubject", subject.into_iter().collect());
    }
    infos
}

fn of_limits(limits: &Limits, language: Language) -> Vec<QuotaLimitInfo> {
    let mut infos = Vec::new();
    let mut add = |key, values| push(&mut infos, key, values);
    add("cloudServiceType", each(&limits.services));
    add("excludedCloudServiceType", each(&limits.excluded_services));
    add("productId", joined(&limits.products));
    add("excludedProductId", joined(&limits.excluded_products));
    add("regionCode", limits.regions.iter().map(|code| region(code, language)).collect());
    add(
        "chargingMode",
        limits
            .billing_modes
            .iter()
            .flat_map(|mode| charging_modes(*mode))
            .copied()
            .map(text_of)
            .collect(),
    );
    add(
        "subscribeType",
        limits.order_kinds.iter().map(|kind| text_of(order_kind(*kind))).collect(),
    );
    add("enterpriseProjectId", each(&limits.enterprise_projects));
    add("firstOrderInService", flag_if(limits.first_order_in_service));
    add("curatedMallOnly", flag_if(limits.curated_mall_only));
    add("orderAmount", range(limits.min_order, limits.max_order));
    add("usageTimes", limits.usage_times.map(|times| one(times.to_string())).into_iter().collect());
    add("maxDeductionRatio", limits.max_deduction_ppm.map(ratio).into_iter().collect());
    add("minConsumeDiscount", limits.min_discount_ppm.map(ratio).into_iter().collect());
    add("simultaneousUseWithPromotionDiscount", vec![flag(limits.with_promotion_discount)]);
    add("simultaneousUseWithEmpowerDiscount", vec![flag(limits.with_partner_discount)]);
    add("simultaneousUseWithContractDiscount", vec![flag(limits.with_contract_discount)]);
    infos
}

fn push(infos: &mut Vec<QuotaLimitInfo>, key: &str, limit_values: Vec<LimitValue>) {
    if !limit_values.is_empty() {
        infos.push(QuotaLimitInfo { limit_key: key.to_owned(), limit_values });
    }
}

fn one(value1: String) -> LimitValue {
    LimitValue { value1, value2: None }
}

fn text_of(value1: &str) -> LimitValue {
    one(value1.to_owned())
}

fn each(values: &[String]) -> Vec<LimitValue> {
    values.iter().cloned().map(one).collect()
}

/// Products are one value: a list with commas.
fn joined(values: &[String]) -> Vec<LimitValue> {
    if values.is_empty() { Vec::new() } else { vec![one(values.join(","))] }
}

fn region(code: &str, language: Language) -> LimitValue {
    LimitValue { value1: code.to_owned(), value2: text::region(language, code).map(str::to_owned) }
}

fn range(min: Option<Fen>, max: Option<Fen>) -> Vec<LimitValue> {
    if min.is_none() && max.is_none() {
        return Vec::new();
    }
    let value1 = min.unwrap_or(Fen::ZERO).to_string();
    vec![LimitValue { value1, value2: max.map(|max| max.to_string()) }]
}

fn flag(is_set: bool) -> LimitValue {
    text_of(if is_set { "1" } else { "0" })
}

fn flag_if(is_set: bool) -> Vec<LimitValue> {
    if is_set { vec![flag(true)] } else { Vec::new() }
}

/// Millionths as a decimal fraction: 500 000 is `0.5`, 1 000 000 is `1`.
fn ratio(ppm: i64) -> LimitValue {
    let text = format!("{}.{:06}", ppm / 1_000_000, ppm % 1_000_000);
    one(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// Codes of customer-cost-center §1.2; ours are coarser.
fn charging_modes(mode: BillingMode) -> &'static [&'static str] {
    match mode {
        BillingMode::YearlyMonthly => &["1", "2"],
        BillingMode::PayPerUse => &["5"],
        BillingMode::OneTime => &["7"],
        BillingMode::ReservedInstance => &["8"],
        BillingMode::SavingsPlan => &["11"],
    }
}

fn order_kind(kind: OrderKind) -> &'static str {
    match kind {
        OrderKind::New => "new",
        OrderKind::Renew => "renew",
        OrderKind::Change => "change",
    }
}
