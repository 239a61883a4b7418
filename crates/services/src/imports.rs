//! Imports: how a real operator fills the system from CSV files and workbooks.
//!
//! * [`columns`] says what each file holds; [`file`] and `workbook` turn bytes into rows of cells, `row`
//!   reads one of them and collects everything that is wrong.
//! * `run` weighs a row twice with the same code: for the preview, and in the transaction that writes it
//!   (ADR 5). Rows are written in batches; how far a file came is stored, so that an interrupted import goes
//!   on where it stood.
//! * One file per kind says what a row is and hands it to the use cases of the pages.

mod certificates;
pub mod columns;
mod customers;
mod entry;
pub mod file;
pub mod outcome;
mod partners;
mod policies;
pub mod report;
mod row;
mod run;
mod staff;
mod workbook;

use hezong_domain::access::Proof;
use hezong_texts::{Lang, imports as texts};

pub use columns::Kind;
pub use file::File;
pub use outcome::{Failed, Outcome, RowOutcome, Stage, Verdict, Wrong};

use self::entry::{Entry, Item};
use self::row::Row;
use crate::context::{Context, RequestFacts, Services};
use crate::entropy::Make;
use crate::{identity, setup};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The language of messages; headings are understood in any.
    pub lang: Lang,
    /// Whether good rows are written although others are refused.
    pub skip_bad_rows: bool,
    /// Whether versions of the policy are published; they become drafts otherwise.
    pub publish: bool,
    /// Batches written before stopping, to go on another time; all of them when `None`.
    pub batches_max: Option<usize>,
}

/// Shows what an import would do. Nothing but the plan itself is stored.
///
/// # Errors
/// [`Failed::File`] with every reason why the file can not be read; without the kind's permission.
pub async fn preview(
    cx: &Context,
    kind: Kind,
    file: &File<'_>,
    asked: &Asked,
) -> Result<Outcome, Failed> {
    go(cx, kind, file, asked, false).await
}

/// Does what [`preview`] showed: rows whose data moved since are refused. A file that was interrupted goes
/// on where it stood. Call [`finish`] once the answer has been kept.
///
/// # Errors
/// As [`preview`].
pub async fn apply(
    cx: &Context,
    kind: Kind,
    file: &File<'_>,
    asked: &Asked,
) -> Result<Outcome, Failed> {
    go(cx, kind, file, asked, true).await
}

/// Ends an import that is through, after its links have been handed over. What is not through stays.
///
/// # Errors
/// When storage fails.
pub async fn finish(cx: &Context, kind: Kind, outcome: &Outcome) -> Result<(), Failed> {
    match &outcome.import {
        Some(import) if outcome.stage == Stage::Through => Ok(run::finish(cx, kind, import).await?),
        _ => Ok(()),
    }
}

/// Who imports: the person of that sign-in name with the person's permissions, or this server's operator.
///
/// # Errors
/// [`Failed::File`] when nobody, or nobody of the vendor's, signs in like that.
pub async fn caller(
    services: &Services,
    lang: Lang,
    sign_in: Option<&str>,
) -> Result<Context, Failed> {
    let vendor = setup::vendor(services).await?;
    let vendor = vendor.ok_or_else(|| Failed::File(vec![texts::NO_VENDOR.get(lang).to_owned()]))?;
    let Some(sign_in) = sign_in else {
        return Ok(services.system(vendor, "import"));
    };
    let unknown = || Failed::File(vec![texts::no_such_person(lang, sign_in)]);
    let mut tx = services.storage().read().await?;
    let user = tx.identity().find_by_sign_in(&sign_in.trim().to_lowercase()).await?;
    let user = user.map(|(user, _)| user).filter(|user| user.account_id == vendor);
    let user = user.ok_or_else(unknown)?;
    drop(tx);
    let principal = identity::principal_of(services, &user, Proof::Session).await?;
    let id = format!("import-{}", services.entropy().letters(8));
    let facts = RequestFacts::internal(hezong_domain::RequestId::new(id));
    Ok(services.context(principal.ok_or_else(unknown)?, facts))
}

async fn go(
    cx: &Context,
    kind: Kind,
    file: &File<'_>,
    asked: &Asked,
    commit: bool,
) -> Result<Outcome, Failed> {
    cx.authorize(kind.permission())?;
    match kind {
        Kind::Partners => going::<partners::PartnerEntry>(cx, file, asked, commit).await,
        Kind::Customers => going::<customers::CustomerEntry>(cx, file, asked, commit).await,
        Kind::Staff => going::<staff::StaffEntry>(cx, file, asked, commit).await,
        Kind::Certificates => {
            going::<certificates::CertificateEntry>(cx, file, asked, commit).await
        }
        Kind::Policies => going::<policies::PolicyEntry>(cx, file, asked, commit).await,
    }
}

async fn going<E: Entry>(
    cx: &Context,
    file: &File<'_>,
    asked: &Asked,
    commit: bool,
) -> Result<Outcome, Failed> {
    let mut items = items::<E>(file, asked)?;
    entry::once_each(asked.lang, &mut items);
    let outcome = if commit {
        run::apply(cx, asked, file, items).await
    } else {
        run::preview(cx, asked, file, items).await
    };
    outcome.map_err(|error| match error {
        // Two imports of one file at a time: the slower one stops.
        error if error.is_conflict() => {
            Failed::File(vec![texts::RUNNING.get(asked.lang).to_owned()])
        }
        error => Failed::Service(error),
    })
}

fn items<E: Entry>(file: &File<'_>, asked: &Asked) -> Result<Vec<Item<E>>, Failed> {
    let lang = asked.lang;
    if let Some(found) = E::without_rows(lang, file.bytes) {
        return found.map_err(Failed::File);
    }
    let table = file::read(lang, file).map_err(|words| Failed::File(vec![words]))?;
    let columns = columns::arrange(lang, E::KIND, &table.headings).map_err(Failed::File)?;
    let rows = table.lines.into_iter().map(|line| Row::new(lang, &columns, line)).collect();
    Ok(E::gather(rows))
}
