//! Server functions around partners.

use hezong_contract::accounts::{PartnerDetail, PartnerForm, PartnerRow};
use hezong_contract::wire::{Act, Ask};
use hezong_contract::{AppError, Listing};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Switching a partner's account on or off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActivityForm {
    /// The partner.
    pub id: String,
    /// `active` or `disabled`.
    pub activity: String,
}

/// Partners; `query` is the page's query string.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "list_partners", protocol = Ask)]
pub async fn list_partners(query: String) -> Result<Listing<PartnerRow>, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::partners::list(&server_context().await?, &query).await)
}

/// Partners to choose from in forms and filters, among them the one that is `chosen`.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "partner_options", protocol = Ask)]
pub async fn partner_options(chosen: String) -> Result<Vec<PartnerRow>, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::partners::options(&server_context().await?, &chosen).await)
}

/// A partner with its people.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "read_partner", protocol = Ask)]
pub async fn read_partner(id: String) -> Result<PartnerDetail, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::partners::detail(&server_context().await?, &id).await)
}

/// Creates a partner; answers the address of its page.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "create_partner", protocol = Act)]
pub async fn create_partner(form: PartnerForm) -> Result<String, AppError> {
    use crate::server::{checked, leave_for, respond, server_context};
    let cx = server_context().await?;
    let new = checked(form.check())?;
    let id = respond(hezong_services::partners::create(&cx, &new).await)?;
    Ok(leave_for(&crate::routes::ops_partner(id.as_str())))
}

/// Switches a partner's account on or off.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "set_partner_activity", protocol = Act)]
pub async fn set_partner_activity(form: ActivityForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    use hezong_domain::accounts::Activity;
    let cx = server_context().await?;
    let unknown = || hezong_services::Error::NotFound("activity");
    let activity = respond(Activity::parse(&form.activity).ok_or_else(unknown))?;
    respond(hezong_services::partners::set_activity(&cx, &form.id, activity).await)
}
