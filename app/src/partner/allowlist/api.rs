//! Server functions of the allow-list.

use hezong_contract::AppError;
use hezong_contract::coupons::{AllowlistForm, AllowlistRow};
use hezong_contract::customers::CustomerRow;
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// All versions of the partner's allow-list, newest first.
///
/// Permission: `Permission::AllowlistManage`, partners of the subsidised type.
#[server(prefix = "/_fn", endpoint = "allowlists", protocol = Ask)]
pub async fn allowlists() -> Result<Vec<AllowlistRow>, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::allowlists::list(&server_context().await?).await)
}

/// Customers that a version names.
///
/// Permission: `Permission::AllowlistManage`, partners of the subsidised type.
#[server(prefix = "/_fn", endpoint = "allowlist_entries", protocol = Ask)]
pub async fn allowlist_entries(id: String) -> Result<Vec<CustomerRow>, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::allowlists::entries(&server_context().await?, &id).await)
}

/// Adds a version, which comes into force.
///
/// Permission: `Permission::AllowlistManage`, partners of the subsidised type.
#[server(prefix = "/_fn", endpoint = "replace_allowlist", protocol = Act)]
pub async fn replace_allowlist(form: AllowlistForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    let cx = server_context().await?;
    let new = checked(form.check())?;
    respond(hezong_services::allowlists::replace(&cx, &new).await).map(|_| ())
}

/// An act on one version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VersionForm {
    /// The version.
    pub id: String,
}

/// Brings a version into force.
///
/// Permission: `Permission::AllowlistManage`, partners of the subsidised type.
#[server(prefix = "/_fn", endpoint = "enable_allowlist", protocol = Act)]
pub async fn enable_allowlist(form: VersionForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::allowlists::set_valid(&cx, &form.id, true).await)
}

/// Takes a version out of force.
///
/// Permission: `Permission::AllowlistManage`, partners of the subsidised type.
#[server(prefix = "/_fn", endpoint = "disable_allowlist", protocol = Act)]
pub async fn disable_allowlist(form: VersionForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::allowlists::set_valid(&cx, &form.id, false).await)
}
