//! 项目专员: the people, what each of them still lacks this month, and inviting more.

use hezong_contract::fh::PersonCard;
use hezong_contract::membership::MemberInvited;
use hezong_texts::{cases as t, common, fh, member};
use hezong_ui::words::join;
use hezong_ui::{
    Card, Column, DataTable, EmptyState, Field, Form, SecretOnce, StatusPill, SubmitButton, Tone,
    lang, load, told_view, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{INVITED, InviteMember, fh_people};
use super::parts::fh_page;
use crate::cases::parts::{state_pill, turn_cell};
use crate::once::{handed_view, use_handed};
use crate::routes;

/// The people.
#[derive(Debug)]
pub struct PeoplePage;

#[lazy_route]
impl LazyRoute for PeoplePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let invite = ServerAction::<InviteMember>::new();
        let handed = use_handed::<MemberInvited>(INVITED);
        let people = Resource::new(move || invite.version().get(), |_| fh_people());
        fh_page(routes::FH_PEOPLE, move |may_manage| {
            view! {
                <div class="stack">
                    {handed_view(invite, handed, link_card)}
                    <Card flush=true>{load(people, shown)}</Card>
                    {may_manage.then(|| invite_card(invite))}
                </div>
            }
            .into_any()
        })
    }
}

const COLUMNS: &[Column<PersonCard>] = &[
    Column::new(fh::COLUMN_PERSON, name_cell).primary(),
    Column::new(fh::COLUMN_STATE, |row: &PersonCard| state_pill(&row.state)),
    Column::new(fh::COLUMN_POST, post_cell),
    Column::new(fh::COLUMN_CERTIFICATES, |row: &PersonCard| or_dash(&join(&row.certificates)))
        .wide(),
    Column::new(fh::COLUMN_MISSING, missing_cell).wide(),
    Column::new(fh::COLUMN_EXPERT, expert_cell).wide(),
    Column::new(t::COLUMN_TURN, |row: &PersonCard| turn_cell(row.turn.as_ref())),
];

fn or_dash(words: &str) -> AnyView {
    if words.is_empty() {
        return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
    }
    words.to_owned().into_any()
}

fn name_cell(row: &PersonCard) -> AnyView {
    let href = routes::partner_case(&row.case_id);
    view! { <a href=href>{row.name.clone()}</a> }.into_any()
}

fn post_cell(row: &PersonCard) -> AnyView {
    let words: Vec<String> =
        [&row.post, &row.grade].into_iter().filter(|words| !words.is_empty()).cloned().collect();
    or_dash(&join(&words))
}

/// What the person still lacks: the first thing with its cure, and how many more there are.
fn missing_cell(row: &PersonCard) -> AnyView {
    let Some(first) = &row.first else {
        if row.scheme.is_empty() {
            return or_dash("");
        }
        return view! { <StatusPill tone=Tone::Ok word=tr(fh::PEOPLE_READY)/> }.into_any();
    };
    let more = row.missing - 1;
    let more = (more > 0).then(|| {
        view! { <p class="secondary">{fh::blocks_more(lang(), more)}</p> }
    });
    view! { <div>{told_view(std::slice::from_ref(first))} {more}</div> }.into_any()
}

/// Where the assessment as an expert stands: whose turn it is and the next day with it.
fn expert_cell(row: &PersonCard) -> AnyView {
    let Some(expert) = &row.expert else { return or_dash("") };
    let href = routes::partner_case(&expert.case_id);
    let turn = expert.turn.as_ref().map(|turn| turn_cell(Some(turn)));
    let day = (!expert.next_day.is_empty()).then(|| {
        let words = fh::expert_day(lang(), &expert.next_day);
        view! { <span class="secondary id-line">{words}</span> }
    });
    view! { <div><a href=href>{expert.state.words.clone()}</a> {day} {turn}</div> }.into_any()
}

fn shown(people: Vec<PersonCard>) -> AnyView {
    if people.is_empty() {
        let (title, body) = (tr(fh::PEOPLE_EMPTY), tr(fh::PEOPLE_EMPTY_BODY));
        return view! { <EmptyState title=title body=body icon="user"/> }.into_any();
    }
    view! { <DataTable caption=tr(fh::PEOPLE) columns=COLUMNS rows=people/> }.into_any()
}

/// The link of the invitation just made, shown once.
fn link_card(made: MemberInvited) -> AnyView {
    let title = member::link_label(lang(), &made.name);
    let until = member::link_note(lang(), made.expires_at.local_minute());
    let href = routes::partner_case(&made.case_id);
    view! {
        <Card title=tr(member::LINK_TITLE)>
            <SecretOnce label=title value=made.path/>
            <p class="secondary">{until}</p>
            <p><a href=href>{tr(member::LINK_CASE)}</a></p>
        </Card>
    }
    .into_any()
}

fn invite_card(invite: ServerAction<InviteMember>) -> AnyView {
    view! {
        <Card title=tr(fh::INVITE)>
            <p class="secondary">{tr(t::INVITE_LEAD)}</p>
            <Form action=invite id="invite">
                <div class="form-row">
                    <Field name="name" label=tr(t::INVITE_NAME) maxlength=64/>
                    <Field name="email" label=tr(t::INVITE_EMAIL) kind="email" inputmode="email" maxlength=128/>
                    <Field name="account" label=tr(t::INVITE_ACCOUNT) hint=tr(t::INVITE_ACCOUNT_HINT) maxlength=64/>
                </div>
                <div class="form-actions"><SubmitButton>{tr(fh::INVITE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
