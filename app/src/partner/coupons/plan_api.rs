//! Server functions that plan and do: issue, reclaim, send a verification code.

use hezong_contract::AppError;
use hezong_contract::coupons::{IssuePlanView, QuotaOption, QuotaRow, ReclaimPlan};
use hezong_contract::customers::CustomerRow;
use hezong_contract::wire::{Act, Ask};
use hezong_domain::coupons::QuotaType;
use hezong_domain::{Fen, ProblemKind, Problems, Refusal, Timestamp};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything the issue page shows for its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueView {
    /// Quotas to choose from.
    pub quotas: Vec<QuotaOption>,
    /// The chosen quota.
    pub quota: Option<QuotaRow>,
    /// Customers to choose from, as searched for.
    pub customers: Vec<CustomerRow>,
    /// How many customers match.
    pub customers_total: i64,
    /// What customers hold in all, before the act.
    pub held: Fen,
    /// What issuing would do, once it was asked for and the form is in order.
    pub plan: Option<IssuePlanView>,
    /// What is wrong with the form.
    pub problems: Problems,
    /// Why nothing can be planned.
    pub refusal: Option<Refusal>,
    /// When it was read.
    pub as_of: Timestamp,
}

/// What the issue page shows; `query` is its query string.
///
/// Permission: `Permission::CouponIssue` on the own partner.
#[server(prefix = "/_fn", endpoint = "issue_page", protocol = Ask)]
pub async fn issue_page(quota_type: QuotaType, query: String) -> Result<IssueView, AppError> {
    use crate::server::{respond, server_context};
    respond(server::issue_page(&server_context().await?, quota_type, &query).await)
}

/// The reclaim page: the plan, and what customers hold in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReclaimView {
    /// What reclaiming would do.
    pub plan: ReclaimPlan,
    /// How many coupons were asked for.
    pub asked: usize,
    /// What customers hold in all, before the act.
    pub held: Fen,
    /// When it was read.
    pub as_of: Timestamp,
}

/// What reclaiming would do; `query` is the page's query string.
///
/// Permission: `Permission::CouponReclaim` on the own partner.
#[server(prefix = "/_fn", endpoint = "reclaim_page", protocol = Ask)]
pub async fn reclaim_page(quota_type: QuotaType, query: String) -> Result<ReclaimView, AppError> {
    use crate::server::{respond, server_context};
    respond(server::reclaim_page(&server_context().await?, quota_type, &query).await)
}

/// Confirming a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    /// The query string of the page that showed the plan.
    pub query: String,
    /// The plan's idempotency key.
    pub key: String,
    /// Verification code, when one is asked for.
    pub code: String,
    /// `on` when the plan said that a code is asked for.
    pub asks_code: String,
}

impl ConfirmForm {
    /// Checks that the plan's key is there, and a code where one is asked for.
    ///
    /// # Errors
    /// The missing key or code.
    pub fn check(&self) -> Result<(), Problems> {
        hezong_contract::coupons::needs_key(&self.key)?;
        let mut problems = Problems::new();
        if hezong_contract::accounts::is_on(&self.asks_code) && self.code.trim().is_empty() {
            problems.add("code", ProblemKind::Required);
        }
        problems.into_result(())
    }
}

/// Issues what the plan showed; answers the address of the result page.
///
/// Permission: `Permission::CouponIssue` on the own partner.
#[server(prefix = "/_fn", endpoint = "issue_coupons", protocol = Act)]
pub async fn issue_coupons(form: ConfirmForm) -> Result<String, AppError> {
    use crate::server::{checked, leave_for, respond, server_context};
    let cx = server_context().await?;
    checked(form.check())?;
    let request = checked(hezong_contract::coupons::IssueForm::from_query(&form.query).check())?;
    let door = hezong_domain::coupons::Door::Console;
    let act = hezong_services::coupons::Issue { request, door, key: form.key, code: form.code };
    let result = respond(hezong_services::coupons::issue(&cx, &act).await)?;
    Ok(leave_for(&super::super::area::Area::of(result.quota_type).batch(&result.batch_id)))
}

/// Reclaims what the plan showed; answers the address of the result page.
///
/// Permission: `Permission::CouponReclaim` on the own partner.
#[server(prefix = "/_fn", endpoint = "reclaim_coupons", protocol = Act)]
pub async fn reclaim_coupons(form: ConfirmForm) -> Result<String, AppError> {
    use crate::server::{checked, leave_for, respond, server_context};
    let cx = server_context().await?;
    checked(form.check())?;
    let coupon_ids =
        checked(hezong_contract::coupons::ReclaimForm::from_query(&form.query).check())?;
    let door = hezong_domain::coupons::Door::Console;
    let act =
        hezong_services::coupons::Reclaim { coupon_ids, door, key: form.key, code: form.code };
    let result = respond(hezong_services::coupons::reclaim(&cx, &act).await)?;
    Ok(leave_for(&server::result_path(&result)))
}

/// Asking for a verification code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SendCodeForm {
    /// The act it is for: `coupon.issue`, `coupon.reclaim`.
    pub purpose: String,
}

/// Sends the caller a verification code.
///
/// Permission: none; only for the own acts.
#[server(prefix = "/_fn", endpoint = "send_code", protocol = Act)]
pub async fn send_code(form: SendCodeForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::identity::codes::send(&cx, &form.purpose).await)
}

/// What the pages need from several use cases at once.
#[cfg(feature = "ssr")]
mod server {
    use hezong_contract::coupons::{BatchResult, IssueForm, ReclaimForm};
    use hezong_contract::query;
    use hezong_domain::coupons::QuotaType;
    use hezong_domain::{CouponId, Problems};
    use hezong_services::{Context, Error, Result, coupons, customers, quotas};

    use super::super::super::area::Area;
    use super::{IssueView, ReclaimView};

    pub(super) async fn issue_page(
        cx: &Context,
        quota_type: QuotaType,
        text: &str,
    ) -> Result<IssueView> {
        let form = IssueForm::from_query(text);
        let find = query::first(&query::pairs(text), "find");
        let quotas = quotas::options(cx, quota_type).await?;
        let customers = customers::options(cx, &find).await?;
        let mut page = IssueView {
            quotas,
            quota: None,
            customers: customers.rows,
            customers_total: customers.total,
            held: coupons::stats(cx, quota_type).await?.held,
            plan: None,
            problems: Problems::new(),
            refusal: None,
            as_of: cx.now(),
        };
        let only =
            if page.quotas.len() == 1 { page.quotas.first().map(|q| q.id.clone()) } else { None };
        let chosen = if form.quota.is_empty() { only } else { Some(form.quota.clone()) };
        if let Some(id) = chosen {
            page.quota = found(quotas::detail(cx, &id).await)?
                .map(|quota| quota.row)
                .filter(|row| row.quota_type == quota_type);
        }
        if form.step == "plan" {
            match coupons::plan(cx, &form).await {
                Ok(plan) => page.plan = Some(plan),
                Err(Error::Invalid(problems)) => page.problems = problems,
                Err(Error::Refused(refusal)) => page.refusal = Some(refusal),
                Err(error) => return Err(error),
            }
        }
        Ok(page)
    }

    /// Absence is an answer here: the page then asks for another quota.
    fn found<T>(result: Result<T>) -> Result<Option<T>> {
        match result {
            Err(Error::NotFound(_)) => Ok(None),
            other => other.map(Some),
        }
    }

    pub(super) async fn reclaim_page(
        cx: &Context,
        quota_type: QuotaType,
        text: &str,
    ) -> Result<ReclaimView> {
        let form = ReclaimForm::from_query(text);
        let ids: Vec<CouponId> = match form.check() {
            Ok(ids) => ids,
            Err(problems) if form.coupons.len() > hezong_contract::coupons::COUPONS_MAX => {
                return Err(Error::Invalid(problems));
            }
            Err(_) => form.coupons.iter().filter_map(|id| CouponId::parse(id).ok()).collect(),
        };
        Ok(ReclaimView {
            plan: coupons::plan_reclaim(cx, &ids).await?,
            asked: form.coupons.len(),
            held: coupons::stats(cx, quota_type).await?.held,
            as_of: cx.now(),
        })
    }

    /// The result page of a reclaim. What was refused meanwhile left no record, so its ids travel along.
    pub(super) fn result_path(result: &BatchResult) -> String {
        let skipped: Vec<&str> = result
            .rows
            .iter()
            .filter(|row| row.refusal.is_some())
            .map(|row| row.coupon_id.as_str())
            .collect();
        let path = Area::of(result.quota_type).batch(&result.batch_id);
        crate::routes::with_query(&path, &query::build([("skipped", skipped.join(","))]))
    }
}
