//! A small world behind the router, and a client that signs as the SDK does.

use axum::Router;
use axum::body::{Body, to_bytes};
use hezong_domain::access::Role;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::{CustomerId, Fen, PartnerId, QuotaId};
use hezong_open_api::sign::{SignedRequest, sign};
use hezong_open_api::time::format_sdk_date;
use hezong_open_api::{ApiSettings, router};
use hezong_services::{Context, keys};
use hezong_testing::World;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

const HOST: &str = "127.0.0.1:18998";

/// An access key of somebody.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) access_key: String,
    pub(crate) secret: String,
}

/// A partner with two resale customers, a referral customer and a quota of 10000 yuan, and another
/// partner with one customer.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) router: Router,
    pub(crate) shanhai: PartnerId,
    pub(crate) admin: Context,
    pub(crate) key: Key,
    pub(crate) acme: CustomerId,
    pub(crate) acme_key: Key,
    pub(crate) tanghu: CustomerId,
    pub(crate) qingmu: CustomerId,
    pub(crate) quota: QuotaId,
    pub(crate) beidou: PartnerId,
    pub(crate) beidou_key: Key,
    pub(crate) nanshan: CustomerId,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// A request before it is signed.
pub(crate) struct Draft {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Names to sign; others travel unsigned.
    pub(crate) signed: Vec<&'static str>,
}

impl Draft {
    pub(crate) fn get(target: &str) -> Self {
        Self::new(Method::GET, target, "")
    }

    pub(crate) fn post(target: &str, body: &str) -> Self {
        Self::new(Method::POST, target, body)
    }

    pub(crate) fn new(method: Method, target: &str, body: &str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static(HOST));
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        Self {
            method,
            target: target.to_owned(),
            headers,
            body: body.as_bytes().to_vec(),
            signed: vec!["content-type", "host", "x-sdk-date"],
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).unwrap();
        self.headers.append(HeaderName::from_static(name), value);
        self
    }

    /// Signs at `at_ms`.
    pub(crate) fn sign(mut self, key: &Key, at_ms: i64) -> Self {
        let date = HeaderValue::from_str(&format_sdk_date(at_ms)).unwrap();
        self.headers.insert("x-sdk-date", date);
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let request = SignedRequest {
            method: self.method.as_str(),
            raw_path: path,
            raw_query: query,
            headers: &self.headers,
            body: &self.body,
        };
        let value = sign(&request, &self.signed, &key.access_key, key.secret.as_bytes()).unwrap();
        self.header("authorization", &value)
    }

    pub(crate) fn request(self) -> Request<Body> {
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.target.parse().unwrap();
        *request.headers_mut() = self.headers;
        request
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["error_code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["error_msg"].as_str().unwrap_or_default().to_owned()
    }

    /// Status and code, for short assertions.
    pub(crate) fn failure(&self) -> (u16, String) {
        (self.status.as_u16(), self.code())
    }
}

/// Sends a request; every answer must carry what every answer has.
pub(crate) async fn send(router: &Router, draft: Draft) -> Answer {
    let response = router.clone().oneshot(draft.request()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 << 20).await.unwrap();
    assert!(!parts.headers["x-request-id"].is_empty());
    if parts.status == StatusCode::NO_CONTENT {
        assert!(bytes.is_empty());
        assert!(!parts.headers.contains_key("content-type"));
    } else {
        assert_eq!(parts.headers["content-type"], "application/json;charset=UTF-8");
    }
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

pub(crate) async fn key_of(cx: &Context) -> Key {
    let made = keys::create(cx, "test").await.unwrap();
    Key { access_key: made.access_key, secret: made.secret }
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::on(World::sqlite().await).await
    }

    pub(crate) async fn on(world: World) -> Self {
        let shanhai = world.partner("shanhai").await;
        let beidou = world.partner("beidou").await;
        let acme = world.customer("acme", &shanhai, AssociationKind::Resale).await;
        let tanghu = world.customer("tanghu", &shanhai, AssociationKind::Resale).await;
        let qingmu = world.customer("qingmu", &shanhai, AssociationKind::Referral).await;
        let nanshan = world.customer("nanshan", &beidou, AssociationKind::Resale).await;
        let quota = world.quota(&world.a_grant(&shanhai, Fen::yuan(10_000))).await;
        world.quota(&world.a_grant(&beidou, Fen::yuan(500))).await;
        let admin = world.person(&shanhai.account(), "", Role::PartnerAdmin).await;
        let other = world.person(&beidou.account(), "", Role::PartnerAdmin).await;
        let owner = world.person(&acme.account(), "", Role::CustomerOwner).await;
        let settings = ApiSettings { faithful_200: false, rate_limit: false };
        Self {
            router: router(world.services.clone(), settings),
            key: key_of(&admin).await,
            acme_key: key_of(&owner).await,
            beidou_key: key_of(&other).await,
            world,
            shanhai,
            admin,
            acme,
            tanghu,
            qingmu,
            quota,
            beidou,
            nanshan,
        }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.world.services.now().ms()
    }

    /// Sends a request signed with a key now.
    pub(crate) async fn call(&self, key: &Key, draft: Draft) -> Answer {
        send(&self.router, draft.sign(key, self.now_ms())).await
    }

    /// A GET of shanhai's.
    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.call(&self.key, Draft::get(target)).await
    }

    /// A POST of shanhai's.
    pub(crate) async fn post(&self, target: &str, body: &str) -> Answer {
        self.call(&self.key, Draft::post(target, body)).await
    }

    /// The balance of the quota as the API tells it.
    pub(crate) async fn balance(&self) -> String {
        let answer = self.post(QUOTAS, "{}").await;
        let text = answer.text;
        let (_, rest) = text.split_once("\"balance\":").expect("a quota");
        rest.split(',').next().unwrap().to_owned()
    }
}

pub(crate) const QUOTAS: &str = "/v2/partners/coupon-quotas/query";
pub(crate) const COUPONS: &str = "/v2/promotions/benefits/partner-coupons";
pub(crate) const RECLAIM: &str = "/v2/promotions/benefits/partner-coupons/reclaim";
pub(crate) const RECORDS: &str = "/v2/promotions/benefits/partner-coupons/records/query";
pub(crate) const WALLET: &str = "/v2/promotions/benefits/coupons";
pub(crate) const CUSTOMERS: &str = "/v2/partners/sub-customers/query";
pub(crate) const UNITS: &str = "/v2/bases/measurements";
pub(crate) const TOKENS: &str = "/v3/auth/tokens";
pub(crate) const DOMAINS: &str = "/v3/auth/domains";
