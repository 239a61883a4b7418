//! Server functions of the own account.

use hezong_contract::AppError;
use hezong_contract::session::{PasswordForm, SecondFactorSetup, SessionRow};
use hezong_contract::wire::{Act, Ask};
use hezong_domain::{ProblemKind, Problems};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Under which name a second factor being set up is handed over without WASM.
pub const SETUP: &str = "second-factor-kept";

/// One session of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionForm {
    /// Its public handle.
    pub handle: String,
}

/// The code of an authenticator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// Six digits.
    pub code: String,
}

/// The own password, given again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnPasswordForm {
    /// The password.
    pub password: String,
}

/// The switch of verification codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeSwitchForm {
    /// `on` or anything else.
    pub on: String,
    /// The current password, when it is switched off.
    pub current: String,
}

impl CodeSwitchForm {
    /// Checks that a password stands where one is asked for.
    ///
    /// # Errors
    /// The missing password.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::new();
        if self.on != "on" && self.current.is_empty() {
            problems.add("current", ProblemKind::Required);
        }
        problems.into_result(())
    }
}

/// The sessions of the caller.
///
/// Permission: none; the own sessions.
#[server(prefix = "/_fn", endpoint = "sessions", protocol = Ask)]
pub async fn sessions() -> Result<Vec<SessionRow>, AppError> {
    use crate::server::{respond, server_context, session_secret};
    let cx = server_context().await?;
    respond(hezong_services::identity::sessions(&cx, &session_secret()).await)
}

/// Ends one session of the caller.
///
/// Permission: none; the own sessions.
#[server(prefix = "/_fn", endpoint = "end_session", protocol = Act)]
pub async fn end_session(form: SessionForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::identity::end_session(&cx, &form.handle).await)
}

/// Ends all sessions of the caller but the one in use.
///
/// Permission: none; the own sessions.
#[server(prefix = "/_fn", endpoint = "end_other_sessions", protocol = Act)]
pub async fn end_other_sessions() -> Result<(), AppError> {
    use crate::server::{respond, server_context, session_secret};
    let cx = server_context().await?;
    respond(hezong_services::identity::end_other_sessions(&cx, &session_secret()).await)
}

/// Changes the caller's password.
///
/// Permission: none; the own password.
#[server(prefix = "/_fn", endpoint = "change_password", protocol = Act)]
pub async fn change_password(form: PasswordForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context, session_secret};
    let cx = server_context().await?;
    respond(hezong_services::identity::change_password(&cx, &session_secret(), &form).await)
}

/// Begins to set up the second factor: a new secret, not in force yet.
///
/// Permission: none; the own sign-in.
#[server(prefix = "/_fn", endpoint = "begin_second_factor", protocol = Act)]
pub async fn begin_second_factor() -> Result<SecondFactorSetup, AppError> {
    use crate::server::{hand_over, respond, server_context};
    let cx = server_context().await?;
    let setup = respond(hezong_services::identity::begin_second_factor(&cx).await)?;
    hand_over(SETUP, &setup, 600);
    Ok(setup)
}

/// Puts the second factor into force.
///
/// Permission: none; the own sign-in.
#[server(prefix = "/_fn", endpoint = "confirm_second_factor", protocol = Act)]
pub async fn confirm_second_factor(form: CodeForm) -> Result<(), AppError> {
    use crate::server::{drop_handed, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::identity::confirm_second_factor(&cx, &form.code).await)?;
    drop_handed(SETUP);
    Ok(())
}

/// Removes the second factor.
///
/// Permission: none; the own sign-in.
#[server(prefix = "/_fn", endpoint = "remove_second_factor", protocol = Act)]
pub async fn remove_second_factor(form: OwnPasswordForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::identity::remove_second_factor(&cx, &form.password).await)
}

/// Switches verification codes of the account on or off.
///
/// Permission: `Permission::AccountSettings`.
#[server(prefix = "/_fn", endpoint = "switch_codes", protocol = Act)]
pub async fn switch_codes(form: CodeSwitchForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let (cx, on) = (server_context().await?, form.on == "on");
    respond(hezong_services::account::set_asks_code(&cx, on, &form.current).await)
}
