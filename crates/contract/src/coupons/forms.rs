//! Forms around coupons: raw strings, checked into commands.

mod adjust;
mod allowlist;
mod grant;
mod read;
mod state;
mod why;

use hezong_domain::coupons::{IssueRequest, LimitRequest, OrderKind};
use hezong_domain::text::{self, MEMO_LENGTH_MAX};
use hezong_domain::{
    CouponId, CustomerId, Fen, ProblemKind, Problems, QuotaId, Refusal, Timestamp,
};

pub use self::adjust::{AdjustForm, needs_key};
pub use self::allowlist::{ALLOWLIST_MAX, AllowlistForm, NewAllowlist};
pub use self::grant::{GrantForm, NewGrant};
use self::read::{choices, day, optional_amount, optional_share, values};
pub use self::state::{StateChange, StateForm};
pub use self::why::WhyForm;
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

    /// The fields that a refusal of the whole request is about, so that it can be said beside them;
    /// nothing when it is about none of them.
    pub fn blame(&self, refusal: &Refusal) -> Option<Problems> {
        let mut problems = Problems::new();
        match refusal {
            Refusal::FaceBelowMin { min } => {
                problems.add("face", ProblemKind::AmountBelow { min_fen: min.get() });
            }
            Refusal::FaceAboveMax { max } => {
                problems.add("face", ProblemKind::AmountAbove { max_fen: max.get() });
            }
            Refusal::ServiceUnknown { .. } => problems.add("services", ProblemKind::Unknown),
            Refusal::OrderKindsOutside { values } => {
                problems.add("kinds", ProblemKind::WiderThanQuota { values: values.clone() });
            }
            Refusal::ValidityOutside { from, to } => {
                let outside =
                    ProblemKind::OutsideQuota { from: from.local_day(), to: to.local_day() };
                let begin = Timestamp::from_local_day(&self.from);
                let end = Timestamp::from_local_day_end(&self.to);
                if begin.is_some_and(|begin| begin < *from || begin >= *to) {
                    problems.add("from", outside.clone());
                }
                if end.is_some_and(|end| end > *to || end <= *from) {
                    problems.add("to", outside);
                } else if end.is_some() && problems.is_empty() {
                    problems.add("to", ProblemKind::InThePast);
                }
            }
            _ => {}
        }
        (!problems.is_empty()).then_some(problems)
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
