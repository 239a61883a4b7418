//! The list of partners.

use hezong_contract::accounts::{PARTNER_FILTERS, PartnerRow};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::Permission;
use hezong_domain::accounts::{Activity, PartnerType};
use hezong_texts::{nav, ops_partners as t};
use hezong_ui::{
    ActivityPill, Card, Chip, Column, Crumb, DataTable, Day, FilterBar, FilterSelect, FilterText,
    LinkButton, ListEmpty, Money, PageHead, Pager, label, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::list_partners;
use crate::ops::parts::words_of;
use crate::partner::gate::gate;
use crate::partner::parts::dropped_notice;
use crate::routes;

/// All partners.
#[derive(Debug)]
pub struct PartnersPage;

#[lazy_route]
impl LazyRoute for PartnersPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(PARTNER_FILTERS);
        let rows = Resource::new(move || list.get().to_query(), list_partners);
        gate(None, Permission::OpsPartners, move |_| {
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs>
                    <LinkButton href=routes::OPS_PARTNER_NEW kind="primary" icon="plus">{tr(t::NEW)}</LinkButton>
                </PageHead>
                <Card flush=true>{load(rows, move |page| list_view(page, list.get_untracked()))}</Card>
            }
            .into_any()
        })
    }
}

const COLUMNS: &[Column<PartnerRow>] = &[
    Column::new(t::COMPANY, company_cell).primary(),
    Column::new(t::ACCOUNT_NAME, |row: &PartnerRow| {
        view! { <code>{row.account_name.clone()}</code> }.into_any()
    }),
    Column::new(t::TYPE, type_cell),
    Column::new(t::CUSTOMERS, |row: &PartnerRow| row.customers.into_any()).end(),
    Column::new(t::BALANCE, |row: &PartnerRow| {
        view! { <Money amount=row.quota_balance/> }.into_any()
    })
    .end(),
    Column::new(t::ACTIVITY, |row: &PartnerRow| {
        view! { <ActivityPill activity=row.activity/> }.into_any()
    }),
    Column::new(t::CREATED_AT, |row: &PartnerRow| view! { <Day at=row.created_at/> }.into_any()),
];

fn company_cell(row: &PartnerRow) -> AnyView {
    let href = routes::ops_partner(&row.id);
    view! { <a href=href>{row.display_name.clone()}</a> }.into_any()
}

fn type_cell(row: &PartnerRow) -> AnyView {
    let words = label("partner_type", row.partner_type.as_str());
    let subsidised =
        row.is_subsidised.then(|| view! { " " <span class="tag">{tr(t::SUBSIDISED)}</span> });
    view! { <span>{words} {subsidised}</span> }.into_any()
}

fn list_view(page: Listing<PartnerRow>, list: ListState) -> AnyView {
    let types = words_of("partner_type", PartnerType::ALL.iter().map(|v| v.as_str()));
    let activities = words_of("activity", Activity::ALL.iter().map(|v| v.as_str()));
    let chips = [
        Chip::of(&list, "q", tr(t::SEARCH), str::to_owned),
        Chip::of(&list, "type", tr(t::TYPE), |v| label("partner_type", v)),
        Chip::of(&list, "activity", tr(t::ACTIVITY), |v| label("activity", v)),
    ];
    let chips = chips.into_iter().flatten().collect();
    let state = list.clone();
    let table = if page.rows.is_empty() {
        view! {
            <ListEmpty path=routes::OPS_PARTNERS list=list.clone() title=tr(t::EMPTY) body=tr(t::EMPTY_BODY)>
                <LinkButton href=routes::OPS_PARTNER_NEW kind="primary">{tr(t::NEW)}</LinkButton>
            </ListEmpty>
        }
        .into_any()
    } else {
        view! { <DataTable caption=tr(t::CAPTION) columns=COLUMNS rows=page.rows/> }.into_any()
    };
    view! {
        <FilterBar path=routes::OPS_PARTNERS list=list.clone() chips=chips as_of=page.as_of>
            <FilterText list=state.clone() name="q" label=tr(t::SEARCH)/>
            <FilterSelect list=state.clone() name="type" label=tr(t::TYPE) options=types/>
            <FilterSelect list=state.clone() name="activity" label=tr(t::ACTIVITY) options=activities/>
        </FilterBar>
        {dropped_notice(&page.dropped)}
        {table}
        <Pager path=routes::OPS_PARTNERS list=list total=page.total/>
    }
    .into_any()
}
