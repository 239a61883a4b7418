//! Facts as a description list.

use leptos::prelude::*;

/// One fact.
pub struct KeyValue {
    /// What it is.
    pub key: String,
    /// Its value.
    pub value: AnyView,
}

impl KeyValue {
    /// A fact.
    pub fn new(key: impl Into<String>, value: impl IntoView + 'static) -> Self {
        Self { key: key.into(), value: value.into_any() }
    }
}

/// Facts in one to three columns, as room allows.
#[component]
pub fn KeyValues(
    /// The facts.
    items: Vec<KeyValue>,
) -> impl IntoView {
    let rows = items
        .into_iter()
        .map(|item| view! { <div><dt>{item.key}</dt><dd>{item.value}</dd></div> })
        .collect_view();
    view! { <dl class="key-values">{rows}</dl> }.into_any()
}
