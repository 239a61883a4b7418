//! People: users, sessions, invitations, codes; and the keys and tokens of the open API.

use async_trait::async_trait;
use hezong_domain::access::RoleChoice;
use hezong_domain::accounts::{Activity, User};
use hezong_domain::{AccountId, InvitationId, Timestamp, UserId};

use crate::Result;

/// What a user proves itself with. Never leaves the services.
#[derive(Debug, Clone)]
pub struct UserSecrets {
    /// Argon2id hash in PHC form.
    pub password_hash: String,
    /// Failed sign-ins since the last good one.
    pub failed_count: i64,
    /// No sign-in before this.
    pub locked_until: Option<Timestamp>,
    /// Sealed TOTP secret, when the second factor is set up.
    pub totp_sealed: Option<Vec<u8>>,
    /// Whether the second factor has been confirmed and is asked for.
    pub totp_confirmed: bool,
    /// Last TOTP step that was accepted (single use).
    pub totp_last_step: i64,
}

/// A browser session. The cookie holds the secret, the database its SHA-256.
#[derive(Debug, Clone)]
pub struct Session {
    /// Hex SHA-256 of the secret.
    pub hash: String,
    /// Whose.
    pub user_id: UserId,
    /// When it began.
    pub created_at: Timestamp,
    /// Last request.
    pub last_seen_at: Timestamp,
    /// Ends at the latest.
    pub expires_at: Timestamp,
    /// The browser as it names itself.
    pub user_agent: String,
    /// Where it came from.
    pub ip: String,
}

/// An invitation to become a user of an account.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Id.
    pub id: InvitationId,
    /// The account.
    pub account_id: AccountId,
    /// The sign-in name the person will have.
    pub sign_in: String,
    /// Name given.
    pub display_name: String,
    /// E-mail, may be empty.
    pub email: String,
    /// Roles the person will have.
    pub roles: Vec<RoleChoice>,
    /// Hex SHA-256 of the secret in the link.
    pub token_hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
    /// When it was accepted or withdrawn.
    pub closed_at: Option<Timestamp>,
}

/// A verification code that was sent.
#[derive(Debug, Clone)]
pub struct VerificationCode {
    /// Whose.
    pub user_id: UserId,
    /// For which act, e.g. `coupon.issue`.
    pub purpose: String,
    /// Hex SHA-256 of user id, purpose and code.
    pub code_hash: String,
    /// Failed attempts so far.
    pub failed_count: i64,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// Users and how they sign in.
#[async_trait]
pub trait IdentityRepository: Send {
    /// Adds a user with roles; `false` when the sign-in name is taken.
    async fn add_user(&mut self, user: &User, password_hash: &str) -> Result<bool>;
    /// Finds a user.
    async fn find_user(&mut self, id: &UserId) -> Result<Option<User>>;
    /// Finds a user and its secrets by sign-in name (lower case).
    async fn find_by_sign_in(&mut self, sign_in: &str) -> Result<Option<(User, UserSecrets)>>;
    /// Finds a user's secrets.
    async fn secrets(&mut self, id: &UserId) -> Result<Option<UserSecrets>>;
    /// Writes a user's secrets.
    async fn update_secrets(&mut self, id: &UserId, secrets: &UserSecrets) -> Result<()>;
    /// All users of an account, by sign-in name; those who were removed are left out.
    async fn list_users(&mut self, account: &AccountId) -> Result<Vec<User>>;
    /// When each user of an account was last seen in a session.
    async fn last_seen(&mut self, account: &AccountId) -> Result<Vec<(UserId, Timestamp)>>;

    /// Adds a session.
    async fn add_session(&mut self, session: &Session) -> Result<()>;
    /// Finds a session by its hash.
    async fn find_session(&mut self, hash: &str) -> Result<Option<Session>>;
    /// Notes that a session was used.
    async fn touch_session(&mut self, hash: &str, at: Timestamp) -> Result<()>;
    /// Ends a session; `false` when there was none.
    async fn remove_session(&mut self, hash: &str) -> Result<bool>;
    /// A user's sessions, newest first.
    async fn list_sessions(&mut self, user: &UserId) -> Result<Vec<Session>>;
    /// Ends all sessions of a user but one.
    async fn remove_sessions_except(&mut self, user: &UserId, keep: &str) -> Result<i64>;
    /// Forgets sessions that ended before `now` or were not used since `idle_since`.
    async fn remove_stale_sessions(&mut self, now: Timestamp, idle_since: Timestamp)
    -> Result<i64>;

    /// Adds an invitation.
    async fn add_invitation(&mut self, invitation: &Invitation) -> Result<()>;
    /// Finds an invitation by the hash of its secret.
    async fn find_invitation(&mut self, token_hash: &str) -> Result<Option<Invitation>>;
    /// Open invitations of an account, newest first.
    async fn list_invitations(
        &mut self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>>;
    /// Closes an open invitation; `false` when it was closed already.
    async fn close_invitation(&mut self, id: &InvitationId, at: Timestamp) -> Result<bool>;

    /// Replaces the code of a user for a purpose.
    async fn put_code(&mut self, code: &VerificationCode) -> Result<()>;
    /// The code of a user for a purpose.
    async fn find_code(&mut self, user: &UserId, purpose: &str)
    -> Result<Option<VerificationCode>>;
    /// Removes the code of a user for a purpose.
    async fn remove_code(&mut self, user: &UserId, purpose: &str) -> Result<()>;
}

/// An access key of the open API.
#[derive(Debug, Clone)]
pub struct AccessKey {
    /// AK.
    pub id: String,
    /// The account it calls for.
    pub account_id: AccountId,
    /// The user it acts as.
    pub user_id: UserId,
    /// What it is for.
    pub description: String,
    /// SK, sealed with the key-encryption key.
    pub sealed: Vec<u8>,
    /// Whether it may be used.
    pub activity: Activity,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// A token of the open API.
#[derive(Debug, Clone)]
pub struct ApiToken {
    /// Hex SHA-256 of the token.
    pub hash: String,
    /// Whose.
    pub user_id: UserId,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Keys and tokens.
#[async_trait]
pub trait CredentialRepository: Send {
    /// Adds a key; `false` when the id is taken.
    async fn add_key(&mut self, key: &AccessKey) -> Result<bool>;
    /// Finds a key by AK, whosever it is: the authenticator's way in.
    async fn find_key_unscoped(&mut self, id: &str) -> Result<Option<AccessKey>>;
    /// Keys of an account, newest first.
    async fn list_keys(&mut self, account: &AccountId) -> Result<Vec<AccessKey>>;
    /// Switches a key of an account; `false` when it has none such.
    async fn set_key_activity(
        &mut self,
        account: &AccountId,
        id: &str,
        activity: Activity,
    ) -> Result<bool>;
    /// Deletes a key of an account; `false` when it has none such.
    async fn remove_key(&mut self, account: &AccountId, id: &str) -> Result<bool>;
    /// Notes that a key was used.
    async fn touch_key(&mut self, id: &str, at: Timestamp) -> Result<()>;

    /// Adds a token.
    async fn add_token(&mut self, token: &ApiToken) -> Result<()>;
    /// Finds a token by its hash.
    async fn find_token(&mut self, hash: &str) -> Result<Option<ApiToken>>;
    /// Forgets tokens that ended before `now`.
    async fn remove_stale_tokens(&mut self, now: Timestamp) -> Result<i64>;
}
