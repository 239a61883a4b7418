//! Exports: asked for here, written by a job, kept three days. Names in files are masked (ui.md §2.6).

mod write;

pub(crate) use write::defused;

use hezong_contract::exports::{ExportRow, FORMATS, KINDS};
use hezong_domain::access::Permission;
use hezong_domain::coupons::QuotaType;
use hezong_domain::time::MINUTE_MS;
use hezong_domain::{ExportId, Page, UserId, Window};
use hezong_storage::operation::{Export, ExportState};

use crate::act::{Deed, perform};
use crate::context::{Context, Services};
use crate::entropy::Make;
use crate::identity::principal_of;
use crate::{Error, Result, messages};

/// Days a file is kept.
const KEPT_DAYS: i64 = 3;
/// How long a worker may take before another one takes over.
const LEASE_MS: i64 = 5 * MINUTE_MS;
/// Attempts before an export is given up.
const ATTEMPTS_MAX: i64 = 3;

/// What is exported.
#[derive(Debug, Clone)]
pub struct NewExport {
    /// `issued` or `records`.
    pub kind: String,
    /// Voucher or cash coupon.
    pub quota_type: QuotaType,
    /// `csv` or `xlsx`.
    pub format: String,
    /// The list's query string: filters as on screen.
    pub query: String,
    /// Language of the headings.
    pub lang: String,
}

/// A file to download.
pub struct Download {
    /// Name for the browser.
    pub name: String,
    /// MIME type.
    pub mime: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

fn permission_of(kind: &str) -> Permission {
    if kind == "records" { Permission::RecordView } else { Permission::IssuedView }
}

fn own(cx: &Context) -> Result<UserId> {
    cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)
}

/// Asks for an export.
///
/// # Errors
/// Without the permission for the list itself; [`Error::NotFound`] for an unknown kind or format.
pub async fn request(cx: &Context, new: &NewExport) -> Result<ExportId> {
    if !KINDS.contains(&new.kind.as_str()) || !FORMATS.contains(&new.format.as_str()) {
        return Err(Error::NotFound("export kind"));
    }
    let user = &own(cx)?;
    let id = &cx.services().entropy().export_id(cx.now());
    let deed = Deed::new(permission_of(&new.kind), "export.request", new.kind.as_str());
    perform(cx, deed, |mut act| async move {
        let export = Export {
            id: id.clone(),
            account_id: act.cx.principal().account_id().clone(),
            user_id: user.clone(),
            kind: new.kind.clone(),
            quota_type: new.quota_type.as_str().to_owned(),
            format: new.format.clone(),
            query: new.query.chars().take(2_000).collect(),
            lang: new.lang.clone(),
            state: ExportState::Waiting,
            rows_done: 0,
            rows_total: 0,
            attempts: 0,
            file: None,
            size_bytes: 0,
            created_at: act.now,
            expires_at: act.now.plus_days(KEPT_DAYS),
        };
        act.tx.operation().add_export(&export).await?;
        act.done(id.clone(), id.as_str(), new.query.as_str())
    })
    .await
}

fn row(export: Export) -> ExportRow {
    ExportRow {
        id: export.id.to_string(),
        kind: export.kind,
        quota_type: export.quota_type,
        format: export.format,
        state: export.state.as_str().to_owned(),
        rows_done: export.rows_done,
        rows_total: export.rows_total,
        size_bytes: export.size_bytes,
        created_at: export.created_at,
        expires_at: export.expires_at,
    }
}

/// The caller's exports, newest first.
///
/// # Errors
/// When storage fails.
pub async fn list(cx: &Context, window: Window) -> Result<Page<ExportRow>> {
    let user = own(cx)?;
    let mut tx = cx.services().storage().read().await?;
    Ok(tx.operation().list_exports(&user, window).await?.map(row))
}

/// One of the caller's finished files.
///
/// # Errors
/// [`Error::NotFound`] when it is not the caller's, not done, or gone.
pub async fn download(cx: &Context, id: &str) -> Result<Download> {
    let user = own(cx)?;
    let id = ExportId::parse(id).map_err(|_| Error::NotFound("export"))?;
    let export = {
        let mut tx = cx.services().storage().read().await?;
        tx.operation().find_export(&user, &id).await?
    };
    let export = export
        .filter(|e| e.state == ExportState::Done && cx.now() < e.expires_at)
        .ok_or(Error::NotFound("export"))?;
    cx.authorize(permission_of(&export.kind))?;
    let bytes = export.file.ok_or(Error::NotFound("export"))?;
    crate::audit::note(cx, "export.download", id.as_str(), "done", &export.kind).await?;
    let day = export.created_at.local_day();
    let mime = match export.format.as_str() {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "text/csv; charset=utf-8",
    };
    let name = format!("hezong-{}-{}-{day}.{}", export.quota_type, export.kind, export.format);
    Ok(Download { name, mime, bytes })
}

/// Writes the next waiting export, if there is one. A worker that dies loses its lease and another one
/// starts over.
///
/// # Errors
/// When storage fails.
pub async fn work(services: &Services, worker: &str) -> Result<bool> {
    let now = services.now();
    let leased = {
        let mut tx = services.storage().write().await?;
        let leased = tx.operation().lease_export(worker, now, now.plus_ms(LEASE_MS)).await?;
        tx.commit().await?;
        leased
    };
    let Some(mut export) = leased else {
        return Ok(false);
    };
    let written = write_for(services, &mut export).await;
    let kind = match written {
        Ok(bytes) => {
            export.size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            export.file = Some(bytes);
            export.state = ExportState::Done;
            Some("export_done")
        }
        Err(error) => {
            tracing::error!(export.id = %export.id, "export `{}` failed: {error}", export.id);
            export.state = if export.attempts >= ATTEMPTS_MAX {
                ExportState::Failed
            } else {
                ExportState::Waiting
            };
            (export.state == ExportState::Failed).then_some("export_failed")
        }
    };
    finish(services, &export, kind).await?;
    Ok(true)
}

async fn finish(services: &Services, export: &Export, message: Option<&str>) -> Result<()> {
    let cx = &services.system(export.account_id.clone(), "export");
    perform(cx, Deed::own("export.write", export.id.as_str()), |mut act| async move {
        act.tx.operation().update_export(export).await?;
        if let Some(kind) = message {
            let args = [
                ("what", format!("@exports.kind_{}", export.kind)),
                ("rows", export.rows_done.to_string()),
            ];
            messages::send(&mut act, &export.user_id, kind, &args).await?;
        }
        act.done((), export.id.as_str(), export.state.as_str())
    })
    .await
}

/// Reads the list as the person who asked would see it now.
async fn write_for(services: &Services, export: &mut Export) -> Result<Vec<u8>> {
    let user = {
        let mut tx = services.storage().read().await?;
        tx.identity().find_user(&export.user_id).await?
    };
    let user = user.ok_or(Error::NotFound("user"))?;
    let proof = hezong_domain::access::Proof::Session;
    let principal = principal_of(services, &user, proof).await?.ok_or(Error::NotFound("user"))?;
    let facts = crate::RequestFacts::internal(hezong_domain::RequestId::new("export"));
    let cx = services.context(principal, facts);
    write::write(&cx, export).await
}

/// Removes files whose time is over; answers how many.
///
/// # Errors
/// When storage fails.
pub async fn lapse(services: &Services) -> Result<i64> {
    let mut tx = services.storage().write().await?;
    let count = tx.operation().lapse_exports(services.now()).await?;
    tx.commit().await?;
    Ok(count)
}
