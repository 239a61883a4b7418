//! Server functions of the public pages.

use hezong_contract::AppError;
use hezong_contract::session::{AcceptForm, InvitationView, SignInForm};
use hezong_contract::wire::{Act, Ask};
use hezong_domain::{ProblemKind, Problems};
use leptos::prelude::*;

use super::DemoHint;

/// Whether the sign-in form is filled in; the rest is for nobody to know.
///
/// # Errors
/// The empty fields.
pub(super) fn filled(form: &SignInForm) -> Result<(), Problems> {
    let mut problems = Problems::new();
    for (name, value) in [("sign_in", &form.sign_in), ("password", &form.password)] {
        if value.trim().is_empty() {
            problems.add(name, ProblemKind::Required);
        }
    }
    problems.into_result(())
}

/// Signs a person in and answers where to go.
///
/// Permission: none; anybody.
#[server(prefix = "/_fn", endpoint = "sign_in", protocol = Act)]
pub async fn sign_in(form: SignInForm) -> Result<String, AppError> {
    use crate::server::{checked, facts, leave_for, respond, services, session_cookie};
    checked(filled(&form))?;
    let signed_in =
        respond(hezong_services::identity::sign_in(&services()?, &facts(), &form).await)?;
    session_cookie(&signed_in.secret, signed_in.max_age_s);
    Ok(leave_for(crate::routes::safe_next(&form.next, signed_in.home)))
}

/// Ends the session in use.
///
/// Permission: none; the own session.
#[server(prefix = "/_fn", endpoint = "sign_out", protocol = Act)]
pub async fn sign_out() -> Result<String, AppError> {
    use crate::server::{end_session_cookie, leave_for, respond, server_context, session_secret};
    if let Ok(cx) = server_context().await {
        respond(hezong_services::identity::sign_out(&cx, &session_secret()).await)?;
    }
    end_session_cookie();
    Ok(leave_for(&format!("{}?out=1", crate::routes::SIGN_IN)))
}

/// What an invitation offers.
///
/// Permission: none; whoever has the link.
#[server(prefix = "/_fn", endpoint = "invitation", protocol = Act)]
pub async fn invitation(token: String) -> Result<InvitationView, AppError> {
    use crate::server::{respond, services};
    respond(hezong_services::identity::invitation(&services()?, &token).await)
}

/// Accepts an invitation: makes the person, signs it in, answers where to go.
///
/// Permission: none; whoever has the link.
#[server(prefix = "/_fn", endpoint = "accept_invitation", protocol = Act)]
pub async fn accept_invitation(form: AcceptForm) -> Result<String, AppError> {
    use crate::server::{facts, leave_for, respond, services, session_cookie};
    let signed_in =
        respond(hezong_services::identity::accept(&services()?, &facts(), &form).await)?;
    session_cookie(&signed_in.secret, signed_in.max_age_s);
    Ok(leave_for(signed_in.home))
}

/// The demo sign-ins, when this server names them.
///
/// Permission: none; anybody.
#[server(prefix = "/_fn", endpoint = "demo_sign_ins", protocol = Ask)]
pub async fn demo_sign_ins() -> Result<Option<DemoHint>, AppError> {
    Ok(use_context::<DemoHint>())
}
