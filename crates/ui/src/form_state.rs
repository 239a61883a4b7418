//! What the fields of a form know about it: names, ids, what was typed, what is wrong.

use hezong_contract::AppError;
use leptos::prelude::*;

use crate::words::problem_words;

/// Under which name of the form's struct fields are sent.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Group {
    /// Each is a field of the struct: `form[name]`.
    #[default]
    Own,
    /// Entries of a map of lists: `form[fields][name][]`.
    Lists(&'static str),
    /// Entries of a map of texts, drafted as `remark-name`: `form[remarks][name]`.
    Remarks(&'static str),
}

/// What the fields of a form need to know about it.
#[derive(Clone, Copy)]
pub struct FormState {
    /// Prefix of field ids.
    pub id: &'static str,
    /// What went wrong last time.
    pub error: Signal<Option<AppError>>,
    /// Whether it is being sent.
    pub pending: Signal<bool>,
    /// How often it succeeded in this document; the fields start afresh each time.
    pub successes: RwSignal<u32>,
    /// Whether field names are sent as `form[name]`.
    is_wrapped: bool,
    group: Group,
    draft: StoredValue<Vec<(String, String)>>,
    labels: StoredValue<Vec<(&'static str, String)>>,
}

impl FormState {
    pub(crate) fn new(
        id: &'static str,
        error: Signal<Option<AppError>>,
        pending: Signal<bool>,
        is_wrapped: bool,
        draft: Vec<(String, String)>,
    ) -> Self {
        Self {
            id,
            error,
            pending,
            successes: RwSignal::new(0),
            is_wrapped,
            group: Group::Own,
            draft: StoredValue::new(draft),
            labels: StoredValue::new(Vec::new()),
        }
    }

    /// The same form for fields that are sent under a name of their own.
    #[must_use]
    pub fn grouped(self, group: Group) -> Self {
        Self { group, ..self }
    }

    /// Notes the label of a field, for the error summary.
    pub fn note_label(self, name: &'static str, label: &str) {
        // A remark is about the field of that name, whose label it would hide.
        if !matches!(self.group, Group::Remarks(_)) {
            self.labels.update_value(|all| all.push((name, label.to_owned())));
        }
    }

    pub(crate) fn label(self, name: &str) -> Option<String> {
        self.labels.with_value(|all| all.iter().find(|(n, _)| *n == name).map(|(_, l)| l.clone()))
    }

    /// The name of a field on the wire.
    pub fn wire_name(self, name: &str) -> String {
        match self.group {
            _ if !self.is_wrapped => name.to_owned(),
            Group::Own => format!("form[{name}]"),
            Group::Lists(group) => format!("form[{group}][{name}][]"),
            Group::Remarks(group) => format!("form[{group}][{name}]"),
        }
    }

    /// The name of a field in ids and drafts.
    fn local_name(self, name: &str) -> String {
        match self.group {
            Group::Own | Group::Lists(_) => name.to_owned(),
            Group::Remarks(_) => format!("remark-{name}"),
        }
    }

    /// The id of a field's control.
    pub fn control_id(self, name: &str) -> String {
        format!("{}-{}", self.id, self.local_name(name))
    }

    /// What was typed before the post failed.
    pub fn drafted(self, name: &str) -> Option<String> {
        let name = self.local_name(name);
        self.draft
            .with_value(|pairs| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone()))
    }

    /// All values drafted under a name; `None` when the form was not posted.
    pub fn drafted_all(self, name: &str) -> Option<Vec<String>> {
        let name = self.local_name(name);
        self.draft.with_value(|pairs| {
            (!pairs.is_empty())
                .then(|| pairs.iter().filter(|(n, _)| *n == name).map(|(_, v)| v.clone()).collect())
        })
    }

    /// What is wrong with a field, in words.
    pub fn problem(self, name: &str) -> Option<String> {
        let name = self.local_name(name);
        self.error.with(|e| e.as_ref().and_then(|e| e.problem_of(&name)).map(problem_words))
    }
}
