//! Several forms of one page around the same function: errors and drafts belong to the one that was sent
//! last.

use hezong_contract::query;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The forms of a page that call the same function; one of their fields tells them apart.
#[derive(Clone, Copy)]
pub struct Siblings {
    last: RwSignal<String>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    last: RwSignal<String>,
    name: StoredValue<String>,
}

impl Siblings {
    /// Forms whose `field` says which one it is. Without WASM the address tells which one has failed.
    pub fn new(field: &str) -> Self {
        let pairs = query::pairs(&use_location().search.get_untracked());
        Self { last: RwSignal::new(query::first(&pairs, &format!("v.{field}"))) }
    }

    pub(crate) fn turn(self, name: String) -> Turn {
        Turn { last: self.last, name: StoredValue::new(name) }
    }
}

impl Turn {
    /// Notes that this one is sent.
    pub(crate) fn take(self) {
        self.last.set(self.name.get_value());
    }

    /// Whether this one was sent last.
    pub(crate) fn is_mine(self) -> bool {
        self.last.with(|last| self.name.with_value(|name| name == last))
    }
}

/// The fields of a failed post to `path`, as the address carries them.
pub(crate) fn sent_draft(path: &str) -> Vec<(String, String)> {
    let pairs = query::pairs(&use_location().search.get_untracked());
    if query::first(&pairs, "__path") != path {
        return Vec::new();
    }
    pairs
        .into_iter()
        .filter_map(|(name, value)| name.strip_prefix("v.").map(|n| (n.to_owned(), value)))
        .collect()
}
