//! `hezong clock`: a sandbox's business time.

use hezong_domain::{Day, ProblemKind};
use hezong_services::sandbox::{self, DAYS_MAX, Passed};
use hezong_services::setup::{Contents, Purpose};
use hezong_services::{Context, Error, setup};
use hezong_texts::Lang;

use crate::{Config, Failure, wiring};

/// Shows the clock, or moves it and says what fired.
pub(super) async fn run(config: &Config, to: Option<&str>) -> Result<(), Failure> {
    wiring::expect_database(config)?;
    let (services, storage) = wiring::wire(config, Purpose::Sandbox).await?;
    let outcome = async {
        if !matches!(setup::contents(&services).await?, Contents::Demo | Contents::Sandbox) {
            return Err(Failure::Start(
                "business time moves in sandboxes only: this database was not made by `hezong serve` with --demo or \
                 --sandbox"
                    .to_owned(),
            ));
        }
        let vendor = setup::vendor(&services).await?.ok_or(Error::NotFound("vendor"))?;
        let cx = services.system(vendor, "clock");
        match to {
            None => {}
            Some(to) => print(&sandbox::advance(&cx, day(&cx, to).await?).await.map_err(said)?),
        }
        let now = sandbox::now(&cx)?;
        println!("business time is {}", now.local_minute());
        Ok(())
    }
    .await;
    storage.close().await;
    outcome
}

async fn day(cx: &Context, to: &str) -> Result<Day, Failure> {
    if to == "next" {
        return Ok(sandbox::next_event(cx).await?);
    }
    let wrong = || Failure::Start(format!("{to} is no day: write YYYY-MM-DD, or next"));
    Day::parse(to).ok_or_else(wrong)
}

/// A day that does not do, in words.
fn said(error: Error) -> Failure {
    if let Error::Invalid(problems) = &error
        && let Some(ProblemKind::DayOutside { from, to }) = problems.of("day")
    {
        return Failure::Start(format!(
            "business time never goes back and moves {DAYS_MAX} days at most: write a day from {from} to {to}"
        ));
    }
    Failure::from(error)
}

fn print(all: &[Passed]) {
    let lines: Vec<String> =
        all.iter().flat_map(|passed| sandbox::lines(Lang::En, passed)).collect();
    if lines.is_empty() {
        println!("nothing was due on the way");
    }
    for line in lines {
        println!("{line}");
    }
}
