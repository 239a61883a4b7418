//! Records the shapes of the SQL statements, so that builds need no database.
//!
//! `query!` writes the shape of every statement it checks to the folder in `SQLX_OFFLINE_DIR`; so
//! compiling a crate against a live database is all there is to it.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
    time::SystemTime,
};

use anyhow::{Context, Result, bail};

use super::Databases;
use crate::{
    command,
    step::step,
    workspace::{THIS_PACKAGE, Workspace},
};

/// The crates with statements, by their folder and name.
const TWINS: [(&str, &str); 2] = [
    ("crates/storage-sqlite", "hezong-storage-sqlite"),
    ("crates/storage-postgres", "hezong-storage-postgres"),
];

/// File name to content.
type Shapes = BTreeMap<String, String>;

/// Compares the recorded shapes with the live databases, and updates them unless only checking.
pub(crate) fn prepare(workspace: &Workspace, check: bool) -> Result<()> {
    let databases = Databases::start(workspace)?;
    let mut stale = Vec::new();
    for (folder, package) in TWINS {
        let title = format!("Checking the statements of {package} live");
        let live = step(&title, || live_shapes(workspace, &databases, folder, package))?;
        let recorded_in = workspace.path(folder).join(".sqlx");
        let changes = changes(&read(&recorded_in)?, &live);
        println!("    {} statements, {} changes.", live.len(), changes.len());
        if check {
            stale.extend(changes.into_iter().map(|change| format!("{folder}/.sqlx/{change}")));
        } else {
            write(&recorded_in, &live)?;
        }
    }
    if !stale.is_empty() {
        bail!("run `cargo xtask db prepare` and commit; out of date:\n  {}", stale.join("\n  "));
    }
    Ok(())
}

fn live_shapes(
    workspace: &Workspace,
    databases: &Databases,
    folder: &str,
    package: &str,
) -> Result<Shapes> {
    let scratch = tempfile::tempdir()?;
    // Cargo does not know that the answer depends on the variables: it compiles what looks newer.
    let entry = workspace.path(folder).join("src/lib.rs");
    let entry = File::options().append(true).open(&entry).context("opening the crate's lib.rs")?;
    entry.set_modified(SystemTime::now())?;
    let mut cargo = workspace.cargo("check");
    // This package is named so that sqlx has the features it has in every other build here.
    cargo.args(["--quiet", "--package", package]);
    cargo.args(["--package", THIS_PACKAGE]);
    cargo.envs(databases.variables()).env("SQLX_OFFLINE", "false");
    cargo.env("SQLX_OFFLINE_DIR", scratch.path());
    command::run(&mut cargo)?;
    read(scratch.path())
}

fn read(folder: &Path) -> Result<Shapes> {
    let mut shapes = Shapes::new();
    if folder.exists() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            shapes.insert(name, fs::read_to_string(entry.path())?);
        }
    }
    Ok(shapes)
}

/// Makes the folder hold exactly these files.
fn write(folder: &Path, live: &Shapes) -> Result<()> {
    if live.is_empty() && !folder.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let recorded = read(folder)?;
    for name in recorded.keys().filter(|name| !live.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
    }
    for (name, text) in live.iter().filter(|(name, text)| recorded.get(*name) != Some(*text)) {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// One line for every file that is missing, left over or different.
fn changes(recorded: &Shapes, live: &Shapes) -> Vec<String> {
    let kept = live.iter().filter_map(|(name, text)| match recorded.get(name) {
        None => Some(format!("{name}: missing")),
        Some(old) if old != text => Some(format!("{name}: different")),
        Some(_) => None,
    });
    let gone = recorded.keys().filter(|name| !live.contains_key(*name));
    kept.chain(gone.map(|name| format!("{name}: no longer used"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(pairs: &[(&str, &str)]) -> Shapes {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn every_kind_of_difference_is_told() {
        let recorded = shapes(&[("same", "1"), ("edited", "1"), ("left", "1")]);
        let live = shapes(&[("same", "1"), ("edited", "2"), ("new", "1")]);
        let told = changes(&recorded, &live);
        assert_eq!(told, ["edited: different", "new: missing", "left: no longer used"]);
    }

    #[test]
    fn writing_leaves_exactly_the_live_shapes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), &shapes(&[("old", "1"), ("kept", "1")])).expect("writable");
        let live = shapes(&[("kept", "2"), ("new", "1")]);
        write(folder.path(), &live).expect("writable");
        assert_eq!(read(folder.path()).expect("readable"), live);
    }
}
