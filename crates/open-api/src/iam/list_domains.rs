//! `GET /v3/auth/domains`: the account of the credential. The SDK asks it for the domain id when it
//! knows only a region.

use axum::response::Response;
use hezong_services::tokens::domain_of;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::call::Call;
use crate::error::Failure;

/// The header the SDK logs.
const TRACE_ID: HeaderName = HeaderName::from_static("x-iam-trace-id");

/// Answer of `GET /v3/auth/domains`.
#[derive(Debug, Serialize)]
struct ListDomainsResponse {
    domains: Vec<Domain>,
    links: ListLinks,
}

/// An account.
#[derive(Debug, Serialize)]
struct Domain {
    id: String,
    name: String,
    enabled: bool,
    description: &'static str,
    links: Links,
}

#[derive(Debug, Serialize)]
struct Links {
    #[serde(rename = "self")]
    own: String,
}

#[derive(Debug, Serialize)]
struct ListLinks {
    #[serde(rename = "self")]
    own: &'static str,
    previous: Option<&'static str>,
    next: Option<&'static str>,
}

/// Answers the caller's account; every credential may ask.
pub(crate) async fn handle(call: Call) -> Result<Response, Failure> {
    let account = domain_of(call.cx.services(), call.cx.principal()).await?;
    let id = account.id.to_string();
    let mut response = call.ok(&ListDomainsResponse {
        domains: vec![Domain {
            links: Links { own: format!("/v3/domains/{id}") },
            id,
            name: account.name,
            enabled: true,
            description: "",
        }],
        links: ListLinks { own: "/v3/auth/domains", previous: None, next: None },
    });
    if let Ok(trace) = HeaderValue::from_str(call.cx.request().id.as_str()) {
        response.headers_mut().insert(TRACE_ID, trace);
    }
    Ok(response)
}
