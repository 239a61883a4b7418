//! Server functions around the people of partners and customers.

use hezong_contract::AppError;
use hezong_contract::accounts::{InvitationMade, InviteForm};
use hezong_contract::wire::Act;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Under which name a new invitation is handed over without WASM.
pub const HANDED: &str = "invitation";
/// How long it can be read then.
#[cfg(feature = "ssr")]
const HANDED_S: i64 = 60;

/// Names an open invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    /// Its id.
    pub id: String,
}

/// Invites a person of a partner or customer account. The answer holds the link's whole address and is
/// the only time it leaves the server.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "invite_person", protocol = Act)]
pub async fn invite_person(form: InviteForm) -> Result<InvitationMade, AppError> {
    use crate::server::{hand_over, origin, respond, server_context};
    let cx = server_context().await?;
    let mut made = respond(hezong_services::partners::invite(&cx, &form).await)?;
    made.path = format!("{}{}", origin(), made.path);
    hand_over(HANDED, &made, HANDED_S);
    Ok(made)
}

/// Withdraws an open invitation.
///
/// Permission: `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "withdraw_invitation", protocol = Act)]
pub async fn withdraw_invitation(form: WithdrawForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::partners::withdraw_invitation(&cx, &form.id).await)
}
