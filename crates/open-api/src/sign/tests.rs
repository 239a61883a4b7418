use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;
use crate::time::format_sdk_date;

const NOW: i64 = 1_795_339_945_000;
const SECRET: &[u8] = b"SKPARTNER-secret";

/// A request one may own and spoil.
#[derive(Debug, Clone)]
struct Request {
    method: String,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    fn new(method: &str, path: &str, query: &str, body: &[u8]) -> Self {
        let mut request = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: HeaderMap::new(),
            body: body.to_vec(),
        };
        request.set("host", "api.example:8443");
        request.set("content-type", "application/json");
        request.set("x-sdk-date", &format_sdk_date(NOW));
        request
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }

    fn view(&self) -> SignedRequest<'_> {
        SignedRequest {
            method: &self.method,
            raw_path: &self.path,
            raw_query: &self.query,
            headers: &self.headers,
            body: &self.body,
        }
    }

    fn sign(&mut self, names: &[&str]) {
        let value = sign(&self.view(), names, "AK", SECRET).unwrap();
        self.headers.insert(AUTHORIZATION, HeaderValue::from_str(&value).unwrap());
    }

    fn signed(mut self) -> Self {
        self.sign(&["content-type", "host", "x-sdk-date"]);
        self
    }

    fn verify_at(&self, now_ms: i64) -> Result<(), SignatureError> {
        verify(&ParsedAuthorization::parse(&self.headers)?, &self.view(), SECRET, now_ms)
    }

    fn verify(&self) -> Result<(), SignatureError> {
        self.verify_at(NOW)
    }
}

fn post() -> Request {
    Request::new("POST", "/v2/a", "", br#"{"amount": 10.00}"#)
}

#[test]
fn clock_may_be_fifteen_minutes_off_and_no_more() {
    let request = post().signed();
    for offset in [-SKEW_MAX_MS, 0, SKEW_MAX_MS] {
        assert_eq!(request.verify_at(NOW + offset), Ok(()));
    }
    for offset in [-SKEW_MAX_MS - 1, SKEW_MAX_MS + 1] {
        assert_eq!(request.verify_at(NOW + offset), Err(SignatureError::Skewed));
    }
    assert_eq!(request.verify_at(i64::MIN), Err(SignatureError::Skewed));
    assert_eq!(request.verify_at(i64::MAX), Err(SignatureError::Skewed));
}

#[test]
fn another_secret_is_refused_and_so_is_none() {
    let request = post().signed();
    let parsed = ParsedAuthorization::parse(&request.headers).unwrap();
    for secret in [b"SKPARTNER-secreT".as_slice(), b""] {
        assert_eq!(verify(&parsed, &request.view(), secret, NOW), Err(SignatureError::Mismatch));
    }
    let mut keyless = post();
    let value = sign(&keyless.view(), &["x-sdk-date"], "AK", b"").unwrap();
    keyless.headers.insert(AUTHORIZATION, HeaderValue::from_str(&value).unwrap());
    let parsed = ParsedAuthorization::parse(&keyless.headers).unwrap();
    assert_eq!(verify(&parsed, &keyless.view(), b"", NOW), Err(SignatureError::Mismatch));
}

#[test]
fn a_client_may_sign_the_date_alone() {
    let mut request = post();
    request.sign(&["x-sdk-date"]);
    request.set("host", "rewritten.example");
    assert_eq!(request.verify(), Ok(()));
}

#[test]
fn a_signed_header_that_is_gone_or_repeated_is_named() {
    let mut gone = post().signed();
    let parsed = ParsedAuthorization::parse(&gone.headers).unwrap();
    gone.headers.remove("host");
    let absent = Err(SignatureError::SignedHeaderAbsent(http::header::HOST));
    assert_eq!(gone.verify(), absent);
    assert_eq!(verify(&parsed, &gone.view(), SECRET, NOW), absent);

    let mut repeated = post().signed();
    repeated.headers.append("host", HeaderValue::from_static("other.example"));
    let error = SignatureError::SignedHeaderRepeated(http::header::HOST);
    assert_eq!(repeated.verify(), Err(error));
}

#[test]
fn a_slash_sent_as_escape_is_accepted_in_both_spellings() {
    // Python signs the decoded path, as `sign` does; the others sign the escape. The second is made
    // by signing the doubly escaped path, whose decoded form is the escape.
    let python = Request::new("GET", "/v2/x/a%2Fb", "", b"").signed();
    assert_eq!(python.verify(), Ok(()));

    let text = canonical::request(
        "GET",
        "/v2/x/a%2Fb/",
        "",
        &canonical::headers(&[SDK_DATE], &python.headers).unwrap(),
        "x-sdk-date",
        &Payload::of_received(&python.view()).unwrap(),
    );
    let signature = hex::encode(signature(&format_sdk_date(NOW), &text, SECRET).unwrap());
    let mut java = python;
    java.set(
        "authorization",
        &format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date, Signature={signature}"),
    );
    assert_eq!(java.verify(), Ok(()));
}

#[test]
fn repeated_values_signed_in_order_of_arrival_are_accepted() {
    let mut request = Request::new("GET", "/v2/x", "k=b&k=a&j=1", b"");
    let text = canonical::request(
        "GET",
        "/v2/x/",
        "j=1&k=b&k=a",
        &canonical::headers(&[SDK_DATE], &request.headers).unwrap(),
        "x-sdk-date",
        &Payload::of_received(&request.view()).unwrap(),
    );
    let signature = hex::encode(signature(&format_sdk_date(NOW), &text, SECRET).unwrap());
    request.set(
        "authorization",
        &format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date, Signature={signature}"),
    );
    assert_eq!(request.verify(), Ok(()));
    request.query = "j=1&k=c&k=a".to_owned();
    assert_eq!(request.verify(), Err(SignatureError::Mismatch));
}

#[test]
fn a_stated_content_hash_must_be_the_bodys() {
    let mut request = post();
    request.set("x-sdk-content-sha256", &hex::encode(Sha256::digest(&request.body)));
    let mut request = request.signed();
    assert_eq!(request.verify(), Ok(()));
    request.body.push(b' ');
    assert_eq!(request.verify(), Err(SignatureError::ContentHashMismatch));

    let mut other = post();
    other.set("x-sdk-content-sha256", "whatever");
    assert_eq!(
        sign(&other.view(), &["x-sdk-date"], "AK", SECRET),
        Err(SignatureError::ContentHashMismatch)
    );
}

#[test]
fn only_a_body_that_is_not_json_may_stay_unsigned() {
    let mut upload = Request::new("POST", "/v2/a", "", b"binary");
    upload.set("x-sdk-content-sha256", "UNSIGNED-PAYLOAD");
    upload.set("content-type", "application/octet-stream");
    let upload = upload.signed();
    assert_eq!(upload.verify(), Ok(()));

    for content_type in
        ["application/json", "Application/JSON;charset=UTF-8", "application/merge-patch+json"]
    {
        let mut json = upload.clone();
        json.set("content-type", content_type);
        assert_eq!(json.verify(), Err(SignatureError::UnsignedPayload));
    }
    let mut unnamed = upload.clone();
    unnamed.sign(&["host", "x-sdk-date"]);
    unnamed.headers.remove("content-type");
    assert_eq!(unnamed.verify(), Err(SignatureError::UnsignedPayload));
}

#[test]
fn signing_names_what_is_wrong_with_the_request() {
    let mut request = post();
    let attempt = |request: &Request, names: &[&str]| sign(&request.view(), names, "AK", SECRET);
    assert_eq!(attempt(&request, &["host"]), Err(SignatureError::DateNotSigned));
    assert_eq!(attempt(&request, &["x-sdk-date", "a b"]), Err(SignatureError::Malformed));
    assert!(matches!(
        attempt(&request, &["x-domain-id", "x-sdk-date"]),
        Err(SignatureError::SignedHeaderAbsent(_))
    ));
    request.set("x-sdk-date", "yesterday");
    assert_eq!(attempt(&request, &["x-sdk-date"]), Err(SignatureError::BadDate));
    request.headers.remove("x-sdk-date");
    assert_eq!(attempt(&request, &["x-sdk-date"]), Err(SignatureError::MissingDate));
}

/// Text of unreserved characters: each spells itself, so that a changed one changes the meaning.
const PLAIN: &str = "[A-Za-z0-9_.~-]{1,12}";

fn any_request() -> impl Strategy<Value = Request> {
    (
        prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"]),
        prop::collection::vec(PLAIN, 1..4),
        prop::collection::btree_map(PLAIN, PLAIN, 1..4),
        PLAIN,
        prop::collection::vec(any::<u8>(), 1..40),
    )
        .prop_map(|(method, segments, pairs, domain, body)| {
            let path = format!("/{}", segments.join("/"));
            let query: Vec<String> =
                pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let mut request = Request::new(method, &path, &query.join("&"), &body);
            request.set("x-domain-id", &domain);
            request.sign(&["content-type", "host", "x-domain-id", "x-sdk-date"]);
            request
        })
}

/// Replaces the character at a position by another unreserved one; separators stay.
fn spoil(text: &str, position: prop::sample::Index) -> String {
    let at = position.index(text.len());
    text.char_indices()
        .map(|(index, char)| match char {
            _ if index != at => char,
            '/' | '&' | '=' => char,
            'x' => 'y',
            _ => 'x',
        })
        .collect()
}

proptest! {
    #[test]
    fn what_is_signed_verifies(request in any_request()) {
        prop_assert_eq!(request.verify(), Ok(()));
    }

    #[test]
    fn any_printable_path_and_query_round_trips(
        path in "/[ -~]{0,40}", query in "[ -~]{0,40}", body in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let request = Request::new("POST", &path, &query, &body).signed();
        prop_assert_eq!(request.verify(), Ok(()));
    }

    #[test]
    fn a_changed_method_path_or_query_is_refused(request in any_request(), at: prop::sample::Index) {
        let mut method = request.clone();
        method.method = spoil(&method.method, at);
        prop_assert_eq!(method.verify(), Err(SignatureError::Mismatch));

        let mut path = request.clone();
        path.path = spoil(&path.path, at);
        if path.path != request.path {
            prop_assert_eq!(path.verify(), Err(SignatureError::Mismatch));
        }
        let mut query = request.clone();
        query.query = spoil(&query.query, at);
        if query.query != request.query {
            prop_assert_eq!(query.verify(), Err(SignatureError::Mismatch));
        }
        let mut more = request.clone();
        more.query.push_str("&extra=1");
        prop_assert_eq!(more.verify(), Err(SignatureError::Mismatch));
    }

    #[test]
    fn a_changed_body_byte_is_refused(request in any_request(), at: prop::sample::Index, flip in 1..=255_u8) {
        let mut spoiled = request.clone();
        let at = at.index(spoiled.body.len());
        spoiled.body[at] ^= flip;
        prop_assert_eq!(spoiled.verify(), Err(SignatureError::Mismatch));
        spoiled.body.clear();
        prop_assert_eq!(spoiled.verify(), Err(SignatureError::Mismatch));
    }

    #[test]
    fn a_changed_signed_header_is_refused(request in any_request(), at: prop::sample::Index) {
        for name in ["content-type", "host", "x-domain-id"] {
            let mut spoiled = request.clone();
            let value = spoiled.headers[name].to_str().unwrap().to_owned();
            let changed = spoil(&value, at);
            if changed != value {
                spoiled.set(name, &changed);
                prop_assert_eq!(spoiled.verify(), Err(SignatureError::Mismatch));
            }
        }
    }

    #[test]
    fn a_changed_date_is_refused(request in any_request(), seconds in 1..900_i64) {
        let mut spoiled = request;
        spoiled.set("x-sdk-date", &format_sdk_date(NOW - seconds * 1_000));
        prop_assert_eq!(spoiled.verify(), Err(SignatureError::Mismatch));
    }

    #[test]
    fn a_changed_signature_or_list_is_refused(request in any_request(), at: prop::sample::Index) {
        let value = request.headers[AUTHORIZATION].to_str().unwrap().to_owned();
        let (start, signature) = value.rsplit_once('=').unwrap();
        let at = at.index(signature.len());
        let digit = if signature.as_bytes()[at] == b'0' { "1" } else { "0" };
        let changed = format!("{start}={}{digit}{}", &signature[..at], &signature[at + 1..]);
        let mut spoiled = request.clone();
        spoiled.set("authorization", &changed);
        prop_assert_eq!(spoiled.verify(), Err(SignatureError::Mismatch));

        let mut shorter = request;
        shorter.set("authorization", &value.replace("host;", ""));
        prop_assert_eq!(shorter.verify(), Err(SignatureError::Mismatch));
    }
}
