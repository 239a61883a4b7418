//! Server functions around the calendar of working days.

use hezong_contract::AppError;
use hezong_contract::policies::{CalendarStep, CalendarView, DayForm, ImportForm, MarkForm};
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;

/// A year of the calendar; `query` is the page's query string.
///
/// Permission: `Permission::OpsBenefits`.
#[server(prefix = "/_fn", endpoint = "read_calendar", protocol = Ask)]
pub async fn read_calendar(query: String) -> Result<CalendarView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::calendar::view(&cx, preferences().lang, &query).await)
}

/// Lists days in the draft, or makes them plain again.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "set_days", protocol = Act)]
pub async fn set_days(form: DayForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::calendar::set_days(&cx, &form).await)
}

/// Marks a year in the draft.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "mark_year", protocol = Act)]
pub async fn mark_year(form: MarkForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::calendar::mark_year(&cx, &form).await)
}

/// Reads a text into the draft.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "import_days", protocol = Act)]
pub async fn import_days(form: ImportForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::calendar::read_text(&cx, &form).await)
}

/// Puts the draft in force; leads back to the calendar.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "publish_calendar", protocol = Act)]
pub async fn publish_calendar(form: CalendarStep) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    let done = respond(hezong_services::benefits::calendar::publish(&cx, &form).await)?;
    Ok(leave_for(&format!("{}?published={}", crate::routes::OPS_CALENDAR, done.redated)))
}

/// Throws the draft away.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "discard_calendar", protocol = Act)]
pub async fn discard_calendar(form: CalendarStep) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::calendar::discard(&cx, &form).await)
}
