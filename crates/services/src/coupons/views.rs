//! Coupons and records as pages show them.

use hezong_contract::coupons::{CouponRow, MovementRow, RecordRow};
use hezong_domain::coupons::{Coupon, Door};
use hezong_domain::{Fen, Refusal, Timestamp};
use hezong_storage::coupons::{Movement, OperationRecord};

use crate::names::Names;

/// A coupon in the issuer's list.
pub(super) fn coupon_row(coupon: &Coupon, names: &Names, now: Timestamp) -> CouponRow {
    let customer = coupon.customer_id.account();
    CouponRow {
        id: coupon.id.to_string(),
        name: coupon.name.clone(),
        coupon_type: coupon.coupon_type,
        customer_account: names.account(&customer),
        customer_name: names.display(&customer),
        customer_id: String::from(customer),
        quota_id: coupon.quota_id.to_string(),
        status: coupon.status_at(now),
        face: coupon.face,
        balance: coupon.balance,
        locked: coupon.locked,
        used: net_used(coupon),
        is_frozen: coupon.is_frozen,
        effective_at: coupon.effective_at,
        expires_at: coupon.expires_at,
        limits: coupon.limits.clone(),
        reclaim_refusal: coupon.reclaimable(Door::Console, now).err(),
        created_at: coupon.created_at,
    }
}

/// Used, net of what was given back.
pub(super) fn net_used(coupon: &Coupon) -> Fen {
    coupon.used.checked_sub(coupon.refunded).unwrap_or(Fen::ZERO)
}

/// A line of a coupon's history.
pub(super) fn movement_row(movement: Movement) -> MovementRow {
    MovementRow {
        kind: movement.kind,
        amount: movement.amount,
        balance_after: movement.balance_after,
        reference: movement.reference,
        at: movement.at,
    }
}

/// The name of a customer, unless it was never one of the partner's: whoever types another partner's
/// account must not learn whose it is.
pub(super) fn name_unless_stranger(name: String, failure: Option<&Refusal>) -> String {
    if matches!(failure, Some(Refusal::NotYourCustomer)) { String::new() } else { name }
}

/// A line of the operation records.
pub(crate) fn record_row(record: OperationRecord, names: &Names) -> RecordRow {
    let customer = record.customer_id.account();
    let failure = serde_json::from_str(&record.failure).ok();
    RecordRow {
        id: record.id.to_string(),
        operation: record.operation,
        quota_id: record.quota_id.to_string(),
        quota_type: record.quota_type,
        coupon_id: record.coupon_id.map(String::from).unwrap_or_default(),
        customer_name: name_unless_stranger(names.display(&customer), failure.as_ref()),
        customer_id: String::from(customer),
        amount: record.amount,
        failure,
        remark: record.remark,
        operator: record.operator,
        batch_id: record.batch_id.to_string(),
        at: record.at,
    }
}
