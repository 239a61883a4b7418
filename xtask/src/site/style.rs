//! The style sheet: all imports in one file, minified.

use std::fs;

use anyhow::{Result, anyhow};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions},
    targets::{Browsers, Targets},
};

use super::Piece;
use crate::workspace::Workspace;

/// Versions in Lightning CSS's coding: major, minor and patch in one byte each.
const fn version(major: u32, minor: u32) -> u32 {
    major << 16 | minor << 8
}

/// The browsers of spring 2024 and later. They know nesting, layers and `light-dark()`, so the
/// source is not lowered; prefixes they still need are added.
const BROWSERS: Browsers = Browsers {
    android: Some(version(123, 0)),
    chrome: Some(version(123, 0)),
    edge: Some(version(123, 0)),
    firefox: Some(version(121, 0)),
    ie: None,
    ios_saf: Some(version(17, 5)),
    opera: Some(version(109, 0)),
    safari: Some(version(17, 5)),
    samsung: Some(version(27, 0)),
};

/// Bundles the main style sheet; nothing when the project has none.
pub(crate) fn build(workspace: &Workspace) -> Result<Option<Piece>> {
    let entry = workspace.path(&workspace.site.style_file);
    if !fs::exists(&entry)? {
        println!("    There is no {}.", workspace.site.style_file.display());
        return Ok(None);
    }
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(&entry).map_err(|error| anyhow!("{error}"))?;
    let targets = Targets::from(BROWSERS);
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|e| anyhow!("{e}"))?;
    let css = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| anyhow!("{error}"))?;
    let name = format!("{}.css", workspace.site.output_name);
    Ok(Some(Piece { name, bytes: css.code.into_bytes() }))
}
