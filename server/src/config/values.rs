//! Values: from text to what they mean. Errors say what would be right, never the value of a secret.

use std::net::SocketAddr;
use std::path::PathBuf;

use hezong_print::{FontFile, FontList};

use super::{Database, LogFormat, PublicUrl};

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.trim().parse().map_err(|_| {
        format!("`{text}` is not an address and port: write it like 127.0.0.1:3000 or [::1]:3000")
    })
}

pub(super) fn metrics(text: &str) -> Result<Option<SocketAddr>, String> {
    if text.trim().eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    address(text).map(Some).map_err(|problem| format!("{problem}, or `off`"))
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    let text = text.trim();
    if text.is_empty() { Err("is empty: name a path".to_owned()) } else { Ok(PathBuf::from(text)) }
}

/// Font files with colons between them, as in `PATH`; `file#2` names a face of a collection.
pub(super) fn fonts(text: &str) -> Result<FontList, String> {
    let files: Vec<FontFile> = text.split(':').map(|file| FontFile::parse(file.trim())).collect();
    if let Some(file) = files.iter().find(|file| !file.path().is_absolute()) {
        return Err(format!(
            "`{}` is not the whole path of a font file: write it like /fonts/a.ttc:/fonts/b.ttf",
            file.path().display()
        ));
    }
    Ok(FontList::new(files))
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(format!("`{text}` is neither true nor false")),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text.trim() {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("`{text}` is neither text nor json")),
    }
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    tracing_subscriber::EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|_| {
        format!("`{text}` is not a log filter: write it like info or info,hezong=debug")
    })
}

/// The database's address. `default` is the file's path, which is no URL and needs no escaping.
pub(super) fn database(text: &str, default: &str) -> Result<Database, String> {
    let text = text.trim();
    if text == default || text.starts_with("sqlite:") {
        return Ok(Database::Sqlite(text.to_owned()));
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok(Database::Postgres(text.to_owned()));
    }
    let scheme = text.split(':').next().filter(|s| *s != text).unwrap_or("none");
    Err(format!(
        "the scheme ({scheme}) is not one of ours: write sqlite://path/to/hezong.db or postgres://user:password@host/database"
    ))
}

/// The origin people type: scheme and host, no path.
pub(super) fn public_url(text: &str) -> Result<PublicUrl, String> {
    let wrong = || {
        format!(
            "`{text}` is not an address like https://portal.example.com (no path behind the host)"
        )
    };
    let uri: http::Uri = text.trim().parse().map_err(|_| wrong())?;
    let is_https = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(wrong()),
    };
    let authority = uri.authority().filter(|a| !a.as_str().contains('@')).ok_or_else(wrong)?;
    if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
        return Err(wrong());
    }
    let scheme = if is_https { "https" } else { "http" };
    Ok(PublicUrl { origin: format!("{scheme}://{authority}"), is_https })
}
