//! Small things several pages of operations need.

use hezong_contract::AppError;
use hezong_contract::accounts::{PARTNER_OPTIONS_MAX, PartnerRow};
use hezong_contract::query;
use hezong_domain::Fen;
use hezong_texts::{Text, ops};
use hezong_ui::{Tone, label, lang, tr, yuan};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use server_fn::ServerFn;

use crate::partner::flow::{Flow, FlowBar};

/// Stable texts and their words, for choices.
pub fn words_of(
    namespace: &str,
    keys: impl IntoIterator<Item = &'static str>,
) -> Vec<(String, String)> {
    keys.into_iter().map(|key| (key.to_owned(), label(namespace, key))).collect()
}

/// The partner that a list's address filters by; empty when none.
pub fn chosen_partner(address: &str) -> String {
    query::first(&query::pairs(address), "partner")
}

/// Partners as choices. `chosen` stays a choice when it is not among the ones listed. Where not all are
/// listed, the last one says so and chooses none.
pub fn partner_choices(partners: &[PartnerRow], chosen: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = partners
        .iter()
        .map(|row| (row.id.clone(), format!("{} ({})", row.display_name, row.account_name)))
        .collect();
    if !chosen.is_empty() && !all.iter().any(|(id, _)| id == chosen) {
        all.push((chosen.to_owned(), chosen.to_owned()));
    }
    if partners.len() >= usize::try_from(PARTNER_OPTIONS_MAX).unwrap_or(usize::MAX) {
        all.push((String::new(), ops::more_partners(lang(), PARTNER_OPTIONS_MAX)));
    }
    all
}

/// Leaves the question in the address once an act is done: back to the page's plain path.
pub fn close_after<S>(action: ServerAction<S>, path: String)
where
    S: ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
{
    let navigate = use_navigate();
    let value = action.value();
    Effect::new(move |_| {
        if value.with(|value| matches!(value, Some(Ok(())))) {
            navigate(&path, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    });
}

/// Forgets that an act failed once the address asks something else: a new plan begins clean.
pub fn forget_errors<S>(search: Memo<String>, action: ServerAction<S>)
where
    S: ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
{
    let value = action.value();
    Effect::new(move |before: Option<()>| {
        search.track();
        let has_failed = value.with_untracked(|value| matches!(value, Some(Err(_))));
        if before.is_some() && has_failed {
            value.set(None);
        }
    });
}

/// What the address asks under `name`; nothing once `endpoint` was done without WASM.
pub fn asked(name: &'static str, endpoint: &'static str) -> Memo<String> {
    let search = use_location().search;
    Memo::new(move |_| {
        search.with(|text| {
            let pairs = query::pairs(text);
            if query::first(&pairs, "done") == endpoint {
                return String::new();
            }
            query::first(&pairs, name)
        })
    })
}

/// The company of a partner among `partners`; its id when it is not there.
pub fn name_of(partners: &[PartnerRow], id: &str) -> String {
    let found = partners.iter().find(|row| row.id == id);
    found.map_or_else(|| id.to_owned(), |row| row.display_name.clone())
}

/// What became of an amount, as a picture and in figures.
pub fn flow(caption: Text, whole: Fen, parts: &[(Text, Fen, Tone)]) -> AnyView {
    let words: Vec<String> =
        parts.iter().map(|(text, amount, _)| format!("{} {}", tr(*text), yuan(*amount))).collect();
    let words = format!("{}: {}", tr(caption), words.join(", "));
    let parts = parts.iter().map(|(text, amount, tone)| Flow::new(tr(*text), *amount, *tone));
    view! { <FlowBar whole=whole parts=parts.collect() words=words/> }.into_any()
}
