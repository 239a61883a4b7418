//! Fields: label, hint, control, error. Values typed before a failed post come back by themselves.
//!
//! Each field finds its form by context (see [`crate::Form`]); outside of one it is a plain control.

use std::hash::{BuildHasher, Hasher, RandomState};

use hezong_domain::Timestamp;
use hezong_texts::common;
use leptos::prelude::*;

use crate::form::FormState;
use crate::words::tr;

/// What a control needs, taken from its form.
pub(crate) struct Control {
    pub(crate) state: Option<FormState>,
    pub(crate) id: String,
    pub(crate) wire: String,
}

impl Control {
    pub(crate) fn of(name: &'static str, label: &str) -> Self {
        let state = use_context::<FormState>();
        if let Some(state) = state {
            state.note_label(name, label);
        }
        let id = state.map_or_else(|| name.to_owned(), |s| s.control_id(name));
        let wire = state.map_or_else(|| name.to_owned(), |s| s.wire_name(name));
        Self { state, id, wire }
    }

    pub(crate) fn value(&self, name: &str, given: String) -> String {
        self.state.and_then(|s| s.drafted(name)).unwrap_or(given)
    }

    pub(crate) fn problem(&self, name: &'static str) -> Signal<Option<String>> {
        let state = self.state;
        Signal::derive(move || state.and_then(|s| s.problem(name)))
    }
}

/// Ids of the hint and the error, for `aria-describedby`.
pub(crate) fn described(id: &str, has_hint: bool) -> String {
    if has_hint { format!("{id}-hint {id}-error") } else { format!("{id}-error") }
}

pub(crate) fn frame(
    control: &Control,
    label: String,
    hint: String,
    required: bool,
    problem: Signal<Option<String>>,
    input: AnyView,
) -> AnyView {
    let id = control.id.clone();
    let mark =
        (!required).then(|| view! { <span class="field-optional">{tr(common::OPTIONAL)}</span> });
    view! {
        <div class="field" class:field-bad=move || problem.with(Option::is_some)>
            <label class="field-label" for=id.clone()>
                {label} {mark}
            </label>
            {input}
            {hint_view(&id, hint)}
            {problem_view(&id, problem)}
        </div>
    }
    .into_any()
}

pub(crate) fn hint_view(id: &str, hint: String) -> Option<AnyView> {
    let id = format!("{id}-hint");
    (!hint.is_empty()).then(|| view! { <p class="field-hint" id=id>{hint}</p> }.into_any())
}

pub(crate) fn problem_view(id: &str, problem: Signal<Option<String>>) -> AnyView {
    let id = format!("{id}-error");
    view! { <p class="field-error" id=id>{move || problem.get()}</p> }.into_any()
}

pub(crate) fn invalid(
    problem: Signal<Option<String>>,
) -> impl Fn() -> Option<&'static str> + Send + Sync + 'static {
    move || problem.with(Option::is_some).then_some("true")
}

/// A line of text.
#[component]
pub fn Field(
    /// Field of the form's struct.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// Type of the control: `text`, `password`, `email`, `tel`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What to know before filling it in.
    #[prop(optional, into)]
    hint: String,
    /// Whether it may not stay empty; otherwise it is marked as optional.
    #[prop(default = true)]
    required: bool,
    /// What browsers and password managers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Keyboard of phones: `numeric`, `decimal`, `email`, `tel`.
    #[prop(default = "text")]
    inputmode: &'static str,
    /// Most characters; 0 for no limit in the browser.
    #[prop(default = 0)]
    maxlength: u32,
    /// Short words in front of the control, e.g. the currency sign.
    #[prop(default = "")]
    prefix: &'static str,
) -> impl IntoView {
    let control = Control::of(name, &label);
    let value = if kind == "password" { String::new() } else { control.value(name, value) };
    let problem = control.problem(name);
    let input = view! {
        <div class="field-control">
            {(!prefix.is_empty()).then(|| view! { <span class="field-prefix" aria-hidden="true">{prefix}</span> })}
            <input
                class="input"
                type=kind
                id=control.id.clone()
                name=control.wire.clone()
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                maxlength=(maxlength > 0).then(|| maxlength.to_string())
                aria-required=required.then_some("true")
                aria-invalid=invalid(problem)
                aria-describedby=described(&control.id, !hint.is_empty())
            />
        </div>
    }
    .into_any();
    frame(&control, label, hint, required, problem, input)
}

/// An amount in yuan.
#[component]
pub fn AmountField(
    /// Field of the form's struct.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// What to know; the unit and the decimals when left out.
    #[prop(optional, into)]
    hint: String,
    /// Whether it may not stay empty.
    #[prop(default = true)]
    required: bool,
) -> impl IntoView {
    let hint = if hint.is_empty() { tr(common::AMOUNT_HINT).to_owned() } else { hint };
    view! {
        <Field name=name label=label value=value hint=hint required=required inputmode="decimal" maxlength=16 prefix="\u{a5}"/>
    }
    .into_any()
}

/// A day at UTC+8.
#[component]
pub fn DayField(
    /// Field of the form's struct.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Initial value, `YYYY-MM-DD`.
    #[prop(optional, into)]
    value: String,
    /// What to know.
    #[prop(optional, into)]
    hint: String,
    /// Earliest day offered, `YYYY-MM-DD`.
    #[prop(optional, into)]
    min: Option<String>,
    /// Latest day offered, `YYYY-MM-DD`.
    #[prop(optional, into)]
    max: Option<String>,
    /// Whether it may not stay empty.
    #[prop(default = true)]
    required: bool,
) -> impl IntoView {
    let control = Control::of(name, &label);
    let value = shown_day(control.value(name, value));
    let problem = control.problem(name);
    let input = view! {
        <input
            class="input"
            type="date"
            id=control.id.clone()
            name=control.wire.clone()
            value=value
            min=min
            max=max
            aria-required=required.then_some("true")
            aria-invalid=invalid(problem)
            aria-describedby=described(&control.id, !hint.is_empty())
        />
    }
    .into_any();
    frame(&control, label, hint, required, problem, input)
}

/// What a date control can hold: browsers drop anything else, and complain.
pub(crate) fn shown_day(text: String) -> String {
    if Timestamp::from_local_day(&text).is_some() { text } else { String::new() }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// Field of the form's struct.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// What to know.
    #[prop(optional, into)]
    hint: String,
    /// Lines shown.
    #[prop(default = 3)]
    rows: u32,
    /// Most characters; 0 for no limit in the browser.
    #[prop(default = 0)]
    maxlength: u32,
    /// Whether it may not stay empty.
    #[prop(default = true)]
    required: bool,
) -> impl IntoView {
    let control = Control::of(name, &label);
    let value = control.value(name, value);
    let problem = control.problem(name);
    let input = view! {
        <textarea
            class="input"
            id=control.id.clone()
            name=control.wire.clone()
            rows=rows.to_string()
            maxlength=(maxlength > 0).then(|| maxlength.to_string())
            aria-required=required.then_some("true")
            aria-invalid=invalid(problem)
            aria-describedby=described(&control.id, !hint.is_empty())
        >
            {value}
        </textarea>
    }
    .into_any();
    frame(&control, label, hint, required, problem, input)
}

/// A value the form sends without showing it.
#[component]
pub fn Hidden(
    /// Field of the form's struct.
    name: &'static str,
    /// Its value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let wire = use_context::<FormState>().map_or_else(|| name.to_owned(), |s| s.wire_name(name));
    view! { <input type="hidden" name=wire value=value/> }
}

/// The idempotency key of a form that no plan gave one: a double submit acts once.
#[component]
pub fn KeyField(
    /// Field of the form's struct.
    #[prop(default = "key")]
    name: &'static str,
) -> impl IntoView {
    let state = use_context::<FormState>();
    let wire = state.map_or_else(|| name.to_owned(), |s| s.wire_name(name));
    let key = RwSignal::new(fresh_key());
    Effect::new(move |_| {
        // What has succeeded is over: the next act is another one.
        if state.is_some_and(|s| s.successes.get() > 0) {
            key.set(fresh_key());
        }
    });
    view! { <input type="hidden" name=wire value=key.get_untracked() prop:value=move || key.get()/> }
}

/// 128 bits nobody else has: the standard library's randomly keyed hasher, twice.
fn fresh_key() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}
