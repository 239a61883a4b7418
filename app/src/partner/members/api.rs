//! Server functions around a partner's people.

use hezong_contract::AppError;
use hezong_contract::accounts::InvitationMade;
use hezong_contract::organisation::{
    StaffActForm, StaffDetail, StaffForm, StaffPage, StaffRolesForm,
};
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;

/// Under which name a new invitation is handed over without WASM.
pub const HANDED: &str = "staff-invitation";
/// How long it can be read then.
#[cfg(feature = "ssr")]
const HANDED_S: i64 = 60;

/// The people of the own partner.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "list_staff", protocol = Ask)]
pub async fn list_staff() -> Result<StaffPage, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::organisation::staff(&server_context().await?).await)
}

/// One of them.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "read_staff", protocol = Ask)]
pub async fn read_staff(id: String) -> Result<StaffDetail, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::organisation::person(&server_context().await?, &id).await)
}

/// Invites somebody. The answer holds the link's whole address and is the only time it leaves the server.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "invite_staff", protocol = Act)]
pub async fn invite_staff(form: StaffForm) -> Result<InvitationMade, AppError> {
    use crate::server::{hand_over, origin, respond, server_context};
    let cx = server_context().await?;
    let mut made = respond(hezong_services::organisation::invite(&cx, &form).await)?;
    made.path = format!("{}{}", origin(), made.path);
    hand_over(HANDED, &made, HANDED_S);
    Ok(made)
}

/// Withdraws an open invitation of the own partner.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "withdraw_staff", protocol = Act)]
pub async fn withdraw_staff(form: StaffActForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::organisation::withdraw_invitation(&cx, &form.id).await)
}

/// Gives somebody other roles.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "set_staff_roles", protocol = Act)]
pub async fn set_staff_roles(form: StaffRolesForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::organisation::set_roles(&cx, &form.id, &form.roles).await)
}

/// Switches somebody off.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "disable_staff", protocol = Act)]
pub async fn disable_staff(form: StaffActForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    use hezong_domain::accounts::Activity;
    let cx = server_context().await?;
    respond(hezong_services::organisation::set_activity(&cx, &form.id, Activity::Disabled).await)
}

/// Switches somebody on again.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "enable_staff", protocol = Act)]
pub async fn enable_staff(form: StaffActForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    use hezong_domain::accounts::Activity;
    let cx = server_context().await?;
    respond(hezong_services::organisation::set_activity(&cx, &form.id, Activity::Active).await)
}

/// Removes somebody; answers the address of the list.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "remove_staff", protocol = Act)]
pub async fn remove_staff(form: StaffActForm) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::organisation::remove(&cx, &form.id).await)?;
    Ok(leave_for(crate::routes::PARTNER_MEMBERS))
}
