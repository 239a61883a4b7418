//! `cargo xtask test`: every check and test there is, with one line of result at the end.

mod browser;
mod results;
mod rust;
mod sdk;
mod setup;

use std::{process::ExitCode, time::Instant};

use anyhow::Result;
use clap::ValueEnum;
use results::Tally;

use crate::{check, db, run as server, site, step, toolchain, workspace::Workspace};

/// Where tests that start the server themselves find its executable.
const BINARY_VAR: &str = "HEZONG_BIN";

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Formatting, clippy for server and browser, layers, rules of files, names of migrations.
    Lint,
    /// The recorded shapes of SQL statements against both engines.
    Sql,
    /// Rust tests, on SQLite and on a private PostgreSQL.
    Rust,
    /// The site builds, and the server with it.
    Site,
    /// The official Python SDK against the server.
    Sdk,
    /// Everything in a real browser.
    E2e,
}

/// Collects the results of all parts.
struct Runner<'workspace> {
    workspace: &'workspace Workspace,
    total: Tally,
    failures: Vec<String>,
}

/// Runs the parts named (all when none is) and prints `N passed, N failed` as the last line.
pub(crate) fn run(workspace: &Workspace, only: &[Part]) -> ExitCode {
    let mut runner = Runner { workspace, total: Tally::default(), failures: Vec::new() };
    let start = Instant::now();
    let wanted = |part: &Part| only.is_empty() || only.contains(part);
    for part in Part::value_variants().iter().filter(|part| wanted(part)) {
        runner.part(*part);
    }
    println!("\nAll parts took {}.", step::seconds(start));
    for failure in &runner.failures {
        println!("FAILED: {failure}");
    }
    println!("{}", runner.total);
    if runner.total.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Runner<'_> {
    fn part(&mut self, part: Part) {
        let workspace = self.workspace;
        match part {
            Part::Lint => self.lint(),
            Part::Sql => self.check("recorded SQL statements", || db::prepare(workspace, true)),
            Part::Rust => {
                self.tests("Rust tests", || rust::tests(workspace));
                self.tests("Rust examples in documentation", || rust::examples(workspace));
            }
            Part::Site => {
                self.check("site", || {
                    toolchain::ensure(workspace)?;
                    site::build(workspace, true)
                });
                self.check("server", || server::server(workspace));
            }
            Part::Sdk => self.tests("official SDK", || sdk::tests(workspace)),
            Part::E2e => self.tests("browser", || browser::tests(workspace)),
        }
    }

    fn lint(&mut self) {
        let workspace = self.workspace;
        self.check("formatting", || rust::formatting(workspace));
        self.check("layers", || check::layers::check(workspace));
        self.check("files", || check::files::check(workspace));
        self.check("migrations", || check::migrations::check(workspace));
        self.check("clippy, server", || rust::clippy_server(workspace));
        self.check("clippy, xtask", || rust::clippy_xtask(workspace));
        self.check("clippy, browser", || rust::clippy_browser(workspace));
    }

    /// Something that is right or wrong as a whole.
    fn check(&mut self, title: &str, work: impl FnOnce() -> Result<()>) {
        self.tests(title, || work().map(|()| Tally::PASSED));
    }

    /// Something that counts for itself; that it cannot run at all counts as one failure.
    fn tests(&mut self, title: &str, work: impl FnOnce() -> Result<Tally>) {
        println!("\n=== {title}");
        let start = Instant::now();
        let tally = work().unwrap_or_else(|error| {
            println!("{error:#}");
            Tally::FAILED
        });
        println!("=== {title}: {tally} ({})", step::seconds(start));
        self.total += tally;
        if !tally.is_success() {
            self.failures.push(format!("{title}: {tally}"));
        }
    }
}
