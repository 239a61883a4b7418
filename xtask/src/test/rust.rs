//! What cargo checks and tests.

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
    workspace::Workspace,
};

/// Where tests find a PostgreSQL in which they may create databases.
const POSTGRES_VAR: &str = "TEST_POSTGRES_URL";

/// The source is formatted.
pub(crate) fn formatting(workspace: &Workspace) -> Result<()> {
    command::run(workspace.cargo("fmt").args(["--all", "--check"]))
}

/// No complaints about anything that runs on the server or on developers' machines.
pub(crate) fn clippy_server(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo("clippy");
    cargo.args(["--quiet", "--workspace", "--all-targets"]);
    without_frontend(workspace, &mut cargo);
    command::run(cargo.args(["--", "-D", "warnings"]))
}

/// No complaints about anything that runs in the browser.
pub(crate) fn clippy_browser(workspace: &Workspace) -> Result<()> {
    toolchain::ensure(workspace)?;
    let mut cargo = workspace.cargo("clippy");
    cargo.args([
        "--quiet",
        "--package",
        &workspace.site.lib_package,
        "--lib",
        "--target",
        WASM,
    ]);
    cargo.arg("--target-dir").arg(workspace.front_target());
    command::run(cargo.args(["--", "-D", "warnings"]))
}

/// Every Rust test, with both engines.
pub(crate) fn tests(workspace: &Workspace) -> Result<Tally> {
    setup::postgres()?;
    let postgres = step("Starting a private PostgreSQL", Postgres::start)?;
    let nextest = command::find("cargo-nextest", &[]).is_some();
    let mut cargo = workspace.cargo(if nextest { "nextest" } else { "test" });
    if nextest {
        cargo.arg("run");
    }
    cargo.args(["--workspace", "--no-fail-fast", "--color", "never"]);
    without_frontend(workspace, &mut cargo);
    cargo
        .env(POSTGRES_VAR, postgres.url())
        .env_remove(db::POSTGRES_VAR);
    let told = command::tee(&mut cargo)?;
    Ok(if nextest {
        results::nextest(&told)
    } else {
        results::cargo_test(&told, false)
    })
}

/// The examples in documentation comments, which nextest leaves out.
pub(crate) fn examples(workspace: &Workspace) -> Result<Tally> {
    let mut cargo = workspace.cargo("test");
    cargo.args(["--workspace", "--doc", "--no-fail-fast", "--color", "never"]);
    without_frontend(workspace, &mut cargo);
    Ok(results::cargo_test(&command::tee(&mut cargo)?, true))
}

/// The browser's entry switches on features of the application that exclude those of the server.
fn without_frontend(workspace: &Workspace, cargo: &mut std::process::Command) {
    cargo.args(["--exclude", &workspace.site.lib_package]);
}
