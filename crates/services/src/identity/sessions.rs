//! Sessions: used, listed, ended.

use hezong_contract::session::{PasswordForm, SessionRow};
use hezong_domain::access::{Principal, Proof};
use hezong_domain::time::MINUTE_MS;
use hezong_domain::{Timestamp, UserId};
use hezong_storage::identity::{Session, UserSecrets};

use super::sign_in::{check_own_password, digest, principal_in};
use crate::act::{Deed, perform};
use crate::context::{Context, RequestFacts, Services};
use crate::{Error, Result, password};

/// A session that was not used for this long has ended.
const IDLE_MS: i64 = 30 * MINUTE_MS;
/// How exact "last seen" is; spares a write per request.
const TOUCH_MS: i64 = MINUTE_MS;
/// Characters of a session's hash that name it in the list.
const HANDLE_LENGTH: usize = 16;

/// The caller a session secret stands for; `None` when the session has ended.
///
/// # Errors
/// When storage fails.
pub async fn authenticate(
    services: &Services,
    _request: &RequestFacts,
    secret: &str,
) -> Result<Option<Principal>> {
    let now = services.wall_now();
    let hash = digest(secret);
    let (principal, last_seen_at) = {
        let mut tx = services.storage().read().await?;
        let Some(session) = tx.identity().find_session(&hash).await? else {
            return Ok(None);
        };
        if is_over(&session, now) {
            return Ok(None);
        }
        let Some(user) = tx.identity().find_user(&session.user_id).await? else {
            return Ok(None);
        };
        (principal_in(&mut *tx, &user, Proof::Session).await?, session.last_seen_at)
    };
    if principal.is_some() && now >= last_seen_at.plus_ms(TOUCH_MS) {
        let mut tx = services.storage().write().await?;
        tx.identity().touch_session(&hash, now).await?;
        tx.commit().await?;
    }
    Ok(principal)
}

fn is_over(session: &Session, now: Timestamp) -> bool {
    now >= session.expires_at || now >= session.last_seen_at.plus_ms(IDLE_MS)
}

/// Whether a secret is a session's that is not over.
///
/// # Errors
/// When storage fails.
pub(crate) async fn is_live(services: &Services, secret: &str) -> Result<bool> {
    if secret.is_empty() {
        return Ok(false);
    }
    let mut tx = services.storage().read().await?;
    let session = tx.identity().find_session(&digest(secret)).await?;
    Ok(session.is_some_and(|session| !is_over(&session, services.wall_now())))
}

fn own(cx: &Context) -> Result<UserId> {
    cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)
}

/// Ends the session in use.
///
/// # Errors
/// When storage fails.
pub async fn sign_out(cx: &Context, secret: &str) -> Result<()> {
    let hash = &digest(secret);
    let deed = Deed::own("session.sign_out", cx.principal().sign_in());
    perform(cx, deed, |mut act| async move {
        act.tx.identity().remove_session(hash).await?;
        act.done((), cx.principal().sign_in(), "")
    })
    .await
}

/// The caller's sessions; `secret` tells which one is in use.
///
/// # Errors
/// When storage fails.
pub async fn sessions(cx: &Context, secret: &str) -> Result<Vec<SessionRow>> {
    let current = digest(secret);
    let mut tx = cx.services().storage().read().await?;
    let list = tx.identity().list_sessions(&own(cx)?).await?;
    let now = cx.services().wall_now();
    let alive =
        list.into_iter().filter(|s| now < s.expires_at && now < s.last_seen_at.plus_ms(IDLE_MS));
    Ok(alive
        .map(|s| SessionRow {
            handle: s.hash.chars().take(HANDLE_LENGTH).collect(),
            is_current: s.hash == current,
            user_agent: s.user_agent,
            ip: s.ip,
            created_at: s.created_at,
            last_seen_at: s.last_seen_at,
        })
        .collect())
}

/// Ends one of the caller's sessions.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of the caller's.
pub async fn end_session(cx: &Context, handle: &str) -> Result<()> {
    let user = &own(cx)?;
    perform(cx, Deed::own("session.end", handle), |mut act| async move {
        let list = act.tx.identity().list_sessions(user).await?;
        let found = list
            .iter()
            .find(|s| handle.len() == HANDLE_LENGTH && s.hash.starts_with(handle))
            .ok_or(Error::NotFound("session"))?;
        act.tx.identity().remove_session(&found.hash).await?;
        act.done((), handle, "")
    })
    .await
}

/// Ends all of the caller's sessions but the one in use.
///
/// # Errors
/// When storage fails.
pub async fn end_other_sessions(cx: &Context, secret: &str) -> Result<()> {
    let (user, keep) = (&own(cx)?, &digest(secret));
    perform(cx, Deed::own("session.end_others", cx.principal().sign_in()), |mut act| async move {
        let ended = act.tx.identity().remove_sessions_except(user, keep).await?;
        act.done((), cx.principal().sign_in(), format!("{ended} ended"))
    })
    .await
}

/// Changes the caller's password and ends its other sessions.
///
/// # Errors
/// Wrong fields, the current password among them.
pub async fn change_password(cx: &Context, secret: &str, form: &PasswordForm) -> Result<()> {
    form.check(cx.principal().sign_in())?;
    let user = &own(cx)?;
    check_own_password(cx, &form.current, "current").await?;
    let hash = &password::hash(cx.services(), &form.password).await?;
    let keep = &digest(secret);
    let deed = Deed::own("user.change_password", cx.principal().sign_in());
    perform(cx, deed, |mut act| async move {
        let secrets = act.tx.identity().secrets(user).await?.ok_or(Error::Unauthenticated)?;
        let after = UserSecrets { password_hash: hash.clone(), ..secrets };
        act.tx.identity().update_secrets(user, &after).await?;
        act.tx.identity().remove_sessions_except(user, keep).await?;
        act.done((), cx.principal().sign_in(), "")
    })
    .await
}
