//! Files that stand with a case.

use hezong_domain::access::Scope;
use hezong_domain::{CaseId, FileId, Timestamp};
use hezong_storage::benefits::CaseFile;
use hezong_storage::{Result, StorageError};

use super::list::push_scope;
use crate::repo::Conn;
use crate::repo::support::{Sql, fail};

/// Everything but the content.
const COLUMNS: &str = "SELECT p.file_id, p.case_id, p.purpose, p.item, p.label, p.added_name, p.added_at, \
     p.removed_at, f.name, f.media_type, f.digest, f.size_bytes \
     FROM case_files p JOIN files f ON f.id = p.file_id";

#[derive(sqlx::FromRow)]
struct Stored {
    file_id: String,
    case_id: String,
    purpose: String,
    item: String,
    label: String,
    added_name: String,
    added_at: i64,
    removed_at: Option<i64>,
    name: String,
    media_type: String,
    digest: String,
    size_bytes: i64,
}

impl From<Stored> for CaseFile {
    fn from(row: Stored) -> Self {
        Self {
            file_id: FileId::new(row.file_id),
            case_id: CaseId::new(row.case_id),
            purpose: row.purpose,
            item: row.item,
            label: row.label,
            added_name: row.added_name,
            added_at: Timestamp::from_ms(row.added_at),
            removed_at: row.removed_at.map(Timestamp::from_ms),
            name: row.name,
            media_type: row.media_type,
            digest: row.digest,
            size_bytes: row.size_bytes,
        }
    }
}

pub(super) async fn add(conn: &mut Conn, file: &CaseFile) -> Result<()> {
    sqlx::query!(
        "INSERT INTO case_files (file_id, case_id, purpose, item, label, added_name, added_at, \
         removed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        file.file_id.as_str(),
        file.case_id.as_str(),
        file.purpose,
        file.item,
        file.label,
        file.added_name,
        file.added_at.ms(),
        file.removed_at.map(Timestamp::ms),
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    Ok(())
}

pub(super) async fn of_case(conn: &mut Conn, case: &CaseId) -> Result<Vec<CaseFile>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push(" WHERE p.case_id = ").push_bind(case.as_str().to_owned());
    sql.push(" ORDER BY p.added_at, p.file_id");
    let rows: Vec<Stored> = sql.build_query_as().fetch_all(conn).await.map_err(fail)?;
    Ok(rows.into_iter().map(CaseFile::from).collect())
}

pub(super) async fn find(conn: &mut Conn, scope: &Scope, id: &FileId) -> Result<Option<CaseFile>> {
    let mut sql = Sql::new(COLUMNS);
    push_scope(&mut sql, "f.partner_id", scope);
    sql.push(" AND p.file_id = ").push_bind(id.as_str().to_owned());
    let row: Option<Stored> = sql.build_query_as().fetch_optional(conn).await.map_err(fail)?;
    Ok(row.map(CaseFile::from))
}

pub(super) async fn remove(conn: &mut Conn, id: &FileId, at: Timestamp) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE case_files SET removed_at = $2 WHERE file_id = $1 AND removed_at IS NULL",
        id.as_str(),
        at.ms()
    )
    .execute(conn)
    .await
    .map_err(fail)?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Conflict) }
}
