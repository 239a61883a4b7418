//! Granting a quota: every limit of use and every term of issuing.

use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{BillingMode, InvoiceSubject, Limits, OrderKind, QuotaType, Terms};
use hezong_domain::text::{self, NAME_LENGTH_MAX};
use hezong_domain::{CustomerId, Fen, PartnerId, ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

use super::read::{choices, optional_amount, optional_number, optional_share, required_day, split};
use crate::accounts::is_on;

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
        if let (Some(min), Some(max)) = (terms.min_face, terms.max_face)
            && max < min
        {
            problems.add("max_face", ProblemKind::AmountBelow { min_fen: min.get() });
        }
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
            enterprise_projects: Vec::new(),
            first_order_in_service: is_on(&self.first_order_in_service),
            curated_mall_only: is_on(&self.curated_mall_only),
            min_order: optional_amount(problems, "min_order", &self.min_order),
            max_order: None,
            usage_times: optional_number(problems, "usage_times", &self.usage_times, 1, 1_000),
            max_deduction_ppm: optional_share(problems, "share", &self.share),
            min_discount_ppm: None,
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
