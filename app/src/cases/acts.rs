//! What can be done with a case: each act with its form, or with what stands in its way.

use hezong_contract::cases::{ActView, CaseView, CheckView};
use hezong_texts::{case_page, cases as t};
use hezong_ui::{
    Card, DisabledButton, Form, Hidden, Siblings, SubmitButton, TextArea, sent_value, told_view, tr,
};
use leptos::prelude::*;

use super::api::ActOnCase;
use super::fields::{answers, remarks};

/// Ids of the forms: a state has no more acts than that.
const IDS: [&str; 12] = [
    "act-1", "act-2", "act-3", "act-4", "act-5", "act-6", "act-7", "act-8", "act-9", "act-10",
    "act-11", "act-12",
];

/// Longest reason the services take.
const REASON_MAX: u32 = 1_000;

/// What the forms of a page share.
#[derive(Clone, Copy)]
pub(super) struct Acting {
    pub(super) action: ServerAction<ActOnCase>,
    pub(super) siblings: Siblings,
}

/// All acts: those people come for first, those that refuse or end something folded at the end.
pub(super) fn acts_view(case: &CaseView, acting: Acting) -> AnyView {
    let failed = sent_value("event");
    let mut acts: Vec<(&ActView, &'static str)> = case.acts.iter().zip(IDS).collect();
    acts.sort_by_key(|(act, _)| (act.is_hard, !act.is_main));
    let views: Vec<AnyView> = acts
        .into_iter()
        .map(|(act, id)| {
            let content =
                if act.blocked.is_empty() { act_form(case, act, id, acting) } else { blocked(act) };
            frame(act, content, act.event == failed)
        })
        .collect();
    views.into_any()
}

/// A card; for what refuses or ends something a closed one.
fn frame(act: &ActView, content: AnyView, is_open: bool) -> AnyView {
    if act.is_hard {
        let words = act.words.clone();
        return view! {
            <details class="card act-hard" open=is_open>
                <summary>{words}</summary>
                <div class="card-body">{content}</div>
            </details>
        }
        .into_any();
    }
    view! { <Card title=act.words.clone()>{content}</Card> }.into_any()
}

fn act_form(case: &CaseView, act: &ActView, id: &'static str, acting: Acting) -> AnyView {
    let (case_id, seen, event) = (case.id.clone(), case.version.to_string(), act.event.clone());
    let (fields, remarkable) = (act.fields.clone(), act.remarkable.clone());
    let (words, needs_reason) = (act.words.clone(), act.needs_reason);
    let kind = match (act.is_hard, act.is_main) {
        (true, _) => "danger",
        (false, true) => "primary",
        (false, false) => "",
    };
    let among = (acting.siblings, act.event.clone());
    view! {
        <Form action=acting.action id=id class="form form-columns" among=among>
            <Hidden name="id" value=case_id/>
            <Hidden name="event" value=event/>
            <Hidden name="seen" value=seen/>
            {answers(fields)}
            {needs_reason.then(reason)}
            {(!remarkable.is_empty()).then(|| remark_part(remarkable))}
            <div class="form-actions"><SubmitButton kind=kind>{words}</SubmitButton></div>
        </Form>
    }
    .into_any()
}

fn reason() -> AnyView {
    let hint = tr(case_page::REASON_HINT);
    view! { <TextArea name="reason" label=tr(case_page::REASON) hint=hint maxlength=REASON_MAX/> }
        .into_any()
}

/// The remarks on single fields: folded, because most reasons need none.
fn remark_part(remarkable: Vec<(String, String)>) -> AnyView {
    view! {
        <details class="act-remarks">
            <summary>{tr(case_page::COMMENTS_ON_FIELDS)}</summary>
            <div class="form">{remarks(remarkable)}</div>
        </details>
    }
    .into_any()
}

/// An act that cannot be done: what is missing, and the button with its reason.
fn blocked(act: &ActView) -> AnyView {
    let words = act.words.clone();
    view! {
        <p>{tr(t::BLOCKED)}</p>
        {told_view(&act.blocked)}
        <div class="form-actions">
            <DisabledButton reason=why(&act.blocked)>{words}</DisabledButton>
        </div>
    }
    .into_any()
}

/// The first reason in words.
fn why(checks: &[CheckView]) -> String {
    checks.first().map_or_else(String::new, |check| {
        if check.why.is_empty() { check.label.clone() } else { check.why.clone() }
    })
}
