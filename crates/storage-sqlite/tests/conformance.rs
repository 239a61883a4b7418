//! The conformance suite on SQLite: a file of its own per test.

#![expect(clippy::unwrap_used, reason = "these are tests")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use hezong_storage::conformance::{Fresh, Raw};
use hezong_storage::{Result, Storage};
use hezong_storage_sqlite::SqliteStorage;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

hezong_storage::conformance! {
    async fn fresh() -> Option<Fresh> {
        let file = File::new();
        let storage: Arc<dyn Storage> =
            Arc::new(SqliteStorage::open(file.path().to_str().unwrap()).await.unwrap());
        storage.migrate().await.unwrap();
        Some(Fresh { storage, raw: Box::new(file) })
    }
}

/// A folder that goes away with the test.
struct File(PathBuf);

impl File {
    fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hezong-storage-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.join("test.db")
    }

    async fn connect(&self) -> SqliteConnection {
        sqlx::sqlite::SqliteConnectOptions::new()
            .filename(self.path())
            .foreign_keys(false)
            .pragma("ignore_check_constraints", "ON")
            .connect()
            .await
            .unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // What is left behind lies in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[async_trait]
impl Raw for File {
    async fn plant(&self, sql: &str) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn columns(&self) -> Vec<String> {
        let mut connection = self.connect().await;
        let mut columns: Vec<String> = sqlx::query_scalar(
            "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" = 0 THEN ' null' ELSE '' END \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
             AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND m.name <> '_sqlx_migrations'",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        columns.sort();
        columns
    }

    async fn open_again(&self) -> Result<Arc<dyn Storage>> {
        let storage = SqliteStorage::open(self.path().to_str().unwrap()).await?;
        Ok(Arc::new(storage))
    }
}
