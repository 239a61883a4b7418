//! `hezong mail`: what became of mails, and trying again.

use clap::Subcommand;
use hezong_domain::MailId;
use hezong_services::mail::upkeep;
use hezong_services::setup::Purpose;
use hezong_services::{Context, Error, setup};

use crate::{Config, Failure, wiring};

/// What to do with the outbox.
#[derive(Subcommand)]
pub(super) enum MailTask {
    /// Count the mails in each state and name those given up, with the reason.
    List,
    /// Try a mail that was given up again; all of them without an id.
    Retry {
        /// The mail's id, as `hezong mail list` prints it.
        id: Option<String>,
    },
}

/// Does it.
pub(super) async fn run(config: &Config, task: &MailTask) -> Result<(), Failure> {
    wiring::expect_database(config)?;
    let (services, storage) = wiring::wire(config, Purpose::Real).await?;
    let outcome = async {
        let vendor = setup::vendor(&services).await?.ok_or_else(|| {
            Failure::Start("nobody is there yet: run `hezong create-operator` first".to_owned())
        })?;
        let cx = services.system(vendor, "mail");
        match task {
            MailTask::List => list(config, &cx).await,
            MailTask::Retry { id } => retry(&cx, id.as_deref()).await,
        }
    }
    .await;
    storage.close().await;
    outcome
}

async fn list(config: &Config, cx: &Context) -> Result<(), Failure> {
    if config.mail.is_none() {
        println!("no mail server is set (HEZONG_MAIL_HOST): messages stay in the box");
    }
    let outbox = upkeep::outbox(cx).await?;
    for (state, count) in &outbox.counts {
        println!("{count} {state}");
    }
    if outbox.counts.is_empty() {
        println!("the outbox is empty");
    }
    for mail in &outbox.failed {
        println!(
            "{}  {}  {}  to {}  {} tries: {}",
            mail.id,
            mail.created_at.local_minute(),
            mail.kind,
            mail.recipient,
            mail.attempts,
            mail.error
        );
    }
    Ok(())
}

async fn retry(cx: &Context, id: Option<&str>) -> Result<(), Failure> {
    let failed = upkeep::outbox(cx).await?.failed;
    let ids = if let Some(text) = id {
        let wrong = |_| Failure::Config(format!("`{text}` is no id of a mail"));
        let id = MailId::parse(text).map_err(wrong)?;
        if failed.iter().any(|mail| mail.id == id && mail.is_expired) {
            return Err(Failure::Service(format!(
                "mail `{id}` is too late to be of use: what it says no longer holds"
            )));
        }
        vec![id]
    } else {
        let (late, of_use): (Vec<_>, Vec<_>) = failed.into_iter().partition(|mail| mail.is_expired);
        if !late.is_empty() {
            println!("{} left out: too late to be of use", late.len());
        }
        of_use.into_iter().map(|mail| mail.id).collect()
    };
    for id in &ids {
        match upkeep::retry(cx, id).await {
            Err(Error::NotFound(_)) => {
                return Err(Failure::Service(format!(
                    "no mail `{id}` was given up: see `hezong mail list`"
                )));
            }
            answer => answer?,
        }
    }
    println!("{} to be tried again by the running server", ids.len());
    Ok(())
}
