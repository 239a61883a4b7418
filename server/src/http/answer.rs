//! Answers of the server itself, when neither a page nor an operation can give one.
//!
//! Whoever asked gets it in a form it can read: people a small page in their language, the browser's code
//! the error it knows, API callers the API's envelope.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use hezong_app::preferences::LANG_COOKIE;
use hezong_contract::{AppError, ErrorKind};
use hezong_domain::{ProblemKind, Problems, RequestId};
use hezong_open_api::error::{ApiError, Code};
use hezong_open_api::text::Language;
use hezong_texts::{Lang, common, errors, http as words, printing};

use super::assets::Assets;
use super::door::Door;
use super::facts::{cookie, header_text};

/// Why a request is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rebuff {
    /// It comes from another site.
    CrossSite,
    /// Its body is larger than so many megabytes.
    TooLarge(usize),
    /// Too many attempts to sign in from one address.
    SignInThrottled,
    /// Too many requests from one address.
    Throttled,
    /// It took too long; whether it went through is not known.
    TimedOut,
    /// A defect.
    Internal,
    /// The caller's roles do not allow it.
    Forbidden,
    /// No font of this machine can write Chinese.
    NoFonts,
    /// Nothing there.
    NotFound,
    /// The database does not answer.
    Busy,
}

/// Who asks, as far as an answer must know; taken before the request is passed on.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    door: Door,
    reads_html: bool,
    lang: Lang,
    language: Language,
    request_id: RequestId,
}

impl Asker {
    /// Who sent these headers to this path.
    pub(crate) fn of(
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        request_id: RequestId,
    ) -> Self {
        let chosen = cookie(headers, LANG_COOKIE).and_then(|tag| Lang::parse(&tag));
        let accepted = || Lang::from_accept(header_text(headers, header::ACCEPT_LANGUAGE.as_str()));
        let accepts = header_text(headers, header::ACCEPT.as_str());
        Self {
            door: Door::of(path),
            reads_html: accepts.contains("text/html") && method != Method::HEAD,
            lang: chosen.unwrap_or_else(accepted),
            language: Language::of(headers),
            request_id,
        }
    }

    /// The answer that says why not.
    pub(crate) fn rebuff(&self, why: Rebuff) -> Response {
        if self.door == Door::Api {
            return self.api_answer(why);
        }
        let (body, kind) = if self.reads_html {
            (self.page(why), "text/html; charset=utf-8")
        } else {
            let error = AppError { kind: why.kind(), request_id: self.request_id.to_string() };
            (serde_json::to_string(&error).unwrap_or_default(), "application/json")
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = why.status();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if matches!(why, Rebuff::SignInThrottled | Rebuff::Throttled) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }

    fn api_answer(&self, why: Rebuff) -> Response {
        let code = match why {
            Rebuff::TooLarge(_) => Code::ParameterError,
            Rebuff::NotFound => Code::RouteNotFound,
            _ => Code::OtherError,
        };
        ApiError::new(code, self.language)
            .with_status(why.status())
            .to_response(self.request_id.as_str())
    }

    fn page(&self, why: Rebuff) -> String {
        let (lang, product) = (self.lang, common::PRODUCT.get(self.lang));
        let style = Assets::load().names().css.clone().map_or_else(String::new, |css| {
            format!(r#"<link rel="stylesheet" href="{}" integrity="{}">"#, css.path, css.integrity)
        });
        format!(
            "<!DOCTYPE html><html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{product}</title>{style}</head><body><main class=\"plain\"><h1>{product}</h1>\
             <p role=\"alert\">{text}</p><p>{id}</p><p><a href=\"/\">{start}</a></p></main></body></html>",
            tag = lang.tag(),
            text = why.text(lang),
            id = common::request_id(lang, self.request_id.as_str()),
            start = words::TO_START.get(lang),
        )
    }
}

impl Rebuff {
    const fn status(self) -> StatusCode {
        match self {
            Self::CrossSite | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SignInThrottled | Self::Throttled => StatusCode::TOO_MANY_REQUESTS,
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Busy | Self::NoFonts => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn kind(self) -> ErrorKind {
        match self {
            Self::CrossSite | Self::Forbidden | Self::NotFound => ErrorKind::NotFound,
            Self::TooLarge(megabytes) => ErrorKind::Invalid(Problems::one(
                "form",
                ProblemKind::TooLong { max: megabytes * 1024 * 1024 },
            )),
            Self::SignInThrottled | Self::Throttled => ErrorKind::Throttled,
            Self::TimedOut => ErrorKind::Transport,
            Self::Internal => ErrorKind::Internal,
            Self::Busy | Self::NoFonts => ErrorKind::Busy,
        }
    }

    fn text(self, lang: Lang) -> String {
        match self {
            Self::CrossSite => words::CROSS_SITE.get(lang).to_owned(),
            Self::TooLarge(megabytes) => words::too_large(lang, megabytes),
            Self::SignInThrottled => words::SIGN_IN_THROTTLED.get(lang).to_owned(),
            Self::Throttled => errors::THROTTLED.get(lang).to_owned(),
            Self::TimedOut => errors::TRANSPORT.get(lang).to_owned(),
            Self::Internal => errors::INTERNAL.get(lang).to_owned(),
            Self::Forbidden => printing::FORBIDDEN.get(lang).to_owned(),
            Self::NoFonts => printing::NO_FONTS.get(lang).to_owned(),
            Self::NotFound => errors::NOT_FOUND.get(lang).to_owned(),
            Self::Busy => errors::BUSY.get(lang).to_owned(),
        }
    }
}
