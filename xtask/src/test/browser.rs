//! Playwright drives a real Chromium against our server.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, ensure};

use super::{
    BINARY_VAR,
    results::{self, Tally},
    setup,
};
use crate::{command, run, site, step::step, toolchain, workspace::Workspace};

const TESTS: &str = "end2end";

/// Runs the tests. Their configuration starts the server, with the executable, port and folder for
/// data that it finds in `HEZONG_BIN`, `HEZONG_PORT` and `HEZONG_DATA`.
pub(crate) fn tests(workspace: &Workspace) -> Result<Tally> {
    let folder = workspace.path(TESTS);
    ensure!(folder.join("package.json").exists(), "no tests found in {TESTS}");
    let chromium = setup::chromium()?;
    toolchain::ensure(workspace)?;
    site::build(workspace, true)?;
    run::server(workspace)?;
    install(&folder)?;
    let data = tempfile::Builder::new().prefix("hezong-e2e-").tempdir()?;
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let mut playwright = Command::new("npx");
    playwright.args(["--no-install", "playwright", "test"]);
    playwright.current_dir(&folder).env("CHROMIUM", chromium).env("NO_COLOR", "1");
    playwright.env(BINARY_VAR, workspace.server_binary("debug"));
    playwright.env("HEZONG_PORT", port.to_string()).env("HEZONG_DATA", data.path());
    Ok(results::playwright(&command::tee(&mut playwright)?))
}

/// Installs the test tools when the lock file changed since the last time.
fn install(folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("end2end/package-lock.json")?;
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("Installing the browser test tools", || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
        command::run(&mut npm).context("Node.js 20 or later with npm is needed")?;
        Ok(fs::write(&installed, &lock)?)
    })
}
