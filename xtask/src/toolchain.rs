//! What the Rust toolchain must have before anything can be built.

use std::{path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{command, step::step, workspace::Workspace};

/// The browser's target.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the WebAssembly target when the toolchain does not have it.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    if has_target(&workspace.root)? {
        return Ok(());
    }
    step("Adding the WebAssembly target to the toolchain", || {
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", WASM]).current_dir(&workspace.root);
        command::run(&mut rustup).with_context(|| {
            format!("this toolchain has no {WASM} target; add it, then start again")
        })
    })
}

fn has_target(root: &Path) -> Result<bool> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM]).current_dir(root);
    let libraries = command::output(&mut rustc)?;
    Ok(Path::new(libraries.trim()).is_dir())
}

/// The compiler's version line; part of what decides whether a build can be reused.
pub(crate) fn rustc_version(root: &Path) -> Result<String> {
    command::output(Command::new("rustc").arg("--version").current_dir(root))
}
