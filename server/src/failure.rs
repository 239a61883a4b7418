//! Why a command ends, in one line with its cure.

use std::process::ExitCode;

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Configuration or arguments are wrong: exit code 2.
    #[error("{0}")]
    Config(String),
    /// The machine does not give what is needed (port, file, database): exit code 1.
    #[error("{0}")]
    Start(String),
    /// A use case refused or failed: exit code 1.
    #[error("{0}")]
    Service(String),
    /// `verify` found breaches, which it has printed: exit code 1.
    #[error(
        "{0} breaches: see docs/operations.md (Verify) before writing anything more into this database"
    )]
    Breaches(usize),
}

impl Failure {
    /// The code the process ends with.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config(_) => ExitCode::from(2),
            Self::Start(_) | Self::Service(_) | Self::Breaches(_) => ExitCode::FAILURE,
        }
    }
}

impl From<hezong_storage::StorageError> for Failure {
    fn from(error: hezong_storage::StorageError) -> Self {
        Self::Start(one_line(&error.to_string()))
    }
}

impl From<hezong_services::Error> for Failure {
    fn from(error: hezong_services::Error) -> Self {
        Self::Service(one_line(&error.to_string()))
    }
}

/// Database messages may span lines; a terminal and a log want one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
