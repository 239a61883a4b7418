//! The list of all customers.

use hezong_contract::accounts::PartnerRow;
use hezong_contract::customers::{CUSTOMER_FILTERS, CustomerRow};
use hezong_contract::{AppError, ListState, Listing};
use hezong_domain::access::Permission;
use hezong_domain::accounts::AssociationKind;
use hezong_texts::{nav, ops_customers as t};
use hezong_ui::{
    Card, Chip, Column, Crumb, DataTable, Day, FilterBar, FilterSelect, FilterText, LinkButton,
    ListEmpty, PageHead, Pager, StatusPill, Tone, label, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::list_all_customers;
use crate::ops::partners::api::partner_options;
use crate::ops::parts::{chosen_partner, name_of, partner_choices, words_of};
use crate::partner::gate::gate;
use crate::partner::parts::dropped_notice;
use crate::routes;

/// All customers.
#[derive(Debug)]
pub struct CustomersPage;

#[lazy_route]
impl LazyRoute for CustomersPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(CUSTOMER_FILTERS);
        let rows = Resource::new(move || list.get().to_query(), read);
        gate(None, Permission::OpsCustomers, move |_| {
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs>
                    <LinkButton href=routes::OPS_CUSTOMER_NEW kind="primary" icon="plus">{tr(t::NEW)}</LinkButton>
                </PageHead>
                <Card flush=true>
                    {load(rows, move |(page, partners)| list_view(page, &partners, list.get_untracked()))}
                </Card>
            }
            .into_any()
        })
    }
}

/// The rows, and the partners to filter by.
async fn read(query: String) -> Result<(Listing<CustomerRow>, Vec<PartnerRow>), AppError> {
    let chosen = chosen_partner(&query);
    Ok((list_all_customers(query).await?, partner_options(chosen).await?))
}

const COLUMNS: &[Column<CustomerRow>] = &[
    Column::new(t::COMPANY, company_cell).primary(),
    Column::new(t::ACCOUNT_NAME, |row: &CustomerRow| {
        view! { <code>{row.account_name.clone()}</code> }.into_any()
    }),
    Column::new(t::PARTNER, partner_cell),
    Column::new(t::ASSOCIATION, association_cell),
    Column::new(t::ASSOCIATED_AT, |row: &CustomerRow| {
        row.associated_at.map(|at| view! { <Day at=at/> }).into_any()
    }),
    Column::new(t::PEOPLE, people_cell),
    Column::new(t::CREATED_AT, |row: &CustomerRow| view! { <Day at=row.created_at/> }.into_any()),
];

fn company_cell(row: &CustomerRow) -> AnyView {
    let href = routes::ops_customer(&row.id);
    view! { <a href=href>{row.display_name.clone()}</a> }.into_any()
}

fn partner_cell(row: &CustomerRow) -> AnyView {
    if row.partner_id.is_empty() {
        return view! { <span class="secondary">{tr(t::NOT_ASSOCIATED)}</span> }.into_any();
    }
    let href = routes::ops_partner(&row.partner_id);
    view! { <a href=href>{row.partner_name.clone()}</a> }.into_any()
}

fn association_cell(row: &CustomerRow) -> AnyView {
    row.association.map(|kind| label("association", kind.as_str())).into_any()
}

fn people_cell(row: &CustomerRow) -> AnyView {
    if row.has_users {
        return tr(t::HAS_PEOPLE).into_any();
    }
    view! { <StatusPill tone=Tone::Warn word=tr(t::NO_PEOPLE)/> }.into_any()
}

fn list_view(page: Listing<CustomerRow>, partners: &[PartnerRow], list: ListState) -> AnyView {
    let choices = partner_choices(partners, list.get("partner"));
    let kinds = words_of("association", AssociationKind::ALL.iter().map(|v| v.as_str()));
    let chips = [
        Chip::of(&list, "q", tr(t::SEARCH), str::to_owned),
        Chip::of(&list, "partner", tr(t::PARTNER), |id| name_of(partners, id)),
        Chip::of(&list, "association", tr(t::ASSOCIATION), |v| label("association", v)),
    ];
    let chips = chips.into_iter().flatten().collect();
    let state = list.clone();
    let table = if page.rows.is_empty() {
        view! {
            <ListEmpty path=routes::OPS_CUSTOMERS list=list.clone() title=tr(t::EMPTY) body=tr(t::EMPTY_BODY)>
                <LinkButton href=routes::OPS_CUSTOMER_NEW kind="primary">{tr(t::NEW)}</LinkButton>
            </ListEmpty>
        }
        .into_any()
    } else {
        view! { <DataTable caption=tr(t::CAPTION) columns=COLUMNS rows=page.rows/> }.into_any()
    };
    view! {
        <FilterBar path=routes::OPS_CUSTOMERS list=list.clone() chips=chips as_of=page.as_of>
            <FilterText list=state.clone() name="q" label=tr(t::SEARCH)/>
            <FilterSelect list=state.clone() name="partner" label=tr(t::PARTNER) options=choices/>
            <FilterSelect list=state.clone() name="association" label=tr(t::ASSOCIATION) options=kinds/>
        </FilterBar>
        {dropped_notice(&page.dropped)}
        {table}
        <Pager path=routes::OPS_CUSTOMERS list=list total=page.total/>
    }
    .into_any()
}
