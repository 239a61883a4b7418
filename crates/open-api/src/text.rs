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
mod zh_cn;

use http::{HeaderMap, HeaderName};

use crate::error::{AuthenticationFailure, Code, IamFailure};
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
        if wants_english {
            Self::EnUs
        } else {
            Self::ZhCn
        }
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
    bracketed(language, en_us::authentication(failure), || {
        zh_cn::authentication(failure)
    })
}

/// The message of a 429; `limit` is calls per second.
pub fn throttled(language: Language, limit: u32) -> String {
    bracketed(language, en_us::throttled(limit), || {
        zh_cn::throttled(limit)
    })
}

/// The message of a 404 for a path that is no operation.
pub fn route_not_found(language: Language) -> String {
    bracketed(
        language,
        en_us::code(Code::RouteNotFound).to_owned(),
        || zh_cn::code(Code::RouteNotFound).to_owned(),
    )
}

/// The message of a failed IAM call.
pub fn iam(language: Language, failure: IamFailure) -> String {
    bracketed(language, en_us::iam(failure).to_owned(), || {
        zh_cn::iam(failure).to_owned()
    })
}

/// The name of one of our measure units; `None` for an id that is none.
pub fn measure_unit(language: Language, measure_id: i32) -> Option<&'static str> {
    match language {
        Language::ZhCn => zh_cn::measure_unit(measure_id),
        Language::EnUs => en_us::measure_unit(measure_id),
    }
}

fn bracketed(language: Language, english: String, chinese: impl FnOnce() -> String) -> String {
    match language {
        Language::EnUs => english,
        Language::ZhCn => zh_cn::bracketed(&english, &chinese()),
    }
}
