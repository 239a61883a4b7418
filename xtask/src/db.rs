//! Databases with the schema applied, for development and for checking SQL statements.

mod prepare;

use std::{
    fs::File,
    future::Future,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context, Result};
pub(crate) use prepare::prepare;
use sqlx::{Connection, PgConnection, SqliteConnection, migrate::Migrator};

use crate::{postgres::Postgres, step::step, workspace::Workspace};

/// Where `query!` looks for the SQLite schema.
pub(crate) const SQLITE_VAR: &str = "SQLITE_DATABASE_URL";
/// Where `query!` looks for the PostgreSQL schema.
pub(crate) const POSTGRES_VAR: &str = "POSTGRES_DATABASE_URL";

/// Both engines with the newest schema and no rows; they go away with this value.
pub(crate) struct Databases {
    postgres: Postgres,
    sqlite: PathBuf,
}

impl Databases {
    /// Starts and migrates them.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        step("Starting private databases with the newest schema", || {
            let postgres = Postgres::start()?;
            let sqlite = postgres.folder().join("schema.sqlite");
            File::create(&sqlite)?;
            let databases = Self { postgres, sqlite };
            block_on(databases.migrate(&workspace.path("migrations")))??;
            Ok(databases)
        })
    }

    /// The variables that lead `query!` to them.
    pub(crate) fn variables(&self) -> [(&'static str, String); 2] {
        let sqlite = format!("sqlite://{}", self.sqlite.display());
        [(SQLITE_VAR, sqlite), (POSTGRES_VAR, self.postgres.url())]
    }

    async fn migrate(&self, folder: &Path) -> Result<()> {
        let [(_, sqlite), (_, postgres)] = self.variables();
        let mut connection = SqliteConnection::connect(&sqlite).await?;
        let migrator = Migrator::new(folder.join("sqlite")).await?;
        migrator.run(&mut connection).await.context("migrations/sqlite")?;
        connection.close().await?;
        let mut connection = PgConnection::connect(&postgres).await?;
        let migrator = Migrator::new(folder.join("postgres")).await?;
        migrator.run(&mut connection).await.context("migrations/postgres")?;
        connection.close().await?;
        Ok(())
    }
}

/// Keeps databases running for a developer until Ctrl-C.
pub(crate) fn up(workspace: &Workspace) -> Result<()> {
    let databases = Databases::start(workspace)?;
    println!("\nFor `query!` to check statements live, set in another terminal:\n");
    for (name, url) in databases.variables() {
        println!("export {name}='{url}'");
    }
    println!("export SQLX_OFFLINE=false\n\nCtrl-C stops and removes them.");
    loop {
        // The interrupt handler ends the program.
        thread::park();
    }
}

/// Runs a future to its end on this thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(future))
}
