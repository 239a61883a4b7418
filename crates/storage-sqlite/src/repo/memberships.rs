//! Personal accounts, links of invitations, consents.

use async_trait::async_trait;
use hezong_domain::{AccountId, CaseId, Timestamp, UserId};
use hezong_storage::memberships::{
    Consent, LinkOutcome, MemberInvitation, MembershipRepository, PersonalAccount,
};
use hezong_storage::{Result, StorageError};

use super::Work;
use super::support::{bad, fail};

/// A link as it is stored.
struct LinkRow {
    token_hash: String,
    case_id: String,
    invited_by: String,
    created_at: i64,
    expires_at: i64,
    outcome: String,
}

impl TryFrom<LinkRow> for MemberInvitation {
    type Error = StorageError;

    fn try_from(row: LinkRow) -> Result<Self> {
        let outcome = match row.outcome.as_str() {
            "" => None,
            "used" => Some(LinkOutcome::Used),
            "withdrawn" => Some(LinkOutcome::Withdrawn),
            _ => return Err(bad("member_invitations", "outcome", &row.case_id)),
        };
        Ok(Self {
            token_hash: row.token_hash,
            case_id: CaseId::new(row.case_id),
            invited_by: UserId::new(row.invited_by),
            created_at: Timestamp::from_ms(row.created_at),
            expires_at: Timestamp::from_ms(row.expires_at),
            outcome,
        })
    }
}

/// A consent as it is stored.
struct ConsentRow {
    case_id: String,
    seq: i64,
    account_id: String,
    user_id: String,
    statement: String,
    accepted_at: i64,
    ended_at: Option<i64>,
}

impl From<ConsentRow> for Consent {
    fn from(row: ConsentRow) -> Self {
        Self {
            case_id: CaseId::new(row.case_id),
            seq: row.seq,
            account_id: AccountId::new(row.account_id),
            user_id: UserId::new(row.user_id),
            statement: row.statement,
            accepted_at: Timestamp::from_ms(row.accepted_at),
            ended_at: row.ended_at.map(Timestamp::from_ms),
        }
    }
}

macro_rules! select_link {
    ($tail:tt, $arg:expr) => {
        sqlx::query_as!(
            LinkRow,
            "SELECT token_hash, case_id, invited_by, created_at, expires_at, outcome \
             FROM member_invitations "
                + $tail,
            $arg
        )
    };
}

macro_rules! select_consent {
    ($tail:tt, $arg:expr) => {
        sqlx::query_as!(
            ConsentRow,
            "SELECT case_id, seq, account_id, user_id, statement, accepted_at, ended_at \
             FROM member_consents "
                + $tail,
            $arg
        )
    };
}

#[async_trait]
impl MembershipRepository for Work {
    async fn add_personal(&mut self, account: &PersonalAccount) -> Result<()> {
        sqlx::query!(
            "INSERT INTO personal_accounts (account_id, real_name, created_at) VALUES ($1, $2, $3)",
            account.account_id.as_str(),
            account.real_name,
            account.created_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn find_personal(&mut self, id: &AccountId) -> Result<Option<PersonalAccount>> {
        let row = sqlx::query!(
            "SELECT real_name, created_at FROM personal_accounts WHERE account_id = $1",
            id.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        Ok(row.map(|row| PersonalAccount {
            account_id: id.clone(),
            real_name: row.real_name,
            created_at: Timestamp::from_ms(row.created_at),
        }))
    }

    async fn add_link(&mut self, link: &MemberInvitation) -> Result<()> {
        let done = sqlx::query!(
            "INSERT INTO member_invitations (token_hash, case_id, invited_by, created_at, \
             expires_at, closed_at, outcome) VALUES ($1, $2, $3, $4, $5, NULL, '') \
             ON CONFLICT DO NOTHING",
            link.token_hash,
            link.case_id.as_str(),
            link.invited_by.as_str(),
            link.created_at.ms(),
            link.expires_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
    }

    async fn find_link(&mut self, token_hash: &str) -> Result<Option<MemberInvitation>> {
        let row = select_link!("WHERE token_hash = $1", token_hash)
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        row.map(MemberInvitation::try_from).transpose()
    }

    async fn open_link(&mut self, case: &CaseId) -> Result<Option<MemberInvitation>> {
        let row = select_link!("WHERE case_id = $1 AND closed_at IS NULL", case.as_str())
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        row.map(MemberInvitation::try_from).transpose()
    }

    async fn close_link(
        &mut self,
        case: &CaseId,
        outcome: LinkOutcome,
        at: Timestamp,
    ) -> Result<bool> {
        let outcome = match outcome {
            LinkOutcome::Used => "used",
            LinkOutcome::Withdrawn => "withdrawn",
        };
        let done = sqlx::query!(
            "UPDATE member_invitations SET outcome = $2, closed_at = $3 \
             WHERE case_id = $1 AND closed_at IS NULL",
            case.as_str(),
            outcome,
            at.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn count_links(&mut self, by: &UserId, since: Timestamp) -> Result<i64> {
        sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM member_invitations
               WHERE invited_by = $1 AND created_at >= $2"#,
            by.as_str(),
            since.ms()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)
    }

    async fn add_consent(&mut self, consent: &Consent) -> Result<bool> {
        let done = sqlx::query!(
            "INSERT INTO member_consents (case_id, seq, account_id, user_id, statement, \
             accepted_at, ended_at) \
             VALUES ($1, (SELECT COALESCE(MAX(seq), 0) + 1 FROM member_consents \
             WHERE case_id = $1), $2, $3, $4, $5, NULL) ON CONFLICT DO NOTHING",
            consent.case_id.as_str(),
            consent.account_id.as_str(),
            consent.user_id.as_str(),
            consent.statement,
            consent.accepted_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn end_consent(&mut self, case: &CaseId, at: Timestamp) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE member_consents SET ended_at = $2 WHERE case_id = $1 AND ended_at IS NULL",
            case.as_str(),
            at.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn consents_of(&mut self, account: &AccountId) -> Result<Vec<Consent>> {
        let rows = select_consent!(
            "WHERE account_id = $1 ORDER BY accepted_at DESC, case_id, seq DESC",
            account.as_str()
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        Ok(rows.into_iter().map(Consent::from).collect())
    }

    async fn live_consent(&mut self, case: &CaseId) -> Result<Option<Consent>> {
        let row = select_consent!("WHERE case_id = $1 AND ended_at IS NULL", case.as_str())
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        Ok(row.map(Consent::from))
    }
}
