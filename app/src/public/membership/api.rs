//! Server functions of the invitation to become a partner's member.

use hezong_contract::AppError;
use hezong_contract::membership::{AcceptMembershipForm, JoinForm, OfferView};
use hezong_contract::wire::Act;
use leptos::prelude::*;

/// What an invitation offers, and whether whoever is signed in can accept it.
///
/// Permission: none; whoever has the link.
#[server(prefix = "/_fn", endpoint = "membership_offer", protocol = Act)]
pub async fn membership_offer(token: String) -> Result<OfferView, AppError> {
    use crate::server::{optional_context, preferences, respond, services};
    use hezong_services::benefits::people::accept;
    let caller = optional_context().await?;
    let services = services()?;
    respond(accept::offer(&services, caller.as_ref(), &token, preferences().lang).await)
}

/// Accepts with the account that is signed in; answers where to go.
///
/// Permission: none; an own account and the link.
#[server(prefix = "/_fn", endpoint = "accept_membership", protocol = Act)]
pub async fn accept_membership(form: AcceptMembershipForm) -> Result<String, AppError> {
    use crate::server::{leave_for, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::people::accept::accept(&cx, &form).await)?;
    Ok(leave_for(&format!("{}?done=accepted", crate::routes::MEMBERSHIPS)))
}

/// Makes an account of the person's own, accepts with it and signs in; answers where to go.
///
/// Permission: none; whoever has the link.
#[server(prefix = "/_fn", endpoint = "join_membership", protocol = Act)]
pub async fn join_membership(form: JoinForm) -> Result<String, AppError> {
    use crate::server::{facts, leave_for, respond, services, session_cookie};
    use hezong_services::benefits::people::accept;
    let signed_in = respond(accept::join(&services()?, &facts(), &form).await)?;
    session_cookie(&signed_in.secret, signed_in.max_age_s);
    Ok(leave_for(&format!("{}?done=accepted", crate::routes::MEMBERSHIPS)))
}
