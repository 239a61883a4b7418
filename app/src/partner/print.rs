//! The print button. Without WASM it does not appear; the browser's own menu prints just as well.

use hezong_texts::coupons_partner as texts;
use hezong_ui::tr;
use leptos::prelude::*;

/// Prints the page.
#[component]
pub fn PrintButton() -> impl IntoView {
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    let print = move |_| {
        // A browser that refuses to print says so itself.
        let _ = window().print();
    };
    move || {
        is_alive.get().then(|| {
            view! {
                <button type="button" class="button" on:click=print>{tr(texts::BATCH_PRINT)}</button>
            }
        })
    }
}
