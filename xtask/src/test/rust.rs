//! What cargo checks and tests.

use std::process::Command;

use anyhow::Result;

use super::{
    results::{self, Tally},
    setup,
};
use crate::{
    command, db,
    postgres::Postgres,
    step::step,
    toolchain::{self, WASM},
    workspace::{THIS_PACKAGE, Workspace},
};

/// Where tests find a PostgreSQL in which they may create databases.
const POSTGRES_VAR: &str = "TEST_POSTGRES_URL";

/// The source is formatted.
pub(crate) fn formatting(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo("fmt");
    command::run(cargo.args(["--all", "--check", "--", "--files-with-diff"]))
}

/// No complaints about anything that runs on the server.
pub(crate) fn clippy_server(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo("clippy");
    clippy(cargo.args(workspace.server_packages()).arg("--all-targets"))
}

/// No complaints about this program.
pub(crate) fn clippy_xtask(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo("clippy");
    clippy(cargo.args(["--package", THIS_PACKAGE, "--all-targets"]))
}

/// No complaints about anything that runs in the browser.
pub(crate) fn clippy_browser(workspace: &Workspace) -> Result<()> {
    toolchain::ensure(workspace)?;
    let mut cargo = workspace.cargo("clippy");
    cargo.args(["--package", &workspace.site.lib_package, "--lib", "--target", WASM]);
    clippy(cargo.arg("--target-dir").arg(workspace.front_target()))
}

fn clippy(cargo: &mut Command) -> Result<()> {
    command::run(cargo.args(["--quiet", "--", "-D", "warnings"]))
}

/// Every Rust test, with both engines.
pub(crate) fn tests(workspace: &Workspace) -> Result<Tally> {
    setup::postgres()?;
    setup::papers()?;
    let postgres = step("Starting a private PostgreSQL", Postgres::start)?;
    let nextest = command::find("cargo-nextest", &[]).is_some();
    let mut total = Tally::default();
    for packages in [&workspace.server_packages()[..], &["--package", THIS_PACKAGE]] {
        let mut cargo = workspace.cargo(if nextest { "nextest" } else { "test" });
        if nextest {
            cargo.arg("run");
        }
        cargo.args(packages).args(["--no-fail-fast", "--color", "never"]);
        cargo.env(POSTGRES_VAR, postgres.url()).env_remove(db::POSTGRES_VAR);
        let told = command::tee(&mut cargo)?;
        total += if nextest { results::nextest(&told) } else { results::cargo_test(&told, false) };
    }
    Ok(total)
}

/// The examples in documentation comments, which nextest leaves out.
pub(crate) fn examples(workspace: &Workspace) -> Result<Tally> {
    let mut cargo = workspace.cargo("test");
    cargo.args(workspace.server_packages());
    cargo.args(["--doc", "--no-fail-fast", "--color", "never"]);
    Ok(results::cargo_test(&command::tee(&mut cargo)?, true))
}
