//! What a form that was refused without WASM had in it.
//!
//! The server finds it by the name in the address (`draft`) and hands it to the document, so that the
//! browser draws the same form again when it takes the page over.

use hezong_contract::query;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

/// A refused form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentForm {
    /// Its name in the address.
    pub name: String,
    /// Names and values of its fields, without secrets.
    pub fields: Vec<(String, String)>,
}

/// The form of this document.
#[derive(Clone, Copy)]
struct Sent(StoredValue<SentForm>);

/// Makes a refused form known to the forms of the document.
pub fn provide_sent(form: SentForm) {
    provide_context(Sent(StoredValue::new(form)));
}

/// The fields of the form that was refused on the way to this page; none as a rule.
fn sent_fields() -> Vec<(String, String)> {
    let pairs = query::pairs(&use_location().search.get_untracked());
    let name = query::first(&pairs, "draft");
    let Some(Sent(sent)) = use_context::<Sent>().filter(|_| !name.is_empty()) else {
        return Vec::new();
    };
    // People may have moved on inside of the document since.
    sent.with_value(|form| if form.name == name { form.fields.clone() } else { Vec::new() })
}

/// A field of the form that was refused; empty when there is none.
pub fn sent_value(name: &str) -> String {
    query::first(&sent_fields(), name)
}

/// The fields of the form that was refused, if it was sent to `path`.
pub(crate) fn sent_draft(path: &str) -> Vec<(String, String)> {
    let pairs = query::pairs(&use_location().search.get_untracked());
    if query::first(&pairs, "__path") == path { sent_fields() } else { Vec::new() }
}
