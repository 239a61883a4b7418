//! Granting a quota: every limit of use and every term of issuing.

use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{BillingMode, InvoiceSubject, Limits, OrderKind, QuotaType, Terms};
use hezong_domain::text::{self, NAME_LENGTH_MAX};
use hezong_domain::{CustomerId, Fen, PartnerId, ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

use super::read::{choices, optional_amount, optional_number, optional_share, required_day, split};
use crate::accounts::is_on;

/// Most enterprise projects a quota may name.
const PROJECTS_MAX: usize = 50;
/// Longest id of an enterprise project.
const PROJECT_LENGTH_MAX: usize = 64;

/// Granting a quota (operations).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantForm {
    /// Partner.
    pub partner_id: String,
    /// `voucher` or `cash_coupon`.
    pub quota_type: String,
    /// Name, e.g. the campaign.
    pub name: String,
    /// Value in yuan.
    pub value: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Services its coupons may pay for.
    pub services: Vec<String>,
    /// Services its coupons may not pay for, separated by commas.
    pub excluded_services: Vec<String>,
    /// Products, separated by commas.
    pub products: String,
    /// Excluded products, separated by commas.
    pub excluded_products: String,
    /// Regions.
    pub regions: Vec<String>,
    /// Billing modes.
    pub billing_modes: Vec<String>,
    /// Order kinds.
    pub order_kinds: Vec<String>,
    /// `on`: only the first order in a service.
    pub first_order_in_service: String,
    /// `on`: only the curated mall.
    pub curated_mall_only: String,
    /// Smallest order in yuan.
    pub min_order: String,
    /// Largest order in yuan.
    pub max_order: String,
    /// Enterprise projects: ids, separated by commas.
    pub enterprise_projects: String,
    /// Discounts of every line below this percentage of the price exclude the coupon.
    pub min_discount: String,
    /// How often a coupon may be used; empty until used up.
    pub usage_times: String,
    /// Largest share of an order in percent.
    pub share: String,
    /// `on`: may be combined with a promotion discount.
    pub with_promotion_discount: String,
    /// `on`: may be combined with a partner-granted discount.
    pub with_partner_discount: String,
    /// `on`: may be combined with a commercial discount.
    pub with_contract_discount: String,
    /// Lowest face value in yuan.
    pub min_face: String,
    /// Highest face value in yuan.
    pub max_face: String,
    /// Most coupons.
    pub max_count: String,
    /// Most face value in all, in yuan.
    pub max_total: String,
    /// Ways of trading.
    pub associations: Vec<String>,
    /// `on`: only first-associated customers.
    pub first_associated_only: String,
    /// Only these customers: ids, separated by commas.
    pub customers: String,
    /// `on`: counts towards incentives.
    pub counts_for_incentive: String,
    /// `issuer` or `user`; empty for none.
    pub invoice_subject: String,
    /// Idempotency key.
    pub key: String,
}

/// A checked [`GrantForm`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// Partner.
    pub partner_id: PartnerId,
    /// What coupons it makes.
    pub quota_type: QuotaType,
    /// Name; may be empty.
    pub name: String,
    /// Value.
    pub value: Fen,
    /// First instant.
    pub effective_at: Timestamp,
    /// Last instant.
    pub expires_at: Timestamp,
    /// What restricts its coupons.
    pub limits: Limits,
    /// What restricts issuing.
    pub terms: Terms,
}

impl GrantForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self, now: Timestamp) -> Result<NewGrant, Problems> {
        let mut problems = Problems::new();
        let partner_id = PartnerId::parse(&self.partner_id).ok();
        if partner_id.is_none() {
            problems.add("partner_id", ProblemKind::NothingChosen);
        }
        let quota_type = QuotaType::parse(&self.quota_type);
        if quota_type.is_none() {
            problems.add("quota_type", ProblemKind::NotAChoice);
        }
        let name = text::bounded(&mut problems, "name", &self.name, false, NAME_LENGTH_MAX);
        let value = problems.take("value", Fen::parse_positive(&self.value));
        let from = required_day(&mut problems, "from", &self.from, Timestamp::from_local_day);
        let to = required_day(&mut problems, "to", &self.to, Timestamp::from_local_day_end);
        if let (Some(from), Some(to)) = (from, to) {
            if to < from {
                problems.add("to", ProblemKind::EndBeforeBegin);
            } else if to <= now {
                problems.add("to", ProblemKind::InThePast);
            }
        }
        let limits = self.limits(&mut problems);
        let terms = self.terms(&mut problems);
        not_below(&mut problems, "max_order", limits.min_order, limits.max_order);
        not_below(&mut problems, "max_face", terms.min_face, terms.max_face);
        problems.into_result(NewGrant {
            partner_id: partner_id.unwrap_or_else(|| PartnerId::new("")),
            quota_type: quota_type.unwrap_or(QuotaType::Voucher),
            name,
            value: value.unwrap_or(Fen::ZERO),
            effective_at: from.unwrap_or_default(),
            expires_at: to.unwrap_or_default(),
            limits,
            terms,
        })
    }

    fn limits(&self, problems: &mut Problems) -> Limits {
        Limits {
            services: self.services.clone(),
            excluded_services: self.excluded_services.clone(),
            products: split(&self.products),
            excluded_products: split(&self.excluded_products),
            regions: self.regions.clone(),
            billing_modes: choices(
                problems,
                "billing_modes",
                &self.billing_modes,
                BillingMode::parse,
            ),
            order_kinds: choices(problems, "order_kinds", &self.order_kinds, OrderKind::parse),
            enterprise_projects: projects(problems, &self.enterprise_projects),
            first_order_in_service: is_on(&self.first_order_in_service),
            curated_mall_only: is_on(&self.curated_mall_only),
            min_order: optional_amount(problems, "min_order", &self.min_order),
            max_order: optional_amount(problems, "max_order", &self.max_order),
            usage_times: optional_number(problems, "usage_times", &self.usage_times, 1, 1_000),
            max_deduction_ppm: optional_share(problems, "share", &self.share),
            min_discount_ppm: optional_share(problems, "min_discount", &self.min_discount),
            with_promotion_discount: is_on(&self.with_promotion_discount),
            with_partner_discount: is_on(&self.with_partner_discount),
            with_contract_discount: is_on(&self.with_contract_discount),
        }
    }

    fn terms(&self, problems: &mut Problems) -> Terms {
        let subject = self.invoice_subject.trim();
        let invoice_subject = InvoiceSubject::parse(subject);
        if invoice_subject.is_none() && !subject.is_empty() {
            problems.add("invoice_subject", ProblemKind::NotAChoice);
        }
        let mut customers = Vec::new();
        for text in split(&self.customers) {
            match CustomerId::parse(&text) {
                Ok(id) => customers.push(id),
                Err(_) => problems.add("customers", ProblemKind::Unknown),
            }
        }
        Terms {
            min_face: optional_amount(problems, "min_face", &self.min_face),
            max_face: optional_amount(problems, "max_face", &self.max_face),
            max_count: optional_number(problems, "max_count", &self.max_count, 1, 10_000_000),
            max_total: optional_amount(problems, "max_total", &self.max_total),
            associations: choices(
                problems,
                "associations",
                &self.associations,
                AssociationKind::parse,
            ),
            first_associated_only: is_on(&self.first_associated_only),
            customers,
            counts_for_incentive: is_on(&self.counts_for_incentive),
            invoice_subject,
        }
    }
}

/// A range that ends before it begins fits nothing.
fn not_below(problems: &mut Problems, field: &'static str, min: Option<Fen>, max: Option<Fen>) {
    if let (Some(min), Some(max)) = (min, max)
        && max < min
    {
        problems.add(field, ProblemKind::AmountBelow { min_fen: min.get() });
    }
}

/// Ids of enterprise projects, which other systems make: bounded, each once.
fn projects(problems: &mut Problems, text: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in split(text) {
        if id.chars().count() > PROJECT_LENGTH_MAX {
            problems.add("enterprise_projects", ProblemKind::TooLong { max: PROJECT_LENGTH_MAX });
            break;
        }
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > PROJECTS_MAX {
        problems.add("enterprise_projects", ProblemKind::TooMany { max: PROJECTS_MAX });
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> GrantForm {
        GrantForm {
            partner_id: "0a0000000000000000000000000000a1".to_owned(),
            quota_type: "voucher".to_owned(),
            value: "1000".to_owned(),
            from: "2026-01-01".to_owned(),
            to: "2026-12-31".to_owned(),
            ..GrantForm::default()
        }
    }

    #[test]
    fn every_limit_of_use_can_be_asked() {
        let asked = GrantForm {
            min_order: "10".to_owned(),
            max_order: "10.00".to_owned(),
            min_discount: "85.5".to_owned(),
            enterprise_projects: "ep-1，ep-2\nep-1".to_owned(),
            ..form()
        };
        let limits = asked.check(Timestamp::default()).expect("checked").limits;
        assert_eq!(limits.max_order, Some(Fen::yuan(10)));
        assert_eq!(limits.min_discount_ppm, Some(855_000));
        assert_eq!(limits.enterprise_projects, ["ep-1", "ep-2"]);
    }

    #[test]
    fn limits_that_fit_nothing_are_refused() {
        let smaller =
            GrantForm { min_order: "10".to_owned(), max_order: "9.99".to_owned(), ..form() };
        let deeper = GrantForm { min_discount: "101".to_owned(), ..form() };
        let longer = GrantForm { enterprise_projects: "x".repeat(65), ..form() };
        let many: Vec<String> = (0..51).map(|n| n.to_string()).collect();
        let more = GrantForm { enterprise_projects: many.join(","), ..form() };
        for asked in [smaller, deeper, longer, more] {
            assert!(asked.check(Timestamp::default()).is_err(), "{asked:?}");
        }
    }
}
