//! Fields that choose: one of several, any of several, yes or no.

use hezong_texts::common;
use leptos::prelude::*;

use crate::field::{Control, described, frame, hint_view, invalid, problem_view};
use crate::words::tr;

/// A choice.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// Its words.
    pub words: String,
    /// What stands beside it.
    pub note: String,
    /// Whether it can be chosen.
    pub is_open: bool,
}

impl Choice {
    fn plain((value, words): (String, String)) -> Self {
        Self { value, words, note: String::new(), is_open: true }
    }
}

/// What a field that chooses says about itself.
pub struct Question {
    /// Field of the form's struct.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What to know.
    pub hint: String,
    /// Whether it may not stay empty.
    pub is_required: bool,
}

/// One of several.
#[component]
pub fn SelectField(
    /// Field of the form's struct.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Values and their words.
    options: Vec<(String, String)>,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// What to know.
    #[prop(optional, into)]
    hint: String,
    /// Words of the empty choice; "choose" when left out.
    #[prop(optional, into)]
    empty: String,
    /// Whether it may not stay empty.
    #[prop(default = true)]
    required: bool,
) -> impl IntoView {
    let question = Question { name, label, hint, is_required: required };
    one_of(question, options.into_iter().map(Choice::plain).collect(), value, empty)
}

/// The field for one of several choices, some of which may be closed.
pub fn one_of(question: Question, choices: Vec<Choice>, value: String, empty: String) -> AnyView {
    let Question { name, label, hint, is_required } = question;
    let control = Control::of(name, &label);
    let chosen = control.value(name, value);
    let problem = control.problem(name);
    let empty = if empty.is_empty() { tr(common::CHOOSE).to_owned() } else { empty };
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|choice| {
            let selected = !choice.value.is_empty() && choice.value == chosen;
            let words = if choice.note.is_empty() {
                choice.words
            } else {
                format!("{} \u{b7} {}", choice.words, choice.note)
            };
            view! { <option value=choice.value selected=selected disabled=!choice.is_open>{words}</option> }
                .into_any()
        })
        .collect();
    let input = view! {
        <select
            class="input"
            id=control.id.clone()
            name=control.wire.clone()
            aria-required=is_required.then_some("true")
            aria-invalid=invalid(problem)
            aria-describedby=described(&control.id, !hint.is_empty())
        >
            <option value="">{empty}</option>
            {options}
        </select>
    }
    .into_any();
    frame(&control, label, hint, is_required, problem, input)
}

/// Any number of several. In forms of server functions the struct's field is a `Vec<String>`.
#[component]
pub fn Checkboxes(
    /// Field of the form's struct.
    name: &'static str,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// Values and their words.
    options: Vec<(String, String)>,
    /// Values ticked at first.
    #[prop(default = Vec::new())]
    chosen: Vec<String>,
    /// What to know.
    #[prop(optional, into)]
    hint: String,
    /// Whether something must be ticked.
    #[prop(default = false)]
    required: bool,
) -> impl IntoView {
    let question = Question { name, label, hint, is_required: required };
    any_of(question, options.into_iter().map(Choice::plain).collect(), &chosen)
}

/// The field for any number of several choices, some of which may be closed.
pub fn any_of(question: Question, choices: Vec<Choice>, chosen: &[String]) -> AnyView {
    let Question { name, label, hint, is_required } = question;
    let control = Control::of(name, &label);
    let drafted = control.state.and_then(|s| s.drafted_all(name));
    let chosen = drafted.as_deref().unwrap_or(chosen);
    let problem = control.problem(name);
    let wire = if control.wire == name || control.wire.ends_with("[]") {
        control.wire.clone()
    } else {
        format!("{}[]", control.wire)
    };
    let boxes: Vec<AnyView> = choices
        .into_iter()
        .map(|choice| {
            let checked = chosen.contains(&choice.value);
            let note = (!choice.note.is_empty())
                .then(|| view! { <span class="check-note">{choice.note}</span> });
            view! {
                <label class="check" class:check-closed=!choice.is_open>
                    <input
                        type="checkbox"
                        name=wire.clone()
                        value=choice.value
                        checked=checked && choice.is_open
                        disabled=!choice.is_open
                    />
                    <span>{choice.words} {note}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let id = control.id.clone();
    let described = described(&id, !hint.is_empty());
    let mark = (!is_required)
        .then(|| view! { <span class="field-optional">{tr(common::OPTIONAL)}</span> });
    view! {
        <fieldset
            class="field"
            class:field-bad=move || problem.with(Option::is_some)
            id=id.clone()
            tabindex="-1"
            aria-describedby=described
        >
            <legend class="field-label">{label} {mark}</legend>
            <div class="checks">{boxes}</div>
            {hint_view(&id, hint)}
            {problem_view(&id, problem)}
        </fieldset>
    }
    .into_any()
}

/// Yes or no: sends `on` when ticked and nothing otherwise.
#[component]
pub fn Checkbox(
    /// Field of the form's struct.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Whether it is ticked at first.
    #[prop(default = false)]
    checked: bool,
    /// What to know.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let control = Control::of(name, &label);
    let drafted = control.state.and_then(|s| s.drafted_all(name));
    let checked = drafted.map_or(checked, |values| values.iter().any(|v| v == "on"));
    let id = control.id.clone();
    let described = (!hint.is_empty()).then(|| format!("{id}-hint"));
    view! {
        <div class="field">
            <label class="check">
                <input type="checkbox" id=id.clone() name=control.wire.clone() value="on" checked=checked aria-describedby=described/>
                <span>{label}</span>
            </label>
            {hint_view(&id, hint)}
        </div>
    }
    .into_any()
}
