//! AK/SK signatures, `SDK-HMAC-SHA256` (open-api §2): reading the header, verifying and making
//! them.
//!
//! What is signed is decided by the client's `SignedHeaders` list: the SDKs differ in what they
//! sign, and only `x-sdk-date` is demanded. No time, key or storage is fetched here; the caller
//! passes them in.
//!
//! Two things a signature does not protect by its design: whether `/` in a path was sent as `%2F`,
//! and the order of the values of a repeated query key. Both are spelled differently by the SDKs.

mod canonical;
mod header;

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::time::parse_sdk_date;
use canonical::Payload;
pub use header::ParsedAuthorization;

/// The one algorithm we accept.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// How far `X-Sdk-Date` may lie from our clock in either direction, in ms (open-api §2).
pub const SKEW_MAX_MS: i64 = 15 * 60 * 1_000;

/// When the request was signed, `yyyyMMdd'T'HHmmss'Z'`.
const SDK_DATE: HeaderName = HeaderName::from_static("x-sdk-date");

/// Why a signature was not accepted. Each is a 401 with its own reason (APIG.0301).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// There is no `Authorization` header.
    #[error("no Authorization header")]
    MissingAuthorization,
    /// The header names another algorithm than [`ALGORITHM`].
    #[error("unsupported algorithm")]
    UnsupportedAlgorithm,
    /// The header is not of the form `<algorithm> Access=…, SignedHeaders=…, Signature=…`.
    #[error("malformed Authorization header")]
    Malformed,
    /// There is no `X-Sdk-Date` header.
    #[error("no X-Sdk-Date header")]
    MissingDate,
    /// `X-Sdk-Date` is not of the form `yyyyMMdd'T'HHmmss'Z'`.
    #[error("malformed X-Sdk-Date header")]
    BadDate,
    /// `x-sdk-date` is not in the `SignedHeaders` list.
    #[error("x-sdk-date is not signed")]
    DateNotSigned,
    /// A header of the `SignedHeaders` list is not in the request.
    #[error("signed header {0} is absent")]
    SignedHeaderAbsent(HeaderName),
    /// A header of the `SignedHeaders` list is in the request more than once, so what was signed is
    /// unclear.
    #[error("signed header {0} is repeated")]
    SignedHeaderRepeated(HeaderName),
    /// The signature is not 64 lower-case hexadecimal digits.
    #[error("signature is not 64 lower-case hexadecimal digits")]
    BadSignatureHex,
    /// `X-Sdk-Date` lies more than [`SKEW_MAX_MS`] from our clock.
    #[error("X-Sdk-Date is too far from the server's time")]
    Skewed,
    /// `X-Sdk-Content-Sha256` is not the hash of the body.
    #[error("X-Sdk-Content-Sha256 does not match the body")]
    ContentHashMismatch,
    /// The body is JSON, but `X-Sdk-Content-Sha256` says that it was left out of the signature.
    #[error("a JSON body must be signed")]
    UnsignedPayload,
    /// The signature is not the one the secret key gives for this request.
    #[error("signature does not match")]
    Mismatch,
}

impl SignatureError {
    /// Says whether this is an attempt with a wrong secret or a changed request, to be counted by
    /// [`crate::lock::KeyLocks`]; the other errors are mistakes of form.
    pub fn is_guess(&self) -> bool {
        matches!(self, Self::Mismatch | Self::ContentHashMismatch)
    }
}

/// The parts of a request that are signed, exactly as they came over the wire.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// Method, in any case.
    pub method: &'a str,
    /// Path as sent, still percent-encoded.
    pub raw_path: &'a str,
    /// Query as sent, without the `?`; empty when there is none.
    pub raw_query: &'a str,
    /// All headers. `Host` must be as the client sent it.
    pub headers: &'a HeaderMap,
    /// Body bytes.
    pub body: &'a [u8],
}

/// Verifies a signature against the secret key of `authorization.access_key` at `now_ms` (ms since
/// 1970).
///
/// Of the spellings the SDKs sign, each is tried in turn: path decoded as a whole, then segment by
/// segment; query sorted, then with the values of a repeated key in order of arrival. Comparison
/// takes constant time.
///
/// # Errors
/// [`SignatureError::Skewed`], `SignedHeaderAbsent`, `SignedHeaderRepeated`, `ContentHashMismatch`,
/// `UnsignedPayload` or `Mismatch`.
pub fn verify(
    authorization: &ParsedAuthorization,
    request: &SignedRequest<'_>,
    secret: &[u8],
    now_ms: i64,
) -> Result<(), SignatureError> {
    if now_ms.abs_diff(authorization.date_ms) > SKEW_MAX_MS.unsigned_abs() {
        return Err(SignatureError::Skewed);
    }
    let headers = canonical::headers(&authorization.signed_headers, request.headers)?;
    let payload = Payload::of_received(request)?;
    // HMAC takes an empty key as well; a key that was lost on the way must not become one that
    // anyone knows.
    if secret.is_empty() {
        return Err(SignatureError::Mismatch);
    }
    for uri in canonical::uri_spellings(request.raw_path) {
        for query in canonical::query_spellings(request.raw_query) {
            let text = canonical::request(
                request.method,
                &uri,
                &query,
                &headers,
                &authorization.signed_headers_text,
                &payload,
            );
            let expected = signature(&authorization.date, &text, secret)?;
            if bool::from(expected[..].ct_eq(&authorization.signature[..])) {
                return Ok(());
            }
        }
    }
    Err(SignatureError::Mismatch)
}

/// Makes the value of the `Authorization` header for a request, as the Python SDK does.
///
/// `signed_headers` are the lower-case names to sign, sorted; all must be in the request,
/// `x-sdk-date` among them.
///
/// # Errors
/// `MissingDate`, `BadDate`, `DateNotSigned`, `SignedHeaderAbsent`, `SignedHeaderRepeated`,
/// `ContentHashMismatch`, `UnsignedPayload`, or `Malformed` for a name that no header can have.
pub fn sign(
    request: &SignedRequest<'_>,
    signed_headers: &[&str],
    access_key: &str,
    secret: &[u8],
) -> Result<String, SignatureError> {
    let date = request.headers.get(SDK_DATE).ok_or(SignatureError::MissingDate)?;
    let date = date.to_str().map_err(|_| SignatureError::BadDate)?;
    parse_sdk_date(date).map_err(|_| SignatureError::BadDate)?;

    let names = signed_headers
        .iter()
        .map(|name| HeaderName::from_bytes(name.as_bytes()).map_err(|_| SignatureError::Malformed))
        .collect::<Result<Vec<_>, _>>()?;
    if !names.contains(&SDK_DATE) {
        return Err(SignatureError::DateNotSigned);
    }
    let names_text = signed_headers.join(";");
    let text = canonical::request(
        request.method,
        &canonical::uri_decoded_whole(request.raw_path),
        &canonical::query_sorted(request.raw_query),
        &canonical::headers(&names, request.headers)?,
        &names_text,
        &Payload::of_received(request)?,
    );
    let signature = hex::encode(signature(date, &text, secret)?);
    Ok(format!(
        "{ALGORITHM} Access={access_key}, SignedHeaders={names_text}, Signature={signature}"
    ))
}

/// HMAC-SHA256 over algorithm, date and the hash of the canonical request.
fn signature(
    date: &str,
    canonical_request: &[u8],
    secret: &[u8],
) -> Result<[u8; 32], SignatureError> {
    let hash = hex::encode(Sha256::digest(canonical_request));
    // HMAC takes keys of any length, so the error cannot occur.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| SignatureError::Mismatch)?;
    mac.update(format!("{ALGORITHM}\n{date}\n{hash}").as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
