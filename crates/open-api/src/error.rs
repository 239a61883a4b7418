//! What a failed call answers: code, status, text in the caller's language and the JSON around
//! them.
//!
//! Three shapes exist: `{"error_code","error_msg"}` for the business API, the same with
//! `request_id` for what the original's gateway answers, and the nested `{"error":{…}}` of IAM.
//! `X-Request-Id` is always a response header, because the SDKs do not read it from the body
//! (open-api §1.9).

mod code;
mod failure;
mod iam;
mod refusals;

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use thiserror::Error;

pub use code::Code;
pub(crate) use failure::{Denied, Failure};
pub use iam::{IamError, IamFailure};

use crate::params::BadParam;
use crate::sign::SignatureError;
use crate::text::{self, Language};

/// The content type of every answer (open-api §4).
pub const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

/// The response header that carries the request id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The SDK's models allow no longer message.
const MESSAGE_CHARS_MAX: usize = 1_024;

/// A call that failed as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    /// Code as sent, such as `CBC.0100`.
    pub code: &'static str,
    /// HTTP status; 2xx, which the SDK takes for success (open-api §1.5), only where
    /// [`crate::ApiSettings::faithful_200`] asks for it.
    pub status: StatusCode,
    /// Text for the caller, at most 1024 characters.
    pub message: String,
}

/// One entry of `error_details` in a batch answer with status 200 (open-api §5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorDetail {
    /// Code as sent.
    pub error_code: &'static str,
    /// Text in the caller's language.
    pub error_msg: String,
    /// What the entry is about: a customer, quota or reseller id.
    pub id: String,
}

impl ErrorDetail {
    /// Makes an entry for the item `id`.
    pub fn new(code: Code, language: Language, id: impl Into<String>) -> Self {
        Self {
            error_code: code.as_str(),
            error_msg: text::code(language, code).to_owned(),
            id: id.into(),
        }
    }
}

/// Why a caller is not who it says: the reasons of a 401 APIG.0301 (open-api §2).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AuthenticationFailure {
    /// The AK/SK signature was not accepted.
    #[error("signature: {0}")]
    Signature(#[from] SignatureError),
    /// The access key is locked after too many failures.
    #[error("access key locked")]
    Locked,
    /// No such access key.
    #[error("unknown access key")]
    UnknownKey,
    /// `X-Auth-Token` is not one of ours.
    #[error("token not readable")]
    BadToken,
    /// Neither a signature nor a token was sent.
    #[error("no credential")]
    NoCredential,
    /// The token's time is over.
    #[error("token expired")]
    TokenExpired {
        /// When it ended, in ms since 1970.
        expires_at_ms: i64,
    },
    /// A temporary key came without a valid `X-Security-Token`.
    #[error("no valid security token with a temporary key")]
    BadSecurityToken,
}

impl ApiError {
    /// An error with its usual status and text.
    pub fn new(code: Code, language: Language) -> Self {
        Self::with_message(code, text::code(language, code))
    }

    /// CBC.0100 that names the parameter, its problem and the cure.
    pub fn bad_param(bad: &BadParam, language: Language) -> Self {
        Self::with_message(Code::ParameterError, &text::problem(language, &bad.field, &bad.problem))
    }

    /// 401 APIG.0301 with the reason.
    ///
    /// A token whose time is over is CBC.0154 with the same wording (open-api §3.3): the caller is
    /// known and has to fetch a new one.
    pub fn authentication(failure: &AuthenticationFailure, language: Language) -> Self {
        let code = match failure {
            AuthenticationFailure::TokenExpired { .. } => Code::TokenInvalid,
            _ => Code::AuthenticationFailed,
        };
        Self::with_message(code, &text::authentication(language, failure))
    }

    /// 403 CBC.0151 with the reason and the cure.
    pub(crate) fn denied(denied: &Denied, language: Language) -> Self {
        Self::with_message(Code::AccessDenied, &text::denied(language, denied))
    }

    /// 405 with the code of a path that is no operation: with this method it is none.
    pub(crate) fn method_not_allowed(language: Language) -> Self {
        Self::with_message(Code::RouteNotFound, &text::method_not_allowed(language))
            .with_status(StatusCode::METHOD_NOT_ALLOWED)
    }

    /// 429 APIG.0308; `limit` is the number of calls allowed per second.
    pub fn throttled(limit: u32, language: Language) -> Self {
        Self::with_message(Code::Throttled, &text::throttled(language, limit))
    }

    /// 404 APIG.0101 for a path that is no operation.
    pub fn route_not_found(language: Language) -> Self {
        Self::with_message(Code::RouteNotFound, &text::route_not_found(language))
    }

    /// The same error with the status an operation documents for it.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    fn with_message(code: Code, message: &str) -> Self {
        Self {
            code: code.as_str(),
            status: code.status(),
            message: message.chars().take(MESSAGE_CHARS_MAX).collect(),
        }
    }

    /// The answer: envelope, `X-Request-Id`, and `Retry-After` with 429.
    pub fn to_response(&self, request_id: &str) -> Response {
        let is_from_gateway = self.code.starts_with("APIG.");
        let envelope = Envelope {
            error_code: self.code,
            error_msg: &self.message,
            request_id: is_from_gateway.then_some(request_id),
        };
        let mut response = json_response(self.status, &envelope, request_id);
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    error_code: &'a str,
    error_msg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

/// A JSON answer with `X-Request-Id`; used for successes as well.
///
/// An answer that cannot be serialised becomes an empty 500, since half an answer must not look
/// like one.
pub fn json_response(status: StatusCode, body: &impl Serialize, request_id: &str) -> Response {
    let response = match serde_json::to_vec(body) {
        Ok(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            *response.status_mut() = status;
            response.headers_mut().insert(CONTENT_TYPE, JSON);
            response
        }
        Err(error) => {
            tracing::error!(%error, request.id = request_id, "answer could not be serialised");
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }
    };
    with_request_id(response, request_id)
}

/// The answer 204: no body, and no content type because there is no content.
pub fn no_content(request_id: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    with_request_id(response, request_id)
}

fn with_request_id(mut response: Response, request_id: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

#[cfg(test)]
mod tests;
