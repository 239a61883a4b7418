//! Verification codes for sensitive acts (partner-sales §1.4): sent to the person's message box (and the
//! log) by the default sender, valid ten minutes, three tries.

use hezong_domain::ProblemKind;
use hezong_domain::access::Proof;
use hezong_domain::time::MINUTE_MS;
use hezong_storage::identity::VerificationCode;

use super::sign_in::digest;
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::{Error, Result, messages};

/// How long a code is good.
const CODE_MS: i64 = 10 * MINUTE_MS;
/// Wrong tries a code stands.
const TRIES_MAX: i64 = 3;

/// Acts that may ask for a code.
pub const PURPOSES: &[&str] = &["coupon.issue", "coupon.reclaim"];

/// Whether the caller is asked for a code: its account's switch is on and it sits at a browser.
///
/// # Errors
/// When storage fails.
pub async fn is_needed(cx: &Context) -> Result<bool> {
    if cx.principal().proof() != Proof::Session {
        return Ok(false);
    }
    let mut tx = cx.services().storage().read().await?;
    let account = tx.accounts().find(cx.principal().account_id()).await?;
    Ok(account.is_some_and(|a| a.asks_code))
}

/// Sends the caller a code for an act.
///
/// # Errors
/// [`Error::NotFound`] for an act that never asks.
pub async fn send(cx: &Context, purpose: &str) -> Result<()> {
    if !PURPOSES.contains(&purpose) {
        return Err(Error::NotFound("purpose"));
    }
    let user = &cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
    let code = &cx.services().entropy().digits(6);
    perform(cx, Deed::own("code.send", purpose), |mut act| async move {
        let row = VerificationCode {
            user_id: user.clone(),
            purpose: purpose.to_owned(),
            code_hash: digest(&format!("{user}:{purpose}:{code}")),
            failed_count: 0,
            created_at: act.now,
            expires_at: act.now.plus_ms(CODE_MS),
        };
        act.tx.identity().put_code(&row).await?;
        let args = [
            ("code", code.clone()),
            ("purpose", format!("@messages.purpose_{}", purpose.replace('.', "_"))),
        ];
        messages::send(&mut act, user, "verification_code", &args).await?;
        act.done((), purpose, "")
    })
    .await
}

/// Checks the code of a caller who is asked for one. Wrong tries count even though the act is refused,
/// so this has a transaction of its own; [`consume`] forgets the code within the act.
///
/// # Errors
/// [`Error::CodeNeeded`] without a code, a problem of field `code` with a wrong one.
pub(crate) async fn check(cx: &Context, purpose: &str, given: &str) -> Result<()> {
    if !is_needed(cx).await? {
        return Ok(());
    }
    let given = given.trim();
    if given.is_empty() {
        return Err(Error::CodeNeeded);
    }
    let user = cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
    let _turn = cx.services().turn(user.as_str()).await;
    let mut tx = cx.services().storage().write().await?;
    let wrong = || Error::field("code", ProblemKind::WrongCode);
    let stored = tx.identity().find_code(&user, purpose).await?.ok_or_else(wrong)?;
    if cx.now() >= stored.expires_at || stored.failed_count >= TRIES_MAX {
        return Err(wrong());
    }
    if digest(&format!("{user}:{purpose}:{given}")) == stored.code_hash {
        return Ok(());
    }
    let after = VerificationCode { failed_count: stored.failed_count + 1, ..stored };
    tx.identity().put_code(&after).await?;
    tx.commit().await?;
    Err(wrong())
}

/// Forgets the code an act has used.
pub(crate) async fn consume(act: &mut Act, purpose: &str) -> Result<()> {
    if let Some(user) = act.cx.principal().user_id().cloned() {
        act.tx.identity().remove_code(&user, purpose).await?;
    }
    Ok(())
}
