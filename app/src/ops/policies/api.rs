//! Server functions around policies and paths.

use hezong_contract::AppError;
use hezong_contract::programme::{PathsForm, PathsView, PoliciesView};
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;

/// Every version of the policy.
///
/// Permission: `Permission::OpsBenefits`.
#[server(prefix = "/_fn", endpoint = "list_policies", protocol = Ask)]
pub async fn list_policies() -> Result<PoliciesView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::policy::list(&cx, preferences().lang).await)
}

/// Puts the sample policy in force from the beginning of this year, where there is no policy.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "install_sample", protocol = Act)]
pub async fn install_sample() -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::policy::install_sample_this_year(&cx).await)
}

/// The paths a partner is on.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "read_paths", protocol = Ask)]
pub async fn read_paths(id: String) -> Result<PathsView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::policy::paths_form(&cx, preferences().lang, &id).await)
}

/// Enters the paths a partner is on.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "set_paths", protocol = Act)]
pub async fn set_paths(form: PathsForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    let cx = server_context().await?;
    let facts = checked(form.check())?;
    let set = hezong_services::benefits::policy::enter_paths(&cx, &form.partner_id, &facts);
    respond(set.await)
}
