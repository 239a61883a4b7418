//! Sends what is due of the outbox: takes a mail, sends it, writes down what became of it.
//!
//! Between sending and writing down a server may die. Nobody knows then whether the mail went out, so once
//! its time is over somebody hands it over again, once: its id, which never changes, is its `Message-ID`,
//! by which mail servers drop the double. Cut off a second time it is given up, with that reason, and who
//! runs the system decides. So a mail goes out at least once, and twice only after such a death.

use std::time::Duration;

use hezong_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use hezong_domain::{MailId, Timestamp};
use hezong_storage::notices::{MailState, OutboxMail};
use hezong_texts::Lang;

use super::outbox::Letter;
use super::{Mail, Mailing, NotSent};
use crate::context::Services;
use crate::{Error, Result};

/// Mails sent in one round. Few, because a server that is asked to end waits for its round.
const BATCH: i64 = 5;
/// How long handing a mail over may take; then it counts as not taken.
const HAND_OVER_MS: i64 = MINUTE_MS;
/// How long a mail is taken for. Whoever is late by this much is dead: nobody is overtaken while sending.
const TAKEN_MS: i64 = 5 * MINUTE_MS;
const _: () = assert!(TAKEN_MS >= 2 * HAND_OVER_MS);
/// How often a mail whose sending was cut off is handed over again.
const CUT_OFF_MAX: i64 = 1;
/// Tries before a mail is given up; with the pauses between them, most of a day.
pub const TRIES_MAX: i64 = 12;
/// The longest pause between two tries.
const PAUSE_MAX_MS: i64 = 4 * HOUR_MS;
/// How long mails are remembered: what was sent, and what was given up.
const SENT_KEPT_MS: i64 = 7 * DAY_MS;
const FAILED_KEPT_MS: i64 = 30 * DAY_MS;
/// How often what became of a mail is written when others are faster: forgetting it would send it twice.
const SETTLE_TRIES_MAX: u32 = 10;
/// Longest reason of a failure that is kept, in characters.
const ERROR_MAX: usize = 500;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Mails a mail server took.
    pub sent: i64,
    /// Mails to be tried again.
    pub later: i64,
    /// Mails given up.
    pub failed: i64,
    /// Whether the mail server was away; the next round can wait.
    pub is_away: bool,
}

impl Delivery {
    /// Whether more may be due already.
    pub const fn is_full(&self) -> bool {
        self.sent + self.later + self.failed >= BATCH
    }
}

/// Sends what is due, as `worker`. Without a sender nothing is due.
///
/// # Errors
/// When storage fails; the next round goes on.
pub async fn send_due(services: &Services, worker: &str) -> Result<Delivery> {
    send_due_until(services, worker, || false).await
}

/// The same, and none that is not begun once `is_stopped` says so: a mail that is cut off while it is sent
/// is sent again.
///
/// # Errors
/// As [`send_due`].
pub async fn send_due_until(
    services: &Services,
    worker: &str,
    is_stopped: impl Fn() -> bool + Send,
) -> Result<Delivery> {
    let mut round = Delivery::default();
    let Some(mailing) = services.mailing() else { return Ok(round) };
    let due = {
        let mut tx = services.storage().read().await?;
        tx.notices().due_mails(services.wall_now(), BATCH).await?
    };
    for id in due {
        if is_stopped() {
            break;
        }
        let Some(mail) = claim(services, &id, worker).await? else { continue };
        let sealed = mail.sealed.clone();
        let answer = hand_over(services, mailing, &mail).await;
        let after = settled(mail, &answer, services.wall_now());
        let (count, outcome) = match after.state {
            MailState::Sent => (&mut round.sent, "sent"),
            MailState::Failed => (&mut round.failed, "failed"),
            _ => (&mut round.later, "later"),
        };
        *count += 1;
        metrics::counter!("hezong_mails_total", "outcome" => outcome).increment(1);
        tell(&after, outcome);
        let kept = if after.state == MailState::Sent { None } else { sealed };
        settle(services, &OutboxMail { sealed: kept, ..after }, worker).await?;
        if matches!(answer, Err(NotSent::Away(_))) {
            round.is_away = true;
            break;
        }
    }
    Ok(round)
}

/// Takes a mail; `None` when somebody was faster.
async fn claim(services: &Services, id: &MailId, worker: &str) -> Result<Option<OutboxMail>> {
    let now = services.wall_now();
    let work = async {
        let mut tx = services.storage().write().await?;
        let mail = tx.notices().claim_mail(id, worker, now, now.plus_ms(TAKEN_MS)).await?;
        tx.commit().await?;
        Ok::<_, Error>(mail)
    };
    match work.await {
        Err(error) if error.is_conflict() => Ok(None),
        answer => answer,
    }
}

async fn hand_over(
    services: &Services,
    mailing: &Mailing,
    row: &OutboxMail,
) -> std::result::Result<(), NotSent> {
    if services.wall_now() >= row.expires_at {
        return Err(NotSent::Refused("it came too late to be of use".to_owned()));
    }
    if row.cut_off > CUT_OFF_MAX {
        let why =
            "sending was cut off twice: it may have arrived, try it again only if it is missed";
        return Err(NotSent::Refused(why.to_owned()));
    }
    let opened = row.sealed.as_deref().map(|sealed| services.vault().open(sealed));
    let letter: Option<Letter> = opened
        .and_then(std::result::Result::ok)
        .and_then(|text| serde_json::from_slice(&text).ok());
    let Some(letter) = letter else {
        return Err(NotSent::Refused("its text cannot be opened: another key file?".to_owned()));
    };
    let mail = Mail {
        id: row.id.to_string(),
        to: row.recipient.clone(),
        name: row.name.clone(),
        lang: Lang::parse(&row.lang).unwrap_or_default(),
        subject: letter.subject,
        body: letter.body,
    };
    let most = Duration::from_millis(HAND_OVER_MS.unsigned_abs());
    tokio::time::timeout(most, mailing.sender.send(&mail))
        .await
        .unwrap_or_else(|_| Err(NotSent::Away(format!("no end within {} s", most.as_secs()))))
}

/// What becomes of a mail after a try.
fn settled(
    mail: OutboxMail,
    answer: &std::result::Result<(), NotSent>,
    now: Timestamp,
) -> OutboxMail {
    let Err(why) = answer else {
        let error = String::new();
        return OutboxMail { state: MailState::Sent, ended_at: Some(now), error, ..mail };
    };
    let error = why.to_string().chars().take(ERROR_MAX).collect();
    let next = now.plus_ms(pause_ms(mail.attempts));
    let is_over =
        matches!(why, NotSent::Refused(_)) || mail.attempts >= TRIES_MAX || next >= mail.expires_at;
    if is_over {
        OutboxMail { state: MailState::Failed, ended_at: Some(now), error, ..mail }
    } else {
        OutboxMail { state: MailState::Waiting, due_at: next, error, ..mail }
    }
}

/// The pause after so many tries: a minute, then twice as long each time.
pub fn pause_ms(attempts: i64) -> i64 {
    let doublings = attempts.clamp(1, 21) - 1;
    MINUTE_MS.saturating_mul(1_i64 << doublings).min(PAUSE_MAX_MS)
}

fn tell(mail: &OutboxMail, outcome: &str) {
    let (id, kind, error) = (&mail.id, &mail.kind, &mail.error);
    if mail.state == MailState::Failed {
        tracing::error!(mail.id = %id, "mail `{id}` ({kind}) given up: {error}");
    } else if error.is_empty() {
        tracing::info!(mail.id = %id, "mail `{id}` ({kind}): {outcome}");
    } else {
        tracing::warn!(mail.id = %id, "mail `{id}` ({kind}) not sent yet: {error}");
    }
}

/// Writes down what became of a mail.
async fn settle(services: &Services, mail: &OutboxMail, worker: &str) -> Result<()> {
    let mut tries = 0;
    loop {
        let work = async {
            let mut tx = services.storage().write().await?;
            let is_ours = tx.notices().settle_mail(mail, worker).await?;
            tx.commit().await?;
            Ok::<_, Error>(is_ours)
        };
        match work.await {
            Err(error) if error.is_conflict() && tries < SETTLE_TRIES_MAX => tries += 1,
            Ok(false) => {
                tracing::warn!(mail.id = %mail.id, "mail `{}` was taken over meanwhile", mail.id);
                return Ok(());
            }
            answer => return answer.map(drop),
        }
    }
}

/// Forgets mails that ended long ago; answers how many.
///
/// # Errors
/// When storage fails.
pub(crate) async fn forget(services: &Services) -> Result<i64> {
    let now = services.wall_now();
    let mut tx = services.storage().write().await?;
    let (sent, failed) = (now.plus_ms(-SENT_KEPT_MS), now.plus_ms(-FAILED_KEPT_MS));
    let count = tx.notices().remove_stale_mails(sent, failed).await?;
    tx.commit().await?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_growing() {
        let minutes: Vec<i64> = (1..=10).map(|n| pause_ms(n) / MINUTE_MS).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]);
        assert_eq!(pause_ms(i64::MAX), PAUSE_MAX_MS);
    }
}
