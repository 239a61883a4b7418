//! Forms around coupons: raw strings, checked into commands.

use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{
    BillingMode, Channel, InvoiceSubject, IssueRequest, LIMIT_VALUES_MAX, LimitRequest, Limits,
    OrderKind, Purchase, PurchaseLine, QuotaType, Terms,
};
use hezong_domain::text::{self, MEMO_LENGTH_MAX, NAME_LENGTH_MAX, REASON_LENGTH_MAX};
use hezong_domain::{CouponId, CustomerId, Fen, PartnerId, ProblemKind, Problems, QuotaId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::accounts::is_on;
use crate::query;

/// Most customers one act may name (open-api §8, `customer_ids`).
pub const CUSTOMERS_MAX: usize = 100;
/// Most coupons one act may reclaim.
pub const COUPONS_MAX: usize = 100;

/// Issuing coupons. Its query string is the request: the plan's address can be mailed to a colleague.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueForm {
    /// Quota.
    pub quota: String,
    /// Customers: account ids or sign-in names.
    pub customers: Vec<String>,
    /// Face value in yuan.
    pub face: String,
    /// First day; empty takes the quota's begin.
    pub from: String,
    /// Last day; empty takes the quota's end.
    pub to: String,
    /// Narrower services.
    pub services: Vec<String>,
    /// Narrower products.
    pub products: Vec<String>,
    /// Narrower order kinds.
    pub kinds: Vec<String>,
    /// Smallest order in yuan.
    pub min_order: String,
    /// Largest share of an order in percent (cash coupons).
    pub share: String,
    /// What the coupon is called.
    pub name: String,
    /// Note for the issuer.
    pub memo: String,
    /// `plan` when the plan is wanted.
    pub step: String,
}

impl IssueForm {
    /// Reads the query string of the issue page.
    pub fn from_query(text: &str) -> Self {
        let pairs = query::pairs(text);
        let one = |name: &str| query::first(&pairs, name).trim().to_owned();
        let mut customers = query::all(&pairs, "customers");
        customers.extend(query::all(&pairs, "more"));
        let mut seen = Vec::with_capacity(customers.len());
        for customer in customers {
            if !seen.contains(&customer) {
                seen.push(customer);
            }
        }
        Self {
            quota: one("quota"),
            customers: seen,
            face: one("face"),
            from: one("from"),
            to: one("to"),
            services: query::all(&pairs, "services"),
            products: query::all(&pairs, "products"),
            kinds: query::all(&pairs, "kinds"),
            min_order: one("min_order"),
            share: one("share"),
            name: one("name"),
            memo: one("memo"),
            step: one("step"),
        }
    }

    /// The query string of this form; `step` chooses the view.
    pub fn to_query(&self, step: &str) -> String {
        let mut pairs: Vec<(&str, String)> = vec![
            ("quota", self.quota.clone()),
            ("customers", self.customers.join(",")),
            ("face", self.face.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("services", self.services.join(",")),
            ("products", self.products.join(",")),
            ("kinds", self.kinds.join(",")),
            ("min_order", self.min_order.clone()),
            ("share", self.share.clone()),
            ("name", self.name.clone()),
            ("memo", self.memo.clone()),
        ];
        pairs.push(("step", step.to_owned()));
        query::build(pairs)
    }

    /// Checks the form. Customers stay as typed: names are looked up by the service.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<IssueRequest, Problems> {
        let mut problems = Problems::new();
        let quota_id = QuotaId::parse(&self.quota).ok();
        if quota_id.is_none() {
            problems.add("quota", ProblemKind::NothingChosen);
        }
        if self.customers.is_empty() {
            problems.add("customers", ProblemKind::NothingChosen);
        } else if self.customers.len() > CUSTOMERS_MAX {
            problems.add("customers", ProblemKind::TooMany { max: CUSTOMERS_MAX });
        } else if self.customers.iter().any(|c| CustomerId::parse(c).is_err()) {
            problems.add("customers", ProblemKind::Unknown);
        }
        let face = problems.take("face", Fen::parse_positive(&self.face));
        let effective_at = day(&mut problems, "from", &self.from, Timestamp::from_local_day);
        let expires_at = day(&mut problems, "to", &self.to, Timestamp::from_local_day_end);
        if let (Some(from), Some(to)) = (effective_at, expires_at)
            && to < from
        {
            problems.add("to", ProblemKind::EndBeforeBegin);
        }
        let limits = LimitRequest {
            services: values(&mut problems, "services", &self.services),
            products: values(&mut problems, "products", &self.products),
            order_kinds: choices(&mut problems, "kinds", &self.kinds, OrderKind::parse),
            min_order: optional_amount(&mut problems, "min_order", &self.min_order),
            max_deduction_ppm: optional_share(&mut problems, "share", &self.share),
        };
        let name = text::bounded(&mut problems, "name", &self.name, false, 64);
        let memo = text::bounded(&mut problems, "memo", &self.memo, false, MEMO_LENGTH_MAX);
        let customer_ids = self.customers.iter().map(CustomerId::new).collect();
        problems.into_result(IssueRequest {
            quota_id: quota_id.unwrap_or_else(|| QuotaId::new("")),
            customer_ids,
            face: face.unwrap_or(Fen::ZERO),
            effective_at,
            expires_at,
            limits,
            name,
            memo,
        })
    }
}

/// Reclaiming coupons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReclaimForm {
    /// The coupons.
    pub coupons: Vec<String>,
}

impl ReclaimForm {
    /// Reads the query string of the reclaim page.
    pub fn from_query(text: &str) -> Self {
        Self { coupons: query::all(&query::pairs(text), "coupons") }
    }

    /// The query string of this form.
    pub fn to_query(&self) -> String {
        query::build([("coupons", self.coupons.join(","))])
    }

    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<Vec<CouponId>, Problems> {
        let mut ids: Vec<CouponId> = Vec::with_capacity(self.coupons.len());
        let mut problems = Problems::new();
        for text in &self.coupons {
            match CouponId::parse(text) {
                Ok(id) if !ids.contains(&id) => ids.push(id),
                Ok(_) => {}
                Err(_) => problems.add("coupons", ProblemKind::Unknown),
            }
        }
        if self.coupons.is_empty() {
            problems.add("coupons", ProblemKind::NothingChosen);
        } else if ids.len() > COUPONS_MAX {
            problems.add("coupons", ProblemKind::TooMany { max: COUPONS_MAX });
        }
        problems.into_result(ids)
    }
}

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

/// Changing a quota's value (operations).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdjustForm {
    /// Quota.
    pub quota_id: String,
    /// Difference in yuan; a minus sign lowers.
    pub difference: String,
    /// Why.
    pub reason: String,
    /// The version the page showed.
    pub version: String,
    /// Idempotency key.
    pub key: String,
}

impl AdjustForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(QuotaId, Fen, String, i64), Problems> {
        let mut problems = Problems::new();
        let quota_id = QuotaId::parse(&self.quota_id).ok();
        if quota_id.is_none() {
            problems.add("quota_id", ProblemKind::Unknown);
        }
        let difference = problems.take("difference", Fen::parse(&self.difference));
        if difference == Some(Fen::ZERO) {
            problems.add("difference", ProblemKind::Required);
        }
        let reason =
            text::bounded(&mut problems, "reason", &self.reason, true, REASON_LENGTH_MAX);
        let version = self.version.parse().unwrap_or(0);
        let quota_id = quota_id.unwrap_or_else(|| QuotaId::new(""));
        problems.into_result((quota_id, difference.unwrap_or(Fen::ZERO), reason, version))
    }
}

/// A new version of the cash-coupon allow-list: pasted lines or a CSV file's text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AllowlistForm {
    /// One customer a line: account id or sign-in name; what follows a comma is ignored.
    pub lines: String,
    /// Note.
    pub note: String,
}

/// A checked [`AllowlistForm`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAllowlist {
    /// Line number and what stands there.
    pub entries: Vec<(usize, String)>,
    /// Note.
    pub note: String,
}

/// Most customers an allow-list may name.
pub const ALLOWLIST_MAX: usize = 10_000;

impl AllowlistForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<NewAllowlist, Problems> {
        let mut problems = Problems::new();
        let note = text::bounded(&mut problems, "note", &self.note, false, REASON_LENGTH_MAX);
        let entries: Vec<(usize, String)> = self
            .lines
            .lines()
            .enumerate()
            .map(|(index, line)| {
                let cell = line.split([',', '，', '\t']).next().unwrap_or_default();
                (index + 1, cell.trim().trim_matches('"').to_owned())
            })
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        if entries.is_empty() {
            problems.add("lines", ProblemKind::NothingChosen);
        } else if entries.len() > ALLOWLIST_MAX {
            problems.add("lines", ProblemKind::TooMany { max: ALLOWLIST_MAX });
        }
        problems.into_result(NewAllowlist { entries, note })
    }
}

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

fn day(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<Timestamp>,
) -> Option<Timestamp> {
    if text.trim().is_empty() {
        return None;
    }
    let at = read(text.trim());
    if at.is_none() {
        problems.add(field, ProblemKind::BadDay);
    }
    at
}

fn required_day(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<Timestamp>,
) -> Option<Timestamp> {
    if text.trim().is_empty() {
        problems.add(field, ProblemKind::Required);
        return None;
    }
    day(problems, field, text, read)
}

fn optional_amount(problems: &mut Problems, field: &'static str, text: &str) -> Option<Fen> {
    if text.trim().is_empty() { None } else { problems.take(field, Fen::parse_positive(text)) }
}

/// Percent with up to two decimals, 0–100, into millionths.
fn optional_share(problems: &mut Problems, field: &'static str, text: &str) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    match Fen::parse_positive(text.trim().trim_end_matches('%')) {
        Ok(percent) if percent <= Fen::yuan(100) => Some(percent.get() * 100),
        _ => {
            problems.add(field, ProblemKind::BadNumber { min: 1, max: 100 });
            None
        }
    }
}

fn optional_number(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
    min: i64,
    max: i64,
) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    match text.trim().parse() {
        Ok(number) if (min..=max).contains(&number) => Some(number),
        _ => {
            problems.add(field, ProblemKind::BadNumber { min, max });
            None
        }
    }
}

fn values(problems: &mut Problems, field: &'static str, given: &[String]) -> Vec<String> {
    if given.len() > LIMIT_VALUES_MAX {
        problems.add(field, ProblemKind::TooMany { max: LIMIT_VALUES_MAX });
    }
    given.to_vec()
}

fn choices<T>(
    problems: &mut Problems,
    field: &'static str,
    given: &[String],
    parse: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let parsed: Vec<T> = given.iter().filter_map(|text| parse(text)).collect();
    if parsed.len() != given.len() {
        problems.add(field, ProblemKind::NotAChoice);
    }
    parsed
}

fn split(text: &str) -> Vec<String> {
    text.split([',', '，', ';', ' ', '\n', '\r', '\t'])
        .map(str::trim)
        .filter(|v| !v.is_empty())
        .map(str::to_owned)
        .collect()
}
