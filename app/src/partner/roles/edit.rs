//! One role of the partner's own: changing and deleting it.

use hezong_contract::organisation::{RoleForm, RoleRow};
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_texts::{nav, roles_page as t};
use hezong_ui::{
    Card, Crumb, DoneNotice, Form, Hidden, LinkButton, PageHead, SubmitButton, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{ChangeRole, DeleteRole, read_role};
use super::role_fields;
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::follow;
use crate::routes;

/// One role.
#[derive(Debug)]
pub struct RolePage;

#[lazy_route]
impl LazyRoute for RolePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
        let change = ServerAction::<ChangeRole>::new();
        let delete = ServerAction::<DeleteRole>::new();
        follow(delete);
        let asked = move || (id.clone(), change.version().get());
        let role = Resource::new(asked, |(id, _)| read_role(id));
        gate(None, Permission::MembersManage, move |_| {
            load_page(role, move |(role, grantable)| shown(&role, &grantable, change, delete))
        })
    }
}

fn check(input: &ChangeRole) -> Result<(), Problems> {
    RoleForm::check(&input.form)
}

fn shown(
    role: &RoleRow,
    grantable: &[Permission],
    change: ServerAction<ChangeRole>,
    delete: ServerAction<DeleteRole>,
) -> AnyView {
    let crumbs =
        vec![Crumb::group(tr(nav::ORGANISATION)), Crumb::link(tr(t::TITLE), routes::PARTNER_ROLES)];
    let title = t::edit_title(lang(), &role.name);
    let fields = role_fields(role.name.clone(), grantable, &role.permissions);
    let removal = delete_card(role, delete);
    let (id, version) = (role.value.clone(), role.version.to_string());
    view! {
        <PageHead title=title subtitle=t::edit_lead(lang(), role.people) crumbs=crumbs>
            <LinkButton href=routes::PARTNER_ROLES>{tr(t::BACK)}</LinkButton>
        </PageHead>
        <div class="stack">
            <DoneNotice action=change words=tr(t::SAVED)/>
            <Card>
                <Form action=change id="change-role" check=check>
                    <Hidden name="id" value=id/>
                    <Hidden name="version" value=version/>
                    {fields}
                    <div class="form-actions"><SubmitButton>{tr(t::SAVE)}</SubmitButton></div>
                </Form>
            </Card>
            {removal}
        </div>
    }
    .into_any()
}

fn delete_card(role: &RoleRow, delete: ServerAction<DeleteRole>) -> AnyView {
    if role.people + role.invitations > 0 {
        let words = t::in_use(lang(), role.people, role.invitations);
        return view! {
            <Card title=tr(t::DELETE_TITLE)><p class="secondary">{words}</p></Card>
        }
        .into_any();
    }
    let id = role.value.clone();
    view! {
        <Card title=tr(t::DELETE_TITLE)>
            <p class="secondary">{tr(t::DELETE_LEAD)}</p>
            <Form action=delete id="delete-role">
                <Hidden name="id" value=id/>
                <div class="form-actions"><SubmitButton kind="danger">{tr(t::DELETE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
