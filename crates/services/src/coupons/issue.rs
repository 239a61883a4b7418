//! Issuing: plan = commit. One coupon per customer; what cannot be issued is recorded with its reason.

use hezong_contract::coupons::{BatchResult, OutcomeRow};
use hezong_domain::access::Permission;
use hezong_domain::coupons::{
    Coupon, CouponStatus, Door, IssuePlan, IssueRequest, OperationType, PlannedRow, Quota,
};
use hezong_domain::ledger::{Entry, EntryKind, LedgerAccount};
use hezong_domain::{BatchId, CouponId, Fen, PartnerId};
use hezong_storage::coupons::{Movement, OperationRecord};
use serde::Serialize;

use super::plan::{Ground, own_partner};
use crate::act::{Act, Deed, Done, Once, perform_once};
use crate::context::Context;
use crate::entropy::Make;
use crate::identity::codes;
use crate::{Result, quotas};

/// The verification-code purpose of issuing.
const PURPOSE: &str = "coupon.issue";

/// What an issuer commits to.
#[derive(Debug, Clone)]
pub struct Issue {
    /// What is asked.
    pub request: IssueRequest,
    /// Which door it came through.
    pub door: Door,
    /// Idempotency key; empty asks for no protection.
    pub key: String,
    /// Verification code, when one is asked for.
    pub code: String,
}

#[derive(Serialize)]
struct Asked<'a>(&'a IssueRequest, Door);

/// Issues coupons. Partial success is success: the answer says row by row what happened.
///
/// # Errors
/// Without [`Permission::CouponIssue`]; the refusals of the whole request; a code that is missing or
/// wrong.
pub async fn issue(cx: &Context, issue: &Issue) -> Result<BatchResult> {
    let partner = &own_partner(cx, Permission::CouponIssue)?;
    codes::check(cx, PURPOSE, &issue.code).await?;
    let once = Once::new(&issue.key, &Asked(&issue.request, issue.door))?;
    let deed = Deed::new(Permission::CouponIssue, PURPOSE, issue.request.quota_id.as_str())
        .in_turn(partner.as_str());
    perform_once(cx, deed, once, |act| commit(act, partner, issue)).await
}

async fn commit(mut act: Act, partner: &PartnerId, issue: &Issue) -> Result<Done<BatchResult>> {
    let cx = act.cx.clone();
    let ground = Ground::read(&cx, &mut *act.tx, partner, &issue.request, issue.door).await?;
    let plan = ground.plan(issue.door, act.now)?;
    let batch_id = cx.services().entropy().batch_id(act.now);
    let mut rows = Vec::with_capacity(plan.rows.len());
    for (place, row) in plan.rows.iter().enumerate() {
        let coupon_id = match &row.refusal {
            None => Some(add_coupon(&mut act, &ground, &plan, row, &batch_id).await?),
            Some(_) => None,
        };
        add_record(&mut act, &ground, (place, row), coupon_id.as_ref(), &batch_id).await?;
        rows.push(OutcomeRow {
            customer_id: row.customer_id.to_string(),
            customer_name: ground.display_name(&row.customer_id),
            amount: if coupon_id.is_some() { plan.face } else { Fen::ZERO },
            coupon_id: coupon_id.map(String::from).unwrap_or_default(),
            refusal: row.refusal.clone(),
        });
    }
    if plan.count > 0 {
        let quota = Quota {
            balance: plan.balance_after,
            issued_count: ground.quota.issued_count + plan.count,
            issued_total: ground
                .quota
                .issued_total
                .checked_add(plan.total)
                .unwrap_or(ground.quota.issued_total),
            updated_at: act.now,
            version: ground.quota.version + 1,
            ..ground.quota.clone()
        };
        quotas::save(&mut act, &quota).await?;
    }
    codes::consume(&mut act, PURPOSE).await?;
    let failed = i64::try_from(plan.rows.len()).unwrap_or(i64::MAX) - plan.count;
    let result = BatchResult {
        batch_id: batch_id.to_string(),
        operation: OperationType::Issue,
        quota_ids: vec![ground.quota.id.to_string()],
        quota_type: ground.quota.quota_type,
        rows,
        done: plan.count,
        failed,
        total: plan.total,
        operator: cx.principal().sign_in().to_owned(),
        at: act.now,
    };
    let detail = format!("{batch_id}: {} x {}, {failed} refused", plan.count, plan.face);
    act.done(result, ground.quota.id.as_str(), detail)
}

async fn add_coupon(
    act: &mut Act,
    ground: &Ground,
    plan: &IssuePlan,
    row: &PlannedRow,
    batch_id: &BatchId,
) -> Result<CouponId> {
    let id = act.cx.services().entropy().coupon_id(act.now);
    let name = match ground.request.name.as_str() {
        "" => ground.quota.name.clone(),
        own => own.to_owned(),
    };
    let association = row.association.ok_or(hezong_domain::Refusal::NotYourCustomer)?;
    let coupon = Coupon {
        id: id.clone(),
        quota_id: ground.quota.id.clone(),
        partner_id: ground.partner.id(),
        customer_id: row.customer_id.clone(),
        association,
        batch_id: batch_id.clone(),
        coupon_type: ground.quota.quota_type.coupon_type(),
        name,
        status: CouponStatus::Available,
        face: plan.face,
        balance: plan.face,
        locked: Fen::ZERO,
        used: Fen::ZERO,
        refunded: Fen::ZERO,
        reclaimed: Fen::ZERO,
        expired: Fen::ZERO,
        is_frozen: false,
        effective_at: plan.effective_at,
        expires_at: plan.expires_at,
        limits: plan.limits.clone(),
        memo: ground.request.memo.clone(),
        use_count: 0,
        last_order_id: String::new(),
        created_at: act.now,
        last_used_at: None,
        updated_at: act.now,
        version: 1,
    };
    act.tx.coupons().add(&coupon).await?;
    let transaction_id = act
        .post(Entry::transfer(
            EntryKind::CouponIssued,
            LedgerAccount::Quota(ground.quota.id.clone()),
            LedgerAccount::Coupon(id.clone()),
            plan.face,
        ))
        .await?;
    let movement = Movement {
        transaction_id,
        coupon_id: id.clone(),
        kind: "issue".to_owned(),
        amount: plan.face,
        balance_after: plan.face,
        reference: batch_id.to_string(),
        at: act.now,
    };
    act.tx.coupons().add_movement(&movement).await?;
    Ok(id)
}

async fn add_record(
    act: &mut Act,
    ground: &Ground,
    (place, row): (usize, &PlannedRow),
    coupon_id: Option<&CouponId>,
    batch_id: &BatchId,
) -> Result<()> {
    let failure = match &row.refusal {
        Some(refusal) => serde_json::to_string(refusal)?,
        None => String::new(),
    };
    let record = OperationRecord {
        id: act.cx.services().entropy().record_id(act.now, place),
        operation: OperationType::Issue,
        quota_id: ground.quota.id.clone(),
        quota_type: ground.quota.quota_type,
        partner_id: ground.partner.id(),
        coupon_id: coupon_id.cloned(),
        customer_id: row.customer_id.clone(),
        batch_id: batch_id.clone(),
        amount: ground.request.face,
        failure,
        remark: ground.request.memo.clone(),
        operator: act.cx.principal().sign_in().to_owned(),
        request_id: act.cx.request().id.clone(),
        at: act.now,
    };
    act.tx.coupons().add_record(&record).await?;
    Ok(())
}
