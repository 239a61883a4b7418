//! One version of the policy in readable words, and what can be done with it.

use hezong_contract::policies::{FactsView, PolicyEnded, PolicyView};
use hezong_domain::access::Permission;
use hezong_texts::{nav, policies as texts, policy_edit as t};
use hezong_ui::{
    Card, Crumb, Form, Hidden, KeyValue, KeyValues, LinkButton, Notice, PageHead, SubmitButton,
    TextArea, Time, Tone, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{CopyPolicy, DiscardPolicy, WithdrawPolicy, read_policy};
use super::{done_notice, standing_cell, told};
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::follow;
use crate::routes;

/// The page of one version.
#[derive(Debug)]
pub struct PolicyPage;

/// What can be done with a version.
#[derive(Clone, Copy)]
struct Acts {
    copy: ServerAction<CopyPolicy>,
    discard: ServerAction<DiscardPolicy>,
    withdraw: ServerAction<WithdrawPolicy>,
}

#[lazy_route]
impl LazyRoute for PolicyPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let params = use_params_map();
        let version = Memo::new(move |_| params.with(|p| p.get("version").unwrap_or_default()));
        let acts = Acts {
            copy: ServerAction::new(),
            discard: ServerAction::new(),
            withdraw: ServerAction::new(),
        };
        follow(acts.copy);
        follow(acts.discard);
        follow(acts.withdraw);
        let policy = Resource::new(
            move || (version.get(), acts.withdraw.version().get()),
            |(version, _)| read_policy(version),
        );
        gate(None, Permission::OpsBenefits, move |viewer| {
            let may_edit = viewer.may(Permission::OpsPolicies);
            load_page(policy, move |policy| shown(&policy, may_edit, acts))
        })
    }
}

/// What just happened to this version, as the address says it.
fn happened() -> Option<AnyView> {
    let count = |none: &str, some: fn(hezong_texts::Lang, i64) -> String, count: i64| {
        if count == 0 { none.to_owned() } else { some(lang(), count) }
    };
    let published = told("published", |n| count(tr(t::PUBLISHED), t::published_redated, n));
    let withdrawn = told("withdrawn", |n| count(tr(t::WITHDRAWN), t::withdrawn_redated, n));
    published.or(withdrawn).map(done_notice)
}

fn shown(policy: &PolicyView, may_edit: bool, acts: Acts) -> AnyView {
    let line = &policy.line;
    let crumbs = vec![
        Crumb::link(tr(nav::OPERATIONS), routes::OPS),
        Crumb::link(tr(texts::TITLE), routes::OPS_POLICIES),
    ];
    let (edit, review) =
        (routes::ops_policy_edit(line.version), routes::ops_policy_review(line.version));
    let of_draft = (may_edit && line.is_draft).then(|| {
        view! {
            <LinkButton href=edit>{tr(t::EDIT)}</LinkButton>
            <LinkButton href=review kind="primary">{tr(t::REVIEW)}</LinkButton>
        }
    });
    let at = line.at;
    let mut facts = vec![
        KeyValue::new(tr(t::COLUMN_STANDING), standing_cell(line)),
        KeyValue::new(tr(t::COLUMN_BY), line.by.clone()),
        KeyValue::new(tr(t::COLUMN_AT), view! { <Time at=at/> }),
    ];
    facts.extend(line.ended.iter().flat_map(ended_facts));
    let sections = policy.sections.iter().map(section).collect_view();
    let title = t::version_title(lang(), line.version);
    view! {
        <PageHead title=title crumbs=crumbs>{of_draft}</PageHead>
        {happened()}
        <div class="columns">
            <div class="stack">{sections}</div>
            <div class="stack">
                <Card><KeyValues items=facts/></Card>
                {may_edit.then(|| acts_view(policy, acts))}
            </div>
        </div>
    }
    .into_any()
}

/// Who withdrew or discarded a version, when and why.
fn ended_facts(ended: &PolicyEnded) -> [KeyValue; 3] {
    let at = ended.at;
    let of = |what: &str| format!("{} \u{b7} {what}", tr(t::COLUMN_ENDED));
    [
        KeyValue::new(of(tr(t::ENDED_BY)), ended.by.clone()),
        KeyValue::new(of(tr(t::ENDED_AT)), view! { <Time at=at/> }),
        KeyValue::new(of(tr(t::ENDED_REASON)), ended.reason.clone()),
    ]
}

/// Why a version is ended: asked before it is.
fn reason_field() -> AnyView {
    view! {
        <TextArea
            name="reason"
            label=tr(t::ENDED_REASON)
            hint=tr(t::ENDED_REASON_HINT)
            rows=2
            maxlength=1000
        />
    }
    .into_any()
}

fn section(section: &FactsView) -> AnyView {
    let items = section
        .facts
        .iter()
        .map(|fact| KeyValue::new(fact.label.clone(), fact.value.clone()))
        .collect();
    view! { <Card title=section.title.clone()><KeyValues items=items/></Card> }.into_any()
}

fn acts_view(policy: &PolicyView, acts: Acts) -> AnyView {
    let version = policy.line.version.to_string();
    let seen = policy.seen.clone();
    let fields = move || {
        let (version, seen) = (version.clone(), seen.clone());
        view! {
            <Hidden name="version" value=version/>
            <Hidden name="seen" value=seen/>
        }
        .into_any()
    };
    let (of_withdraw, of_copy) = (fields.clone(), fields.clone());
    if policy.line.is_draft {
        return view! {
            <Card>
                <Form action=acts.discard id="discard" class="bare-form">
                    {fields()}
                    {reason_field()}
                    <SubmitButton kind="danger">{tr(t::DISCARD)}</SubmitButton>
                </Form>
            </Card>
        }
        .into_any();
    }
    let withdraw = policy.can_withdraw.then(|| {
        view! {
            <Card title=tr(t::WITHDRAW)>
                <p>{tr(t::WITHDRAW_BODY)}</p>
                <Form action=acts.withdraw id="withdraw" class="bare-form">
                    {of_withdraw()}
                    {reason_field()}
                    <SubmitButton kind="danger">{tr(t::WITHDRAW)}</SubmitButton>
                </Form>
            </Card>
        }
    });
    let copy = match policy.draft {
        Some(draft) => {
            let body = t::draft_exists_body(lang(), draft);
            let href = routes::ops_policy(draft);
            view! {
                <Notice tone=Tone::Info title=tr(t::DRAFT_EXISTS)>
                    <p>{body} " " <a href=href>{texts::version(lang(), draft)}</a></p>
                </Notice>
            }
            .into_any()
        }
        None => view! {
            <Card>
                <Form action=acts.copy id="copy" class="bare-form">
                    {of_copy()}
                    <SubmitButton>{tr(t::COPY)}</SubmitButton>
                </Form>
            </Card>
        }
        .into_any(),
    };
    view! { {copy} {withdraw} }.into_any()
}
