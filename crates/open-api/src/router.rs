//! The routes of the API: one line per operation.
//!
//! The paths live at the root of the host (open-api §1.2). Whatever lies under a version and is no
//! operation answers 404 APIG.0101; a path that exists for another method answers 405 with `Allow`.

use std::future::Future;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, any, on, post};
use hezong_services::Services;

use crate::api::Api;
use crate::call::Call;
use crate::error::Failure;
use crate::operations::Caller;
use crate::{coupons, customers, iam, measure_units};

/// How the API behaves where deployments differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiSettings {
    /// Answers the single-object failures documented with HTTP 200 exactly so. The SDK takes such
    /// an answer for success (open-api §5.2), so it is off unless another client needs it.
    pub faithful_200: bool,
    /// Ten calls per second, operation, address and account (open-api §4); off for load tests only.
    pub rate_limit: bool,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self { faithful_200: false, rate_limit: true }
    }
}

/// Versions under which paths are ours, whether an operation is there or not.
const VERSIONS: [&str; 5] = ["/v2", "/v3", "/v3.0", "/v4", "/v5"];

/// The whole API, to be merged into the router at the root of the host.
///
/// It takes the facts of a request from its extensions
/// ([`RequestFacts`](hezong_services::RequestFacts)) and makes them itself when there are none.
pub fn router(services: Services, settings: ApiSettings) -> Router {
    let api = Api::new(services, settings);
    let tokens = {
        let api = api.clone();
        move |request: Request| {
            let api = api.clone();
            async move { iam::create_token::serve(&api, request).await }
        }
    };
    let mut router = operations(&api).route("/v3/auth/tokens", post(tokens));
    router = router.method_not_allowed_fallback({
        let api = api.clone();
        move |request: Request| {
            let api = api.clone();
            async move { api.refuse(&request, &Failure::MethodNotAllowed) }
        }
    });
    for version in VERSIONS {
        let nothing_here = unknown(&api);
        router = router
            .route(version, nothing_here.clone())
            .route(&format!("{version}/"), nothing_here.clone())
            .route(&format!("{version}/{{*rest}}"), nothing_here);
    }
    router
}

/// The operations that are signed or carry a token.
fn operations(api: &Api) -> Router {
    let operations = Routes { router: Router::new(), api: api.clone() }
        .get(
            "/v2/bases/measurements",
            "list_measure_units",
            Caller::PartnerOrCustomer,
            measure_units::handle,
        )
        .post(
            "/v2/partners/coupon-quotas/query",
            "list_quota_coupons",
            Caller::Partner,
            coupons::list_quota_coupons::handle,
        )
        .post(
            "/v2/partners/sub-customers/query",
            "list_sub_customers",
            Caller::Partner,
            customers::list_sub_customers::handle,
        )
        .get(
            "/v2/promotions/benefits/coupons",
            "list_sub_customer_coupons",
            Caller::PartnerOrCustomer,
            coupons::list_sub_customer_coupons::handle,
        )
        .get(
            "/v2/promotions/benefits/partner-coupons",
            "list_issued_partner_coupons",
            Caller::Partner,
            coupons::list_issued_partner_coupons::handle,
        )
        .post(
            "/v2/promotions/benefits/partner-coupons",
            "create_partner_coupons",
            Caller::Partner,
            coupons::create_partner_coupons::handle,
        )
        .post(
            "/v2/promotions/benefits/partner-coupons/reclaim",
            "reclaim_partner_coupons",
            Caller::Partner,
            coupons::reclaim_partner_coupons::handle,
        )
        .get(
            "/v2/promotions/benefits/partner-coupons/records/query",
            "list_partner_coupons_record",
            Caller::Partner,
            coupons::list_partner_coupons_record::handle,
        )
        .get("/v3/auth/domains", "list_domains", Caller::Anyone, iam::list_domains::handle);
    operations.router
}

/// Answers for paths that are no operation.
fn unknown(api: &Api) -> MethodRouter {
    let api = api.clone();
    any(move |request: Request| {
        let api = api.clone();
        async move { api.refuse(&request, &Failure::RouteNotFound) }
    })
}

/// Collects the operations.
struct Routes {
    router: Router,
    api: Api,
}

impl Routes {
    fn get<H, F>(self, path: &str, name: &'static str, caller: Caller, handler: H) -> Self
    where
        H: Fn(Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Response, Failure>> + Send + 'static,
    {
        self.add(MethodFilter::GET, path, name, caller, handler)
    }

    fn post<H, F>(self, path: &str, name: &'static str, caller: Caller, handler: H) -> Self
    where
        H: Fn(Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Response, Failure>> + Send + 'static,
    {
        self.add(MethodFilter::POST, path, name, caller, handler)
    }

    fn add<H, F>(
        self,
        method: MethodFilter,
        path: &str,
        name: &'static str,
        caller: Caller,
        handler: H,
    ) -> Self
    where
        H: Fn(Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Response, Failure>> + Send + 'static,
    {
        let api = self.api.clone();
        let serve = move |request: Request| {
            let (api, handler) = (api.clone(), handler.clone());
            async move { api.serve(name, caller, request, handler).await }
        };
        Self { router: self.router.route(path, on(method, serve)), api: self.api }
    }
}
