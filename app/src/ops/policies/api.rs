//! Server functions around policies and paths.

use hezong_contract::AppError;
use hezong_contract::policies::{
    PoliciesView, PolicyEdit, PolicyForm, PolicyReview, PolicyStep, PolicyView, SectionView,
};
use hezong_contract::programme::{PathsForm, PathsView};
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

/// One version of the policy in words.
///
/// Permission: `Permission::OpsBenefits`.
#[server(prefix = "/_fn", endpoint = "read_policy", protocol = Ask)]
pub async fn read_policy(version: String) -> Result<PolicyView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::policy::view(&cx, preferences().lang, &version).await)
}

/// The form of a draft.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "read_policy_form", protocol = Ask)]
pub async fn read_policy_form(version: String) -> Result<PolicyEdit, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::policy::form(&cx, preferences().lang, &version).await)
}

/// A draft before it is published.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "review_policy", protocol = Ask)]
pub async fn review_policy(version: String) -> Result<PolicyReview, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::policy::review(&cx, preferences().lang, &version).await)
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

/// Begins a draft as a copy of a version; leads to its form.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "copy_policy", protocol = Act)]
pub async fn copy_policy(form: PolicyStep) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    let draft = respond(hezong_services::benefits::policy::copy(&cx, &form).await)?;
    Ok(leave_for(&crate::routes::ops_policy_edit(draft)))
}

/// Saves a section of a draft.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "save_policy", protocol = Act)]
pub async fn save_policy(form: PolicyForm) -> Result<SectionView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::policy::save(&cx, preferences().lang, &form).await)
}

/// Publishes a draft; leads to the version.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "publish_policy", protocol = Act)]
pub async fn publish_policy(form: PolicyStep) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    let done = respond(hezong_services::benefits::policy::publish_draft(&cx, &form).await)?;
    let path =
        format!("{}/{}?published={}", crate::routes::OPS_POLICIES, form.version, done.redated);
    Ok(leave_for(&path))
}

/// Takes back a version that has not begun.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "withdraw_policy", protocol = Act)]
pub async fn withdraw_policy(form: PolicyStep) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    let done = respond(hezong_services::benefits::policy::withdraw(&cx, &form).await)?;
    let path =
        format!("{}/{}?withdrawn={}", crate::routes::OPS_POLICIES, form.version, done.redated);
    Ok(leave_for(&path))
}

/// Throws a draft away.
///
/// Permission: `Permission::OpsPolicies`.
#[server(prefix = "/_fn", endpoint = "discard_policy", protocol = Act)]
pub async fn discard_policy(form: PolicyStep) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::policy::discard(&cx, &form).await)?;
    Ok(leave_for(&format!("{}?discarded=1", crate::routes::OPS_POLICIES)))
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
    respond(
        hezong_services::benefits::policy::enter_paths(&cx, &form.partner_id, &facts, &form.seen)
            .await,
    )
}
