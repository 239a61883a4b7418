//! Issuing: what would happen, customer by customer. The page's plan, the commit and the open API all
//! use [`plan_issue`], so a plan cannot promise what the commit refuses.

use serde::{Deserialize, Serialize};

use super::coupon::Door;
use super::limits::{LimitRequest, Limits};
use super::quota::{Quota, QuotaType};
use super::services::is_cloud_service;
use crate::accounts::{Activity, AssociationKind, CouponMode, Partner};
use crate::id::{CustomerId, QuotaId};
use crate::money::Fen;
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// What an issuer asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueRequest {
    /// From which quota.
    pub quota_id: QuotaId,
    /// To whom; each gets one coupon.
    pub customer_ids: Vec<CustomerId>,
    /// Value of each coupon.
    pub face: Fen,
    /// Begin of validity; `None` takes the quota's.
    pub effective_at: Option<Timestamp>,
    /// End of validity; `None` takes the quota's.
    pub expires_at: Option<Timestamp>,
    /// Narrower limits.
    pub limits: LimitRequest,
    /// What the coupon is called; the customer sees it. Empty takes the quota's name.
    pub name: String,
    /// Note for the issuer only.
    pub memo: String,
}

/// A customer as far as issuing needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Whose facts these are.
    pub customer_id: CustomerId,
    /// The live association with this partner; `None` when there is none.
    pub association: Option<AssociationKind>,
    /// Whether that is the customer's first association ever.
    pub is_first: bool,
    /// Whether the account may be used.
    pub activity: Activity,
    /// Whether the valid allow-list names it; `None` when there is no valid list.
    pub allowlisted: Option<bool>,
}

/// One customer of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRow {
    /// The customer.
    pub customer_id: CustomerId,
    /// Why this customer gets none; `None` when it gets one.
    pub refusal: Option<Refusal>,
    /// How the customer is associated, when it is.
    pub association: Option<AssociationKind>,
}

/// What would happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuePlan {
    /// Value of each coupon.
    pub face: Fen,
    /// Begin of validity.
    pub effective_at: Timestamp,
    /// End of validity.
    pub expires_at: Timestamp,
    /// Limits of each coupon.
    pub limits: Limits,
    /// Customer by customer, in the order asked.
    pub rows: Vec<PlannedRow>,
    /// The quota's balance before.
    pub balance_before: Fen,
    /// The quota's balance after.
    pub balance_after: Fen,
    /// Value issued in all.
    pub total: Fen,
    /// How many customers get one.
    pub count: i64,
}

/// Works out what a request would do.
///
/// # Errors
/// The refusals that concern the whole request (open-api §8, codes marked 400). What concerns one
/// customer stands in its row.
pub fn plan_issue(
    partner: &Partner,
    quota: &Quota,
    request: &IssueRequest,
    recipients: &[Recipient],
    door: Door,
    now: Timestamp,
) -> Result<IssuePlan, Refusal> {
    if partner.coupon_mode == CouponMode::User {
        return Err(Refusal::PartnerUsesCoupons);
    }
    if quota.quota_type == QuotaType::CashCoupon && !partner.is_subsidised {
        return Err(Refusal::NotSubsidised);
    }
    quota.may_issue(now)?;
    check_face(quota, request.face)?;
    if let Some(code) = request.limits.services.iter().find(|code| !is_cloud_service(code)) {
        return Err(Refusal::ServiceUnknown { code: code.clone() });
    }
    let limits = quota.limits.narrowed(&request.limits)?;
    let (effective_at, expires_at) = validity(quota, request, now)?;

    let mut tally =
        Tally { balance: quota.balance, count: quota.issued_count, total: quota.issued_total };
    let mut rows = Vec::with_capacity(request.customer_ids.len());
    let mut count = 0;
    for customer_id in &request.customer_ids {
        let recipient = recipients.iter().find(|r| r.customer_id == *customer_id);
        let verdict =
            check_recipient(quota, recipient, door).and_then(|()| tally.draw(quota, request.face));
        count += i64::from(verdict.is_ok());
        rows.push(PlannedRow {
            customer_id: customer_id.clone(),
            refusal: verdict.err(),
            association: recipient.and_then(|r| r.association),
        });
    }
    Ok(IssuePlan {
        face: request.face,
        effective_at,
        expires_at,
        limits,
        rows,
        balance_before: quota.balance,
        balance_after: tally.balance,
        total: quota.balance.checked_sub(tally.balance).unwrap_or(Fen::ZERO),
        count,
    })
}

/// What has been drawn from the quota while the plan is worked out.
struct Tally {
    balance: Fen,
    count: i64,
    total: Fen,
}

impl Tally {
    fn draw(&mut self, quota: &Quota, face: Fen) -> Result<(), Refusal> {
        let count = self.count.saturating_add(1);
        if let Some(max) = quota.terms.max_count.filter(|max| count > *max) {
            return Err(Refusal::CountOverMax { max });
        }
        let insufficient = Refusal::QuotaInsufficient { needed: face, balance: self.balance };
        let total = self.total.checked_add(face).ok_or_else(|| insufficient.clone())?;
        if let Some(max) = quota.terms.max_total.filter(|max| total > *max) {
            return Err(Refusal::TotalOverMax { max });
        }
        match self.balance.checked_sub(face) {
            Some(rest) if rest >= Fen::ZERO => {
                self.balance = rest;
                self.count = count;
                self.total = total;
                Ok(())
            }
            _ => Err(insufficient),
        }
    }
}

fn check_face(quota: &Quota, face: Fen) -> Result<(), Refusal> {
    if let Some(min) = quota.terms.min_face.filter(|min| face < *min) {
        return Err(Refusal::FaceBelowMin { min });
    }
    if let Some(max) = quota.terms.max_face.filter(|max| face > *max) {
        return Err(Refusal::FaceAboveMax { max });
    }
    Ok(())
}

/// Within the quota's validity, begin before end, and an end that is still to come.
fn validity(
    quota: &Quota,
    request: &IssueRequest,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), Refusal> {
    let from = request.effective_at.unwrap_or(quota.effective_at);
    let to = request.expires_at.unwrap_or(quota.expires_at);
    if from < quota.effective_at || to > quota.expires_at || from >= to || to <= now {
        return Err(Refusal::ValidityOutside { from: quota.effective_at, to: quota.expires_at });
    }
    Ok((from, to))
}

fn check_recipient(
    quota: &Quota,
    recipient: Option<&Recipient>,
    door: Door,
) -> Result<(), Refusal> {
    let recipient = recipient.ok_or(Refusal::NotYourCustomer)?;
    let kind = recipient.association.ok_or(Refusal::NotYourCustomer)?;
    if recipient.activity == Activity::Disabled {
        return Err(Refusal::CustomerDisabled);
    }
    let by_api = door == Door::OpenApi && kind != AssociationKind::Resale;
    let by_quota =
        !quota.terms.associations.is_empty() && !quota.terms.associations.contains(&kind);
    if by_api || by_quota {
        return Err(Refusal::WrongAssociation { kind });
    }
    if quota.terms.first_associated_only && !recipient.is_first {
        return Err(Refusal::FirstAssociatedOnly);
    }
    if !quota.terms.customers.is_empty() && !quota.terms.customers.contains(&recipient.customer_id)
    {
        return Err(Refusal::NamedCustomersOnly);
    }
    if quota.quota_type == QuotaType::CashCoupon {
        match recipient.allowlisted {
            None => return Err(Refusal::NoAllowlist),
            Some(false) => return Err(Refusal::NotOnAllowlist),
            Some(true) => {}
        }
    }
    Ok(())
}
