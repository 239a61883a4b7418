//! What restricts the use of a coupon (limits) and the issuing from a quota (terms).

use serde::{Deserialize, Serialize};

use crate::accounts::{AssociationKind, text_enum};
use crate::id::CustomerId;
use crate::money::{Fen, percent};
use crate::refusal::Refusal;

text_enum! {
    /// How a purchase is billed (customer-cost-center §1.2, the classes people see).
    BillingMode {
        /// 包年/包月.
        YearlyMonthly = "yearly_monthly",
        /// 按需.
        PayPerUse = "pay_per_use",
        /// 一次性.
        OneTime = "one_time",
        /// 预留实例.
        ReservedInstance = "reserved_instance",
        /// 节省计划.
        SavingsPlan = "savings_plan",
    }
}

text_enum! {
    /// What an order does (limit key `subscribeType`).
    OrderKind {
        /// 新购 (订购).
        New = "new",
        /// 续订.
        Renew = "renew",
        /// 变更.
        Change = "change",
    }
}

text_enum! {
    /// Who invoices what a cash coupon pays (customer-cost-center §2.8).
    InvoiceSubject {
        /// The issuing account.
        Issuer = "issuer",
        /// The account that uses it.
        User = "user",
    }
}

/// What restricts the use of a coupon. An empty list restricts nothing.
#[expect(clippy::struct_excessive_bools, reason = "each is a limit of its own, as documented")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Cloud services it may pay for.
    pub services: Vec<String>,
    /// Cloud services it may not pay for.
    pub excluded_services: Vec<String>,
    /// Products it may pay for.
    pub products: Vec<String>,
    /// Products it may not pay for.
    pub excluded_products: Vec<String>,
    /// Regions it may be used in.
    pub regions: Vec<String>,
    /// Billing modes it may be used with.
    pub billing_modes: Vec<BillingMode>,
    /// Order kinds it may be used for.
    pub order_kinds: Vec<OrderKind>,
    /// Enterprise projects it may be used in.
    pub enterprise_projects: Vec<String>,
    /// Only for the first order in a service.
    pub first_order_in_service: bool,
    /// Only for the vendor's curated mall.
    pub curated_mall_only: bool,
    /// The eligible items of an order must come to at least this much.
    pub min_order: Option<Fen>,
    /// … and to at most this much.
    pub max_order: Option<Fen>,
    /// How often it may be used; `None` until its balance is used up.
    pub usage_times: Option<i64>,
    /// Largest share of an order it may pay, in millionths (cash coupons; not for pay-per-use).
    pub max_deduction_ppm: Option<i64>,
    /// Refused when every line is discounted below this ratio, in millionths.
    pub min_discount_ppm: Option<i64>,
    /// May be combined with a promotion discount.
    pub with_promotion_discount: bool,
    /// May be combined with a discount the partner granted.
    pub with_partner_discount: bool,
    /// May be combined with a commercial (contract) discount.
    pub with_contract_discount: bool,
}

/// What restricts issuing from a quota.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Lowest face value of one coupon.
    pub min_face: Option<Fen>,
    /// Highest face value of one coupon.
    pub max_face: Option<Fen>,
    /// Most coupons in all.
    pub max_count: Option<i64>,
    /// Most face value in all.
    pub max_total: Option<Fen>,
    /// Ways of trading allowed; empty allows all.
    pub associations: Vec<AssociationKind>,
    /// Only for customers whose first association this is.
    pub first_associated_only: bool,
    /// Only for these customers; empty allows all.
    pub customers: Vec<CustomerId>,
    /// Whether use counts towards the partner's incentive (cash coupons).
    pub counts_for_incentive: bool,
    /// Who invoices (cash coupons).
    pub invoice_subject: Option<InvoiceSubject>,
}

/// What an issuer asks for on top of the quota's limits. Empty inherits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitRequest {
    /// Cloud services, at most 10.
    pub services: Vec<String>,
    /// Products, at most 10.
    pub products: Vec<String>,
    /// Order kinds.
    pub order_kinds: Vec<OrderKind>,
    /// Smallest order.
    pub min_order: Option<Fen>,
    /// Largest share of an order (cash coupons), in millionths.
    pub max_deduction_ppm: Option<i64>,
}

/// Most services or products one coupon may name (partner-sales §2.3).
pub const LIMIT_VALUES_MAX: usize = 10;

impl Limits {
    /// The limits of a coupon issued with `request` from a quota with these limits: what is asked must be
    /// a subset, what is not asked is inherited (partner-sales §2.3).
    ///
    /// # Errors
    /// [`Refusal::LimitsWider`] and [`Refusal::OrderKindsOutside`] with the values that do not fit.
    pub fn narrowed(&self, request: &LimitRequest) -> Result<Self, Refusal> {
        let mut limits = self.clone();
        narrow(&mut limits.services, &self.services, &self.excluded_services, &request.services)?;
        narrow(&mut limits.products, &self.products, &self.excluded_products, &request.products)?;
        let outside: Vec<&str> = request
            .order_kinds
            .iter()
            .filter(|kind| !self.order_kinds.is_empty() && !self.order_kinds.contains(kind))
            .map(|kind| kind.as_str())
            .collect();
        if !outside.is_empty() {
            return Err(Refusal::OrderKindsOutside { values: outside.join(", ") });
        }
        if !request.order_kinds.is_empty() {
            limits.order_kinds.clone_from(&request.order_kinds);
        }
        if let Some(asked) = request.min_order {
            let is_below = self.min_order.is_some_and(|own| asked < own);
            // Above the largest order no order is left that the coupon could pay for.
            if is_below || self.max_order.is_some_and(|own| asked > own) {
                return Err(Refusal::LimitsWider { values: asked.grouped() });
            }
            limits.min_order = Some(asked);
        }
        if let Some(asked) = request.max_deduction_ppm {
            if self.max_deduction_ppm.is_some_and(|own| asked > own) {
                return Err(Refusal::LimitsWider { values: percent(asked) });
            }
            limits.max_deduction_ppm = Some(asked);
        }
        Ok(limits)
    }

    /// Whether nothing restricts the use (discount flags aside, which only widen).
    pub fn is_unrestricted(&self) -> bool {
        let flags = Self {
            with_promotion_discount: self.with_promotion_discount,
            with_partner_discount: self.with_partner_discount,
            with_contract_discount: self.with_contract_discount,
            ..Self::default()
        };
        *self == flags
    }
}

fn narrow(
    target: &mut Vec<String>,
    allowed: &[String],
    excluded: &[String],
    asked: &[String],
) -> Result<(), Refusal> {
    if asked.is_empty() {
        return Ok(());
    }
    let wider: Vec<&str> = asked
        .iter()
        .filter(|code| (!allowed.is_empty() && !allowed.contains(code)) || excluded.contains(code))
        .map(String::as_str)
        .collect();
    if !wider.is_empty() {
        return Err(Refusal::LimitsWider { values: wider.join(", ") });
    }
    *target = asked.to_vec();
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec("[a-e]", 0..4).prop_map(|mut v| {
            v.sort();
            v.dedup();
            v
        })
    }

    proptest! {
        #[test]
        fn a_coupon_is_never_wider_than_its_quota(own in codes(), out in codes(), asked in codes()) {
            let quota = Limits { services: own.clone(), excluded_services: out.clone(), ..Limits::default() };
            let request = LimitRequest { services: asked.clone(), ..LimitRequest::default() };
            if let Ok(limits) = quota.narrowed(&request) {
                let fits = |c: &String| (own.is_empty() || own.contains(c)) && (asked.is_empty() || !out.contains(c));
                prop_assert!(limits.services.iter().all(fits));
                prop_assert!(own.is_empty() || !limits.services.is_empty());
                prop_assert_eq!(limits.excluded_services, out);
            }
        }
    }

    #[test]
    fn nothing_asked_inherits() {
        let quota = Limits {
            services: vec!["a".into()],
            order_kinds: vec![OrderKind::New],
            min_order: Some(Fen::yuan(100)),
            ..Limits::default()
        };
        assert_eq!(quota.narrowed(&LimitRequest::default()), Ok(quota.clone()));
    }

    #[test]
    fn a_minimum_above_the_largest_order_fits_no_order() {
        let quota = Limits { max_order: Some(Fen::yuan(50)), ..Limits::default() };
        let asked =
            |yuan| LimitRequest { min_order: Some(Fen::yuan(yuan)), ..LimitRequest::default() };
        assert!(quota.narrowed(&asked(51)).is_err());
        let limits = quota.narrowed(&asked(50)).expect("fits");
        assert_eq!((limits.min_order, limits.max_order), (Some(Fen::yuan(50)), quota.max_order));
    }

    #[test]
    fn what_a_partner_cannot_ask_is_inherited() {
        let quota = Limits {
            max_order: Some(Fen::yuan(50)),
            min_discount_ppm: Some(850_000),
            enterprise_projects: vec!["ep-1".into()],
            ..Limits::default()
        };
        let request = LimitRequest { services: vec!["a".into()], ..LimitRequest::default() };
        let limits = quota.narrowed(&request).expect("fits");
        assert_eq!(limits, Limits { services: vec!["a".into()], ..quota });
    }

    #[test]
    fn a_smaller_minimum_or_a_larger_share_is_wider() {
        let quota = Limits {
            min_order: Some(Fen::yuan(100)),
            max_deduction_ppm: Some(500_000),
            ..Limits::default()
        };
        let min = LimitRequest { min_order: Some(Fen::yuan(99)), ..LimitRequest::default() };
        let share = LimitRequest { max_deduction_ppm: Some(500_001), ..LimitRequest::default() };
        assert!(quota.narrowed(&min).is_err());
        assert!(quota.narrowed(&share).is_err());
    }
}
