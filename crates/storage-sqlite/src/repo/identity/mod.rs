//! Users, sessions, invitations, verification codes.

mod row;

use async_trait::async_trait;
use hezong_domain::access::{RoleChoice, Roles};
use hezong_domain::accounts::User;
use hezong_domain::{AccountId, InvitationId, Timestamp, UserId};
use hezong_storage::Result;
use hezong_storage::identity::{
    IdentityRepository, Invitation, Session, UserSecrets, VerificationCode,
};

use self::row::{InvitationRow, SessionRow, UserRow};
use super::organisation;
use super::support::{count, fail, one_row};
use super::{Conn, Work};

macro_rules! select_user {
    ($tail:tt, $arg:expr) => {
        sqlx::query_as!(
            UserRow,
            "SELECT id, account_id, sign_in, display_name, email, activity, password_hash, \
             failed_count, locked_until_at, totp_sealed, totp_confirmed, totp_last_step, created_at \
             FROM users "
                + $tail,
            $arg
        )
    };
}

macro_rules! select_session {
    ($tail:tt, $arg:expr) => {
        sqlx::query_as!(
            SessionRow,
            "SELECT hash, user_id, created_at, last_seen_at, expires_at, user_agent, ip \
             FROM sessions "
                + $tail,
            $arg
        )
    };
}

macro_rules! select_invitation {
    ($tail:tt $(, $arg:expr)*) => {
        sqlx::query_as!(
            InvitationRow,
            "SELECT id, account_id, sign_in, display_name, email, roles, token_hash, created_at, \
             expires_at, closed_at FROM invitations " + $tail
            $(, $arg)*
        )
    };
}

async fn with_roles(conn: &mut Conn, row: Option<UserRow>) -> Result<Option<(User, UserSecrets)>> {
    let Some(row) = row else { return Ok(None) };
    let roles = organisation::roles_of(conn, &row.id).await?;
    row.with_roles(roles).map(Some)
}

#[async_trait]
impl IdentityRepository for Work {
    async fn add_user(&mut self, user: &User, password_hash: &str) -> Result<bool> {
        let done = sqlx::query!(
            "INSERT INTO users (id, account_id, sign_in, display_name, email, activity, \
             password_hash, failed_count, totp_confirmed, totp_last_step, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, FALSE, 0, $8) ON CONFLICT DO NOTHING",
            user.id.as_str(),
            user.account_id.as_str(),
            user.sign_in,
            user.display_name,
            user.email,
            user.activity.as_str(),
            password_hash,
            user.created_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        organisation::add_roles(self.conn(), &user.id, &user.roles).await?;
        Ok(true)
    }

    async fn find_user(&mut self, id: &UserId) -> Result<Option<User>> {
        let row = select_user!("WHERE id = $1", id.as_str())
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        Ok(with_roles(self.conn(), row).await?.map(|(user, _)| user))
    }

    async fn find_by_sign_in(&mut self, sign_in: &str) -> Result<Option<(User, UserSecrets)>> {
        let row = select_user!("WHERE sign_in = $1", sign_in)
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        with_roles(self.conn(), row).await
    }

    async fn secrets(&mut self, id: &UserId) -> Result<Option<UserSecrets>> {
        let row = select_user!("WHERE id = $1", id.as_str())
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        row.map(|row| row.with_roles(Roles::default()).map(|(_, secrets)| secrets)).transpose()
    }

    async fn update_secrets(&mut self, id: &UserId, secrets: &UserSecrets) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE users SET password_hash = $2, failed_count = $3, locked_until_at = $4, \
             totp_sealed = $5, totp_confirmed = $6, totp_last_step = $7 WHERE id = $1",
            id.as_str(),
            secrets.password_hash,
            secrets.failed_count,
            secrets.locked_until.map(Timestamp::ms),
            secrets.totp_sealed.as_deref(),
            secrets.totp_confirmed,
            secrets.totp_last_step,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        one_row(done.rows_affected(), "users", id.as_str())
    }

    async fn list_users(&mut self, account: &AccountId) -> Result<Vec<User>> {
        let rows = select_user!(
            "WHERE account_id = $1 AND removed_at IS NULL ORDER BY sign_in",
            account.as_str()
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let mut users = Vec::with_capacity(rows.len());
        for row in rows {
            let roles = organisation::roles_of(self.conn(), &row.id).await?;
            users.push(row.with_roles(roles)?.0);
        }
        Ok(users)
    }

    async fn last_seen(&mut self, account: &AccountId) -> Result<Vec<(UserId, Timestamp)>> {
        let rows = sqlx::query!(
            r#"SELECT s.user_id AS "user_id!: String", MAX(s.last_seen_at) AS "seen!: i64"
               FROM sessions s JOIN users u ON u.id = s.user_id
               WHERE u.account_id = $1 GROUP BY s.user_id ORDER BY s.user_id"#,
            account.as_str()
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        Ok(rows
            .into_iter()
            .map(|row| (UserId::new(row.user_id), Timestamp::from_ms(row.seen)))
            .collect())
    }

    async fn add_session(&mut self, session: &Session) -> Result<()> {
        sqlx::query!(
            "INSERT INTO sessions (hash, user_id, created_at, last_seen_at, expires_at, user_agent, \
             ip) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            session.hash,
            session.user_id.as_str(),
            session.created_at.ms(),
            session.last_seen_at.ms(),
            session.expires_at.ms(),
            session.user_agent,
            session.ip,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn find_session(&mut self, hash: &str) -> Result<Option<Session>> {
        let row = select_session!("WHERE hash = $1", hash)
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        Ok(row.map(Session::from))
    }

    async fn touch_session(&mut self, hash: &str, at: Timestamp) -> Result<()> {
        sqlx::query!("UPDATE sessions SET last_seen_at = $2 WHERE hash = $1", hash, at.ms())
            .execute(self.conn())
            .await
            .map_err(fail)?;
        Ok(())
    }

    async fn remove_session(&mut self, hash: &str) -> Result<bool> {
        let done = sqlx::query!("DELETE FROM sessions WHERE hash = $1", hash)
            .execute(self.conn())
            .await
            .map_err(fail)?;
        Ok(done.rows_affected() > 0)
    }

    async fn list_sessions(&mut self, user: &UserId) -> Result<Vec<Session>> {
        let rows =
            select_session!("WHERE user_id = $1 ORDER BY created_at DESC, hash", user.as_str())
                .fetch_all(self.conn())
                .await
                .map_err(fail)?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    async fn remove_sessions_except(&mut self, user: &UserId, keep: &str) -> Result<i64> {
        let done = sqlx::query!(
            "DELETE FROM sessions WHERE user_id = $1 AND hash <> $2",
            user.as_str(),
            keep
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }

    async fn remove_stale_sessions(
        &mut self,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<i64> {
        let done = sqlx::query!(
            "DELETE FROM sessions WHERE expires_at < $1 OR last_seen_at < $2",
            now.ms(),
            idle_since.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }

    async fn add_invitation(&mut self, invitation: &Invitation) -> Result<()> {
        let roles: Vec<&str> = invitation.roles.iter().map(RoleChoice::as_str).collect();
        sqlx::query!(
            "INSERT INTO invitations (id, account_id, sign_in, display_name, email, roles, \
             token_hash, created_at, expires_at, closed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            invitation.id.as_str(),
            invitation.account_id.as_str(),
            invitation.sign_in,
            invitation.display_name,
            invitation.email,
            roles.join(","),
            invitation.token_hash,
            invitation.created_at.ms(),
            invitation.expires_at.ms(),
            invitation.closed_at.map(Timestamp::ms),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn find_invitation(&mut self, token_hash: &str) -> Result<Option<Invitation>> {
        let row = select_invitation!("WHERE token_hash = $1", token_hash)
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        row.map(Invitation::try_from).transpose()
    }

    async fn list_invitations(
        &mut self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>> {
        let rows = select_invitation!(
            "WHERE account_id = $1 AND closed_at IS NULL AND expires_at > $2 \
             ORDER BY created_at DESC, id DESC",
            account.as_str(),
            now.ms()
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Invitation::try_from).collect()
    }

    async fn close_invitation(&mut self, id: &InvitationId, at: Timestamp) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE invitations SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL",
            id.as_str(),
            at.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn put_code(&mut self, code: &VerificationCode) -> Result<()> {
        sqlx::query!(
            "INSERT INTO verification_codes (user_id, purpose, code_hash, failed_count, created_at, \
             expires_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (user_id, purpose) DO UPDATE SET code_hash = excluded.code_hash, \
             failed_count = excluded.failed_count, created_at = excluded.created_at, \
             expires_at = excluded.expires_at",
            code.user_id.as_str(),
            code.purpose,
            code.code_hash,
            code.failed_count,
            code.created_at.ms(),
            code.expires_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn find_code(
        &mut self,
        user: &UserId,
        purpose: &str,
    ) -> Result<Option<VerificationCode>> {
        let row = sqlx::query!(
            "SELECT code_hash, failed_count, created_at, expires_at FROM verification_codes \
             WHERE user_id = $1 AND purpose = $2",
            user.as_str(),
            purpose
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        Ok(row.map(|row| VerificationCode {
            user_id: user.clone(),
            purpose: purpose.to_owned(),
            code_hash: row.code_hash,
            failed_count: row.failed_count,
            created_at: Timestamp::from_ms(row.created_at),
            expires_at: Timestamp::from_ms(row.expires_at),
        }))
    }

    async fn remove_code(&mut self, user: &UserId, purpose: &str) -> Result<()> {
        sqlx::query!(
            "DELETE FROM verification_codes WHERE user_id = $1 AND purpose = $2",
            user.as_str(),
            purpose
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }
}
