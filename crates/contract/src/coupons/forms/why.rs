//! "Why can't I use it?"

use hezong_domain::coupons::{BillingMode, Channel, OrderKind, Purchase, PurchaseLine};
use hezong_domain::{Fen, ProblemKind, Problems};

use crate::query;

/// "Why can't I use it?": an imagined purchase. Its query string is the question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhyForm {
    /// Cloud service.
    pub service: String,
    /// Product; optional.
    pub product: String,
    /// Amount in yuan.
    pub amount: String,
    /// Region; optional.
    pub region: String,
    /// Billing mode.
    pub mode: String,
    /// Order kind.
    pub kind: String,
    /// Channel.
    pub channel: String,
    /// Enterprise project; optional.
    pub project: String,
    /// `promotion`, `partner`, `contract`, `coupon`.
    pub discounts: Vec<String>,
    /// `first`, `arrears`, `by_partner`.
    pub circumstances: Vec<String>,
}

impl WhyForm {
    /// Reads the query string of a coupon's page.
    pub fn from_query(text: &str) -> Self {
        let pairs = query::pairs(text);
        let one = |name: &str| query::first(&pairs, name).trim().to_owned();
        Self {
            service: one("service"),
            product: one("product"),
            amount: one("amount"),
            region: one("region"),
            mode: one("mode"),
            kind: one("kind"),
            channel: one("channel"),
            project: one("project"),
            discounts: query::all(&pairs, "discounts"),
            circumstances: query::all(&pairs, "circumstances"),
        }
    }

    /// Whether something was asked.
    pub fn is_asked(&self) -> bool {
        !self.service.is_empty() || !self.amount.is_empty()
    }

    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<Purchase, Problems> {
        let mut problems = Problems::new();
        if self.service.is_empty() {
            problems.add("service", ProblemKind::NothingChosen);
        }
        let amount = problems.take("amount", Fen::parse_positive(&self.amount));
        let or = |text: &str, default: &str| {
            if text.is_empty() { default.to_owned() } else { text.to_owned() }
        };
        let mode = BillingMode::parse(&or(&self.mode, "yearly_monthly"));
        if mode.is_none() {
            problems.add("mode", ProblemKind::NotAChoice);
        }
        let kind = OrderKind::parse(&or(&self.kind, "new"));
        if kind.is_none() {
            problems.add("kind", ProblemKind::NotAChoice);
        }
        let channel = Channel::parse(&or(&self.channel, "own"));
        if channel.is_none() {
            problems.add("channel", ProblemKind::NotAChoice);
        }
        let discounted = |name: &str| self.discounts.iter().any(|d| d == name);
        let is = |name: &str| self.circumstances.iter().any(|c| c == name);
        problems.into_result(Purchase {
            lines: vec![PurchaseLine {
                service: self.service.clone(),
                product: self.product.clone(),
                amount: amount.unwrap_or(Fen::ZERO),
                discount_ppm: 1_000_000,
            }],
            region: self.region.clone(),
            billing_mode: mode.unwrap_or(BillingMode::YearlyMonthly),
            order_kind: kind.unwrap_or(OrderKind::New),
            channel: channel.unwrap_or(Channel::Own),
            enterprise_project: self.project.clone(),
            is_first_in_service: is("first"),
            promotion_discount: discounted("promotion"),
            partner_discount: discounted("partner"),
            contract_discount: discounted("contract"),
            discount_coupon: discounted("coupon"),
            pays_arrears: is("arrears"),
            paid_by_partner: is("by_partner"),
            coupon_amount: None,
        })
    }
}
