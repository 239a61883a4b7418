//! The browser entry: hydrates the application the server has drawn.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the document once this module has loaded.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_lazy(hezong_app::App);
}
