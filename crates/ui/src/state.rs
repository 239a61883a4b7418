//! What stands where a list or page cannot: empty, failed, loading.

use hezong_contract::{AppError, ErrorKind, ListState};
use hezong_texts::common;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::icon::Icon;
use crate::words::{error_words, lang, tr};

/// Where people sign in; `next` brings them back.
pub const SIGN_IN_PATH: &str = "/sign-in";

/// Why it is empty and what to do next.
#[component]
pub fn EmptyState(
    /// Why.
    #[prop(into)]
    title: String,
    /// More about it.
    #[prop(optional, into)]
    body: String,
    /// Icon above the words.
    #[prop(default = "inbox")]
    icon: &'static str,
    /// What to do next: links or buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon name=icon/>
            <p class="empty-title">{title}</p>
            {(!body.is_empty()).then(|| view! { <p class="secondary">{body}</p> })}
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// An empty list: because of the filters, or because there is nothing yet.
#[component]
pub fn ListEmpty(
    /// Path of the list.
    #[prop(into)]
    path: String,
    /// State of the list.
    list: ListState,
    /// Why there is nothing yet.
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(optional, into)]
    body: String,
    /// Links or buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    if list.filters().iter().any(|(name, _)| name != "reveal") {
        return view! {
            <EmptyState title=tr(common::EMPTY_FILTERED) body=tr(common::EMPTY_FILTERED_HINT) icon="search">
                <a class="button" href=path>{tr(common::CLEAR_ALL)}</a>
            </EmptyState>
        }
        .into_any();
    }
    let children = children.unwrap_or_else(|| Box::new(|| ().into_any()));
    view! { <EmptyState title=title body=body>{children()}</EmptyState> }.into_any()
}

/// An error where content should be: what happened, the request id, and a way on.
#[component]
pub fn ErrorPanel(
    /// The error.
    error: AppError,
) -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    let here = if search.is_empty() { path } else { format!("{path}?{search}") };
    let (href, words) = match error.kind {
        ErrorKind::Unauthenticated => {
            let next = hezong_contract::query::encode(&here);
            (format!("{SIGN_IN_PATH}?next={next}"), hezong_texts::auth::SIGN_IN)
        }
        ErrorKind::NotFound | ErrorKind::Forbidden { .. } => ("/".to_owned(), common::GO_HOME),
        _ => (here, common::RETRY),
    };
    let request = (!error.request_id.is_empty()).then(|| {
        view! { <p class="secondary request-id">{common::request_id(lang(), &error.request_id)}</p> }
    });
    view! {
        <div class="error-panel" role="alert">
            <Icon name="alert"/>
            <p>{error_words(&error)}</p>
            {request}
            <a class="button" href=href rel="external">{tr(words)}</a>
        </div>
    }
    .into_any()
}

/// Grey bars while something loads.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{tr(common::LOADING)}</span>
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
    .into_any()
}
