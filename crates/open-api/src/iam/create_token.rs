//! `POST /v3/auth/tokens`: a token for a password, good for 24 hours (open-api §3.3).

use axum::extract::Request;
use axum::response::Response;
use hezong_domain::Timestamp;
use hezong_domain::access::{Role, Roles};
use hezong_services::tokens::{IssuedToken, Named, PasswordLogin, issue_for};
use hezong_services::{Error, RequestFacts};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use super::token_request::TokenBody;
use crate::api::{Api, count};
use crate::body::read;
use crate::error::{Failure, IamError, IamFailure, json_response};
use crate::params::Query;
use crate::text::Language;
use crate::time::format_utc;

const SUBJECT_TOKEN: HeaderName = HeaderName::from_static("x-subject-token");
/// The name under which calls are limited and counted.
const OPERATION: &str = "create_token";

/// Answers a token, or the nested error of IAM.
pub(crate) async fn serve(api: &Api, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let language = Language::of(&parts.headers);
    let facts = api.facts(&parts);
    let wants_catalog = wants_catalog(parts.uri.query().unwrap_or_default());
    let answer = async {
        let bytes = read(body).await.map_err(|_| IamFailure::Malformed)?;
        let body = TokenBody::parse(&bytes)?;
        let scope = body.scope()?;
        let login = body.login()?;
        limit(api, &facts, &login)?;
        let issued = issue_for(&api.services, &facts, &login)
            .await
            .map_err(|error| failure_of(&error, &facts))?;
        in_scope(scope.as_ref(), &issued)?;
        Ok::<_, IamFailure>(issued)
    };
    let request_id = facts.id.as_str();
    let response = match answer.await {
        Ok(issued) => answer_of(issued, wants_catalog, request_id),
        Err(failure) => IamError::new(failure, language).to_response(request_id),
    };
    count(OPERATION, &response);
    response
}

/// A `nocatalog` with any value leaves the catalog out.
fn wants_catalog(raw_query: &str) -> bool {
    let length = crate::params::Length::between(1, 64);
    let given = Query::parse(raw_query)
        .and_then(|query| query.text("nocatalog", crate::params::Rules::QUERY, length));
    given.is_ok_and(|value| value.value().is_none())
}

fn limit(api: &Api, facts: &RequestFacts, login: &PasswordLogin) -> Result<(), IamFailure> {
    let who = match &login.user {
        Named::Name(text) | Named::Id(text) => text,
    };
    match api.within_limit(facts, OPERATION, who) {
        Err(Failure::Throttled(_)) => Err(IamFailure::TooManyRequests),
        _ => Ok(()),
    }
}

fn in_scope(scope: Option<&Named>, issued: &IssuedToken) -> Result<(), IamFailure> {
    let fits = match scope {
        None => true,
        Some(Named::Id(id)) => *id == issued.account.id.as_str(),
        Some(Named::Name(name)) => name.to_lowercase() == issued.account.name,
    };
    if fits { Ok(()) } else { Err(IamFailure::Forbidden) }
}

fn failure_of(error: &Error, facts: &RequestFacts) -> IamFailure {
    match error {
        Error::SecondFactorNeeded => IamFailure::SecondFactor,
        Error::SignInLocked(_) => IamFailure::TooManyRequests,
        Error::Storage(_) | Error::Internal(_) => {
            let id = facts.id.as_str();
            tracing::error!(request.id = id, %error, "call {id} of {OPERATION} failed");
            IamFailure::Internal
        }
        _ => IamFailure::WrongPassword,
    }
}

#[derive(Serialize)]
struct CreateTokenResponse {
    token: Token,
}

#[derive(Serialize)]
struct Token {
    methods: [&'static str; 1],
    expires_at: String,
    issued_at: String,
    domain: Reference,
    user: TokenUser,
    roles: Vec<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<[Reference; 0]>,
}

#[derive(Clone, Serialize)]
struct Reference {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct TokenUser {
    id: String,
    name: String,
    domain: Reference,
    password_expires_at: &'static str,
}

fn answer_of(issued: IssuedToken, wants_catalog: bool, request_id: &str) -> Response {
    let Ok(subject) = HeaderValue::from_str(&issued.token) else {
        return IamError::new(IamFailure::Internal, Language::EnUs).to_response(request_id);
    };
    let domain = Reference { id: issued.account.id.to_string(), name: issued.account.name };
    let name = match issued.user.sign_in.rsplit_once('/') {
        Some((_, member)) => member.to_owned(),
        None => issued.user.sign_in.clone(),
    };
    let body = CreateTokenResponse {
        token: Token {
            methods: ["password"],
            expires_at: with_fraction(issued.expires_at),
            issued_at: with_fraction(issued.issued_at),
            user: TokenUser {
                id: issued.user.id.to_string(),
                name,
                domain: domain.clone(),
                password_expires_at: "",
            },
            domain,
            roles: references(&issued.user.roles),
            catalog: wants_catalog.then_some([]),
        },
    };
    let mut response = json_response(StatusCode::CREATED, &body, request_id);
    response.headers_mut().insert(SUBJECT_TOKEN, subject);
    response
}

/// IAM knows one preset role of ours by a name of its own: the administrator.
fn references(roles: &Roles) -> Vec<Reference> {
    let preset = roles.preset.iter().map(|role| match role {
        Role::PartnerAdmin | Role::CustomerOwner | Role::Operations => "te_admin",
        other => other.as_str(),
    });
    let names = preset.chain(roles.custom.iter().map(|role| role.name.as_str()));
    names.map(|name| Reference { id: "0".to_owned(), name: name.to_owned() }).collect()
}

/// `2026-11-23T09:32:25.000000Z`: IAM writes six decimals.
fn with_fraction(at: Timestamp) -> String {
    let text = format_utc(at.ms());
    let seconds = text.trim_end_matches('Z');
    format!("{seconds}.{:03}000Z", at.ms().rem_euclid(1_000))
}
