//! Customers, their associations, and allow-lists.

use async_trait::async_trait;
use hezong_domain::access::Scope;
use hezong_domain::accounts::{Association, AssociationKind, Customer};
use hezong_domain::text::fold;
use hezong_domain::{AllowlistId, CustomerId, Page, PartnerId, Timestamp, Window};
use hezong_storage::customers::{Allowlist, CustomerFilter, CustomerRepository};
use hezong_storage::{Result, StorageError};

use super::accounts::AccountRow;
use super::support::{
    IDS_PER_STATEMENT, Sql, and_between, and_contains, and_in, and_is, bad, fail, one_row, windowed,
};
use super::{Conn, Work};

/// A customer as it is stored, with its live association.
#[derive(sqlx::FromRow)]
struct CustomerRow {
    #[sqlx(flatten)]
    account: AccountRow,
    partner_id: Option<String>,
    association: Option<String>,
    is_first: Option<bool>,
    label: Option<String>,
    associated_at: Option<i64>,
}

impl TryFrom<CustomerRow> for Customer {
    type Error = StorageError;

    fn try_from(row: CustomerRow) -> Result<Self> {
        let account: hezong_domain::accounts::Account = row.account.try_into()?;
        let association = match row.partner_id {
            None => None,
            Some(partner) => {
                let wrong = || bad("associations", "kind", account.id.as_str());
                Some(Association {
                    partner_id: PartnerId::new(partner),
                    customer_id: CustomerId::from(account.id.clone()),
                    kind: row
                        .association
                        .as_deref()
                        .and_then(AssociationKind::parse)
                        .ok_or_else(wrong)?,
                    is_first: row.is_first.unwrap_or_default(),
                    associated_at: Timestamp::from_ms(row.associated_at.unwrap_or_default()),
                    ended_at: None,
                })
            }
        };
        Ok(Self { account, association, label: row.label.unwrap_or_default() })
    }
}

/// A version of an allow-list as it is stored.
struct AllowlistRow {
    id: String,
    partner_id: String,
    number: i64,
    is_valid: bool,
    note: String,
    created_by: String,
    created_at: i64,
    entries: i64,
}

impl From<AllowlistRow> for Allowlist {
    fn from(row: AllowlistRow) -> Self {
        Self {
            id: AllowlistId::new(row.id),
            partner_id: PartnerId::new(row.partner_id),
            number: row.number,
            is_valid: row.is_valid,
            note: row.note,
            created_by: row.created_by,
            created_at: Timestamp::from_ms(row.created_at),
            entries: row.entries,
        }
    }
}

macro_rules! select_allowlist {
    ($tail:tt, $arg:expr) => {
        sqlx::query_as!(
            AllowlistRow,
            "SELECT l.id, l.partner_id, l.number, l.is_valid, l.note, l.created_by, l.created_at, \
             (SELECT COUNT(*) FROM allowlist_entries e WHERE e.allowlist_id = l.id) \
             AS \"entries!: i64\" FROM allowlists l "
                + $tail,
            $arg
        )
    };
}

const COLUMNS: &str = "SELECT a.id, a.kind, a.name, a.display_name, a.mobile, a.email, a.activity, \
     a.asks_code, a.created_at, s.partner_id, s.kind AS association, s.is_first, s.label, \
     s.associated_at";

/// Whom a scope sees. A partner's own are reached through its live associations, which only customers
/// have: nothing about the account is asked there, so that both planners begin with the association.
fn push_seen(sql: &mut Sql, scope: &Scope) {
    if let Scope::Partner(partner) = scope {
        sql.push(
            " FROM associations s JOIN accounts a ON a.id = s.customer_id WHERE s.ended_at IS NULL",
        );
        and_is(sql, "s.partner_id", Some(partner.as_str()));
        return;
    }
    sql.push(
        " FROM accounts a LEFT JOIN associations s ON s.customer_id = a.id AND s.ended_at IS NULL \
         WHERE a.kind = 'customer'",
    );
    if let Scope::Customer(customer) = scope {
        and_is(sql, "a.id", Some(customer.as_str()));
    }
}

fn push_filter(sql: &mut Sql, filter: &CustomerFilter) {
    and_contains(sql, "a.name_folded", &fold(&filter.search));
    and_contains(sql, "a.name", &fold(&filter.account_name));
    and_contains(sql, "a.display_folded", &fold(&filter.display_name));
    if !filter.label.is_empty() {
        // `LIKE` differs between engines in case; what changes when a text is cut out, holds it.
        sql.push(" AND REPLACE(s.label, ").push_bind(filter.label.clone()).push(", '') <> s.label");
    }
    and_is(sql, "a.id", filter.id.as_ref().map(CustomerId::as_str));
    and_is(sql, "s.partner_id", filter.partner_id.as_ref().map(PartnerId::as_str));
    and_is(sql, "s.kind", filter.association.map(AssociationKind::as_str));
    and_between(sql, "s.associated_at", filter.associated_after, filter.associated_before);
    if let Some(list) = &filter.allowlist {
        sql.push(" AND a.id IN (SELECT customer_id FROM allowlist_entries WHERE allowlist_id = ")
            .push_bind(list.as_str().to_owned())
            .push(")");
    }
}

async fn fetch(conn: &mut Conn, mut sql: Sql) -> Result<Vec<Customer>> {
    let rows: Vec<CustomerRow> = sql.build_query_as().fetch_all(conn).await.map_err(fail)?;
    rows.into_iter().map(Customer::try_from).collect()
}

#[async_trait]
impl CustomerRepository for Work {
    async fn associate(&mut self, association: &Association) -> Result<bool> {
        let done = sqlx::query!(
            "INSERT INTO associations (customer_id, seq, partner_id, kind, is_first, label, \
             associated_at, ended_at) VALUES ($1, \
             (SELECT COALESCE(MAX(seq), 0) + 1 FROM associations WHERE customer_id = $1), \
             $2, $3, $4, '', $5, NULL) ON CONFLICT DO NOTHING",
            association.customer_id.as_str(),
            association.partner_id.as_str(),
            association.kind.as_str(),
            association.is_first,
            association.associated_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn dissociate(&mut self, customer: &CustomerId, at: Timestamp) -> Result<bool> {
        let done = sqlx::query!(
            "UPDATE associations SET ended_at = $2 WHERE customer_id = $1 AND ended_at IS NULL",
            customer.as_str(),
            at.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn was_associated(&mut self, customer: &CustomerId) -> Result<bool> {
        sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM associations WHERE customer_id = $1) AS "found!: bool""#,
            customer.as_str()
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)
    }

    async fn set_label(&mut self, customer: &CustomerId, label: &str) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE associations SET label = $2 WHERE customer_id = $1 AND ended_at IS NULL",
            customer.as_str(),
            label
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        one_row(done.rows_affected(), "associations", customer.as_str())
    }

    async fn find(&mut self, scope: &Scope, id: &CustomerId) -> Result<Option<Customer>> {
        let found = self.find_many(scope, std::slice::from_ref(id)).await?;
        Ok(found.into_iter().next())
    }

    async fn find_many(&mut self, scope: &Scope, ids: &[CustomerId]) -> Result<Vec<Customer>> {
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(IDS_PER_STATEMENT) {
            let mut sql = Sql::new(COLUMNS);
            push_seen(&mut sql, scope);
            and_in(&mut sql, "a.id", chunk.iter().map(CustomerId::as_str));
            found.extend(fetch(self.conn(), sql).await?);
        }
        Ok(found)
    }

    async fn list(
        &mut self,
        scope: &Scope,
        filter: &CustomerFilter,
        window: Window,
    ) -> Result<Page<Customer>> {
        let mut sql = Sql::new("SELECT COUNT(*)");
        push_seen(&mut sql, scope);
        push_filter(&mut sql, filter);
        let total = sql.build_query_scalar().fetch_one(self.conn()).await.map_err(fail)?;

        let mut sql = Sql::new(COLUMNS);
        push_seen(&mut sql, scope);
        push_filter(&mut sql, filter);
        // A partner's customers all have an association: its index gives the order.
        sql.push(match scope {
            Scope::Partner(_) => " ORDER BY s.associated_at DESC, s.customer_id DESC",
            _ => " ORDER BY COALESCE(s.associated_at, 0) DESC, a.created_at DESC, a.id DESC",
        });
        windowed(&mut sql, window);
        Ok(Page { rows: fetch(self.conn(), sql).await?, total })
    }

    async fn with_users(&mut self, ids: &[CustomerId]) -> Result<Vec<CustomerId>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(IDS_PER_STATEMENT) {
            let mut sql =
                Sql::new("SELECT DISTINCT account_id FROM users WHERE activity = 'active'");
            and_in(&mut sql, "account_id", chunk.iter().map(CustomerId::as_str));
            let rows: Vec<String> =
                sql.build_query_scalar().fetch_all(self.conn()).await.map_err(fail)?;
            found.extend(rows.into_iter().map(CustomerId::new));
        }
        Ok(found)
    }

    async fn add_allowlist(&mut self, list: &Allowlist, customers: &[CustomerId]) -> Result<()> {
        if list.is_valid {
            invalidate(self.conn(), &list.partner_id).await?;
        }
        sqlx::query!(
            "INSERT INTO allowlists (id, partner_id, number, is_valid, note, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            list.id.as_str(),
            list.partner_id.as_str(),
            list.number,
            list.is_valid,
            list.note,
            list.created_by,
            list.created_at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        for chunk in customers.chunks(IDS_PER_STATEMENT) {
            let mut sql = Sql::new("INSERT INTO allowlist_entries (allowlist_id, customer_id) ");
            sql.push_values(chunk, |mut row, customer| {
                row.push_bind(list.id.as_str().to_owned()).push_bind(customer.as_str().to_owned());
            });
            // Naming a customer twice names it once.
            sql.push(" ON CONFLICT DO NOTHING");
            sql.build().execute(self.conn()).await.map_err(fail)?;
        }
        Ok(())
    }

    async fn set_allowlist_valid(
        &mut self,
        partner: &PartnerId,
        id: &AllowlistId,
        is_valid: bool,
    ) -> Result<bool> {
        let found = sqlx::query_scalar!(
            "SELECT id FROM allowlists WHERE partner_id = $1 AND id = $2",
            partner.as_str(),
            id.as_str()
        )
        .fetch_optional(self.conn())
        .await
        .map_err(fail)?;
        if found.is_none() {
            return Ok(false);
        }
        if is_valid {
            invalidate(self.conn(), partner).await?;
        }
        sqlx::query!(
            "UPDATE allowlists SET is_valid = $3 WHERE partner_id = $1 AND id = $2",
            partner.as_str(),
            id.as_str(),
            is_valid
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(true)
    }

    async fn list_allowlists(&mut self, partner: &PartnerId) -> Result<Vec<Allowlist>> {
        let rows =
            select_allowlist!("WHERE l.partner_id = $1 ORDER BY l.number DESC", partner.as_str())
                .fetch_all(self.conn())
                .await
                .map_err(fail)?;
        Ok(rows.into_iter().map(Allowlist::from).collect())
    }

    async fn valid_allowlist(&mut self, partner: &PartnerId) -> Result<Option<Allowlist>> {
        let row = select_allowlist!("WHERE l.partner_id = $1 AND l.is_valid", partner.as_str())
            .fetch_optional(self.conn())
            .await
            .map_err(fail)?;
        Ok(row.map(Allowlist::from))
    }

    async fn allowlisted(
        &mut self,
        id: &AllowlistId,
        ids: &[CustomerId],
    ) -> Result<Vec<CustomerId>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(IDS_PER_STATEMENT) {
            let mut sql = Sql::new("SELECT customer_id FROM allowlist_entries WHERE TRUE");
            and_is(&mut sql, "allowlist_id", Some(id.as_str()));
            and_in(&mut sql, "customer_id", chunk.iter().map(CustomerId::as_str));
            let rows: Vec<String> =
                sql.build_query_scalar().fetch_all(self.conn()).await.map_err(fail)?;
            found.extend(rows.into_iter().map(CustomerId::new));
        }
        Ok(found)
    }
}

async fn invalidate(conn: &mut Conn, partner: &PartnerId) -> Result<()> {
    sqlx::query!(
        "UPDATE allowlists SET is_valid = FALSE WHERE partner_id = $1 AND is_valid",
        partner.as_str()
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    Ok(())
}
