//! One call of an operation, as its handler gets it: verified, limited, with its body read.

use axum::response::Response;
use hezong_domain::{Timestamp, Window};
use hezong_services::Context;
use http::request::Parts;
use http::{HeaderName, StatusCode};
use serde::Serialize;

use crate::error::{ApiError, Failure, json_response, no_content};
use crate::params::{BadParam, Body, Filter, Page, Problem, Query};
use crate::router::ApiSettings;
use crate::text::Language;

/// The header under which a client may repeat a call without doing it twice.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest idempotency key.
const KEY_LENGTH: usize = 128;

/// A call.
pub(crate) struct Call {
    /// Who calls, for the services.
    pub(crate) cx: Context,
    /// Language of the answer.
    pub(crate) language: Language,
    /// How this server behaves.
    pub(crate) settings: ApiSettings,
    parts: Parts,
    body: Vec<u8>,
}

impl Call {
    pub(crate) fn new(
        cx: Context,
        language: Language,
        settings: ApiSettings,
        parts: Parts,
        body: Vec<u8>,
    ) -> Self {
        Self { cx, language, settings, parts, body }
    }

    /// The query's parameters.
    pub(crate) fn query(&self) -> Result<Query, BadParam> {
        Query::parse(self.parts.uri.query().unwrap_or_default())
    }

    /// The fields of the JSON body.
    pub(crate) fn body(&self) -> Result<Body, BadParam> {
        Body::parse(&self.body)
    }

    /// The key in `Idempotency-Key`; empty when there is none.
    pub(crate) fn idempotency_key(&self) -> Result<String, BadParam> {
        let bad = |problem| BadParam::new("Idempotency-Key", problem);
        let mut values = self.parts.headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(value) = values.next() else {
            return Ok(String::new());
        };
        if values.next().is_some() {
            return Err(bad(Problem::Repeated));
        }
        let key = value.to_str().map_err(|_| bad(Problem::ControlCharacter))?.trim();
        if (1..=KEY_LENGTH).contains(&key.len()) {
            Ok(key.to_owned())
        } else {
            Err(bad(Problem::Length { min: 1, max: KEY_LENGTH }))
        }
    }

    /// The answer 200 with a body.
    pub(crate) fn ok(&self, body: &impl Serialize) -> Response {
        json_response(StatusCode::OK, body, self.request_id())
    }

    /// The answer 204.
    pub(crate) fn no_content(&self) -> Response {
        no_content(self.request_id())
    }

    /// An error's envelope, for the one operation that chooses its status itself.
    pub(crate) fn failed(&self, error: &ApiError) -> Response {
        error.to_response(self.request_id())
    }

    fn request_id(&self) -> &str {
        self.cx.request().id.as_str()
    }
}

/// Refuses a call for a reseller: there are none, so the caller has no permission on it.
pub(crate) fn without_reseller(given: Option<&str>) -> Result<(), Failure> {
    match given {
        None => Ok(()),
        Some(_) => Err(Failure::NoSuchReseller),
    }
}

/// The rows a page asks for.
pub(crate) fn window(page: Page) -> Window {
    Window::new(i64::from(page.offset), i64::from(page.limit))
}

/// The exclusive begin of a range. Times on the wire have whole seconds, so what lies within the
/// second of the begin is not later than it.
pub(crate) fn later_than(begin: &Filter<i64>) -> Option<Timestamp> {
    begin.value().map(|ms| Timestamp::from_ms(*ms).plus_ms(999))
}

/// The exclusive end of a range.
pub(crate) fn earlier_than(end: &Filter<i64>) -> Option<Timestamp> {
    end.value().map(|ms| Timestamp::from_ms(*ms))
}
