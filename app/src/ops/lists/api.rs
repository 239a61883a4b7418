//! Server functions around lists and final months.

use hezong_contract::AppError;
use hezong_contract::fh_lists::{FinalView, FinaliseForm, ListsForm, ListsView, RunResult};
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;

/// Names under which results are handed over without WASM.
pub(super) const MADE: &str = "lists-made";
/// See [`MADE`].
pub(super) const FINALISED: &str = "lists-final";

/// The lists of a month and scheme, and how many partners there are; `query` is the page's query string.
///
/// Permission: `Permission::OpsReview`.
#[server(prefix = "/_fn", endpoint = "list_lists", protocol = Ask)]
pub async fn list_lists(query: String) -> Result<(ListsView, i64), AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::claims::lists(&cx, preferences().lang, &query).await)
}

/// Makes one list, or all that are not made.
///
/// Permission: `Permission::OpsReview`.
#[server(prefix = "/_fn", endpoint = "make_lists", protocol = Act)]
pub async fn make_lists(form: ListsForm) -> Result<RunResult, AppError> {
    use crate::server::{hand_over, preferences, respond, server_context};
    let cx = server_context().await?;
    let made = hezong_services::benefits::claims::make(&cx, preferences().lang, &form).await;
    let made = respond(made)?;
    hand_over(MADE, &made, 60);
    Ok(made)
}

/// What becomes final in a month; `query` is the page's query string.
///
/// Permission: `Permission::OpsReview`.
#[server(prefix = "/_fn", endpoint = "read_final", protocol = Ask)]
pub async fn read_final(query: String) -> Result<FinalView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::claims::final_run(&cx, preferences().lang, &query).await)
}

/// Makes the months that are ready final.
///
/// Permission: `Permission::OpsReview`.
#[server(prefix = "/_fn", endpoint = "finalise_month", protocol = Act)]
pub async fn finalise_month(form: FinaliseForm) -> Result<RunResult, AppError> {
    use crate::server::{hand_over, preferences, respond, server_context};
    let cx = server_context().await?;
    let done = hezong_services::benefits::claims::finalise(&cx, preferences().lang, &form).await;
    let done = respond(done)?;
    hand_over(FINALISED, &done, 60);
    Ok(done)
}
