//! The browser's code: compiled, split at lazy functions, and given its JavaScript.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::{Piece, inputs, loader, packs, sections};
use crate::{
    command,
    step::step,
    toolchain::WASM,
    workspace::{SiteConfig, Workspace},
};

/// The module that loads lazy chunks.
pub(crate) const LOADER: &str = "__wasm_split.js";

/// The browser's code in files, under their names before hashing.
pub(crate) struct Pieces {
    /// The main WebAssembly file and the packs of lazy chunks.
    pub(crate) wasm: Vec<Piece>,
    /// The JavaScript around them.
    pub(crate) modules: Vec<Piece>,
    /// Lazy function to the stems of the packs it needs.
    pub(crate) preloads: BTreeMap<String, Vec<String>>,
}

/// Compiles and splits the browser's code.
pub(crate) fn build(workspace: &Workspace, split: bool) -> Result<Pieces> {
    let module = step("Compiling the browser's code", || compile(workspace, split))?;
    let stage = workspace.front_target().join("stage");
    super::remove(&stage)?;
    fs::create_dir_all(&stage)?;
    let name = &workspace.site.output_name;
    let mut main = module;
    let mut needs = HashMap::new();
    if split {
        (main, needs) = step("Splitting it at lazy pages", || divide(&main, &stage, name))?;
    }
    step("Making its JavaScript", || bind(&main, &stage, name))?;
    if let Some(wasm_opt) = inputs::wasm_opt() {
        step("Optimising with wasm-opt", || optimise(&wasm_opt, &stage))?;
    }
    let mut pieces = Pieces { wasm: Vec::new(), modules: Vec::new(), preloads: BTreeMap::new() };
    let mut chunks = BTreeMap::new();
    let main = format!("{name}.wasm");
    for file in inputs::files_below(&stage)? {
        let name = inputs::slashed(file.strip_prefix(&stage)?);
        let bytes = fs::read(&file)?;
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("wasm") => {
                let bytes = sections::without_custom(&bytes).with_context(|| name.clone())?;
                match name.strip_suffix(".wasm").filter(|_| name != main) {
                    Some(stem) => _ = chunks.insert(stem.to_owned(), bytes),
                    None => pieces.wasm.push(Piece { name, bytes }),
                }
            }
            Some("js") => pieces.modules.push(Piece { name, bytes }),
            _ => {}
        }
    }
    let packs = packs::pack(&chunks, &needs)?;
    if !split {
        let main = format!("{name}.js");
        let main = pieces.modules.iter_mut().find(|piece| piece.name == main);
        let loader = main.map(loader::join).transpose()?.flatten();
        pieces.modules.extend(loader);
    }
    for piece in pieces.modules.iter_mut().filter(|piece| piece.name == LOADER && split) {
        loader::load_packs(piece, &packs.needs)?;
        loader::reload_when_outdated(piece)?;
    }
    pieces.wasm.extend(packs.pieces);
    pieces.preloads = packs.needs;
    Ok(pieces)
}

fn compile(workspace: &Workspace, split: bool) -> Result<PathBuf> {
    let SiteConfig { lib_package, lib_profile_release: profile, .. } = &workspace.site;
    let mut cargo = workspace.cargo("rustc");
    cargo.args(["--package", lib_package, "--lib", "--crate-type", "cdylib"]);
    cargo.args(["--target", WASM, "--profile", profile, "--target-dir"]);
    cargo.arg(workspace.front_target());
    // The splitter moves functions between files, for which it must know who refers to whom; in
    // one piece, the stand-in for the loader calls back through the table.
    let link = if split { "--emit-relocs" } else { "--export-table" };
    cargo.arg("--").arg(format!("-Clink-args={link}"));
    command::run(&mut cargo)?;
    let file = format!("{}.wasm", lib_package.replace('-', "_"));
    Ok(workspace.front_target().join(WASM).join(profile).join(file))
}

/// Takes lazy functions out into chunks; answers the main part and what each function needs.
fn divide(
    module: &Path,
    stage: &Path,
    name: &str,
) -> Result<(PathBuf, HashMap<String, Vec<String>>)> {
    let input = fs::read(module).with_context(|| format!("reading {}", module.display()))?;
    let main = module.with_extension("main.wasm");
    let (loader, main_module) = (format!("./{LOADER}"), format!("./{name}.js"));
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = stage;
    options.main_out_path = &main;
    options.link_name = &loader;
    options.main_module = &main_module;
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:?}"))?;
    Ok((main, split.prefetch_map))
}

/// Writes the JavaScript that connects the main part with the browser, and the main part itself.
fn bind(main: &Path, stage: &Path, name: &str) -> Result<()> {
    Bindgen::new()
        .input_path(main)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // Chunks and their loader use what the linker exports, the table of functions above all.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(stage)?;
    fs::rename(stage.join(format!("{name}_bg.wasm")), stage.join(format!("{name}.wasm")))?;
    Ok(())
}

/// Makes every WebAssembly file smaller. The features are those the compiler uses by default.
fn optimise(wasm_opt: &Path, stage: &Path) -> Result<()> {
    for file in inputs::files_below(stage)? {
        if file.extension().is_some_and(|extension| extension == "wasm") {
            let mut command = Command::new(wasm_opt);
            command.args(["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"]);
            command.args(["--enable-sign-ext", "--enable-mutable-globals"]);
            command.args(["--enable-reference-types", "--enable-multivalue"]);
            command.arg(&file).arg("-o").arg(&file);
            command::run(&mut command)?;
        }
    }
    Ok(())
}
