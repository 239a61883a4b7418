//! People as they are stored.

use hezong_domain::access::{RoleChoice, Roles};
use hezong_domain::accounts::{Activity, User};
use hezong_domain::{AccountId, InvitationId, Timestamp, UserId};
use hezong_storage::identity::{Invitation, Session, UserSecrets};
use hezong_storage::{Result, StorageError};

use crate::repo::support::bad;

/// A user as it is stored, roles aside.
pub(super) struct UserRow {
    pub(super) id: String,
    pub(super) account_id: String,
    pub(super) sign_in: String,
    pub(super) display_name: String,
    pub(super) email: String,
    pub(super) activity: String,
    pub(super) password_hash: String,
    pub(super) failed_count: i64,
    pub(super) locked_until_at: Option<i64>,
    pub(super) totp_sealed: Option<Vec<u8>>,
    pub(super) totp_confirmed: bool,
    pub(super) totp_last_step: i64,
    pub(super) created_at: i64,
}

impl UserRow {
    /// The user and its secrets.
    pub(super) fn with_roles(self, roles: Roles) -> Result<(User, UserSecrets)> {
        let activity =
            Activity::parse(&self.activity).ok_or_else(|| bad("users", "activity", &self.id))?;
        let user = User {
            id: UserId::new(self.id),
            account_id: AccountId::new(self.account_id),
            sign_in: self.sign_in,
            display_name: self.display_name,
            email: self.email,
            activity,
            roles,
            created_at: Timestamp::from_ms(self.created_at),
        };
        let secrets = UserSecrets {
            password_hash: self.password_hash,
            failed_count: self.failed_count,
            locked_until: self.locked_until_at.map(Timestamp::from_ms),
            totp_sealed: self.totp_sealed,
            totp_confirmed: self.totp_confirmed,
            totp_last_step: self.totp_last_step,
        };
        Ok((user, secrets))
    }
}

/// A session as it is stored.
pub(super) struct SessionRow {
    pub(super) hash: String,
    pub(super) user_id: String,
    pub(super) created_at: i64,
    pub(super) last_seen_at: i64,
    pub(super) expires_at: i64,
    pub(super) user_agent: String,
    pub(super) ip: String,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            hash: row.hash,
            user_id: UserId::new(row.user_id),
            created_at: Timestamp::from_ms(row.created_at),
            last_seen_at: Timestamp::from_ms(row.last_seen_at),
            expires_at: Timestamp::from_ms(row.expires_at),
            user_agent: row.user_agent,
            ip: row.ip,
        }
    }
}

/// An invitation as it is stored.
pub(super) struct InvitationRow {
    pub(super) id: String,
    pub(super) account_id: String,
    pub(super) sign_in: String,
    pub(super) display_name: String,
    pub(super) email: String,
    pub(super) roles: String,
    pub(super) token_hash: String,
    pub(super) created_at: i64,
    pub(super) expires_at: i64,
    pub(super) closed_at: Option<i64>,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = StorageError;

    fn try_from(row: InvitationRow) -> Result<Self> {
        let roles = row
            .roles
            .split(',')
            .filter(|text| !text.is_empty())
            .map(|text| RoleChoice::parse(text).ok_or_else(|| bad("invitations", "roles", &row.id)))
            .collect::<Result<_>>()?;
        Ok(Self {
            id: InvitationId::new(row.id),
            account_id: AccountId::new(row.account_id),
            sign_in: row.sign_in,
            display_name: row.display_name,
            email: row.email,
            roles,
            token_hash: row.token_hash,
            created_at: Timestamp::from_ms(row.created_at),
            expires_at: Timestamp::from_ms(row.expires_at),
            closed_at: row.closed_at.map(Timestamp::from_ms),
        })
    }
}
