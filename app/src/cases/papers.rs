//! The files of a case: what was handed in, and the forms that add, replace and remove.
//!
//! The forms are plain ones of the browser, with and without WASM: files do not travel through server
//! functions. The answer leads back to the page and says in its address what happened (`file`), and to
//! which files it did (`purpose`, `item`).

use hezong_contract::cases::{CaseView, PaperGroup, PaperView};
use hezong_contract::query;
use hezong_domain::ProblemKind;
use hezong_domain::accounts::AccountKind;
use hezong_domain::files::{FileProblem, SIZE_MAX_MB};
use hezong_texts::{common, files as t};
use hezong_ui::words::problem_words;
use hezong_ui::{Button, Card, Icon, Notice, Time, Tone, goal_link, lang, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::routes;

/// Longest remark on a file.
const LABEL_MAX: &str = "100";
/// Bytes of a kibibyte and of a mebibyte.
const KIB: i64 = 1024;
const MIB: i64 = 1024 * 1024;

/// What the last post of a file came to, as the address says it.
struct Outcome {
    said: String,
    purpose: String,
    item: String,
}

impl Outcome {
    fn read() -> Self {
        let pairs = query::pairs(&use_location().search.get_untracked());
        let first = |name| query::first(&pairs, name);
        Self { said: first("file"), purpose: first("purpose"), item: first("item") }
    }

    fn is_of(&self, group: &PaperGroup) -> bool {
        self.purpose == group.purpose && self.item == group.item && group.source.is_none()
    }

    /// Whether something was refused: then the form it was sent with stands open.
    fn is_refusal(&self) -> bool {
        FileProblem::parse(&self.said).is_some()
    }

    fn notice(&self) -> Option<AnyView> {
        let (tone, title, words) = match (self.said.as_str(), FileProblem::parse(&self.said)) {
            ("added", _) => (Tone::Ok, "", tr(t::ADDED).to_owned()),
            ("removed", _) => (Tone::Ok, "", tr(t::REMOVED).to_owned()),
            (_, Some(what)) => {
                (Tone::Bad, tr(t::REFUSED), problem_words(&ProblemKind::File { what }))
            }
            _ => return None,
        };
        let notice = view! { <Notice tone=tone title=title announced=true><p>{words}</p></Notice> };
        Some(notice.into_any())
    }
}

/// Where the forms of a case are sent.
#[derive(Clone)]
struct Forms {
    case_page: String,
}

/// The card; nothing where a case has no files and takes none.
pub(super) fn papers_card(kind: AccountKind, case: &CaseView) -> AnyView {
    let outcome = Outcome::read();
    let is_placed = case.papers.iter().any(|group| outcome.is_of(group));
    // What was refused about files the page does not show is said above them.
    let stray = if is_placed { None } else { outcome.notice() };
    if case.papers.is_empty() && stray.is_none() {
        return ().into_any();
    }
    let case_page = match kind {
        AccountKind::Vendor => routes::ops_case(&case.id),
        AccountKind::Partner | AccountKind::Customer => routes::partner_case(&case.id),
    };
    let forms = Forms { case_page };
    let asks = case.acts.iter().any(|act| !act.fields.is_empty());
    let lead = (asks && case.papers.iter().any(|group| group.can_change))
        .then(|| view! { <p class="secondary">{tr(t::LEAD)}</p> });
    let groups: Vec<AnyView> = case
        .papers
        .iter()
        .enumerate()
        .map(|(place, group)| group_view(group, &format!("papers-{place}"), &forms, &outcome))
        .collect();
    view! {
        <div id="files">
            <Card title=tr(t::TITLE)>{stray} {lead} <div class="paper-groups">{groups}</div></Card>
        </div>
    }
    .into_any()
}

fn group_view(group: &PaperGroup, id: &str, forms: &Forms, outcome: &Outcome) -> AnyView {
    let is_ours = outcome.is_of(group);
    let notice = is_ours.then(|| outcome.notice()).flatten();
    let mark = group.is_required.then(|| view! { <span class="tag">{tr(t::REQUIRED)}</span> });
    let source = group.source.as_ref().map(|link| {
        let words = t::from_case(lang(), &link.words);
        view! { <span class="secondary">{goal_link(words, Some(&link.goal))}</span> }
    });
    let papers: Vec<AnyView> = group
        .papers
        .iter()
        .enumerate()
        .map(|(place, paper)| paper_view(group, paper, &format!("{id}-{place}"), Some(forms)))
        .collect();
    let list = if papers.is_empty() {
        view! { <p class="secondary">{tr(t::NONE_YET)}</p> }.into_any()
    } else {
        view! { <ul class="papers">{papers}</ul> }.into_any()
    };
    let add = group.can_change.then(|| {
        let is_open = group.papers.is_empty() || (is_ours && outcome.is_refusal());
        let words = t::upload_for(lang(), &group.title);
        let form = upload_form(group, None, &format!("{id}-add"), forms);
        view! { <details class="paper-act" open=is_open><summary>{words}</summary>{form}</details> }
    });
    view! {
        <section class="paper-group">
            <h3>{group.title.clone()} " " {mark} " " {source}</h3>
            {notice}
            {list}
            {add}
            {removed_view(group)}
        </section>
    }
    .into_any()
}

/// What was replaced or removed, for those who are shown it.
fn removed_view(group: &PaperGroup) -> Option<AnyView> {
    let papers: Vec<AnyView> =
        group.removed.iter().map(|paper| paper_view(group, paper, "", None)).collect();
    (!papers.is_empty()).then(|| {
        let words = t::removed_count(lang(), papers.len());
        view! {
            <details class="paper-act">
                <summary>{words}</summary>
                <ul class="papers">{papers}</ul>
            </details>
        }
        .into_any()
    })
}

/// A file; with what can be done to it where `forms` are given and the reader may.
fn paper_view(group: &PaperGroup, paper: &PaperView, id: &str, forms: Option<&Forms>) -> AnyView {
    let href = routes::file(&paper.id, &paper.name);
    let (icon, words) = if paper.opens { ("eye", t::OPENS_NEW) } else { ("download", t::SAVES) };
    let facts = t::facts(lang(), &paper.kind, size_words(paper.size_bytes), &paper.by);
    let label = (!paper.label.is_empty())
        .then(|| view! { <span class="paper-label">{paper.label.clone()}</span> });
    let acts = forms.filter(|_| group.can_change).map(|forms| {
        view! {
            <details class="paper-act">
                <summary aria-label=t::replace_named(lang(), &paper.name)>{tr(t::REPLACE)}</summary>
                {upload_form(group, Some(paper), &format!("{id}-new"), forms)}
            </details>
            <details class="paper-act">
                <summary aria-label=t::remove_named(lang(), &paper.name)>{tr(t::REMOVE)}</summary>
                {removal_form(group, paper, forms)}
            </details>
        }
    });
    view! {
        <li>
            <a class="paper-name" href=href target="_blank" rel="external noopener">
                <Icon name=icon/>
                {paper.name.clone()}
                <span class="visually-hidden">" " {tr(words)}</span>
            </a>
            {label}
            <span class="secondary paper-facts">
                {facts} " · " <Time at=paper.at/> " · "
                <code>{t::digest(lang(), &paper.digest)}</code>
            </span>
            {acts}
        </li>
    }
    .into_any()
}

fn upload_form(group: &PaperGroup, old: Option<&PaperView>, id: &str, forms: &Forms) -> AnyView {
    let (file_id, label_id, hint_id) =
        (format!("{id}-file"), format!("{id}-label"), format!("{id}-hint"));
    let replaces = old.map(|paper| paper.id.clone()).unwrap_or_default();
    let words = if old.is_some() { t::REPLACE_DO } else { t::UPLOAD };
    let (for_file, for_label, described) = (file_id.clone(), label_id.clone(), hint_id.clone());
    let label_hint = format!("{label_id}-hint");
    let label_described = label_hint.clone();
    view! {
        <form
            class="form plain-form"
            method="post"
            enctype="multipart/form-data"
            action=routes::case_files(&forms.case_page)
        >
            <input type="hidden" name="purpose" value=group.purpose.clone()/>
            <input type="hidden" name="item" value=group.item.clone()/>
            <input type="hidden" name="replaces" value=replaces/>
            <div class="field">
                <label class="field-label" for=for_file>{tr(t::CHOOSE)}</label>
                <input
                    class="input"
                    type="file"
                    id=file_id
                    name="file"
                    accept=group.accept.clone()
                    required=true
                    aria-describedby=described
                />
                <p class="field-hint" id=hint_id>{t::kinds_hint(lang(), &group.kinds, SIZE_MAX_MB)}</p>
            </div>
            <div class="field">
                <label class="field-label" for=for_label>
                    {tr(t::LABEL)} " " <span class="field-optional">{tr(common::OPTIONAL)}</span>
                </label>
                <input
                    class="input"
                    type="text"
                    id=label_id
                    name="label"
                    maxlength=LABEL_MAX
                    autocomplete="off"
                    aria-describedby=label_described
                />
                <p class="field-hint" id=label_hint>{tr(t::LABEL_HINT)}</p>
            </div>
            <div class="form-actions"><Button icon="upload">{tr(words)}</Button></div>
        </form>
    }
    .into_any()
}

fn removal_form(group: &PaperGroup, paper: &PaperView, forms: &Forms) -> AnyView {
    let action = routes::case_file_removal(&forms.case_page, &paper.id);
    view! {
        <form class="form plain-form" method="post" action=action>
            <input type="hidden" name="purpose" value=group.purpose.clone()/>
            <input type="hidden" name="item" value=group.item.clone()/>
            <p>{tr(t::REMOVE_ASK)}</p>
            <div class="form-actions"><Button kind="danger">{tr(t::REMOVE_DO)}</Button></div>
        </form>
    }
    .into_any()
}

/// A size for people: whole kibibytes, mebibytes with one decimal.
fn size_words(bytes: i64) -> String {
    if bytes < MIB {
        return t::size_kb(lang(), (bytes.max(1) + KIB - 1) / KIB);
    }
    let tenths = bytes.saturating_mul(10) / MIB;
    t::size_mb(lang(), format!("{}.{}", tenths / 10, tenths % 10))
}
