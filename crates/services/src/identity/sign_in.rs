//! Signing in with a password and, where set up, a second factor.

use hezong_contract::session::{SignInForm, home};
use hezong_domain::access::{Principal, Proof};
use hezong_domain::accounts::{Activity, User};
use hezong_domain::time::{HOUR_MS, MINUTE_MS};
use hezong_domain::{ProblemKind, Timestamp, UserId};
use hezong_storage::UnitOfWork;
use hezong_storage::identity::{Session, UserSecrets};
use sha2::{Digest, Sha256};

use super::second_factor;
use crate::context::{Context, RequestFacts, Services};
use crate::entropy::Make;
use crate::{Error, Result, audit, password};

/// A session ends after this at the latest.
pub(super) const SESSION_MS: i64 = 12 * HOUR_MS;
/// Most sessions a person has at a time; the page of the sessions says so.
const SESSIONS_MAX: usize = 5;
/// Failed sign-ins before waiting begins (foundations §7.1: 5, then 1, 2, 4 … 15 minutes).
const FAILURES_FREE: i64 = 5;

/// A new session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret for the cookie.
    pub secret: String,
    /// How long the cookie may live, in seconds.
    pub max_age_s: i64,
    /// The person's console.
    pub home: &'static str,
}

/// Hex SHA-256 of a session secret, token or code: what the database holds.
pub(crate) fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// Signs a person in. Unknown users and wrong passwords answer the same and take the same time.
///
/// # Errors
/// [`Error::WrongSignIn`], [`Error::SignInLocked`], [`Error::SecondFactorNeeded`].
pub async fn sign_in(
    services: &Services,
    request: &RequestFacts,
    form: &SignInForm,
) -> Result<SignedIn> {
    let user = check_password(services, request, &form.sign_in, &form.password).await?;
    if !second_factor::passes(services, &user.id, form.code.trim()).await? {
        return Err(Error::SecondFactorNeeded);
    }
    open_session(services, request, &user).await
}

/// Checks a password with lock-out; answers the user.
///
/// # Errors
/// [`Error::WrongSignIn`], [`Error::SignInLocked`].
pub(crate) async fn check_password(
    services: &Services,
    request: &RequestFacts,
    sign_in: &str,
    password: &str,
) -> Result<User> {
    let name = sign_in.trim().to_lowercase();
    let now = services.wall_now();
    let found = {
        let mut tx = services.storage().read().await?;
        tx.identity().find_by_sign_in(&name).await?
    };
    if let Some((_, secrets)) = &found
        && let Some(until) = secrets.locked_until.filter(|until| now < *until)
    {
        return Err(Error::SignInLocked(until));
    }
    let hash = found.as_ref().map(|(_, secrets)| secrets.password_hash.as_str());
    let fits = password::verify(services, password, hash).await?;
    let Some((user, _)) = found else {
        return Err(Error::WrongSignIn);
    };
    let locked = note_attempt(services, &user.id, fits, now).await?;
    let principal = principal_of(services, &user, Proof::Session).await?;
    match (fits, principal) {
        (true, Some(_)) => Ok(user),
        (_, principal) => {
            if let Some(principal) = principal {
                let cx = services.context(principal, request.clone());
                audit::note(&cx, "session.sign_in", &user.sign_in, "failed", "").await?;
            }
            Err(locked.map_or(Error::WrongSignIn, Error::SignInLocked))
        }
    }
}

/// Checks the caller's password, given again before something grave; `field` is where it was typed.
///
/// # Errors
/// [`ProblemKind::WrongPassword`] on the field.
pub(crate) async fn check_own_password(
    cx: &Context,
    given: &str,
    field: &'static str,
) -> Result<()> {
    let user = cx.principal().user_id().ok_or(Error::Unauthenticated)?;
    if given.is_empty() {
        return Err(Error::field(field, ProblemKind::Required));
    }
    let stored = {
        let mut tx = cx.services().storage().read().await?;
        tx.identity().secrets(user).await?.ok_or(Error::Unauthenticated)?
    };
    let now = cx.services().wall_now();
    if let Some(until) = stored.locked_until.filter(|until| now < *until) {
        return Err(Error::SignInLocked(until));
    }
    // Guesses at an open browser count like guesses at the door.
    let fits = password::verify(cx.services(), given, Some(&stored.password_hash)).await?;
    let locked = note_attempt(cx.services(), user, fits, now).await?;
    if fits {
        return Ok(());
    }
    audit::note(cx, "user.check_password", cx.principal().sign_in(), "failed", "").await?;
    Err(locked.map_or_else(|| Error::field(field, ProblemKind::WrongPassword), Error::SignInLocked))
}

/// Counts a failed sign-in or forgets the count; answers until when the user is locked.
async fn note_attempt(
    services: &Services,
    user: &UserId,
    fits: bool,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let _turn = services.turn(user.as_str()).await;
    let mut tx = services.storage().write().await?;
    let Some(secrets) = tx.identity().secrets(user).await? else {
        return Ok(None);
    };
    if fits && secrets.failed_count == 0 {
        return Ok(None);
    }
    let failed_count = if fits { 0 } else { secrets.failed_count.saturating_add(1) };
    let over = failed_count - FAILURES_FREE;
    let locked_until = (over >= 0).then(|| now.plus_ms(MINUTE_MS * (1_i64 << over.min(4)).min(15)));
    let after = UserSecrets { failed_count, locked_until, ..secrets };
    tx.identity().update_secrets(user, &after).await?;
    tx.commit().await?;
    Ok(locked_until)
}

/// The caller a user is; `None` when the user or its account is switched off.
pub(crate) async fn principal_of(
    services: &Services,
    user: &User,
    proof: Proof,
) -> Result<Option<Principal>> {
    let mut tx = services.storage().read().await?;
    principal_in(&mut *tx, user, proof).await
}

/// As [`principal_of`], in a transaction that is open already.
pub(crate) async fn principal_in(
    tx: &mut dyn UnitOfWork,
    user: &User,
    proof: Proof,
) -> Result<Option<Principal>> {
    let account = tx.accounts().find(&user.account_id).await?;
    let account =
        account.filter(|a| a.activity == Activity::Active && user.activity == Activity::Active);
    Ok(account.map(|account| {
        Principal::authenticated(
            account.id,
            account.kind,
            user.id.clone(),
            user.sign_in.clone(),
            user.roles.preset.clone(),
            proof,
        )
        .with_custom_roles(&user.roles.custom)
    }))
}

/// How often a session is added when the user's other sessions are being touched.
const ADD_TRIES_MAX: u32 = 10;

/// Opens a session for a user who has proved itself. Every sign-in gets a new secret.
pub(crate) async fn open_session(
    services: &Services,
    request: &RequestFacts,
    user: &User,
) -> Result<SignedIn> {
    let principal =
        principal_of(services, user, Proof::Session).await?.ok_or(Error::WrongSignIn)?;
    let kind = principal.kind();
    let cx = services.context(principal, request.clone());
    let now = services.wall_now();
    let secret = services.entropy().secret();
    let session = Session {
        hash: digest(&secret),
        user_id: user.id.clone(),
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus_ms(SESSION_MS),
        user_agent: request.user_agent.chars().take(200).collect(),
        ip: request.ip.clone(),
    };
    let mut tries = 0;
    let ended = loop {
        match add_session(services, &session).await {
            Err(error) if error.is_conflict() && tries < ADD_TRIES_MAX => tries += 1,
            answer => break answer?,
        }
    };
    let detail = if ended > 0 { format!("{ended} ended") } else { String::new() };
    audit::note(&cx, "session.sign_in", &user.sign_in, "done", &detail).await?;
    let home = home(kind, &user.roles.preset);
    Ok(SignedIn { secret, max_age_s: SESSION_MS / 1000, home })
}

/// Adds a session and ends those seen longest ago beyond [`SESSIONS_MAX`]; answers how many ended.
async fn add_session(services: &Services, session: &Session) -> Result<usize> {
    let user = &session.user_id;
    let _turn = services.turn(user.as_str()).await;
    let mut tx = services.storage().write().await?;
    let mut others = tx.identity().list_sessions(user).await?;
    others.sort_by_key(|other| std::cmp::Reverse((other.last_seen_at, other.created_at)));
    let beyond = others.get(SESSIONS_MAX - 1..).unwrap_or_default();
    for other in beyond {
        tx.identity().remove_session(&other.hash).await?;
    }
    tx.identity().add_session(session).await?;
    tx.commit().await?;
    Ok(beyond.len())
}
