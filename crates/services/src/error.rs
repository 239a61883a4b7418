//! Why a use case did not do what was asked. Transport-free; doors turn it into words and codes.

use hezong_contract::{AppError, ErrorKind};
use hezong_domain::access::{Permission, Principal, Role};
use hezong_domain::{ProblemKind, Problems, Refusal, RequestId, Timestamp};
use hezong_storage::StorageError;
use hezong_texts::Lang;

use crate::benefits::CaseRefusal;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in.
    #[error("not authenticated")]
    Unauthenticated,
    /// Unknown user or wrong password; deliberately one.
    #[error("wrong sign-in")]
    WrongSignIn,
    /// Too many failed sign-ins.
    #[error("sign-in locked until {0}")]
    SignInLocked(Timestamp),
    /// The second factor is needed, or was wrong.
    #[error("second factor needed")]
    SecondFactorNeeded,
    /// The caller's roles do not allow it.
    #[error("forbidden: {permission:?} not in {roles:?}")]
    Forbidden {
        /// What is missing.
        permission: Permission,
        /// What the caller has.
        roles: Vec<Role>,
        /// Names of the roles the caller has that its partner made.
        custom_roles: Vec<String>,
    },
    /// Nothing there, or nothing the caller may know of.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Fields are wrong.
    #[error("invalid: {0:?}")]
    Invalid(Problems),
    /// Against a rule.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// A case does not move.
    #[error("case: {0:?}")]
    Case(CaseRefusal),
    /// A verification code is needed.
    #[error("verification code needed")]
    CodeNeeded,
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A defect.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// What a caller may not do.
    pub fn forbidden(principal: &Principal, permission: Permission) -> Self {
        let (roles, custom_roles) = (principal.roles().to_vec(), principal.custom_roles().to_vec());
        Self::Forbidden { permission, roles, custom_roles }
    }

    /// One wrong field.
    pub fn field(field: &str, what: ProblemKind) -> Self {
        Self::Invalid(Problems::one(field, what))
    }

    /// Whether the same work may simply be tried again.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Storage(StorageError::Conflict))
    }

    /// Whether it is ours to explain (and to log), not the caller's.
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Storage(_) | Self::Internal(_))
    }

    /// The error as the browser gets it, in the reader's language where words are needed; internals
    /// stay here.
    pub fn to_app(&self, request_id: &RequestId, lang: Lang) -> AppError {
        let kind = match self {
            Self::Unauthenticated => ErrorKind::Unauthenticated,
            Self::WrongSignIn => ErrorKind::WrongSignIn,
            Self::SignInLocked(until) => ErrorKind::SignInLocked { until: *until },
            Self::SecondFactorNeeded => ErrorKind::SecondFactorNeeded,
            Self::Forbidden { permission, roles, custom_roles } => ErrorKind::Forbidden {
                permission: *permission,
                roles: roles.clone(),
                custom_roles: custom_roles.clone(),
            },
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::Invalid(problems) => ErrorKind::Invalid(problems.clone()),
            Self::Refused(refusal) => ErrorKind::Refused(refusal.clone()),
            Self::Case(refusal) => {
                let (words, checks) = crate::benefits::told(lang, refusal);
                ErrorKind::Told { words, checks }
            }
            Self::CodeNeeded => ErrorKind::CodeNeeded,
            Self::Storage(StorageError::Unavailable(_) | StorageError::Conflict) => ErrorKind::Busy,
            Self::Storage(_) | Self::Internal(_) => ErrorKind::Internal,
        };
        AppError { kind, request_id: request_id.to_string() }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Invalid(problems)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("json: {error}"))
    }
}
