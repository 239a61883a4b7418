//! The list of all quotas.

use hezong_contract::accounts::PartnerRow;
use hezong_contract::coupons::{QUOTA_FILTERS, QuotaRow};
use hezong_contract::{AppError, ListState, Listing};
use hezong_domain::Fen;
use hezong_domain::access::Permission;
use hezong_domain::coupons::{QuotaStatus, QuotaType};
use hezong_texts::{nav, ops_quotas as t};
use hezong_ui::{
    Card, Chip, Column, Crumb, DataTable, DayRange, FilterBar, FilterSelect, FilterText,
    LinkButton, ListEmpty, Money, PageHead, Pager, QuotaStatusPill, UsageBar, label, lang, load,
    tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::list_all_quotas;
use super::parts::quota_name;
use crate::ops::partners::api::partner_options;
use crate::ops::parts::{chosen_partner, name_of, partner_choices, words_of};
use crate::partner::gate::gate;
use crate::partner::parts::dropped_notice;
use crate::routes;

/// Quotas of all partners.
#[derive(Debug)]
pub struct QuotasPage;

#[lazy_route]
impl LazyRoute for QuotasPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(QUOTA_FILTERS);
        let rows = Resource::new(move || list.get().to_query(), read);
        gate(None, Permission::OpsQuotas, move |_| {
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            let button = move || {
                let href = match list.get().get("partner") {
                    "" => routes::OPS_QUOTA_NEW.to_owned(),
                    partner => routes::ops_quota_new_for(partner),
                };
                view! { <LinkButton href=href kind="primary" icon="plus">{tr(t::NEW)}</LinkButton> }
            };
            let rows = load(rows, move |(page, partners)| {
                list_view(page, &partners, list.get_untracked())
            });
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs>{button}</PageHead>
                <Card flush=true>{rows}</Card>
            }
            .into_any()
        })
    }
}

/// The rows, and the partners to filter by.
async fn read(query: String) -> Result<(Listing<QuotaRow>, Vec<PartnerRow>), AppError> {
    let chosen = chosen_partner(&query);
    Ok((list_all_quotas(query).await?, partner_options(chosen).await?))
}

const COLUMNS: &[Column<QuotaRow>] = &[
    Column::new(t::NAME, name_cell).primary(),
    Column::new(t::PARTNER, partner_cell),
    Column::new(t::TYPE, |row: &QuotaRow| {
        label("coupon_type", row.quota_type.coupon_type().as_str()).into_any()
    }),
    Column::new(t::STATUS, |row: &QuotaRow| {
        view! { <QuotaStatusPill status=row.status/> }.into_any()
    }),
    Column::new(t::VALUE, |row: &QuotaRow| view! { <Money amount=row.value/> }.into_any()).end(),
    Column::new(t::BALANCE, balance_cell).end(),
    Column::new(t::ISSUED, |row: &QuotaRow| t::issued_count(lang(), row.issued_count).into_any())
        .end(),
    Column::new(t::VALIDITY, |row: &QuotaRow| {
        view! { <DayRange from=row.effective_at to=row.expires_at/> }.into_any()
    }),
];

fn name_cell(row: &QuotaRow) -> AnyView {
    let href = routes::ops_quota(&row.id);
    let id = row.id.clone();
    view! { <div><a href=href>{quota_name(row)}</a> <code class="under">{id}</code></div> }
        .into_any()
}

fn partner_cell(row: &QuotaRow) -> AnyView {
    let href = routes::ops_partner(&row.partner_id);
    view! { <a href=href>{row.partner_name.clone()}</a> }.into_any()
}

fn balance_cell(row: &QuotaRow) -> AnyView {
    let issued = row.value.checked_sub(row.balance).unwrap_or(Fen::ZERO);
    view! {
        <div class="with-bar">
            <Money amount=row.balance/>
            <UsageBar face=row.value used=issued left=row.balance/>
        </div>
    }
    .into_any()
}

fn list_view(page: Listing<QuotaRow>, partners: &[PartnerRow], list: ListState) -> AnyView {
    let choices = partner_choices(partners, list.get("partner"));
    let types = words_of("quota_type", QuotaType::ALL.iter().map(|v| v.as_str()));
    let statuses = words_of("quota_status", QuotaStatus::ALL.iter().map(|v| v.as_str()));
    let chips = [
        Chip::of(&list, "q", tr(t::SEARCH), str::to_owned),
        Chip::of(&list, "partner", tr(t::PARTNER), |id| name_of(partners, id)),
        Chip::of(&list, "type", tr(t::TYPE), |v| label("quota_type", v)),
        Chip::of(&list, "status", tr(t::STATUS), |v| label("quota_status", v)),
    ];
    let chips = chips.into_iter().flatten().collect();
    let state = list.clone();
    let table = if page.rows.is_empty() {
        view! {
            <ListEmpty path=routes::OPS_QUOTAS list=list.clone() title=tr(t::EMPTY) body=tr(t::EMPTY_BODY)>
                <LinkButton href=routes::OPS_QUOTA_NEW kind="primary">{tr(t::NEW)}</LinkButton>
            </ListEmpty>
        }
        .into_any()
    } else {
        view! { <DataTable caption=tr(t::CAPTION) columns=COLUMNS rows=page.rows/> }.into_any()
    };
    view! {
        <FilterBar path=routes::OPS_QUOTAS list=list.clone() chips=chips as_of=page.as_of>
            <FilterText list=state.clone() name="q" label=tr(t::SEARCH)/>
            <FilterSelect list=state.clone() name="partner" label=tr(t::PARTNER) options=choices/>
            <FilterSelect list=state.clone() name="type" label=tr(t::TYPE) options=types/>
            <FilterSelect list=state.clone() name="status" label=tr(t::STATUS) options=statuses/>
        </FilterBar>
        {dropped_notice(&page.dropped)}
        {table}
        <Pager path=routes::OPS_QUOTAS list=list total=page.total/>
    }
    .into_any()
}
