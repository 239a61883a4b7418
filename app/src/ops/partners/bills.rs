//! The bills a partner has to pay: recorded here, and what is overdue stops its incentives.

use hezong_contract::AppError;
use hezong_contract::balances::{BillForm, BillLine, BillsView, SettleForm};
use hezong_contract::wire::{Act, Ask};
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_texts::{balance, nav, ops_bills as t, ops_partners};
use hezong_ui::form::{error_of, successes};
use hezong_ui::{
    AmountField, Card, Column, Crumb, DataTable, DayField, DoneNotice, EmptyState, Field, Form,
    Hidden, Money, Notice, PageHead, Pager, SelectField, Stat, Stats, SubmitButton, TextArea, Tone,
    lang, tr, use_list, yuan,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::corrections::Corrections;
use crate::cases::parts::state_pill;
use crate::partner::gate::{gate, load_page};
use crate::routes;

/// The bills of a partner; `query` is the page's query string.
///
/// Permission: `Permission::OpsBenefits`.
#[server(prefix = "/_fn", endpoint = "partner_bills", protocol = Ask)]
pub async fn partner_bills(id: String, query: String) -> Result<BillsView, AppError> {
    use crate::server::{preferences, respond, server_context};
    let cx = server_context().await?;
    let lang = preferences().lang;
    respond(hezong_services::benefits::balances::bills(&cx, lang, &id, &query).await)
}

/// Records a bill.
///
/// Permission: `Permission::OpsPay` or `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "record_bill", protocol = Act)]
pub async fn record_bill(form: BillForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    let cx = server_context().await?;
    let new = checked(form.check())?;
    respond(hezong_services::benefits::balances::record_bill(&cx, &form.partner_id, &new).await)
}

/// Enters that a bill was paid, or that it is open again.
///
/// Permission: `Permission::OpsPay` or `Permission::OpsPartners`.
#[server(prefix = "/_fn", endpoint = "settle_bill", protocol = Act)]
pub async fn settle_bill(form: SettleForm) -> Result<(), AppError> {
    use crate::server::{checked, respond, server_context};
    let cx = server_context().await?;
    let asked = checked(form.check())?;
    respond(hezong_services::benefits::balances::settle_bill(&cx, &asked).await)
}

/// The page of a partner's bills.
#[derive(Debug)]
pub struct BillsPage;

/// What can be done here.
#[derive(Clone, Copy)]
struct Acts {
    record: ServerAction<RecordBill>,
    settle: ServerAction<SettleBill>,
    reopen: ServerAction<SettleBill>,
}

/// What the reader may do here.
#[derive(Clone, Copy)]
struct Seen {
    may_keep: bool,
    may_pay: bool,
    sees_partner: bool,
}

fn check_bill(input: &RecordBill) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

fn check_settling(input: &SettleBill) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

#[lazy_route]
impl LazyRoute for BillsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
        let acts = Acts {
            record: ServerAction::new(),
            settle: ServerAction::new(),
            reopen: ServerAction::new(),
        };
        let (recorded, settled) = (successes(acts.record), successes(acts.settle));
        let reopened = successes(acts.reopen);
        let corrections = Corrections::begin();
        let list = use_list(&[]);
        let version =
            move || (recorded.get(), settled.get(), reopened.get(), corrections.version());
        let bills = Resource::new(
            move || (id.clone(), list.get().to_query(), version()),
            |(id, query, _)| partner_bills(id, query),
        );
        gate(None, Permission::OpsBenefits, move |viewer| {
            let seen = Seen {
                may_keep: viewer.may(Permission::OpsPay) || viewer.may(Permission::OpsPartners),
                may_pay: viewer.may(Permission::OpsPay),
                sees_partner: viewer.may(Permission::OpsPartners),
            };
            load_page(bills, move |bills| {
                let list = list.get_untracked();
                let path = routes::ops_partner_bills(&bills.partner_id);
                let pager = view! { <Pager path=path list=list total=bills.bills.total/> };
                let pager = pager.into_any();
                shown(&bills, acts, corrections, seen, pager)
            })
        })
    }
}

const COLUMNS: &[Column<BillLine>] = &[
    Column::new(t::NUMBER, |row: &BillLine| view! { <code>{row.number.clone()}</code> }.into_any())
        .primary(),
    Column::new(balance::COLUMN_AMOUNT, |row: &BillLine| {
        view! { <Money amount=row.amount/> }.into_any()
    })
    .end(),
    Column::new(t::DUE_ON, |row: &BillLine| row.due_on.clone().into_any()),
    Column::new(balance::COLUMN_STATE, |row: &BillLine| state_pill(&row.state)),
    Column::new(t::SETTLED_ON, |row: &BillLine| row.settled_on.clone().into_any()),
    Column::new(t::REFERENCE, |row: &BillLine| row.reference.clone().into_any()),
];

fn shown(
    bills: &BillsView,
    acts: Acts,
    corrections: Corrections,
    seen: Seen,
    pager: AnyView,
) -> AnyView {
    let mut crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
    if seen.sees_partner {
        crumbs.push(Crumb::link(tr(ops_partners::TITLE), routes::OPS_PARTNERS));
        crumbs.push(Crumb::link(&bills.partner, routes::ops_partner(&bills.partner_id)));
    } else {
        crumbs.push(Crumb::group(bills.partner.clone()));
    }
    let overdue = bills.overdue.is_positive();
    let note = if overdue { String::new() } else { tr(t::NONE_OVERDUE).to_owned() };
    let stats = vec![
        Stat::new(tr(t::OVERDUE), yuan(bills.overdue), note).warning(overdue),
        Stat::new(tr(balance::BALANCE), yuan(bills.balance), String::new()),
    ];
    let warning = overdue.then(|| {
        let body = balance::overdue_body(lang(), bills.overdue.grouped());
        view! { <Notice tone=Tone::Bad title=tr(balance::OVERDUE_TITLE)><p>{body}</p></Notice> }
    });
    let table = if bills.bills.rows.is_empty() {
        view! { <EmptyState title=tr(t::EMPTY) body=tr(t::EMPTY_BODY)/> }.into_any()
    } else {
        let rows = bills.bills.rows.clone();
        view! { <DataTable caption=tr(t::TITLE) columns=COLUMNS rows=rows/> }.into_any()
    };
    let forms = seen.may_keep.then(|| forms(bills, acts));
    let changes = Corrections::list(bills);
    let correcting = seen.may_pay.then(|| corrections.forms(bills));
    view! {
        <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs/>
        <DoneNotice action=acts.record words=tr(t::RECORDED)/>
        <DoneNotice action=acts.settle words=tr(t::SAVED)/>
        <DoneNotice action=acts.reopen words=tr(t::REOPENED)/>
        {corrections.notices()}
        {warning}
        <Stats items=stats/>
        <div class="columns">
            <div class="stack">
                <Card flush=true>{table} {pager}</Card>
                {changes}
            </div>
            <aside class="stack">{forms} {correcting}</aside>
        </div>
    }
    .into_any()
}

/// Bills of one kind as choices.
fn choices(bills: &BillsView, settled: bool) -> Vec<(String, String)> {
    let of_kind = bills.bills.rows.iter().filter(|bill| bill.settled_on.is_empty() != settled);
    of_kind
        .map(|bill| (bill.handle(), format!("{} \u{b7} {}", bill.number, yuan(bill.amount))))
        .collect()
}

fn forms(bills: &BillsView, acts: Acts) -> AnyView {
    let (open, settled) = (choices(bills, false), choices(bills, true));
    let settle = (!open.is_empty()).then(|| settle_card(acts, open, bills.today.clone()));
    let reopen = (!settled.is_empty()).then(|| reopen_card(acts, settled));
    let id = bills.partner_id.clone();
    view! {
        {settle}
        <Card title=tr(t::RECORD)>
            <Form action=acts.record id="record-bill" check=check_bill>
                <Hidden name="partner_id" value=id/>
                <Field name="number" label=tr(t::NUMBER) hint=tr(t::NUMBER_HINT) maxlength=64/>
                <AmountField name="amount" label=tr(t::AMOUNT)/>
                <DayField name="due_on" label=tr(t::DUE_ON) hint=tr(t::DUE_ON_HINT)/>
                <div class="form-actions"><SubmitButton kind="primary">{tr(t::RECORD)}</SubmitButton></div>
            </Form>
        </Card>
        {reopen}
    }
    .into_any()
}

fn settle_card(acts: Acts, open: Vec<(String, String)>, today: String) -> AnyView {
    view! {
        <Card title=tr(t::SETTLE)>
            <Form action=acts.settle id="settle-bill" check=check_settling>
                <SelectField name="bill" label=tr(t::NUMBER) options=open/>
                <DayField name="settled_on" label=tr(t::SETTLED_ON) value=today/>
                <Field name="reference" label=tr(t::REFERENCE) hint=tr(t::REFERENCE_HINT) maxlength=64/>
                <div class="form-actions"><SubmitButton>{tr(t::SETTLE)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}

fn reopen_card(acts: Acts, settled: Vec<(String, String)>) -> AnyView {
    let is_open = error_of(acts.reopen).get_untracked().is_some();
    view! {
        <details class="card act-hard" open=is_open>
            <summary>{tr(t::REOPEN)}</summary>
            <div class="card-body">
                <Form action=acts.reopen id="reopen-bill" check=check_settling>
                    <Hidden name="reopen" value="yes"/>
                    <SelectField name="bill" label=tr(t::NUMBER) options=settled/>
                    <TextArea name="reason" label=tr(t::REASON) hint=tr(t::REASON_HINT) maxlength=500/>
                    <div class="form-actions"><SubmitButton kind="danger">{tr(t::REOPEN)}</SubmitButton></div>
                </Form>
            </div>
        </details>
    }
    .into_any()
}
