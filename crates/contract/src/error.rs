//! Errors as the browser gets them: facts with codes; the page turns them into words.

use std::fmt;

use hezong_domain::access::{Permission, Role};
use hezong_domain::{ProblemKind, Problems, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

use crate::cases::CheckView;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Nobody is signed in, or no longer.
    Unauthenticated,
    /// Sign-in failed; deliberately says no more.
    WrongSignIn,
    /// Too many failed sign-ins.
    SignInLocked {
        /// Until when.
        until: Timestamp,
    },
    /// A second factor is needed to sign in.
    SecondFactorNeeded,
    /// The caller's roles do not allow it.
    Forbidden {
        /// What is missing.
        permission: Permission,
        /// What the caller has.
        roles: Vec<Role>,
        /// Names of the roles the caller has that its partner made.
        #[serde(default)]
        custom_roles: Vec<String>,
    },
    /// Nothing there, or nothing the caller may know of.
    NotFound,
    /// Fields are wrong.
    Invalid(Problems),
    /// Proper, but against a rule.
    Refused(Refusal),
    /// Proper, but a case does not allow it; already in the reader's words.
    Told {
        /// What is the matter.
        words: String,
        /// What stands in the way.
        checks: Vec<CheckView>,
    },
    /// A verification code is needed for this act.
    CodeNeeded,
    /// Too many requests.
    Throttled,
    /// The database cannot answer right now.
    Busy,
    /// The answer did not arrive or was not understood.
    Transport,
    /// A defect; the request id finds it in the log.
    Internal,
}

/// An error with the id of the request it happened in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The request, for support; may be empty.
    pub request_id: String,
}

impl AppError {
    /// An error outside any known request.
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind, request_id: String::new() }
    }

    /// The problems, when fields are wrong.
    pub fn problems(&self) -> Option<&Problems> {
        match &self.kind {
            ErrorKind::Invalid(problems) => Some(problems),
            _ => None,
        }
    }

    /// What is wrong with one field.
    pub fn problem_of(&self, field: &str) -> Option<&ProblemKind> {
        self.problems().and_then(|p| p.of(field))
    }

    /// The HTTP status that fits.
    pub fn status(&self) -> u16 {
        match &self.kind {
            ErrorKind::Unauthenticated | ErrorKind::WrongSignIn | ErrorKind::SecondFactorNeeded => {
                401
            }
            ErrorKind::Forbidden { .. } => 403,
            ErrorKind::NotFound => 404,
            ErrorKind::Invalid(_) => 422,
            ErrorKind::Refused(Refusal::InvitationGone) => 410,
            ErrorKind::Refused(_) | ErrorKind::Told { .. } | ErrorKind::CodeNeeded => 409,
            ErrorKind::SignInLocked { .. } | ErrorKind::Throttled => 429,
            ErrorKind::Busy => 503,
            ErrorKind::Transport | ErrorKind::Internal => 500,
        }
    }
}

impl From<Problems> for AppError {
    fn from(problems: Problems) -> Self {
        Self::new(ErrorKind::Invalid(problems))
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} (request {})", self.kind, self.request_id)
    }
}

impl std::error::Error for AppError {}

#[cfg(feature = "leptos")]
mod decoding {
    use server_fn::error::{FromServerFnError, ServerFnErrorErr};

    use super::{AppError, ErrorKind};
    use crate::wire::JsonText;

    impl FromServerFnError for AppError {
        type Encoder = JsonText;

        fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
            let kind = match value {
                ServerFnErrorErr::Request(_)
                | ServerFnErrorErr::Deserialization(_)
                | ServerFnErrorErr::Response(_) => ErrorKind::Transport,
                ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => ErrorKind::Invalid(
                    hezong_domain::Problems::one("form", hezong_domain::ProblemKind::NotAChoice),
                ),
                _ => ErrorKind::Internal,
            };
            Self::new(kind)
        }
    }
}
