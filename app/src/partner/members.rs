//! 成员管理: who can sign in to the partner's account, with which roles; inviting more.

pub mod api;
pub mod person;

use hezong_contract::accounts::{InvitationMade, InvitationRow};
use hezong_contract::organisation::{RoleOption, StaffForm, StaffPage, StaffRow};
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_texts::{members as t, nav};
use hezong_ui::words::join;
use hezong_ui::{
    ActivityPill, Card, Checkboxes, Column, Crumb, DataTable, DoneNotice, Field, Form, LinkButton,
    PageHead, SecretOnce, SubmitButton, Time, label, lang, load, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::gate::gate;
use crate::once::{handed_view, use_handed};
use crate::routes;
use api::{HANDED, InviteStaff, WithdrawStaff, list_staff};

/// The people of the partner.
#[derive(Debug)]
pub struct MembersPage;

#[lazy_route]
impl LazyRoute for MembersPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let invite = ServerAction::<InviteStaff>::new();
        let withdraw = ServerAction::<WithdrawStaff>::new();
        let handed = use_handed::<InvitationMade>(HANDED);
        let versions = move || (invite.version().get(), withdraw.version().get());
        let page = Resource::new(versions, |_| list_staff());
        gate(None, Permission::MembersManage, move |_| {
            view! {
                <PageHead
                    title=tr(t::TITLE)
                    subtitle=tr(t::LEAD)
                    crumbs=vec![Crumb::group(tr(nav::ORGANISATION))]
                >
                    <LinkButton href=routes::PARTNER_ROLES>{tr(t::ROLES_LINK)}</LinkButton>
                </PageHead>
                <div class="stack">
                    <DoneNotice action=withdraw words=tr(t::WITHDRAWN)/>
                    {handed_view(invite, handed, link_card)}
                    {load(page, move |page| shown(page, invite, withdraw))}
                </div>
            }
            .into_any()
        })
    }
}

/// What a role is called: preset ones by their words, others by their name.
pub fn role_words(role: &RoleOption) -> String {
    if role.name.is_empty() { label("roles", &role.value) } else { role.name.clone() }
}

/// Roles as check boxes.
pub fn role_boxes(options: &[RoleOption], chosen: Vec<String>) -> AnyView {
    let options = options.iter().map(|role| (role.value.clone(), role_words(role))).collect();
    view! {
        <Checkboxes
            name="roles"
            label=tr(t::ROLES)
            hint=tr(t::ROLES_HINT)
            options=options
            chosen=chosen
            required=true
        />
    }
    .into_any()
}

fn link_card(made: InvitationMade) -> AnyView {
    let title = t::link_label(lang(), &made.sign_in);
    let until = t::link_note(lang(), made.expires_at.local_minute());
    view! {
        <Card title=tr(t::LINK_TITLE)>
            <SecretOnce label=title value=made.path/>
            <p class="secondary">{until}</p>
        </Card>
    }
    .into_any()
}

const PEOPLE: &[Column<StaffRow>] = &[
    Column::new(t::COLUMN_NAME, name_cell).primary(),
    Column::new(t::COLUMN_SIGN_IN, |row: &StaffRow| {
        view! { <code>{row.sign_in.clone()}</code> }.into_any()
    }),
    Column::new(t::COLUMN_ROLES, roles_cell).wide(),
    Column::new(t::COLUMN_STATE, |row: &StaffRow| {
        view! { <ActivityPill activity=row.activity/> }.into_any()
    }),
    Column::new(t::COLUMN_SEEN, seen_cell),
    Column::new(t::COLUMN_ACTIONS, manage_cell),
];

fn name_cell(row: &StaffRow) -> AnyView {
    let you = row.is_self.then(|| tr(t::YOU));
    view! { {row.display_name.clone()} {you} }.into_any()
}

fn roles_cell(row: &StaffRow) -> AnyView {
    join(&row.roles.iter().map(role_words).collect::<Vec<_>>()).into_any()
}

fn seen_cell(row: &StaffRow) -> AnyView {
    match row.last_seen_at {
        Some(at) => view! { <Time at=at/> }.into_any(),
        None => view! { <span class="secondary">{tr(t::NEVER_SEEN)}</span> }.into_any(),
    }
}

fn manage_cell(row: &StaffRow) -> AnyView {
    let words = t::manage_of(lang(), &row.display_name);
    let href = routes::partner_member(&row.id);
    view! { <a class="button button-small" href=href aria-label=words>{tr(t::MANAGE)}</a> }
        .into_any()
}

const INVITATIONS: &[Column<InvitationRow>] = &[
    Column::new(t::COLUMN_NAME, |row: &InvitationRow| row.display_name.clone().into_any())
        .primary(),
    Column::new(t::COLUMN_SIGN_IN, |row: &InvitationRow| {
        view! { <code>{row.sign_in.clone()}</code> }.into_any()
    }),
    Column::new(t::COLUMN_INVITED, |row: &InvitationRow| {
        view! { <Time at=row.created_at/> }.into_any()
    }),
    Column::new(t::COLUMN_EXPIRES, |row: &InvitationRow| {
        view! { <Time at=row.expires_at/> }.into_any()
    }),
    Column::new(t::COLUMN_ACTIONS, withdraw_cell),
];

/// The button of a row; it belongs to the one form of all rows.
fn withdraw_cell(row: &InvitationRow) -> AnyView {
    let words = t::withdraw_of(lang(), &row.display_name);
    view! {
        <button
            type="submit"
            class="button button-small"
            form="withdraw-staff"
            name="form[id]"
            value=row.id.clone()
            aria-label=words
        >
            {tr(t::WITHDRAW)}
        </button>
    }
    .into_any()
}

fn shown(
    page: StaffPage,
    invite: ServerAction<InviteStaff>,
    withdraw: ServerAction<WithdrawStaff>,
) -> AnyView {
    let open = (!page.invitations.is_empty()).then(|| {
        view! {
            <Card title=tr(t::INVITATIONS_TITLE) flush=true>
                <Form action=withdraw id="withdraw-staff" class="bare-form">{()}</Form>
                <DataTable caption=tr(t::INVITATIONS_CAPTION) columns=INVITATIONS rows=page.invitations/>
            </Card>
        }
    });
    let card = invite_card(invite, &page.account_name, &page.options);
    view! {
        <Card title=tr(t::PEOPLE_TITLE) flush=true>
            <DataTable caption=tr(t::CAPTION) columns=PEOPLE rows=page.people/>
        </Card>
        {open}
        {card}
    }
    .into_any()
}

fn check(input: &InviteStaff) -> Result<(), Problems> {
    StaffForm::check(&input.form)
}

fn invite_card(
    invite: ServerAction<InviteStaff>,
    account: &str,
    options: &[RoleOption],
) -> AnyView {
    let boxes = role_boxes(options, Vec::new());
    let hint = t::member_hint(lang(), account);
    view! {
        <Card title=tr(t::INVITE_TITLE)>
            <p class="secondary">{tr(t::INVITE_LEAD)}</p>
            <Form action=invite id="invite-staff" check=check class="form form-wide">
                <div class="form-row">
                    <Field name="display_name" label=tr(t::DISPLAY_NAME) maxlength=64/>
                    <Field name="member" label=tr(t::MEMBER) hint=hint maxlength=32/>
                    <Field
                        name="email"
                        label=tr(t::EMAIL)
                        kind="email"
                        inputmode="email"
                        required=false
                        maxlength=128
                    />
                </div>
                {boxes}
                <div class="form-actions"><SubmitButton>{tr(t::INVITE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
