//! Builds the site: style sheet, the browser's code in lazily loaded pieces, and public files, all
//! named by content, compressed, and listed in `manifest.json`.
//!
//! The steps are those of cargo-leptos, done with the libraries it is made of.

mod compress;
pub(crate) mod inputs;
mod loader;
mod manifest;
mod naming;
mod packs;
mod sections;
mod style;
mod wasm;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use manifest::Manifest;
use naming::Piece;

use crate::{step::step, workspace::Workspace};

/// Name of the list of everything in the site.
const MANIFEST: &str = "manifest.json";

/// The site while it is being put together, beside the finished one.
struct Draft {
    folder: PathBuf,
    /// The last finished site: its compressed copies are taken over where the content is the same.
    previous: PathBuf,
}

/// Brings `target/site` up to date; returns at once when nothing that goes into it has changed.
pub(crate) fn build(workspace: &Workspace, split: bool) -> Result<()> {
    let site = workspace.site_dir();
    let parent = site.parent().context("the site's folder has a parent")?;
    fs::create_dir_all(parent)?;
    // Two builds at once would write over each other.
    let lock = fs::File::create(parent.join(".site.lock"))?;
    lock.lock().context("waiting for another build of the site")?;

    let inputs = inputs::fingerprint(workspace, split)?;
    if Manifest::read(&site.join(MANIFEST)).is_ok_and(|manifest| manifest.inputs == inputs) {
        println!("    The site is up to date.");
        return Ok(());
    }
    let pieces = wasm::build(workspace, split)?;
    let style = step("Bundling the style sheet", || style::build(workspace))?;
    step("Naming and compressing the site's files", || {
        let draft = Draft::new(&site)?;
        let mut manifest = draft.write(workspace, pieces, style)?;
        manifest.inputs = inputs;
        manifest.write(&draft.folder.join(MANIFEST))?;
        println!("{}", manifest.summary());
        draft.finish()
    })
}

impl Draft {
    fn new(site: &Path) -> Result<Self> {
        let folder = site.with_extension("new");
        remove(&folder)?;
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, previous: site.to_path_buf() })
    }

    /// Writes every file under its final name and tells about them.
    fn write(
        &self,
        workspace: &Workspace,
        code: wasm::Pieces,
        style: Option<Piece>,
    ) -> Result<Manifest> {
        let folder = &workspace.site.site_pkg_dir;
        let named = naming::name_all(code.wasm.into_iter().chain(style).collect(), code.modules)?;
        let mut manifest = Manifest::default();
        for (old, piece) in &named {
            let path = format!("/{folder}/{}", piece.name);
            manifest.add(self.store(&path, &piece.bytes)?, &path);
            manifest.name_role(old, &path, &workspace.site.output_name);
        }
        for (function, chunks) in code.preloads {
            let chunk = |stem: &String| {
                let piece = named.get(&format!("{stem}.wasm")).context("a chunk has no file")?;
                Ok(format!("/{folder}/{}", piece.name))
            };
            let chunks = chunks.iter().map(chunk).collect::<Result<_>>()?;
            manifest.preloads.insert(function, chunks);
        }
        let public = workspace.path(&workspace.site.assets_dir);
        for file in inputs::files_below(&public)? {
            let path = format!("/{}", inputs::slashed(file.strip_prefix(&public)?));
            manifest.add(self.store(&path, &fs::read(&file)?)?, &path);
        }
        Ok(manifest)
    }

    /// Writes one file with its compressed copies.
    fn store(&self, path: &str, bytes: &[u8]) -> Result<manifest::File> {
        let target = self.folder.join(path.trim_start_matches('/'));
        let previous = self.previous.join(path.trim_start_matches('/'));
        let unchanged = fs::read(&previous).is_ok_and(|old| old == bytes);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&target, bytes).with_context(|| format!("writing {}", target.display()))?;
        let mut sizes = [None; 2];
        if compress::is_worth_it(path, bytes.len()) {
            for (size, coding) in sizes.iter_mut().zip(compress::Coding::ALL) {
                let copy = coding.beside(&target);
                let old = fs::read(coding.beside(&previous)).ok().filter(|_| unchanged);
                let packed = old.map_or_else(|| coding.pack(bytes), Ok)?;
                if packed.len() < bytes.len() {
                    fs::write(copy, &packed)?;
                    *size = Some(packed.len());
                }
            }
        }
        Ok(manifest::File::new(bytes, sizes))
    }

    /// Puts the new site in the place of the old one.
    fn finish(self) -> Result<()> {
        let old = self.previous.with_extension("old");
        remove(&old)?;
        if self.previous.exists() {
            fs::rename(&self.previous, &old)?;
        }
        fs::rename(&self.folder, &self.previous)?;
        remove(&old)
    }
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}
