//! The repositories on PostgreSQL: any number of servers on one database.
//!
//! The statements are the files of `hezong-storage-sqlite/src/repo`, compiled here with this crate's `Db`
//! and `dialect`; `query!` checks them against this engine's schema. Create the database with any
//! collation: every text column is declared `COLLATE "C"`, so that order and comparison equal SQLite's.
//! Tables live in the schema that the search path of the connecting role names first.

mod dialect;
#[path = "../../storage-sqlite/src/repo/mod.rs"]
mod repo;

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use hezong_storage::{Engine, Result, Storage, StorageError, UnitOfWork};
use sqlx::PgPool;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use dialect::{BEGIN_READ, BEGIN_WRITE, fail};

/// The engine the shared statements are compiled for.
type Db = sqlx::Postgres;

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations/postgres");

/// The oldest server that is tested.
const SERVER_VERSION_MIN: i64 = 140_000;
/// How long a caller waits for a connection: a dead or drowned database must answer fast.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// Connections per pool; one pool reads, one writes.
const CONNECTIONS: u32 = 16;
/// Statements a connection keeps prepared.
const STATEMENTS_KEPT: usize = 256;

/// A database on a server.
#[derive(Debug, Clone)]
pub struct PostgresStorage {
    writer: PgPool,
    readers: PgPool,
}

impl PostgresStorage {
    /// Connects to the database named by a `postgres://` URL. The schema is brought up to date by
    /// [`Storage::migrate`].
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when the server does not answer or is too old,
    /// [`StorageError::Migration`] when the schema is newer than this program.
    pub async fn connect(url: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)
            .map_err(unavailable)?
            .application_name("hezong")
            .statement_cache_capacity(STATEMENTS_KEPT)
            .options([
                ("statement_timeout", "15s"),
                ("lock_timeout", "5s"),
                ("idle_in_transaction_session_timeout", "30s"),
            ]);
        let pool =
            || PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(ACQUIRE_TIMEOUT);
        // A sequential scan takes a predicate lock on the whole table, and small tables are scanned by
        // preference: every writer would conflict with every other. Writers find rows by index.
        let writer = pool().connect_lazy_with(options.clone().options([("enable_seqscan", "off")]));
        let readers = pool().connect_lazy_with(options);
        let storage = Self { writer, readers };
        storage.refuse_old_server().await?;
        storage.refuse_newer_schema().await?;
        Ok(storage)
    }

    async fn refuse_old_server(&self) -> Result<()> {
        let version: String = sqlx::query_scalar("SHOW server_version_num")
            .fetch_one(&self.readers)
            .await
            .map_err(unavailable)?;
        let number: i64 = version.parse().unwrap_or(0);
        if number < SERVER_VERSION_MIN {
            return Err(StorageError::Unavailable(format!(
                "PostgreSQL {version} is too old: {SERVER_VERSION_MIN} or newer is needed"
            )));
        }
        Ok(())
    }

    /// A program must not write into a schema it does not know.
    async fn refuse_newer_schema(&self) -> Result<()> {
        let known = MIGRATOR.iter().map(|m| m.version).max().unwrap_or(0);
        let marked: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
            .fetch_one(&self.readers)
            .await
            .map_err(fail)?;
        if !marked {
            return Ok(());
        }
        let found: i64 =
            sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations")
                .fetch_one(&self.readers)
                .await
                .map_err(fail)?;
        if found > known { Err(newer(found, known)) } else { Ok(()) }
    }
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
impl Storage for PostgresStorage {
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
        Engine::Postgres
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
