//! Rules of the source tree that no compiler checks.

pub(crate) mod files;
pub(crate) mod layers;
pub(crate) mod migrations;

use anyhow::{Result, bail};

/// Nothing wrong, or an error that lists everything that is.
fn none(violations: &[String]) -> Result<()> {
    if violations.is_empty() {
        return Ok(());
    }
    bail!("{} found:\n  {}", violations.len(), violations.join("\n  "))
}
