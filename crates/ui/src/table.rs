//! Lists as tables; on phones every row becomes a card.
//!
//! `DataTable<R>` turns rows into plain cells with function pointers and hands them to one function
//! without type parameters.

use hezong_contract::ListState;
use hezong_texts::{Text, common};
use leptos::prelude::*;

use crate::icon::Icon;
use crate::words::{lang, tr};

/// Where a column's content stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the start.
    Start,
    /// At the end: money and counts.
    End,
}

/// A column of rows `R`.
pub struct Column<R: 'static> {
    title: Text,
    cell: fn(&R) -> AnyView,
    align: Align,
    is_revealable: bool,
    is_primary: bool,
    is_wide: bool,
}

impl<R> Clone for Column<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Column<R> {}

impl<R> Column<R> {
    /// A column.
    pub const fn new(title: Text, cell: fn(&R) -> AnyView) -> Self {
        Self {
            title,
            cell,
            align: Align::Start,
            is_revealable: false,
            is_primary: false,
            is_wide: false,
        }
    }

    /// Content at the end: money and counts.
    #[must_use]
    pub const fn end(mut self) -> Self {
        self.align = Align::End;
        self
    }

    /// The header carries the eye that shows masked names (see [`Reveal`]).
    #[must_use]
    pub const fn revealable(mut self) -> Self {
        self.is_revealable = true;
        self
    }

    /// What the row is called: row header of the table, heading of the card on phones.
    #[must_use]
    pub const fn primary(mut self) -> Self {
        self.is_primary = true;
        self
    }

    /// May break into several lines.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }
}

/// The eye of masked columns: a link, because revealing is a round trip that is audited.
#[derive(Clone)]
pub struct Reveal {
    /// Whether names are shown in full now.
    pub is_on: bool,
    /// The address with the other choice.
    pub href: String,
}

impl Reveal {
    /// The eye of a list whose state has the filter `reveal`.
    pub fn of(path: &str, list: &ListState, is_on: bool) -> Self {
        let query = list.with("reveal", if is_on { "" } else { "1" });
        Self {
            is_on,
            href: if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") },
        }
    }
}

/// Check boxes in front of rows; they belong to the form of a [`SelectionBar`].
pub struct Select<R: 'static> {
    /// Id of the form.
    pub form: &'static str,
    /// Name of the check boxes.
    pub name: &'static str,
    /// Value of a row, also spoken.
    pub value: fn(&R) -> String,
    /// Why a row cannot be chosen; `None` when it can.
    pub refusal: fn(&R) -> Option<String>,
}

struct Head {
    title: &'static str,
    align: Align,
    is_revealable: bool,
    is_primary: bool,
    is_wide: bool,
}

struct Row {
    select: Option<(String, Option<String>)>,
    cells: Vec<AnyView>,
}

/// A table of rows.
///
/// Without WASM: everything but "select all" works.
#[component]
pub fn DataTable<R>(
    /// What the table lists, for screen readers.
    #[prop(into)]
    caption: String,
    /// The columns.
    columns: &'static [Column<R>],
    /// The rows.
    rows: Vec<R>,
    /// Check boxes in front of rows.
    #[prop(optional)]
    select: Option<Select<R>>,
    /// The eye of masked columns.
    #[prop(optional)]
    reveal: Option<Reveal>,
) -> impl IntoView
where
    R: 'static,
{
    let heads = columns
        .iter()
        .map(|c| Head {
            title: tr(c.title),
            align: c.align,
            is_revealable: c.is_revealable,
            is_primary: c.is_primary,
            is_wide: c.is_wide,
        })
        .collect();
    let plain = rows
        .iter()
        .map(|row| Row {
            select: select.as_ref().map(|s| ((s.value)(row), (s.refusal)(row))),
            cells: columns.iter().map(|c| (c.cell)(row)).collect(),
        })
        .collect();
    table_view(caption, heads, plain, select.map(|s| (s.form, s.name)), reveal)
}

fn class_of(head: &Head) -> Option<&'static str> {
    match (head.align, head.is_wide) {
        (Align::End, _) => Some("end"),
        (Align::Start, true) => Some("wide"),
        (Align::Start, false) => None,
    }
}

fn table_view(
    caption: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    select: Option<(&'static str, &'static str)>,
    reveal: Option<Reveal>,
) -> AnyView {
    let header = heads
        .iter()
        .map(|head| {
            let eye =
                reveal.as_ref().filter(|_| head.is_revealable).map(|r| eye_view(head.title, r));
            view! { <th scope="col" class=class_of(head)>{head.title} {eye}</th> }
        })
        .collect_view();
    let tools = tools_view(&heads, select, reveal.as_ref());
    let body: Vec<AnyView> = rows.into_iter().map(|row| row_view(&heads, row, select)).collect();
    let region = caption.clone();
    view! {
        {tools}
        <div class="table-scroll" role="region" aria-label=region tabindex="0">
            <table class="data-table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        {select.map(|(form, name)| view! { <th scope="col" class="tick"><SelectAll form=form name=name/></th> })}
                        {header}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// On phones there is no head: what it offers stands above the cards.
fn tools_view(
    heads: &[Head],
    select: Option<(&'static str, &'static str)>,
    reveal: Option<&Reveal>,
) -> AnyView {
    let masked = heads.iter().find(|head| head.is_revealable);
    let eye = masked.zip(reveal).map(|(head, reveal)| {
        let (icon, words) = eye_words(head.title, reveal);
        view! { <a href=reveal.href.clone() rel="nofollow"><Icon name=icon/> {words}</a> }
    });
    let all =
        select.map(|(form, name)| view! { <SelectAll form=form name=name is_labelled=true/> });
    if eye.is_none() && all.is_none() {
        return ().into_any();
    }
    view! { <div class="table-tools">{all} {eye}</div> }.into_any()
}

/// Icon and words of the eye.
fn eye_words(title: &str, reveal: &Reveal) -> (&'static str, String) {
    if reveal.is_on {
        ("eye-off", common::hide_column(lang(), title))
    } else {
        ("eye", common::reveal_column(lang(), title))
    }
}

fn eye_view(title: &str, reveal: &Reveal) -> AnyView {
    let (icon, words) = eye_words(title, reveal);
    let title = words.clone();
    view! {
        <a class="eye" href=reveal.href.clone() title=title rel="nofollow">
            <Icon name=icon/>
            <span class="visually-hidden">{words}</span>
        </a>
    }
    .into_any()
}

fn row_view(heads: &[Head], row: Row, select: Option<(&'static str, &'static str)>) -> AnyView {
    let tick = select.zip(row.select).map(|((form, name), (value, refusal))| {
        let words = common::select_row(lang(), &value);
        let title = refusal.clone();
        view! {
            <td class="tick">
                <input
                    type="checkbox"
                    form=form
                    name=name
                    value=value
                    aria-label=match &refusal {
                        Some(reason) => format!("{words} ({reason})"),
                        None => words,
                    }
                    title=title
                    disabled=refusal.is_some()
                />
            </td>
        }
    });
    let cells: Vec<AnyView> = heads
        .iter()
        .zip(row.cells)
        .map(|(head, cell)| {
            if head.is_primary {
                view! { <th scope="row" class="primary" data-label=head.title>{cell}</th> }
                    .into_any()
            } else {
                view! { <td class=class_of(head) data-label=head.title>{cell}</td> }.into_any()
            }
        })
        .collect();
    view! { <tr>{tick} {cells}</tr> }.into_any()
}

/// The box that ticks all others of the page. It needs code, so it appears only once that runs.
#[component]
fn SelectAll(
    form: &'static str,
    name: &'static str,
    /// Whether its words are shown.
    #[prop(default = false)]
    is_labelled: bool,
) -> impl IntoView {
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    let tick_all = move |event| {
        let is_ticked = event_target_checked(&event);
        let boxes = format!("input[form=\"{form}\"][name=\"{name}\"]:not(:disabled)");
        let Ok(boxes) = document().query_selector_all(&boxes) else { return };
        for index in 0..boxes.length() {
            if let Some(tick) = boxes
                .item(index)
                .and_then(|node| web_sys::wasm_bindgen::JsCast::dyn_into(node).ok())
            {
                let tick: web_sys::HtmlInputElement = tick;
                tick.set_checked(is_ticked);
            }
        }
    };
    move || {
        is_alive.get().then(|| {
            let words = tr(common::SELECT_ALL);
            if is_labelled {
                let tick = view! { <input type="checkbox" on:change=tick_all/> };
                return view! { <label>{tick} {words}</label> }.into_any();
            }
            view! { <input type="checkbox" aria-label=words on:change=tick_all/> }.into_any()
        })
    }
}

/// The form that the check boxes of a table belong to: a GET form whose address names the chosen rows.
#[component]
pub fn SelectionBar(
    /// Id of the form; the table's [`Select::form`].
    id: &'static str,
    /// Where the chosen rows are taken.
    #[prop(into)]
    action: String,
    /// Most rows at a time.
    max: usize,
    /// The button or buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <form id=id class="selection-bar" method="get" action=action>
            {children()}
            <span class="secondary">{common::selected_hint(lang(), max)}</span>
        </form>
    }
    .into_any()
}
