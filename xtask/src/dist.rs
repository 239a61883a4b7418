//! The release: one executable.

use std::{
    fs::{self, File},
    path::Path,
    time::SystemTime,
};

use anyhow::{Context, Result};

use crate::{command, site, step::step, toolchain, workspace::Workspace};

/// The source file that embeds the site.
const EMBEDDING: &str = "server/src/http/assets.rs";

/// Builds site and server and leaves the server at `dist/hezong`.
pub(crate) fn build(workspace: &Workspace, split: bool) -> Result<()> {
    toolchain::ensure(workspace)?;
    site::build(workspace, split)?;
    let binary = workspace.server_binary("release");
    embed_again_if_newer(workspace, &binary)?;
    step("Compiling the server", || {
        let mut cargo = workspace.cargo("build");
        cargo.args(["--release", "--package", &workspace.site.bin_package]);
        command::run(&mut cargo)
    })?;
    let dist = workspace.path("dist");
    fs::create_dir_all(&dist)?;
    let target = dist.join(binary.file_name().context("the executable has a name")?);
    // A running copy cannot be written to, but it can be replaced.
    let fresh = target.with_extension("new");
    fs::copy(&binary, &fresh).with_context(|| format!("copying {}", binary.display()))?;
    fs::rename(&fresh, &target)?;
    let size = fs::metadata(&target)?.len();
    println!("The release is {} ({size} bytes).", target.display());
    Ok(())
}

/// Cargo sees changes of the embedded files, but not that files were added; so the source file that
/// embeds them is made to look new when the site is newer than the executable.
fn embed_again_if_newer(workspace: &Workspace, binary: &Path) -> Result<()> {
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let site = changed(&workspace.site_dir().join("manifest.json"));
    if changed(binary).is_some_and(|binary| site.is_none_or(|site| binary > site)) {
        return Ok(());
    }
    let source = File::options().append(true).open(workspace.path(EMBEDDING))?;
    Ok(source.set_modified(SystemTime::now())?)
}
