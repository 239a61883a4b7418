//! Accounts and partners.

use async_trait::async_trait;
use hezong_domain::accounts::{Account, AccountKind, Activity, CouponMode, Partner, PartnerType};
use hezong_domain::text::fold;
use hezong_domain::{AccountId, Fen, Page, PartnerId, Timestamp, Window};
use hezong_storage::Result;
use hezong_storage::accounts::{AccountNames, AccountRepository, PartnerFilter, PartnerSummary};

use super::support::{
    IDS_PER_STATEMENT, Sql, and_contains, and_in, and_is, bad, fail, one_row, windowed,
};
use super::{Conn, Work};

/// An account as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    id: String,
    kind: String,
    name: String,
    display_name: String,
    mobile: String,
    email: String,
    activity: String,
    asks_code: bool,
    created_at: i64,
}

impl TryFrom<AccountRow> for Account {
    type Error = hezong_storage::StorageError;

    fn try_from(row: AccountRow) -> Result<Self> {
        Ok(Self {
            kind: AccountKind::parse(&row.kind).ok_or_else(|| bad("accounts", "kind", &row.id))?,
            activity: Activity::parse(&row.activity)
                .ok_or_else(|| bad("accounts", "activity", &row.id))?,
            id: AccountId::new(row.id),
            name: row.name,
            display_name: row.display_name,
            mobile: row.mobile,
            email: row.email,
            asks_code: row.asks_code,
            created_at: Timestamp::from_ms(row.created_at),
        })
    }
}

/// A partner as it is stored, with its account.
#[derive(sqlx::FromRow)]
struct PartnerRow {
    #[sqlx(flatten)]
    account: AccountRow,
    partner_type: String,
    is_subsidised: bool,
    coupon_mode: String,
    customers: i64,
    quota_balance: i64,
}

impl TryFrom<PartnerRow> for PartnerSummary {
    type Error = hezong_storage::StorageError;

    fn try_from(row: PartnerRow) -> Result<Self> {
        let id = &row.account.id;
        let partner_type = PartnerType::parse(&row.partner_type)
            .ok_or_else(|| bad("partners", "partner_type", id))?;
        let coupon_mode = CouponMode::parse(&row.coupon_mode)
            .ok_or_else(|| bad("partners", "coupon_mode", id))?;
        Ok(Self {
            partner: Partner {
                account: row.account.try_into()?,
                partner_type,
                is_subsidised: row.is_subsidised,
                coupon_mode,
            },
            customers: row.customers,
            quota_balance: Fen::new(row.quota_balance),
        })
    }
}

/// What search compares: the sign-in name and the company, folded by us because engines lower only ASCII.
fn folded(account: &Account) -> String {
    fold(&format!("{} {}", account.name, account.display_name))
}

macro_rules! select_account {
    ($tail:tt $(, $arg:expr)*) => {
        sqlx::query_as!(
            AccountRow,
            "SELECT id, kind, name, display_name, mobile, email, activity, asks_code, created_at \
             FROM accounts " + $tail
            $(, $arg)*
        )
    };
}

#[async_trait]
impl AccountRepository for Work {
    async fn add(&mut self, account: &Account) -> Result<bool> {
        let done = sqlx::query!(
            "INSERT INTO accounts (id, kind, name, display_name, name_folded, display_folded, mobile, \
             email, activity, asks_code, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            account.id.as_str(),
            account.kind.as_str(),
            account.name,
            account.display_name,
            folded(account),
            fold(&account.display_name),
            account.mobile,
            account.email,
            account.activity.as_str(),
            account.asks_code,
            account.created_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn find(&mut self, id: &AccountId) -> Result<Option<Account>> {
        let row = select_account!("WHERE id = $1", id.as_str())
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        row.map(Account::try_from).transpose()
    }

    async fn find_by_name(&mut self, name: &str) -> Result<Option<Account>> {
        let row = select_account!("WHERE name = $1", name)
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        row.map(Account::try_from).transpose()
    }

    async fn update(&mut self, account: &Account) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE accounts SET display_name = $2, name_folded = $3, display_folded = $4, \
             mobile = $5, email = $6, activity = $7, asks_code = $8 WHERE id = $1",
            account.id.as_str(),
            account.display_name,
            folded(account),
            fold(&account.display_name),
            account.mobile,
            account.email,
            account.activity.as_str(),
            account.asks_code,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        one_row(done.rows_affected(), "accounts", account.id.as_str())
    }

    async fn count(&mut self, kind: AccountKind) -> Result<i64> {
        sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "n!: i64" FROM accounts WHERE kind = $1"#,
            kind.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)
    }

    async fn vendor(&mut self) -> Result<Option<Account>> {
        let row = select_account!("WHERE kind = 'vendor' ORDER BY created_at, id LIMIT 1")
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        row.map(Account::try_from).transpose()
    }

    async fn names(&mut self, ids: &[AccountId]) -> Result<Vec<AccountNames>> {
        let mut names = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(IDS_PER_STATEMENT) {
            let mut sql = Sql::new("SELECT id, name, display_name FROM accounts WHERE TRUE");
            and_in(&mut sql, "id", chunk.iter().map(AccountId::as_str));
            let rows: Vec<(String, String, String)> =
                sql.build_query_as().fetch_all(self.conn()).await.map_err(fail)?;
            names.extend(rows.into_iter().map(|(id, name, display_name)| AccountNames {
                id: AccountId::new(id),
                name,
                display_name,
            }));
        }
        Ok(names)
    }

    async fn add_partner(&mut self, partner: &Partner) -> Result<()> {
        sqlx::query!(
            "INSERT INTO partners (account_id, partner_type, is_subsidised, coupon_mode) \
             VALUES ($1, $2, $3, $4)",
            partner.account.id.as_str(),
            partner.partner_type.as_str(),
            partner.is_subsidised,
            partner.coupon_mode.as_str(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(())
    }

    async fn find_partner(&mut self, id: &PartnerId) -> Result<Option<Partner>> {
        let row = sqlx::query!(
            "SELECT partner_type, is_subsidised, coupon_mode FROM partners WHERE account_id = $1",
            id.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        let Some(row) = row else { return Ok(None) };
        let account = AccountRepository::find(self, &id.account()).await?;
        let Some(account) = account else { return Ok(None) };
        Ok(Some(Partner {
            account,
            partner_type: PartnerType::parse(&row.partner_type)
                .ok_or_else(|| bad("partners", "partner_type", id.as_str()))?,
            is_subsidised: row.is_subsidised,
            coupon_mode: CouponMode::parse(&row.coupon_mode)
                .ok_or_else(|| bad("partners", "coupon_mode", id.as_str()))?,
        }))
    }

    async fn list_partners(
        &mut self,
        filter: &PartnerFilter,
        window: Window,
        now: Timestamp,
    ) -> Result<Page<PartnerSummary>> {
        let total = count_partners(self.conn(), filter).await?;
        let mut sql = Sql::new(
            "SELECT p.*, (SELECT COUNT(*) FROM associations s WHERE s.partner_id = p.id \
             AND s.ended_at IS NULL) AS customers, \
             COALESCE((SELECT CAST(SUM(q.balance_fen) AS BIGINT) FROM quotas q \
             WHERE q.partner_id = p.id AND q.status = 0 AND q.effective_at <= ",
        );
        sql.push_bind(now.ms()).push(" AND q.expires_at > ").push_bind(now.ms());
        // The figures are worked out for the rows of the page only.
        sql.push(
            "), 0) AS quota_balance FROM (SELECT a.id, a.kind, a.name, a.display_name, a.mobile, \
             a.email, a.activity, a.asks_code, a.created_at, a.display_folded, t.partner_type, \
             t.is_subsidised, t.coupon_mode",
        );
        push_partners(&mut sql, filter);
        sql.push(" ORDER BY a.display_folded, a.id");
        windowed(&mut sql, window);
        sql.push(") p ORDER BY p.display_folded, p.id");
        let rows: Vec<PartnerRow> =
            sql.build_query_as().fetch_all(self.conn()).await.map_err(fail)?;
        let rows = rows.into_iter().map(PartnerSummary::try_from).collect::<Result<_>>()?;
        Ok(Page { rows, total })
    }
}

async fn count_partners(conn: &mut Conn, filter: &PartnerFilter) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*)");
    push_partners(&mut sql, filter);
    sql.build_query_scalar().fetch_one(conn).await.map_err(fail)
}

fn push_partners(sql: &mut Sql, filter: &PartnerFilter) {
    sql.push(" FROM accounts a JOIN partners t ON t.account_id = a.id WHERE a.kind = 'partner'");
    and_is(sql, "a.id", filter.id.as_ref().map(PartnerId::as_str));
    and_contains(sql, "a.name_folded", &fold(&filter.search));
    and_is(sql, "t.partner_type", filter.partner_type.map(PartnerType::as_str));
    and_is(sql, "a.activity", filter.activity.map(Activity::as_str));
}
