//! Several forms of one page around the same function: errors and drafts belong to the one that was sent
//! last.

use leptos::prelude::*;

use crate::drafts::sent_value;

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
    /// Forms whose `field` says which one it is. Without WASM what was sent tells which one has failed.
    pub fn new(field: &str) -> Self {
        Self { last: RwSignal::new(sent_value(field)) }
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
