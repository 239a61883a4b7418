//! A customer: its partner, its people.

use hezong_contract::accounts::PartnerRow;
use hezong_contract::customers::CustomerRow;
use hezong_domain::Problems;
use hezong_domain::accounts::{AccountKind, Activity, AssociationKind};
use hezong_texts::{nav, ops_customers as t};
use hezong_ui::{
    ActivityPill, Card, Crumb, DoneNotice, Form, Hidden, KeyValue, KeyValues, PageHead,
    SelectField, SubmitButton, Time, label, lang, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{AssociateCustomer, CustomerDetail, read_customer};
use crate::ops::partners::api::partner_options;
use crate::ops::parts::{partner_choices, words_of};
use crate::ops::people::{PeopleActs, Whose, people};
use crate::partner::gate::load_page;
use crate::routes;

/// One customer.
#[derive(Debug)]
pub struct CustomerPage;

#[lazy_route]
impl LazyRoute for CustomerPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
        let acts = PeopleActs::begin();
        let associate = ServerAction::<AssociateCustomer>::new();
        let detail = Resource::new(
            move || (id.clone(), acts.version(), associate.version().get()),
            |(id, _, _)| async move {
                let detail = read_customer(id).await?;
                let is_bound = !detail.row.partner_id.is_empty();
                let partners =
                    if is_bound { Vec::new() } else { partner_options(String::new()).await? };
                Ok((detail, partners))
            },
        );
        view! {
            <DoneNotice action=associate words=tr(t::ASSOCIATED)/>
            {load_page(detail, move |(detail, partners)| shown(detail, &partners, acts, associate))}
        }
        .into_any()
    }
}

fn shown(
    detail: CustomerDetail,
    partners: &[PartnerRow],
    acts: PeopleActs,
    associate: ServerAction<AssociateCustomer>,
) -> AnyView {
    let row = detail.row;
    let crumbs = vec![
        Crumb::link(tr(nav::OPERATIONS), routes::OPS),
        Crumb::link(tr(t::TITLE), routes::OPS_CUSTOMERS),
    ];
    let whose = Whose {
        id: row.id.clone(),
        account_name: row.account_name.clone(),
        kind: AccountKind::Customer,
    };
    let people = people(acts, &whose, detail.users, detail.invitations);
    let unbound = row.partner_id.is_empty().then(|| associate_card(&row.id, partners, associate));
    let bound = (!row.partner_id.is_empty()).then(|| partner_card(&row));
    view! {
        <PageHead title=row.display_name.clone() crumbs=crumbs/>
        <div class="columns">
            <div class="stack">{unbound} {acts.link()} {people}</div>
            <aside class="stack">{bound} {facts(&row)}</aside>
        </div>
    }
    .into_any()
}

fn partner_card(row: &CustomerRow) -> AnyView {
    let href = routes::ops_partner(&row.partner_id);
    let name = row.partner_name.clone();
    let kind = row.association.map(|kind| label("association", kind.as_str()));
    let since = row.associated_at.map(|at| t::since(lang(), at.local_minute()));
    view! {
        <Card title=tr(t::ASSOCIATED_TITLE)>
            <p><a href=href>{name}</a></p>
            <p class="secondary">{kind} " " {since}</p>
        </Card>
    }
    .into_any()
}

fn facts(row: &CustomerRow) -> AnyView {
    let (id, name, activity): (_, _, Activity) =
        (row.id.clone(), row.account_name.clone(), row.activity);
    let items = vec![
        KeyValue::new(tr(t::ID), view! { <code class="id">{id}</code> }),
        KeyValue::new(tr(t::ACCOUNT_NAME), view! { <code>{name}</code> }),
        KeyValue::new(tr(t::STATE), view! { <ActivityPill activity=activity/> }),
        KeyValue::new(tr(t::CREATED_AT), view! { <Time at=row.created_at/> }),
    ];
    view! { <Card title=tr(t::FACTS_TITLE)><KeyValues items=items/></Card> }.into_any()
}

fn check(input: &AssociateCustomer) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

fn associate_card(
    id: &str,
    partners: &[PartnerRow],
    action: ServerAction<AssociateCustomer>,
) -> AnyView {
    let partners = partner_choices(partners, "");
    let kinds = words_of("association", AssociationKind::ALL.iter().map(|v| v.as_str()));
    let id = id.to_owned();
    view! {
        <Card title=tr(t::ASSOCIATE_TITLE)>
            <p class="secondary">{tr(t::ASSOCIATE_LEAD)}</p>
            <Form action=action id="associate" check=check>
                <Hidden name="customer_id" value=id/>
                <div class="form-row">
                    <SelectField name="partner_id" label=tr(t::PARTNER) options=partners/>
                    <SelectField name="association" label=tr(t::ASSOCIATION) hint=tr(t::ASSOCIATION_HINT) options=kinds/>
                </div>
                <div class="form-actions"><SubmitButton>{tr(t::ASSOCIATE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
