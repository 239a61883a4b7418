//! A draft beside what is in force: what changes, what is wrong, which last days move; and publishing it.

use hezong_contract::policies::{ChangeView, PolicyReview, RedatedView};
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_texts::{Text, nav, policies as texts, policy_edit as t};
use hezong_ui::{
    Card, Crumb, Form, Hidden, LinkButton, Notice, PageHead, SubmitButton, Tone, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{PublishPolicy, review_policy};
use crate::cases::goal;
use crate::cases::page::table_card;
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::follow;
use crate::routes;

/// The page of a review.
#[derive(Debug)]
pub struct PolicyReviewPage;

#[lazy_route]
impl LazyRoute for PolicyReviewPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        goal::provide(AccountKind::Vendor);
        let params = use_params_map();
        let version = Memo::new(move |_| params.with(|p| p.get("version").unwrap_or_default()));
        let publish = ServerAction::<PublishPolicy>::new();
        follow(publish);
        let review = Resource::new(move || version.get(), review_policy);
        gate(None, Permission::OpsPolicies, move |_| {
            load_page(review, move |review| shown(review, publish))
        })
    }
}

fn shown(review: PolicyReview, publish: ServerAction<PublishPolicy>) -> AnyView {
    let version = review.version;
    let crumbs = vec![
        Crumb::link(tr(nav::OPERATIONS), routes::OPS),
        Crumb::link(tr(texts::TITLE), routes::OPS_POLICIES),
        Crumb::link(texts::version(lang(), version), routes::ops_policy(version)),
    ];
    let title = match review.beside {
        Some(beside) => t::changes_title(lang(), beside),
        None => tr(t::CHANGES_FIRST).to_owned(),
    };
    let heads = [t::COLUMN_FIELD, t::COLUMN_BEFORE, t::COLUMN_AFTER];
    let none = tr(t::CHANGES_NONE);
    let changes = changes_card(title, tr(t::CHANGE_CAPTION), heads, &review.changes, none);
    let sample = review
        .stays_sample
        .then(|| view! { <Notice tone=Tone::Warn><p>{tr(t::STAYS_SAMPLE)}</p></Notice> });
    let last = if review.errors.is_empty() {
        publish_card(&review, publish)
    } else {
        errors_card(version, &review.errors)
    };
    view! {
        <PageHead
            title=t::review_title(lang(), version)
            subtitle=t::review_lead(lang(), &review.from)
            crumbs=crumbs
        >
            <LinkButton href=routes::ops_policy_edit(version)>{tr(t::EDIT)}</LinkButton>
        </PageHead>
        <div class="stack">
            {sample}
            {changes}
            {redated_card(&review.redated)}
            {last}
        </div>
    }
    .into_any()
}

fn errors_card(version: i64, errors: &[(String, String)]) -> AnyView {
    let items = errors
        .iter()
        .map(|(section, words)| {
            let href = format!("{}#policy-{}", routes::ops_policy_edit(version), short(section));
            view! { <li>{words.clone()} " " <a href=href>{tr(t::MEND)}</a></li> }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Bad title=tr(t::ERRORS_TITLE)><ul>{items}</ul></Notice>
    }
    .into_any()
}

/// The last part of the id of a section's form.
fn short(section: &str) -> &str {
    match section {
        "general" | "windows" | "maturity" => section,
        "si_presales" => "si",
        "svc_ccoe" => "ccoe",
        _ => "expert",
    }
}

fn publish_card(review: &PolicyReview, publish: ServerAction<PublishPolicy>) -> AnyView {
    let (version, seen) = (review.version.to_string(), review.seen.clone());
    view! {
        <Card title=tr(t::PUBLISH)>
            <p>{tr(t::PUBLISH_NOTE)}</p>
            <Form action=publish id="publish" class="bare-form">
                <Hidden name="version" value=version/>
                <Hidden name="seen" value=seen/>
                <SubmitButton>{tr(t::PUBLISH)}</SubmitButton>
            </Form>
        </Card>
    }
    .into_any()
}

/// What moves: the counts, and the most urgent by name.
pub(in crate::ops) fn redated_card(redated: &RedatedView) -> AnyView {
    if redated.count == 0 {
        return view! {
            <Card title=tr(t::REDATED_TITLE)><p class="secondary">{tr(t::REDATED_NONE)}</p></Card>
        }
        .into_any();
    }
    let earlier = (redated.earlier > 0)
        .then(|| view! { <p>{t::redated_earlier(lang(), redated.earlier)}</p> });
    let held = (redated.held > 0).then(|| view! { <p>{t::redated_held(lang(), redated.held)}</p> });
    let (count, table) = (t::redated_count(lang(), redated.count), table_card(&redated.table));
    view! {
        <Notice tone=Tone::Warn title=tr(t::REDATED_TITLE)>
            <p>{count}</p>
            {earlier}
            {held}
            <p>{tr(t::REDATED_TOLD)}</p>
        </Notice>
        {table}
    }
    .into_any()
}

/// What changes, line by line.
pub(in crate::ops) fn changes_card(
    title: String,
    caption: &'static str,
    heads: [Text; 3],
    changes: &[ChangeView],
    none: &'static str,
) -> AnyView {
    if changes.is_empty() {
        return view! { <Card title=title><p class="secondary">{none}</p></Card> }.into_any();
    }
    let [label, before, after] = heads.map(tr);
    let said = |words: &str| {
        if words.is_empty() { tr(t::ABSENT).to_owned() } else { words.to_owned() }
    };
    let rows = changes
        .iter()
        .map(|change| {
            view! {
                <tr>
                    <th scope="row" class="primary wide" data-label=label>{change.label.clone()}</th>
                    <td class="wide" data-label=before>{said(&change.before)}</td>
                    <td class="wide" data-label=after><strong>{said(&change.after)}</strong></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title=title flush=true>
            <div class="table-scroll" role="region" aria-label=caption tabindex="0">
                <table class="data-table case-table">
                    <caption class="visually-hidden">{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="wide">{label}</th>
                            <th scope="col" class="wide">{before}</th>
                            <th scope="col" class="wide">{after}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
    .into_any()
}
