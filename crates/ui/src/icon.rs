//! Icons from one sprite, `public/icons.svg`.

use leptos::prelude::*;

/// An icon beside words; never the only carrier of meaning, so hidden from screen readers.
///
/// Names: see the ids in `public/icons.svg`.
#[component]
pub fn Icon(
    /// Id of the symbol in the sprite.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}
