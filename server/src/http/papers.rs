//! Papers as PDF: `GET …/invoice-list.pdf`, beside the page that shows the same list.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};
use axum::{Extension, Router};
use hezong_app::routes;
use hezong_app::server::SessionSecret;
use hezong_contract::query;
use hezong_domain::accounts::AccountKind;
use hezong_domain::invoicing::InvoiceSheet;
use hezong_print::{FontList, PrintError, invoice_sheet};
use hezong_services::benefits::sheet::sheet;
use hezong_services::{Error, RequestFacts, Services};
use hezong_texts::{Lang, invoice_sheet as t};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::answer::{Asker, Rebuff};
use super::caller;

/// Papers that are made at the same time. Each holds a font of up to 20 MB while it is made.
const AT_ONCE: usize = 2;
/// What stands for the number of a request in a path.
const ANY: &str = "{id}";

/// What papers are made with.
#[derive(Clone)]
pub(crate) struct Papers {
    services: Services,
    fonts: Arc<FontList>,
    turns: Arc<Semaphore>,
}

/// Why there is no paper.
enum NoPaper {
    /// The list is not to be had.
    List(Error),
    /// It is there, but cannot be printed.
    Print(PrintError),
}

/// The addresses of papers.
pub(crate) fn doors<S: Clone + Send + Sync + 'static>(
    services: &Services,
    fonts: &FontList,
) -> Router<S> {
    let papers = Papers {
        services: services.clone(),
        fonts: Arc::new(fonts.clone()),
        turns: Arc::new(Semaphore::new(AT_ONCE)),
    };
    let [partner, ops] = paths();
    Router::new()
        .route(&partner, door(&papers, AccountKind::Partner))
        .route(&ops, door(&papers, AccountKind::Vendor))
}

/// The paths of papers, with `{id}` for what varies: the access matrix must name them all.
pub fn paths() -> [String; 2] {
    [routes::invoice_sheet_pdf(ANY), routes::ops_invoice_sheet_pdf(ANY)]
}

fn door<S: Clone + Send + Sync + 'static>(papers: &Papers, kind: AccountKind) -> MethodRouter<S> {
    let answer = move |state: State<Papers>,
                       facts: Extension<RequestFacts>,
                       secret: Extension<SessionSecret>,
                       Path(id): Path<String>,
                       request: Request| async move {
        // A request that is still being read cannot be shared; what an answer needs of it can.
        let asker = caller::asker(&request, &facts);
        send(&state, kind, &facts, &secret, &id, &asker).await
    };
    get(answer).with_state(papers.clone())
}

/// Sends the list of a payment request, made at this moment from its frozen facts. Who may not have it
/// is told what the page would tell; before it can be printed, the page says when it can be.
///
/// Permission: `Permission::BenefitView` or, for the vendor's people, `Permission::OpsBenefits`, decided by
/// the service.
async fn send(
    papers: &Papers,
    kind: AccountKind,
    facts: &RequestFacts,
    secret: &SessionSecret,
    id: &str,
    asker: &Asker,
) -> Response {
    let page = match kind {
        AccountKind::Vendor => routes::ops_invoice_sheet(id),
        _ => routes::invoice_sheet(id),
    };
    match make(papers, kind, facts, secret, id).await {
        Ok((list, bytes)) => inline(&list, bytes),
        Err(NoPaper::List(Error::Unauthenticated)) => {
            Redirect::to(&routes::sign_in(&page)).into_response()
        }
        Err(NoPaper::List(Error::Case(_))) => Redirect::to(&page).into_response(),
        Err(NoPaper::List(error)) => asker.rebuff(caller::rebuff(&error, facts)),
        Err(NoPaper::Print(error)) => {
            let id = &facts.id;
            tracing::error!(request.id = %id, "request `{id}` failed: {error}");
            asker.rebuff(match error {
                PrintError::NoChineseFont(_) => Rebuff::NoFonts,
                PrintError::Pdf(_) => Rebuff::Internal,
            })
        }
    }
}

async fn make(
    papers: &Papers,
    kind: AccountKind,
    facts: &RequestFacts,
    secret: &SessionSecret,
    id: &str,
) -> Result<(InvoiceSheet, Vec<u8>), NoPaper> {
    let cx = caller::context(&papers.services, facts, secret).await.map_err(NoPaper::List)?;
    if cx.principal().kind() != kind {
        // The other console's address.
        return Err(NoPaper::List(Error::NotFound("case")));
    }
    let list = sheet(&cx, id).await.map_err(NoPaper::List)?;
    let internal = |what: String| NoPaper::List(Error::Internal(what));
    let turn = Arc::clone(&papers.turns).acquire_owned().await;
    let turn = turn.map_err(|error| internal(error.to_string()))?;
    let fonts = Arc::clone(&papers.fonts);
    let made = spawn_blocking(move || {
        // Ends with the work, not with the request: who goes away does not stop it.
        let _turn = turn;
        let bytes = invoice_sheet(&list, &fonts);
        (list, bytes)
    });
    let (list, bytes) = made.await.map_err(|error| internal(error.to_string()))?;
    Ok((list, bytes.map_err(NoPaper::Print)?))
}

/// Shown by the browser, saved under a name that says what it is (RFC 6266, RFC 5987).
fn inline(list: &InvoiceSheet, bytes: Vec<u8>) -> Response {
    let what = t::HEADING.get(Lang::ZhCn);
    let (quarter, number) = (list.quarter, &list.request_id);
    let full = query::encode(&format!("{what}-{quarter}-{number}.pdf"));
    let disposition = format!(
        "inline; filename=\"invoice-list-{quarter}-{number}.pdf\"; filename*=UTF-8''{full}"
    );
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    // Ids are plain and the rest is encoded; a header that is none would only cost the name.
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, Body::from(bytes)).into_response()
}
