//! Server functions around a partner's roles.

use hezong_contract::AppError;
use hezong_contract::organisation::{RoleForm, RoleRow, RolesPage, StaffActForm};
use hezong_contract::wire::{Act, Ask};
use hezong_domain::access::Permission;
use leptos::prelude::*;

/// The preset roles and the partner's own.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "list_roles", protocol = Ask)]
pub async fn list_roles() -> Result<RolesPage, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::organisation::roles(&server_context().await?).await)
}

/// One of its own, and the items it can hold.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "read_role", protocol = Ask)]
pub async fn read_role(id: String) -> Result<(RoleRow, Vec<Permission>), AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::organisation::role(&server_context().await?, &id).await)
}

/// Makes a role.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "create_role", protocol = Act)]
pub async fn create_role(form: RoleForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::organisation::create_role(&cx, &form).await).map(|_| ())
}

/// Changes a role.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "change_role", protocol = Act)]
pub async fn change_role(form: RoleForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::organisation::change_role(&cx, &form).await)
}

/// Deletes a role nobody has; answers the address of the list.
///
/// Permission: `Permission::MembersManage`.
#[server(prefix = "/_fn", endpoint = "delete_role", protocol = Act)]
pub async fn delete_role(form: StaffActForm) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::organisation::remove_role(&cx, &form.id).await)?;
    Ok(leave_for(crate::routes::PARTNER_ROLES))
}
