//! Pages of a list, as links.

use hezong_contract::ListState;
use hezong_contract::list::SIZES;
use hezong_texts::common;
use leptos::prelude::*;

use crate::words::{lang, tr};

/// Pages offered beside the first, the last and the current one.
const NEIGHBOURS: i64 = 2;

fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// How many rows there are, links to the pages and to the page sizes.
#[component]
pub fn Pager(
    /// Path of the list.
    #[prop(into)]
    path: String,
    /// State of the list.
    list: ListState,
    /// Rows that match.
    total: i64,
) -> impl IntoView {
    let lang = lang();
    let (page, size) = (list.page(), list.size());
    let page_max = ((total + size - 1) / size).max(1);
    let first_row = (page - 1) * size + 1;
    let last_row = (page * size).min(total);
    let shown = if total == 0 || first_row > total {
        common::rows_total(lang, total)
    } else {
        common::rows_shown(lang, total, first_row, last_row)
    };
    let to_page = |number: i64| address(&path, &list.at_page(number));
    let mut numbers: Vec<i64> = (page - NEIGHBOURS..=page + NEIGHBOURS)
        .chain([1, page_max])
        .filter(|number| (1..=page_max).contains(number))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut before = 0;
    let links: Vec<AnyView> = numbers
        .into_iter()
        .map(|number| {
            let gap = (number > before + 1).then(|| view! { <span class="pager-gap" aria-hidden="true">"…"</span> });
            before = number;
            let current = (number == page).then_some("page");
            let words = common::page_number(lang, number);
            view! { {gap} <a class="button button-small" href=to_page(number) aria-current=current aria-label=words>{number}</a> }
                .into_any()
        })
        .collect();
    let step = |number: i64, words: &'static str| {
        if (1..=page_max).contains(&number) {
            view! { <a class="button button-small" href=to_page(number)>{words}</a> }.into_any()
        } else {
            view! { <span class="button button-small" aria-disabled="true">{words}</span> }
                .into_any()
        }
    };
    let sizes = SIZES
        .iter()
        .map(|choice| {
            let current = (*choice == size).then_some("true");
            view! { <a href=address(&path, &list.with_size(*choice)) aria-current=current>{*choice}</a> }
        })
        .collect_view();
    view! {
        <div class="pager">
            <span class="pager-total">{shown}</span>
            <nav class="pager-pages" aria-label=tr(common::PAGES)>
                {step(page - 1, tr(common::PREVIOUS_PAGE))} {links} {step(page + 1, tr(common::NEXT_PAGE))}
            </nav>
            <nav class="pager-sizes" aria-label=tr(common::PAGE_SIZE_LABEL)>
                <span aria-hidden="true">{tr(common::PAGE_SIZE_LABEL)}</span>
                {sizes}
            </nav>
        </div>
    }
    .into_any()
}
