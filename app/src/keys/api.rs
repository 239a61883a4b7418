//! Server functions of access keys.
//!
//! A secret leaves the server once. With WASM it is the answer of the call; without, the redirect would
//! lose it, so it is handed over in a cookie that only the server reads, once, within a minute
//! ([`crate::once`]). Nothing is stored: any server behind a balancer can show the page.

use hezong_contract::AppError;
use hezong_contract::keys::{KeyMade, KeyRow};
use hezong_contract::wire::{Act, Ask};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Name under which a new key is handed over.
pub const MADE: &str = "access-key";
/// How long it can be read.
#[cfg(feature = "ssr")]
const MADE_S: i64 = 60;

/// The keys of the caller's account; `None` when the caller may not manage them.
///
/// Permission: `Permission::AccessKeyManage`; without it nothing is told.
#[server(prefix = "/_fn", endpoint = "access_keys", protocol = Ask)]
pub async fn access_keys() -> Result<Option<Vec<KeyRow>>, AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    if !cx.principal().may(hezong_domain::access::Permission::AccessKeyManage) {
        return Ok(None);
    }
    respond(hezong_services::keys::list(&cx).await).map(Some)
}

/// Making a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyForm {
    /// What it is for.
    pub description: String,
}

/// Makes a key that acts as the caller; the only time its secret leaves the server.
///
/// Permission: `Permission::AccessKeyManage`.
#[server(prefix = "/_fn", endpoint = "create_key", protocol = Act)]
pub async fn create_key(form: KeyForm) -> Result<KeyMade, AppError> {
    use crate::server::{hand_over, respond, server_context};
    let cx = server_context().await?;
    let made = respond(hezong_services::keys::create(&cx, &form.description).await)?;
    hand_over(MADE, &made, MADE_S);
    Ok(made)
}

/// An act on one key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OneKeyForm {
    /// Access key id (AK).
    pub access_key: String,
}

/// Disables a key: calls with it fail at once.
///
/// Permission: `Permission::AccessKeyManage`.
#[server(prefix = "/_fn", endpoint = "disable_key", protocol = Act)]
pub async fn disable_key(form: OneKeyForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    use hezong_domain::accounts::Activity;
    let cx = server_context().await?;
    respond(hezong_services::keys::set_activity(&cx, &form.access_key, Activity::Disabled).await)
}

/// Enables a disabled key.
///
/// Permission: `Permission::AccessKeyManage`.
#[server(prefix = "/_fn", endpoint = "enable_key", protocol = Act)]
pub async fn enable_key(form: OneKeyForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    use hezong_domain::accounts::Activity;
    let cx = server_context().await?;
    respond(hezong_services::keys::set_activity(&cx, &form.access_key, Activity::Active).await)
}

/// Deletes a disabled key for good.
///
/// Permission: `Permission::AccessKeyManage`.
#[server(prefix = "/_fn", endpoint = "delete_key", protocol = Act)]
pub async fn delete_key(form: OneKeyForm) -> Result<(), AppError> {
    use crate::server::{respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::keys::delete(&cx, &form.access_key).await)
}

/// Where the open API answers: this very origin.
///
/// Permission: none; anybody who is signed in.
#[server(prefix = "/_fn", endpoint = "api_endpoint", protocol = Ask)]
pub async fn api_endpoint() -> Result<String, AppError> {
    crate::server::server_context().await?;
    Ok(crate::server::origin())
}
