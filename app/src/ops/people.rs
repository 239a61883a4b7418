//! People of a partner or customer: who can sign in, who is invited, inviting more.

pub mod api;

use hezong_contract::accounts::{InvitationMade, InvitationRow, UserRow};
use hezong_domain::Problems;
use hezong_domain::access::Role;
use hezong_domain::accounts::{AccountKind, Activity};
use hezong_texts::{common, mail, ops as t};
use hezong_ui::words::join;
use hezong_ui::{
    ActivityPill, Card, Column, DataTable, DoneNotice, EmptyState, Field, Form, Hidden, Notice,
    SecretOnce, SelectField, SubmitButton, Time, Tone, label, lang, tr,
};
use leptos::prelude::*;

use crate::once::{handed_view, use_handed};
use api::{HANDED, InvitePerson, WithdrawInvitation};

/// What can be done with the people of an account. Made once for each page.
#[derive(Clone, Copy)]
pub struct PeopleActs {
    invite: ServerAction<InvitePerson>,
    withdraw: ServerAction<WithdrawInvitation>,
    handed: Resource<Option<InvitationMade>>,
}

/// Whose people they are.
#[derive(Clone)]
pub struct Whose {
    /// Account id.
    pub id: String,
    /// Sign-in name of the account.
    pub account_name: String,
    /// Partner or customer.
    pub kind: AccountKind,
}

impl PeopleActs {
    /// Begins; call it in a page's `view`, not inside of a `Suspend`.
    pub fn begin() -> Self {
        Self {
            invite: ServerAction::new(),
            withdraw: ServerAction::new(),
            handed: use_handed(HANDED),
        }
    }

    /// Changes whenever an act has been done: the account has to be read again.
    pub fn version(self) -> (usize, usize) {
        (self.invite.version().get(), self.withdraw.version().get())
    }

    /// The link of the invitation just made, shown once.
    pub fn link(self) -> AnyView {
        view! {
            <DoneNotice action=self.withdraw words=tr(t::WITHDRAWN)/>
            {handed_view(self.invite, self.handed, link_card)}
        }
        .into_any()
    }
}

fn link_card(made: InvitationMade) -> AnyView {
    let title = t::link_label(lang(), &made.sign_in);
    let until = t::link_note(lang(), made.expires_at.local_minute());
    let mailed = (!made.mailed_to.is_empty())
        .then(|| view! { <p class="secondary">{mail::mailed_to(lang(), &made.mailed_to)}</p> });
    view! {
        <Card title=tr(t::LINK_TITLE)>
            <SecretOnce label=title value=made.path/>
            <p class="secondary">{until}</p>
            {mailed}
        </Card>
    }
    .into_any()
}

const USERS: &[Column<UserRow>] = &[
    Column::new(t::PERSON, |row: &UserRow| row.display_name.clone().into_any()).primary(),
    Column::new(t::SIGN_IN, |row: &UserRow| {
        view! { <code>{row.sign_in.clone()}</code> }.into_any()
    }),
    Column::new(t::ROLES, roles_cell),
    Column::new(t::STATE, |row: &UserRow| {
        view! { <ActivityPill activity=row.activity/> }.into_any()
    }),
    Column::new(t::LAST_SEEN, seen_cell),
];

fn roles_cell(row: &UserRow) -> AnyView {
    let preset = row.roles.iter().map(|role| label("roles", role));
    let roles: Vec<String> = preset.chain(row.custom_roles.iter().cloned()).collect();
    join(&roles).into_any()
}

fn seen_cell(row: &UserRow) -> AnyView {
    match row.last_seen_at {
        Some(at) => view! { <Time at=at/> }.into_any(),
        None => view! { <span class="secondary">{tr(t::NEVER_SEEN)}</span> }.into_any(),
    }
}

const INVITATIONS: &[Column<InvitationRow>] = &[
    Column::new(t::PERSON, |row: &InvitationRow| row.display_name.clone().into_any()).primary(),
    Column::new(t::SIGN_IN, |row: &InvitationRow| {
        view! { <code>{row.sign_in.clone()}</code> }.into_any()
    }),
    Column::new(t::INVITED_AT, |row: &InvitationRow| {
        view! { <Time at=row.created_at/> }.into_any()
    }),
    Column::new(t::EXPIRES_AT, |row: &InvitationRow| {
        view! { <Time at=row.expires_at/> }.into_any()
    }),
    Column::new(common::ACTIONS, withdraw_cell),
];

/// The button of a row; it belongs to the one form of all rows.
fn withdraw_cell(row: &InvitationRow) -> AnyView {
    let words = t::withdraw_of(lang(), &row.display_name);
    view! {
        <button
            type="submit"
            class="button button-small"
            form="withdraw"
            name="form[id]"
            value=row.id.clone()
            aria-label=words
        >
            {tr(t::WITHDRAW)}
        </button>
    }
    .into_any()
}

/// The people and open invitations of an account, and the form that invites the next one.
pub fn people(
    acts: PeopleActs,
    whose: &Whose,
    users: Vec<UserRow>,
    invitations: Vec<InvitationRow>,
) -> AnyView {
    let has_first = users.iter().any(|user| user.sign_in == whose.account_name);
    let has_users = !users.is_empty();
    let table = if has_users {
        view! { <DataTable caption=tr(t::PEOPLE_CAPTION) columns=USERS rows=users/> }.into_any()
    } else {
        view! {
            <EmptyState title=tr(t::PEOPLE_EMPTY) body=tr(t::PEOPLE_EMPTY_BODY) icon="user"/>
        }
        .into_any()
    };
    let open = (!invitations.is_empty()).then(|| {
        view! {
            <Card title=tr(t::INVITATIONS_TITLE) flush=true>
                <Form action=acts.withdraw id="withdraw" class="bare-form">{()}</Form>
                <DataTable caption=tr(t::INVITATIONS_CAPTION) columns=INVITATIONS rows=invitations/>
            </Card>
        }
    });
    let invite = invite_card(acts, whose.clone(), has_first);
    view! {
        <Card title=tr(t::PEOPLE_TITLE) flush=true>{table}</Card>
        {open}
        {invite}
    }
    .into_any()
}

fn check(input: &InvitePerson) -> Result<(), Problems> {
    input.form.check()
}

/// Roles a member of a kind of account may have.
fn role_options(kind: AccountKind) -> Vec<(String, String)> {
    Role::ALL
        .iter()
        .filter(|role| role.account_kind() == kind)
        .map(|role| (role.as_str().to_owned(), label("roles", role.as_str())))
        .collect()
}

/// Inviting: the first administrator while there is none, members after that.
fn invite_card(acts: PeopleActs, whose: Whose, has_first: bool) -> AnyView {
    let first_role = label("roles", Role::first_of(whose.kind).as_str());
    let (title, lead) = if has_first {
        (t::INVITE_MEMBER_TITLE, t::invite_member_lead(lang(), &whose.account_name))
    } else {
        (t::INVITE_FIRST_TITLE, t::invite_first_lead(lang(), &whose.account_name, &first_role))
    };
    let options = role_options(whose.kind);
    let own = has_first.then(|| {
        view! {
            <Field name="member" label=tr(t::MEMBER) hint=tr(t::MEMBER_HINT) maxlength=32/>
            <SelectField name="role" label=tr(t::ROLE) hint=tr(t::ROLE_HINT) options=options/>
        }
    });
    view! {
        <Card title=tr(title)>
            <p class="secondary">{lead}</p>
            <Form action=acts.invite id="invite" check=check class="form form-wide">
                <Hidden name="account_id" value=whose.id/>
                <div class="form-row">
                    <Field name="display_name" label=tr(t::DISPLAY_NAME) maxlength=64/>
                    {own}
                    <Field
                        name="email"
                        label=tr(t::EMAIL)
                        hint=tr(t::EMAIL_HINT)
                        kind="email"
                        inputmode="email"
                        required=false
                        maxlength=128
                    />
                </div>
                <div class="form-actions"><SubmitButton>{tr(t::INVITE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

/// Whether the account may be used, and what that means, as a notice when it may not.
pub fn disabled_notice(activity: Activity, words: &'static str) -> Option<AnyView> {
    (activity == Activity::Disabled)
        .then(|| view! { <Notice tone=Tone::Warn><p>{words}</p></Notice> }.into_any())
}
