//! Access keys of the open API: made, shown once, disabled, deleted; and looked up by the authenticator.

use hezong_contract::keys::{KeyMade, KeyRow};
use hezong_domain::access::{Permission, Principal, Proof};
use hezong_domain::accounts::Activity;
use hezong_domain::text;
use hezong_domain::time::MINUTE_MS;
use hezong_domain::{Problems, Refusal, Timestamp};
use hezong_storage::identity::AccessKey;

use crate::act::{Deed, perform};
use crate::context::{Context, Services};
use crate::entropy::Make;
use crate::identity::principal_in;
use crate::{Error, Result};

/// Most keys an account may have.
const KEYS_MAX: i64 = 10;
/// How exact "last used" is; spares a write per request.
const TOUCH_MS: i64 = MINUTE_MS;

/// The keys of the caller's account.
///
/// # Errors
/// Without [`Permission::AccessKeyManage`].
pub async fn list(cx: &Context) -> Result<Vec<KeyRow>> {
    let (mut tx, _) = cx.read(Permission::AccessKeyManage).await?;
    let mut rows = Vec::new();
    for key in tx.credentials().list_keys(cx.principal().account_id()).await? {
        let user = tx.identity().find_user(&key.user_id).await?;
        rows.push(KeyRow {
            access_key: key.id,
            description: key.description,
            sign_in: user.map(|u| u.sign_in).unwrap_or_default(),
            activity: key.activity,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
        });
    }
    Ok(rows)
}

/// Makes a key that acts as the caller. The answer is the only time the secret leaves the server.
///
/// # Errors
/// Without [`Permission::AccessKeyManage`]; [`Refusal::TooManyKeys`].
pub async fn create(cx: &Context, description: &str) -> Result<KeyMade> {
    let made = KeyMade {
        access_key: format!("HZ{}", cx.services().entropy().letters(18)),
        secret: cx.services().entropy().letters(40),
    };
    add(cx, description, &made).await
}

/// Adds a key whose pair is given: for demo data, whose keys stand in its documentation.
///
/// # Errors
/// As [`create`].
pub async fn add(cx: &Context, description: &str, made: &KeyMade) -> Result<KeyMade> {
    let mut problems = Problems::new();
    let description = &text::bounded(&mut problems, "description", description, false, 64);
    problems.into_result(())?;
    let user = &cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
    let sealed = &cx.services().vault().seal(cx.services().entropy(), made.secret.as_bytes())?;
    let account = cx.principal().account_id();
    let deed = Deed::new(Permission::AccessKeyManage, "key.create", account.as_str());
    perform(cx, deed, |mut act| async move {
        let existing = act.tx.credentials().list_keys(account).await?;
        if i64::try_from(existing.len()).unwrap_or(i64::MAX) >= KEYS_MAX {
            return Err(Refusal::TooManyKeys { max: KEYS_MAX }.into());
        }
        let key = AccessKey {
            id: made.access_key.clone(),
            account_id: account.clone(),
            user_id: user.clone(),
            description: description.clone(),
            sealed: sealed.clone(),
            activity: Activity::Active,
            created_at: act.now,
            last_used_at: None,
        };
        if !act.tx.credentials().add_key(&key).await? {
            return Err(Error::Internal("access key id collided".to_owned()));
        }
        act.done(made.clone(), made.access_key.clone(), "")
    })
    .await
}

/// Disables or enables a key of the caller's account.
///
/// # Errors
/// Without [`Permission::AccessKeyManage`]; [`Error::NotFound`].
pub async fn set_activity(cx: &Context, access_key: &str, activity: Activity) -> Result<()> {
    let account = cx.principal().account_id();
    let action = match activity {
        Activity::Active => "key.enable",
        Activity::Disabled => "key.disable",
    };
    perform(cx, Deed::new(Permission::AccessKeyManage, action, access_key), |mut act| async move {
        if !act.tx.credentials().set_key_activity(account, access_key, activity).await? {
            return Err(Error::NotFound("access key"));
        }
        act.done((), access_key, "")
    })
    .await
}

/// Deletes a disabled key of the caller's account.
///
/// # Errors
/// Without [`Permission::AccessKeyManage`]; [`Error::NotFound`]; [`Refusal::KeyStillActive`].
pub async fn delete(cx: &Context, access_key: &str) -> Result<()> {
    let account = cx.principal().account_id();
    let deed = Deed::new(Permission::AccessKeyManage, "key.delete", access_key);
    perform(cx, deed, |mut act| async move {
        let keys = act.tx.credentials().list_keys(account).await?;
        let key = keys.iter().find(|k| k.id == access_key).ok_or(Error::NotFound("access key"))?;
        if key.activity == Activity::Active {
            return Err(Refusal::KeyStillActive.into());
        }
        act.tx.credentials().remove_key(account, access_key).await?;
        act.done((), access_key, "")
    })
    .await
}

/// What the authenticator of the open API needs of a key.
pub struct VerifiableKey {
    /// The secret the signature was made with.
    pub secret: Vec<u8>,
    /// Who calls, once the signature is verified.
    pub principal: Principal,
    access_key: String,
    last_used_at: Option<Timestamp>,
}

/// Looks up a key for verification; `None` when it is unknown, disabled, or its user is.
///
/// # Errors
/// When storage fails.
pub async fn find_for_verification(
    services: &Services,
    access_key: &str,
) -> Result<Option<VerifiableKey>> {
    let mut tx = services.storage().read().await?;
    let Some(key) = tx.credentials().find_key_unscoped(access_key).await? else {
        return Ok(None);
    };
    if key.activity != Activity::Active {
        return Ok(None);
    }
    let Some(user) = tx.identity().find_user(&key.user_id).await? else {
        return Ok(None);
    };
    let Some(principal) = principal_in(&mut *tx, &user, Proof::AccessKey).await? else {
        return Ok(None);
    };
    drop(tx);
    Ok(Some(VerifiableKey {
        secret: services.vault().open(&key.sealed)?,
        principal,
        access_key: key.id,
        last_used_at: key.last_used_at,
    }))
}

/// Notes that a key signed a request; for after its signature was verified, so that "last used" never
/// means somebody who only knew the key's name.
///
/// # Errors
/// When storage fails.
pub async fn note_use(services: &Services, key: &VerifiableKey) -> Result<()> {
    let now = services.wall_now();
    if key.last_used_at.is_none_or(|at| now >= at.plus_ms(TOUCH_MS)) {
        let mut tx = services.storage().write().await?;
        tx.credentials().touch_key(&key.access_key, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
