//! Ratios measured in one run. See `bench/README.md`.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot set itself up has nothing to say; what it says goes to stdout"
)]

mod incentives;
mod issue;
mod list;
mod measure;
mod page;
mod runs;
mod size;
mod start;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

#[derive(Parser)]
#[command(about = "Measures Hezong against what the machine can do")]
struct Arguments {
    /// What to measure.
    #[arg(default_value = "all")]
    what: What,
    /// The release binary.
    #[arg(long, default_value = "dist/hezong")]
    binary: PathBuf,
    /// Rounds; the median is reported.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds a round lasts.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// Coupons of the large list.
    #[arg(long, default_value_t = 1_000_000)]
    coupons: i64,
    /// Partners of the large programme.
    #[arg(long, default_value_t = 2_000)]
    partners: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    All,
    Issue,
    Page,
    Signed,
    Start,
    List,
    Incentives,
    Size,
    /// Serves the hand-written page the page bench compares with.
    Baseline,
}

/// What every measurement needs to know.
pub(crate) struct Effort {
    pub(crate) binary: PathBuf,
    pub(crate) rounds: usize,
    pub(crate) seconds: u64,
    pub(crate) coupons: i64,
    pub(crate) partners: i64,
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let effort = Effort {
        binary: arguments.binary,
        rounds: arguments.rounds.max(5),
        seconds: arguments.seconds,
        coupons: arguments.coupons,
        partners: arguments.partners,
    };
    let wants = |what| arguments.what == What::All || arguments.what == what;
    if arguments.what == What::Baseline {
        return page::serve_baseline().await;
    }
    println!("| line | measured | against | ratio or budget |\n|---|---|---|---|");
    if wants(What::Start) {
        start::bench(&effort).await;
    }
    if wants(What::Size) {
        size::bench();
    }
    if wants(What::Page) {
        page::bench(&effort).await;
    }
    if wants(What::Signed) {
        issue::bench_signed(&effort).await;
    }
    if wants(What::Issue) {
        issue::bench(&effort).await;
    }
    if wants(What::List) {
        list::bench(&effort).await;
    }
    if wants(What::Incentives) {
        incentives::bench(&effort).await;
    }
}
