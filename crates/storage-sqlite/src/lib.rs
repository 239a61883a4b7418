//! The repositories on SQLite: one file, one writer, many readers.
//!
//! This crate is the home of the shared SQL in `repo/`. `hezong-storage-postgres` compiles the very same
//! files; each crate gives them its own `Db` and `dialect`, and `query!` checks every statement against
//! each schema.

mod dialect;
mod repo;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use hezong_storage::{Engine, Result, Storage, StorageError, UnitOfWork};
use sqlx::SqlitePool;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use dialect::{BEGIN_READ, BEGIN_WRITE, fail};

/// The engine the shared statements are compiled for.
type Db = sqlx::Sqlite;

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// How long a writer waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a reader waits for a connection: a dead or drowned database must answer fast.
const READ_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a writer waits for its turn; writers queue for the one connection.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers at once. SQLite reads are short and run on threads of their own.
const READERS: u32 = 8;
/// Statements a connection keeps prepared.
const STATEMENTS_KEPT: usize = 256;

/// A database in one file.
#[derive(Debug, Clone)]
pub struct SqliteStorage {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStorage {
    /// Whether the file named by a path or a `sqlite:` URL is there already.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when it is no such URL.
    pub fn is_there(url_or_path: &str) -> Result<bool> {
        Ok(options(url_or_path)?.get_filename().exists())
    }

    /// Opens (and if need be makes) the file named by a path or a `sqlite:` URL. The schema is brought up
    /// to date by [`Storage::migrate`].
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when the file cannot be opened, [`StorageError::Migration`] when its
    /// schema is newer than this program.
    pub async fn open(url_or_path: &str) -> Result<Self> {
        let options = options(url_or_path)?;
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(WRITE_TIMEOUT)
            .connect_with(
                options
                    .clone()
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full),
            )
            .await
            .map_err(unavailable)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(READ_TIMEOUT)
            .connect_lazy_with(options.read_only(true));
        let storage = Self { writer, readers };
        storage.refuse_newer_schema().await?;
        Ok(storage)
    }

    /// A program must not write into a schema it does not know.
    async fn refuse_newer_schema(&self) -> Result<()> {
        let known = MIGRATOR.iter().map(|m| m.version).max().unwrap_or(0);
        let marked: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
        )
        .fetch_one(&self.writer)
        .await
        .map_err(fail)?;
        if marked == 0 {
            return Ok(());
        }
        let found: i64 =
            sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations")
                .fetch_one(&self.writer)
                .await
                .map_err(fail)?;
        if found > known { Err(newer(found, known)) } else { Ok(()) }
    }
}

fn options(url_or_path: &str) -> Result<SqliteConnectOptions> {
    let options = if url_or_path.starts_with("sqlite:") {
        SqliteConnectOptions::from_str(url_or_path).map_err(unavailable)?
    } else {
        SqliteConnectOptions::new().filename(Path::new(url_or_path))
    };
    Ok(options
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(STATEMENTS_KEPT))
}

fn newer(found: i64, known: i64) -> StorageError {
    StorageError::Migration(format!(
        "the database has schema {found}, this program knows {known}: start a newer program"
    ))
}

fn unavailable(error: sqlx::Error) -> StorageError {
    match fail(error) {
        StorageError::Database(text) => StorageError::Unavailable(text),
        other => other,
    }
}

fn migration(error: MigrateError) -> StorageError {
    match error {
        MigrateError::Execute(inner) => match fail(inner) {
            StorageError::Unavailable(text) => StorageError::Unavailable(text),
            other => StorageError::Migration(other.to_string()),
        },
        other => StorageError::Migration(other.to_string()),
    }
}

#[async_trait]
impl Storage for SqliteStorage {
    async fn read(&self) -> Result<Box<dyn UnitOfWork>> {
        let transaction = self.readers.begin_with(BEGIN_READ).await.map_err(fail)?;
        Ok(Box::new(repo::Work::new(transaction)))
    }

    async fn write(&self) -> Result<Box<dyn UnitOfWork>> {
        let transaction = self.writer.begin_with(BEGIN_WRITE).await.map_err(fail)?;
        Ok(Box::new(repo::Work::new(transaction)))
    }

    async fn migrate(&self) -> Result<()> {
        self.refuse_newer_schema().await?;
        MIGRATOR.run(&self.writer).await.map_err(migration)
    }

    async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.readers).await.map(drop).map_err(fail)
    }

    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    async fn close(&self) {
        self.readers.close().await;
        // Last, so that the closing connection can fold the write-ahead log into the file.
        self.writer.close().await;
    }
}
