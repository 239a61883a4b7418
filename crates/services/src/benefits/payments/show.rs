//! What the page of a payment request shows.

use hezong_contract::cases::{CellView, ChecksView, FactView, Goal, Link, TableView};
use hezong_domain::Fen;
use hezong_domain::benefits::{Cure, Fact, Payout, PayoutWay};
use hezong_domain::incentives::{
    Payment, PaymentEvent, PaymentGuard, PaymentLine, PaymentState, payment_check, total,
};
use hezong_domain::invoicing::{Delivery, DeskVerdict, Invoice};
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, fh, invoice_sheet, payment_page};

use super::super::case::{Looking, Shown, blocked, public_state};
use super::super::engine::Loaded;
use super::super::sheet::payer_of;
use super::super::tables::{cell, head};
use super::super::{certification, payouts, words};
use super::facts::reckon;
use super::{facts_of, invoices, paid_facts, payout_of};
use crate::Result;

/// An amount as pages show it.
pub(crate) fn money(amount: Fen) -> String {
    format!("¥{}", amount.grouped())
}

/// The page of a request.
pub(super) async fn show(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payment>,
) -> Result<Shown<Payment>> {
    let mut shown = Shown::default();
    if matches!(case.state, PaymentState::Open | PaymentState::Rejected) {
        not_asked(tx, look, case, &mut shown).await?;
    } else {
        asked(tx, look, case, &mut shown).await?;
    }
    Ok(shown)
}

/// What would be asked for, and what stands in the way.
async fn not_asked(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payment>,
    shown: &mut Shown<Payment>,
) -> Result<()> {
    let lang = look.lang;
    let reckoned = reckon(tx, look.frame, &case.row.partner_id, case.data.quarter).await?;
    let certification = reckoned.facts.certification.as_str();
    shown.facts = vec![
        FactView::new(fh::QUARTER_PAYABLE.get(lang), money(reckoned.facts.payable)),
        FactView {
            goal: Some(Goal::Certification),
            ..FactView::new(
                fh::QUARTER_CERTIFICATION.get(lang),
                words::word(lang, "certification_state", certification),
            )
        },
    ];
    if reckoned.carried.is_positive() {
        let carried = money(reckoned.carried);
        shown.facts.push(FactView::new(payment_page::CARRIED.get(lang), carried));
    }
    let forgone = reckoned.forgone();
    if !forgone.is_empty() {
        let months = words::fact(lang, &Fact::Months(forgone));
        shown.facts.push(FactView::new(payment_page::GIVEN_UP.get(lang), months));
    }
    let failed: Vec<_> = reckoned.checks.iter().filter(|check| !check.passed).cloned().collect();
    if !failed.is_empty() {
        let checks = words::checks(lang, "quarter_rule", &failed);
        shown.blocked.push((PaymentEvent::Request, checks));
    }
    let checks = words::checks(lang, "quarter_rule", &reckoned.checks);
    shown.checks.push(ChecksView { title: fh::QUARTER_CHECKS.get(lang).to_owned(), checks });
    shown.tables.push(lines(lang, &reckoned.lines));
    Ok(())
}

/// What was asked for: the frozen copy, its invoices, its payout.
async fn asked(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payment>,
    shown: &mut Shown<Payment>,
) -> Result<()> {
    let (lang, data) = (look.lang, &case.data);
    let mut facts = facts_of(data);
    // What a form asks for stands in nobody's way before it is sent.
    facts.holds = vec![PaymentGuard::Sent, PaymentGuard::Received];
    facts.holds.extend(paid_facts(tx, case).await?.holds);
    facts.holds.extend(payer_of(case, look.payer).map(|_| PaymentGuard::PayerKnown));
    let payout = payout_of(tx, case).await?;
    shown.facts = snapshot(lang, case);
    shown.facts.extend(destination(tx, lang, case, payout.as_ref()).await?);
    shown.facts.extend(travel(lang, case));
    if let Some(payout) = &payout {
        let state = public_state(look, payout);
        let goal = Some(Goal::Case(payout.row.id.to_string()));
        let fact = FactView::new(payment_page::PAYOUT.get(lang), state.words);
        shown.facts.push(FactView { goal, ..fact });
        if let Some(day) = payout.data.paid_on {
            let label = words::field(lang, "paid_on");
            shown.facts.push(FactView::new(label, day.to_string()));
        }
    }
    shown.tables.push(lines(lang, &data.lines));
    if !data.invoices.is_empty() {
        shown.tables.push(invoice_table(lang, &data.invoices));
    }
    if matches!(case.state, PaymentState::InvoiceReviewing | PaymentState::InvoiceRejected) {
        let verdict = invoices::verdict(tx, look.scope, look.frame, case, look.payer).await?;
        if case.state == PaymentState::InvoiceReviewing {
            facts.invoice_failures = verdict.failures();
        }
        shown.checks = desk(lang, &verdict);
    }
    shown.blocked = blocked::<Payment>(lang, case.state, |guard| payment_check(guard, &facts));
    if let Some(payout) = payout.filter(|_| case.state == PaymentState::AwaitingPayment) {
        elsewhere(lang, shown, &payout);
    }
    if data.approved_on.is_some() {
        let goal = Goal::Sheet(case.row.id.to_string());
        shown.links.push(Link { words: fh::SEE_SHEET.get(lang).to_owned(), goal });
    }
    Ok(())
}

/// The header: frozen when the payment was asked for.
fn snapshot(lang: Lang, case: &Loaded<Payment>) -> Vec<FactView> {
    let data = &case.data;
    let mut facts = vec![
        FactView::new(words::field(lang, "amount"), money(data.total)),
        FactView::new(fh::QUARTER_PEOPLE.get(lang), data.lines.len().to_string()),
    ];
    if let Some(info) = &data.info {
        facts.push(FactView::new(words::field(lang, "company"), info.company.clone()));
    }
    if let Some(day) = data.approved_on {
        facts.push(FactView::new(invoice_sheet::APPROVED_ON.get(lang), day.to_string()));
    }
    facts
}

/// Where the money goes, or went: as its payout was handed in. Before that it is the account that is verified
/// now, which the payout will take.
async fn destination(
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    case: &Loaded<Payment>,
    payout: Option<&Loaded<Payout>>,
) -> Result<Vec<FactView>> {
    let field = |name: &str, value: String| FactView::new(words::field(lang, name), value);
    let mut facts = Vec::new();
    let handed_in = payout.filter(|payout| payouts::is_handed_in(payout));
    let [bank, account, _] = if let Some(payout) = handed_in {
        let way = payout.data.way;
        facts.push(field("way", words::word(lang, "payout_way", way.as_str())));
        if way != PayoutWay::BankTransfer {
            return Ok(facts);
        }
        let data = &payout.data;
        [data.bank.clone(), data.account.clone(), data.holder.clone()]
    } else {
        let (_, verified) = certification::standing(tx, &case.row.partner_id).await?;
        let Some(info) = verified.as_ref().or(case.data.info.as_ref()) else {
            return Ok(facts);
        };
        payouts::account_of(info)
    };
    let count = account.chars().count();
    let tail: String = account.chars().skip(count.saturating_sub(4)).collect();
    let tail = payment_page::ACCOUNT_TAIL.with(lang, &[("tail", &tail)]);
    facts.push(field("bank", bank.trim().to_owned()));
    facts.push(field("paid_account", tail));
    Ok(facts)
}

/// A request is not paid on its own page: its payout is, there.
fn elsewhere(lang: Lang, shown: &mut Shown<Payment>, payout: &Loaded<Payout>) {
    let (cure, goal) = words::cure(lang, &Cure::SeeOther { id: payout.row.id.to_string() });
    let of_pay = shown.blocked.iter_mut().filter(|(event, _)| *event == PaymentEvent::Pay);
    for check in of_pay.flat_map(|(_, checks)| checks) {
        check.link = goal.clone().map(|goal| Link { words: cure.clone(), goal });
        check.cure.clone_from(&cure);
    }
}

/// How the invoices travel.
fn travel(lang: Lang, case: &Loaded<Payment>) -> Vec<FactView> {
    let data = &case.data;
    let mut facts = Vec::new();
    if let Some(Delivery::Courier { company, number }) = &data.delivery {
        let label = payment_page::COURIER.get(lang);
        facts.push(FactView::new(label, format!("{company} {number}")));
    }
    if data.file.is_some() {
        let label = words::field(lang, "invoice_file");
        facts.push(FactView::new(label, payment_page::FILE_SENT.get(lang)));
    }
    if !data.file_note.is_empty() {
        facts.push(FactView::new(words::field(lang, "invoice_file"), data.file_note.clone()));
    }
    if let Some(day) = data.received_on {
        facts.push(FactView::new(words::field(lang, "received_on"), day.to_string()));
    }
    facts
}

/// The lines of a request, with links to their claims.
fn lines(lang: Lang, lines: &[PaymentLine]) -> TableView {
    let row = |line: &PaymentLine| {
        let goal = Some(Goal::Case(line.claim_id.to_string()));
        vec![
            CellView { goal, ..cell(line.month.to_string()) },
            cell(&line.name),
            cell(money(line.amount)),
        ]
    };
    let sum = total(lines).map_or_else(String::new, money);
    TableView {
        title: payment_page::LINES.get(lang).to_owned(),
        heads: vec![
            head(fh::COLUMN_MONTH.get(lang), false),
            head(fh::COLUMN_PERSON.get(lang), false),
            head(fh::COLUMN_AMOUNT.get(lang), true),
        ],
        rows: lines.iter().map(row).collect(),
        total: vec![invoice_sheet::TOTAL.get(lang).to_owned(), String::new(), sum],
    }
}

fn invoice_table(lang: Lang, invoices: &[Invoice]) -> TableView {
    let label = |name: &str, is_number| head(words::field(lang, name), is_number);
    let row = |invoice: &Invoice| {
        vec![
            cell(invoice.number.to_string()),
            cell(words::word(lang, "invoice_kind", invoice.kind.as_str())),
            cell(invoice.issued_on.to_string()),
            cell(words::percent(invoice.rate_ppm)),
            cell(money(invoice.net)),
            cell(money(invoice.tax)),
            cell(money(invoice.gross)),
        ]
    };
    let sum =
        |of: fn(&Invoice) -> Fen| Fen::sum(invoices.iter().map(of)).map_or_else(String::new, money);
    let blank = String::new;
    let title = invoice_sheet::TOTAL.get(lang).to_owned();
    TableView {
        title: words::field(lang, "invoices"),
        heads: vec![
            label("invoice_number", false),
            label("invoice_kind", false),
            label("issued_on", false),
            label("rate", true),
            label("net", true),
            label("tax", true),
            label("gross", true),
        ],
        rows: invoices.iter().map(row).collect(),
        total: vec![
            title,
            blank(),
            blank(),
            blank(),
            sum(|one| one.net),
            sum(|one| one.tax),
            sum(|one| one.gross),
        ],
    }
}

/// What the desk finds, invoice by invoice and for all together.
fn desk(lang: Lang, verdict: &DeskVerdict) -> Vec<ChecksView> {
    let mut found = Vec::new();
    for (index, checks) in verdict.invoices.iter().enumerate() {
        let title = payment_page::INVOICE_CHECKS.with(lang, &[("n", &(index + 1))]);
        found.push(ChecksView { title, checks: words::checks(lang, "invoice_check", checks) });
    }
    let title = payment_page::REQUEST_CHECKS.get(lang).to_owned();
    let checks = words::checks(lang, "request_check", &verdict.request);
    found.push(ChecksView { title, checks });
    found
}
