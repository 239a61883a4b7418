//! Reclaiming: always the whole balance, back to the quota (partner-sales §2.6).

use std::collections::BTreeMap;

use hezong_contract::coupons::{BatchResult, OutcomeRow, ReclaimPlan, ReclaimRow};
use hezong_domain::access::Permission;
use hezong_domain::coupons::{Coupon, Door, OperationType, Quota, QuotaType};
use hezong_domain::ledger::{Entry, EntryKind, LedgerAccount};
use hezong_domain::{BatchId, CouponId, Fen, Refusal};
use hezong_storage::StorageError;
use hezong_storage::coupons::{Movement, OperationRecord};

use super::plan::own_partner;
use super::views::coupon_row;
use crate::act::{Act, Deed, Done, Once, perform_once};
use crate::context::Context;
use crate::entropy::Make;
use crate::identity::codes;
use crate::names::Names;
use crate::{Error, Result, quotas};

/// The verification-code purpose of reclaiming.
const PURPOSE: &str = "coupon.reclaim";

/// What a partner takes back.
#[derive(Debug, Clone)]
pub struct Reclaim {
    /// The coupons.
    pub coupon_ids: Vec<CouponId>,
    /// Which door it came through.
    pub door: Door,
    /// Idempotency key; empty asks for no protection.
    pub key: String,
    /// Verification code, when one is asked for.
    pub code: String,
}

/// What reclaiming would do.
///
/// # Errors
/// Without [`Permission::CouponReclaim`].
pub async fn plan_reclaim(cx: &Context, ids: &[CouponId]) -> Result<ReclaimPlan> {
    own_partner(cx, Permission::CouponReclaim)?;
    let scope = cx.principal().scope();
    let now = cx.now();
    let mut tx = cx.services().storage().read().await?;
    let mut coupons = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(coupon) = tx.coupons().find(&scope, id).await? {
            coupons.push(coupon);
        }
    }
    let accounts = coupons.iter().map(|c| c.customer_id.account()).collect();
    let names = Names::of(&mut *tx, accounts).await?;
    let mut back: BTreeMap<String, (Fen, Fen)> = BTreeMap::new();
    let mut rows = Vec::with_capacity(coupons.len());
    for coupon in &coupons {
        let verdict = coupon.reclaimable(Door::Console, now);
        if let Ok(amount) = &verdict {
            let quota = tx.quotas().find(&scope, &coupon.quota_id).await?;
            let balance = quota.map_or(Fen::ZERO, |q| q.balance);
            let entry = back.entry(coupon.quota_id.to_string()).or_insert((balance, balance));
            entry.1 = entry.1.checked_add(*amount).unwrap_or(entry.1);
        }
        rows.push(ReclaimRow {
            coupon: coupon_row(coupon, &names, now),
            amount: verdict.as_ref().copied().unwrap_or(Fen::ZERO),
            refusal: verdict.err(),
        });
    }
    let total = Fen::sum(rows.iter().map(|r| r.amount)).unwrap_or(Fen::ZERO);
    let count = rows.iter().filter(|r| r.refusal.is_none()).count();
    Ok(ReclaimPlan {
        rows,
        total,
        count: i64::try_from(count).unwrap_or(i64::MAX),
        quotas: back.into_iter().map(|(id, (before, after))| (id, before, after)).collect(),
        key: cx.services().entropy().secret(),
        needs_code: codes::is_needed(cx).await?,
    })
}

/// Takes coupons back. Partial success is success in the console; the open API names one coupon.
///
/// # Errors
/// Without [`Permission::CouponReclaim`]; when not a single coupon could be taken back, the refusal of
/// the first; a code that is missing or wrong.
pub async fn reclaim(cx: &Context, reclaim: &Reclaim) -> Result<BatchResult> {
    let partner = own_partner(cx, Permission::CouponReclaim)?;
    codes::check(cx, PURPOSE, &reclaim.code).await?;
    let ids: Vec<&str> = reclaim.coupon_ids.iter().map(CouponId::as_str).collect();
    let once = Once::new(&reclaim.key, &ids)?;
    let deed =
        Deed::new(Permission::CouponReclaim, PURPOSE, ids.join(",")).in_turn(partner.as_str());
    perform_once(cx, deed, once, |act| commit(act, reclaim)).await
}

async fn commit(mut act: Act, reclaim: &Reclaim) -> Result<Done<BatchResult>> {
    let scope = act.cx.principal().scope();
    let batch_id = act.cx.services().entropy().batch_id(act.now);
    let mut rows = Vec::with_capacity(reclaim.coupon_ids.len());
    let (mut quota_ids, mut total, mut done) = (Vec::new(), Fen::ZERO, 0);
    let mut quota_type = QuotaType::Voucher;
    for (place, id) in reclaim.coupon_ids.iter().enumerate() {
        let coupon = act.tx.coupons().find(&scope, id).await?;
        let verdict = match &coupon {
            Some(coupon) => coupon.reclaim(reclaim.door, act.now),
            None => Err(Refusal::CouponMissing),
        };
        let customer = coupon.as_ref().map(|c| c.customer_id.to_string()).unwrap_or_default();
        let mut row = OutcomeRow {
            customer_id: customer,
            customer_name: String::new(),
            coupon_id: id.to_string(),
            amount: Fen::ZERO,
            refusal: None,
        };
        match verdict {
            Ok(after) => {
                let kind = OperationType::ManualReclaim;
                let taken = (&after, after.reclaimed);
                let quota = take_back(&mut act, taken, kind, &batch_id, place).await?;
                quota_type = quota.quota_type;
                row.amount = after.reclaimed;
                total = total.checked_add(after.reclaimed).unwrap_or(total);
                done += 1;
                if !quota_ids.contains(&quota.id.to_string()) {
                    quota_ids.push(quota.id.to_string());
                }
            }
            Err(refusal) => row.refusal = Some(refusal),
        }
        rows.push(row);
    }
    if done == 0 {
        let first = rows.into_iter().find_map(|r| r.refusal);
        return Err(first.unwrap_or(Refusal::CouponMissing).into());
    }
    name_rows(&mut act, &mut rows).await?;
    codes::consume(&mut act, PURPOSE).await?;
    let failed = i64::try_from(rows.len()).unwrap_or(i64::MAX) - done;
    let result = BatchResult {
        batch_id: batch_id.to_string(),
        operation: OperationType::ManualReclaim,
        quota_ids,
        quota_type,
        rows,
        done,
        failed,
        total,
        operator: act.cx.principal().sign_in().to_owned(),
        at: act.now,
    };
    act.done(result, batch_id.as_str(), format!("{done} coupons, {total}, {failed} refused"))
}

async fn name_rows(act: &mut Act, rows: &mut [OutcomeRow]) -> Result<()> {
    let ids = rows.iter().map(|r| hezong_domain::AccountId::new(r.customer_id.clone())).collect();
    let names = Names::of(&mut *act.tx, ids).await?;
    for row in rows {
        let id = hezong_domain::AccountId::new(row.customer_id.clone());
        row.customer_name = names.display(&id);
    }
    Ok(())
}

/// Writes a coupon whose rest (the amount) went back to its quota: coupon, quota, ledger, movement, record;
/// `place` is its row's in the act.
/// The quota is credited even when it has ended meanwhile; its state keeps it from being issued again, so
/// the books still add up (partner-sales §2.9.6).
pub(super) async fn take_back(
    act: &mut Act,
    (after, amount): (&Coupon, Fen),
    operation: OperationType,
    batch_id: &BatchId,
    place: usize,
) -> Result<Quota> {
    if !act.tx.coupons().update(after).await? {
        return Err(StorageError::Conflict.into());
    }
    let quota = act.tx.quotas().find_unscoped(&after.quota_id).await?;
    let quota =
        quota.ok_or_else(|| Error::Internal(format!("quota {} is gone", after.quota_id)))?;
    let overflow = || Error::Internal("quota balance overflows".to_owned());
    let quota = Quota {
        balance: quota.balance.checked_add(amount).ok_or_else(overflow)?,
        updated_at: act.now,
        version: quota.version + 1,
        ..quota
    };
    quotas::save(act, &quota).await?;
    let from = LedgerAccount::Coupon(after.id.clone());
    let to = LedgerAccount::Quota(quota.id.clone());
    let transaction_id =
        act.post(Entry::transfer(EntryKind::CouponReturned, from, to, amount)).await?;
    let kind = if operation == OperationType::ExpiryReclaim { "expire" } else { "reclaim" };
    let movement = Movement {
        transaction_id,
        coupon_id: after.id.clone(),
        kind: kind.to_owned(),
        amount: amount.negated(),
        balance_after: after.balance,
        reference: batch_id.to_string(),
        at: act.now,
    };
    act.tx.coupons().add_movement(&movement).await?;
    let record = OperationRecord {
        id: act.cx.services().entropy().record_id(act.now, place),
        operation,
        quota_id: quota.id.clone(),
        quota_type: quota.quota_type,
        partner_id: after.partner_id.clone(),
        coupon_id: Some(after.id.clone()),
        customer_id: after.customer_id.clone(),
        batch_id: batch_id.clone(),
        amount,
        failure: String::new(),
        remark: String::new(),
        operator: act.cx.principal().sign_in().to_owned(),
        request_id: act.cx.request().id.clone(),
        at: act.now,
    };
    act.tx.coupons().add_record(&record).await?;
    Ok(quota)
}
