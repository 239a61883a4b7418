//! Small parts several partner pages share.

use hezong_contract::{AppError, ErrorKind};
use hezong_domain::Refusal;
use hezong_domain::coupons::Limits;
use hezong_texts::{common, coupons_partner as texts};
use hezong_ui::words::{join, limits_words, refusal_words};
use hezong_ui::{DisabledButton, Notice, StatusPill, Tone, lang, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

/// Goes to the address an act answered, once it did. Without WASM the server redirects.
pub fn follow<S>(action: ServerAction<S>)
where
    S: ServerFn<Error = AppError, Output = String> + Clone + Send + Sync + 'static,
{
    let navigate = use_navigate();
    let value = action.value();
    Effect::new(move |_| {
        if let Some(Ok(path)) = value.get() {
            navigate(&path, leptos_router::NavigateOptions::default());
        }
    });
}

/// Reads a plan again when confirming it was refused: what it says no longer holds. Without WASM the
/// server answers with the page, so with a new plan.
pub fn plan_again<S, T>(action: ServerAction<S>, plan: Resource<Result<T, AppError>>)
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let value = action.value();
    Effect::new(move |seen: Option<()>| {
        let is_refused = value.with(|answer| {
            matches!(answer, Some(Err(error)) if matches!(error.kind, ErrorKind::Refused(_)))
        });
        if is_refused && seen.is_some() {
            plan.refetch();
        }
    });
}

/// Says which filters of the address made no sense.
pub fn dropped_notice(dropped: &[String]) -> AnyView {
    if dropped.is_empty() {
        return ().into_any();
    }
    let words = common::filters_dropped(lang(), join(dropped));
    view! { <Notice tone=Tone::Warn><p>{words}</p></Notice> }.into_any()
}

/// The limits of a coupon in one cell: the first ones, the rest as tooltip.
pub fn limits_cell(limits: &Limits) -> AnyView {
    if limits.is_unrestricted() {
        return view! { <span class="muted">{tr(texts::UNLIMITED)}</span> }.into_any();
    }
    let words = limits_words(limits);
    let all = join(&words);
    let short = match words.split_first() {
        Some((first, rest)) if !rest.is_empty() => texts::more_limits(lang(), first, words.len()),
        _ => all.clone(),
    };
    view! { <span class="limits-cell" title=all>{short}</span> }.into_any()
}

/// Short phrases as a list.
pub fn phrases(words: Vec<String>) -> AnyView {
    let items = words.into_iter().map(|word| view! { <li class="tag">{word}</li> }).collect_view();
    view! { <ul class="tags">{items}</ul> }.into_any()
}

/// An action of a row that cannot be done, with its reason.
pub fn refused_action(words: &'static str, refusal: &Refusal) -> AnyView {
    view! { <DisabledButton reason=refusal_words(refusal) kind="small">{words}</DisabledButton> }
        .into_any()
}

/// Done or refused, the refusal with its reason below.
pub fn outcome_cell(
    refusal: Option<&Refusal>,
    done: &'static str,
    refused: &'static str,
) -> AnyView {
    match refusal {
        None => view! { <StatusPill tone=Tone::Ok word=done/> }.into_any(),
        Some(refusal) => view! {
            <div>
                <StatusPill tone=Tone::Bad word=refused/>
                <p class="outcome-reason">{refusal_words(refusal)}</p>
            </div>
        }
        .into_any(),
    }
}

/// An id as a link; a dash when there is none.
pub fn id_link(id: &str, href: String) -> AnyView {
    if id.is_empty() {
        return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
    }
    view! { <a class="id-link" href=href>{id.to_owned()}</a> }.into_any()
}

/// A company with its sign-in name.
pub fn customer_cell(account: &str, company: &str) -> AnyView {
    let middle = if account.is_empty() || company.is_empty() { "" } else { " \u{b7} " };
    view! {
        <span class="customer-cell long-text">
            {account.to_owned()} {middle} {company.to_owned()}
        </span>
    }
    .into_any()
}

/// A name in a table: as wide as it is, up to where it would push other columns out of the card.
pub fn long_text(words: impl Into<String>) -> AnyView {
    let words: String = words.into();
    view! { <span class="long-text">{words}</span> }.into_any()
}
