//! Papers: the files of a case, whatever the workflow.
//!
//! What a workflow takes, from whom and in which states is its table [`Desk::PAPERS`]; everything else is
//! the same for all of them: a file is looked into before it is kept ([`crate::files`]), stands in the
//! history, is opened by those who see the case, and stays as evidence when it is replaced or removed.

mod show;

use std::sync::Arc;

use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Workflow};
use hezong_domain::files::{FILES_EVER_MAX, FILES_MAX, FileProblem, FileType, Purpose};
use hezong_domain::{CaseId, FileId, ProblemKind};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFile, CaseRow, StoredFile};

pub(crate) use self::show::{shown, told};
use super::case::{Desk, seeing};
use super::engine::{self, Loaded};
use super::frame::Frame;
use super::hats;
use super::workflows::of_workflow;
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::files::{Checked, check};
use crate::{Error, Result};

/// The step of a history that adds a file, and the one that takes one away.
const ADDED: &str = "file_added";
const REMOVED: &str = "file_removed";
/// Longest remark on a file.
const LABEL_MAX: usize = 100;

/// A kind of file a workflow takes.
pub(crate) struct PaperRule<W: Workflow> {
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// Who hands it in, and may replace and remove it.
    pub(crate) by: Actor,
    /// The states in which that can be done.
    pub(crate) states: &'static [W::State],
    /// What it may be.
    pub(crate) types: &'static [FileType],
    /// Whether people are told that nothing goes on without it. What stops is a guard of the workflow.
    pub(crate) is_required: bool,
}

/// A file to be added to a case.
#[derive(Debug, Clone, Default)]
pub struct NewPaper {
    /// The case.
    pub case: String,
    /// What it is for.
    pub purpose: String,
    /// What of the case it is about.
    pub item: String,
    /// The file it takes the place of; empty for none.
    pub replaces: String,
    /// What the sender says about it.
    pub label: String,
    /// Its name, as the browser said.
    pub name: String,
    /// Its content.
    pub content: Arc<[u8]>,
}

/// A file to look at.
#[derive(Debug)]
pub struct Opened {
    /// Its name.
    pub name: String,
    /// What it is; `None` for what was stored before types were known.
    pub kind: Option<FileType>,
    /// Its content.
    pub content: Vec<u8>,
}

fn problem(what: FileProblem) -> Error {
    Error::field("file", ProblemKind::File { what })
}

fn parsed(id: &str) -> Result<CaseId> {
    CaseId::parse(id).map_err(|_| Error::NotFound("case"))
}

/// Files that stand with a case now, oldest first. The caller has found the case in its own scope.
pub(crate) async fn live(tx: &mut dyn UnitOfWork, case: &CaseId) -> Result<Vec<CaseFile>> {
    let mut all = tx.benefits().list_case_files_unscoped(case).await?;
    all.retain(|file| file.removed_at.is_none());
    Ok(all)
}

/// The rule under which somebody may change the files of a purpose now.
fn rule<W: Desk>(
    case: &Loaded<W>,
    hats: &[Actor],
    purpose: &str,
    item: &str,
) -> std::result::Result<&'static PaperRule<W>, FileProblem> {
    let rule = W::PAPERS.iter().find(|rule| rule.purpose.as_str() == purpose);
    let rule = rule.ok_or(FileProblem::NotWanted)?;
    if !hats.contains(&rule.by) {
        return Err(FileProblem::NotYours);
    }
    if !rule.states.contains(&case.state) {
        return Err(FileProblem::NotNow);
    }
    let is_known = W::paper_items(case, rule.purpose).iter().any(|(known, _)| known == item);
    if is_known { Ok(rule) } else { Err(FileProblem::NotWanted) }
}

/// What a new file may be, if the caller may add one now: asked before anything costly is done.
fn taken<W: Desk>(cx: &Context, row: CaseRow, new: &NewPaper) -> Result<&'static [FileType]> {
    let case = Loaded::<W>::of(row)?;
    let hats = hats::of(cx.principal());
    rule(&case, &hats, &new.purpose, &new.item).map(|rule| rule.types).map_err(problem)
}

/// Whether the caller sees a case at all.
///
/// # Errors
/// Without [`Permission::BenefitView`](hezong_domain::access::Permission::BenefitView) or
/// [`Permission::OpsBenefits`](hezong_domain::access::Permission::OpsBenefits); [`Error::NotFound`].
pub async fn may_see(cx: &Context, case: &str) -> Result<()> {
    let id = parsed(case)?;
    let (mut tx, scope) = cx.read(seeing(cx)).await?;
    tx.benefits().find_case(&scope, &id).await?.map(drop).ok_or(Error::NotFound("case"))
}

/// Adds a file to a case, or puts it in the place of another.
///
/// # Errors
/// Without [`Permission::BenefitView`](hezong_domain::access::Permission::BenefitView) or
/// [`Permission::OpsBenefits`](hezong_domain::access::Permission::OpsBenefits); [`Error::NotFound`];
/// [`Error::Invalid`] with the one [`FileProblem`] that stands in the way.
pub async fn add(cx: &Context, new: &NewPaper) -> Result<()> {
    let id = &parsed(&new.case)?;
    let (mut tx, scope) = cx.read(seeing(cx)).await?;
    let row = tx.benefits().find_case(&scope, id).await?.ok_or(Error::NotFound("case"))?;
    drop(tx);
    let types = of_workflow!(row, taken(cx, row.clone(), new))?;
    let (name, content) = (new.name.clone(), Arc::clone(&new.content));
    // Archives are unpacked to be measured: not on a thread that answers requests.
    let looked = tokio::task::spawn_blocking(move || check(&name, &content, types)).await;
    let checked = &looked.map_err(|error| Error::Internal(error.to_string()))?.map_err(problem)?;
    let deed = Deed::new(seeing(cx), "file.add", id.as_str());
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        let row = act.tx.benefits().find_case(&scope, id).await?.ok_or(Error::NotFound("case"))?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let file = of_workflow!(row, put(&mut act, &frame, row.clone(), new, checked).await)?;
        let detail = format!("{id} {} {} {}", new.purpose, checked.digest, checked.name);
        act.done((), file.as_str(), detail)
    })
    .await
}

async fn put<W: Desk>(
    act: &mut Act,
    frame: &Frame,
    row: CaseRow,
    new: &NewPaper,
    checked: &Checked,
) -> Result<FileId> {
    let mut case = Loaded::<W>::of(row)?;
    let hats = hats::of(act.cx.principal());
    rule(&case, &hats, &new.purpose, &new.item).map_err(problem)?;
    let all = act.tx.benefits().list_case_files_unscoped(&case.row.id).await?;
    let mut live: Vec<CaseFile> = all.iter().filter(|f| f.removed_at.is_none()).cloned().collect();
    let is_alike = |f: &CaseFile| f.purpose == new.purpose && f.item == new.item;
    if live.iter().any(|file| is_alike(file) && file.digest == checked.digest) {
        return Err(problem(FileProblem::Twice));
    }
    if !new.replaces.is_empty() {
        let place = live.iter().position(|f| is_alike(f) && f.file_id.as_str() == new.replaces);
        let old = live.remove(place.ok_or_else(|| problem(FileProblem::Gone))?);
        act.tx.benefits().remove_case_file(&old.file_id, act.now).await?;
    }
    if live.len() >= FILES_MAX {
        return Err(problem(FileProblem::TooMany));
    }
    if all.len() >= FILES_EVER_MAX {
        return Err(problem(FileProblem::TooManyEver));
    }
    let file = store(act, &case, new, checked).await?;
    let id = file.file_id.clone();
    live.push(file);
    changed(act, frame, &mut case, &live, ADDED, &checked.name).await?;
    Ok(id)
}

/// Stores the content and puts it with the case.
async fn store<W: Desk>(
    act: &mut Act,
    case: &Loaded<W>,
    new: &NewPaper,
    checked: &Checked,
) -> Result<CaseFile> {
    let user = act.cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
    let id = FileId::new(act.cx.services().entropy().dated("FL", act.now));
    let media_type = checked.kind.media_type().to_owned();
    let stored = StoredFile {
        id: id.clone(),
        partner_id: case.row.partner_id.clone(),
        name: checked.name.clone(),
        media_type: media_type.clone(),
        digest: checked.digest.clone(),
        content: new.content.to_vec(),
        size_bytes: i64::try_from(new.content.len()).unwrap_or(i64::MAX),
        uploaded_by: user,
        created_at: act.now,
    };
    act.tx.benefits().add_file(&stored).await?;
    let label = new.label.chars().filter(|c| !c.is_control()).take(LABEL_MAX).collect::<String>();
    let paper = CaseFile {
        file_id: id,
        case_id: case.row.id.clone(),
        purpose: new.purpose.clone(),
        item: new.item.clone(),
        label: label.trim().to_owned(),
        added_name: act.cx.principal().sign_in().to_owned(),
        added_at: act.now,
        removed_at: None,
        name: stored.name,
        media_type,
        digest: stored.digest,
        size_bytes: stored.size_bytes,
    };
    act.tx.benefits().add_case_file(&paper).await?;
    Ok(paper)
}

/// Takes a file away from a case; it stays as evidence.
///
/// # Errors
/// As [`add`].
pub async fn remove(cx: &Context, case: &str, file: &str) -> Result<()> {
    let id = &parsed(case)?;
    let deed = Deed::new(seeing(cx), "file.remove", file).in_turn(id.as_str());
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        let row = act.tx.benefits().find_case(&scope, id).await?.ok_or(Error::NotFound("case"))?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let old = of_workflow!(row, take(&mut act, &frame, row.clone(), file).await)?;
        let detail = format!("{id} {} {} {}", old.purpose, old.digest, old.name);
        act.done((), old.file_id.as_str(), detail)
    })
    .await
}

async fn take<W: Desk>(act: &mut Act, frame: &Frame, row: CaseRow, file: &str) -> Result<CaseFile> {
    let mut case = Loaded::<W>::of(row)?;
    let mut live = live(&mut *act.tx, &case.row.id).await?;
    let place = live.iter().position(|found| found.file_id.as_str() == file);
    let old = live.remove(place.ok_or_else(|| problem(FileProblem::Gone))?);
    let hats = hats::of(act.cx.principal());
    rule(&case, &hats, &old.purpose, &old.item).map_err(problem)?;
    act.tx.benefits().remove_case_file(&old.file_id, act.now).await?;
    changed(act, frame, &mut case, &live, REMOVED, &old.name).await?;
    Ok(old)
}

/// Takes away what was about a part of the case that is gone, in the act that takes the part. What that
/// act stores says the rest.
pub(crate) async fn drop_item(act: &mut Act, case: &CaseId, item: &str) -> Result<()> {
    for file in live(&mut *act.tx, case).await?.into_iter().filter(|file| file.item == item) {
        act.tx.benefits().remove_case_file(&file.file_id, act.now).await?;
    }
    Ok(())
}

/// Lets the workflow know its files, stores the case, and writes the history.
async fn changed<W: Desk>(
    act: &mut Act,
    frame: &Frame,
    case: &mut Loaded<W>,
    live: &[CaseFile],
    event: &str,
    name: &str,
) -> Result<()> {
    W::filed(case, live);
    // Files are added to what is there and overwrite nothing, whichever version the page had shown.
    let seen = case.row.version;
    let said = engine::Noted { event, reason: name, ..engine::Noted::default() };
    engine::save_noted(act, frame, case, seen, said).await
}

/// A file with its content, for those who see the case it stands with. What was removed is shown to the
/// vendor's people only.
///
/// # Errors
/// Without [`Permission::BenefitView`](hezong_domain::access::Permission::BenefitView) or
/// [`Permission::OpsBenefits`](hezong_domain::access::Permission::OpsBenefits); [`Error::NotFound`].
pub async fn open(cx: &Context, id: &str) -> Result<Opened> {
    let (mut tx, scope) = cx.read(seeing(cx)).await?;
    let none = || Error::NotFound("file");
    let id = FileId::parse(id).map_err(|_| none())?;
    let paper = tx.benefits().find_case_file(&scope, &id).await?.ok_or_else(none)?;
    if paper.removed_at.is_some() && scope != Scope::Platform {
        return Err(none());
    }
    let row = tx.benefits().find_case(&scope, &paper.case_id).await?.ok_or_else(none)?;
    if !of_workflow!(row, sees(&scope, row.clone()))? {
        return Err(none());
    }
    let file = tx.benefits().find_file(&scope, &id).await?.ok_or_else(none)?;
    let kind = FileType::of_media_type(&file.media_type);
    Ok(Opened { name: file.name, kind, content: file.content })
}

/// Whether a scope sees the files of a case it sees.
fn sees<W: Desk>(scope: &Scope, row: CaseRow) -> Result<bool> {
    let case = Loaded::<W>::of(row)?;
    Ok(W::shows_papers(&case) && !(W::IS_INTERNAL && *scope != Scope::Platform))
}
