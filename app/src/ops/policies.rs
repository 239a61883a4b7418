//! Policies of incentives: versions, the editor of drafts; and the paths partners are on.

pub mod api;
mod edit;
mod paths;
pub(super) mod review;
mod version;

use hezong_contract::policies::{PoliciesView, PolicyLine};
use hezong_contract::query;
use hezong_domain::access::Permission;
use hezong_texts::{common, nav, policies as t, policy_edit};
use hezong_ui::{
    Card, Column, Crumb, DataTable, DoneNotice, EmptyState, Form, LinkButton, Notice, PageHead,
    StatusPill, SubmitButton, Time, Tone, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

pub use edit::PolicyEditPage;
pub use paths::PathsPage;
pub use review::PolicyReviewPage;
pub use version::PolicyPage;

use api::{InstallSample, list_policies};

use crate::cases::parts::state_pill;
use crate::partner::gate::{gate, load_page};
use crate::routes;

/// The page of the policies.
#[derive(Debug)]
pub struct PoliciesPage;

#[lazy_route]
impl LazyRoute for PoliciesPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let install = ServerAction::<InstallSample>::new();
        let policies = Resource::new(move || install.version().get(), |_| list_policies());
        let discarded = told("discarded", |_| tr(policy_edit::DISCARDED).to_owned());
        gate(None, Permission::OpsBenefits, move |viewer| {
            let may_edit = viewer.may(Permission::OpsPolicies);
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs>
                    <LinkButton href=routes::OPS_CALENDAR>{tr(nav::OPS_CALENDAR)}</LinkButton>
                </PageHead>
                <DoneNotice action=install words=tr(t::INSTALLED)/>
                {discarded.map(done_notice)}
                {load_page(policies, move |policies| shown(policies, may_edit, install))}
            }
            .into_any()
        })
    }
}

/// What the page that led here has done, as the address says it: `name=<how many>`.
pub(super) fn told(name: &str, words: impl FnOnce(i64) -> String) -> Option<StoredValue<String>> {
    let pairs = query::pairs(&use_location().search.get_untracked());
    let count = query::first(&pairs, name).parse().ok()?;
    Some(StoredValue::new(words(count)))
}

/// Says that something was done.
pub(super) fn done_notice(words: StoredValue<String>) -> AnyView {
    let words = words.get_value();
    view! { <Notice tone=Tone::Ok announced=true><p>{words}</p></Notice> }.into_any()
}

const COLUMNS: &[Column<PolicyLine>] = &[
    Column::new(policy_edit::COLUMN_VERSION, version_cell).primary(),
    Column::new(policy_edit::COLUMN_STANDING, standing_cell),
    Column::new(policy_edit::COLUMN_FROM, |row: &PolicyLine| row.from.clone().into_any()),
    Column::new(policy_edit::COLUMN_TO, |row: &PolicyLine| row.to.clone().into_any()),
    Column::new(policy_edit::COLUMN_BY, |row: &PolicyLine| row.by.clone().into_any()),
    Column::new(policy_edit::COLUMN_AT, |row: &PolicyLine| {
        let at = row.at;
        view! { <Time at=at/> }.into_any()
    }),
    Column::new(policy_edit::COLUMN_ENDED, ended_cell).wide(),
];

/// Who ended a version, when and why; a dash for those that count or are being written.
fn ended_cell(row: &PolicyLine) -> AnyView {
    let Some(ended) = &row.ended else {
        return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
    };
    let (by, at, reason) = (ended.by.clone(), ended.at, ended.reason.clone());
    view! {
        <div>
            {by} " " <Time at=at/>
            <span class="secondary id-line">{reason}</span>
        </div>
    }
    .into_any()
}

fn version_cell(row: &PolicyLine) -> AnyView {
    let words = t::version(lang(), row.version);
    view! { <a href=routes::ops_policy(row.version)>{words}</a> }.into_any()
}

/// What a version is worth, and whether it is in force.
pub(super) fn standing_cell(row: &PolicyLine) -> AnyView {
    let standing = state_pill(&row.standing);
    let in_force =
        row.is_in_force.then(|| view! { <StatusPill tone=Tone::Ok word=tr(t::IN_FORCE)/> });
    view! { <div class="pills">{standing} " " {in_force}</div> }.into_any()
}

fn shown(policies: PoliciesView, may_edit: bool, install: ServerAction<InstallSample>) -> AnyView {
    // What was withdrawn or discarded is history, not a policy.
    let offer = policies.can_install.then(|| {
        let form = may_edit.then(|| {
            view! {
                <Form action=install id="install" class="inline-form">
                    <SubmitButton>{tr(t::INSTALL)}</SubmitButton>
                </Form>
            }
        });
        view! {
            <Card>
                <EmptyState title=tr(t::EMPTY) body=tr(t::EMPTY_BODY) icon="clock">{form}</EmptyState>
            </Card>
        }
    });
    let caption = tr(policy_edit::CAPTION);
    let table = (!policies.versions.is_empty()).then(|| {
        view! {
            <Card flush=true>
                <DataTable caption=caption columns=COLUMNS rows=policies.versions/>
            </Card>
        }
    });
    view! { <div class="stack">{offer} {table}</div> }.into_any()
}
