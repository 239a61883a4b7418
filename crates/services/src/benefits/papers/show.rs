//! The files of a case as its page shows them.

use hezong_contract::cases::{Goal, Link, PaperGroup, PaperView};
use hezong_domain::access::Scope;
use hezong_domain::files::FileType;
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFile, CaseRow, CaseStep};
use hezong_texts::{Lang, files};

use super::super::case::{Desk, Looking};
use super::super::engine::Loaded;
use super::super::words;
use super::super::workflows::of_workflow;
use super::{ADDED, PaperRule, REMOVED};
use crate::Result;

/// How much of a digest people compare.
const DIGEST_SHOWN: usize = 12;

/// The files of a case, and those of other cases it rests on.
pub(crate) async fn shown<W: Desk>(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<W>,
) -> Result<Vec<PaperGroup>> {
    let mut groups = of_case(tx, look, case).await?;
    for id in W::evidence(tx, case).await? {
        // What the reader does not see is no evidence for the reader.
        let Some(row) = tx.benefits().find_case(look.scope, &id).await? else { continue };
        groups.extend(of_workflow!(row, elsewhere(tx, look, row.clone()).await)?);
    }
    Ok(groups)
}

async fn of_case<W: Desk>(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<W>,
) -> Result<Vec<PaperGroup>> {
    let is_hidden = W::IS_INTERNAL && *look.scope != Scope::Platform;
    if W::PAPERS.is_empty() || is_hidden || !W::shows_papers(case) {
        return Ok(Vec::new());
    }
    let all = tx.benefits().list_case_files_unscoped(&case.row.id).await?;
    let mut groups = Vec::new();
    for rule in W::PAPERS {
        for (item, about) in W::paper_items(case, rule.purpose) {
            let group = group(look, case, rule, &all, item, &about);
            let is_awaited = rule.is_required || group.can_change;
            if is_awaited || !group.papers.is_empty() || !group.removed.is_empty() {
                groups.push(group);
            }
        }
    }
    Ok(groups)
}

fn group<W: Desk>(
    look: &Looking<'_>,
    case: &Loaded<W>,
    rule: &PaperRule<W>,
    all: &[CaseFile],
    item: String,
    about: &str,
) -> PaperGroup {
    let purpose = rule.purpose.as_str();
    let name = words::word(look.lang, "files", purpose);
    let own = |file: &&CaseFile| file.purpose == purpose && file.item == item;
    let is_vendor = *look.scope == Scope::Platform;
    let removed = all.iter().filter(own).filter(|file| file.removed_at.is_some() && is_vendor);
    let removed = removed.map(paper).collect();
    let papers = all.iter().filter(own).filter(|f| f.removed_at.is_none()).map(paper).collect();
    let endings = rule.types.iter().flat_map(|kind| kind.extensions());
    let accept: Vec<String> = endings.map(|ending| format!(".{ending}")).collect();
    let kinds: Vec<&str> = rule.types.iter().map(|kind| kind.label()).collect();
    PaperGroup {
        purpose: purpose.to_owned(),
        title: if about.is_empty() { name } else { format!("{name} · {about}") },
        source: None,
        is_required: rule.is_required,
        can_change: look.hats.contains(&rule.by) && rule.states.contains(&case.state),
        kinds: kinds.join(if look.lang == Lang::ZhCn { "、" } else { ", " }),
        accept: accept.join(","),
        papers,
        removed,
        item,
    }
}

fn paper(file: &CaseFile) -> PaperView {
    let kind = FileType::of_media_type(&file.media_type);
    PaperView {
        id: file.file_id.to_string(),
        name: file.name.clone(),
        kind: kind.map_or_else(String::new, |kind| kind.label().to_owned()),
        size_bytes: file.size_bytes,
        digest: file.digest.chars().take(DIGEST_SHOWN).collect(),
        label: file.label.clone(),
        by: file.added_name.clone(),
        at: file.added_at,
        opens: kind.is_some_and(FileType::opens_inline),
    }
}

/// What another case has, to be looked at here and changed there.
async fn elsewhere<W: Desk>(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    row: CaseRow,
) -> Result<Vec<PaperGroup>> {
    let case = Loaded::<W>::of(row)?;
    let source = Link {
        words: words::title(look.lang, &case.row),
        goal: Goal::Case(case.row.id.to_string()),
    };
    let mut groups = of_case(tx, look, &case).await?;
    for group in &mut groups {
        group.can_change = false;
        group.removed.clear();
        group.source = Some(source.clone());
    }
    Ok(groups)
}

/// What a step says when it is one of a file; its reason is the file's name.
pub(crate) fn told(lang: Lang, step: &CaseStep) -> Option<String> {
    match step.event.as_str() {
        ADDED => Some(files::file_added_done(lang, &step.reason)),
        REMOVED => Some(files::file_removed_done(lang, &step.reason)),
        _ => None,
    }
}
