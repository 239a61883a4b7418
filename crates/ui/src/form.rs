//! Forms that work before the code has loaded, and look the same with and without it.
//!
//! A failed post without WASM comes back with the error (`__path`, `__err`, written by leptos) and the name
//! of what was typed (`draft`, written by the draft layer of `app`) in the address; [`Form`] reads both, so
//! that nothing typed is lost. Passwords, secrets and codes are never kept.

use hezong_contract::wire::arguments;
use hezong_contract::{AppError, ErrorKind, query};
use hezong_domain::Problems;
use hezong_texts::common;
use leptos::context::Provider;
use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

use crate::chart::Tone;
use crate::checks::told_view;
use crate::drafts::sent_draft;
pub use crate::form_state::{FormState, Group};
use crate::notice::Notice;
use crate::siblings::{Siblings, Turn};
use crate::words::{error_words, lang, problem_words, tr};

/// The error of a finished call, for showing it beside its form.
pub fn error_of<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || value.with(|v| v.as_ref().and_then(|r| r.as_ref().err().cloned())))
}

/// How often an action has succeeded in this document. What is read anew by it, and not by every answer,
/// leaves alone what was typed into a form that was refused, its key included.
pub fn successes<S>(action: ServerAction<S>) -> RwSignal<u32>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let (value, count) = (action.value(), RwSignal::new(0));
    Effect::new(move |_| {
        if value.with(|value| matches!(value, Some(Ok(_)))) {
            count.update(|count| *count += 1);
        }
    });
    count
}

/// The domain's check of what a form sends.
pub type CheckInput<S> = fn(&S) -> Result<(), Problems>;

/// A form around a server function with one argument `form`.
///
/// Shows a summary of what is wrong (which takes the focus) above its children. `check` runs in the
/// browser before anything is sent; the server checks again.
#[component]
pub fn Form<S>(
    /// The action that is dispatched.
    action: ServerAction<S>,
    /// Id of the form and prefix of its fields' ids; unique in the page.
    id: &'static str,
    /// The check of the domain, for instant answers.
    #[prop(optional)]
    check: Option<CheckInput<S>>,
    /// Extra class.
    #[prop(default = "form")]
    class: &'static str,
    /// Which one it is of several forms of the page around the same function.
    #[prop(optional)]
    among: Option<(Siblings, String)>,
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    let pending: Signal<bool> = action.pending().into();
    let turn = among.map(|(siblings, name)| siblings.turn(name));
    let send = move |text: &str| {
        turn.inspect(|turn| turn.take());
        let input = arguments::<S>(text).ok_or_else(|| AppError::new(ErrorKind::Transport))?;
        check.map_or(Ok(()), |check| check(&input))?;
        action.dispatch(input);
        Ok(())
    };
    let fail = move |error| value.set(Some(Err(error)));
    let submit = move |event: SubmitEvent| submitted(&event, pending, &send, &fail);
    let is_mine = move || turn.is_none_or(Turn::is_mine);
    let error = error_of(action);
    let error = Signal::derive(move || is_mine().then(|| error.get()).flatten());
    let draft = if untrack(is_mine) { sent_draft(S::PATH) } else { Vec::new() };
    let state = FormState::new(id, error, pending, true, draft);
    let is_ok = move || value.with(|v| v.as_ref().is_some_and(Result::is_ok));
    start_afresh(state, action.version(), Signal::derive(move || is_mine() && is_ok()));
    form_view(state, class, S::PATH, "post", Some(Box::new(submit)), children)
}

/// A plain form around a server function: the browser sends it and loads what comes back. For acts
/// after which nothing of the page holds any more (signing in and out, language, theme).
#[component]
pub fn PostForm<S>(
    /// The action; only its address and its last error are used.
    action: ServerAction<S>,
    /// Id of the form and prefix of its fields' ids; unique in the page.
    id: &'static str,
    /// Extra class.
    #[prop(default = "form")]
    class: &'static str,
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let draft = sent_draft(S::PATH);
    let state = FormState::new(id, error_of(action), Signal::stored(false), true, draft);
    form_view(state, class, S::PATH, "post", None, children)
}

/// A GET form whose fields are the page's address: planning, asking, searching. `problems` are what the
/// page found wrong with the address.
#[component]
pub fn QueryForm(
    /// Id of the form and prefix of its fields' ids; unique in the page.
    id: &'static str,
    /// Path it leads to.
    #[prop(into)]
    path: String,
    /// What is wrong.
    #[prop(default = Problems::new())]
    problems: Problems,
    /// Extra class.
    #[prop(default = "form")]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let error = (!problems.is_empty()).then(|| AppError::from(problems));
    let state = FormState::new(id, Signal::stored(error), Signal::stored(false), false, Vec::new());
    form_view(state, class, path, "get", Some(Box::new(get_navigation())), children)
}

/// Empties the form each time it has succeeded: what was sent must not be sent again by accident, and
/// passwords must not stay on the screen. `calls` counts the answers: what succeeded before the form was
/// drawn, or before it is sent again, is no reason to take away what was typed since.
fn start_afresh(state: FormState, calls: RwSignal<usize>, is_done: Signal<bool>) {
    Effect::new(move |seen: Option<usize>| {
        let call = calls.get();
        if seen.is_some_and(|seen| seen != call) && is_done.get_untracked() {
            let form = document().get_element_by_id(state.id);
            if let Some(form) = form.and_then(|f| f.dyn_into::<web_sys::HtmlFormElement>().ok()) {
                form.reset();
            }
            state.successes.update(|count| *count += 1);
        }
        call
    });
}

/// Sends a form unless it is being sent already or somebody else handles the event.
fn submitted(
    event: &SubmitEvent,
    pending: Signal<bool>,
    send: &dyn Fn(&str) -> Result<(), AppError>,
    fail: &dyn Fn(AppError),
) {
    if event.default_prevented() {
        return;
    }
    event.prevent_default();
    if pending.get_untracked() {
        return;
    }
    if let Err(error) = send(&form_text(event).unwrap_or_default()) {
        fail(error);
    }
}

/// What a form would send, as a query string.
fn form_text(event: &SubmitEvent) -> Option<String> {
    let data = form_data_from_event(event).ok()?;
    let params = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(String::from(params.to_string()))
}

/// Handles the submit event of a form.
type Submit = Box<dyn Fn(SubmitEvent) + Send + Sync>;

fn form_view(
    state: FormState,
    class: &'static str,
    address: impl Into<String>,
    method: &'static str,
    submit: Option<Submit>,
    children: Children,
) -> AnyView {
    let address = address.into();
    let on_submit = move |event: SubmitEvent| {
        if let Some(submit) = &submit {
            submit(event);
        }
    };
    view! {
        <Provider value=state>
            {
                // Before the summary, so that it knows the labels of the fields.
                let fields = children();
                view! {
                    <form id=state.id class=class action=address method=method novalidate on:submit=on_submit>
                        {move || state.error.get().map(|error| view! { <ErrorSummary error=error/> })}
                        {fields}
                    </form>
                }
            }
        </Provider>
    }
    .into_any()
}

/// Everything that is wrong with a form, above it; takes the focus when it appears.
#[component]
pub fn ErrorSummary(
    /// The error.
    error: AppError,
) -> impl IntoView {
    let here = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(here) = here.get() {
            let _ = here.focus();
        }
    });
    let state = use_context::<FormState>();
    let title = match &error.kind {
        ErrorKind::Invalid(problems) => common::summary_title(lang(), problems.iter().count()),
        ErrorKind::Refused(_) | ErrorKind::Told { .. } => tr(common::REFUSED_TITLE).to_owned(),
        _ => String::new(),
    };
    let told = match &error.kind {
        ErrorKind::Told { checks, .. } => told_view(checks),
        _ => ().into_any(),
    };
    let items: Vec<AnyView> = error
        .problems()
        .map(|problems| {
            problems
                .iter()
                .map(|p| summary_item(state, &p.field, &problem_words(&p.what)))
                .collect()
        })
        .unwrap_or_default();
    let words = items.is_empty().then(|| view! { <p>{error_words(&error)}</p> });
    let list = (!items.is_empty()).then(|| view! { <ul>{items}</ul> });
    let request = (!error.request_id.is_empty() && error.status() >= 500).then(|| {
        view! { <p class="secondary">{common::request_id(lang(), &error.request_id)}</p> }
    });
    view! {
        <div class="error-summary" id="problems" tabindex="-1" node_ref=here>
            <Notice tone=Tone::Bad title=title announced=true>
                {words} {told} {list} {request}
            </Notice>
        </div>
    }
    .into_any()
}

/// One problem, with the label of its field. `lines.3` is the third line of the field `lines`.
fn summary_item(state: Option<FormState>, field: &str, words: &str) -> AnyView {
    let (field, part) = field.split_once('.').unwrap_or((field, ""));
    let Some((state, label)) = state.and_then(|s| s.label(field).map(|label| (s, label))) else {
        return view! { <li>{words.to_owned()}</li> }.into_any();
    };
    let label = if part.is_empty() { label } else { format!("{label} {part}") };
    let href = format!("#{}", state.control_id(field));
    view! { <li><a href=href rel="external">{common::labelled(lang(), label, words)}</a></li> }
        .into_any()
}

/// Handles the submit of a GET form inside the page: empty fields leave the address.
pub(crate) fn get_navigation() -> impl Fn(SubmitEvent) + Send + Sync + 'static {
    let navigate = use_navigate();
    move |event: SubmitEvent| {
        let Some(form) = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else {
            return;
        };
        let Some(sent) = form_text(&event) else { return };
        event.prevent_default();
        let text = query::build(query::pairs(&sent));
        let path = form.get_attribute("action").unwrap_or_default();
        let address = if text.is_empty() { path } else { format!("{path}?{text}") };
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    }
}

/// Says that an act was done: after the call with WASM, after the redirect (`?done=…`) without.
#[component]
pub fn DoneNotice<S>(
    /// The action.
    action: ServerAction<S>,
    /// What was done.
    #[prop(into)]
    words: String,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    let outcome = Signal::derive(move || value.with(|v| v.as_ref().map(Result::is_ok)));
    done_view(S::PATH, outcome, words)
}

fn done_view(path: &'static str, outcome: Signal<Option<bool>>, words: String) -> AnyView {
    let name = path.rsplit('/').next().unwrap_or_default();
    let search = use_location().search;
    let was_done = move || search.with(|text| query::first(&query::pairs(text), "done") == name);
    (move || {
        outcome.get().unwrap_or_else(was_done).then(|| {
            let words = words.clone();
            view! { <Notice tone=Tone::Ok announced=true><p>{words}</p></Notice> }
        })
    })
    .into_any()
}
