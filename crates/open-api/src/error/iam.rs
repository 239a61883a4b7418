//! The nested error shape of IAM's v3 calls (open-api §3.3).

use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use super::json_response;
use crate::text::{self, Language};

/// Why an IAM call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IamFailure {
    /// 400: the body is not what the call expects.
    Malformed,
    /// 401: name or password is wrong; the same for an unknown name.
    WrongPassword,
    /// 401: the token sent along is not valid or has expired.
    InvalidToken,
    /// 403: known, but not allowed.
    Forbidden,
    /// 403: the user has a second factor, which this call cannot ask for.
    SecondFactor,
    /// 404: no such agency, domain or user.
    NotFound,
    /// 429: too many calls or attempts.
    TooManyRequests,
    /// 500: our fault.
    Internal,
    /// 503: try again later.
    Unavailable,
}

impl IamFailure {
    /// All failures.
    pub const ALL: &[Self] = &[
        Self::Malformed,
        Self::WrongPassword,
        Self::InvalidToken,
        Self::Forbidden,
        Self::SecondFactor,
        Self::NotFound,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
    ];

    /// HTTP status of the failure.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::WrongPassword | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::SecondFactor => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// A failed IAM call: `{"error":{"message","code","title"}}`, `code` being the HTTP status as a
/// number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IamError {
    /// HTTP status.
    pub status: StatusCode,
    /// Text for the caller.
    pub message: String,
}

impl IamError {
    /// The error with its text.
    pub fn new(failure: IamFailure, language: Language) -> Self {
        Self { status: failure.status(), message: text::iam(language, failure) }
    }

    /// The answer, with `X-Request-Id`.
    pub fn to_response(&self, request_id: &str) -> Response {
        let envelope = Envelope {
            error: Nested {
                message: &self.message,
                code: self.status.as_u16(),
                title: self.status.canonical_reason().unwrap_or_default(),
            },
        };
        json_response(self.status, &envelope, request_id)
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Nested<'a>,
}

#[derive(Serialize)]
struct Nested<'a> {
    message: &'a str,
    code: u16,
    title: &'a str,
}
