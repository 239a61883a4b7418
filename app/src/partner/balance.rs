//! A partner's balance with its entries, and the bills it has to pay itself.

use hezong_contract::balances::{BalanceView, BillLine, EntryLine};
use hezong_contract::wire::Ask;
use hezong_contract::{AppError, ListState};
use hezong_domain::access::Permission;
use hezong_texts::{balance as t, nav};
use hezong_ui::{
    Card, Column, Crumb, DataTable, EmptyState, Money, Notice, PageHead, Pager, Stat, Stats, Time,
    Tone, lang, load, tr, use_list, yuan,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::cases::parts::state_pill;
use crate::partner::gate::gate;
use crate::routes;

/// The balance and the bills of the caller's partner; `query` is the page's query string.
///
/// Permission: `Permission::BenefitView`.
#[server(prefix = "/_fn", endpoint = "partner_balance", protocol = Ask)]
pub async fn partner_balance(query: String) -> Result<BalanceView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    respond(hezong_services::benefits::balances::balance(&cx, preferences().lang, &query).await)
}

/// The page of the balance.
#[derive(Debug)]
pub struct BalancePage;

#[lazy_route]
impl LazyRoute for BalancePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(&[]);
        let balance = Resource::new(move || list.get().to_query(), partner_balance);
        gate(None, Permission::BenefitView, move |_| {
            let crumbs = vec![Crumb::group(tr(nav::BENEFITS))];
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs/>
                {load(balance, move |balance| shown(balance, list.get_untracked()))}
            }
            .into_any()
        })
    }
}

const ENTRIES: &[Column<EntryLine>] = &[
    Column::new(t::COLUMN_AT, |row: &EntryLine| view! { <Time at=row.at/> }.into_any()).primary(),
    Column::new(t::COLUMN_WHAT, what_cell).wide(),
    Column::new(t::COLUMN_AMOUNT, |row: &EntryLine| {
        view! { <Money amount=row.amount/> }.into_any()
    })
    .end(),
    Column::new(t::COLUMN_BALANCE, |row: &EntryLine| {
        view! { <Money amount=row.balance/> }.into_any()
    })
    .end(),
];

fn what_cell(row: &EntryLine) -> AnyView {
    if row.case_id.is_empty() {
        return row.title.clone().into_any();
    }
    let href = routes::partner_case(&row.case_id);
    view! { <a href=href>{row.title.clone()}</a> }.into_any()
}

const BILLS: &[Column<BillLine>] = &[
    Column::new(t::COLUMN_NUMBER, |row: &BillLine| {
        view! { <code>{row.number.clone()}</code> }.into_any()
    })
    .primary(),
    Column::new(t::COLUMN_AMOUNT, |row: &BillLine| view! { <Money amount=row.amount/> }.into_any())
        .end(),
    Column::new(t::COLUMN_DUE, |row: &BillLine| row.due_on.clone().into_any()),
    Column::new(t::COLUMN_STATE, |row: &BillLine| state_pill(&row.state)),
    Column::new(t::COLUMN_SETTLED, |row: &BillLine| row.settled_on.clone().into_any()),
];

fn shown(view: BalanceView, list: ListState) -> AnyView {
    let overdue = view.overdue.is_positive();
    let stats = vec![
        Stat::new(tr(t::BALANCE), yuan(view.balance), String::new()),
        Stat::new(tr(t::OVERDUE), yuan(view.overdue), String::new()).warning(overdue),
    ];
    let warning = overdue.then(|| {
        let body = t::overdue_body(lang(), view.overdue.grouped());
        view! { <Notice tone=Tone::Bad title=tr(t::OVERDUE_TITLE)><p>{body}</p></Notice> }
    });
    let bills = if view.bills.is_empty() {
        view! { <EmptyState title=tr(t::BILLS_EMPTY) body=tr(t::BILLS_EMPTY_BODY)/> }.into_any()
    } else {
        view! { <DataTable caption=tr(t::BILLS) columns=BILLS rows=view.bills/> }.into_any()
    };
    let total = view.entries.total;
    let pager = (total > 0).then(|| view! { <Pager path=routes::BALANCE list=list total=total/> });
    let entries = if view.entries.rows.is_empty() {
        view! { <EmptyState title=tr(t::ENTRIES_EMPTY) body=tr(t::ENTRIES_EMPTY_BODY)/> }.into_any()
    } else {
        let rows = view.entries.rows;
        view! { <DataTable caption=tr(t::ENTRIES) columns=ENTRIES rows=rows/> }.into_any()
    };
    view! {
        {warning}
        <Stats items=stats/>
        <div class="stack">
            <Card title=tr(t::ENTRIES) flush=true>
                {entries}
                {pager}
            </Card>
            <Card title=tr(t::BILLS) flush=true>{bills}</Card>
        </div>
    }
    .into_any()
}
