//! People: signing in, sessions, invitations, second factor, verification codes.

pub mod codes;
mod invitations;
mod second_factor;
mod sessions;
mod sign_in;

pub(crate) use invitations::{NewInvitation, invite, preset_role};
pub use invitations::{accept, invitation};
pub use second_factor::{begin_second_factor, confirm_second_factor, remove_second_factor};
pub(crate) use sessions::is_live;
pub use sessions::{
    authenticate, change_password, end_other_sessions, end_session, sessions, sign_out,
};
pub use sign_in::{SignedIn, sign_in};
pub(crate) use sign_in::{
    check_own_password, check_password, digest, open_session, principal_in, principal_of,
};

use hezong_contract::session::Viewer;
use hezong_domain::Window;
use hezong_domain::accounts::AccountKind;
use hezong_domain::coupons::CouponType;
use hezong_storage::coupons::CouponFilter;

use crate::context::Context;
use crate::{Error, Result};

/// Who is looking at the page.
///
/// # Errors
/// [`Error::Unauthenticated`] when the account or user is gone.
pub async fn viewer(cx: &Context) -> Result<Viewer> {
    let mut tx = cx.services().storage().read().await?;
    let principal = cx.principal();
    let account =
        tx.accounts().find(principal.account_id()).await?.ok_or(Error::Unauthenticated)?;
    let user_id = principal.user_id().ok_or(Error::Unauthenticated)?;
    let user = tx.identity().find_user(user_id).await?.ok_or(Error::Unauthenticated)?;
    let secrets = tx.identity().secrets(user_id).await?;
    let is_subsidised = match principal.partner_id() {
        Some(id) => tx.accounts().find_partner(&id).await?.is_some_and(|p| p.is_subsidised),
        None => false,
    };
    let has_cash_coupons = account.kind == AccountKind::Customer && {
        let filter =
            CouponFilter { coupon_type: Some(CouponType::CashCoupon), ..CouponFilter::default() };
        let scope = principal.scope();
        tx.coupons().list(&scope, &filter, Window::first(1), cx.now()).await?.total > 0
    };
    let mut partner_name = String::new();
    if account.kind == AccountKind::Customer
        && let Some(id) = principal.customer_id()
        && let Some(customer) = tx.customers().find(&principal.scope(), &id).await?
        && let Some(association) = customer.association
        && let Some(partner) = tx.accounts().find(&association.partner_id.account()).await?
    {
        partner_name = partner.display_name;
    }
    let is_personal = tx.memberships().find_personal(&account.id).await?.is_some();
    Ok(Viewer {
        is_personal,
        sign_in: user.sign_in,
        display_name: user.display_name,
        account_id: account.id.to_string(),
        account_name: account.name,
        account_display: account.display_name,
        kind: account.kind,
        permissions: principal.permissions().clone(),
        roles: user.roles.preset,
        custom_roles: principal.custom_roles().to_vec(),
        is_subsidised,
        has_cash_coupons,
        partner_name,
        asks_code: account.asks_code,
        has_second_factor: secrets.is_some_and(|s| s.totp_confirmed),
        unread: tx.operation().unread_messages(user_id).await?,
        is_demo: cx.services().is_demo(),
        is_sandbox: cx.services().sandbox().is_some(),
    })
}
