//! What is special about this engine, and nothing else.

use hezong_storage::StorageError;
use sqlx::error::ErrorKind;

/// Opens a unit of work that reads.
pub(crate) const BEGIN_READ: &str = "BEGIN";
/// Opens a unit of work that writes: takes the write lock before the first read, so that what was read
/// cannot have changed when it is written.
pub(crate) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// What an error of the driver means to callers.
pub(crate) fn fail(error: sqlx::Error) -> StorageError {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => StorageError::Unavailable(error.to_string()),
        sqlx::Error::Database(ref inner) => {
            // Extended result codes carry the plain one in the low byte.
            let code = inner.code().and_then(|c| c.parse::<i64>().ok()).map(|c| c & 0xff);
            match code {
                // SQLITE_BUSY, SQLITE_LOCKED
                Some(5 | 6) => StorageError::Conflict,
                // SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
                Some(10 | 13 | 14) => StorageError::Unavailable(error.to_string()),
                _ if inner.kind() == ErrorKind::UniqueViolation => StorageError::Conflict,
                _ => StorageError::Database(error.to_string()),
            }
        }
        other => StorageError::Database(other.to_string()),
    }
}
