//! Money acts: plan, confirm, result.

use hezong_domain::Fen;
use hezong_texts::common;
use leptos::prelude::*;

use crate::chart::Tone;
use crate::icon::Icon;
use crate::words::{tr, yuan};

/// A plan with the figures that matter and the form that confirms it.
#[component]
pub fn ConfirmCard(
    /// Heading; "please confirm" when left out.
    #[prop(optional, into)]
    title: String,
    /// The figures: [`BeforeAfter`], key values, tables.
    plan: AnyView,
    /// The confirming form and the way back.
    children: Children,
) -> impl IntoView {
    let title = if title.is_empty() { tr(common::PLAN_TITLE).to_owned() } else { title };
    view! {
        <section class="card confirm-card">
            <header class="card-head"><h2>{title}</h2></header>
            <div class="card-body">{plan}</div>
            <footer class="confirm-foot">{children()}</footer>
        </section>
    }
    .into_any()
}

/// A balance before and after an act.
#[component]
pub fn BeforeAfter(
    /// Whose balance.
    #[prop(into)]
    label: String,
    /// Before.
    before: Fen,
    /// After.
    after: Fen,
) -> impl IntoView {
    let change = after.checked_sub(before).unwrap_or(Fen::ZERO);
    let sign = if change.is_positive() { "+" } else { "" };
    view! {
        <dl class="before-after">
            <div><dt>{label.clone()} " · " {tr(common::BEFORE)}</dt><dd>{yuan(before)}</dd></div>
            <div class="before-after-change" aria-hidden="true">
                <Icon name="arrow"/>
                <span>{sign} {yuan(change)}</span>
            </div>
            <div><dt>{label} " · " {tr(common::AFTER)}</dt><dd>{yuan(after)}</dd></div>
        </dl>
    }
    .into_any()
}

/// What an act did, as the head of its result page.
#[component]
pub fn ResultCard(
    /// Good, partly, bad.
    tone: Tone,
    /// What happened.
    #[prop(into)]
    title: String,
    /// Figures of it.
    #[prop(optional, into)]
    body: String,
    /// What to do next: links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class=format!("card result-card result-{}", tone.class()) role="status">
            <Icon name=tone.icon()/>
            <div>
                <h2>{title}</h2>
                {(!body.is_empty()).then(|| view! { <p>{body}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </section>
    }
    .into_any()
}
