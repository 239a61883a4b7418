//! The parts every page is made of: head, cards, figures, tabs.

use hezong_texts::nav;
use leptos::html::H1;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::words::tr;

/// The path whose heading had the focus last; provided once by the application. Navigation to another
/// path moves the focus to the new heading, as loading a document would.
#[derive(Clone, Copy)]
pub struct PageFocus(StoredValue<String>);

impl PageFocus {
    /// Starts at the path of the document.
    pub fn new(path: String) -> Self {
        Self(StoredValue::new(path))
    }

    /// Whether the focus has yet to move to the heading of `path`.
    fn arrives_at(self, path: &str) -> bool {
        let moved = self.0.with_value(|last| last != path);
        if moved {
            self.0.set_value(path.to_owned());
        }
        moved
    }
}

/// One step of the breadcrumb.
pub struct Crumb {
    /// Its words.
    pub words: String,
    /// Where it leads; empty for a group without a page.
    pub href: String,
}

impl Crumb {
    /// A group without a page of its own.
    pub fn group(words: impl Into<String>) -> Self {
        Self { words: words.into(), href: String::new() }
    }

    /// A page above this one.
    pub fn link(words: impl Into<String>, href: impl Into<String>) -> Self {
        Self { words: words.into(), href: href.into() }
    }
}

fn crumb_view(crumb: Crumb) -> AnyView {
    if crumb.href.is_empty() {
        view! { <li>{crumb.words}</li> }.into_any()
    } else {
        view! { <li><a href=crumb.href>{crumb.words}</a></li> }.into_any()
    }
}

/// Frames to wait for a heading to stand in the document: two seconds.
const FRAMES_MAX: u32 = 120;

/// A page that has just been made is put into the document after its effects, and only once what it
/// waits for is there.
fn focus_when_there(heading: web_sys::HtmlElement, frames: u32) {
    request_animation_frame(move || {
        if heading.is_connected() {
            let _ = heading.focus();
        } else if frames > 0 {
            focus_when_there(heading, frames - 1);
        }
    });
}

/// Breadcrumb, title, subtitle, and the page's actions at the right. Sets the document's title.
#[component]
pub fn PageHead(
    /// The heading, and the document's title.
    #[prop(into)]
    title: String,
    /// One sentence: what the page is for.
    #[prop(optional, into)]
    subtitle: String,
    /// The way here, without this page.
    #[prop(default = Vec::new())]
    crumbs: Vec<Crumb>,
    /// The actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    let path = use_location().pathname;
    Effect::new(move |_| {
        let Some(focus) = use_context::<PageFocus>() else { return };
        let Some(heading) = heading.get() else { return };
        if focus.arrives_at(&path.get_untracked()) {
            focus_when_there(heading.into(), FRAMES_MAX);
        }
    });
    let trail = (!crumbs.is_empty()).then(|| {
        let steps = crumbs.into_iter().map(crumb_view).collect_view();
        view! { <nav class="crumbs" aria-label=tr(nav::BREADCRUMB)><ol>{steps}</ol></nav> }
    });
    view! {
        <Title text=title.clone()/>
        <div class="page-head">
            {trail}
            <div class="page-head-row">
                <div class="page-head-words">
                    <h1 tabindex="-1" node_ref=heading>
                        {title}
                    </h1>
                    {(!subtitle.is_empty()).then(|| view! { <p class="secondary">{subtitle}</p> })}
                </div>
                {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
            </div>
        </div>
    }
    .into_any()
}

/// A card: optional heading with a note at its right, then the content.
#[component]
pub fn Card(
    /// Heading; none when left out.
    #[prop(optional, into)]
    title: String,
    /// Small words at the right of the heading.
    #[prop(optional)]
    note: Option<AnyView>,
    /// Whether the content touches the edges: tables and lists.
    #[prop(default = false)]
    flush: bool,
    children: Children,
) -> impl IntoView {
    let head = (!title.is_empty()).then(|| {
        view! {
            <header class="card-head">
                <h2>{title}</h2>
                {note.map(|note| view! { <div class="card-note">{note}</div> })}
            </header>
        }
    });
    view! {
        <section class="card">
            {head}
            <div class=if flush { "card-flush" } else { "card-body" }>{children()}</div>
        </section>
    }
    .into_any()
}

/// One figure above a list.
pub struct Stat {
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: AnyView,
    /// Small words below.
    pub note: String,
    /// Whether it wants attention.
    pub warns: bool,
}

impl Stat {
    /// A figure.
    pub fn new(
        label: impl Into<String>,
        value: impl IntoView + 'static,
        note: impl Into<String>,
    ) -> Self {
        Self { label: label.into(), value: value.into_any(), note: note.into(), warns: false }
    }

    /// The same figure, asking for attention.
    #[must_use]
    pub fn warning(mut self, warns: bool) -> Self {
        self.warns = warns;
        self
    }
}

/// Two to four figures in a row.
#[component]
pub fn Stats(
    /// The figures.
    items: Vec<Stat>,
) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|stat| {
            view! {
                <div class="card stat" class:stat-warn=stat.warns>
                    <dt>{stat.label}</dt>
                    <dd class="stat-value">{stat.value}</dd>
                    <dd class="secondary">{stat.note}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="stats">{items}</dl> }.into_any()
}

/// One tab: a link.
pub struct Tab {
    /// Its words.
    pub words: String,
    /// Where it leads.
    pub href: String,
    /// How many entries are behind it; `None` for no count.
    pub count: Option<i64>,
    /// Whether it is the one shown.
    pub is_current: bool,
}

/// Tabs as links: each has an address.
#[component]
pub fn Tabs(
    /// What they switch, for screen readers.
    #[prop(into)]
    label: String,
    /// The tabs.
    items: Vec<Tab>,
) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|tab| {
            view! {
                <a href=tab.href aria-current=tab.is_current.then_some("page")>
                    {tab.words}
                    {tab.count.map(|count| view! { <span class="tab-count">{count}</span> })}
                </a>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{items}</nav> }.into_any()
}
