//! Files of cases: `POST …/cases/{id}/files` takes one, `POST …/files/{file}/remove` takes one away,
//! `GET /files/{id}/{name}` opens one.
//!
//! All of it works without any code in the browser: a post leads back to the page of the case, whose
//! address says what happened. What a file may be is decided by the services; this door bounds what is
//! read ([`form`]), and says how what was kept is handed out again.

mod form;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use futures::stream;
use hezong_app::routes;
use hezong_app::server::SessionSecret;
use hezong_contract::query;
use hezong_domain::files::{FileProblem, FileType, Purpose};
use hezong_domain::{CertificateId, ProblemKind};
use hezong_services::benefits::papers::{self, NewPaper, Opened};
use hezong_services::{Error, RequestFacts, Services};
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tracing::Instrument;

use super::answer::Rebuff;
use super::body::bytes;
use super::caller;

/// Uploads read at the same time: each holds its file in memory.
const AT_ONCE: usize = 8;
/// Files sent at the same time: each is in memory until its reader has it.
const SENT_AT_ONCE: usize = 32;
/// How long a reader waits for others to have theirs.
const SENDING_WAIT: Duration = Duration::from_secs(10);
/// What is handed to a connection at a time, in bytes.
const PIECE: usize = 64 * 1024;
/// Most of a body that is read, in megabytes. A file that is too large is read to its end and let go, so
/// that the browser gets an answer instead of a broken connection.
const BODY_MB: usize = 64;
/// Most of a form without a file, in bytes.
const FORM_MAX: usize = 16 * 1024;
/// What a file that is opened may do: nothing. Pictures are drawn, and that is all.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";
/// The same for PDF. Browsers do not start their own reader, which is a sandbox itself, inside of another
/// one; documents with scripts are refused when they are handed in.
const READER: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the door works with.
#[derive(Clone)]
struct Files {
    services: Services,
    turns: Arc<Semaphore>,
    sendings: Arc<Semaphore>,
}

/// Which files of a case a post is about, for the way back.
#[derive(Debug, Clone, Default, Deserialize)]
struct About {
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    item: String,
}

/// The addresses. They bound their bodies themselves: files are larger than forms.
pub(crate) fn doors(services: &Services) -> Router {
    let files = Files {
        services: services.clone(),
        turns: Arc::new(Semaphore::new(AT_ONCE)),
        sendings: Arc::new(Semaphore::new(SENT_AT_ONCE)),
    };
    let mut router = Router::new().route("/files/{id}/{name}", get(open));
    for page in [routes::partner_case("{id}"), routes::ops_case("{id}")] {
        let large = DefaultBodyLimit::max(bytes(BODY_MB));
        let small = DefaultBodyLimit::max(FORM_MAX);
        router = router
            .route(&routes::case_files(&page), post(upload).layer(large))
            .route(&routes::case_file_removal(&page, "{file}"), post(remove).layer(small));
    }
    router.with_state(files)
}

/// Every address as the router knows it, for the access matrix: reading, handing in, taking away.
pub fn paths() -> [(Method, String); 5] {
    let [partner, ops] = [routes::partner_case("{id}"), routes::ops_case("{id}")];
    [
        (Method::GET, "/files/{file}/{name}".to_owned()),
        (Method::POST, routes::case_files(&partner)),
        (Method::POST, routes::case_files(&ops)),
        (Method::POST, routes::case_file_removal(&partner, "{file}")),
        (Method::POST, routes::case_file_removal(&ops, "{file}")),
    ]
}

/// Takes a file for a case and leads back to it.
///
/// Permission: that of seeing the case; which role hands in what is the workflow's table.
async fn upload(
    State(files): State<Files>,
    Extension(facts): Extension<RequestFacts>,
    Extension(secret): Extension<SessionSecret>,
    Path(id): Path<String>,
    parts: Parts,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let cx = match caller::context(&files.services, &facts, &secret).await {
        Ok(cx) => cx,
        Err(error) => return failed(&error, &facts, &parts, &About::default()),
    };
    // Whose case it is comes first: strangers hold no turn, and learn nothing from what is wrong with a file.
    if let Err(error) = papers::may_see(&cx, &id).await {
        return failed(&error, &facts, &parts, &About::default());
    }
    // Never closed, so a turn always comes.
    let turn = Arc::clone(&files.turns).acquire_owned().await.ok();
    let read = match form {
        Ok(form) => form::read(form).await,
        Err(_) => form::Read { refused: Some(FileProblem::Missing), ..form::Read::default() },
    };
    let form::Read { about, new, refused } = read;
    let outcome = if let Some(what) = refused {
        Err(Error::field("file", ProblemKind::File { what }))
    } else {
        let work = async move {
            let done = papers::add(&cx, &NewPaper { case: id, ..new }).await;
            drop(turn);
            done
        };
        // To its end, with its turn, although the browser may be gone: files are looked at on threads that
        // do not stop for that.
        let done = tokio::spawn(work.in_current_span()).await;
        done.unwrap_or_else(|error| Err(Error::Internal(error.to_string())))
    };
    match outcome {
        Ok(()) => back(&parts, "added", &about),
        Err(error) => failed(&error, &facts, &parts, &about),
    }
}

/// Takes a file away from its case and leads back to it.
///
/// Permission: as for adding.
async fn remove(
    State(files): State<Files>,
    Extension(facts): Extension<RequestFacts>,
    Extension(secret): Extension<SessionSecret>,
    Path((id, file)): Path<(String, String)>,
    parts: Parts,
    form: Result<Form<About>, FormRejection>,
) -> Response {
    let about = form.map(|Form(about)| about).unwrap_or_default();
    let done = match caller::context(&files.services, &facts, &secret).await {
        Ok(cx) => papers::remove(&cx, &id, &file).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => back(&parts, "removed", &about),
        Err(error) => failed(&error, &facts, &parts, &about),
    }
}

/// The page of the case the post was sent from.
fn case_page(parts: &Parts) -> &str {
    let path = parts.uri.path();
    path.split_once("/files").map_or(path, |(page, _)| page)
}

/// Back to the case, with what happened. Only what we know stands in the address.
fn back(parts: &Parts, said: &str, about: &About) -> Response {
    let purpose = Purpose::parse(&about.purpose).map_or("", Purpose::as_str);
    let item = CertificateId::parse(&about.item).map(String::from).unwrap_or_default();
    let said = query::build([("file", said), ("purpose", purpose), ("item", item.as_str())]);
    let address = format!("{}#files", routes::with_query(case_page(parts), &said));
    Redirect::to(&address).into_response()
}

fn failed(error: &Error, facts: &RequestFacts, parts: &Parts, about: &About) -> Response {
    match error {
        Error::Unauthenticated => Redirect::to(&routes::sign_in(case_page(parts))).into_response(),
        Error::Invalid(problems) => match problems.of("file") {
            Some(ProblemKind::File { what }) => back(parts, what.as_str(), about),
            _ => back(parts, FileProblem::NotWanted.as_str(), about),
        },
        error => caller::asker_of(parts, facts).rebuff(hidden(error, facts)),
    }
}

/// What is not the caller's is not there.
fn hidden(error: &Error, facts: &RequestFacts) -> Rebuff {
    match caller::rebuff(error, facts) {
        Rebuff::Forbidden => Rebuff::NotFound,
        why => why,
    }
}

/// Sends a file to whoever sees the case it stands with; people without a session are sent to sign in.
///
/// Permission: that of seeing the case.
async fn open(
    State(files): State<Files>,
    Extension(facts): Extension<RequestFacts>,
    Extension(secret): Extension<SessionSecret>,
    Path((id, _)): Path<(String, String)>,
    request: Request,
) -> Response {
    let cx = caller::context(&files.services, &facts, &secret).await;
    let asker = caller::asker(&request, &facts);
    let mut turn = None;
    if cx.is_ok() {
        let sendings = Arc::clone(&files.sendings);
        let Ok(Ok(permit)) = timeout(SENDING_WAIT, sendings.acquire_owned()).await else {
            return asker.rebuff(Rebuff::Busy);
        };
        turn = Some(permit);
    }
    let found = match cx {
        Ok(cx) => papers::open(&cx, &id).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(found) => sent(found, turn),
        Err(Error::Unauthenticated) => {
            Redirect::to(&routes::sign_in(request.uri().path())).into_response()
        }
        Err(error) => asker.rebuff(hidden(&error, &facts)),
    }
}

fn sent(found: Opened, turn: Option<OwnedSemaphorePermit>) -> Response {
    let is_inline = found.kind.is_some_and(FileType::opens_inline);
    let media_type = found.kind.map_or("application/octet-stream", FileType::media_type);
    let policy = if found.kind == Some(FileType::Pdf) { READER } else { SANDBOX };
    let lines: [(HeaderName, String); 5] = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_LENGTH, found.content.len().to_string()),
        (header::CONTENT_DISPOSITION, disposition(is_inline, &found.name)),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    let mut response = Response::new(in_pieces(found.content, turn));
    for (name, value) in lines {
        match HeaderValue::from_str(&value) {
            Ok(value) => response.headers_mut().insert(name, value),
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
    }
    response
}

/// A file piece by piece, with its turn until the last one is taken. Pieces are copied: a part of the whole
/// would keep all of it in memory while it waits for the connection.
fn in_pieces(content: Vec<u8>, turn: Option<OwnedSemaphorePermit>) -> Body {
    let pieces = stream::unfold((content, 0, turn), |(content, from, turn)| async move {
        let rest = content.get(from..).filter(|rest| !rest.is_empty())?;
        let piece = Bytes::copy_from_slice(rest.get(..PIECE).unwrap_or(rest));
        let next = from + piece.len();
        Some((Ok::<_, Infallible>(piece), (content, next, turn)))
    });
    Body::from_stream(pieces)
}

/// How the browser treats the file, with its name for old programs and for all others (RFC 6266, 5987).
fn disposition(is_inline: bool, name: &str) -> String {
    let kind = if is_inline { "inline" } else { "attachment" };
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' })
        .collect();
    format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{}", query::encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_turn_lasts_until_the_file_is_sent_or_its_reader_gone() {
        let turns = Arc::new(Semaphore::new(1));
        let turn = || Arc::clone(&turns).try_acquire_owned().ok();
        let content: Vec<u8> = (0..=250).cycle().take(PIECE * 2 + 7).collect();
        let body = in_pieces(content.clone(), turn());
        assert!(turn().is_none(), "it is held while the file is sent");
        let read = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        assert!(read == content);
        let held = turn();
        assert!(held.is_some(), "it is given back");
        drop(in_pieces(content, held));
        assert!(turn().is_some(), "a reader that goes away gives it back");
    }

    #[test]
    fn names_of_files_break_no_header() {
        for (name, expected) in [
            ("a b.pdf", "inline; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf"),
            ("\u{8bc1}.pdf", "inline; filename=\"_.pdf\"; filename*=UTF-8''%E8%AF%81.pdf"),
            (
                "a\"\r\nb\\.pdf",
                "inline; filename=\"a___b_.pdf\"; filename*=UTF-8''a%22%0D%0Ab%5C.pdf",
            ),
        ] {
            assert_eq!(disposition(true, name), expected);
            assert!(HeaderValue::from_str(&disposition(false, name)).is_ok());
        }
    }
}
