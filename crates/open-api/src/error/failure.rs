//! Why a call failed, before it is put into words: what handlers return.

use axum::response::Response;
use hezong_domain::{Refusal, RequestId};
use hezong_services::Error;

use super::{ApiError, AuthenticationFailure, Code};
use crate::limit::Throttled;
use crate::params::BadParam;
use crate::text::{self, Language};

/// Why a call failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// 404: no operation has this path.
    RouteNotFound,
    /// 405: the operations of this path have other methods.
    MethodNotAllowed,
    /// 401: the caller is not who it says.
    Authentication(AuthenticationFailure),
    /// 403: known, but not allowed.
    Denied(Denied),
    /// 413.
    BodyTooLarge,
    /// 429.
    Throttled(Throttled),
    /// 400: a parameter.
    BadParam(BadParam),
    /// 400: `indirect_partner_id` names no reseller of the caller.
    NoSuchReseller,
    /// 400: a rule of the business.
    Refused(Refusal),
    /// A use case failed otherwise.
    Service(Error),
}

/// Why a known caller is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Denied {
    /// `X-Domain-Id` names another account.
    OtherDomain {
        /// The credential's account.
        own: String,
    },
    /// The operation is for partners.
    PartnersOnly,
    /// The operation is for customers.
    CustomersOnly,
    /// The operation is for partners and customers, not for the vendor.
    PartnersOrCustomersOnly,
    /// No role of the caller has the permission item.
    MissingItem(&'static str),
}

impl Failure {
    /// The failure in words.
    pub(crate) fn to_error(&self, language: Language) -> ApiError {
        match self {
            Self::RouteNotFound => ApiError::route_not_found(language),
            Self::MethodNotAllowed => ApiError::method_not_allowed(language),
            Self::Authentication(failure) => ApiError::authentication(failure, language),
            Self::Denied(denied) => ApiError::denied(denied, language),
            Self::BodyTooLarge => ApiError::new(Code::BodyTooLarge, language),
            Self::Throttled(throttled) => ApiError::throttled(throttled.limit, language),
            Self::BadParam(bad) => ApiError::bad_param(bad, language),
            Self::NoSuchReseller => ApiError::with_message(
                Code::NoPermissionOnReseller,
                &text::no_such_reseller(language),
            ),
            Self::Refused(refusal) => ApiError::refused(refusal, language),
            Self::Service(error) => of_service(error, language),
        }
    }

    /// The answer; faults of ours are logged here and nowhere else.
    pub(crate) fn to_response(
        &self,
        operation: &'static str,
        language: Language,
        request_id: &RequestId,
    ) -> Response {
        if let Self::Service(error) = self
            && error.is_fault()
        {
            let id = request_id.as_str();
            tracing::error!(operation, request.id = id, %error, "call {id} of {operation} failed");
        }
        self.to_error(language).to_response(request_id.as_str())
    }
}

fn of_service(error: &Error, language: Language) -> ApiError {
    match error {
        Error::Unauthenticated | Error::WrongSignIn | Error::SignInLocked(_) => {
            ApiError::new(Code::TokenInvalid, language)
        }
        // No operation acts on cases; should one, its refusals have no code of their own.
        Error::SecondFactorNeeded | Error::CodeNeeded | Error::Case(_) => {
            ApiError::new(Code::RequestNotAllowed, language)
        }
        Error::Forbidden { permission, .. } => {
            ApiError::denied(&Denied::MissingItem(permission.as_str()), language)
        }
        Error::NotFound(_) => ApiError::new(Code::InvalidParameter, language),
        Error::Invalid(problems) => {
            let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
            ApiError::with_message(
                Code::ParameterError,
                &text::invalid_fields(language, &fields.join(", ")),
            )
        }
        Error::Refused(refusal) => ApiError::refused(refusal, language),
        Error::Storage(_) | Error::Internal(_) => {
            ApiError::with_message(Code::OtherError, &text::our_fault(language))
        }
    }
}

impl From<AuthenticationFailure> for Failure {
    fn from(failure: AuthenticationFailure) -> Self {
        Self::Authentication(failure)
    }
}

impl From<BadParam> for Failure {
    fn from(bad: BadParam) -> Self {
        Self::BadParam(bad)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            other => Self::Service(other),
        }
    }
}
