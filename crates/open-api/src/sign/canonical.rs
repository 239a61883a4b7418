//! Builds the canonical request: the text both sides hash (open-api §2).
//!
//! Decoding here never fails: a `%` that is no escape stands for itself, as in the SDKs. Strict
//! reading of parameters is the work of [`crate::params`].

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{SignatureError, SignedRequest};

/// The client's own statement of the body's hash.
const CONTENT_SHA256: &str = "x-sdk-content-sha256";
/// What an SDK writes there when it leaves the body out of the signature.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// The sixth part of the canonical request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Payload(String);

impl Payload {
    /// The hash of the body, or the word for an unsigned one where that is allowed.
    ///
    /// The SDKs leave only bodies that are not JSON unsigned. Our operations take JSON only, so an
    /// unsigned JSON body can only be someone's attempt to have us read a body that nobody vouched
    /// for.
    pub(super) fn of_received(request: &SignedRequest<'_>) -> Result<Self, SignatureError> {
        let actual = hex::encode(Sha256::digest(request.body));
        let Some(stated) = request.headers.get(CONTENT_SHA256) else {
            return Ok(Self(actual));
        };
        let stated = stated.as_bytes().trim_ascii();
        if stated == UNSIGNED.as_bytes() {
            let may_be_unsigned = request.body.is_empty() || is_other_than_json(request.headers);
            return if may_be_unsigned {
                Ok(Self(UNSIGNED.to_owned()))
            } else {
                Err(SignatureError::UnsignedPayload)
            };
        }
        if bool::from(actual.as_bytes().ct_eq(stated)) {
            Ok(Self(actual))
        } else {
            Err(SignatureError::ContentHashMismatch)
        }
    }
}

/// Whether a content type is given and is not JSON.
fn is_other_than_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|value| {
        !value.as_bytes().to_ascii_lowercase().windows(4).any(|word| word == b"json")
    })
}

/// Joins the six parts.
pub(super) fn request(
    method: &str,
    uri: &str,
    query: &str,
    headers: &[u8],
    signed_headers: &str,
    payload: &Payload,
) -> Vec<u8> {
    let method = method.to_ascii_uppercase();
    [
        method.as_bytes(),
        uri.as_bytes(),
        query.as_bytes(),
        headers,
        signed_headers.as_bytes(),
        payload.0.as_bytes(),
    ]
    .join(&b'\n')
}

/// One line `name:trimmed value` for each name, in the order of the list.
///
/// # Errors
/// `SignedHeaderAbsent` and `SignedHeaderRepeated`.
pub(super) fn headers(
    names: &[HeaderName],
    headers: &HeaderMap,
) -> Result<Vec<u8>, SignatureError> {
    let mut lines = Vec::new();
    for name in names {
        let mut values = headers.get_all(name).iter();
        let value =
            values.next().ok_or_else(|| SignatureError::SignedHeaderAbsent(name.clone()))?;
        if values.next().is_some() {
            return Err(SignatureError::SignedHeaderRepeated(name.clone()));
        }
        lines.extend_from_slice(name.as_str().as_bytes());
        lines.push(b':');
        lines.extend_from_slice(value.as_bytes().trim_ascii());
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The path in the spellings the SDKs sign, the usual one first; equal ones only once.
pub(super) fn uri_spellings(raw_path: &str) -> Vec<String> {
    distinct(uri_decoded_whole(raw_path), uri_decoded_by_segment(raw_path))
}

/// The query in the spellings the SDKs sign, the usual one first; equal ones only once.
pub(super) fn query_spellings(raw_query: &str) -> Vec<String> {
    distinct(query_sorted(raw_query), query_sorted_by_name(raw_query))
}

fn distinct(usual: String, other: String) -> Vec<String> {
    if usual == other { vec![usual] } else { vec![usual, other] }
}

/// Decodes the whole path and splits then, so that `%2F` becomes a separator (Python).
pub(super) fn uri_decoded_whole(raw_path: &str) -> String {
    join_segments(decode(raw_path.as_bytes()).split(|byte| *byte == b'/'))
}

/// Splits first and decodes each segment, so that `%2F` stays in its segment (Java, Go).
fn uri_decoded_by_segment(raw_path: &str) -> String {
    let segments: Vec<Vec<u8>> =
        raw_path.split('/').map(|segment| decode(segment.as_bytes())).collect();
    join_segments(segments.iter().map(Vec::as_slice))
}

fn join_segments<'a>(segments: impl Iterator<Item = &'a [u8]>) -> String {
    let mut uri = segments.map(encode).collect::<Vec<_>>().join("/");
    if !uri.ends_with('/') {
        uri.push('/');
    }
    uri
}

/// Pairs sorted by name and then value.
pub(super) fn query_sorted(raw_query: &str) -> String {
    let mut pairs = pairs(raw_query);
    pairs.sort();
    join_pairs(&pairs)
}

/// Pairs sorted by name, the values of a repeated name in order of arrival (Java).
fn query_sorted_by_name(raw_query: &str) -> String {
    let mut pairs = pairs(raw_query);
    pairs.sort_by(|one, other| one.0.cmp(&other.0));
    join_pairs(&pairs)
}

fn pairs(raw_query: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    raw_query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name.as_bytes()), decode(value.as_bytes()))
        })
        .collect()
}

fn join_pairs(pairs: &[(Vec<u8>, Vec<u8>)]) -> String {
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// Replaces every `%XX` by its byte; anything else stands for itself.
fn decode(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, after @ ..] => hex_digit(*high).zip(hex_digit(*low)).zip(Some(after)),
            _ => None,
        };
        if let Some(((high, low), after)) = escaped {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    bytes
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Writes unreserved characters as they are and every other byte as `%XX`.
fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            text.push(char::from(byte));
        } else {
            text.push('%');
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn path_is_spelled_in_both_ways_where_they_differ() {
        assert_eq!(uri_spellings("/a/b"), ["/a/b/"]);
        assert_eq!(uri_spellings("/a/b/"), ["/a/b/"]);
        assert_eq!(uri_spellings(""), ["/"]);
        assert_eq!(uri_spellings("/"), ["/"]);
        assert_eq!(uri_spellings("/CS%201%2Fa"), ["/CS%201/a/", "/CS%201%2Fa/"]);
        assert_eq!(uri_spellings("/%zz%4"), ["/%25zz%254/"]);
        assert_eq!(uri_spellings("/~%7e"), ["/~~/"]);
    }

    #[test]
    fn query_is_sorted_and_encoded() {
        assert_eq!(query_spellings(""), [""]);
        assert_eq!(query_spellings("b=2&a=1"), ["a=1&b=2"]);
        assert_eq!(query_spellings("a=2&a=1"), ["a=1&a=2", "a=2&a=1"]);
        assert_eq!(query_spellings("a&b=&&c=="), ["a=&b=&c=%3D"]);
        assert_eq!(query_spellings("t=08:05+%20"), ["t=08%3A05%2B%20"]);
    }

    proptest! {
        #[test]
        fn encoding_is_undone_by_decoding(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert_eq!(decode(encode(&bytes).as_bytes()), bytes);
        }

        #[test]
        fn any_path_and_query_is_spelled_without_panic(text in "[ -~]{0,64}") {
            for uri in uri_spellings(&text) {
                prop_assert!(uri.ends_with('/'));
            }
            for query in query_spellings(&text) {
                prop_assert_eq!(query_sorted(&query), query_sorted(&text));
            }
        }
    }
}
