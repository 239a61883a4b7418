//! What every operation goes through: who calls, may it, how often, and the answer's envelope.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hezong_domain::RequestId;
use hezong_domain::access::Principal;
use hezong_domain::accounts::AccountKind;
use hezong_services::entropy::Make;
use hezong_services::{RequestFacts, Services};
use http::request::Parts;
use http::{HeaderMap, HeaderName};

use crate::authenticate::authenticate;
use crate::call::Call;
use crate::error::{Denied, Failure};
use crate::limit::RateLimits;
use crate::lock::KeyLocks;
use crate::operations::Caller;
use crate::router::ApiSettings;
use crate::text::Language;

/// The header that names the account a caller thinks it calls for.
const DOMAIN_ID: HeaderName = HeaderName::from_static("x-domain-id");

/// The means of the API; one for the whole server, cheap to clone.
#[derive(Clone)]
pub(crate) struct Api(Arc<Means>);

pub(crate) struct Means {
    pub(crate) services: Services,
    pub(crate) settings: ApiSettings,
    pub(crate) locks: KeyLocks,
    limits: RateLimits,
}

impl std::ops::Deref for Api {
    type Target = Means;

    fn deref(&self) -> &Means {
        &self.0
    }
}

impl Api {
    pub(crate) fn new(services: Services, settings: ApiSettings) -> Self {
        Self(Arc::new(Means {
            services,
            settings,
            locks: KeyLocks::default(),
            limits: RateLimits::default(),
        }))
    }

    /// Serves a call of an operation: authenticates, limits, runs the handler, writes the answer.
    pub(crate) async fn serve<H, F>(
        &self,
        operation: &'static str,
        caller: Caller,
        request: Request,
        handler: H,
    ) -> Response
    where
        H: Fn(Call) -> F,
        F: Future<Output = Result<Response, Failure>>,
    {
        let (parts, body) = request.into_parts();
        let language = Language::of(&parts.headers);
        let facts = self.facts(&parts);
        let request_id = facts.id.clone();
        let outcome = async {
            let (principal, body) = authenticate(self, &parts, body).await?;
            same_domain(&parts.headers, &principal)?;
            self.within_limit(&facts, operation, principal.account_id().as_str())?;
            may_call(caller, principal.kind())?;
            let cx = self.services.context(principal, facts);
            handler(Call::new(cx, language, self.settings, parts, body)).await
        };
        let response = outcome
            .await
            .unwrap_or_else(|failure| failure.to_response(operation, language, &request_id));
        count(operation, &response);
        response
    }

    /// Answers a request that is no call of an operation.
    pub(crate) fn refuse(&self, request: &Request, failure: &Failure) -> Response {
        let language = Language::of(request.headers());
        let id = match request.extensions().get::<RequestFacts>() {
            Some(facts) => facts.id.clone(),
            None => self.new_id(),
        };
        let response = failure.to_response("none", language, &id);
        count("none", &response);
        response
    }

    /// Counts a call against the limit of its address, operation and account.
    pub(crate) fn within_limit(
        &self,
        facts: &RequestFacts,
        operation: &'static str,
        account: &str,
    ) -> Result<(), Failure> {
        if !self.settings.rate_limit {
            return Ok(());
        }
        let source = facts.ip.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        self.limits.check(source, operation, account).map_err(Failure::Throttled)
    }

    /// The facts the server's middleware noted, or the same made here.
    pub(crate) fn facts(&self, parts: &Parts) -> RequestFacts {
        if let Some(facts) = parts.extensions.get::<RequestFacts>() {
            return facts.clone();
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let agent = parts.headers.get(http::header::USER_AGENT);
        RequestFacts {
            id: self.new_id(),
            ip: peer.map(|peer| peer.0.ip().to_string()).unwrap_or_default(),
            user_agent: agent
                .and_then(|value| value.to_str().ok())
                .map(|text| text.chars().take(200).collect())
                .unwrap_or_default(),
        }
    }

    fn new_id(&self) -> RequestId {
        RequestId::new(self.services.entropy().ulid(self.services.now()))
    }
}

/// `X-Domain-Id`, when sent, must name the credential's account (open-api §2).
fn same_domain(headers: &HeaderMap, principal: &Principal) -> Result<(), Failure> {
    let own = principal.account_id().as_str();
    let named = |value: &http::HeaderValue| value.as_bytes() == own.as_bytes();
    if headers.get_all(DOMAIN_ID).iter().all(named) {
        Ok(())
    } else {
        Err(Failure::Denied(Denied::OtherDomain { own: own.to_owned() }))
    }
}

fn may_call(caller: Caller, kind: AccountKind) -> Result<(), Failure> {
    let denied = match (caller, kind) {
        (Caller::Anyone, _)
        | (Caller::Partner, AccountKind::Partner)
        | (Caller::Customer, AccountKind::Customer)
        | (Caller::PartnerOrCustomer, AccountKind::Partner | AccountKind::Customer) => {
            return Ok(());
        }
        (Caller::Partner | Caller::Distributor, _) => Denied::PartnersOnly,
        (Caller::Customer | Caller::EnterpriseMaster, _) => Denied::CustomersOnly,
        (Caller::PartnerOrCustomer, AccountKind::Vendor) => Denied::PartnersOrCustomersOnly,
    };
    Err(Failure::Denied(denied))
}

pub(crate) fn count(operation: &'static str, response: &Response) {
    let status = response.status().as_u16().to_string();
    metrics::counter!("hezong_api_calls_total", "operation" => operation, "status" => status)
        .increment(1);
}
