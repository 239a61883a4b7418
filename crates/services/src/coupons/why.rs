//! "Why can't I use it?": for the holder and for the issuer, the same answer.

use hezong_contract::coupons::WhyForm;
use hezong_domain::CouponId;
use hezong_domain::access::{Permission, Scope};
use hezong_domain::coupons::{Check, evaluate};

use crate::context::Context;
use crate::{Error, Result};

/// All checks of one of the caller's coupons for an imagined purchase.
///
/// # Errors
/// Without [`Permission::CouponView`] (holder) or [`Permission::IssuedView`] (issuer); wrong fields;
/// [`Error::NotFound`].
pub async fn why(cx: &Context, id: &str, form: &WhyForm) -> Result<Vec<Check>> {
    let permission = match cx.principal().scope() {
        Scope::Customer(_) => Permission::CouponView,
        _ => Permission::IssuedView,
    };
    let (mut tx, scope) = cx.read(permission).await?;
    let id = CouponId::parse(id).map_err(|_| Error::NotFound("coupon"))?;
    let coupon = tx.coupons().find(&scope, &id).await?.ok_or(Error::NotFound("coupon"))?;
    let purchase = form.check()?;
    Ok(evaluate(&coupon, &purchase, cx.now()))
}
