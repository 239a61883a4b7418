//! `cargo xtask`: builds, runs, tests and checks the project, and does all the set-up for it.
#![expect(clippy::print_stdout, reason = "what it does is told on the terminal")]

mod check;
mod cleanup;
mod command;
mod db;
mod dist;
mod postgres;
mod run;
mod site;
mod step;
mod test;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use workspace::Workspace;

/// Everything there is to do with this source tree.
#[derive(Parser)]
#[command(name = "cargo xtask", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and start the server with demo data on http://127.0.0.1:3000.
    Run {
        #[command(flatten)]
        site: SiteOptions,
        /// Passed on to `hezong serve --demo`.
        #[arg(last = true)]
        server: Vec<String>,
    },
    /// Run every check and test; the last line is `N passed, N failed`.
    Test {
        /// Only these parts, in the usual order.
        #[arg(long, value_enum, value_delimiter = ',')]
        only: Vec<test::Part>,
    },
    /// Build the release: one executable with the site inside, left at dist/hezong.
    Build {
        #[command(flatten)]
        site: SiteOptions,
    },
    /// Build only the site (style, code, public files) into target/site.
    Site {
        #[command(flatten)]
        site: SiteOptions,
    },
    /// Databases for development, and the recorded shapes of the SQL statements.
    Db {
        #[command(subcommand)]
        task: DbTask,
    },
}

#[derive(Args, Clone, Copy)]
struct SiteOptions {
    /// Build the browser's half in one piece instead of one chunk per page.
    #[arg(long)]
    no_split: bool,
}

#[derive(Subcommand)]
enum DbTask {
    /// Check every statement on both engines and record its shape in the .sqlx folders.
    Prepare {
        /// Change nothing; fail when the recorded shapes are not up to date.
        #[arg(long)]
        check: bool,
    },
    /// Start both databases with the schema applied and keep them until Ctrl-C.
    Up,
}

fn main() -> ExitCode {
    cleanup::on_interrupt();
    match execute(Cli::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(task: Task) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match task {
        Task::Run { site, server } => run::run(&workspace, !site.no_split, &server)?,
        Task::Test { only } => return Ok(test::run(&workspace, &only)),
        Task::Build { site } => dist::build(&workspace, !site.no_split)?,
        Task::Site { site } => {
            toolchain::ensure(&workspace)?;
            site::build(&workspace, !site.no_split)?;
        }
        Task::Db { task: DbTask::Prepare { check } } => db::prepare(&workspace, check)?,
        Task::Db { task: DbTask::Up } => db::up(&workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}
