//! Forms that work before the code has loaded, and look the same with and without it.
//!
//! A failed post without WASM comes back with the error (`__path`, `__err`, written by leptos) and the
//! fields (`v.<name>`, written by the draft layer of `app`) in the address; [`Form`] reads both, so that
//! nothing typed is lost. Passwords, secrets and codes never travel that way.

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
use crate::notice::Notice;
use crate::words::{error_words, lang, problem_words, tr};

/// What the fields of a form need to know about it.
#[derive(Clone, Copy)]
pub struct FormState {
    /// Prefix of field ids.
    pub id: &'static str,
    /// What went wrong last time.
    pub error: Signal<Option<AppError>>,
    /// Whether it is being sent.
    pub pending: Signal<bool>,
    /// How often it succeeded in this document; the fields start afresh each time.
    pub successes: RwSignal<u32>,
    /// Whether field names are sent as `form[name]`.
    is_wrapped: bool,
    draft: StoredValue<Vec<(String, String)>>,
    labels: StoredValue<Vec<(&'static str, String)>>,
}

impl FormState {
    fn new(
        id: &'static str,
        error: Signal<Option<AppError>>,
        pending: Signal<bool>,
        path: Option<&str>,
    ) -> Self {
        Self {
            id,
            error,
            pending,
            successes: RwSignal::new(0),
            is_wrapped: path.is_some(),
            draft: StoredValue::new(path.map(draft_of).unwrap_or_default()),
            labels: StoredValue::new(Vec::new()),
        }
    }

    /// Notes the label of a field, for the error summary.
    pub fn note_label(self, name: &'static str, label: &str) {
        self.labels.update_value(|all| all.push((name, label.to_owned())));
    }

    fn label(self, name: &str) -> Option<String> {
        self.labels.with_value(|all| all.iter().find(|(n, _)| *n == name).map(|(_, l)| l.clone()))
    }

    /// The name of a field on the wire.
    pub fn wire_name(self, name: &str) -> String {
        if self.is_wrapped { format!("form[{name}]") } else { name.to_owned() }
    }

    /// The id of a field's control.
    pub fn control_id(self, name: &str) -> String {
        format!("{}-{name}", self.id)
    }

    /// What was typed before the post failed.
    pub fn drafted(self, name: &str) -> Option<String> {
        self.draft.with_value(|pairs| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()))
    }

    /// All values drafted under a name; `None` when the form was not posted.
    pub fn drafted_all(self, name: &str) -> Option<Vec<String>> {
        self.draft.with_value(|pairs| {
            (!pairs.is_empty())
                .then(|| pairs.iter().filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect())
        })
    }

    /// What is wrong with a field, in words.
    pub fn problem(self, name: &str) -> Option<String> {
        self.error.with(|e| e.as_ref().and_then(|e| e.problem_of(name)).map(problem_words))
    }
}

/// The fields of a failed post to `path`, as the address carries them.
fn draft_of(path: &str) -> Vec<(String, String)> {
    let pairs = query::pairs(&use_location().search.get_untracked());
    if query::first(&pairs, "__path") != path {
        return Vec::new();
    }
    pairs
        .into_iter()
        .filter_map(|(name, value)| name.strip_prefix("v.").map(|n| (n.to_owned(), value)))
        .collect()
}

/// The error of a finished call, for showing it beside its form.
pub fn error_of<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || value.with(|v| v.as_ref().and_then(|r| r.as_ref().err().cloned())))
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
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    let pending: Signal<bool> = action.pending().into();
    let send = move |text: &str| {
        let input = arguments::<S>(text).ok_or_else(|| AppError::new(ErrorKind::Transport))?;
        check.map_or(Ok(()), |check| check(&input))?;
        action.dispatch(input);
        Ok(())
    };
    let fail = move |error| value.set(Some(Err(error)));
    let submit = move |event: SubmitEvent| submitted(&event, pending, &send, &fail);
    let state = FormState::new(id, error_of(action), pending, Some(S::PATH));
    let is_done = Signal::derive(move || value.with(|v| v.as_ref().is_some_and(Result::is_ok)));
    start_afresh(state, is_done);
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
    let state = FormState::new(id, error_of(action), Signal::stored(false), Some(S::PATH));
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
    let state = FormState::new(id, Signal::stored(error), Signal::stored(false), None);
    form_view(state, class, path, "get", Some(Box::new(get_navigation())), children)
}

/// Empties the form once it has succeeded: what was sent must not be sent again by accident, and
/// passwords must not stay on the screen.
fn start_afresh(state: FormState, is_done: Signal<bool>) {
    Effect::new(move |_| {
        if is_done.get() {
            let form = document().get_element_by_id(state.id);
            if let Some(form) = form.and_then(|f| f.dyn_into::<web_sys::HtmlFormElement>().ok()) {
                form.reset();
            }
            state.successes.update(|count| *count += 1);
        }
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
        ErrorKind::Refused(_) => tr(common::REFUSED_TITLE).to_owned(),
        _ => String::new(),
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
                {words} {list} {request}
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
