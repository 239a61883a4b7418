//! Server functions around the partners a person is linked with.

use hezong_contract::AppError;
use hezong_contract::membership::{LeaveForm, MembershipsPage};
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;

/// The partners the own account is, was or may be linked with.
///
/// Permission: `Permission::MembershipManage` on the own account.
#[server(prefix = "/_fn", endpoint = "list_memberships", protocol = Ask)]
pub async fn list_memberships() -> Result<MembershipsPage, AppError> {
    use crate::server::{preferences, respond, server_context};
    use hezong_services::benefits::people::membership;
    let cx = server_context().await?;
    respond(membership::memberships(&cx, preferences().lang).await)
}

/// Leaves a partner.
///
/// Permission: `Permission::MembershipManage` on the own account.
#[server(prefix = "/_fn", endpoint = "leave_partner", protocol = Act)]
pub async fn leave_partner(form: LeaveForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    use hezong_services::benefits::people::membership;
    let cx = server_context().await?;
    respond(membership::leave(&cx, &form).await)
}
