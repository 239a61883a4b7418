//! Plan and commit: the same code weighs a row for the preview and again in the transaction that writes it.

use std::collections::{BTreeMap, BTreeSet};

use hezong_domain::ImportId;
use hezong_storage::UnitOfWork;
use hezong_storage::imports::{Import, ImportRow, ImportState};
use hezong_texts::{Lang, imports as texts};
use sha2::{Digest, Sha256};

use super::Asked;
use super::columns::Kind;
use super::entry::{Base, Entry, Item, Written};
use super::file::File;
use super::outcome::{Outcome, RowOutcome, Stage, Verdict, Wrong, reasons, wrong_row};
use crate::Result;
use crate::act::{Act, Deed, Done, perform};
use crate::benefits::frame::Frame;
use crate::context::Context;
use crate::entropy::Make;

/// Rows written in one transaction.
pub(super) const BATCH: usize = 100;
/// Days a plan that nobody carried out is kept.
const PLAN_DAYS: i64 = 30;

async fn weighed<E: Entry>(
    tx: &mut dyn UnitOfWork,
    base: &Base<'_>,
    item: &Item<E>,
) -> Result<Verdict> {
    match &item.entry {
        Err(wrong) => Ok(Verdict::Refused(wrong.clone())),
        Ok(entry) => entry.weigh(tx, base).await,
    }
}

/// Writes one row. A row that turns out to be refused while it is written leaves nothing behind and costs
/// the others nothing.
async fn attempt<E: Entry>(
    act: &mut Act,
    base: &Base<'_>,
    entry: &E,
) -> Result<std::result::Result<Written, Vec<Wrong>>> {
    act.tx.begin_part().await?;
    match entry.write(act, base).await {
        Ok(written) => {
            act.tx.keep_part().await?;
            Ok(Ok(written))
        }
        Err(error) if error.is_fault() => Err(error),
        Err(error) => {
            let wrong = reasons(base.lang, base.row, error, |key| entry.value(key))?;
            act.tx.undo_part().await?;
            Ok(Err(wrong))
        }
    }
}

/// A file under way: what it holds, and what is known of it.
struct Run<'a, E> {
    cx: &'a Context,
    asked: &'a Asked,
    items: Vec<Item<E>>,
    digest: String,
    /// What the preview promised, or an interrupted run began.
    open: Option<Import>,
    /// Rows that are through.
    done: BTreeMap<usize, ImportRow>,
}

impl<'a, E: Entry> Run<'a, E> {
    async fn open(
        cx: &'a Context,
        asked: &'a Asked,
        file: &File<'_>,
        items: Vec<Item<E>>,
    ) -> Result<Self> {
        let mut hasher = Sha256::new();
        let options = format!("{}\n{}\n", file.sheet.unwrap_or_default(), asked.publish);
        hasher.update(options.as_bytes());
        hasher.update(file.bytes);
        let digest = hex::encode(hasher.finalize());
        let (mut tx, _) = cx.read(E::KIND.permission()).await?;
        let open = tx.imports().find_import(E::KIND.as_str(), &digest).await?;
        let mut done = BTreeMap::new();
        if let Some(open) = open.as_ref().filter(|open| open.state == ImportState::Running) {
            for row in tx.imports().list_import_rows(&open.id).await? {
                done.insert(usize::try_from(row.number).unwrap_or(0), row);
            }
        }
        Ok(Self { cx, asked, items, digest, open, done })
    }

    /// What becomes of every row, as the data are now.
    async fn plan(&self) -> Result<Vec<RowOutcome>> {
        let mut tx = self.cx.services().storage().read().await?;
        let frame = Frame::read(&mut *tx, self.cx.now()).await?;
        let mut rows = Vec::with_capacity(self.items.len());
        for item in &self.items {
            if let Some(done) = self.done.get(&item.number) {
                rows.push(self.told(item, done)?);
                continue;
            }
            let base = self.base(&frame, item.number);
            let verdict = weighed(&mut *tx, &base, item).await?;
            rows.push(outcome(item, verdict));
        }
        Ok(rows)
    }

    fn base<'b>(&self, frame: &'b Frame, row: usize) -> Base<'b> {
        let now = self.cx.now();
        Base { lang: self.asked.lang, frame, row, publish: self.asked.publish, now }
    }

    /// A row that is through, as it was noted.
    fn told(&self, item: &Item<E>, done: &ImportRow) -> Result<RowOutcome> {
        let link = match &done.sealed {
            Some(sealed) => {
                let opened = self.cx.services().vault().open(sealed)?;
                String::from_utf8_lossy(&opened).into_owned()
            }
            None => String::new(),
        };
        Ok(RowOutcome {
            number: item.number,
            subject: item.subject.clone(),
            verdict: serde_json::from_str(&done.detail)?,
            target: done.target.clone(),
            link,
            is_done: true,
        })
    }

    /// The import as it is stored with a plan.
    fn import(&self, rows: &[RowOutcome], state: ImportState) -> Result<Import> {
        let now = self.cx.now();
        let prints: BTreeMap<usize, String> =
            rows.iter().map(|row| (row.number, row.verdict.print())).collect();
        let id = self.cx.services().entropy().dated("IM", now);
        Ok(Import {
            id: self.open.as_ref().map_or_else(|| ImportId::new(id), |open| open.id.clone()),
            kind: E::KIND.as_str().to_owned(),
            digest: self.digest.clone(),
            state,
            plan: serde_json::to_string(&prints)?,
            rows_total: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            rows_done: self.open.as_ref().map_or(0, |open| open.rows_done),
            started_by: self.cx.principal().sign_in().to_owned(),
            created_at: self.open.as_ref().map_or(now, |open| open.created_at),
            changed_at: now,
        })
    }

    /// Stores the plan, which an import that is under way keeps.
    async fn keep_plan(&self, rows: &[RowOutcome], state: ImportState) -> Result<Import> {
        let import = &self.import(rows, state)?;
        let is_new = self.open.is_none();
        let action = if state == ImportState::Planned { "import.preview" } else { "import.begin" };
        let deed = Deed::new(E::KIND.permission(), action, import.id.as_str());
        perform(self.cx, deed, |mut act| async move {
            let old = act.now.plus_days(-PLAN_DAYS);
            act.tx.imports().remove_plans(old).await?;
            if is_new {
                act.tx.imports().add_import(import).await?;
            } else {
                act.tx.imports().update_import(import, import.rows_done).await?;
            }
            let detail = format!("{}, {} rows, file {}", import.kind, rows.len(), import.digest);
            act.done(import.clone(), import.id.as_str(), detail)
        })
        .await
    }

    /// Refuses rows whose data moved since the plan was made.
    fn hold_to_plan(&self, rows: &mut [RowOutcome]) -> Result<()> {
        let Some(open) = &self.open else { return Ok(()) };
        let prints: BTreeMap<usize, String> = serde_json::from_str(&open.plan)?;
        for row in rows.iter_mut().filter(|row| !row.is_done) {
            if prints.get(&row.number).is_none_or(|print| *print != row.verdict.print()) {
                row.verdict = moved(self.asked.lang, row.number);
            }
        }
        Ok(())
    }

    /// Writes one batch in one transaction and notes what became of its rows.
    async fn batch(
        &self,
        import: &Import,
        rows: &[RowOutcome],
    ) -> Result<(Import, Vec<RowOutcome>)> {
        let numbers: BTreeSet<usize> = rows.iter().map(|row| row.number).collect();
        let items: Vec<&Item<E>> =
            self.items.iter().filter(|item| numbers.contains(&item.number)).collect();
        let deed = Deed::new(E::KIND.permission(), "import.batch", import.id.as_str());
        let items = &items;
        let work = |act: Act| async move { self.write(act, import, items, rows).await };
        perform(self.cx, deed, work).await
    }

    async fn write(
        &self,
        mut act: Act,
        import: &Import,
        items: &[&Item<E>],
        planned: &[RowOutcome],
    ) -> Result<Done<(Import, Vec<RowOutcome>)>> {
        let mut frame = Frame::read(&mut *act.tx, act.now).await?;
        let mut rows = Vec::with_capacity(items.len());
        for (item, plan) in items.iter().zip(planned) {
            let base = self.base(&frame, item.number);
            let verdict = match &plan.verdict {
                Verdict::Refused(wrong) => Verdict::Refused(wrong.clone()),
                plan => {
                    let now = weighed(&mut *act.tx, &base, item).await?;
                    if now.print() == plan.print() { now } else { moved(base.lang, item.number) }
                }
            };
            let mut row = outcome(item, verdict);
            if let (true, Ok(entry)) = (row.verdict.writes(), &item.entry) {
                match attempt(&mut act, &base, entry).await? {
                    Ok(written) => {
                        (row.target, row.link) = (written.target, written.link);
                        if E::KIND == Kind::Policies {
                            // The next version is weighed, and cases are dated, by what holds now.
                            frame = Frame::read(&mut *act.tx, act.now).await?;
                        }
                    }
                    Err(wrong) => row.verdict = Verdict::Refused(wrong),
                }
            }
            row.is_done = true;
            self.note(&mut act, import, &row).await?;
            rows.push(row);
        }
        let mut after = import.clone();
        after.rows_done += i64::try_from(rows.len()).unwrap_or(0);
        after.changed_at = act.now;
        act.tx.imports().update_import(&after, import.rows_done).await?;
        let told = said(&rows);
        act.done((after, rows), import.id.as_str(), told)
    }

    /// Notes what became of a row. Its number is the key that keeps it from being written twice.
    async fn note(&self, act: &mut Act, import: &Import, row: &RowOutcome) -> Result<()> {
        let services = act.cx.services().clone();
        let sealed = if row.link.is_empty() {
            None
        } else {
            Some(services.vault().seal(services.entropy(), row.link.as_bytes())?)
        };
        let stored = ImportRow {
            import_id: import.id.clone(),
            number: i64::try_from(row.number).unwrap_or(i64::MAX),
            outcome: row.verdict.as_str().to_owned(),
            target: row.target.clone(),
            detail: serde_json::to_string(&row.verdict)?,
            sealed,
        };
        Ok(act.tx.imports().add_import_row(&stored).await?)
    }
}

fn outcome<E>(item: &Item<E>, verdict: Verdict) -> RowOutcome {
    RowOutcome {
        number: item.number,
        subject: item.subject.clone(),
        verdict,
        target: String::new(),
        link: String::new(),
        is_done: false,
    }
}

/// The refusal of a row whose data moved.
fn moved(lang: Lang, row: usize) -> Verdict {
    let (what, cure) = (texts::MOVED.get(lang), texts::CURE_PREVIEW.get(lang));
    Verdict::Refused(vec![wrong_row(row, what.to_owned(), cure.to_owned())])
}

/// A batch in one line, for the audit log.
fn said(rows: &[RowOutcome]) -> String {
    let count = |verdict: &str| rows.iter().filter(|row| row.verdict.as_str() == verdict).count();
    let end = |row: Option<&RowOutcome>| row.map_or(0, |row| row.number);
    format!(
        "rows {}-{}: {} new, {} changed, {} unchanged, {} refused",
        end(rows.first()),
        end(rows.last()),
        count("new"),
        count("changed"),
        count("unchanged"),
        count("refused")
    )
}

/// Shows what would become of every row, and remembers it.
pub(super) async fn preview<E: Entry>(
    cx: &Context,
    asked: &Asked,
    file: &File<'_>,
    items: Vec<Item<E>>,
) -> Result<Outcome> {
    let run = Run::open(cx, asked, file, items).await?;
    let resumed = run.done.len();
    let is_running = run.open.as_ref().is_some_and(|open| open.state == ImportState::Running);
    let rows = run.plan().await?;
    // The plan of an interrupted run is renewed too: what is through stays through.
    let state = if is_running { ImportState::Running } else { ImportState::Planned };
    let import = run.keep_plan(&rows, state).await?;
    Ok(Outcome { stage: Stage::Preview, rows, resumed, import: Some(import) })
}

/// Writes what the preview showed, batch by batch.
pub(super) async fn apply<E: Entry>(
    cx: &Context,
    asked: &Asked,
    file: &File<'_>,
    items: Vec<Item<E>>,
) -> Result<Outcome> {
    let run = Run::open(cx, asked, file, items).await?;
    let resumed = run.done.len();
    let is_running = run.open.as_ref().is_some_and(|open| open.state == ImportState::Running);
    let mut rows = run.plan().await?;
    run.hold_to_plan(&mut rows)?;
    let begun = run.open.clone().filter(|_| is_running);
    let is_refused = |row: &RowOutcome| !row.is_done && matches!(row.verdict, Verdict::Refused(_));
    if !asked.skip_bad_rows && rows.iter().any(is_refused) {
        return Ok(Outcome { stage: Stage::Refused, rows, resumed, import: begun });
    }
    if !is_running && !rows.iter().any(|row| row.verdict.writes()) {
        return Ok(Outcome { stage: Stage::Through, rows, resumed, import: None });
    }
    let mut import = match begun {
        Some(begun) => begun,
        None => run.keep_plan(&rows, ImportState::Running).await?,
    };
    let first = rows.iter().position(|row| !row.is_done).unwrap_or(rows.len());
    // Batches are written in the order of the file, so what is through is its beginning.
    let open = rows.split_off(first);
    for (number, part) in open.chunks(BATCH).enumerate() {
        if asked.batches_max.is_some_and(|max| number >= max) {
            rows.extend(open.iter().skip(number * BATCH).cloned());
            return Ok(Outcome { stage: Stage::Stopped, rows, resumed, import: Some(import) });
        }
        let (after, written) = run.batch(&import, part).await?;
        import = after;
        rows.extend(written);
    }
    Ok(Outcome { stage: Stage::Through, rows, resumed, import: Some(import) })
}

/// Ends an import whose report has been handed over: its links are forgotten.
pub(super) async fn finish(cx: &Context, kind: Kind, import: &Import) -> Result<()> {
    let deed = Deed::new(kind.permission(), "import.finish", import.id.as_str());
    perform(cx, deed, |mut act| async move {
        let done = Import { state: ImportState::Done, changed_at: act.now, ..import.clone() };
        act.tx.imports().update_import(&done, import.rows_done).await?;
        act.tx.imports().forget_sealed(&import.id).await?;
        act.done((), import.id.as_str(), import.kind.as_str())
    })
    .await
}
