//! The side navigation: beside the page on wide screens, a popover behind the menu button on narrow
//! ones. The popover is the browser's own, so it works without WASM.

use hezong_contract::session::Viewer;
use hezong_texts::{common, nav as words};
use hezong_ui::{lang, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

use super::nav::{self, Entry, Group};
use crate::routes;
use crate::session::with_viewer;

/// Id of the navigation; the menu button names it.
pub(super) const ID: &str = "side-nav";

/// The side navigation of the viewer's console.
#[component]
pub(super) fn SideNav() -> impl IntoView {
    let path = use_location().pathname;
    // The page changed inside the document: a popover that led there has done its work.
    Effect::new(move |_| {
        path.track();
        let popover = document().get_element_by_id(ID);
        if let Some(popover) = popover.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = popover.hide_popover();
        }
    });
    view! {
        <nav id=ID class="side" popover="auto" aria-label=tr(words::MAIN)>
            {with_viewer(move |viewer| {
                let groups = nav::groups(viewer.kind).iter();
                groups.filter_map(|group| group_view(group, &viewer, path)).collect_view().into_any()
            })}
        </nav>
    }
    .into_any()
}

/// The button that opens the navigation on narrow screens.
#[component]
pub(super) fn MenuButton() -> impl IntoView {
    view! {
        <button type="button" class="menu-button" popovertarget=ID aria-label=tr(common::MENU)>
            <hezong_ui::Icon name="menu"/>
        </button>
    }
    .into_any()
}

fn group_view(group: &'static Group, viewer: &Viewer, path: Memo<String>) -> Option<AnyView> {
    let entries: Vec<AnyView> = group
        .entries
        .iter()
        .filter(|entry| entry.is_for(viewer))
        .map(|entry| entry_view(entry, viewer.unread, path))
        .collect();
    if entries.is_empty() {
        return None;
    }
    let heading = group.text.map(|text| view! { <h2 class="side-heading">{tr(text)}</h2> });
    Some(view! { {heading} <ul>{entries}</ul> }.into_any())
}

fn entry_view(entry: &'static Entry, unread: i64, path: Memo<String>) -> AnyView {
    let is_current = move || path.with(|path| entry.is_current(path));
    let badge = (entry.path == routes::MESSAGES && unread > 0).then(|| {
        let words = words::unread(lang(), unread);
        view! {
            <span class="badge" aria-hidden="true">{unread}</span>
            <span class="visually-hidden">{words}</span>
        }
    });
    view! {
        <li>
            <a href=entry.path aria-current=move || is_current().then_some("page")>
                {tr(entry.text)} {badge}
            </a>
        </li>
    }
    .into_any()
}
