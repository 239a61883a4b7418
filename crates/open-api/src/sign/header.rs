//! Reads the `Authorization` and `X-Sdk-Date` headers.

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName};

use super::{ALGORITHM, SDK_DATE, SignatureError};
use crate::time::parse_sdk_date;

/// Longer access keys do not exist; refused before anything is looked up or counted.
const ACCESS_KEY_CHARS_MAX: usize = 128;
/// More signed headers than any SDK sends.
const SIGNED_HEADERS_MAX: usize = 64;

/// What the `Authorization` and `X-Sdk-Date` headers say; not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedAuthorization {
    /// The access key (AK) that names the caller; 1 to 128 visible ASCII characters.
    pub access_key: String,
    /// When the request was signed according to the client, in ms since 1970.
    pub date_ms: i64,
    /// `X-Sdk-Date` as sent.
    pub(super) date: String,
    /// Names in the order of the list.
    pub(super) signed_headers: Vec<HeaderName>,
    /// The list as sent.
    pub(super) signed_headers_text: String,
    pub(super) signature: [u8; 32],
}

impl ParsedAuthorization {
    /// Reads both headers. `Access`, `SignedHeaders` and `Signature` may come in any order, each
    /// once.
    ///
    /// # Errors
    /// Every [`SignatureError`] that concerns form: `MissingAuthorization`, `UnsupportedAlgorithm`,
    /// `Malformed`, `BadSignatureHex`, `MissingDate`, `BadDate`, `DateNotSigned`,
    /// `SignedHeaderAbsent`.
    pub fn parse(headers: &HeaderMap) -> Result<Self, SignatureError> {
        let text = only_one(headers, &AUTHORIZATION, SignatureError::Malformed)?
            .ok_or(SignatureError::MissingAuthorization)?;
        let (algorithm, rest) = text.split_once(' ').unwrap_or((text, ""));
        if algorithm != ALGORITHM {
            return Err(SignatureError::UnsupportedAlgorithm);
        }
        let parts = Parts::parse(rest)?;
        let signed_headers = parse_names(parts.signed_headers)?;
        let signature = parse_signature(parts.signature)?;

        let date = only_one(headers, &SDK_DATE, SignatureError::BadDate)?
            .ok_or(SignatureError::MissingDate)?;
        let date_ms = parse_sdk_date(date).map_err(|_| SignatureError::BadDate)?;
        if !signed_headers.contains(&SDK_DATE) {
            return Err(SignatureError::DateNotSigned);
        }
        if let Some(absent) = signed_headers.iter().find(|name| !headers.contains_key(*name)) {
            return Err(SignatureError::SignedHeaderAbsent(absent.clone()));
        }
        Ok(Self {
            access_key: parts.access_key.to_owned(),
            date_ms,
            date: date.to_owned(),
            signed_headers,
            signed_headers_text: parts.signed_headers.to_owned(),
            signature,
        })
    }

    /// Whether the signature covers the header; a security token must be covered to be believed.
    pub fn covers(&self, name: &HeaderName) -> bool {
        self.signed_headers.contains(name)
    }
}

/// The trimmed text of a header that must not be repeated; `fault` if it is, or is not visible
/// ASCII.
fn only_one<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
    fault: SignatureError,
) -> Result<Option<&'a str>, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text.trim())),
        _ => Err(fault),
    }
}

/// The three parts behind the algorithm, as sent.
struct Parts<'a> {
    access_key: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Parts<'a> {
    fn parse(text: &'a str) -> Result<Self, SignatureError> {
        let (mut access_key, mut signed_headers, mut signature) = (None, None, None);
        for part in text.split(',') {
            let (name, value) = part.trim().split_once('=').ok_or(SignatureError::Malformed)?;
            let slot = match name {
                "Access" => &mut access_key,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return Err(SignatureError::Malformed),
            };
            if slot.replace(value).is_some() {
                return Err(SignatureError::Malformed);
            }
        }
        let parts = Self {
            access_key: access_key.ok_or(SignatureError::Malformed)?,
            signed_headers: signed_headers.ok_or(SignatureError::Malformed)?,
            signature: signature.ok_or(SignatureError::Malformed)?,
        };
        let is_access_key = (1..=ACCESS_KEY_CHARS_MAX).contains(&parts.access_key.len())
            && parts.access_key.bytes().all(|byte| byte.is_ascii_graphic());
        if is_access_key { Ok(parts) } else { Err(SignatureError::Malformed) }
    }
}

fn parse_names(text: &str) -> Result<Vec<HeaderName>, SignatureError> {
    let mut names: Vec<HeaderName> = Vec::new();
    for name in text.split(';') {
        let name =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| SignatureError::Malformed)?;
        if names.len() == SIGNED_HEADERS_MAX || names.contains(&name) {
            return Err(SignatureError::Malformed);
        }
        names.push(name);
    }
    Ok(names)
}

fn parse_signature(text: &str) -> Result<[u8; 32], SignatureError> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(SignatureError::BadSignatureHex);
    }
    let mut signature = [0_u8; 32];
    hex::decode_to_slice(text, &mut signature).map_err(|_| SignatureError::BadSignatureHex)?;
    Ok(signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;

    const DATE: &str = "20261122T093225Z";

    fn signature() -> String {
        "0a".repeat(32)
    }

    fn parse(authorization: &str, date: &str) -> Result<ParsedAuthorization, SignatureError> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_str(authorization).unwrap());
        headers.insert(SDK_DATE, HeaderValue::from_str(date).unwrap());
        ParsedAuthorization::parse(&headers)
    }

    fn standard() -> String {
        format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date, Signature={}", signature())
    }

    #[test]
    fn reads_the_parts() {
        let parsed = parse(&standard(), DATE).unwrap();
        assert_eq!(parsed.access_key, "AK");
        assert_eq!(parsed.date_ms, 1_795_339_945_000);
        assert_eq!(parsed.signed_headers, [SDK_DATE]);
        assert!(parsed.covers(&SDK_DATE));
        assert!(!parsed.covers(&http::header::HOST));
        assert_eq!(parsed.signature, [10; 32]);
    }

    #[test]
    fn order_and_blanks_between_parts_do_not_matter() {
        let other =
            format!("{ALGORITHM} Signature={},SignedHeaders=x-sdk-date ,   Access=AK", signature());
        assert_eq!(parse(&other, DATE), parse(&standard(), DATE));
    }

    #[test]
    fn names_each_malformation() {
        let hex = signature();
        let malformed = [
            ALGORITHM.to_owned(),
            format!("{ALGORITHM} "),
            format!("{ALGORITHM} Access"),
            format!("{ALGORITHM} Access=AK"),
            format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date"),
            format!("{ALGORITHM} SignedHeaders=x-sdk-date, Signature={hex}"),
            format!("{ALGORITHM} Access=AK, Signature={hex}"),
            format!("{ALGORITHM} Access=, SignedHeaders=x-sdk-date, Signature={hex}"),
            format!("{ALGORITHM} Access=A K, SignedHeaders=x-sdk-date, Signature={hex}"),
            format!(
                "{ALGORITHM} Access={}, SignedHeaders=x-sdk-date, Signature={hex}",
                "A".repeat(129)
            ),
            format!("{ALGORITHM} Access=AK, SignedHeaders=, Signature={hex}"),
            format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date;, Signature={hex}"),
            format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date;x sdk, Signature={hex}"),
            format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date;X-Sdk-Date, Signature={hex}"),
            format!("{ALGORITHM} Access=AK, Access=AK, SignedHeaders=x-sdk-date, Signature={hex}"),
            format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date, Signature={hex}, More=1"),
            format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date, Signature={hex},"),
        ];
        for text in malformed {
            assert_eq!(parse(&text, DATE), Err(SignatureError::Malformed), "{text}");
        }
        for text in [
            "",
            "Bearer x",
            "SDK-HMAC-SM3 Access=AK",
            "V11-HMAC-SHA256 Credential=AK",
            "sdk-hmac-sha256 A",
        ] {
            assert_eq!(parse(text, DATE), Err(SignatureError::UnsupportedAlgorithm), "{text}");
        }
        for signature in
            ["", "0a", &hex[1..], &format!("{hex}00"), &hex.to_uppercase(), &hex.replace('a', "g")]
        {
            let text =
                format!("{ALGORITHM} Access=AK, SignedHeaders=x-sdk-date, Signature={signature}");
            assert_eq!(parse(&text, DATE), Err(SignatureError::BadSignatureHex), "{text}");
        }
    }

    #[test]
    fn names_what_is_missing() {
        let mut headers = HeaderMap::new();
        assert_eq!(ParsedAuthorization::parse(&headers), Err(SignatureError::MissingAuthorization));
        headers.insert(AUTHORIZATION, HeaderValue::from_str(&standard()).unwrap());
        assert_eq!(ParsedAuthorization::parse(&headers), Err(SignatureError::MissingDate));

        let host = format!("{ALGORITHM} Access=AK, SignedHeaders=host, Signature={}", signature());
        assert_eq!(parse(&host, DATE), Err(SignatureError::DateNotSigned));
        let both = format!(
            "{ALGORITHM} Access=AK, SignedHeaders=host;x-sdk-date, Signature={}",
            signature()
        );
        let absent = SignatureError::SignedHeaderAbsent(http::header::HOST);
        assert_eq!(parse(&both, DATE), Err(absent));
        assert_eq!(parse(&standard(), "2026-11-22T09:32:25Z"), Err(SignatureError::BadDate));
    }

    #[test]
    fn repeated_headers_are_refused() {
        let mut headers = HeaderMap::new();
        headers.append(AUTHORIZATION, HeaderValue::from_str(&standard()).unwrap());
        headers.append(SDK_DATE, HeaderValue::from_static(DATE));
        headers.append(SDK_DATE, HeaderValue::from_static(DATE));
        assert_eq!(ParsedAuthorization::parse(&headers), Err(SignatureError::BadDate));
        headers.append(AUTHORIZATION, HeaderValue::from_str(&standard()).unwrap());
        assert_eq!(ParsedAuthorization::parse(&headers), Err(SignatureError::Malformed));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(
            authorization in proptest::collection::vec(any::<u8>(), 0..200),
            date in proptest::collection::vec(any::<u8>(), 0..30),
        ) {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&authorization) {
                headers.insert(AUTHORIZATION, value);
            }
            if let Ok(value) = HeaderValue::from_bytes(&date) {
                headers.insert(SDK_DATE, value);
            }
            prop_assert!(ParsedAuthorization::parse(&headers).is_err());
        }

        #[test]
        fn near_misses_are_read_without_panic(
            text in "SDK-HMAC-SHA256 (Access=[A-Z,= ]{0,4}[,;]? ?|SignedHeaders=[a-z;_-]{0,9},? ?|Signature=[0-9a-fA-F]{0,65},?){0,5}",
        ) {
            let _ = parse(&text, DATE);
        }
    }
}
