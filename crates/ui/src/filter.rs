//! Filters of a list: a GET form, so that the list's state is its address.

use hezong_contract::ListState;
use hezong_domain::Timestamp;
use hezong_texts::common;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::form::get_navigation;
use crate::icon::Icon;
use crate::words::{lang, tr};

/// The state of the page's list, following its address. `known` names the filters.
pub fn use_list(known: &'static [&'static str]) -> Memo<ListState> {
    let search = use_location().search;
    Memo::new(move |_| search.with(|query| ListState::parse(query, known)))
}

/// An active filter, shown as a chip with a link that removes it.
pub struct Chip {
    /// Name of the filter in the address.
    pub name: &'static str,
    /// Filter and value in words.
    pub words: String,
}

impl Chip {
    /// A chip when the filter is set; `words` turns its value into words.
    pub fn of(
        list: &ListState,
        name: &'static str,
        label: &str,
        words: impl Fn(&str) -> String,
    ) -> Option<Self> {
        let value = list.get(name);
        (!value.is_empty())
            .then(|| Self { name, words: common::labelled(lang(), label, words(value)) })
    }
}

fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Fields, active filters as removable chips, and the "as of" time.
///
/// Children are [`FilterText`], [`FilterSelect`], [`FilterDay`]. Without WASM the form is sent by its
/// button; with WASM the page stays and only the list changes.
#[component]
pub fn FilterBar(
    /// Path of the list.
    #[prop(into)]
    path: String,
    /// State of the list.
    list: ListState,
    /// Active filters.
    #[prop(default = Vec::new())]
    chips: Vec<Chip>,
    /// When the list was read.
    #[prop(optional)]
    as_of: Option<Timestamp>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let lang = lang();
    let has_chips = !chips.is_empty();
    let chips = chips
        .into_iter()
        .map(|chip| {
            let words = common::remove_filter(lang, &chip.words);
            let title = words.clone();
            view! {
                <a class="chip" href=address(&path, &list.with(chip.name, "")) title=title>
                    {chip.words}
                    <Icon name="cross"/>
                    <span class="visually-hidden">{words}</span>
                </a>
            }
        })
        .collect_view();
    let clear = has_chips.then(|| {
        view! { <a class="button button-quiet" href=path.clone()>{tr(common::CLEAR_ALL)}</a> }
    });
    let kept_size =
        (list.size() != hezong_domain::page::LIMIT_DEFAULT).then(|| list.size().to_string());
    let time = as_of.map(|at| {
        let second = at.local_second();
        let time = second.split_once(' ').map_or("", |(_, time)| time).to_owned();
        view! {
            <span class="filter-as-of secondary" title=at.utc_second()>
                {common::as_of(lang, time)}
            </span>
        }
    });
    view! {
        <form class="filter-bar" method="get" action=path.clone() role="search" aria-label=tr(common::FILTERS) on:submit=get_navigation()>
            <div class="filter-fields">
                {children()}
                {kept_size.map(|size| view! { <input type="hidden" name="size" value=size/> })}
                <button type="submit" class="button">{tr(common::QUERY)}</button>
            </div>
            <div class="filter-chips">{chips} {clear} {time}</div>
        </form>
    }
    .into_any()
}

/// A filter that is typed.
#[component]
pub fn FilterText(
    /// State of the list.
    list: ListState,
    /// Name of the filter.
    name: &'static str,
    /// What it filters by.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let value = list.get(name).to_owned();
    view! {
        <label class="filter">
            <span class="visually-hidden">{label.clone()}</span>
            <input type="search" class="input" name=name value=value placeholder=label maxlength="200"/>
        </label>
    }
    .into_any()
}

/// A filter that is chosen; the first option is "all", unless it says otherwise.
#[component]
pub fn FilterSelect(
    /// State of the list.
    list: ListState,
    /// Name of the filter.
    name: &'static str,
    /// What it filters by.
    #[prop(into)]
    label: String,
    /// Values and their words.
    options: Vec<(String, String)>,
    /// Words of the first choice; "all" when left out.
    #[prop(optional, into)]
    empty: String,
) -> impl IntoView {
    let empty = if empty.is_empty() { common::filter_all(lang(), &label) } else { empty };
    let chosen = list.get(name).to_owned();
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = !value.is_empty() && value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <label class="filter">
            <span class="visually-hidden">{label.clone()}</span>
            <select class="input" name=name>
                <option value="">{empty}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// A filter that is a day.
#[component]
pub fn FilterDay(
    /// State of the list.
    list: ListState,
    /// Name of the filter.
    name: &'static str,
    /// What it filters by.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let value = crate::field::shown_day(list.get(name).to_owned());
    view! {
        <label class="filter filter-day">
            <span>{label}</span>
            <input type="date" class="input" name=name value=value/>
        </label>
    }
    .into_any()
}
