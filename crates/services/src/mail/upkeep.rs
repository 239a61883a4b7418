//! Mails that were given up: seen and tried again by whoever runs the system.

use hezong_domain::access::Permission;
use hezong_domain::{MailId, Timestamp, Window};
use hezong_storage::notices::MailState;

use crate::act::{Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

/// Mails listed at a time.
const LISTED_MAX: i64 = 100;

/// A mail that was given up. What it says is nobody's business but its reader's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedMail {
    /// Id.
    pub id: MailId,
    /// Key of the message.
    pub kind: String,
    /// Address.
    pub recipient: String,
    /// Tries.
    pub attempts: i64,
    /// Why the last one failed.
    pub error: String,
    /// Whether it comes too late to be of use: sent again it would be given up at once.
    pub is_expired: bool,
    /// When it was written.
    pub created_at: Timestamp,
}

/// The state of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    /// Mails in each state that any is in, by the state's stable text.
    pub counts: Vec<(&'static str, i64)>,
    /// The newest mails that were given up.
    pub failed: Vec<FailedMail>,
}

/// The state of the outbox.
///
/// # Errors
/// Without [`Permission::OpsPartners`].
pub async fn outbox(cx: &Context) -> Result<Outbox> {
    let (mut tx, _) = cx.read(Permission::OpsPartners).await?;
    let counts = tx.notices().count_mails().await?;
    let failed = tx.notices().list_mails(MailState::Failed, Window::first(LISTED_MAX)).await?;
    let now = cx.services().wall_now();
    let failed = failed.rows.into_iter().map(|mail| FailedMail {
        is_expired: now >= mail.expires_at,
        id: mail.id,
        kind: mail.kind,
        recipient: mail.recipient,
        attempts: mail.attempts,
        error: mail.error,
        created_at: mail.created_at,
    });
    Ok(Outbox {
        counts: counts.into_iter().map(|(state, count)| (state.as_str(), count)).collect(),
        failed: failed.collect(),
    })
}

/// Makes a mail that was given up wait again, from its first try.
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`] when it was not given up.
pub async fn retry(cx: &Context, id: &MailId) -> Result<()> {
    let deed = Deed::new(Permission::OpsPartners, "mail.retry", id.as_str());
    perform(cx, deed, |mut act| async move {
        let now = act.cx.services().wall_now();
        if !act.tx.notices().retry_mail(id, now).await? {
            return Err(Error::NotFound("mail"));
        }
        act.done((), id.as_str(), "")
    })
    .await
}
