//! The page of exports: progress, files, how long they are kept.

use hezong_contract::exports::ExportRow;
use hezong_contract::{ListState, Listing};
use hezong_texts::{Text, common, exports_page as texts, nav};
use hezong_ui::{
    Card, Column, Crumb, DataTable, EmptyState, Notice, PageHead, Pager, StatusPill, Time, Tone,
    label, lang, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::exports;
use crate::look_again::look_again;
use crate::routes;

/// The page under `/exports`.
#[derive(Debug)]
pub struct ExportsPage;

#[lazy_route]
impl LazyRoute for ExportsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(&[]);
        let rows = Resource::new(move || list.get().to_query(), exports);
        look_again(rows, |page: &Listing<ExportRow>| page.rows.iter().any(is_working));
        view! {
            <PageHead
                title=tr(texts::TITLE)
                subtitle=tr(texts::LEAD)
                crumbs=vec![Crumb::group(tr(nav::SUPPORT))]
            >
                <a class="button" href=routes::EXPORTS rel="external">{tr(texts::RELOAD)}</a>
            </PageHead>
            <Card flush=true>{load(rows, move |page| list_view(page, list.get_untracked()))}</Card>
        }
        .into_any()
    }
}

fn is_working(row: &ExportRow) -> bool {
    matches!(row.state.as_str(), "waiting" | "running")
}

const COLUMNS: &[Column<ExportRow>] = &[
    Column::new(texts::WHAT, |e: &ExportRow| what(e).into_any()).primary(),
    Column::new(texts::FORMAT, |e: &ExportRow| e.format.to_uppercase().into_any()),
    Column::new(texts::STATE, state_cell),
    Column::new(texts::PROGRESS, progress_cell),
    Column::new(texts::SIZE, |e: &ExportRow| size_words(e.size_bytes).into_any()).end(),
    Column::new(texts::CREATED_AT, |e: &ExportRow| view! { <Time at=e.created_at/> }.into_any()),
    Column::new(texts::EXPIRES_AT, |e: &ExportRow| view! { <Time at=e.expires_at/> }.into_any()),
    Column::new(texts::ACTIONS, action_cell),
];

fn what(row: &ExportRow) -> String {
    let kind = if row.kind == "records" {
        hezong_texts::exports::KIND_RECORDS
    } else {
        hezong_texts::exports::KIND_ISSUED
    };
    texts::what_value(lang(), label("coupon_type", &row.quota_type), tr(kind))
}

fn state_cell(row: &ExportRow) -> AnyView {
    let (tone, icon, text, hint): (Tone, &'static str, Text, &'static str) =
        match row.state.as_str() {
            "waiting" => (Tone::Plain, "clock", texts::STATE_WAITING, ""),
            "running" => (Tone::Info, "clock", texts::STATE_RUNNING, ""),
            "done" => (Tone::Ok, "check", texts::STATE_DONE, ""),
            "lapsed" => (Tone::Plain, "minus", texts::STATE_LAPSED, ""),
            _ => (Tone::Bad, "cross", texts::STATE_FAILED, tr(texts::FAILED_HINT)),
        };
    view! { <StatusPill tone=tone icon=icon word=tr(text) hint=hint/> }.into_any()
}

fn progress_cell(row: &ExportRow) -> AnyView {
    if !is_working(row) {
        return texts::rows(lang(), row.rows_done).into_any();
    }
    let words = texts::progress_words(lang(), row.rows_done, row.rows_total);
    let max = row.rows_total.max(1).to_string();
    let spoken = words.clone();
    view! { <progress max=max value=row.rows_done.to_string() aria-label=spoken>{words}</progress> }
        .into_any()
}

/// Whole kibibytes; a dash while there is no file.
fn size_words(bytes: i64) -> String {
    match bytes {
        0 => tr(common::DASH).to_owned(),
        bytes if bytes < 1_024 => format!("{bytes} B"),
        bytes if bytes < 1_024 * 1_024 => format!("{} KB", bytes / 1_024),
        bytes => format!("{} MB", bytes / (1_024 * 1_024)),
    }
}

fn action_cell(row: &ExportRow) -> AnyView {
    if row.state != "done" {
        return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
    }
    let words = texts::download_of(lang(), what(row));
    view! {
        <a href=routes::export_file(&row.id) rel="external" download="" aria-label=words>
            {tr(texts::DOWNLOAD)}
        </a>
    }
    .into_any()
}

fn list_view(page: Listing<ExportRow>, list: ListState) -> AnyView {
    if page.rows.is_empty() {
        return view! { <EmptyState title=tr(texts::EMPTY_TITLE) body=tr(texts::EMPTY_BODY) icon="download"/> }
            .into_any();
    }
    let live = page.rows.iter().any(is_working).then(|| {
        view! { <Notice announced=true><p>{tr(texts::LIVE)}</p></Notice> }
    });
    view! {
        {live}
        <DataTable caption=tr(texts::CAPTION) columns=COLUMNS rows=page.rows/>
        <Pager path=routes::EXPORTS list=list total=page.total/>
    }
    .into_any()
}
