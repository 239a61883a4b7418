use std::collections::BTreeSet;

use axum::body::to_bytes;
use http::HeaderMap;

use super::*;
use crate::decimal::AmountError;
use crate::params::Problem;

/// Status, headers and body of an answer.
fn read(response: Response) -> (u16, HeaderMap, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (parts, body) = response.into_parts();
    let bytes = runtime.block_on(to_bytes(body, 10_000)).unwrap();
    (parts.status.as_u16(), parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
}

#[test]
fn codes_are_distinct_and_fit_the_models() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    assert_eq!(codes.len(), 79);
    assert!(codes.iter().all(|code| code.len() <= 16));
}

#[test]
fn every_code_has_its_text_in_each_language() {
    let rows: Vec<String> = Code::ALL
        .iter()
        .map(|&code| {
            format!(
                "{} {} | {} | {}",
                code.as_str(),
                code.status().as_u16(),
                text::code(Language::ZhCn, code),
                text::code(Language::EnUs, code)
            )
        })
        .collect();
    insta::assert_snapshot!("codes", rows.join("\n"));
}

#[test]
fn only_success_has_a_status_of_success() {
    for code in Code::ALL {
        assert_eq!(code.status().is_success(), *code == Code::Success, "{code:?}");
    }
}

#[test]
fn language_is_chosen_by_header_without_regard_to_case() {
    let of = |value: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert("x-language", HeaderValue::from_static(value));
        Language::of(&headers)
    };
    assert_eq!(Language::of(&HeaderMap::new()), Language::ZhCn);
    for value in ["en_US", "en_us", "EN_US"] {
        assert_eq!(of(value), Language::EnUs);
    }
    for value in ["zh_CN", "zh_cn", "", "fr_FR"] {
        assert_eq!(of(value), Language::ZhCn);
    }
}

#[test]
fn a_business_error_has_two_fields_and_the_request_id_as_header() {
    let error = ApiError::new(Code::AccountBalanceInsufficient, Language::EnUs);
    let (status, headers, body) = read(error.to_response("req-abc-1"));
    assert_eq!(status, 400);
    assert_eq!(headers["x-request-id"], "req-abc-1");
    assert_eq!(headers["content-type"], "application/json;charset=UTF-8");
    assert_eq!(body, r#"{"error_code":"CBC.99005003","error_msg":"Insufficient balance"}"#);

    let other = error.with_status(StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(read(other.to_response("r")).0, 500);
}

#[test]
fn a_gateway_error_has_the_request_id_in_the_body_too() {
    let error = ApiError::authentication(&AuthenticationFailure::UnknownKey, Language::EnUs);
    let (status, headers, body) = read(error.to_response("req-1"));
    assert_eq!(status, 401);
    assert_eq!(headers["x-request-id"], "req-1");
    assert_eq!(
        body,
        r#"{"error_code":"APIG.0301","error_msg":"Incorrect IAM authentication information: Get secretKey failed","request_id":"req-1"}"#
    );
}

#[test]
fn throttling_is_a_429_with_retry_after() {
    let error = ApiError::throttled(10, Language::EnUs);
    let (status, headers, body) = read(error.to_response("r"));
    assert_eq!(status, 429);
    assert_eq!(headers["retry-after"], "1");
    assert_eq!(
        body,
        r#"{"error_code":"APIG.0308","error_msg":"The throttling threshold has been reached: policy user over ratelimit,limit:10,time:1 second","request_id":"r"}"#
    );
}

#[test]
fn an_unknown_route_is_a_404() {
    let error = ApiError::route_not_found(Language::EnUs);
    assert_eq!((error.code, error.status), ("APIG.0101", StatusCode::NOT_FOUND));
}

#[test]
fn gateway_texts_begin_with_the_original_wording_in_both_languages() {
    let signature = AuthenticationFailure::Signature(SignatureError::Mismatch);
    for (failure, reason) in [
        (signature, "verify aksk signature fail, "),
        (AuthenticationFailure::Locked, "AK access failed to reach the limit,forbidden."),
        (AuthenticationFailure::UnknownKey, "Get secretKey failed"),
        (AuthenticationFailure::BadToken, "decrypt token fail"),
        (AuthenticationFailure::NoCredential, "x-auth-token not found"),
        (
            AuthenticationFailure::TokenExpired { expires_at_ms: 0 },
            "token expires, expires_at: 1970-01-01T00:00:00Z",
        ),
    ] {
        for language in Language::ALL {
            let message = ApiError::authentication(&failure, *language).message;
            let start = format!("Incorrect IAM authentication information: {reason}");
            assert!(message.starts_with(&start), "{message}");
        }
    }
}

#[test]
fn every_reason_and_problem_reads_well_in_each_language() {
    let mut lines = String::new();
    for language in Language::ALL {
        for error in signature_errors() {
            let failure = AuthenticationFailure::Signature(error);
            lines.push_str(&text::authentication(*language, &failure));
            lines.push('\n');
        }
        for problem in problems() {
            lines.push_str(
                &ApiError::bad_param(&BadParam::new("face_value", problem), *language).message,
            );
            lines.push('\n');
        }
        for failure in IamFailure::ALL {
            lines.push_str(&text::iam(*language, *failure));
            lines.push('\n');
        }
    }
    insta::assert_snapshot!("reasons_and_problems", lines);
}

fn signature_errors() -> Vec<SignatureError> {
    vec![
        SignatureError::MissingAuthorization,
        SignatureError::UnsupportedAlgorithm,
        SignatureError::Malformed,
        SignatureError::MissingDate,
        SignatureError::BadDate,
        SignatureError::DateNotSigned,
        SignatureError::SignedHeaderAbsent(http::header::HOST),
        SignatureError::SignedHeaderRepeated(http::header::HOST),
        SignatureError::BadSignatureHex,
        SignatureError::Skewed,
        SignatureError::ContentHashMismatch,
        SignatureError::UnsignedPayload,
        SignatureError::Mismatch,
    ]
}

fn problems() -> Vec<Problem> {
    vec![
        Problem::Missing,
        Problem::Empty,
        Problem::Null,
        Problem::Repeated,
        Problem::BadEncoding,
        Problem::NotText,
        Problem::NotInteger,
        Problem::NotTime,
        Problem::NotList,
        Problem::ControlCharacter,
        Problem::NoItems,
        Problem::BodyNotJson,
        Problem::BodyNotObject,
        Problem::Length { min: 1, max: 64 },
        Problem::Range { min: 1, max: 100 },
        Problem::NotOneOf("1, 2"),
        Problem::TooManyItems { max: 50 },
        Problem::Amount(AmountError::NotANumber),
        Problem::Amount(AmountError::TooManyDecimals),
        Problem::Amount(AmountError::NotPositive),
        Problem::Amount(AmountError::OutOfRange { min_fen: 1, max_fen: 9_999_999_999_900 }),
    ]
}

#[test]
fn messages_are_cut_at_the_models_length() {
    let bad = BadParam::new("参".repeat(2_000), Problem::Missing);
    let message = ApiError::bad_param(&bad, Language::ZhCn).message;
    assert_eq!(message.chars().count(), MESSAGE_CHARS_MAX);
}

#[test]
fn an_item_of_a_batch_names_what_it_is_about() {
    let detail = ErrorDetail::new(Code::QuotaInsufficient, Language::ZhCn, "cust-1");
    assert_eq!(
        serde_json::to_string(&detail).unwrap(),
        r#"{"error_code":"CBC.99000013","error_msg":"优惠券额度不足","id":"cust-1"}"#
    );
}

#[test]
fn an_iam_error_is_nested() {
    let error = IamError::new(IamFailure::WrongPassword, Language::EnUs);
    let (status, _, body) = read(error.to_response("r"));
    assert_eq!(status, 401);
    assert_eq!(
        body,
        r#"{"error":{"message":"The username or password is wrong.","code":401,"title":"Unauthorized"}}"#
    );
}
