//! Policies of incentives, and the paths partners are on.

pub mod api;
mod paths;

use hezong_contract::programme::{PoliciesView, PolicyView};
use hezong_domain::access::Permission;
use hezong_texts::{nav, policies as t};
use hezong_ui::{
    Card, Crumb, DoneNotice, EmptyState, Form, PageHead, StatusPill, SubmitButton, Tone, lang, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub use paths::PathsPage;

use api::{InstallSample, list_policies};

use crate::cases::page::{facts_card, table_card};
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
        gate(None, Permission::OpsBenefits, move |viewer| {
            let may_install = viewer.may(Permission::OpsPolicies);
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs/>
                <DoneNotice action=install words=tr(t::INSTALLED)/>
                {load_page(policies, move |policies| shown(&policies, may_install, install))}
            }
            .into_any()
        })
    }
}

fn shown(
    policies: &PoliciesView,
    may_install: bool,
    install: ServerAction<InstallSample>,
) -> AnyView {
    if policies.versions.is_empty() {
        let offer = may_install.then(|| {
            view! {
                <Form action=install id="install" class="inline-form">
                    <SubmitButton>{tr(t::INSTALL)}</SubmitButton>
                </Form>
            }
        });
        return view! {
            <Card>
                <EmptyState title=tr(t::EMPTY) body=tr(t::EMPTY_BODY) icon="clock">{offer}</EmptyState>
            </Card>
        }
        .into_any();
    }
    policies.versions.iter().map(version).collect_view().into_any()
}

fn version(policy: &PolicyView) -> AnyView {
    let standing = state_pill(&policy.standing);
    let in_force =
        policy.is_in_force.then(|| view! { <StatusPill tone=Tone::Ok word=tr(t::IN_FORCE)/> });
    let tables = policy.tables.iter().map(table_card).collect_view();
    view! {
        <section class="stack">
            <h2>{t::version(lang(), policy.version)} " " {standing} " " {in_force}</h2>
            {facts_card(&policy.facts)}
            {tables}
        </section>
    }
    .into_any()
}
