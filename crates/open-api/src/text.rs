//! The words of the API. They are part of its contract, so they live here and not with the texts of
//! the pages.
//!
//! How to add a text: give it a function in both language modules and one here that chooses.
//! Gateway and IAM texts keep the original's English wording in both languages, because callers
//! search for it and programs compare it; the Chinese text adds an explanation in brackets.

/// Writes the function `code` of a language from a table with a text for every code.
macro_rules! code_texts {
    ($($code:ident => $text:literal,)*) => {
        pub(super) fn code(code: Code) -> &'static str {
            match code {
                $(Code::$code => $text,)*
            }
        }
    };
}

mod en_us;
mod reasons_en_us;
mod reasons_zh_cn;
mod zh_cn;

use hezong_domain::Refusal;
use http::{HeaderMap, HeaderName};

use crate::error::{AuthenticationFailure, Code, Denied, IamFailure};
use crate::params::Problem;

/// The request header that chooses the language.
const X_LANGUAGE: HeaderName = HeaderName::from_static("x-language");

/// A language the API speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Chinese, the default.
    #[default]
    ZhCn,
    /// English.
    EnUs,
}

impl Language {
    /// All languages.
    pub const ALL: &[Self] = &[Self::ZhCn, Self::EnUs];

    /// Reads `X-Language` without regard to case; absent or unknown means Chinese (open-api §4).
    pub fn of(headers: &HeaderMap) -> Self {
        let wants_english = headers
            .get(X_LANGUAGE)
            .is_some_and(|value| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"en_US"));
        if wants_english { Self::EnUs } else { Self::ZhCn }
    }
}

/// The text of an error code.
pub fn code(language: Language, code: Code) -> &'static str {
    match language {
        Language::ZhCn => zh_cn::code(code),
        Language::EnUs => en_us::code(code),
    }
}

/// Names a parameter, what is wrong with it and what to send instead.
pub fn problem(language: Language, field: &str, problem: &Problem) -> String {
    match language {
        Language::ZhCn => zh_cn::problem(field, problem),
        Language::EnUs => en_us::problem(field, problem),
    }
}

/// The message of a 401, with the reason.
pub fn authentication(language: Language, failure: &AuthenticationFailure) -> String {
    bracketed(language, en_us::authentication(failure), || zh_cn::authentication(failure))
}

/// The message of a 429; `limit` is calls per second.
pub fn throttled(language: Language, limit: u32) -> String {
    bracketed(language, en_us::throttled(limit), || zh_cn::throttled(limit))
}

/// The message of a 404 for a path that is no operation.
pub fn route_not_found(language: Language) -> String {
    bracketed(language, en_us::code(Code::RouteNotFound).to_owned(), || {
        zh_cn::code(Code::RouteNotFound).to_owned()
    })
}

/// The message of a failed IAM call.
pub fn iam(language: Language, failure: IamFailure) -> String {
    bracketed(language, en_us::iam(failure).to_owned(), || zh_cn::iam(failure).to_owned())
}

/// The name of one of our measure units; `None` for an id that is none.
pub fn measure_unit(language: Language, measure_id: i32) -> Option<&'static str> {
    match language {
        Language::ZhCn => zh_cn::measure_unit(measure_id),
        Language::EnUs => en_us::measure_unit(measure_id),
    }
}

/// The message of a refusal: the code's text, then the numbers and the cure.
pub fn refusal(language: Language, code: Code, refusal: &Refusal) -> String {
    let reason = match language {
        Language::ZhCn => reasons_zh_cn::refusal(refusal),
        Language::EnUs => reasons_en_us::refusal(refusal),
    };
    explained(language, code, &reason)
}

/// The message of a 403.
pub(crate) fn denied(language: Language, denied: &Denied) -> String {
    let reason = match language {
        Language::ZhCn => reasons_zh_cn::denied(denied),
        Language::EnUs => reasons_en_us::denied(denied),
    };
    explained(language, Code::AccessDenied, &reason)
}

/// The message for a reseller that does not exist.
pub fn no_such_reseller(language: Language) -> String {
    let reason = match language {
        Language::ZhCn => reasons_zh_cn::NO_SUCH_RESELLER,
        Language::EnUs => reasons_en_us::NO_SUCH_RESELLER,
    };
    explained(language, Code::NoPermissionOnReseller, reason)
}

/// The message of a 405.
pub fn method_not_allowed(language: Language) -> String {
    let english = en_us::code(Code::RouteNotFound);
    bracketed(language, format!("{english}. {}", reasons_en_us::METHOD_NOT_ALLOWED), || {
        reasons_zh_cn::METHOD_NOT_ALLOWED.to_owned()
    })
}

/// The message for fields a use case did not accept.
pub fn invalid_fields(language: Language, fields: &str) -> String {
    let reason = match language {
        Language::ZhCn => reasons_zh_cn::invalid_fields(fields),
        Language::EnUs => reasons_en_us::invalid_fields(fields),
    };
    explained(language, Code::ParameterError, &reason)
}

/// The message of a 500.
pub fn our_fault(language: Language) -> String {
    let reason = match language {
        Language::ZhCn => reasons_zh_cn::OUR_FAULT,
        Language::EnUs => reasons_en_us::OUR_FAULT,
    };
    explained(language, Code::OtherError, reason)
}

/// The name of a region; `None` for one we have no name for.
pub fn region(language: Language, code: &str) -> Option<&'static str> {
    match language {
        Language::ZhCn => reasons_zh_cn::region(code),
        Language::EnUs => reasons_en_us::region(code),
    }
}

/// The code's text, then a reason, as sentences.
fn explained(language: Language, code: Code, reason: &str) -> String {
    match language {
        Language::ZhCn => zh_cn::explained(zh_cn::code(code), reason),
        Language::EnUs => {
            format!("{}: {reason}.", en_us::code(code).trim_end_matches('.'))
        }
    }
}

fn bracketed(language: Language, english: String, chinese: impl FnOnce() -> String) -> String {
    match language {
        Language::EnUs => english,
        Language::ZhCn => zh_cn::bracketed(&english, &chinese()),
    }
}
