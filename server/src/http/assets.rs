//! The built site, served from memory.
//!
//! `cargo xtask build` leaves stylesheet, code and public files, each with compressed copies and
//! all listed in `manifest.json`, in `target/site`. A release has that folder inside the binary; a
//! debug build reads it from disk once, when the server starts. Pages are not made here.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use hezong_app::hydration::AssetNames;
use rust_embed::{Embed, EmbeddedFile};
use serde::Deserialize;

/// Hashed files never change under their name.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Files with a fixed name are asked for again after some minutes; the ETag makes that cheap.
const SHORT: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// Where the builder puts every file whose name carries its hash.
const HASHED_FOLDER: &str = "/pkg/";
const MANIFEST: &str = "manifest.json";

#[derive(Embed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// What the site builder says about the site: the names pages need and the hash of every file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AssetManifest {
    /// The names of the files that pages load.
    #[serde(flatten)]
    pub names: AssetNames,
    /// Every file by its address.
    pub files: HashMap<String, ManifestFile>,
}

/// One file in the manifest.
#[derive(Clone, Debug, Deserialize)]
pub struct ManifestFile {
    /// `sha384-…`, for an `integrity` attribute; also the file's ETag.
    pub integrity: String,
}

/// One file of the site with its compressed copies.
struct Asset {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    content_type: HeaderValue,
    cache: HeaderValue,
    /// The hash; the tag of a compressed copy has the coding appended.
    hash: String,
}

/// All files of the site and the manifest, held in memory.
pub struct Assets {
    files: HashMap<String, Asset>,
    names: Arc<AssetNames>,
}

static SITE: LazyLock<Assets> = LazyLock::new(Assets::read);

impl Assets {
    /// The site of this process; the first call reads it.
    pub fn load() -> &'static Self {
        &SITE
    }

    /// The names to provide as context to every rendered page.
    pub fn names(&self) -> Arc<AssetNames> {
        Arc::clone(&self.names)
    }

    fn read() -> Self {
        let Some(manifest) = Site::get(MANIFEST) else {
            tracing::warn!("the site is not built: pages have no style; run `cargo xtask build`");
            return Self { files: HashMap::new(), names: Arc::default() };
        };
        let manifest = serde_json::from_slice::<AssetManifest>(&manifest.data);
        let manifest = manifest.unwrap_or_else(|error| {
            tracing::error!(%error, "the site's manifest cannot be read; serving pages without it");
            AssetManifest::default()
        });
        let files = manifest.files.into_iter().filter_map(|(path, file)| {
            let asset = Asset::read(&path, file.integrity)?;
            Some((path, asset))
        });
        Self { files: files.collect(), names: Arc::new(manifest.names) }
    }

    /// The answer to a request for `path`, or nothing when no file of the site has that address.
    ///
    /// Addresses in the folder of hashed files are always answered: a missing one is a plain 404,
    /// not a page.
    pub fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
        let reads = method == Method::GET || method == Method::HEAD;
        match self.files.get(path) {
            Some(asset) if reads => Some(asset.answer(method == Method::HEAD, headers)),
            Some(_) => Some(plain_answer(StatusCode::METHOD_NOT_ALLOWED)),
            None if path.starts_with(HASHED_FOLDER) => Some(plain_answer(StatusCode::NOT_FOUND)),
            None => None,
        }
    }
}

/// Middleware that answers requests for files of the site and passes on everything else.
pub async fn serve_assets(request: Request, next: Next) -> Response {
    match SITE.answer(request.method(), request.uri().path(), request.headers()) {
        Some(response) => response,
        None => next.run(request).await,
    }
}

impl Asset {
    fn read(path: &str, hash: String) -> Option<Self> {
        let key = path.trim_start_matches('/');
        let copy = |extension: &str| Site::get(&format!("{key}.{extension}")).map(bytes);
        Some(Self {
            plain: bytes(Site::get(key)?),
            brotli: copy("br"),
            gzip: copy("gz"),
            content_type: content_type(path),
            cache: if path.starts_with(HASHED_FOLDER) { FOREVER } else { SHORT },
            hash,
        })
    }

    fn answer(&self, head_only: bool, headers: &HeaderMap) -> Response {
        let (body, coding) = self.pick(headers);
        let tag =
            format!("\"{}{}\"", self.hash, coding.map_or_else(String::new, |c| format!("-{c}")));
        let unchanged = headers
            .get(header::IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|tags| tags == "*" || tags.split(',').any(|t| strong(t) == tag));
        let mut response = Response::new(Body::empty());
        let out = response.headers_mut();
        out.insert(header::CACHE_CONTROL, self.cache.clone());
        out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::try_from(tag) {
            out.insert(header::ETAG, tag);
        }
        if unchanged {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        out.insert(header::CONTENT_TYPE, self.content_type.clone());
        out.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        if let Some(coding) = coding {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        if !head_only {
            *response.body_mut() = Body::from(body.clone());
        }
        response
    }

    /// The smallest copy that the client says it can read.
    fn pick(&self, headers: &HeaderMap) -> (&Bytes, Option<&'static str>) {
        let brotli = self.brotli.as_ref().filter(|_| accepts(headers, "br"));
        let gzip = self.gzip.as_ref().filter(|_| accepts(headers, "gzip"));
        match (brotli, gzip) {
            (Some(body), _) => (body, Some("br")),
            (None, Some(body)) => (body, Some("gzip")),
            (None, None) => (&self.plain, None),
        }
    }
}

/// Whether the request accepts a content coding by name, with any weight but zero.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
            let refused = parts.any(|part| {
                let weight = part.strip_prefix("q=");
                weight.is_some_and(|weight| weight.bytes().all(|byte| matches!(byte, b'0' | b'.')))
            });
            named && !refused
        })
}

/// A tag of `If-None-Match` without the mark of weakness, which does not matter for reading.
fn strong(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn plain_answer(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The media type by the file's extension; the site holds only what this table knows.
fn content_type(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Assets {
        let asset = |path: &str, brotli: Option<&'static str>| {
            let asset = Asset {
                plain: Bytes::from_static(b"plain"),
                brotli: brotli.map(|text| Bytes::from_static(text.as_bytes())),
                gzip: brotli.map(|_| Bytes::from_static(b"gz")),
                content_type: content_type(path),
                cache: if path.starts_with(HASHED_FOLDER) { FOREVER } else { SHORT },
                hash: "sha384-abc".to_owned(),
            };
            (path.to_owned(), asset)
        };
        let files = [asset("/pkg/app.1.wasm", Some("b")), asset("/favicon.svg", None)];
        Assets { files: files.into_iter().collect(), names: Arc::default() }
    }

    fn get(path: &str, headers: &[(header::HeaderName, &'static str)]) -> Option<Response> {
        let headers = headers.iter().cloned().map(|(n, v)| (n, HeaderValue::from_static(v)));
        site().answer(&Method::GET, path, &headers.collect())
    }

    fn header_of(response: &Response, name: &header::HeaderName) -> String {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    }

    #[test]
    fn the_best_accepted_coding_is_sent_and_named() {
        for (accepted, coding) in [
            ("gzip, deflate, br", "br"),
            ("gzip, br;q=0", "gzip"),
            ("br;q=0.0, gzip;q=0.5", "gzip"),
            ("identity", ""),
        ] {
            let response = get("/pkg/app.1.wasm", &[(header::ACCEPT_ENCODING, accepted)]);
            let response = response.expect("the file is there");
            assert_eq!(header_of(&response, &header::CONTENT_ENCODING), coding, "{accepted}");
            assert_eq!(header_of(&response, &header::CONTENT_TYPE), "application/wasm");
        }
    }

    #[test]
    fn hashed_files_are_immutable_and_others_are_not() {
        let hashed = get("/pkg/app.1.wasm", &[]).expect("the file is there");
        assert!(header_of(&hashed, &header::CACHE_CONTROL).contains("immutable"));
        let public = get("/favicon.svg", &[]).expect("the file is there");
        assert!(!header_of(&public, &header::CACHE_CONTROL).contains("immutable"));
    }

    #[test]
    fn a_known_tag_is_answered_without_a_body() {
        let headers = [(header::IF_NONE_MATCH, "\"x\", W/\"sha384-abc\"")];
        let response = get("/favicon.svg", &headers).expect("the file is there");
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        let headers = [(header::IF_NONE_MATCH, "\"sha384-abc\""), (header::ACCEPT_ENCODING, "br")];
        let response = get("/pkg/app.1.wasm", &headers).expect("the file is there");
        assert_eq!(response.status(), StatusCode::OK, "the tag of another coding does not match");
    }

    #[test]
    fn unknown_addresses_are_left_to_the_pages_except_among_hashed_files() {
        assert!(get("/coupons", &[]).is_none());
        let missing = get("/pkg/app.2.wasm", &[]).expect("answered here");
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn files_are_only_read() {
        let answer = site().answer(&Method::POST, "/favicon.svg", &HeaderMap::new());
        assert_eq!(answer.expect("answered here").status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}
