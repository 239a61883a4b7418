//! Log lines: to the error stream, as text for people or JSON for collectors.

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;
use crate::{Config, Failure};

/// Begins to write log lines. May be called once per process.
///
/// # Errors
/// [`Failure::Start`] when something else in the process took the log already.
pub fn start(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| Failure::Config(format!("HEZONG_LOG: {error}")))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).try_init(),
    };
    started.map_err(|error| Failure::Start(format!("the log cannot be started: {error}")))?;
    for name in &config.ignored {
        tracing::warn!("the environment variable {name} means nothing to hezong and is ignored");
    }
    Ok(())
}
