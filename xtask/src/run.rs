//! `cargo xtask run`: from a fresh clone to a server with demo data.

use std::{os::unix::process::CommandExt, process::Command};

use anyhow::{Result, anyhow};

use crate::{
    command, site,
    step::step,
    toolchain,
    workspace::{SERVER, Workspace},
};

/// Builds everything and becomes the server; returns only when that fails.
pub(crate) fn run(workspace: &Workspace, split: bool, arguments: &[String]) -> Result<()> {
    toolchain::ensure(workspace)?;
    site::build(workspace, split)?;
    server(workspace)?;
    println!("==> Starting the server");
    let mut server = Command::new(workspace.server_binary("debug"));
    // Its folder for data is relative to where it starts.
    server.current_dir(&workspace.root).args(["serve", "--demo"]).args(arguments);
    Err(anyhow!("the server does not start: {}", server.exec()))
}

/// Compiles the server as developers run it; it reads the site from disk.
pub(crate) fn server(workspace: &Workspace) -> Result<()> {
    step("Compiling the server", || {
        let mut cargo = workspace.cargo("build");
        cargo.args(workspace.server_packages()).args(["--bin", SERVER]);
        command::run(&mut cargo)
    })
}
