//! Entering the paths a partner is on.

use hezong_contract::programme::PathsView;
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_texts::{common, nav, ops_partners, policies as t};
use hezong_ui::form::successes;
use hezong_ui::{
    Card, Checkboxes, Crumb, DoneNotice, Form, Hidden, LinkButton, Notice, PageHead, SelectField,
    SubmitButton, Tone, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{SetPaths, read_paths};
use crate::partner::gate::{gate, load_page};
use crate::routes;

/// The page of a partner's paths.
#[derive(Debug)]
pub struct PathsPage;

fn check(input: &SetPaths) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

#[lazy_route]
impl LazyRoute for PathsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
        let set = ServerAction::<SetPaths>::new();
        // Read anew after success only: what was typed must not be lost to somebody else's change.
        let saved = successes(set);
        let paths = Resource::new(move || (id.clone(), saved.get()), |(id, _)| read_paths(id));
        gate(None, Permission::OpsPartners, move |_| {
            load_page(paths, move |paths| shown(&paths, set))
        })
    }
}

fn shown(paths: &PathsView, set: ServerAction<SetPaths>) -> AnyView {
    let form = paths.form.clone();
    let back = routes::ops_partner(&form.partner_id);
    let crumbs = vec![
        Crumb::link(tr(nav::OPERATIONS), routes::OPS),
        Crumb::link(tr(ops_partners::TITLE), routes::OPS_PARTNERS),
        Crumb::link(&paths.partner, &back),
    ];
    let name = |index: usize| paths.paths.get(index).cloned().unwrap_or_default();
    let labels = [name(0), name(1), name(2)];
    let (stages, schemes) = (paths.stages.clone(), paths.schemes.clone());
    // Drawn inside the form: its fields ask it what was typed before.
    let fields = move || {
        let [first, second, third] = labels.clone();
        let empty = tr(t::NOT_JOINED);
        view! {
            <Hidden name="partner_id" value=form.partner_id.clone()/>
            <Hidden name="seen" value=form.seen.clone()/>
            <SelectField name="system_integration" label=first options=stages.clone() value=form.system_integration.clone() empty=empty required=false/>
            <SelectField name="service" label=second options=stages.clone() value=form.service.clone() empty=empty required=false/>
            <SelectField name="learning" label=third options=stages.clone() value=form.learning.clone() empty=empty required=false/>
            <Checkboxes name="invited" label=tr(t::INVITED) hint=tr(t::INVITED_HINT) options=schemes.clone() chosen=form.invited.clone()/>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr(t::PATHS_TITLE) subtitle=tr(t::PATHS_LEAD) crumbs=crumbs/>
        <DoneNotice action=set words=tr(t::SAVED)/>
        <Notice tone=Tone::Info><p>{tr(t::PATHS_NOTE)}</p></Notice>
        <Card>
            <Form action=set id="paths" check=check>
                {fields()}
                <div class="form-actions">
                    <SubmitButton>{tr(t::SAVE)}</SubmitButton>
                    <LinkButton href=back>{tr(common::CANCEL)}</LinkButton>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}
