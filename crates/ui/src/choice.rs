//! Fields that choose: one of several, any of several, yes or no.

use hezong_texts::common;
use leptos::prelude::*;

use crate::field::{Control, described, frame, hint_view, invalid, problem_view};
use crate::words::tr;

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
    let control = Control::of(name, &label);
    let chosen = control.value(name, value);
    let problem = control.problem(name);
    let empty = if empty.is_empty() { tr(common::CHOOSE).to_owned() } else { empty };
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    let input = view! {
        <select
            class="input"
            id=control.id.clone()
            name=control.wire.clone()
            aria-required=required.then_some("true")
            aria-invalid=invalid(problem)
            aria-describedby=described(&control.id, !hint.is_empty())
        >
            <option value="">{empty}</option>
            {options}
        </select>
    }
    .into_any();
    frame(&control, label, hint, required, problem, input)
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
    let control = Control::of(name, &label);
    let chosen = control.state.and_then(|s| s.drafted_all(name)).unwrap_or(chosen);
    let problem = control.problem(name);
    let wire =
        if control.wire == name { control.wire.clone() } else { format!("{}[]", control.wire) };
    let boxes = options
        .into_iter()
        .map(|(value, words)| {
            let checked = chosen.contains(&value);
            view! {
                <label class="check">
                    <input type="checkbox" name=wire.clone() value=value checked=checked/>
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    let id = control.id.clone();
    let described = described(&id, !hint.is_empty());
    let mark =
        (!required).then(|| view! { <span class="field-optional">{tr(common::OPTIONAL)}</span> });
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
