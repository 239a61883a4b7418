//! The command line: what the program can be asked to do, and what it prints.
#![expect(clippy::print_stdout, reason = "answers of commands belong on the standard output")]
#![expect(clippy::print_stderr, reason = "a failure is told before any log exists")]

mod clock;
mod import;
mod mail;
mod operator;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hezong_domain::access::Role;
use hezong_services::setup::Purpose;
use hezong_services::verify::{Verdict, verify};

use crate::serve::{asked_to_end, serve};
use crate::{Config, Failure, demo, logging, wiring};

/// A self-hosted partner center and customer cost center.
#[derive(Parser)]
#[command(name = "hezong", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Read settings from this file instead of ./hezong.toml.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and the open API until told to stop.
    Serve {
        /// Fill an empty database with demo data; loopback only.
        #[arg(long, conflicts_with = "sandbox")]
        demo: bool,
        /// Let business time be moved, in an empty database that is never used for real work.
        #[arg(long)]
        sandbox: bool,
    },
    /// Bring the database's schema up to date (also done at every start).
    Migrate,
    /// Read the whole database and name every row that breaks an invariant.
    Verify,
    /// Make a person of the vendor's: operations, who can do everything else in the browser, an ecosystem
    /// manager, or payables. Two people of payables are needed for large payments.
    CreateOperator(NewOperator),
    /// Show the sandbox's business time, or move it to a day (`2026-12-01`) or to what happens `next`;
    /// on databases of `serve --demo` and `serve --sandbox` only.
    Clock {
        /// A day as YYYY-MM-DD, or `next`.
        to: Option<String>,
    },
    /// See what became of mails, and try those again that were given up.
    Mail {
        #[command(subcommand)]
        task: mail::MailTask,
    },
    /// Fill the system from a CSV file or an Excel workbook: a preview unless --apply is given. Exit code 1
    /// when rows are refused, 2 when the file or the arguments are wrong.
    Import(import::ImportArguments),
    /// Check the settings and print what is in force, secrets left out.
    CheckConfig,
}

/// The person.
#[derive(Args)]
struct NewOperator {
    /// What the person signs in with: 2–32 lower-case letters, digits, _ or -.
    #[arg(long, value_name = "NAME")]
    sign_in: String,
    /// The person's name.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What the person is there for.
    #[arg(long, value_enum, default_value_t)]
    role: VendorRole,
    /// The vendor's company name; used when the first operator is made.
    #[arg(long, value_name = "NAME", default_value = "Hezong")]
    vendor_name: String,
    /// Read the password from the first line of the standard input; one is made and printed otherwise.
    #[arg(long)]
    password_stdin: bool,
}

/// A role of the vendor's people.
#[derive(Clone, Copy, Default, ValueEnum)]
enum VendorRole {
    /// Channel operations: partners, customers, quotas, reviews, policies.
    #[default]
    Operations,
    /// The ecosystem manager: looks after partners.
    EcosystemManager,
    /// Payables: invoices and payments.
    Finance,
}

impl From<VendorRole> for Role {
    fn from(role: VendorRole) -> Self {
        match role {
            VendorRole::Operations => Self::Operations,
            VendorRole::EcosystemManager => Self::EcosystemManager,
            VendorRole::Finance => Self::Finance,
        }
    }
}

/// Does what the command line asks and answers the process's exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(Failure::Start(format!("no runtime: {error}"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.exit_code()
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let config = Config::load(cli.config.as_deref(), environment())?;
    if !matches!(cli.command, Command::CheckConfig) {
        logging::start(&config)?;
    }
    match cli.command {
        Command::Serve { demo, sandbox } => {
            let purpose = match (demo, sandbox) {
                (true, _) => Purpose::Demo,
                (_, true) => Purpose::Sandbox,
                _ => Purpose::Real,
            };
            let end = asked_to_end()?;
            let started = |address| {
                if demo {
                    print_demo(address);
                } else {
                    println!("Hezong listens on http://{address}");
                }
            };
            serve(&config, purpose, started, end).await
        }
        Command::Migrate => {
            let storage = wiring::open(&config).await?;
            storage.migrate().await?;
            storage.close().await;
            println!("the schema of {} is up to date", config.database.redacted());
            Ok(())
        }
        Command::Verify => {
            wiring::expect_database(&config)?;
            let (services, storage) = wiring::wire_to_verify(&config).await?;
            let verdict = verify(&services).await;
            storage.close().await;
            print_verdict(&verdict.map_err(|error| {
                Failure::Service(format!(
                    "{error}: if the schema is missing or old, run `hezong migrate` first"
                ))
            })?)
        }
        Command::Clock { to } => clock::run(&config, to.as_deref()).await,
        Command::Mail { task } => mail::run(&config, &task).await,
        Command::Import(arguments) => import::run(&config, &arguments).await,
        Command::CreateOperator(new) => operator::create(&config, &new).await,
        Command::CheckConfig => {
            for (name, value) in config.lines() {
                println!("{name} = {value}");
            }
            for name in &config.ignored {
                println!("# {name} means nothing to hezong and is ignored");
            }
            Ok(())
        }
    }
}

/// The environment's variables that are text.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn print_verdict(verdict: &Verdict) -> Result<(), Failure> {
    for (check, breaches) in &verdict.checks {
        let mark = if *breaches == 0 { "ok  " } else { "FAIL" };
        println!("{mark}  {check}");
    }
    for breach in &verdict.breaches {
        println!(
            "breach of {}: row {}: expected {}, found {}",
            breach.invariant, breach.row, breach.expected, breach.found
        );
    }
    println!("{} ledger entries read", verdict.ledger_entries);
    match verdict.breaches.len() {
        0 => Ok(()),
        count => Err(Failure::Breaches(count)),
    }
}

fn print_demo(address: SocketAddr) {
    println!("\nHezong with demo data: http://{address}");
    println!("Password of every sign-in: {}\n", demo::PASSWORD);
    for person in demo::SIGN_INS {
        println!("  {:<12} {}", person.sign_in, person.who);
    }
    println!("\nKeys for the open API at the same address:\n");
    for person in demo::SIGN_INS.iter().filter(|person| !person.access_key.is_empty()) {
        println!("  {:<12} domain id {}", person.sign_in, person.account_id);
        println!("  {:<12} AK {}  SK {}", "", person.access_key, person.secret);
    }
    println!("\nCtrl-C stops the server.\n");
}
