//! A whole world for tests: services on a fresh database of either engine, a clock that is moved by hand,
//! randomness that repeats, and builders for partners, customers and quotas.
//!
//! SQLite always runs (a file in a temporary folder); PostgreSQL runs when `TEST_POSTGRES_URL` names a
//! server, and must where `HEZONG_REQUIRE_POSTGRES` is set.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    reason = "a test that cannot set its world up has failed"
)]

pub mod api;
mod builders;
mod entropy;
pub mod process;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hezong_domain::Timestamp;
use hezong_services::clock::FixedClock;
use hezong_services::vault::Vault;
use hezong_services::{Services, ServicesParts};
use hezong_storage::{Engine, Storage};
use hezong_storage_postgres::PostgresStorage;
use hezong_storage_sqlite::SqliteStorage;
use sqlx::Connection;

pub use builders::PASSWORD;
pub use entropy::SeededEntropy;

/// The instant at which test worlds begin: 2026-11-22 09:30 at UTC+8.
pub const START: Timestamp = Timestamp::from_ms(1_795_311_000_000);

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A world on one engine.
pub struct World {
    /// The use cases.
    pub services: Services,
    /// The clock, to be moved.
    pub clock: Arc<FixedClock>,
    /// The database.
    pub storage: Arc<dyn Storage>,
    /// URL of the database, for second servers and raw SQL.
    pub url: String,
    folder: Option<PathBuf>,
}

impl World {
    /// A world on SQLite.
    pub async fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("hezong-test-{}", unique()));
        std::fs::create_dir_all(&folder).expect("temporary folder");
        let url = format!("sqlite://{}/hezong.db", folder.display());
        let storage = SqliteStorage::open(&url).await.expect("SQLite opens");
        Self::on(Arc::new(storage), url, Some(folder)).await
    }

    /// A world on PostgreSQL, when there is a server.
    pub async fn postgres() -> Option<Self> {
        let url = postgres_database().await?;
        let storage = PostgresStorage::connect(&url).await.expect("PostgreSQL connects");
        Some(Self::on(Arc::new(storage), url, None).await)
    }

    /// A world on every engine there is.
    pub async fn each() -> Vec<Self> {
        let mut worlds = vec![Self::sqlite().await];
        worlds.extend(Self::postgres().await);
        worlds
    }

    async fn on(storage: Arc<dyn Storage>, url: String, folder: Option<PathBuf>) -> Self {
        storage.migrate().await.expect("migrations run");
        let clock = Arc::new(FixedClock::at(START));
        let services = services_on(Arc::clone(&storage), Arc::clone(&clock), 1);
        Self { services, clock, storage, url, folder }
    }

    /// A second server on the same database, with randomness of its own.
    pub async fn second_server(&self) -> Services {
        let storage: Arc<dyn Storage> = match self.storage.engine() {
            Engine::Sqlite => Arc::new(SqliteStorage::open(&self.url).await.expect("opens")),
            Engine::Postgres => {
                Arc::new(PostgresStorage::connect(&self.url).await.expect("connects"))
            }
        };
        services_on(storage, Arc::clone(&self.clock), 2)
    }

    /// Fails unless every invariant of the database holds.
    pub async fn assert_sound(&self) {
        let verdict = hezong_services::verify::verify(&self.services).await.expect("verify runs");
        assert!(verdict.breaches.is_empty(), "{:?}: {:?}", self.storage.engine(), verdict.breaches);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn services_on(storage: Arc<dyn Storage>, clock: Arc<FixedClock>, seed: u64) -> Services {
    Services::new(ServicesParts {
        storage,
        wall: Arc::clone(&clock) as Arc<dyn hezong_services::Clock>,
        clock,
        sandbox: None,
        entropy: Arc::new(SeededEntropy::new(seed)),
        vault: Vault::new(&[7; 32]),
        is_demo: false,
        payer: Some(hezong_services::benefits::sheet::Payer::sample()),
    })
}

fn unique() -> String {
    format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}

/// Makes an empty database on the server of `TEST_POSTGRES_URL`; `None` when there is no server.
pub async fn postgres_database() -> Option<String> {
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("HEZONG_REQUIRE_POSTGRES").is_err() && std::env::var("CI").is_err(),
            "TEST_POSTGRES_URL is not set but PostgreSQL is required here"
        );
        println!("PostgreSQL left out: TEST_POSTGRES_URL is not set");
        return None;
    };
    let name = format!("world_{}", unique().replace('-', "_"));
    let mut connection = sqlx::PgConnection::connect(&server).await.expect("server answers");
    for statement in [
        format!("DROP DATABASE IF EXISTS {name}"),
        format!("CREATE DATABASE {name} TEMPLATE template0"),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .expect("database is made");
    }
    let (base, query) = server.split_once('?').map_or((server.as_str(), ""), |(b, q)| (b, q));
    let base = base.trim_end_matches('/');
    let root = match base.rfind('/') {
        Some(at) if at > base.find("://").map_or(0, |i| i + 2) => base.get(..at).unwrap_or(base),
        _ => base,
    };
    let tail = if query.is_empty() { String::new() } else { format!("?{query}") };
    Some(format!("{root}/{name}{tail}"))
}
