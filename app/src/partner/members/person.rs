//! One person of the partner: roles, switching off and on, removing.

use hezong_contract::organisation::{StaffDetail, StaffRow};
use hezong_domain::access::Permission;
use hezong_domain::accounts::Activity;
use hezong_texts::{members as t, nav};
use hezong_ui::words::join;
use hezong_ui::{
    ActivityPill, Card, Crumb, DoneNotice, Form, Hidden, KeyValue, KeyValues, LinkButton, Notice,
    PageHead, SubmitButton, Tone, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{DisableStaff, EnableStaff, RemoveStaff, SetStaffRoles, read_staff};
use super::{role_boxes, role_words};
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::follow;
use crate::routes;

/// One person.
#[derive(Debug)]
pub struct MemberPage;

/// What can be done with the person.
#[derive(Clone, Copy)]
struct Acts {
    roles: ServerAction<SetStaffRoles>,
    disable: ServerAction<DisableStaff>,
    enable: ServerAction<EnableStaff>,
    remove: ServerAction<RemoveStaff>,
}

#[lazy_route]
impl LazyRoute for MemberPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
        let acts = Acts {
            roles: ServerAction::new(),
            disable: ServerAction::new(),
            enable: ServerAction::new(),
            remove: ServerAction::new(),
        };
        follow(acts.remove);
        let versions = move || {
            (acts.roles.version().get(), acts.disable.version().get(), acts.enable.version().get())
        };
        let detail = Resource::new(move || (id.clone(), versions()), |(id, _)| read_staff(id));
        gate(None, Permission::MembersManage, move |_| {
            load_page(detail, move |detail| shown(&detail, acts))
        })
    }
}

fn shown(detail: &StaffDetail, acts: Acts) -> AnyView {
    let row = &detail.row;
    let title = t::detail_title(lang(), &row.display_name);
    let crumbs = vec![
        Crumb::group(tr(nav::ORGANISATION)),
        Crumb::link(tr(t::TITLE), routes::PARTNER_MEMBERS),
    ];
    let roles = join(&row.roles.iter().map(role_words).collect::<Vec<_>>());
    let facts = vec![
        KeyValue::new(tr(t::COLUMN_SIGN_IN), view! { <code>{row.sign_in.clone()}</code> }),
        KeyValue::new(tr(t::COLUMN_ROLES), roles),
        KeyValue::new(tr(t::COLUMN_STATE), view! { <ActivityPill activity=row.activity/> }),
    ];
    let body = if row.is_last_admin {
        view! { <Notice tone=Tone::Info><p>{tr(t::LAST_ADMIN)}</p></Notice> }.into_any()
    } else {
        forms(detail, acts)
    };
    view! {
        <PageHead title=title crumbs=crumbs>
            <LinkButton href=routes::PARTNER_MEMBERS>{tr(t::BACK)}</LinkButton>
        </PageHead>
        <div class="stack">
            <DoneNotice action=acts.roles words=tr(t::CHANGED)/>
            <DoneNotice action=acts.disable words=tr(t::DISABLED_DONE)/>
            <DoneNotice action=acts.enable words=tr(t::ENABLED_DONE)/>
            <Card title=tr(t::DETAIL_FACTS)><KeyValues items=facts/></Card>
            {body}
        </div>
    }
    .into_any()
}

fn forms(detail: &StaffDetail, acts: Acts) -> AnyView {
    let row = &detail.row;
    let chosen = row.roles.iter().map(|role| role.value.clone()).collect();
    let boxes = role_boxes(&detail.options, chosen);
    let switch = switch_card(row, acts);
    let (id, removed) = (row.id.clone(), row.id.clone());
    view! {
        <Card title=tr(t::CHANGE_TITLE)>
            <p class="secondary">{tr(t::CHANGE_LEAD)}</p>
            <Form action=acts.roles id="staff-roles">
                <Hidden name="id" value=id/>
                {boxes}
                <div class="form-actions"><SubmitButton>{tr(t::CHANGE)}</SubmitButton></div>
            </Form>
        </Card>
        {switch}
        <Card title=tr(t::REMOVE_TITLE)>
            <p class="secondary">{tr(t::REMOVE_LEAD)}</p>
            <Form action=acts.remove id="remove-staff">
                <Hidden name="id" value=removed/>
                <div class="form-actions"><SubmitButton kind="danger">{tr(t::REMOVE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

fn switch_card(row: &StaffRow, acts: Acts) -> AnyView {
    let id = row.id.clone();
    if row.activity == Activity::Active {
        return view! {
            <Card title=tr(t::DISABLE_TITLE)>
                <p class="secondary">{tr(t::DISABLE_LEAD)}</p>
                <Form action=acts.disable id="disable-staff">
                    <Hidden name="id" value=id/>
                    <div class="form-actions"><SubmitButton kind="danger">{tr(t::DISABLE)}</SubmitButton></div>
                </Form>
            </Card>
        }
        .into_any();
    }
    view! {
        <Card title=tr(t::ENABLE_TITLE)>
            <p class="secondary">{tr(t::ENABLE_LEAD)}</p>
            <Form action=acts.enable id="enable-staff">
                <Hidden name="id" value=id/>
                <div class="form-actions"><SubmitButton>{tr(t::ENABLE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
