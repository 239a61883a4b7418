//! Settings of the own account.

use hezong_domain::access::Permission;
use hezong_domain::accounts::Account;

use crate::act::{Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

/// Switches the verification code of sensitive acts on or off (partner-sales §1.4).
///
/// # Errors
/// Without [`Permission::AccountSettings`].
pub async fn set_asks_code(cx: &Context, on: bool) -> Result<()> {
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
