//! The conformance suite on PostgreSQL: a database of its own per test, on the server that
//! `TEST_POSTGRES_URL` names.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "these are tests")]

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use hezong_storage::conformance::{Fresh, Raw};
use hezong_storage::{Result, Storage};
use hezong_storage_postgres::PostgresStorage;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

hezong_storage::conformance! {
    async fn fresh() -> Option<Fresh> {
        let database = Database::make().await?;
        let storage: Arc<dyn Storage> =
            Arc::new(PostgresStorage::connect(&database.url()).await.unwrap());
        storage.migrate().await.unwrap();
        Some(Fresh { storage, raw: Box::new(database) })
    }
}

/// A database that goes away with the test.
struct Database {
    server: PgConnectOptions,
    name: String,
}

impl Database {
    async fn make() -> Option<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
            let required = ["CI", "HEZONG_REQUIRE_POSTGRES"]
                .iter()
                .any(|name| std::env::var_os(name).is_some());
            assert!(
                !required,
                "TEST_POSTGRES_URL is not set, and tests on PostgreSQL are required"
            );
            eprintln!("SKIPPED on PostgreSQL: TEST_POSTGRES_URL is not set");
            return None;
        };
        let server = PgConnectOptions::from_str(&url).unwrap();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hezong_test_{}_{count}", std::process::id());
        let database = Self { server, name };
        database.on_server(&format!("DROP DATABASE IF EXISTS {}", database.name)).await;
        let create = format!(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
            database.name
        );
        database.on_server(&create).await;
        Some(database)
    }

    fn options(&self) -> PgConnectOptions {
        self.server.clone().database(&self.name)
    }

    fn url(&self) -> String {
        self.options().to_url_lossy().to_string()
    }

    async fn on_server(&self, sql: &str) {
        let mut connection = self.server.connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn connect(&self) -> PgConnection {
        self.options().connect().await.unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // `drop` cannot wait for a future on the test's own runtime.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                let mut connection = server.connect().await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
            });
        });
        if dropped.join().is_err() {
            eprintln!("{} was left behind", self.name);
        }
    }
}

#[async_trait]
impl Raw for Database {
    async fn plant(&self, sql: &str) {
        let mut connection = self.connect().await;
        let loosen = "DO $$ DECLARE c record; BEGIN \
             FOR c IN SELECT conrelid::regclass AS owner, conname FROM pg_constraint \
             WHERE contype = 'c' AND connamespace = 'public'::regnamespace LOOP \
             EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.owner, c.conname); \
             END LOOP; END $$; SET session_replication_role = replica";
        sqlx::raw_sql(loosen).execute(&mut connection).await.unwrap();
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await {
            panic!("{sql}: {error}");
        }
        connection.close().await.unwrap();
    }

    async fn columns(&self) -> Vec<String> {
        let mut connection = self.connect().await;
        let mut columns: Vec<String> = sqlx::query_scalar(
            "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN ' null' \
             ELSE '' END FROM information_schema.columns WHERE table_schema = 'public' \
             AND table_name <> '_sqlx_migrations'",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        columns.sort();
        columns
    }

    async fn open_again(&self) -> Result<Arc<dyn Storage>> {
        Ok(Arc::new(PostgresStorage::connect(&self.url()).await?))
    }
}
