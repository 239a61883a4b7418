//! Second factor: time-based codes (RFC 6238, 30 s, six digits), each accepted once.

use hezong_contract::session::SecondFactorSetup;
use hezong_domain::{ProblemKind, Timestamp, UserId};
use hezong_storage::identity::UserSecrets;
use totp_rs::{Builder, Secret, Totp};

use super::sign_in::check_own_password;
use crate::act::{Deed, perform};
use crate::context::{Context, Services};
use crate::entropy::Make;
use crate::{Error, Result};

fn totp(secret: &[u8]) -> Result<Totp> {
    Builder::new()
        .with_secret(secret.to_vec())
        .build()
        .map_err(|e| Error::Internal(format!("totp: {e}")))
}

/// The step a code belongs to, if it fits and comes after the last one accepted.
fn accepted_step(secret: &[u8], code: &str, last: i64, now: Timestamp) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.ms() / 1000).unwrap_or(0);
    let step = totp(secret)?.check(code, seconds).and_then(|s| i64::try_from(s).ok());
    Ok(step.filter(|step| *step > last))
}

/// Whether a sign-in may go on: no second factor, or a good code that was not used before.
pub(super) async fn passes(services: &Services, user: &UserId, code: &str) -> Result<bool> {
    let _turn = services.turn(user.as_str()).await;
    let mut tx = services.storage().write().await?;
    let Some(secrets) = tx.identity().secrets(user).await? else {
        return Ok(false);
    };
    let sealed = match &secrets.totp_sealed {
        Some(sealed) if secrets.totp_confirmed => sealed,
        _ => return Ok(true),
    };
    let secret = services.vault().open(sealed)?;
    let Some(step) = accepted_step(&secret, code, secrets.totp_last_step, services.wall_now())?
    else {
        return Ok(false);
    };
    let after = UserSecrets { totp_last_step: step, ..secrets };
    tx.identity().update_secrets(user, &after).await?;
    tx.commit().await?;
    Ok(true)
}

fn own(cx: &Context) -> Result<UserId> {
    cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)
}

/// Makes a secret for the caller's authenticator; it counts once a code has confirmed it.
///
/// # Errors
/// When storage fails.
pub async fn begin_second_factor(cx: &Context) -> Result<SecondFactorSetup> {
    let user = &own(cx)?;
    let bytes = cx.services().entropy().bytes::<20>();
    let sealed = &cx.services().vault().seal(cx.services().entropy(), &bytes)?;
    perform(cx, Deed::own("second_factor.begin", user.as_str()), |mut act| async move {
        let secrets = act.tx.identity().secrets(user).await?.ok_or(Error::Unauthenticated)?;
        if secrets.totp_confirmed {
            return Err(Error::field("code", ProblemKind::Taken));
        }
        let after = UserSecrets { totp_sealed: Some(sealed.clone()), totp_last_step: 0, ..secrets };
        act.tx.identity().update_secrets(user, &after).await?;
        act.done((), user.as_str(), "")
    })
    .await?;
    let secret = Secret::from(bytes.to_vec()).to_base32();
    let label = cx.principal().sign_in().replace('/', "%2F");
    let address = format!("otpauth://totp/Hezong:{label}?secret={secret}&issuer=Hezong");
    Ok(SecondFactorSetup { secret, address })
}

/// Turns the second factor on with a first code.
///
/// # Errors
/// A wrong code.
pub async fn confirm_second_factor(cx: &Context, code: &str) -> Result<()> {
    let user = &own(cx)?;
    perform(cx, Deed::own("second_factor.confirm", user.as_str()), |mut act| async move {
        let secrets = act.tx.identity().secrets(user).await?.ok_or(Error::Unauthenticated)?;
        let wrong = || Error::field("code", ProblemKind::WrongCode);
        let sealed = secrets.totp_sealed.as_ref().ok_or_else(wrong)?;
        let secret = cx.services().vault().open(sealed)?;
        let wall = cx.services().wall_now();
        let step = accepted_step(&secret, code.trim(), secrets.totp_last_step, wall)?;
        let totp_last_step = step.ok_or_else(wrong)?;
        let after = UserSecrets { totp_confirmed: true, totp_last_step, ..secrets };
        act.tx.identity().update_secrets(user, &after).await?;
        act.done((), user.as_str(), "")
    })
    .await
}

/// Turns the second factor off; asks for the password.
///
/// # Errors
/// A wrong password.
pub async fn remove_second_factor(cx: &Context, given: &str) -> Result<()> {
    let user = &own(cx)?;
    check_own_password(cx, given, "password").await?;
    perform(cx, Deed::own("second_factor.remove", user.as_str()), |mut act| async move {
        let secrets = act.tx.identity().secrets(user).await?.ok_or(Error::Unauthenticated)?;
        let after =
            UserSecrets { totp_sealed: None, totp_confirmed: false, totp_last_step: 0, ..secrets };
        act.tx.identity().update_secrets(user, &after).await?;
        act.done((), user.as_str(), "")
    })
    .await
}
