//! The message box.

use hezong_contract::messages::MessageRow;
use hezong_domain::accounts::AccountKind;
use hezong_domain::{Page, UserId, Window};
use hezong_storage::operation::Message;
use hezong_texts::{Lang, fill_on_server, find_on_server, messages as texts};

use crate::act::Act;
use crate::context::Context;
use crate::entropy::Make;
use crate::mail::outbox;
use crate::{Error, Result};

/// Puts a message into a user's box and the log, and a copy into the outbox for who gets mail too.
pub(crate) async fn send(
    act: &mut Act,
    user: &UserId,
    kind: &str,
    args: &[(&str, String)],
) -> Result<()> {
    let message = Message {
        id: act.cx.services().entropy().message_id(act.now),
        user_id: user.clone(),
        kind: kind.to_owned(),
        args: serde_json::to_string(args)?,
        created_at: act.now,
        read_at: None,
    };
    act.tx.operation().add_message(&message).await?;
    tracing::info!(message.kind = kind, user.id = %user, "message `{kind}` for user `{user}`");
    outbox::copy(act, user, kind, args).await
}

/// The page of a case, for somebody of a kind of account.
pub(crate) fn case_path(kind: AccountKind, case: &str) -> Option<String> {
    match kind {
        AccountKind::Vendor => Some(format!("/ops/cases/{case}")),
        AccountKind::Partner => Some(format!("/partner/cases/{case}")),
        AccountKind::Customer => None,
    }
}

/// A message in words: its heading and its text.
pub(crate) fn words<N: AsRef<str>>(
    lang: Lang,
    kind: &str,
    args: &[(N, String)],
) -> (String, String) {
    let words = |part: &str, unknown| {
        let key = format!("{kind}_{part}");
        fill_on_server(find_on_server("messages", &key).unwrap_or(unknown), lang, args)
    };
    (words("title", texts::UNKNOWN_TITLE), words("body", texts::UNKNOWN_BODY))
}

/// The caller's messages, newest first, in words: the browser need not know the texts of all messages.
///
/// # Errors
/// When storage fails.
pub async fn list(cx: &Context, lang: Lang, window: Window) -> Result<Page<MessageRow>> {
    let user = cx.principal().user_id().ok_or(Error::Unauthenticated)?;
    let mut tx = cx.services().storage().read().await?;
    let page = tx.operation().list_messages(user, window).await?;
    let console = tx.accounts().find(cx.principal().account_id()).await?.map(|own| own.kind);
    Ok(page.map(|m| {
        let args: Vec<(String, String)> = serde_json::from_str(&m.args).unwrap_or_default();
        let (title, body) = words(lang, &m.kind, &args);
        let href = outbox::place(&m.kind, &args, console).filter(|path| path != "/messages");
        MessageRow {
            id: m.id.to_string(),
            title,
            body,
            href: href.unwrap_or_default(),
            created_at: m.created_at,
            is_read: m.read_at.is_some(),
        }
    }))
}

/// Marks the caller's messages as read.
///
/// # Errors
/// When storage fails.
pub async fn read_all(cx: &Context) -> Result<()> {
    let user = cx.principal().user_id().ok_or(Error::Unauthenticated)?;
    let mut tx = cx.services().storage().write().await?;
    tx.operation().read_messages(user, cx.now()).await?;
    Ok(tx.commit().await?)
}
