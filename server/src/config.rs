//! Configuration: a TOML file overlaid by the environment, checked as a whole before anything starts.

mod mail;
mod payer;
mod read;
mod redact;
mod values;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use hezong_print::FontList;
use hezong_services::benefits::sheet::Payer;

use crate::Failure;
pub use mail::{MailConfig, MailTls, Secret};
use read::Entries;

/// The file that is read from the working directory when none is named.
pub const FILE: &str = "hezong.toml";

/// Every setting: its name in the file (`HEZONG_` and capitals in the environment).
pub(crate) const KEYS: [&str; 25] = [
    "listen",
    "data_dir",
    "database_url",
    "key_file",
    "metrics_listen",
    "log",
    "log_format",
    "trusted_proxy",
    "public_url",
    "faithful_200",
    "rate_limit",
    "print_fonts",
    "mail_host",
    "mail_port",
    "mail_tls",
    "mail_user",
    "mail_password",
    "mail_password_file",
    "mail_from",
    "mail_base_url",
    "payer_company",
    "payer_tax_number",
    "payer_address",
    "payer_contact",
    "payer_phone",
];

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A path or a `sqlite:` URL.
    Sqlite(String),
    /// A `postgres:` URL; may hold a password.
    Postgres(String),
}

impl Database {
    /// The address without its password.
    pub fn redacted(&self) -> String {
        match self {
            Self::Sqlite(place) => place.clone(),
            Self::Postgres(url) => redact::url(url),
        }
    }
}

/// The address people type, when it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// `https://portal.example.com`, without a path.
    pub origin: String,
    /// Whether browsers reach us over TLS.
    pub is_https: bool,
}

/// All settings, checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Folder for the database file and the key file.
    pub data_dir: PathBuf,
    /// Where the database is.
    pub database: Database,
    /// The key-encryption key's file, when it was named.
    pub key_file: Option<PathBuf>,
    /// Where Prometheus reads; `None` when switched off.
    pub metrics_listen: Option<SocketAddr>,
    /// Which log lines are written, e.g. `info,hezong=debug`.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Whether `X-Forwarded-For` is believed.
    pub trusted_proxy: bool,
    /// The address people type.
    pub public_url: Option<PublicUrl>,
    /// Whether the API answers some errors with status 200, exactly as documented.
    pub faithful_200: bool,
    /// Whether calls and sign-ins are counted and limited; off for load tests only.
    pub rate_limit: bool,
    /// What papers are printed with, best first.
    pub print_fonts: FontList,
    /// How mails leave; `None` when they do not.
    pub mail: Option<MailConfig>,
    /// Who pays partners; `None` when that is not entered.
    pub payer: Option<Payer>,
    /// Variables named `HEZONG_…` that mean nothing here; worth a warning.
    pub ignored: Vec<String>,
}

impl Config {
    /// Reads the file (or `hezong.toml` of the working directory, if there is one) and the environment.
    ///
    /// # Errors
    /// [`Failure::Config`] naming the setting, where it was set, what is wrong and what would be right.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Failure> {
        let mut entries = Entries::default();
        match file {
            Some(path) => entries.add_file(path)?,
            None if Path::new(FILE).exists() => entries.add_file(Path::new(FILE))?,
            None => {}
        }
        entries.add_environment(environment)?;
        Self::from_entries(entries)
    }

    fn from_entries(entries: Entries) -> Result<Self, Failure> {
        let data_dir = entries.text("data_dir", "./data", values::path)?;
        let default_database = data_dir.join("hezong.db").display().to_string();
        let public_url = entries.optional("public_url", values::public_url)?;
        let config = Self {
            mail: mail::read(&entries, public_url.as_ref())?,
            payer: payer::read(&entries)?,
            listen: entries.text("listen", "127.0.0.1:3000", values::address)?,
            database: entries.text("database_url", &default_database, |text| {
                values::database(text, &default_database)
            })?,
            key_file: entries.optional("key_file", values::path)?,
            metrics_listen: entries.text("metrics_listen", "127.0.0.1:9464", values::metrics)?,
            log: entries.text("log", "info", values::log_filter)?,
            log_format: entries.text("log_format", "text", values::log_format)?,
            trusted_proxy: entries.text("trusted_proxy", "false", values::switch)?,
            public_url,
            faithful_200: entries.text("faithful_200", "false", values::switch)?,
            rate_limit: entries.text("rate_limit", "true", values::switch)?,
            print_fonts: entries.optional("print_fonts", values::fonts)?.unwrap_or_default(),
            data_dir,
            ignored: entries.ignored,
        };
        config.check_together()?;
        Ok(config)
    }

    /// What no setting can tell alone.
    fn check_together(&self) -> Result<(), Failure> {
        if !self.listen.ip().is_loopback() && !self.is_https() {
            return Err(Failure::Config(format!(
                "HEZONG_LISTEN={} is reachable from other machines, but sign-in cookies need TLS: put a TLS \
                 proxy in front and set HEZONG_PUBLIC_URL=https://…, or listen on 127.0.0.1",
                self.listen
            )));
        }
        if self.metrics_listen == Some(self.listen) {
            return Err(Failure::Config(format!(
                "HEZONG_METRICS_LISTEN and HEZONG_LISTEN are both {}: give the metrics a port of their own, \
                 or set HEZONG_METRICS_LISTEN=off",
                self.listen
            )));
        }
        Ok(())
    }

    /// Whether browsers reach us over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.is_https)
    }

    /// The key file: the named one, or the one in the data folder.
    pub fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data_dir.join("key"))
    }

    /// ` (the folder …)` when the data folder holds the database, for advice about deleting it.
    pub(crate) fn data_folder_with_database(&self) -> String {
        match &self.database {
            Database::Sqlite(place) if Path::new(place).starts_with(&self.data_dir) => {
                format!(" (the folder {})", self.data_dir.display())
            }
            _ => String::new(),
        }
    }

    /// The address to open in a browser.
    pub fn address(&self) -> String {
        self.public_url
            .as_ref()
            .map_or_else(|| format!("http://{}", self.listen), |url| url.origin.clone())
    }

    /// Every setting with its value, secrets left out, as it would stand in the file.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let quoted = |text: &dyn fmt::Display| format!("{:?}", text.to_string());
        let metrics = self.metrics_listen.map_or_else(|| "off".to_owned(), |a| a.to_string());
        let mut lines = vec![
            ("listen", quoted(&self.listen)),
            ("data_dir", quoted(&self.data_dir.display())),
            ("database_url", quoted(&self.database.redacted())),
            ("key_file", quoted(&self.key_path().display())),
            ("metrics_listen", quoted(&metrics)),
            ("log", quoted(&self.log)),
            ("log_format", quoted(&self.log_format)),
            ("trusted_proxy", self.trusted_proxy.to_string()),
            ("faithful_200", self.faithful_200.to_string()),
            ("rate_limit", self.rate_limit.to_string()),
            ("print_fonts", quoted(&self.print_fonts)),
        ];
        if let Some(url) = &self.public_url {
            lines.push(("public_url", quoted(&url.origin)));
        }
        lines.extend(self.mail.iter().flat_map(MailConfig::lines));
        lines.extend(self.payer.iter().flat_map(payer::lines));
        lines
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.lines()).finish()
    }
}
