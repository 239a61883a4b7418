//! Why a command ends, in one line with its cure.

use std::process::ExitCode;

use hezong_texts::{Lang, errors, find};

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
        Self::Service(forbidden(&error).unwrap_or_else(|| one_line(&error.to_string())))
    }
}

/// What somebody may not do, in the words of the pages.
fn forbidden(error: &hezong_services::Error) -> Option<String> {
    let hezong_services::Error::Forbidden { permission, roles, custom_roles } = error else {
        return None;
    };
    let word = |space, key: &str| {
        find(space, key).map_or_else(|| key.to_owned(), |text| text.get(Lang::En).to_owned())
    };
    let roles = roles.iter().map(|role| word("roles", role.as_str()));
    let roles: Vec<String> = roles.chain(custom_roles.iter().cloned()).collect();
    let permission = word("permissions", permission.as_str());
    Some(errors::forbidden(Lang::En, roles.join(", "), permission))
}

/// Database messages may span lines; a terminal and a log want one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use hezong_domain::access::{Permission, Role};

    use super::*;

    #[test]
    fn what_is_forbidden_is_said_in_words() {
        let error = hezong_services::Error::Forbidden {
            permission: Permission::OpsPartners,
            roles: vec![Role::Finance],
            custom_roles: Vec::new(),
        };
        let told = Failure::from(error).to_string();
        assert!(!told.contains("OpsPartners") && !told.contains('['), "{told}");
        assert!(told.contains(find("roles", "finance").expect("a role").get(Lang::En)), "{told}");
    }
}
