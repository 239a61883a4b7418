//! How mails leave: `[mail]` in the file, `HEZONG_MAIL_…` in the environment.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use lettre::message::Mailbox;

use super::read::Entries;
use super::{PublicUrl, values};
use crate::Failure;

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// Not at all: for a mail server on this machine.
    None,
    /// It becomes encrypted before anything is said.
    StartTls,
    /// Encrypted from the first byte.
    Tls,
}

impl MailTls {
    /// As it stands in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StartTls => "starttls",
            Self::Tls => "tls",
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let all = [Self::None, Self::StartTls, Self::Tls];
        let found = all.into_iter().find(|tls| tls.as_str() == text.trim());
        found.ok_or_else(|| format!("`{text}` is none of starttls, tls, none"))
    }

    const fn port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::StartTls => 587,
            Self::Tls => 465,
        }
    }
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// How mails leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailConfig {
    /// Name or address of the mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// User and password, where the mail server asks for them.
    pub sign_in: Option<(String, Secret)>,
    /// Whom mails come from.
    pub from: Mailbox,
    /// What links in mails begin with, without a path.
    pub base_url: String,
}

/// Settings that mean nothing without a mail server.
const REST: [&str; 7] = [
    "mail_port",
    "mail_tls",
    "mail_user",
    "mail_password",
    "mail_password_file",
    "mail_from",
    "mail_base_url",
];

fn wrong(what: impl Into<String>) -> Failure {
    Failure::Config(what.into())
}

/// The settings; `None` when no mail server is named: messages stay in the box and the log.
pub(super) fn read(
    entries: &Entries,
    public_url: Option<&PublicUrl>,
) -> Result<Option<MailConfig>, Failure> {
    let Some(host) = entries.optional("mail_host", host)? else {
        let orphan = REST.iter().find_map(|key| entries.origin(key));
        return match orphan {
            Some(origin) => Err(wrong(format!(
                "{origin} is set, but no mail server is: set HEZONG_MAIL_HOST too, or unset it"
            ))),
            None => Ok(None),
        };
    };
    let tls = entries.text("mail_tls", MailTls::StartTls.as_str(), MailTls::parse)?;
    let port = entries.optional("mail_port", port)?.unwrap_or_else(|| tls.port());
    let sign_in = sign_in(entries)?;
    if sign_in.is_some() && tls == MailTls::None && !is_here(&host) {
        return Err(wrong(format!(
            "HEZONG_MAIL_TLS=none would send the password to {host} unprotected: set it to starttls or tls"
        )));
    }
    let from = entries.optional("mail_from", from)?.ok_or_else(|| {
        wrong(
            "HEZONG_MAIL_FROM is missing: whom mails come from, like `Hezong <portal@example.com>`",
        )
    })?;
    let base = entries.optional("mail_base_url", values::public_url)?;
    let base_url = base.as_ref().or(public_url).map(|url| url.origin.clone()).ok_or_else(|| {
        wrong(
            "HEZONG_MAIL_BASE_URL is missing: what links in mails begin with, like https://portal.example.com \
             (HEZONG_PUBLIC_URL does too)",
        )
    })?;
    Ok(Some(MailConfig { host, port, tls, sign_in, from, base_url }))
}

/// User and password: both or none. The password may stand in a file of its own.
fn sign_in(entries: &Entries) -> Result<Option<(String, Secret)>, Failure> {
    let user = entries.optional("mail_user", filled)?;
    let given = entries.optional("mail_password", filled)?;
    let file = entries.optional("mail_password_file", values::path)?;
    let password = match (given, file) {
        (Some(_), Some(_)) => {
            return Err(wrong(
                "HEZONG_MAIL_PASSWORD and HEZONG_MAIL_PASSWORD_FILE are both set: leave one out",
            ));
        }
        (Some(password), None) => Some(password),
        (None, Some(path)) => Some(from_file(&path)?),
        (None, None) => None,
    };
    match (user, password) {
        (Some(user), Some(password)) => Ok(Some((user, Secret(password)))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(wrong(
            "HEZONG_MAIL_USER is set without a password: set HEZONG_MAIL_PASSWORD or HEZONG_MAIL_PASSWORD_FILE",
        )),
        (None, Some(_)) => Err(wrong(
            "a mail password is set without HEZONG_MAIL_USER: set it, or unset the password",
        )),
    }
}

fn from_file(path: &PathBuf) -> Result<String, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        wrong(format!(
            "HEZONG_MAIL_PASSWORD_FILE={shown} cannot be read ({error}): name a readable file"
        ))
    })?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(wrong(format!(
            "HEZONG_MAIL_PASSWORD_FILE={shown} has an empty first line: write the password there"
        )));
    }
    Ok(line.to_owned())
}

fn host(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_plain = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:_".contains(&b))
        && (!text.contains(':') || text.parse::<IpAddr>().is_ok());
    if is_plain {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{text}` is no host: write its name only, like smtp.example.com; the port is HEZONG_MAIL_PORT"
        ))
    }
}

fn port(text: &str) -> Result<u16, String> {
    let port = text.trim().parse::<u16>().ok().filter(|port| *port > 0);
    port.ok_or_else(|| format!("`{text}` is no port: write a number from 1 to 65535"))
}

fn from(text: &str) -> Result<Mailbox, String> {
    let parsed = text.trim().parse().ok().filter(|_| !text.contains(char::is_control));
    parsed.ok_or_else(|| {
        format!(
            "`{text}` is no sender: write it like portal@example.com or Hezong <portal@example.com>"
        )
    })
}

/// A text that may not be empty; its value is not repeated in the error.
fn filled(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("is empty".to_owned()) } else { Ok(text.to_owned()) }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl MailConfig {
    /// Every setting with its value, the password left out.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let quoted = |text: &dyn fmt::Display| format!("{:?}", text.to_string());
        let mut lines = vec![
            ("mail_host", quoted(&self.host)),
            ("mail_port", self.port.to_string()),
            ("mail_tls", quoted(&self.tls.as_str())),
            ("mail_from", quoted(&self.from)),
            ("mail_base_url", quoted(&self.base_url)),
        ];
        if let Some((user, _)) = &self.sign_in {
            lines.push(("mail_user", quoted(user)));
            lines.push(("mail_password", quoted(&"***")));
        }
        lines
    }
}
