//! A secret that is shown once.

use hezong_texts::common;
use leptos::prelude::*;

use crate::chart::Tone;
use crate::icon::Icon;
use crate::notice::Notice;
use crate::words::tr;

/// A secret with a warning and, once the code runs, a copy button.
///
/// Without WASM: the text can be selected with one click and copied by hand.
#[component]
pub fn SecretOnce(
    /// What it is.
    #[prop(into)]
    label: String,
    /// The secret.
    #[prop(into)]
    value: String,
    /// Whether to warn that it is never shown again.
    #[prop(default = true)]
    warns: bool,
) -> impl IntoView {
    let is_alive = RwSignal::new(false);
    let is_copied = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    let secret = StoredValue::new(value.clone());
    let copy = move |_| {
        // The promise only says when; a refusal leaves the text selectable.
        let _ = window().navigator().clipboard().write_text(&secret.get_value());
        is_copied.set(true);
    };
    let button = move || {
        is_alive.get().then(|| {
            let (words, icon) =
                if is_copied.get() { (common::COPIED, "check") } else { (common::COPY, "copy") };
            view! {
                <button type="button" class="button button-small" on:click=copy>
                    <Icon name=icon/>
                    <span role="status">{tr(words)}</span>
                </button>
            }
        })
    };
    view! {
        <div class="secret-once">
            <span class="field-label">{label}</span>
            <div class="secret-line">
                <code class="secret-value" tabindex="0">{value}</code>
                {button}
            </div>
            {warns.then(|| view! { <Notice tone=Tone::Warn><p>{tr(common::SHOWN_ONCE)}</p></Notice> })}
        </div>
    }
    .into_any()
}
