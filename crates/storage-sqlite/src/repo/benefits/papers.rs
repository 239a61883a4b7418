//! What cases lean on: files, policies, the calendar, invoice numbers.

use hezong_domain::access::Scope;
use hezong_domain::incentives::PolicyStanding;
use hezong_domain::{CaseId, FileId, PartnerId, Timestamp, UserId};
use hezong_storage::benefits::{NumberUse, PolicyEnd, PolicyRow, StoredFile};
use hezong_storage::{Result, StorageError};

use super::list::push_scope;
use super::row::day;
use crate::repo::Conn;
use crate::repo::support::{IDS_PER_STATEMENT, Sql, bad, fail, one_row, push_list};

pub(super) async fn add_file(conn: &mut Conn, file: &StoredFile) -> Result<()> {
    sqlx::query!(
        "INSERT INTO files (id, partner_id, name, media_type, size_bytes, digest, content, \
         uploaded_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        file.id.as_str(),
        file.partner_id.as_str(),
        file.name,
        file.media_type,
        file.size_bytes,
        file.digest,
        file.content,
        file.uploaded_by.as_str(),
        file.created_at.ms(),
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct FileRow {
    id: String,
    partner_id: String,
    name: String,
    media_type: String,
    size_bytes: i64,
    digest: String,
    content: Vec<u8>,
    uploaded_by: String,
    created_at: i64,
}

pub(super) async fn find_file(
    conn: &mut Conn,
    scope: &Scope,
    id: &FileId,
) -> Result<Option<StoredFile>> {
    let mut sql = Sql::new(
        "SELECT id, partner_id, name, media_type, size_bytes, digest, content, uploaded_by, \
         created_at FROM files",
    );
    push_scope(&mut sql, "partner_id", scope);
    sql.push(" AND id = ").push_bind(id.as_str().to_owned());
    let row: Option<FileRow> = sql.build_query_as().fetch_optional(conn).await.map_err(fail)?;
    Ok(row.map(|row| StoredFile {
        id: FileId::new(row.id),
        partner_id: PartnerId::new(row.partner_id),
        name: row.name,
        media_type: row.media_type,
        digest: row.digest,
        content: row.content,
        size_bytes: row.size_bytes,
        uploaded_by: UserId::new(row.uploaded_by),
        created_at: Timestamp::from_ms(row.created_at),
    }))
}

pub(super) async fn add_policy(conn: &mut Conn, policy: &PolicyRow) -> Result<()> {
    let done = sqlx::query!(
        "INSERT INTO policies (version, standing, from_on, body, published_by, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        policy.version,
        policy.standing.as_str(),
        policy.from_on.to_string(),
        policy.body,
        policy.published_by,
        policy.created_at.ms(),
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

pub(super) async fn update_policy(conn: &mut Conn, policy: &PolicyRow, seen: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE policies SET standing = ");
    sql.push_bind(policy.standing.as_str());
    sql.push(", from_on = ").push_bind(policy.from_on.to_string());
    sql.push(", body = ").push_bind(policy.body.clone());
    sql.push(", published_by = ").push_bind(policy.published_by.clone());
    sql.push(", created_at = ").push_bind(policy.created_at.ms());
    let ended = policy.ended.as_ref();
    sql.push(", ended_was = ").push_bind(ended.map(|end| end.was.as_str()));
    sql.push(", ended_by = ").push_bind(ended.map(|end| end.by.clone()));
    sql.push(", ended_at = ").push_bind(ended.map(|end| end.at.ms()));
    sql.push(", ended_reason = ").push_bind(ended.map(|end| end.reason.clone()));
    sql.push(" WHERE version = ").push_bind(policy.version);
    sql.push(" AND body = ").push_bind(seen.to_owned());
    let done = sql.build().execute(conn).await.map_err(fail)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}

/// A version of the policy as it is stored.
#[derive(sqlx::FromRow)]
struct StoredPolicy {
    version: i64,
    standing: String,
    from_on: String,
    body: String,
    published_by: String,
    created_at: i64,
    ended_was: Option<String>,
    ended_by: Option<String>,
    ended_at: Option<i64>,
    ended_reason: Option<String>,
}

impl StoredPolicy {
    /// How it came to nothing; an end without its who or when is an inconsistency of the row.
    fn ended(&mut self, id: &str) -> Result<Option<PolicyEnd>> {
        let Some(was) = self.ended_was.take() else { return Ok(None) };
        let wrong = |column| bad("policies", column, id);
        Ok(Some(PolicyEnd {
            was: PolicyStanding::parse(&was).ok_or_else(|| wrong("ended_was"))?,
            by: self.ended_by.take().ok_or_else(|| wrong("ended_by"))?,
            at: self.ended_at.map(Timestamp::from_ms).ok_or_else(|| wrong("ended_at"))?,
            reason: self.ended_reason.take().unwrap_or_default(),
        }))
    }
}

pub(super) async fn list_policies(conn: &mut Conn) -> Result<Vec<PolicyRow>> {
    let mut sql = Sql::new(
        "SELECT version, standing, from_on, body, published_by, created_at, ended_was, ended_by, \
         ended_at, ended_reason FROM policies ORDER BY version",
    );
    let rows: Vec<StoredPolicy> = sql.build_query_as().fetch_all(conn).await.map_err(fail)?;
    rows.into_iter()
        .map(|mut row| {
            let id = row.version.to_string();
            Ok(PolicyRow {
                ended: row.ended(&id)?,
                version: row.version,
                standing: PolicyStanding::parse(&row.standing)
                    .ok_or_else(|| bad("policies", "standing", &id))?,
                from_on: day(&row.from_on, "policies", "from_on", &id)?,
                body: row.body,
                published_by: row.published_by,
                created_at: Timestamp::from_ms(row.created_at),
            })
        })
        .collect()
}

pub(super) async fn find_calendar(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    sqlx::query_scalar!("SELECT body FROM calendars WHERE name = $1", name)
        .fetch_optional(conn)
        .await
        .map_err(fail)
}

pub(super) async fn put_calendar(
    conn: &mut Conn,
    name: &str,
    body: &str,
    by: &str,
    at: Timestamp,
) -> Result<()> {
    let done = sqlx::query!(
        "INSERT INTO calendars (name, body, changed_by, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (name) DO UPDATE SET body = excluded.body, changed_by = excluded.changed_by, \
         changed_at = excluded.changed_at",
        name,
        body,
        by,
        at.ms(),
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    one_row(done.rows_affected(), "calendars", name)
}

pub(super) async fn list_numbers(conn: &mut Conn, numbers: &[String]) -> Result<Vec<NumberUse>> {
    let mut found = Vec::new();
    for part in numbers.chunks(IDS_PER_STATEMENT) {
        let mut sql = Sql::new("SELECT number, case_id, partner_id FROM invoice_numbers WHERE ");
        push_list(&mut sql, "number", part);
        sql.push(" ORDER BY number");
        let rows: Vec<(String, String, String)> =
            sql.build_query_as().fetch_all(&mut *conn).await.map_err(fail)?;
        found.extend(rows.into_iter().map(|(number, case_id, partner_id)| NumberUse {
            number,
            case_id: CaseId::new(case_id),
            partner_id: PartnerId::new(partner_id),
        }));
    }
    Ok(found)
}

pub(super) async fn put_numbers(
    conn: &mut Conn,
    case: &CaseId,
    partner: &PartnerId,
    numbers: &[String],
) -> Result<()> {
    sqlx::query!("DELETE FROM invoice_numbers WHERE case_id = $1", case.as_str())
        .execute(&mut *conn)
        .await
        .map_err(fail)?;
    for number in numbers {
        let done = sqlx::query!(
            "INSERT INTO invoice_numbers (number, case_id, partner_id) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
            number,
            case.as_str(),
            partner.as_str(),
        )
        .execute(&mut *conn)
        .await
        .map_err(fail)?;
        if done.rows_affected() != 1 {
            return Err(StorageError::Conflict);
        }
    }
    Ok(())
}
