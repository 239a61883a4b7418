//! The official Python SDK, unmodified, against our server.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{
    BINARY_VAR,
    results::{self, Tally},
};
use crate::{command, run, step::step, workspace::Workspace};

const TESTS: &str = "end2end/sdk";
/// What the tests need, unless they say otherwise in a `requirements.txt`.
const REQUIREMENTS: &str = "huaweicloudsdkbss==3.1.219\npytest\n";

/// Runs the tests; they start the server themselves.
pub(crate) fn tests(workspace: &Workspace) -> Result<Tally> {
    let folder = workspace.path(TESTS);
    run::server(workspace)?;
    let python = python(&folder)?;
    let mut pytest = Command::new(python);
    pytest.args(["-m", "pytest", "--color=no", "-p", "no:cacheprovider", "."]);
    pytest.current_dir(&folder).env("PYTHONDONTWRITEBYTECODE", "1");
    pytest.env(BINARY_VAR, workspace.server_binary("debug"));
    Ok(results::pytest(&command::tee(&mut pytest)?))
}

/// A Python with the requirements installed, kept in the user's cache for the next time.
fn python(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("requirements.txt");
    let requirements =
        if fs::exists(&file)? { fs::read_to_string(&file)? } else { REQUIREMENTS.to_owned() };
    let version = command::output(Command::new("python3").arg("--version"))
        .context("Python 3 is needed for the tests with the official SDK")?;
    let key = hex::encode(Sha256::digest(format!("{version}{requirements}")));
    let venv = cache_folder()?.join(format!("venv-{}", &key[..16]));
    let python = venv.join("bin/python");
    let ready = venv.join("ready");
    if !ready.exists() {
        step("Installing the official SDK", || {
            let mut create = Command::new("python3");
            create.args(["-m", "venv", "--clear"]).arg(&venv);
            command::run(&mut create).context("Debian: apt install python3-venv")?;
            let list = venv.join("requirements.txt");
            fs::write(&list, &requirements)?;
            let mut pip = Command::new(&python);
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
            command::run(pip.arg(&list))?;
            Ok(fs::write(&ready, "")?)
        })?;
    }
    Ok(python)
}

/// The project's folder in the user's cache.
fn cache_folder() -> Result<PathBuf> {
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    let folder = cache.context("neither XDG_CACHE_HOME nor HOME is set")?.join("hezong");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
