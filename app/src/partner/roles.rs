//! 角色管理: what the preset roles allow, and the roles the partner makes itself.

pub mod api;
pub mod edit;

use hezong_contract::organisation::{RoleForm, RoleRow, RolesPage as Roles};
use hezong_domain::Problems;
use hezong_domain::access::{Permission, Role};
use hezong_texts::{nav, roles_page as t};
use hezong_ui::{
    Card, Checkboxes, Column, Crumb, DataTable, DoneNotice, EmptyState, Field, Form, LinkButton,
    Notice, PageHead, SubmitButton, Tone, label, lang, load, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::gate::gate;
use super::parts::phrases;
use crate::routes;
use api::{CreateRole, list_roles};

/// The roles of the partner.
#[derive(Debug)]
pub struct RolesPage;

#[lazy_route]
impl LazyRoute for RolesPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let create = ServerAction::<CreateRole>::new();
        let page = Resource::new(move || create.version().get(), |_| list_roles());
        gate(None, Permission::MembersManage, move |_| {
            view! {
                <PageHead
                    title=tr(t::TITLE)
                    subtitle=tr(t::LEAD)
                    crumbs=vec![Crumb::group(tr(nav::ORGANISATION))]
                >
                    <LinkButton href=routes::PARTNER_MEMBERS>{tr(nav::MEMBERS)}</LinkButton>
                </PageHead>
                <div class="stack">
                    <DoneNotice action=create words=tr(t::CREATED)/>
                    {load(page, move |page| shown(page, create))}
                </div>
            }
            .into_any()
        })
    }
}

const PRESET: &[Column<RoleRow>] = &[
    Column::new(t::COLUMN_ROLE, preset_cell).primary(),
    Column::new(t::COLUMN_PERMISSIONS, permissions_cell).wide(),
    Column::new(t::COLUMN_PEOPLE, |row: &RoleRow| row.people.to_string().into_any()).end(),
];

const OWN: &[Column<RoleRow>] = &[
    Column::new(t::COLUMN_ROLE, |row: &RoleRow| row.name.clone().into_any()).primary(),
    Column::new(t::COLUMN_PERMISSIONS, permissions_cell).wide(),
    Column::new(t::COLUMN_PEOPLE, |row: &RoleRow| row.people.to_string().into_any()).end(),
    Column::new(t::COLUMN_ACTIONS, edit_cell),
];

fn preset_cell(row: &RoleRow) -> AnyView {
    let note = (row.value == Role::PartnerAdmin.as_str())
        .then(|| view! { <p class="secondary">{tr(t::ADMIN_NOTE)}</p> });
    view! { <div>{label("roles", &row.value)} {note}</div> }.into_any()
}

fn permissions_cell(row: &RoleRow) -> AnyView {
    phrases(row.permissions.iter().map(|item| label("permissions", item.as_str())).collect())
}

fn edit_cell(row: &RoleRow) -> AnyView {
    let words = t::edit_of(lang(), &row.name);
    let href = routes::partner_role(&row.value);
    view! { <a class="button button-small" href=href aria-label=words>{tr(t::EDIT)}</a> }.into_any()
}

fn shown(page: Roles, create: ServerAction<CreateRole>) -> AnyView {
    let count = i64::try_from(page.own.len()).unwrap_or(i64::MAX);
    let note = view! { <span class="secondary">{t::own_note(lang(), count, page.max)}</span> };
    let own = if page.own.is_empty() {
        view! { <EmptyState title=tr(t::OWN_EMPTY) body=tr(t::OWN_EMPTY_BODY) icon="user"/> }
            .into_any()
    } else {
        view! { <DataTable caption=tr(t::OWN_CAPTION) columns=OWN rows=page.own/> }.into_any()
    };
    let next = if count >= page.max {
        view! { <Notice tone=Tone::Info><p>{t::full(lang(), page.max)}</p></Notice> }.into_any()
    } else {
        new_card(create, &page.grantable)
    };
    view! {
        <Card title=tr(t::OWN_TITLE) note=note.into_any() flush=true>{own}</Card>
        {next}
        <Card title=tr(t::PRESET_TITLE) flush=true>
            <DataTable caption=tr(t::PRESET_CAPTION) columns=PRESET rows=page.preset/>
        </Card>
    }
    .into_any()
}

fn check(input: &CreateRole) -> Result<(), Problems> {
    RoleForm::check(&input.form)
}

/// Name and permissions of a role.
pub fn role_fields(name: String, grantable: &[Permission], chosen: &[Permission]) -> AnyView {
    let options = grantable
        .iter()
        .map(|item| (item.as_str().to_owned(), label("permissions", item.as_str())))
        .collect();
    let chosen = chosen.iter().map(|item| item.as_str().to_owned()).collect();
    view! {
        <Field name="name" label=tr(t::NAME) hint=tr(t::NAME_HINT) value=name maxlength=32/>
        <Checkboxes
            name="permissions"
            label=tr(t::PERMISSIONS)
            hint=tr(t::PERMISSIONS_HINT)
            options=options
            chosen=chosen
            required=true
        />
    }
    .into_any()
}

fn new_card(create: ServerAction<CreateRole>, grantable: &[Permission]) -> AnyView {
    let fields = role_fields(String::new(), grantable, &[Permission::CustomerView]);
    view! {
        <Card title=tr(t::NEW_TITLE)>
            <p class="secondary">{tr(t::NEW_LEAD)}</p>
            <Form action=create id="create-role" check=check>
                {fields}
                <div class="form-actions"><SubmitButton>{tr(t::CREATE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
