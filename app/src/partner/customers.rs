//! The partner's own customers.

use hezong_contract::customers::CustomerRow;
use hezong_contract::{ListState, Listing};
use hezong_domain::access::Permission;
use hezong_domain::accounts::AssociationKind;
use hezong_texts::{common, customers_partner as texts, nav};
use hezong_ui::{
    ActivityPill, Card, Chip, Column, Crumb, DataTable, Day, FilterBar, FilterSelect, FilterText,
    ListEmpty, PageHead, Pager, Reveal, StatusPill, Tone, label, lang, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::area::Area;
use super::customers_api::partner_customers;
use super::gate::gate;
use super::parts::{dropped_notice, long_text};
use crate::routes;

/// Filters of this page: those of the contract that make sense for one partner.
const FILTERS: &[&str] = &["q", "association", "reveal"];

/// The page of customers.
#[derive(Debug)]
pub struct CustomersPage;

#[lazy_route]
impl LazyRoute for CustomersPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(FILTERS);
        let rows = Resource::new(move || list.get().to_query(), partner_customers);
        gate(None, Permission::CustomerView, move |viewer| {
            let may_issue = viewer.may(Permission::CouponIssue);
            view! {
                <PageHead
                    title=tr(texts::TITLE)
                    subtitle=tr(texts::LEAD)
                    crumbs=vec![Crumb::group(tr(nav::SALES))]
                />
                <Card flush=true>
                    {load(rows, move |page| list_view(page, list.get_untracked(), may_issue))}
                </Card>
            }
            .into_any()
        })
    }
}

const COLUMNS: &[Column<CustomerRow>] = &[
    Column::new(texts::COMPANY, |c: &CustomerRow| long_text(&c.display_name))
        .primary()
        .revealable(),
    Column::new(texts::ACCOUNT, |c: &CustomerRow| c.account_name.clone().into_any()).revealable(),
    Column::new(texts::ACCOUNT_ID, |c: &CustomerRow| {
        view! { <code>{c.id.clone()}</code> }.into_any()
    }),
    Column::new(texts::ASSOCIATION, |c: &CustomerRow| match c.association {
        Some(kind) => label("association", kind.as_str()).into_any(),
        None => tr(common::DASH).into_any(),
    }),
    Column::new(texts::ASSOCIATED_AT, |c: &CustomerRow| match c.associated_at {
        Some(at) => view! { <Day at=at/> }.into_any(),
        None => tr(common::DASH).into_any(),
    }),
    Column::new(texts::STATUS, |c: &CustomerRow| {
        view! { <ActivityPill activity=c.activity/> }.into_any()
    }),
    Column::new(texts::SIGN_IN, |c: &CustomerRow| {
        let (tone, text) =
            if c.has_users { (Tone::Ok, texts::HAS_USERS) } else { (Tone::Plain, texts::NO_USERS) };
        view! { <StatusPill tone=tone word=tr(text)/> }.into_any()
    }),
];

const COLUMNS_WITH_ACTIONS: &[Column<CustomerRow>] = &[
    COLUMNS[0],
    COLUMNS[1],
    COLUMNS[2],
    COLUMNS[3],
    COLUMNS[4],
    COLUMNS[5],
    COLUMNS[6],
    Column::new(texts::ACTIONS, actions_cell),
];

fn actions_cell(row: &CustomerRow) -> AnyView {
    let area = Area::Vouchers;
    let issue = area.issue_with(&hezong_contract::query::build([("customers", &row.id)]));
    view! {
        <span class="row-actions">
            <a href=issue aria-label=texts::issue_to(lang(), &row.display_name)>{tr(texts::ISSUE)}</a>
            <a
                href=area.issued_where("customer", &row.id)
                aria-label=texts::issued_of(lang(), &row.display_name)
            >
                {tr(texts::ISSUED)}
            </a>
        </span>
    }
    .into_any()
}

fn association_words(key: &str) -> String {
    label("association", key)
}

fn list_view(page: Listing<CustomerRow>, list: ListState, may_issue: bool) -> AnyView {
    let path = routes::PARTNER_CUSTOMERS;
    let options = AssociationKind::ALL
        .iter()
        .map(|kind| (kind.as_str().to_owned(), association_words(kind.as_str())))
        .collect();
    let chips: Vec<Chip> = [
        Chip::of(&list, "q", tr(texts::CHIP_SEARCH), str::to_owned),
        Chip::of(&list, "association", tr(texts::FILTER_ASSOCIATION), association_words),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (fields, bar) = (list.clone(), list.clone());
    let filters = view! {
        <FilterBar
            path=path
            list=bar
            chips=chips
            as_of=page.as_of
        >
            <FilterText list=fields.clone() name="q" label=tr(texts::FILTER_SEARCH)/>
            <FilterSelect list=fields name="association" label=tr(texts::FILTER_ASSOCIATION) options=options/>
        </FilterBar>
        {dropped_notice(&page.dropped)}
    };
    if page.rows.is_empty() {
        return view! {
            {filters}
            <ListEmpty path=path list=list title=tr(texts::EMPTY_TITLE) body=tr(texts::EMPTY_BODY)/>
        }
        .into_any();
    }
    let columns = if may_issue { COLUMNS_WITH_ACTIONS } else { COLUMNS };
    let reveal = Reveal::of(path, &list, page.revealed);
    view! {
        {filters}
        <DataTable caption=tr(texts::CAPTION) columns=columns rows=page.rows reveal=reveal/>
        <Pager path=path list=list total=page.total/>
    }
    .into_any()
}
