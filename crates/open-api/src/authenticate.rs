//! Who calls: a signature first, else a token (open-api §2, §3.3). Every failure says which it is.

use axum::body::Body;
use hezong_domain::access::Principal;
use hezong_services::{keys, tokens};
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, HeaderName};

use crate::api::Api;
use crate::body::read;
use crate::error::{AuthenticationFailure, Failure};
use crate::sign::{ParsedAuthorization, SKEW_MAX_MS, SignatureError, SignedRequest, verify};

const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

/// The verified caller and the body of its request. Nothing of the body is read before the headers
/// name a credential that exists.
pub(crate) async fn authenticate(
    api: &Api,
    parts: &Parts,
    body: Body,
) -> Result<(Principal, Vec<u8>), Failure> {
    if parts.headers.contains_key(AUTHORIZATION) {
        return by_signature(api, parts, body).await;
    }
    let principal = by_token(api, &parts.headers).await?;
    Ok((principal, read(body).await?))
}

async fn by_signature(
    api: &Api,
    parts: &Parts,
    body: Body,
) -> Result<(Principal, Vec<u8>), Failure> {
    let parsed = ParsedAuthorization::parse(&parts.headers).map_err(AuthenticationFailure::from)?;
    let now_ms = api.services.wall_now().ms();
    if now_ms.abs_diff(parsed.date_ms) > SKEW_MAX_MS.unsigned_abs() {
        return Err(AuthenticationFailure::from(SignatureError::Skewed).into());
    }
    let access_key = parsed.access_key.as_str();
    api.locks.check(access_key, now_ms).map_err(|_| AuthenticationFailure::Locked)?;
    let key = keys::find_for_verification(&api.services, access_key).await?;
    let key = key.ok_or(AuthenticationFailure::UnknownKey)?;
    let body = read(body).await?;
    let request = SignedRequest {
        method: parts.method.as_str(),
        raw_path: parts.uri.path(),
        raw_query: parts.uri.query().unwrap_or_default(),
        headers: &parts.headers,
        body: &body,
    };
    if let Err(error) = verify(&parsed, &request, &key.secret, now_ms) {
        if error.is_guess() {
            let counted = api.locks.record_failure(access_key, now_ms);
            counted.map_err(|_| AuthenticationFailure::Locked)?;
        }
        return Err(AuthenticationFailure::from(error).into());
    }
    api.locks.record_success(access_key);
    // All our keys are permanent, so whoever sends the token of a temporary one has a wrong one.
    if parts.headers.contains_key(SECURITY_TOKEN) {
        return Err(AuthenticationFailure::BadSecurityToken.into());
    }
    if let Err(error) = keys::note_use(&api.services, &key).await {
        // Only the key's "last used" is behind; the call itself need not fail for it.
        tracing::warn!(%error, "use of access key {access_key} could not be noted");
    }
    Ok((key.principal, body))
}

async fn by_token(api: &Api, headers: &HeaderMap) -> Result<Principal, Failure> {
    let token = headers.get(AUTH_TOKEN).ok_or(AuthenticationFailure::NoCredential)?;
    let token = token.to_str().map_err(|_| AuthenticationFailure::BadToken)?.trim();
    if token.is_empty() {
        return Err(AuthenticationFailure::NoCredential.into());
    }
    match tokens::authenticate(&api.services, token).await? {
        tokens::TokenState::Good(principal) => Ok(principal),
        tokens::TokenState::Ended(at) => {
            Err(AuthenticationFailure::TokenExpired { expires_at_ms: at.ms() }.into())
        }
        tokens::TokenState::Unknown => Err(AuthenticationFailure::BadToken.into()),
    }
}
