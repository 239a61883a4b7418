//! The plan of an issue: the very code the commit runs, without the commit.

use std::collections::BTreeMap;

use hezong_contract::coupons::{IssueForm, IssuePlanView, PlanRow};
use hezong_domain::access::Permission;
use hezong_domain::accounts::{Customer, Partner};
use hezong_domain::coupons::{
    Door, IssuePlan, IssueRequest, Quota, QuotaType, Recipient, plan_issue,
};
use hezong_domain::{CustomerId, Fen, PartnerId, Refusal, Timestamp};
use hezong_storage::UnitOfWork;

use super::repeat;
use crate::context::Context;
use crate::entropy::Make;
use crate::identity::codes;
use crate::{Error, Result, quotas};

/// Everything an issue is decided on, read in one snapshot.
pub(super) struct Ground {
    pub(super) partner: Partner,
    pub(super) quota: Quota,
    pub(super) customers: BTreeMap<CustomerId, Customer>,
    pub(super) recipients: Vec<Recipient>,
    pub(super) request: IssueRequest,
}

impl Ground {
    /// Reads what the request is about. In the console, sign-in names among the customers become ids;
    /// the open API takes account ids only (open-api §8).
    pub(super) async fn read(
        cx: &Context,
        tx: &mut dyn UnitOfWork,
        partner_id: &PartnerId,
        request: &IssueRequest,
        door: Door,
    ) -> Result<Self> {
        let scope = cx.principal().scope();
        let partner =
            tx.accounts().find_partner(partner_id).await?.ok_or(Error::NotFound("partner"))?;
        let quota = tx.quotas().find(&scope, &request.quota_id).await?;
        let quota = quota.ok_or(Refusal::QuotaMissing)?;
        let mut request = request.clone();
        for id in &mut request.customer_ids {
            if door == Door::Console
                && !is_account_id(id.as_str())
                && let Some(account) =
                    tx.accounts().find_by_name(&id.as_str().trim().to_lowercase()).await?
            {
                // Another partner's customer stays what was typed: its id is nobody else's business.
                let own = CustomerId::from(account.id);
                if tx.customers().find(&scope, &own).await?.is_some() {
                    *id = own;
                }
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        request.customer_ids.retain(|id| seen.insert(id.clone()));
        let found = tx.customers().find_many(&scope, &request.customer_ids).await?;
        let allowlist = match quota.quota_type {
            QuotaType::CashCoupon => tx.customers().valid_allowlist(partner_id).await?,
            QuotaType::Voucher => None,
        };
        let named = match &allowlist {
            Some(list) => tx.customers().allowlisted(&list.id, &request.customer_ids).await?,
            None => Vec::new(),
        };
        let recipients = found
            .iter()
            .map(|customer| Recipient {
                customer_id: customer.id(),
                association: customer.association.as_ref().map(|a| a.kind),
                is_first: customer.association.as_ref().is_some_and(|a| a.is_first),
                activity: customer.account.activity,
                allowlisted: allowlist.as_ref().map(|_| named.contains(&customer.id())),
            })
            .collect();
        let customers = found.into_iter().map(|c| (c.id(), c)).collect();
        Ok(Self { partner, quota, customers, recipients, request })
    }

    /// What the request would do.
    pub(super) fn plan(
        &self,
        door: Door,
        now: Timestamp,
    ) -> std::result::Result<IssuePlan, Refusal> {
        plan_issue(&self.partner, &self.quota, &self.request, &self.recipients, door, now)
    }

    /// A customer's company; empty when it is not one of the partner's.
    pub(super) fn display_name(&self, id: &CustomerId) -> String {
        self.customers.get(id).map(|c| c.account.display_name.clone()).unwrap_or_default()
    }
}

fn is_account_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The partner a caller issues for.
pub(super) fn own_partner(cx: &Context, permission: Permission) -> Result<PartnerId> {
    cx.authorize(permission)?;
    cx.principal().partner_id().ok_or_else(|| Error::forbidden(cx.principal(), permission))
}

/// What issuing would do, row by row, with balances before and after.
///
/// # Errors
/// Without [`Permission::CouponIssue`]; wrong fields, also those that the quota does not allow;
/// [`Refusal::QuotaMissing`]. Other refusals of the whole request stand in the plan.
pub async fn plan(cx: &Context, form: &IssueForm) -> Result<IssuePlanView> {
    let partner_id = own_partner(cx, Permission::CouponIssue)?;
    let request = form.check()?;
    let now = cx.now();
    let mut tx = cx.services().storage().read().await?;
    let ground = Ground::read(cx, &mut *tx, &partner_id, &request, Door::Console).await?;
    let just_issued = repeat::just_issued(cx, &mut *tx, &ground.request).await?;
    drop(tx);
    let quota = quotas::row(&ground.quota, ground.partner.account.display_name.clone(), now);
    let (plan, refusal) = match ground.plan(Door::Console, now) {
        Ok(plan) => (Some(plan), None),
        Err(refusal) => match form.blame(&refusal) {
            Some(problems) => return Err(problems.into()),
            None => (None, Some(refusal)),
        },
    };
    let rows = ground.request.customer_ids.iter().enumerate().map(|(index, id)| {
        let customer = ground.customers.get(id);
        let planned = plan.as_ref().and_then(|p| p.rows.get(index));
        PlanRow {
            customer_id: id.to_string(),
            account_name: customer.map(|c| c.account.name.clone()).unwrap_or_default(),
            display_name: ground.display_name(id),
            association: customer.and_then(|c| c.association.as_ref()).map(|a| a.kind),
            refusal: match planned {
                Some(row) => row.refusal.clone(),
                None => refusal.clone(),
            },
        }
    });
    Ok(IssuePlanView {
        rows: rows.collect(),
        face: request.face,
        effective_at: plan.as_ref().map_or(ground.quota.effective_at, |p| p.effective_at),
        expires_at: plan.as_ref().map_or(ground.quota.expires_at, |p| p.expires_at),
        limits: plan.as_ref().map_or_else(|| ground.quota.limits.clone(), |p| p.limits.clone()),
        balance_before: ground.quota.balance,
        balance_after: plan.as_ref().map_or(ground.quota.balance, |p| p.balance_after),
        total: plan.as_ref().map_or(Fen::ZERO, |p| p.total),
        count: plan.as_ref().map_or(0, |p| p.count),
        quota_version: ground.quota.version,
        key: cx.services().entropy().secret(),
        needs_code: codes::is_needed(cx).await?,
        just_issued,
        quota,
        refusal,
    })
}
