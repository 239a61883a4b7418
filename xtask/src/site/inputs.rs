//! What goes into the site, as one hash, so that an unchanged site is not built again.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{command, toolchain, workspace::Workspace};

/// Folders and files (below the root) that the site is made of. This program is one of them.
const INPUTS: [&str; 16] = [
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
    ".cargo",
    "app",
    "crates/contract",
    "crates/domain",
    "crates/texts",
    "crates/ui",
    "frontend",
    "locales",
    "public",
    "style",
    "xtask/Cargo.toml",
    "xtask/src/site",
    "xtask/src/site.rs",
];

/// The hash of everything that decides what the site is.
pub(crate) fn fingerprint(workspace: &Workspace, split: bool) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(toolchain::rustc_version(&workspace.root)?);
    hash.update([u8::from(split), u8::from(wasm_opt().is_some())]);
    for input in INPUTS {
        let path = workspace.path(input);
        let files = if path.is_dir() { files_below(&path)? } else { vec![path] };
        for file in files.into_iter().filter(|file| file.is_file()) {
            let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            let name = slashed(file.strip_prefix(&workspace.root)?);
            // Lengths keep a name and the content after it apart.
            hash.update(name.len().to_le_bytes());
            hash.update(name);
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        }
    }
    Ok(hex::encode(hash.finalize()))
}

/// The optimiser for WebAssembly, when the machine has it.
pub(crate) fn wasm_opt() -> Option<PathBuf> {
    command::find("wasm-opt", &[])
}

/// All files below a folder in a stable order; none when the folder does not exist.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.exists() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A relative path with forward slashes, on every system.
pub(crate) fn slashed(path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
