//! The form of a draft, section by section.

use hezong_contract::cases::FieldView;
use hezong_contract::policies::{POLICY_FIELDS, PolicyEdit, SectionView};
use hezong_domain::access::Permission;
use hezong_texts::{nav, policies as texts, policy_edit as t};
use hezong_ui::{
    Card, Crumb, DoneNotice, Form, FormState, Group, Hidden, LinkButton, PageHead, Siblings,
    SubmitButton, lang, tr,
};
use leptos::context::Provider;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{SavePolicy, read_policy_form};
use crate::cases::fields::control;
use crate::partner::gate::{gate, load_page};
use crate::routes;

/// The page of the form.
#[derive(Debug)]
pub struct PolicyEditPage;

#[lazy_route]
impl LazyRoute for PolicyEditPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let params = use_params_map();
        let version = Memo::new(move |_| params.with(|p| p.get("version").unwrap_or_default()));
        let save = ServerAction::<SavePolicy>::new();
        let siblings = Siblings::new("section");
        let form = Resource::new(move || version.get(), read_policy_form);
        gate(None, Permission::OpsPolicies, move |_| {
            load_page(form, move |form| shown(form, save, siblings))
        })
    }
}

fn shown(form: PolicyEdit, save: ServerAction<SavePolicy>, siblings: Siblings) -> AnyView {
    let version = form.version;
    let crumbs = vec![
        Crumb::link(tr(nav::OPERATIONS), routes::OPS),
        Crumb::link(tr(texts::TITLE), routes::OPS_POLICIES),
        Crumb::link(texts::version(lang(), version), routes::ops_policy(version)),
    ];
    let sections: Vec<AnyView> = form
        .sections
        .into_iter()
        .map(|section| section_view(version, section, save, siblings))
        .collect();
    view! {
        <PageHead title=t::edit_title(lang(), version) subtitle=tr(t::EDIT_LEAD) crumbs=crumbs>
            <LinkButton href=routes::ops_policy_review(version) kind="primary">{tr(t::REVIEW)}</LinkButton>
        </PageHead>
        <DoneNotice action=save words=tr(t::SAVED)/>
        <div class="stack">{sections}</div>
    }
    .into_any()
}

/// The id of a section's form.
fn form_id(section: &str) -> &'static str {
    match section {
        "general" => "policy-general",
        "windows" => "policy-windows",
        "maturity" => "policy-maturity",
        "si_presales" => "policy-si",
        "svc_ccoe" => "policy-ccoe",
        _ => "policy-expert",
    }
}

/// A section that is drawn anew when it was saved, and only then: what is typed in the others stays.
fn section_view(
    version: i64,
    section: SectionView,
    save: ServerAction<SavePolicy>,
    siblings: Siblings,
) -> AnyView {
    let name = section.section.clone();
    let current = RwSignal::new(section);
    let value = save.value();
    Effect::new(move |_| {
        let saved = value.with(|v| v.as_ref().and_then(|answer| answer.as_ref().ok().cloned()));
        if let Some(saved) = saved.filter(|saved| saved.section == name) {
            current.set(saved);
        }
    });
    (move || section_form(version, current.get(), save, siblings)).into_any()
}

fn section_form(
    version: i64,
    section: SectionView,
    save: ServerAction<SavePolicy>,
    siblings: Siblings,
) -> AnyView {
    let SectionView { section: name, title, seen, fields } = section;
    let id = form_id(&name);
    let among = (siblings, name.clone());
    view! {
        <Card title=title>
            <Form action=save id=id class="form form-wide form-columns" among=among>
                <Hidden name="version" value=version.to_string()/>
                <Hidden name="seen" value=seen/>
                <Hidden name="section" value=name/>
                <Answers fields=fields/>
                <div class="form-actions"><SubmitButton>{tr(t::SAVE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

/// The fields of a section. A component, because they ask the form around them what was typed.
#[component]
fn Answers(
    /// The fields.
    fields: Vec<FieldView>,
) -> impl IntoView {
    let Some(state) = use_context::<FormState>() else { return rows(fields) };
    let state = state.grouped(Group::Lists("fields"));
    view! { <Provider value=state>{rows(fields)}</Provider> }.into_any()
}

/// Figures that belong together stand side by side.
fn rows(fields: Vec<FieldView>) -> AnyView {
    let mut shown = Vec::new();
    let mut fields = fields.into_iter().peekable();
    while let Some(field) = fields.next() {
        let is_first = ["count_", "grade_"].iter().any(|begin| field.name.starts_with(begin));
        let first = policy_control(field);
        match fields.next_if(|_| is_first).map(policy_control) {
            Some(second) => {
                shown.push(view! { <div class="form-row">{first} {second}</div> }.into_any());
            }
            None => shown.push(first.into_any()),
        }
    }
    shown.into_any()
}

/// The control of a field of a policy.
fn policy_control(field: FieldView) -> Option<AnyView> {
    let name = POLICY_FIELDS.iter().copied().find(|known| *known == field.name)?;
    Some(control(name, field))
}
