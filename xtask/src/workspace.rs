//! Where things are: the source tree, cargo's target directory, and the site as configured in
//! `[[workspace.metadata.leptos]]`.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::command;

/// The server's executable.
pub(crate) const SERVER: &str = "hezong";
/// The package of this program.
pub(crate) const THIS_PACKAGE: &str = env!("CARGO_PKG_NAME");

/// The source tree and everything derived from its manifest.
pub(crate) struct Workspace {
    /// The folder of the root manifest.
    pub(crate) root: PathBuf,
    /// Cargo's target directory, wherever the environment puts it.
    pub(crate) target: PathBuf,
    /// Names and paths of the site.
    pub(crate) site: SiteConfig,
    /// The members of the workspace.
    pub(crate) packages: Vec<Package>,
}

/// The settings of the site that cargo-leptos would read, too.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SiteConfig {
    /// Stem of the main files (`hezong.js`, `hezong.wasm`, `hezong.css`).
    pub(crate) output_name: String,
    /// The package that is the browser's entry.
    pub(crate) lib_package: String,
    /// The package of the server.
    pub(crate) bin_package: String,
    /// Cargo profile for the browser's half.
    pub(crate) lib_profile_release: String,
    /// Where the built site goes, below the root.
    pub(crate) site_root: PathBuf,
    /// Folder of the hashed files inside the site.
    pub(crate) site_pkg_dir: String,
    /// The style sheet that imports all others.
    pub(crate) style_file: PathBuf,
    /// Files that are copied as they are.
    pub(crate) assets_dir: PathBuf,
}

/// A member of the workspace.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// What it depends on, as declared.
    pub(crate) dependencies: Vec<Dependency>,
}

/// A declared dependency.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Dependency {
    /// Name of the package.
    pub(crate) name: String,
    /// `dev`, `build`, or nothing for an ordinary one.
    pub(crate) kind: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
    #[serde(rename = "metadata")]
    custom: Custom,
}

#[derive(Deserialize)]
struct Custom {
    leptos: Vec<SiteConfig>,
}

impl Workspace {
    /// Asks cargo about the workspace that this program was started from.
    pub(crate) fn find() -> Result<Self> {
        let mut cargo = Command::new(command::cargo());
        cargo.args(["metadata", "--format-version", "1", "--no-deps"]);
        // Set by `cargo run`; the current folder may be anywhere, even in another workspace.
        if let Some(package) = env::var_os("CARGO_MANIFEST_DIR") {
            cargo.current_dir(package);
        }
        let output = command::output(&mut cargo)?;
        let metadata =
            serde_json::from_str::<Metadata>(&output).context("reading cargo's metadata")?;
        let site = metadata.custom.leptos.into_iter().next();
        Ok(Self {
            root: metadata.workspace_root,
            target: metadata.target_directory,
            site: site.context("no [[workspace.metadata.leptos]] in Cargo.toml")?,
            packages: metadata.packages,
        })
    }

    /// A path below the root.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// The browser's half has its own target directory, so that it never waits for the server's.
    pub(crate) fn front_target(&self) -> PathBuf {
        self.target.join("front")
    }

    /// The built site. Always inside the tree: the server's source names it relative to itself.
    pub(crate) fn site_dir(&self) -> PathBuf {
        self.root.join(&self.site.site_root)
    }

    /// The server's executable in a profile's folder (`debug`, `release`).
    pub(crate) fn server_binary(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join(format!("{SERVER}{}", env::consts::EXE_SUFFIX))
    }

    /// Arguments for cargo that name everything of the server and its libraries. Always the same
    /// set, whether to build, check or test, so that cargo unifies features alike and compiles
    /// each library once. Not in it: the browser's entry, whose features exclude the server's, and
    /// this program, whose libraries have other features.
    pub(crate) fn server_packages(&self) -> [&str; 5] {
        ["--workspace", "--exclude", &self.site.lib_package, "--exclude", THIS_PACKAGE]
    }

    /// A `cargo` command in the root.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let mut cargo = Command::new(command::cargo());
        cargo.arg(subcommand).current_dir(&self.root);
        cargo
    }
}
