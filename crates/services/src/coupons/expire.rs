//! The end of coupons: a job returns what is left to the quota (partner-sales §2.4). Idempotent: a coupon
//! that has lapsed is not due any more, whoever runs the job and how often.

use hezong_domain::coupons::OperationType;

use super::reclaim::take_back;
use crate::Result;
use crate::act::{Deed, perform};
use crate::context::Context;
use crate::entropy::Make;

/// Coupons per transaction: small enough to let other writers in between.
const CHUNK: i64 = 50;

/// Returns the rest of coupons past their end to their quotas; answers how many.
///
/// # Errors
/// When storage fails.
pub async fn expire_due(cx: &Context) -> Result<i64> {
    let mut total = 0;
    loop {
        let done = expire_chunk(cx).await?;
        total += done;
        if done < CHUNK {
            return Ok(total);
        }
    }
}

async fn expire_chunk(cx: &Context) -> Result<i64> {
    {
        let mut tx = cx.services().storage().read().await?;
        if tx.coupons().due(cx.now(), 1).await?.is_empty() {
            return Ok(0);
        }
    }
    perform(cx, Deed::own("coupon.expire", ""), |mut act| async move {
        let due = act.tx.coupons().due(act.now, CHUNK).await?;
        let batch_id = act.cx.services().entropy().batch_id(act.now);
        let mut count = 0;
        for (place, coupon) in due.into_iter().enumerate() {
            if let Some((after, rest)) = coupon.expire(act.now) {
                let kind = OperationType::ExpiryReclaim;
                take_back(&mut act, (&after, rest), kind, &batch_id, place).await?;
                count += 1;
            }
        }
        act.done(count, batch_id.as_str(), format!("{count} coupons"))
    })
    .await
}
