//! What is special about this engine, and nothing else.

use hezong_storage::StorageError;

/// Opens a unit of work that reads: one snapshot for all its statements.
pub(crate) const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Opens a unit of work that writes: what was read cannot have changed when it commits, else it fails
/// with a conflict and is tried again.
pub(crate) const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";

/// What an error of the driver means to callers.
pub(crate) fn fail(error: sqlx::Error) -> StorageError {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => StorageError::Unavailable(error.to_string()),
        sqlx::Error::Database(ref inner) => {
            let code = inner.code().unwrap_or_default();
            match code.as_ref() {
                // serialization_failure, deadlock_detected, lock_not_available; unique_violation, because
                // inserts that may collide answer "taken" by themselves: what is left is a race
                "40001" | "40P01" | "55P03" | "23505" => StorageError::Conflict,
                // query_canceled is our own statement_timeout; 57Pxx is a server going down or coming up
                "57014" | "57P01" | "57P02" | "57P03" => {
                    StorageError::Unavailable(error.to_string())
                }
                // connection trouble, no resources
                c if c.starts_with("08") || c.starts_with("53") => {
                    StorageError::Unavailable(error.to_string())
                }
                _ => StorageError::Database(error.to_string()),
            }
        }
        other => StorageError::Database(other.to_string()),
    }
}
