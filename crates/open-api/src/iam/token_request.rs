//! The body of `POST /v3/auth/tokens`.

use hezong_services::tokens::{Named, PasswordLogin};
use serde::Deserialize;

use crate::error::IamFailure;

/// Longest name, id or password read.
const CHARS_MAX: usize = 256;

/// What a token is asked with.
#[derive(Debug, Deserialize)]
pub(super) struct TokenBody {
    auth: Auth,
}

#[derive(Debug, Deserialize)]
struct Auth {
    identity: Identity,
    #[serde(default)]
    scope: Option<Scope>,
}

#[derive(Debug, Deserialize)]
struct Identity {
    methods: Vec<String>,
    password: Option<Password>,
}

#[derive(Debug, Deserialize)]
struct Password {
    user: User,
}

#[derive(Debug, Deserialize)]
struct User {
    name: Option<String>,
    id: Option<String>,
    password: String,
    domain: Option<Reference>,
}

/// A domain or project, by name or by id.
#[derive(Debug, Deserialize)]
struct Reference {
    name: Option<String>,
    id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Scope {
    domain: Option<Reference>,
    project: Option<serde::de::IgnoredAny>,
}

impl TokenBody {
    /// Reads the body; it must ask for a token by password.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, IamFailure> {
        let body: Self = serde_json::from_slice(bytes).map_err(|_| IamFailure::Malformed)?;
        if body.auth.identity.methods == ["password"] {
            Ok(body)
        } else {
            Err(IamFailure::Malformed)
        }
    }

    /// The account the token is to be good for. The API is global: a project makes no difference
    /// and wins over a domain, an empty scope means the user's own (open-api §3.3).
    pub(super) fn scope(&self) -> Result<Option<Named>, IamFailure> {
        match &self.auth.scope {
            Some(Scope { domain: Some(domain), project: None }) => named(domain).map(Some),
            _ => Ok(None),
        }
    }

    /// Who asks, and the password.
    pub(super) fn login(self) -> Result<PasswordLogin, IamFailure> {
        let user = self.auth.identity.password.ok_or(IamFailure::Malformed)?.user;
        if user.password.chars().count() > CHARS_MAX {
            return Err(IamFailure::WrongPassword);
        }
        let domain = user.domain.as_ref().map(named).transpose()?;
        let who = named(&Reference { name: user.name, id: user.id })?;
        // A name is unique within its domain only.
        if domain.is_none() && matches!(who, Named::Name(_)) {
            return Err(IamFailure::Malformed);
        }
        Ok(PasswordLogin { user: who, domain, password: user.password })
    }
}

/// The id, or else the name.
fn named(reference: &Reference) -> Result<Named, IamFailure> {
    let text = |text: &String| (1..=CHARS_MAX).contains(&text.trim().len());
    match (&reference.id, &reference.name) {
        (Some(id), _) if text(id) => Ok(Named::Id(id.trim().to_owned())),
        (None, Some(name)) if text(name) => Ok(Named::Name(name.trim().to_owned())),
        _ => Err(IamFailure::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<PasswordLogin, IamFailure> {
        TokenBody::parse(json.as_bytes())?.login()
    }

    fn body(user: &str, scope: &str) -> String {
        format!(
            r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{user}}}}}{scope}}}}}"#
        )
    }

    #[test]
    fn users_and_domains_come_by_name_or_by_id() {
        let by_name = r#"{"name":"IAMUser","password":"p","domain":{"name":"Account"}}"#;
        let login = read(&body(by_name, "")).unwrap();
        assert_eq!(login.user, Named::Name("IAMUser".to_owned()));
        assert_eq!(login.domain, Some(Named::Name("Account".to_owned())));

        let login = read(&body(r#"{"id":"u1","password":"p"}"#, "")).unwrap();
        assert_eq!((login.user, login.domain), (Named::Id("u1".to_owned()), None));
    }

    #[test]
    fn what_names_nobody_is_malformed() {
        for json in [
            "",
            "{}",
            r#"{"auth":{"identity":{"methods":["token"]}}}"#,
            r#"{"auth":{"identity":{"methods":["password"]}}}"#,
            &body(r#"{"password":"p","domain":{"name":"a"}}"#, ""),
            &body(r#"{"name":"n","password":"p"}"#, ""),
            &body(r#"{"name":"n","password":"p","domain":{}}"#, ""),
            &body(r#"{"name":"","password":"p","domain":{"name":"a"}}"#, ""),
        ] {
            assert_eq!(read(json).err(), Some(IamFailure::Malformed), "{json}");
        }
    }

    #[test]
    fn a_project_wins_over_a_domain() {
        let user = r#"{"id":"u1","password":"p"}"#;
        let scope = |scope: &str| TokenBody::parse(body(user, scope).as_bytes()).unwrap().scope();
        assert_eq!(scope(""), Ok(None));
        assert_eq!(scope(r#","scope":{"domain":{"id":"d"}}"#), Ok(Some(Named::Id("d".to_owned()))));
        let both = r#","scope":{"domain":{"id":"d"},"project":{"name":"cn-north-1"}}"#;
        assert_eq!(scope(both), Ok(None));
    }
}
