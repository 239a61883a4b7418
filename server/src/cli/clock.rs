//! `hezong clock`: a sandbox's business time.

use hezong_domain::{Day, ProblemKind};
use hezong_services::sandbox::{self, DAYS_MAX, Passed};
use hezong_services::setup::{Contents, Purpose};
use hezong_services::{Context, Error, setup};

use crate::{Config, Failure, wiring};

/// Shows the clock, or moves it and says what fired.
pub(super) async fn run(config: &Config, to: Option<&str>) -> Result<(), Failure> {
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
    match &error {
        Error::Invalid(problems) if problems.of("day") == Some(&ProblemKind::InThePast) => {
            Failure::Start(
                "that day is not ahead of business time, which never goes back".to_owned(),
            )
        }
        Error::Invalid(_) => Failure::Start(format!("that is more than {DAYS_MAX} days ahead")),
        _ => Failure::from(error),
    }
}

fn print(all: &[Passed]) {
    if all.is_empty() {
        println!("nothing was due on the way");
    }
    for passed in all {
        let day = passed.day.map_or_else(String::new, |day| day.to_string());
        for what in passed.lapsed.iter().chain(&passed.finalised) {
            println!("{day}  {what}");
        }
        if passed.reminded > 0 {
            println!("{day}  {} reminders sent", passed.reminded);
        }
        if passed.coupons > 0 {
            println!("{day}  {} coupons expired", passed.coupons);
        }
    }
}
