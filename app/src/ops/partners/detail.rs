//! A partner: its people, its account, its quotas.

use hezong_contract::accounts::PartnerDetail;
use hezong_domain::accounts::{AccountKind, Activity};
use hezong_texts::{common, nav, ops, ops_bills, ops_partners as t, policies};
use hezong_ui::words::join;
use hezong_ui::{
    ActivityPill, Card, ConfirmCard, Crumb, DisabledButton, DoneNotice, Form, Hidden, KeyValue,
    KeyValues, LinkButton, Money, PageHead, SubmitButton, Time, label, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{SetPartnerActivity, read_partner};
use crate::ops::parts::{asked, close_after};
use crate::ops::people::{PeopleActs, Whose, disabled_notice, people};
use crate::partner::gate::load_page;
use crate::routes;

/// One partner.
#[derive(Debug)]
pub struct PartnerPage;

/// What the address may ask.
const DISABLE: &str = "disable";
const ENABLE: &str = "enable";

#[lazy_route]
impl LazyRoute for PartnerPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
        let acts = PeopleActs::begin();
        let switch = ServerAction::<SetPartnerActivity>::new();
        close_after(switch, routes::ops_partner(&id));
        let question = asked("act", "set_partner_activity");
        let detail = Resource::new(
            move || (id.clone(), acts.version(), switch.version().get()),
            |(id, _, _)| read_partner(id),
        );
        view! {
            <DoneNotice action=switch words=tr(t::ACTIVITY_DONE)/>
            {load_page(detail, move |detail| shown(&detail, acts, switch, question))}
        }
        .into_any()
    }
}

fn shown(
    detail: &PartnerDetail,
    acts: PeopleActs,
    switch: ServerAction<SetPartnerActivity>,
    question: Memo<String>,
) -> AnyView {
    let row = &detail.row;
    let crumbs = vec![
        Crumb::link(tr(nav::OPERATIONS), routes::OPS),
        Crumb::link(tr(t::TITLE), routes::OPS_PARTNERS),
    ];
    let head_actions = head_actions(&row.id, row.activity);
    let subtitle = label("partner_type", row.partner_type.as_str());
    let whose = Whose {
        id: row.id.clone(),
        account_name: row.account_name.clone(),
        kind: AccountKind::Partner,
    };
    let people = people(acts, &whose, detail.users.clone(), detail.invitations.clone());
    let (id, name, activity) = (row.id.clone(), row.display_name.clone(), row.activity);
    let confirm = move || confirm(&question.get(), &id, &name, activity, switch);
    view! {
        <PageHead title=row.display_name.clone() subtitle=subtitle crumbs=crumbs>{head_actions}</PageHead>
        <div class="columns">
            <div class="stack">
                {disabled_notice(row.activity, tr(t::DISABLED_BODY))}
                {confirm}
                {acts.link()}
                {people}
            </div>
            <aside class="stack">
                {facts(detail)} {paths(&row.id)} {bills(&row.id)} {account(&row.id, row.activity)}
            </aside>
        </div>
    }
    .into_any()
}

fn head_actions(id: &str, activity: Activity) -> AnyView {
    let grant = match activity {
        Activity::Active => {
            let href = routes::ops_quota_new_for(id);
            view! { <LinkButton href=href kind="primary">{tr(t::GRANT)}</LinkButton> }.into_any()
        }
        Activity::Disabled => view! {
            <DisabledButton reason=tr(t::GRANT_DISABLED) kind="primary">{tr(t::GRANT)}</DisabledButton>
        }
        .into_any(),
    };
    view! {
        <LinkButton href=routes::ops_customers_of(id)>{tr(t::CUSTOMERS_LINK)}</LinkButton>
        <LinkButton href=routes::ops_quotas_of(id)>{tr(t::QUOTAS)}</LinkButton>
        <LinkButton href=routes::ops_queue_of_partner(id)>{tr(t::QUEUE_LINK)}</LinkButton>
        {grant}
    }
    .into_any()
}

fn facts(detail: &PartnerDetail) -> AnyView {
    let row = &detail.row;
    let mut kinds = vec![label("partner_type", row.partner_type.as_str())];
    if row.is_subsidised {
        kinds.push(tr(t::SUBSIDISED).to_owned());
    }
    let contact: Vec<String> =
        [&detail.email, &detail.mobile].into_iter().filter(|v| !v.is_empty()).cloned().collect();
    let contact =
        if contact.is_empty() { tr(common::DASH).to_owned() } else { contact.join(" \u{b7} ") };
    let id = row.id.clone();
    let name = row.account_name.clone();
    let items = vec![
        KeyValue::new(tr(t::ID), view! { <code class="id">{id}</code> }),
        KeyValue::new(tr(t::ACCOUNT_NAME), view! { <code>{name}</code> }),
        KeyValue::new(tr(t::TYPE), join(&kinds)),
        KeyValue::new(tr(t::COUPON_MODE), label("coupon_mode", row.coupon_mode.as_str())),
        KeyValue::new(tr(t::CUSTOMERS), row.customers),
        KeyValue::new(tr(t::BALANCE), view! { <Money amount=row.quota_balance/> }),
        KeyValue::new(tr(t::CONTACT), contact),
        KeyValue::new(tr(t::CREATED_AT), view! { <Time at=row.created_at/> }),
    ];
    view! { <Card title=tr(t::FACTS_TITLE)><KeyValues items=items/></Card> }.into_any()
}

fn paths(id: &str) -> AnyView {
    let href = routes::ops_partner_paths(id);
    view! {
        <Card title=tr(policies::PATHS_CARD)>
            <p class="secondary">{tr(policies::PATHS_CARD_BODY)}</p>
            <LinkButton href=href>{tr(policies::PATHS_OPEN)}</LinkButton>
        </Card>
    }
    .into_any()
}

fn bills(id: &str) -> AnyView {
    let href = routes::ops_partner_bills(id);
    view! {
        <Card title=tr(ops_bills::CARD)>
            <p class="secondary">{tr(ops_bills::CARD_BODY)}</p>
            <LinkButton href=href>{tr(ops_bills::OPEN)}</LinkButton>
        </Card>
    }
    .into_any()
}

fn account(id: &str, activity: Activity) -> AnyView {
    let (body, act, words) = match activity {
        Activity::Active => (t::ACTIVE_BODY, DISABLE, t::DISABLE),
        Activity::Disabled => (t::DISABLED_BODY, ENABLE, t::ENABLE),
    };
    let href = routes::with_query(&routes::ops_partner(id), &format!("act={act}"));
    let pill = view! { <ActivityPill activity=activity/> }.into_any();
    view! {
        <Card title=tr(ops::ACCOUNT_SWITCH) note=pill>
            <p class="secondary">{tr(body)}</p>
            <LinkButton href=href>{tr(words)}</LinkButton>
        </Card>
    }
    .into_any()
}

/// The question before the account is switched.
fn confirm(
    question: &str,
    id: &str,
    name: &str,
    activity: Activity,
    switch: ServerAction<SetPartnerActivity>,
) -> Option<AnyView> {
    let (title, effect, words, kind, next) = match (question, activity) {
        (DISABLE, Activity::Active) => (
            t::disable_title(lang(), name),
            t::DISABLE_EFFECT,
            t::DISABLE_CONFIRM,
            "danger",
            Activity::Disabled,
        ),
        (ENABLE, Activity::Disabled) => (
            t::enable_title(lang(), name),
            t::ENABLE_EFFECT,
            t::ENABLE_CONFIRM,
            "primary",
            Activity::Active,
        ),
        _ => return None,
    };
    let plan = view! { <p>{tr(effect)}</p> }.into_any();
    let (id, back) = (id.to_owned(), routes::ops_partner(id));
    let view = view! {
        <ConfirmCard title=title plan=plan>
            <Form action=switch id="switch-partner" class="inline-form">
                <Hidden name="id" value=id/>
                <Hidden name="activity" value=next.as_str()/>
                <SubmitButton kind=kind>{tr(words)}</SubmitButton>
                <LinkButton href=back>{tr(ops::CANCEL)}</LinkButton>
            </Form>
        </ConfirmCard>
    };
    Some(view.into_any())
}
