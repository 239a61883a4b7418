//! Programs the tests need that cargo cannot bring: installed where we may, named where we may not.

use std::{
    env, fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{command, postgres::bin_folder, step::step};

/// The first font that papers are printed with when no setting names others.
const PRINTED_FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// Sees to it that PostgreSQL's server is installed.
pub(crate) fn postgres() -> Result<()> {
    if bin_folder().is_none() {
        install(&["postgresql"])?;
        ensure!(bin_folder().is_some(), "PostgreSQL was installed but cannot be found");
    }
    Ok(())
}

/// A Chromium that can show Chinese: the one in `CHROMIUM`, or the system's.
pub(crate) fn chromium() -> Result<PathBuf> {
    let mut missing = Vec::new();
    let mut found = chromium_installed();
    if found.is_none() {
        missing.push("chromium");
    }
    if !has_chinese_font() {
        missing.push("fonts-noto-cjk");
    }
    if !missing.is_empty() {
        install(&missing)?;
        found = chromium_installed();
    }
    found.context("Chromium was installed but cannot be found")
}

/// Sees to it that papers can be printed and read back: a Chinese font and poppler's programs.
pub(crate) fn papers() -> Result<()> {
    let mut missing = Vec::new();
    if !Path::new(PRINTED_FONT).is_file() {
        missing.push("fonts-noto-cjk");
    }
    if command::find("pdftotext", &["/usr/bin".into()]).is_none() {
        missing.push("poppler-utils");
    }
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

fn chromium_installed() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| command::find("chromium", &["/usr/bin".into()]))
}

/// Without such a font every Chinese text would be a row of boxes, and screenshots worthless.
fn has_chinese_font() -> bool {
    let fonts = command::output(Command::new("fc-list").arg(":lang=zh-cn"));
    fonts.is_ok_and(|fonts| !fonts.trim().is_empty())
}

/// Installs Debian packages when that is possible, or says what to install.
fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    // The owner of our own process's folder is the user we run as.
    let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    if !root || command::find("apt-get", &[]).is_none() {
        bail!("missing; install with your system's packages (Debian: apt install {list})");
    }
    step(&format!("Installing {list}"), || {
        let apt = |arguments: &[&str]| {
            let mut apt = Command::new("apt-get");
            apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq").args(arguments);
            command::run(&mut apt)
        };
        apt(&["update"])?;
        apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
    })
}
