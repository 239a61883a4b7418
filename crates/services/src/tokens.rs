//! Tokens of the open API: 24 hours, for those who do not sign (open-api §3.3).

use hezong_domain::access::{Principal, Proof};
use hezong_domain::accounts::{Account, User};
use hezong_domain::time::DAY_MS;
use hezong_domain::{AccountId, Timestamp, UserId};
use hezong_storage::identity::ApiToken;

use crate::context::{RequestFacts, Services};
use crate::entropy::Make;
use crate::identity::{check_password, principal_of};
use crate::{Error, Result, audit};

/// A new token.
pub struct IssuedToken {
    /// The token: for header `X-Subject-Token`.
    pub token: String,
    /// Whose.
    pub user: User,
    /// The account it calls for.
    pub account: Account,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Who asks for a token.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// The account's sign-in name (`domain.name`).
    pub domain_name: String,
    /// The user: the account's own name for its administrator, a member's name, or `account/member`.
    pub user_name: String,
    /// Password.
    pub password: String,
}

/// A user or an account, as a caller of the API names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By name.
    Name(String),
    /// By id.
    Id(String),
}

/// Who asks for a token, by names or by ids.
#[derive(Debug, Clone)]
pub struct PasswordLogin {
    /// The user.
    pub user: Named,
    /// The user's account; may be left out for a user named by id.
    pub domain: Option<Named>,
    /// Password.
    pub password: String,
}

/// A sign-in name that nobody has: asking for it takes as long as asking for one that exists.
const NOBODY: &str = "?";

/// Issues a token to a user named by name or id. Unknown ids answer like wrong passwords.
///
/// # Errors
/// As [`issue`].
pub async fn issue_for(
    services: &Services,
    request: &RequestFacts,
    login: &PasswordLogin,
) -> Result<IssuedToken> {
    let nobody = || NOBODY.to_owned();
    let (user_name, domain_name) = {
        let mut tx = services.storage().read().await?;
        let domain_name = match &login.domain {
            None => String::new(),
            Some(Named::Name(name)) => name.clone(),
            Some(Named::Id(id)) => {
                let account = tx.accounts().find(&AccountId::new(id.clone())).await?;
                account.map_or_else(nobody, |account| account.name)
            }
        };
        let user_name = match &login.user {
            Named::Name(name) => name.clone(),
            Named::Id(id) => {
                let user = tx.identity().find_user(&UserId::new(id.clone())).await?;
                user.map_or_else(nobody, |user| user.sign_in)
            }
        };
        (user_name, domain_name)
    };
    let is_by_id = matches!(login.user, Named::Id(_));
    let issued = issue(
        services,
        request,
        &TokenRequest {
            // An id leads to the whole sign-in name, to which no account is to be prefixed.
            domain_name: if is_by_id { String::new() } else { domain_name.clone() },
            user_name,
            password: login.password.clone(),
        },
    )
    .await?;
    if is_by_id && !domain_name.is_empty() && issued.account.name != domain_name.to_lowercase() {
        return Err(Error::WrongSignIn);
    }
    Ok(issued)
}

/// What a token was asked of.
pub enum TokenState {
    /// Good; who calls.
    Good(Principal),
    /// Ended; when.
    Ended(Timestamp),
    /// Never issued, or its user is gone.
    Unknown,
}

/// Issues a token for a password. Older ones stay good.
///
/// # Errors
/// As for signing in; users with a second factor cannot use passwords here and get
/// [`Error::SecondFactorNeeded`].
pub async fn issue(
    services: &Services,
    request: &RequestFacts,
    ask: &TokenRequest,
) -> Result<IssuedToken> {
    let domain = ask.domain_name.trim();
    let name = ask.user_name.trim();
    let sign_in = if name == domain || name.contains('/') || domain.is_empty() {
        name.to_owned()
    } else {
        format!("{domain}/{name}")
    };
    let user = check_password(services, request, &sign_in, &ask.password).await?;
    let now = services.wall_now();
    let account = {
        let mut tx = services.storage().read().await?;
        let secrets = tx.identity().secrets(&user.id).await?;
        if secrets.is_some_and(|s| s.totp_confirmed) {
            return Err(Error::SecondFactorNeeded);
        }
        tx.accounts().find(&user.account_id).await?.ok_or(Error::WrongSignIn)?
    };
    if !domain.is_empty() && account.name != domain.to_lowercase() {
        return Err(Error::WrongSignIn);
    }
    let principal = principal_of(services, &user, Proof::Token).await?.ok_or(Error::WrongSignIn)?;
    let token = services.entropy().secret();
    let row = ApiToken {
        hash: crate::identity::digest(&token),
        user_id: user.id.clone(),
        issued_at: now,
        expires_at: now.plus_ms(DAY_MS),
    };
    let mut tx = services.storage().write().await?;
    tx.credentials().add_token(&row).await?;
    tx.commit().await?;
    let cx = services.context(principal, request.clone());
    audit::note(&cx, "token.issue", &user.sign_in, "done", "").await?;
    Ok(IssuedToken { token, user, account, issued_at: now, expires_at: row.expires_at })
}

/// Who a token stands for.
///
/// # Errors
/// When storage fails.
pub async fn authenticate(services: &Services, token: &str) -> Result<TokenState> {
    let found = {
        let mut tx = services.storage().read().await?;
        let Some(row) = tx.credentials().find_token(&crate::identity::digest(token)).await? else {
            return Ok(TokenState::Unknown);
        };
        if services.wall_now() >= row.expires_at {
            return Ok(TokenState::Ended(row.expires_at));
        }
        tx.identity().find_user(&row.user_id).await?
    };
    let Some(user) = found else {
        return Ok(TokenState::Unknown);
    };
    let principal = principal_of(services, &user, Proof::Token).await?;
    Ok(principal.map_or(TokenState::Unknown, TokenState::Good))
}

/// The account a caller calls for; for `GET /v3/auth/domains`.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is gone.
pub async fn domain_of(services: &Services, principal: &Principal) -> Result<Account> {
    let mut tx = services.storage().read().await?;
    tx.accounts().find(principal.account_id()).await?.ok_or(Error::Unauthenticated)
}
