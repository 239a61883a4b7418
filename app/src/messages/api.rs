//! Server functions of the message box.

use hezong_contract::messages::MessageRow;
use hezong_contract::wire::{Act, Ask};
use hezong_contract::{AppError, Listing};
use leptos::prelude::*;

/// The caller's messages, newest first; `query` is the page's query string.
///
/// Permission: none; the own messages.
#[server(prefix = "/_fn", endpoint = "messages", protocol = Ask)]
pub async fn messages(query: String) -> Result<Listing<MessageRow>, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    let list = hezong_contract::ListState::parse(&query, &[]);
    let page =
        respond(hezong_services::messages::list(&cx, preferences().lang, list.window()).await)?;
    let as_of = cx.now();
    Ok(Listing { rows: page.rows, total: page.total, as_of, revealed: true, dropped: Vec::new() })
}

/// Marks the caller's messages as read.
///
/// Permission: none; the own messages.
#[server(prefix = "/_fn", endpoint = "read_messages", protocol = Act)]
pub async fn read_messages() -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::messages::read_all(&cx).await)
}
