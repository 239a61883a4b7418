//! Server functions of exports.

use hezong_contract::AppError;
use hezong_contract::Listing;
use hezong_contract::exports::ExportRow;
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The caller's exports, newest first; `query` is the page's query string.
///
/// Permission: none; the own exports.
#[server(prefix = "/_fn", endpoint = "exports", protocol = Ask)]
pub async fn exports(query: String) -> Result<Listing<ExportRow>, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    let list = hezong_contract::ListState::parse(&query, &[]);
    let page = respond(hezong_services::exports::list(&cx, list.window()).await)?;
    let as_of = cx.now();
    Ok(Listing { rows: page.rows, total: page.total, as_of, revealed: false, dropped: Vec::new() })
}

/// Asking for an export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportForm {
    /// `issued` or `records`.
    pub kind: String,
    /// `voucher` or `cash_coupon`.
    pub quota_type: String,
    /// The list's query string.
    pub query: String,
    /// `all` for everything, the filtered list otherwise.
    pub range: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// Language of the headings.
    pub lang: String,
}

/// Asks for an export; answers the address of the exports.
///
/// Permission: that of the list that is exported.
#[server(prefix = "/_fn", endpoint = "request_export", protocol = Act)]
pub async fn request_export(form: ExportForm) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    use hezong_domain::coupons::QuotaType;
    let cx = server_context().await?;
    let new = hezong_services::exports::NewExport {
        quota_type: QuotaType::parse(&form.quota_type).unwrap_or(QuotaType::Voucher),
        query: if form.range == "all" { String::new() } else { form.query },
        kind: form.kind,
        format: form.format,
        lang: form.lang,
    };
    respond(hezong_services::exports::request(&cx, &new).await)?;
    Ok(leave_for(crate::routes::EXPORTS))
}
