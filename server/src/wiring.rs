//! From configuration to running use cases: the only place that names an engine or reads the real clock.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use hezong_domain::Timestamp;
use hezong_services::benefits::sheet::Payer;
use hezong_services::clock::SandboxClock;
use hezong_services::entropy::SystemEntropy;
use hezong_services::mail::Mailing;
use hezong_services::setup::Purpose;
use hezong_services::vault::Vault;
use hezong_services::{Clock, Services, ServicesParts, sandbox};
use hezong_storage::Storage;
use hezong_storage_postgres::PostgresStorage;
use hezong_storage_sqlite::SqliteStorage;

use crate::config::Database;
use crate::key_file::{self, KEY_BYTES};
use crate::mail::SmtpSender;
use crate::{Config, Failure};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Opens the database; the schema is not touched.
///
/// # Errors
/// When the data folder cannot be made or the database does not answer.
pub async fn open(config: &Config) -> Result<Arc<dyn Storage>, Failure> {
    DirBuilder::new().recursive(true).mode(0o700).create(&config.data_dir).map_err(|error| {
        Failure::Start(format!(
            "data folder {} cannot be made ({error}): set HEZONG_DATA_DIR to a writable place",
            config.data_dir.display()
        ))
    })?;
    let shown = config.database.redacted();
    let opened: Result<Arc<dyn Storage>, _> = match &config.database {
        Database::Sqlite(place) => SqliteStorage::open(place).await.map(|s| Arc::new(s) as _),
        Database::Postgres(url) => PostgresStorage::connect(url).await.map(|s| Arc::new(s) as _),
    };
    opened.map_err(|error| {
        let Failure::Start(what) = Failure::from(error) else {
            return Failure::Start(format!(
                "database {shown} cannot be opened: check HEZONG_DATABASE_URL"
            ));
        };
        Failure::Start(format!("database {shown}: {what}: check HEZONG_DATABASE_URL"))
    })
}

/// For commands that look into what is there: a mistyped folder must not become a new database.
///
/// # Errors
/// When there is no database file.
pub fn expect_database(config: &Config) -> Result<(), Failure> {
    let is_there = match &config.database {
        Database::Sqlite(place) => SqliteStorage::is_there(place)?,
        // A server is asked when it is connected to.
        Database::Postgres(_) => true,
    };
    if is_there {
        return Ok(());
    }
    Err(Failure::Start(format!(
        "there is no database {}: check HEZONG_DATA_DIR and HEZONG_DATABASE_URL; `hezong serve` begins a new one",
        config.database.redacted()
    )))
}

/// Opens the database, brings its schema up to date and wires the use cases.
///
/// # Errors
/// As [`open`]; a failed migration; a key file that is wrong or missing; a mail server that cannot be one.
pub async fn wire(
    config: &Config,
    purpose: Purpose,
) -> Result<(Services, Arc<dyn Storage>), Failure> {
    let storage = open(config).await?;
    storage.migrate().await?;
    let key = key_file::obtain(config, &*storage).await?;
    let vault = Vault::new(key.bytes());
    let services = services(Arc::clone(&storage), vault, purpose, config.payer.clone());
    let services = match &config.mail {
        Some(mail) => {
            let sender = Arc::new(SmtpSender::new(mail)?);
            services.with_mail(Mailing::new(sender, &mail.base_url))
        }
        None => services,
    };
    sandbox::refresh(&services).await?;
    Ok((services, storage))
}

/// Wires the use cases for `verify`, which changes nothing, the schema included. A restored backup can be
/// verified without its key: nothing that is read then is sealed.
///
/// # Errors
/// As [`open`].
pub async fn wire_to_verify(config: &Config) -> Result<(Services, Arc<dyn Storage>), Failure> {
    let storage = open(config).await?;
    let vault = Vault::new(&[0; KEY_BYTES]);
    let services = services(Arc::clone(&storage), vault, Purpose::Real, config.payer.clone());
    Ok((services, storage))
}

fn services(
    storage: Arc<dyn Storage>,
    vault: Vault,
    purpose: Purpose,
    payer: Option<Payer>,
) -> Services {
    let wall: Arc<dyn Clock> = Arc::new(SystemClock);
    let sandbox = purpose.has_clock().then(|| Arc::new(SandboxClock::over(Arc::clone(&wall))));
    let clock = match &sandbox {
        Some(sandbox) => Arc::clone(sandbox) as Arc<dyn Clock>,
        None => Arc::clone(&wall),
    };
    Services::new(ServicesParts {
        storage,
        clock,
        wall,
        sandbox,
        entropy: Arc::new(SystemEntropy),
        vault,
        is_demo: purpose == Purpose::Demo,
        // An invented address must never stand on a real invoice.
        payer: payer.or_else(|| (purpose != Purpose::Real).then(Payer::sample)),
    })
}
