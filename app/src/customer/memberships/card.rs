//! One partner on the page of a person's memberships.

use hezong_contract::membership::MembershipCard;
use hezong_contract::query;
use hezong_domain::Problems;
use hezong_texts::member as t;
use hezong_ui::{
    Card, Checkbox, Column, DataTable, Form, Hidden, KeyValue, KeyValues, LinkButton, Notice,
    SubmitButton, TextArea, Time, Tone, lang, tr,
};
use leptos::prelude::*;

use super::api::LeavePartner;
use crate::cases::parts::state_pill;
use crate::public::membership::api::AcceptMembership;
use crate::public::membership::statement;
use crate::routes;

/// What can be done on the page.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub(super) accept: ServerAction<AcceptMembership>,
    pub(super) leave: ServerAction<LeavePartner>,
}

/// A partner: where the link stands, what is shared, what can be done.
///
/// Of several invitations one is `chosen` to be answered: there is one form of a kind on a page.
pub(super) fn view(card: &MembershipCard, chosen: &str, acts: Acts) -> AnyView {
    let rest = if card.is_linked {
        linked(card, acts)
    } else if card.is_open && card.case_id == chosen {
        open(card, acts)
    } else if card.is_open {
        let query = query::build([("invitation", card.case_id.as_str())]);
        let href = routes::with_query(routes::MEMBERSHIPS, &query);
        view! { <div class="form-actions"><LinkButton href=href>{tr(t::ANSWER)}</LinkButton></div> }
            .into_any()
    } else {
        ().into_any()
    };
    let (title, items) = (card.partner.clone(), facts(card));
    view! {
        <Card title=title><KeyValues items=items/></Card>
        {rest}
    }
    .into_any()
}

fn facts(card: &MembershipCard) -> Vec<KeyValue> {
    let state = card.state.clone();
    let mut facts = vec![KeyValue::new(tr(t::FACT_STATE), state_pill(&state))];
    let when = |words, at| KeyValue::new(tr(words), view! { <Time at=at/> });
    if let Some(at) = card.since {
        facts.push(when(if card.is_open { t::INVITED_AT } else { t::SINCE }, at));
    }
    if let Some(at) = card.expires_at {
        facts.push(when(t::FACT_EXPIRES, at));
    }
    if let Some(at) = card.until {
        facts.push(when(t::UNTIL, at));
    }
    if card.is_linked {
        let is = if card.is_specialist { t::SPECIALIST_YES } else { t::SPECIALIST_NO };
        facts.push(KeyValue::new(tr(t::SPECIALIST), tr(is)));
    }
    if !card.statement.is_empty() && !card.is_open {
        facts.push(KeyValue::new(tr(t::CONSENT), t::statement_version(lang(), &card.statement)));
    }
    facts
}

/// Code, from, to, whether it counts.
type CertificateRow = (String, String, String, String);

const CERTIFICATES: &[Column<CertificateRow>] = &[
    Column::new(t::COLUMN_CERTIFICATE, |row: &CertificateRow| row.0.clone().into_any()).primary(),
    Column::new(t::COLUMN_FROM, |row: &CertificateRow| row.1.clone().into_any()),
    Column::new(t::COLUMN_TO, |row: &CertificateRow| {
        if row.2.is_empty() { tr(t::NO_END).into_any() } else { row.2.clone().into_any() }
    }),
    Column::new(t::COLUMN_COUNTS, |row: &CertificateRow| row.3.clone().into_any()).wide(),
];

fn linked(card: &MembershipCard, acts: Acts) -> AnyView {
    let seen: Vec<KeyValue> = card
        .shared
        .iter()
        .map(|(words, value)| KeyValue::new(words.clone(), value.clone()))
        .collect();
    let certificates = if card.certificates.is_empty() {
        view! { <div class="card-lead"><p class="secondary">{tr(t::CERTIFICATES_NONE)}</p></div> }
            .into_any()
    } else {
        let rows = card.certificates.clone();
        view! { <DataTable caption=tr(t::CERTIFICATES_TITLE) columns=CERTIFICATES rows=rows/> }
            .into_any()
    };
    let leaving = leave_card(card, acts);
    view! {
        <Card title=tr(t::SHARED_TITLE)><KeyValues items=seen/></Card>
        <Card title=tr(t::CERTIFICATES_TITLE) flush=true>{certificates}</Card>
        {leaving}
    }
    .into_any()
}

/// Leaving, or what keeps the person.
fn leave_card(card: &MembershipCard, acts: Acts) -> AnyView {
    if !card.kept_by.is_empty() {
        let why = card.kept_by.iter().map(|words| view! { <p>{words.clone()}</p> }).collect_view();
        return view! { <Notice tone=Tone::Info title=tr(t::KEPT_TITLE)>{why}</Notice> }.into_any();
    }
    let (case, version) = (card.case_id.clone(), card.version.to_string());
    let body = t::leave_body(lang(), &card.partner);
    view! {
        <Card title=tr(t::LEAVE_TITLE)>
            <p class="secondary">{body}</p>
            <Form action=acts.leave id="leave">
                <Hidden name="case" value=case/>
                <Hidden name="seen" value=version/>
                <TextArea name="reason" label=tr(t::LEAVE_REASON) hint=tr(t::LEAVE_REASON_HINT) maxlength=1000/>
                <div class="form-actions"><SubmitButton kind="danger">{tr(t::LEAVE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

fn check(input: &AcceptMembership) -> Result<(), Problems> {
    input.form.check()
}

/// An invitation that names the account: the statement, and agreeing to it.
fn open(card: &MembershipCard, acts: Acts) -> AnyView {
    let (case, version) = (card.case_id.clone(), card.statement.clone());
    let told = statement(&card.statement);
    view! {
        {told}
        <Card title=tr(t::ACCEPT_TITLE)>
            <Form action=acts.accept id="accept-membership" check=check>
                <Hidden name="case" value=case/>
                <Hidden name="statement" value=version/>
                <Checkbox name="agreed" label=tr(t::AGREE)/>
                <div class="form-actions"><SubmitButton>{tr(t::ACCEPT)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
