//! What the events of a payment request ask.

use hezong_contract::cases::{FieldKind, FieldView, OptionView};
use hezong_domain::incentives::{Payment, PaymentEvent};
use hezong_domain::invoicing::{Delivery, Invoice, InvoiceKind, InvoiceTerms, TaxSplit};
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, payment_page};

use super::super::case::Looking;
use super::super::engine::Loaded;
use super::super::fields::{Finish, choices, field};
use super::super::words;
use super::facts::reckon;
use super::invoices::{SLIPS, Slip, terms};
use crate::Result;

/// Rates of value-added tax in millionths, as the tax law has them for services and goods.
const RATES: [i64; 5] = [10_000, 30_000, 60_000, 90_000, 130_000];

/// What an event asks.
pub(super) async fn form(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payment>,
    event: PaymentEvent,
) -> Result<Vec<FieldView>> {
    let lang = look.lang;
    Ok(match event {
        PaymentEvent::Request => {
            let partner = &case.row.partner_id;
            let reckoned = reckon(tx, look.frame, partner, case.data.quarter).await?;
            let months = reckoned.forgone();
            if months.is_empty() || !reckoned.is_clear() {
                return Ok(Vec::new());
            }
            let months = words::fact(lang, &hezong_domain::benefits::Fact::Months(months));
            let sentence = payment_page::GIVE_UP.with(lang, &[("months", &months)]);
            vec![field(lang, "give_up", FieldKind::Yes(sentence))]
        }
        PaymentEvent::SendInvoice => send(look, case)?,
        PaymentEvent::AcceptInvoice => {
            let received_on = field(lang, "received_on", FieldKind::Day);
            let hint = payment_page::RECEIVED_HINT.get(lang);
            vec![received_on.with(look.frame.today.to_string()).hinted(hint)]
        }
        _ => Vec::new(),
    })
}

fn send(look: &Looking<'_>, case: &Loaded<Payment>) -> Result<Vec<FieldView>> {
    let (lang, terms) = (look.lang, terms(case, look.payer)?);
    let last = case.data.invoices.first();
    let kind = last.map_or(InvoiceKind::Special, |invoice| invoice.kind);
    let seller = last.map_or(&terms.seller, |invoice| &invoice.seller);
    let buyer = last.map_or(&terms.buyer, |invoice| &invoice.buyer);
    let rate = last.map_or(terms.rate_ppm, |invoice| invoice.rate_ppm);
    let mut fields = vec![
        field(lang, "invoice_kind", choices::<InvoiceKind>(lang, "invoice_kind"))
            .with(kind.as_str())
            .hinted(payment_page::COMMON_HINT.get(lang)),
        field(lang, "seller", FieldKind::Text).with(seller),
        field(lang, "buyer", FieldKind::Text).with(buyer),
        field(lang, "rate", rates(&terms)).with(rate.to_string()),
    ];
    for (index, slip) in SLIPS.iter().enumerate() {
        let invoice = case.data.invoices.get(index);
        let mut asked = slip_fields(lang, slip, invoice);
        if index == 0 {
            if invoice.is_none() {
                suggest(&mut asked, slip, &terms);
            }
        } else {
            further(lang, &mut asked, index + 1);
        }
        fields.append(&mut asked);
    }
    fields.extend(delivery(lang, case));
    Ok(fields)
}

/// Every rate there is, and that of the business information.
fn rates(terms: &InvoiceTerms) -> FieldKind {
    let mut all = RATES.to_vec();
    all.push(terms.rate_ppm);
    all.sort_unstable();
    all.dedup();
    let option = |ppm: &i64| OptionView {
        value: ppm.to_string(),
        words: words::percent(*ppm),
        note: String::new(),
        is_open: true,
    };
    FieldKind::One(all.iter().map(option).collect())
}

fn slip_fields(lang: Lang, slip: &Slip, invoice: Option<&Invoice>) -> Vec<FieldView> {
    let ask = |name: &'static str, base: &str, kind, value: Option<String>| {
        let mut asked = field(lang, name, kind).with(value.unwrap_or_default());
        asked.label = words::word(lang, "case_field", base);
        asked
    };
    let number = invoice.map(|one| one.number.number().to_owned());
    let code = invoice.map(|one| one.number.code().to_owned());
    let amount = |of: fn(&Invoice) -> hezong_domain::Fen| invoice.map(|one| of(one).to_string());
    vec![
        ask(slip.number, "invoice_number", FieldKind::Text, number)
            .hinted(payment_page::NUMBER_HINT.get(lang)),
        ask(slip.code, "invoice_code", FieldKind::Text, code)
            .optional()
            .hinted(payment_page::CODE_HINT.get(lang)),
        ask(
            slip.issued_on,
            "issued_on",
            FieldKind::Day,
            invoice.map(|one| one.issued_on.to_string()),
        ),
        ask(slip.net, "net", FieldKind::Amount, amount(|one| one.net)),
        ask(slip.tax, "tax", FieldKind::Amount, amount(|one| one.tax)),
        ask(slip.gross, "gross", FieldKind::Amount, amount(|one| one.gross)),
    ]
}

/// Most requests are invoiced by one invoice: its amounts are those of the list.
fn suggest(fields: &mut [FieldView], slip: &Slip, terms: &InvoiceTerms) {
    let Some(split) = TaxSplit::of_gross(terms.gross, terms.rate_ppm) else { return };
    for field in fields {
        let amount = match field.name.as_str() {
            name if name == slip.net => split.net,
            name if name == slip.tax => split.tax,
            name if name == slip.gross => split.gross,
            _ => continue,
        };
        field.values = vec![amount.to_string()];
    }
}

/// A further invoice may be left out.
fn further(lang: Lang, fields: &mut [FieldView], number: usize) {
    for field in fields {
        field.is_required = false;
        let args: [(&str, &dyn std::fmt::Display); 2] = [("n", &number), ("field", &field.label)];
        field.label = payment_page::NTH_INVOICE.with(lang, &args);
        payment_page::NTH_HINT.get(lang).clone_into(&mut field.hint);
    }
}

fn delivery(lang: Lang, case: &Loaded<Payment>) -> [FieldView; 2] {
    let (company, number) = match &case.data.delivery {
        Some(Delivery::Courier { company, number }) => (company.clone(), number.to_string()),
        _ => (String::new(), String::new()),
    };
    let hint = payment_page::DELIVERY_HINT.get(lang);
    [
        field(lang, "courier_company", FieldKind::Text).with(company).optional().hinted(hint),
        field(lang, "courier_number", FieldKind::Text).with(number).optional(),
    ]
}
