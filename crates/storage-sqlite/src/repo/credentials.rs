//! Access keys and tokens of the open API.

use async_trait::async_trait;
use hezong_domain::accounts::Activity;
use hezong_domain::{AccountId, Timestamp, UserId};
use hezong_storage::identity::{AccessKey, ApiToken, CredentialRepository};
use hezong_storage::{Result, StorageError};

use super::Work;
use super::support::{bad, count, fail};

/// A key as it is stored.
struct KeyRow {
    id: String,
    account_id: String,
    user_id: String,
    description: String,
    sealed: Vec<u8>,
    activity: String,
    created_at: i64,
    last_used_at: Option<i64>,
}

impl TryFrom<KeyRow> for AccessKey {
    type Error = StorageError;

    fn try_from(row: KeyRow) -> Result<Self> {
        let activity = Activity::parse(&row.activity)
            .ok_or_else(|| bad("access_keys", "activity", &row.id))?;
        Ok(Self {
            id: row.id,
            account_id: AccountId::new(row.account_id),
            user_id: UserId::new(row.user_id),
            description: row.description,
            sealed: row.sealed,
            activity,
            created_at: Timestamp::from_ms(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp::from_ms),
        })
    }
}

macro_rules! select_key {
    ($tail:tt, $arg:expr) => {
        sqlx::query_as!(
            KeyRow,
            "SELECT id, account_id, user_id, description, sealed, activity, created_at, \
             last_used_at FROM access_keys "
                + $tail,
            $arg
        )
    };
}

#[async_trait]
impl CredentialRepository for Work {
    async fn add_key(&mut self, key: &AccessKey) -> Result<bool> {
        let done = sqlx::query!(
            "INSERT INTO access_keys (id, account_id, user_id, description, sealed, activity, \
             created_at, last_used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT DO NOTHING",
            key.id,
            key.account_id.as_str(),
            key.user_id.as_str(),
            key.description,
            key.sealed,
            key.activity.as_str(),
            key.created_at.ms(),
            key.last_used_at.map(Timestamp::ms),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn find_key_unscoped(&mut self, id: &str) -> Result<Option<AccessKey>> {
        let row =
            select_key!("WHERE id = $1", id).fetch_optional(self.conn()).await.map_err(fail)?;
        row.map(AccessKey::try_from).transpose()
    }

    async fn list_keys(&mut self, account: &AccountId) -> Result<Vec<AccessKey>> {
        let rows =
            select_key!("WHERE account_id = $1 ORDER BY created_at DESC, id", account.as_str())
                .fetch_all(self.conn())
                .await
                .map_err(fail)?;
        rows.into_iter().map(AccessKey::try_from).collect()
    }

    async fn set_key_activity(
        &mut self,
        account: &AccountId,
        id: &str,
        activity: Activity,
    ) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE access_keys SET activity = $3 WHERE account_id = $1 AND id = $2",
            account.as_str(),
            id,
            activity.as_str()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn remove_key(&mut self, account: &AccountId, id: &str) -> Result<bool> {
        let done = sqlx::query!(
            "DELETE FROM access_keys WHERE account_id = $1 AND id = $2",
            account.as_str(),
            id
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn touch_key(&mut self, id: &str, at: Timestamp) -> Result<()> {
        sqlx::query!("UPDATE access_keys SET last_used_at = $2 WHERE id = $1", id, at.ms())
            .execute(self.conn())
            .await
            .map_err(fail)?;
        Ok(())
    }

    async fn add_token(&mut self, token: &ApiToken) -> Result<()> {
        sqlx::query!(
            "INSERT INTO api_tokens (hash, user_id, issued_at, expires_at) VALUES ($1, $2, $3, $4)",
            token.hash,
            token.user_id.as_str(),
            token.issued_at.ms(),
            token.expires_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn find_token(&mut self, hash: &str) -> Result<Option<ApiToken>> {
        let row = sqlx::query!(
            "SELECT hash, user_id, issued_at, expires_at FROM api_tokens WHERE hash = $1",
            hash
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        Ok(row.map(|row| ApiToken {
            hash: row.hash,
            user_id: UserId::new(row.user_id),
            issued_at: Timestamp::from_ms(row.issued_at),
            expires_at: Timestamp::from_ms(row.expires_at),
        }))
    }

    async fn remove_stale_tokens(&mut self, now: Timestamp) -> Result<i64> {
        let done = sqlx::query!("DELETE FROM api_tokens WHERE expires_at < $1", now.ms())
            .execute(self.conn())
            .await
            .map_err(fail)?;
        Ok(count(done.rows_affected()))
    }
}
