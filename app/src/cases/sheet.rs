//! 发票清单: the list that is printed and mailed with the invoices.

use std::fmt::Write as _;

use hezong_contract::AppError;
use hezong_contract::wire::Ask;
use hezong_domain::Fen;
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_domain::invoicing::{Barcode, InvoiceSheet, SheetLine, SheetPage};
use hezong_texts::{Text, case_page, common, fh, invoice_sheet as t, nav, printing};
use hezong_ui::words::percent;
use hezong_ui::{Crumb, KeyValue, KeyValues, LinkButton, PageHead, lang, tr, yuan};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use crate::partner::gate::{gate, load_page};
use crate::partner::print::PrintButton;
use crate::routes;

/// Lines that fit on the first sheet of paper, and on every further one.
const ON_FIRST: usize = 16;
const ON_FURTHER: usize = 32;

/// What is printed and mailed with the invoices of an approved payment request.
///
/// Permission: `Permission::BenefitView` or, for the vendor's people, `Permission::OpsBenefits`.
#[server(prefix = "/_fn", endpoint = "read_invoice_sheet", protocol = Ask)]
pub async fn read_invoice_sheet(id: String) -> Result<InvoiceSheet, AppError> {
    use crate::server::{respond, server_context};
    respond(hezong_services::benefits::sheet::sheet(&server_context().await?, &id).await)
}

/// The list, for the partner.
#[derive(Debug)]
pub struct SheetPageOfPartner;

/// The list, for operations.
#[derive(Debug)]
pub struct SheetPageOfOps;

#[lazy_route]
impl LazyRoute for SheetPageOfPartner {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        sheet_view(AccountKind::Partner, Permission::BenefitView)
    }
}

#[lazy_route]
impl LazyRoute for SheetPageOfOps {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        sheet_view(AccountKind::Vendor, Permission::OpsBenefits)
    }
}

fn sheet_view(kind: AccountKind, permission: Permission) -> AnyView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let asked = id.clone();
    let sheet = Resource::new(move || asked.clone(), read_invoice_sheet);
    gate(None, permission, move |_| {
        let id = id.clone();
        load_page(sheet, move |sheet| shown(kind, &id, &sheet))
    })
}

fn crumbs(kind: AccountKind, id: &str, sheet: &InvoiceSheet) -> Vec<Crumb> {
    let title = sheet.quarter.to_string();
    if kind == AccountKind::Vendor {
        return vec![
            Crumb::link(tr(nav::OPERATIONS), routes::OPS),
            Crumb::link(tr(case_page::QUEUE_TITLE), routes::OPS_QUEUE),
            Crumb::link(title, routes::ops_case(id)),
        ];
    }
    vec![
        Crumb::group(tr(nav::BENEFITS)),
        Crumb::link(tr(fh::PAYMENTS), routes::FH_PAYMENTS),
        Crumb::link(title, routes::partner_case(id)),
    ]
}

fn shown(kind: AccountKind, id: &str, sheet: &InvoiceSheet) -> AnyView {
    let crumbs = crumbs(kind, id, sheet);
    let file = match kind {
        AccountKind::Vendor => routes::ops_invoice_sheet_pdf(id),
        _ => routes::invoice_sheet_pdf(id),
    };
    let pages = sheet.pages(ON_FIRST, ON_FURTHER);
    let last = pages.len();
    let papers: Vec<AnyView> = pages
        .into_iter()
        .map(|page| paper(sheet, &page, page.number == 1, page.number == last))
        .collect();
    view! {
        <PageHead title=tr(t::HEADING) subtitle=tr(t::LEAD) crumbs=crumbs>
            <LinkButton href=file external=true>{tr(printing::DOWNLOAD)}</LinkButton>
            <PrintButton/>
        </PageHead>
        <div class="papers">{papers}</div>
    }
    .into_any()
}

fn facts(items: &[(Text, String)]) -> AnyView {
    let items = items.iter().map(|(key, value)| KeyValue::new(tr(*key), value.clone())).collect();
    view! { <KeyValues items=items/> }.into_any()
}

/// One sheet of paper: parties on the first, sums and numbers on the last.
fn paper(sheet: &InvoiceSheet, page: &SheetPage<'_>, is_first: bool, is_last: bool) -> AnyView {
    let title = tr(t::HEADING);
    let number = sheet.request_id.to_string();
    let head = is_first.then(|| parties(sheet));
    let bars = is_first.then(|| bars(&number));
    let foot = is_last.then(|| sums(sheet));
    let of = t::page_of(lang(), page.number, page.of);
    let table = lines(page);
    view! {
        <section class="card paper">
            <header class="paper-head">
                <h2>{title}</h2>
                <div class="paper-number">
                    {bars}
                    <p class="secondary">{tr(t::REQUEST_NUMBER)} " " <code>{number}</code></p>
                </div>
            </header>
            {head}
            {table}
            {foot}
            <p class="paper-foot secondary">{of}</p>
        </section>
    }
    .into_any()
}

/// The request's number as bars, white around them whatever the theme: they are scanned where papers
/// arrive.
fn bars(number: &str) -> Option<AnyView> {
    let code = Barcode::of(number)?;
    let wide = code.modules() + 2 * Barcode::QUIET;
    let mut path = String::new();
    for (from, width) in code.bars() {
        // Writing into a text does not fail.
        let _ = write!(path, "M{} 0h{width}v40h-{width}z", from + Barcode::QUIET);
    }
    let name = printing::barcode(lang(), number);
    Some(
        view! {
            <svg
                class="barcode"
                role="img"
                aria-label=name
                viewBox=format!("0 0 {wide} 40")
                preserveAspectRatio="none"
                shape-rendering="crispEdges"
            >
                <rect width=wide height="40" fill="white"/>
                <path d=path fill="black"/>
            </svg>
        }
        .into_any(),
    )
}

fn parties(sheet: &InvoiceSheet) -> AnyView {
    let [company, tax_number, bank, account] = sheet.supplier.clone();
    let [payer, payer_number] = sheet.payer.clone();
    let [address, contact, phone] = sheet.mail_to.clone();
    let request = facts(&[
        (t::QUARTER, sheet.quarter.to_string()),
        (t::APPROVED_ON, sheet.approved_on.to_string()),
        (t::SERVICE, sheet.service.clone()),
        (t::CURRENCY, sheet.currency.clone()),
    ]);
    let supplier = facts(&[
        (t::SUPPLIER, company),
        (t::TAX_NUMBER, tax_number),
        (t::BANK, bank),
        (t::ACCOUNT, account),
    ]);
    let payer = facts(&[(t::PAYER, payer), (t::TAX_NUMBER, payer_number)]);
    let mail = facts(&[(t::MAIL_TO, address), (t::CONTACT, contact), (t::PHONE, phone)]);
    view! { <div class="paper-parties">{request} {supplier} {payer} {mail}</div> }.into_any()
}

fn line_row(first: usize, place: usize, line: &SheetLine) -> AnyView {
    view! {
        <tr>
            <td data-label=tr(t::LINE_NUMBER)>{first + place}</td>
            <th scope="row" class="primary" data-label=tr(t::NAME)>{line.name.clone()}</th>
            <td data-label=tr(t::MONTH)>{line.month.to_string()}</td>
            <td class="end" data-label=tr(t::AMOUNT)>{yuan(line.gross)}</td>
        </tr>
    }
    .into_any()
}

fn amount(amount: Option<Fen>) -> String {
    amount.map_or_else(|| tr(common::DASH).to_owned(), yuan)
}

fn lines(page: &SheetPage<'_>) -> AnyView {
    let before = match page.number {
        0 | 1 => 0,
        number => ON_FIRST + (number - 2) * ON_FURTHER,
    };
    let rows: Vec<AnyView> = page
        .lines
        .iter()
        .enumerate()
        .map(|(place, line)| line_row(before + 1, place, line))
        .collect();
    let caption = tr(t::HEADING);
    view! {
        <div class="table-scroll" role="region" aria-label=caption tabindex="0">
            <table class="data-table case-table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tr(t::LINE_NUMBER)}</th>
                        <th scope="col">{tr(t::NAME)}</th>
                        <th scope="col">{tr(t::MONTH)}</th>
                        <th scope="col" class="end">{tr(t::AMOUNT)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="3">{tr(t::SUBTOTAL)}</th>
                        <td class="end">{amount(page.subtotal)}</td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}

/// The sums, the amount in words, and the numbers of the invoices: a box to write in when there is none.
fn sums(sheet: &InvoiceSheet) -> AnyView {
    let total = sheet.total();
    let sums = facts(&[
        (t::NET, amount(total.as_ref().map(|total| total.net))),
        (t::RATE, percent(sheet.rate_ppm)),
        (t::TAX, amount(total.as_ref().map(|total| total.tax))),
        (t::GROSS, amount(total.as_ref().map(|total| total.gross))),
        (t::IN_WORDS, sheet.capitals().unwrap_or_default()),
    ]);
    let numbers: Vec<AnyView> = if sheet.numbers.is_empty() {
        vec![
            view! { <li class="paper-box"></li> }.into_any(),
            view! { <li class="paper-box"></li> }.into_any(),
        ]
    } else {
        let number = |number: &hezong_domain::invoicing::InvoiceNumber| {
            view! { <li><code>{number.to_string()}</code></li> }.into_any()
        };
        sheet.numbers.iter().map(number).collect()
    };
    let hint = sheet
        .numbers
        .is_empty()
        .then(|| view! { <p class="secondary">{tr(t::BLANK_BOX_HINT)}</p> });
    view! {
        <div class="paper-sums">{sums}</div>
        <div class="paper-sums">
            <h3>{tr(t::INVOICE_NUMBERS)}</h3>
            <ul class="paper-numbers">{numbers}</ul>
            {hint}
        </div>
    }
    .into_any()
}
