//! Server functions around quotas.

use hezong_contract::coupons::{AdjustForm, GrantForm, QuotaDetail, QuotaRow, StateForm};
use hezong_contract::wire::{Act, Ask};
use hezong_contract::{AppError, Listing};
use leptos::prelude::*;

/// Quotas of all partners; `query` is the page's query string.
///
/// Permission: `Permission::OpsQuotas`.
#[server(prefix = "/_fn", endpoint = "list_all_quotas", protocol = Ask)]
pub async fn list_all_quotas(query: String) -> Result<Listing<QuotaRow>, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::quotas::list_all(&server_context().await?, &query).await)
}

/// A quota with what became of its value.
///
/// Permission: `Permission::OpsQuotas`.
#[server(prefix = "/_fn", endpoint = "read_quota", protocol = Ask)]
pub async fn read_quota(id: String) -> Result<QuotaDetail, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::quotas::detail_of_any(&server_context().await?, &id).await)
}

/// Grants a quota; answers the address of its page.
///
/// Permission: `Permission::OpsQuotas`.
#[server(prefix = "/_fn", endpoint = "grant_quota", protocol = Act)]
pub async fn grant_quota(form: GrantForm) -> Result<String, AppError> {
    use crate::server::{checked, leave_for, respond, server_context};
    use hezong_contract::coupons::needs_key;
    let cx = server_context().await?;
    let new = checked(form.check(cx.now()))?;
    checked(needs_key(&form.key))?;
    let id = respond(hezong_services::quotas::grant(&cx, &new, &form.key).await)?;
    Ok(leave_for(&crate::routes::ops_quota(id.as_str())))
}

/// Raises or lowers the value of a quota.
///
/// Permission: `Permission::OpsQuotas`.
#[server(prefix = "/_fn", endpoint = "adjust_quota", protocol = Act)]
pub async fn adjust_quota(form: AdjustForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    use hezong_contract::coupons::needs_key;
    let cx = server_context().await?;
    checked(needs_key(&form.key))?;
    respond(hezong_services::quotas::adjust(&cx, &form).await)
}

/// Freezes, unfreezes, begins or ends adjusting, or invalidates a quota.
///
/// Permission: `Permission::OpsQuotas`.
#[server(prefix = "/_fn", endpoint = "change_quota_state", protocol = Act)]
pub async fn change_quota_state(form: StateForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::quotas::change_state(&server_context().await?, &form).await)
}
