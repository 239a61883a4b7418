//! Settings of the own account.

use hezong_domain::access::Permission;
use hezong_domain::accounts::Account;

use crate::act::{Deed, perform};
use crate::context::Context;
use crate::identity::check_own_password;
use crate::{Error, Result};

/// Switches the verification code of sensitive acts on or off (partner-sales §1.4). Switching it off asks
/// for the caller's password: whoever finds a browser open must not get rid of the code with one click.
///
/// # Errors
/// Without [`Permission::AccountSettings`]; a wrong password when it is switched off.
pub async fn set_asks_code(cx: &Context, on: bool, current: &str) -> Result<()> {
    cx.authorize(Permission::AccountSettings)?;
    if !on {
        check_own_password(cx, current, "current").await?;
    }
    let id = &cx.principal().account_id().clone();
    let deed = Deed::new(Permission::AccountSettings, "account.set_code_switch", id.as_str());
    perform(cx, deed, |mut act| async move {
        let account = act.tx.accounts().find(id).await?.ok_or(Error::NotFound("account"))?;
        let after = Account { asks_code: on, ..account };
        act.tx.accounts().update(&after).await?;
        act.done((), id.as_str(), if on { "on" } else { "off" })
    })
    .await
}
