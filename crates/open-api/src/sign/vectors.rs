//! Signatures recorded from the official Python SDK (open-api §2.1 and §7.1).

use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use super::canonical::{self, Payload};
use super::{ParsedAuthorization, SignedRequest, sign, verify};

const DATE: &str = "20261122T093225Z";
const DATE_MS: i64 = 1_795_339_945_000;
const AGENT_CORE: &str = "os/Linux##1_SMP_PREEMPT_DYNAMIC_@0#x86_64 python/3.11.7 impl/CPython; app/797d8a66-2097-46ef-876b-e710aa6623bb";
const SECRET: &str = "SKPARTNER-secret";
const COUPONS: &str = "/v2/promotions/benefits/partner-coupons";
const ISSUED_QUERY: &str = "coupon_type=1&create_time_begin=2019-05-06T08%3A05%3A01Z&customer_id=c%201%2F%E4%B8%AD&limit=10&offset=0&status=2";
const RECORDS: &str = "/v2/promotions/benefits/partner-coupons/records/query";
const RECORDS_QUERY: &str =
    "coupon_ids=a&coupon_ids=b&limit=10&offset=0&operation_types=1&operation_types=2&quota_type=0";
const CREATE_BODY: &str = r#"{"quota_id": "Q1", "customer_ids": ["cust-1", "cust-2"], "face_value": 100.10, "memo": "\u6d4b\u8bd5"}"#;

/// One recorded request.
struct Vector {
    method: &'static str,
    path: &'static str,
    query: &'static str,
    /// Besides Host, Content-Type, User-Agent and X-Sdk-Date.
    extra: Vec<(&'static str, &'static str)>,
    body: &'static str,
    access_key: &'static str,
    secret: &'static str,
    /// The IAM call has another agent and no content type.
    is_iam: bool,
    signature: &'static str,
}

impl Vector {
    fn new(method: &'static str, path: &'static str, signature: &'static str) -> Self {
        Self {
            method,
            path,
            query: "",
            extra: Vec::new(),
            body: "",
            access_key: "AKPARTNER",
            secret: SECRET,
            is_iam: false,
            signature,
        }
    }

    fn query(mut self, query: &'static str) -> Self {
        self.query = query;
        self
    }

    fn body(mut self, body: &'static str) -> Self {
        self.body = body;
        self
    }

    fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.extra.push((name, value));
        self
    }

    fn domain(self) -> Self {
        self.header("x-domain-id", "dom-explicit-01")
    }

    fn iam(mut self) -> Self {
        self.is_iam = true;
        self
    }

    fn temporary_key(mut self) -> Self {
        self.access_key = "AKTEMP";
        self.secret = "SKTEMP";
        self
    }

    fn signed_names(&self) -> Vec<&'static str> {
        let mut names = vec!["host", "user-agent", "x-sdk-date"];
        if !self.is_iam {
            names.push("content-type");
        }
        names.extend(self.extra.iter().map(|(name, _)| *name));
        names.sort_unstable();
        names
    }

    fn headers(&self) -> HeaderMap {
        let agent = if self.is_iam {
            AGENT_CORE.to_owned()
        } else {
            format!("huaweicloud-usdk-python/3.0; {AGENT_CORE}")
        };
        let authorization = format!(
            "SDK-HMAC-SHA256 Access={}, SignedHeaders={}, Signature={}",
            self.access_key,
            self.signed_names().join(";"),
            self.signature
        );
        let mut headers = HeaderMap::new();
        let mut insert = |name: &'static str, value: &str| {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        };
        insert("user-agent", &agent);
        insert("accept-encoding", "gzip, deflate");
        insert("accept", "*/*");
        insert("connection", "keep-alive");
        if !self.is_iam {
            insert("content-type", "application/json");
        }
        insert("x-sdk-date", DATE);
        insert("host", "127.0.0.1:18998");
        insert("authorization", &authorization);
        for (name, value) in &self.extra {
            insert(name, value);
        }
        headers
    }
}

/// V1 to V6 of open-api §2.1.
fn numbered() -> Vec<Vector> {
    vec![
        Vector::new(
            "GET",
            COUPONS,
            "c243d334a4efa34ea5e0f5159cdb73f899bbe06ef047cb802ec928dfaf3f9e1f",
        )
        .query(ISSUED_QUERY)
        .domain(),
        Vector::new(
            "POST",
            COUPONS,
            "84b84156ea3b1cb403722b3e4cad841197234d2b5e1bb0e49a4d0efa2def16ea",
        )
        .body(CREATE_BODY),
        Vector::new(
            "GET",
            RECORDS,
            "b56ac0cc59b921c7f8196079f5ddb2b7de6c6b5c27143b298a22e5015112bca2",
        )
        .query(RECORDS_QUERY),
        Vector::new(
            "GET",
            "/v2/orders/customer-orders/details/CS%201%2Fa",
            "b595b489f465da0a93dadf5a84f62b25d59c1477e73ba71e2f09cb8acefc200b",
        )
        .query("limit=10&offset=0")
        .header("x-language", "zh_CN"),
        Vector::new(
            "GET",
            "/v3/auth/domains",
            "3ec9aed2dc782b9cd409ef540d80465cd6d279e9062938de437862968fa99dd1",
        )
        .iam(),
        Vector::new(
            "GET",
            "/v2/bases/measurements",
            "8704078a54e26d87108b301b7c5d3fff95e7c5037257d6f6e33d1f4745fcebcb",
        )
        .header("x-domain-id", "d")
        .header("x-security-token", "STOKEN==")
        .temporary_key(),
    ]
}

/// The other signatures of open-api §7.1.
fn recorded() -> Vec<Vector> {
    let reclaim = |signature| {
        Vector::new("POST", "/v2/promotions/benefits/partner-coupons/reclaim", signature)
            .body(r#"{"coupon_id": "C1"}"#)
    };
    let units = |signature| {
        Vector::new("GET", "/v2/bases/measurements", signature).header("x-language", "zh_CN")
    };
    let adjust = |signature| {
        Vector::new("POST", "/v2/accounts/partner-accounts/adjust-amount", signature)
            .body(r#"{"customer_id": "cust-1", "amount": 10.00}"#)
    };
    vec![
        units("97badec06bcc3d1515672b1e0c8b5196efdbf63c65a74efa9219ff534e53a208"),
        units("f9b9cbf1ad0631e2165d56aa5005ac0baefbe2ef6f22874fe0fd3596170fed1b").domain(),
        Vector::new(
            "GET",
            COUPONS,
            "fabd04376a035093f5f6c605703638e0a01578b460699ce4daf0bf95c3ba903f",
        )
        .query(ISSUED_QUERY),
        Vector::new(
            "GET",
            RECORDS,
            "9ee287bb8a53aa6aa72418ef5532d918237fc99d98931417abb969a4bb6e2da7",
        )
        .query(RECORDS_QUERY)
        .domain(),
        Vector::new(
            "POST",
            COUPONS,
            "a59cd623cc27ded86c9163070d3bbf4ef07d7cc7cd04599f6a88df0e3e328f31",
        )
        .body(CREATE_BODY)
        .domain(),
        reclaim("d495524004bd184bce36b1a5f08caef9f1809f98a2fe47c6d4350f871f7a47b0"),
        reclaim("9b1c8ab5b3be920f66fc8ac9ba2918320836c65ac9a066721e912e23dd2c7f05").domain(),
        adjust("ccad46cb36de82d90bd35e8b554818d19bbbb058c1ce44f48fdc4a0ea0307830"),
        adjust("2d8ecc3e205e6d0809dac99fecf28d8d2a923f490121ad94db529d41b96f9e2f").domain(),
    ]
}

#[test]
fn recorded_signatures_are_accepted_and_reproduced() {
    for vector in numbered().into_iter().chain(recorded()) {
        let headers = vector.headers();
        let request = SignedRequest {
            method: vector.method,
            raw_path: vector.path,
            raw_query: vector.query,
            headers: &headers,
            body: vector.body.as_bytes(),
        };
        let parsed = ParsedAuthorization::parse(&headers).unwrap();
        assert_eq!(parsed.access_key, vector.access_key);
        assert_eq!(
            verify(&parsed, &request, vector.secret.as_bytes(), DATE_MS),
            Ok(()),
            "{} {}",
            vector.path,
            vector.signature
        );
        let made =
            sign(&request, &vector.signed_names(), vector.access_key, vector.secret.as_bytes());
        assert_eq!(made.unwrap(), headers["authorization"].to_str().unwrap());
    }
}

#[test]
fn canonical_request_of_the_first_vector_is_the_recorded_one() {
    let vector = &numbered()[0];
    let headers = vector.headers();
    let names: Vec<HeaderName> =
        vector.signed_names().iter().map(|name| HeaderName::from_static(name)).collect();
    let request = SignedRequest {
        method: vector.method,
        raw_path: vector.path,
        raw_query: vector.query,
        headers: &headers,
        body: b"",
    };
    let text = canonical::request(
        vector.method,
        &canonical::uri_decoded_whole(vector.path),
        &canonical::query_sorted(vector.query),
        &canonical::headers(&names, &headers).unwrap(),
        &vector.signed_names().join(";"),
        &Payload::of_received(&request).unwrap(),
    );
    let expected = format!(
        "GET\n/v2/promotions/benefits/partner-coupons/\n{ISSUED_QUERY}\n\
         content-type:application/json\nhost:127.0.0.1:18998\n\
         user-agent:huaweicloud-usdk-python/3.0; {AGENT_CORE}\n\
         x-domain-id:dom-explicit-01\nx-sdk-date:{DATE}\n\n\
         content-type;host;user-agent;x-domain-id;x-sdk-date\n\
         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(String::from_utf8(text.clone()).unwrap(), expected);
    assert_eq!(
        hex::encode(Sha256::digest(&text)),
        "d6929b53f0656b9125f7a51dc87128bed80b4ea23acc21a82ae0a05670001eb8"
    );
}
