//! Using coupons: orders lock, spend and give back. Called by the order flow; the customer's pages never
//! move value themselves.

use hezong_domain::access::{Permission, Proof, Scope};
use hezong_domain::coupons::Coupon;
use hezong_domain::ledger::{Entry, EntryKind, LedgerAccount};
use hezong_domain::{CouponId, Fen};
use hezong_storage::StorageError;
use hezong_storage::coupons::Movement;

use crate::act::{Act, Deed, Done, perform};
use crate::context::Context;
use crate::{Error, Result};

/// How an act changes a coupon and what the ledger says of it.
struct Change {
    after: Coupon,
    kind: &'static str,
    amount: Fen,
    entry: Option<Entry>,
}

fn only_the_system(cx: &Context) -> Result<()> {
    if cx.principal().proof() == Proof::System {
        return Ok(());
    }
    Err(Error::forbidden(cx.principal(), Permission::CouponView))
}

async fn change(
    cx: &Context,
    action: &'static str,
    id: &CouponId,
    reference: &str,
    work: impl Fn(&Coupon, &Act) -> Result<Change> + Send + Sync,
) -> Result<Coupon> {
    only_the_system(cx)?;
    let work = &work;
    perform(cx, Deed::own(action, id.as_str()), |mut act| async move {
        let coupon = act.tx.coupons().find(&Scope::Platform, id).await?;
        let coupon = coupon.ok_or(Error::NotFound("coupon"))?;
        let change = work(&coupon, &act)?;
        apply(act, change, reference).await
    })
    .await
}

async fn apply(mut act: Act, change: Change, reference: &str) -> Result<Done<Coupon>> {
    if !act.tx.coupons().update(&change.after).await? {
        return Err(StorageError::Conflict.into());
    }
    let transaction_id = match change.entry {
        Some(entry) => act.post(entry).await?,
        None => String::new(),
    };
    let movement = Movement {
        transaction_id,
        coupon_id: change.after.id.clone(),
        kind: change.kind.to_owned(),
        amount: change.amount,
        balance_after: change.after.balance,
        reference: reference.to_owned(),
        at: act.now,
    };
    act.tx.coupons().add_movement(&movement).await?;
    let id = change.after.id.to_string();
    let detail = format!("{} {} {reference}", change.kind, change.amount);
    act.done(change.after, id, detail)
}

/// Pays `amount` of an order with a coupon.
///
/// # Errors
/// See [`Coupon::spend`]; only the system may.
pub async fn spend(cx: &Context, id: &CouponId, amount: Fen, order: &str) -> Result<Coupon> {
    change(cx, "coupon.spend", id, order, |coupon, act| {
        let account = LedgerAccount::Coupon(coupon.id.clone());
        Ok(Change {
            after: coupon.spend(amount, order, act.now)?,
            kind: "spend",
            amount: amount.negated(),
            entry: Some(Entry::transfer(
                EntryKind::CouponSpent,
                account,
                LedgerAccount::Consumed,
                amount,
            )),
        })
    })
    .await
}

/// Gives back what a coupon paid for a cancelled order.
///
/// # Errors
/// See [`Coupon::refund`]; only the system may.
pub async fn refund(cx: &Context, id: &CouponId, amount: Fen, order: &str) -> Result<Coupon> {
    change(cx, "coupon.refund", id, order, |coupon, act| {
        let account = LedgerAccount::Coupon(coupon.id.clone());
        Ok(Change {
            after: coupon.refund(amount, act.now)?,
            kind: "refund",
            amount,
            entry: Some(Entry::transfer(
                EntryKind::CouponRefunded,
                LedgerAccount::Consumed,
                account,
                amount,
            )),
        })
    })
    .await
}

/// Locks part of a coupon for an open order.
///
/// # Errors
/// See [`Coupon::lock`]; only the system may.
pub async fn lock(cx: &Context, id: &CouponId, amount: Fen, order: &str) -> Result<Coupon> {
    change(cx, "coupon.lock", id, order, |coupon, act| {
        Ok(Change { after: coupon.lock(amount, act.now)?, kind: "lock", amount, entry: None })
    })
    .await
}

/// Releases what an order locked.
///
/// # Errors
/// Only the system may.
pub async fn unlock(cx: &Context, id: &CouponId, amount: Fen, order: &str) -> Result<Coupon> {
    change(cx, "coupon.unlock", id, order, |coupon, act| {
        Ok(Change { after: coupon.unlock(amount, act.now), kind: "unlock", amount, entry: None })
    })
    .await
}
