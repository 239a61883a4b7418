//! Buttons: links that look like buttons, submit buttons, and actions disabled with their reason.

use hezong_texts::common;
use leptos::prelude::*;

use crate::form::FormState;
use crate::icon::Icon;
use crate::words::tr;

fn class_of(kind: &str) -> String {
    if kind.is_empty() { "button".to_owned() } else { format!("button button-{kind}") }
}

/// A link with the look of a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// `primary`, `quiet`, `danger`, `small`; plain when left out.
    #[prop(default = "")]
    kind: &'static str,
    /// Icon in front of the words.
    #[prop(default = "")]
    icon: &'static str,
    /// Whether the browser itself follows it (files, other hosts).
    #[prop(default = false)]
    external: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=class_of(kind) href=href rel=external.then_some("external")>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            {children()}
        </a>
    }
    .into_any()
}

/// A submit button of a plain form: `name` and `value` are sent when given.
#[component]
pub fn Button(
    /// `primary`, `quiet`, `danger`, `small`; plain when left out.
    #[prop(default = "")]
    kind: &'static str,
    /// Icon in front of the words.
    #[prop(default = "")]
    icon: &'static str,
    /// Name sent with the form.
    #[prop(default = "")]
    name: &'static str,
    /// Value sent with the form.
    #[prop(optional, into)]
    value: String,
    /// Id of the form when the button stands outside of it.
    #[prop(default = "")]
    form: &'static str,
    /// Spoken instead of the words, when these need their context.
    #[prop(optional, into)]
    aria_label: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=class_of(kind)
            name=(!name.is_empty()).then_some(name)
            value=(!name.is_empty()).then_some(value)
            form=(!form.is_empty()).then_some(form)
            aria-label=aria_label
        >
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            {children()}
        </button>
    }
    .into_any()
}

/// The button that sends a [`Form`](crate::Form); says so while it works.
#[component]
pub fn SubmitButton(
    /// `primary` unless said otherwise.
    #[prop(default = "primary")]
    kind: &'static str,
    children: Children,
) -> impl IntoView {
    let pending = use_context::<FormState>().map(|state| state.pending);
    let is_pending = move || pending.is_some_and(|p| p.get());
    view! {
        <button type="submit" class=class_of(kind) aria-disabled=move || is_pending().then_some("true")>
            {children()}
        </button>
        <span class="form-working" role="status">
            {move || is_pending().then(|| tr(common::WORKING))}
        </span>
    }
    .into_any()
}

/// An action that cannot be done now, with its reason: shown, reachable by keyboard, never failing
/// after the click.
#[component]
pub fn DisabledButton(
    /// Why not, and what would help.
    #[prop(into)]
    reason: String,
    /// `primary`, `quiet`, `danger`, `small`; plain when left out.
    #[prop(default = "")]
    kind: &'static str,
    children: Children,
) -> impl IntoView {
    let title = reason.clone();
    view! {
        <span class="disabled-action" title=title>
            <button type="button" class=class_of(kind) aria-disabled="true">
                {children()}
                <span class="visually-hidden">" " {reason}</span>
            </button>
        </span>
    }
    .into_any()
}
