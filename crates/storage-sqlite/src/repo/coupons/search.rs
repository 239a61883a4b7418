//! What a search text stands for: the beginning of a coupon id, or a part of a customer's names.

use hezong_domain::access::Scope;
use hezong_domain::text::fold;
use hezong_storage::Result;

use crate::repo::Conn;
use crate::repo::support::{Sql, and_contains, and_is, fail, push_list};

/// Most ids that a search is turned into; when it finds more, rows are looked at one by one.
const FOUND_MAX: usize = 200;

/// What was found, before any coupon is looked at: so few ids are reached by index, and the planners,
/// which cannot know how few they are, need not guess.
pub(super) struct Search {
    folded: String,
    /// Coupons whose id begins so; `None` when they are many.
    coupons: Option<Vec<String>>,
    /// Customers who bear the name; `None` when they are many.
    customers: Option<Vec<String>>,
}

impl Search {
    /// Looks the text up.
    pub(super) async fn of(conn: &mut Conn, scope: &Scope, text: &str) -> Result<Self> {
        let folded = fold(text);
        if folded.is_empty() {
            return Ok(Self { folded, coupons: None, customers: None });
        }
        let mut sql = Sql::new("SELECT id FROM coupons WHERE TRUE");
        push_beginning(&mut sql, "id", &folded);
        let coupons = few(conn, sql).await?;

        let mut sql = Sql::new("SELECT a.id FROM accounts a WHERE a.kind = 'customer'");
        and_contains(&mut sql, "a.name_folded", &folded);
        match scope {
            Scope::Platform => {}
            // A partner issues to its customers only.
            Scope::Partner(partner) => {
                sql.push(" AND EXISTS (SELECT 1 FROM associations s WHERE s.customer_id = a.id");
                and_is(&mut sql, "s.partner_id", Some(partner.as_str()));
                sql.push(")");
            }
            Scope::Customer(customer) => and_is(&mut sql, "a.id", Some(customer.as_str())),
        }
        let customers = few(conn, sql).await?;
        Ok(Self { folded, coupons, customers })
    }

    /// Whether nothing is searched for.
    pub(super) fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether the coupons are reached by ids.
    pub(super) fn is_narrow(&self) -> bool {
        self.coupons.is_some() && self.customers.is_some()
    }

    /// The condition.
    pub(super) fn push(&self, sql: &mut Sql) {
        if self.is_empty() {
            return;
        }
        // A branch that cannot match would keep an engine from reaching the other one by index.
        let coupons = self.coupons.as_ref().is_none_or(|ids| !ids.is_empty());
        let customers = self.customers.as_ref().is_none_or(|ids| !ids.is_empty());
        sql.push(" AND (");
        match &self.coupons {
            Some(ids) if coupons => push_list(sql, "c.id", ids),
            Some(_) => {}
            None => {
                sql.push("(TRUE");
                push_beginning(sql, "c.id", &self.folded);
                sql.push(")");
            }
        }
        if coupons && customers {
            sql.push(" OR ");
        }
        match &self.customers {
            Some(ids) if customers => push_list(sql, "c.customer_id", ids),
            Some(_) => {}
            None => {
                sql.push("c.customer_id IN (SELECT id FROM accounts WHERE kind = 'customer'");
                and_contains(sql, "name_folded", &self.folded);
                sql.push(")");
            }
        }
        sql.push(if coupons || customers { ")" } else { "FALSE)" });
    }
}

/// A range, not LIKE: it can use the index on both engines. `~` sorts after all that ids hold.
fn push_beginning(sql: &mut Sql, column: &str, folded: &str) {
    sql.push(format_args!(" AND LOWER({column}) >= "))
        .push_bind(folded.to_owned())
        .push(format_args!(" AND LOWER({column}) < "))
        .push_bind(format!("{folded}~"));
}

/// The ids a statement finds, unless they are too many.
async fn few(conn: &mut Conn, mut sql: Sql) -> Result<Option<Vec<String>>> {
    sql.push(format_args!(" LIMIT {}", FOUND_MAX + 1));
    let ids: Vec<String> = sql.build_query_scalar().fetch_all(conn).await.map_err(fail)?;
    Ok((ids.len() <= FOUND_MAX).then_some(ids))
}
