//! Server functions of the sandbox's clock.

use hezong_contract::AppError;
use hezong_contract::sandbox::{AdvanceForm, ClockView};
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;

/// Business time, and what fired when it was moved last.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "read_clock", protocol = Ask)]
pub async fn read_clock() -> Result<ClockView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::sandbox::read(&cx, preferences().lang).await)
}

/// Moves business time to the morning of a day.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "advance_clock", protocol = Act)]
pub async fn advance_clock(form: AdvanceForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    let cx = server_context().await?;
    let day = checked(form.check())?;
    respond(hezong_services::sandbox::advance(&cx, day).await.map(drop))
}
