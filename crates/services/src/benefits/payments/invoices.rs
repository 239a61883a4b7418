//! The invoices of a request: read from the form, checked by the desk's rules, numbers taken once.

use hezong_domain::access::Scope;
use hezong_domain::files::Purpose;
use hezong_domain::incentives::Payment;
use hezong_domain::invoicing::{
    Delivery, DeskVerdict, Invoice, InvoiceKind, InvoiceNumber, InvoiceTerms, NumberError,
    TrackingNumber, UsedNumber, evaluate_invoices,
};
use hezong_domain::{PartnerId, PaymentRequestId, ProblemKind};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFile;

use super::super::data::PaymentData;
use super::super::engine::Loaded;
use super::super::fields::{Answers, Reading};
use super::super::frame::Frame;
use super::super::refusal::FailedCheck;
use super::super::sheet::{Payer, payer_of};
use crate::act::Act;
use crate::{Error, Result};

/// The fields of one invoice.
pub(super) struct Slip {
    pub(super) number: &'static str,
    pub(super) code: &'static str,
    pub(super) issued_on: &'static str,
    pub(super) net: &'static str,
    pub(super) tax: &'static str,
    pub(super) gross: &'static str,
}

/// As many invoices as one request takes. More are seldom: a quarter is a few amounts of one partner.
pub(super) const SLIPS: [Slip; 3] = [
    Slip {
        number: "invoice_number",
        code: "invoice_code",
        issued_on: "issued_on",
        net: "net",
        tax: "tax",
        gross: "gross",
    },
    Slip {
        number: "invoice_number_2",
        code: "invoice_code_2",
        issued_on: "issued_on_2",
        net: "net_2",
        tax: "tax_2",
        gross: "gross_2",
    },
    Slip {
        number: "invoice_number_3",
        code: "invoice_code_3",
        issued_on: "issued_on_3",
        net: "net_3",
        tax: "tax_3",
        gross: "gross_3",
    },
];

/// What a partner sends: invoices and how they travel.
pub(super) struct Entered {
    invoices: Vec<Invoice>,
    courier: Option<Delivery>,
}

/// What the invoices of a request must say.
///
/// # Errors
/// [`Error::Internal`] before the request was approved: its business information is frozen then.
pub(super) fn terms(case: &Loaded<Payment>, payer: Option<&Payer>) -> Result<InvoiceTerms> {
    let data = &case.data;
    let (Some(info), Some(approved_on)) = (&data.info, data.approved_on) else {
        return Err(Error::Internal(format!("payment {} has no snapshot", case.row.id)));
    };
    Ok(InvoiceTerms {
        request_id: PaymentRequestId::new(case.row.id.as_str()),
        approved_on,
        seller: info.credit_code.clone(),
        // Without one nothing is sent: `PaymentGuard::PayerKnown` says so.
        buyer: payer_of(case, payer).map_or_else(String::new, |payer| payer.tax_number.clone()),
        currency: info.currency.clone(),
        rate_ppm: info.tax_ppm,
        gross: data.total,
    })
}

/// What all invoices of a request have in common. The currency is that of the request.
struct Common {
    kind: InvoiceKind,
    seller: String,
    buyer: String,
    currency: String,
    rate_ppm: i64,
}

/// Reads the form.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong.
pub(super) fn read(answers: &Answers, terms: &InvoiceTerms) -> Result<Entered> {
    let mut reading = answers.read();
    let kind = reading.one::<InvoiceKind>("invoice_kind");
    let seller = reading.line("seller", true);
    let buyer = reading.line("buyer", true);
    let rate_ppm = reading.raw("rate").parse::<i64>().ok().filter(|rate| *rate >= 0);
    if rate_ppm.is_none() {
        reading.blame("rate", ProblemKind::NotAChoice);
    }
    let common = Common {
        kind: kind.unwrap_or(InvoiceKind::Special),
        seller,
        buyer,
        currency: terms.currency.clone(),
        rate_ppm: rate_ppm.unwrap_or_default(),
    };
    let mut invoices = Vec::new();
    for (index, slip) in SLIPS.iter().enumerate() {
        if index == 0 || !is_blank(&reading, slip) {
            invoices.extend(invoice(&mut reading, slip, &common));
        }
    }
    let courier = courier(&mut reading);
    reading.end()?;
    Ok(Entered { invoices, courier })
}

fn is_blank(reading: &Reading<'_>, slip: &Slip) -> bool {
    let names = [slip.number, slip.code, slip.issued_on, slip.net, slip.tax, slip.gross];
    names.iter().all(|name| reading.raw(name).is_empty())
}

fn invoice(reading: &mut Reading<'_>, slip: &Slip, common: &Common) -> Option<Invoice> {
    let number = match InvoiceNumber::parse(reading.raw(slip.number), reading.raw(slip.code)) {
        Ok(number) => Some(number),
        Err(error) => {
            let is_code =
                matches!(error, NumberError::CodeLength { .. } | NumberError::NoCodeWanted);
            let field = if is_code { slip.code } else { slip.number };
            reading.blame(field, ProblemKind::InvoiceNumber { what: error });
            None
        }
    };
    let issued_on = reading.day(slip.issued_on, true);
    let net = reading.amount(slip.net, true);
    let tax = reading.amount(slip.tax, false);
    let gross = reading.amount(slip.gross, true);
    Some(Invoice {
        number: number?,
        kind: common.kind,
        issued_on: issued_on?,
        seller: common.seller.clone(),
        buyer: common.buyer.clone(),
        currency: common.currency.clone(),
        rate_ppm: common.rate_ppm,
        net: net?,
        tax: tax?,
        gross: gross?,
    })
}

/// The courier, when something of it was filled in.
fn courier(reading: &mut Reading<'_>) -> Option<Delivery> {
    let raw = reading.raw("courier_number").to_owned();
    let is_used = !raw.is_empty() || !reading.raw("courier_company").is_empty();
    if !is_used {
        return None;
    }
    let company = reading.line("courier_company", true);
    match TrackingNumber::parse(&raw) {
        Ok(number) => Some(Delivery::Courier { company, number }),
        Err(_) if raw.is_empty() => {
            reading.blame("courier_number", ProblemKind::Required);
            None
        }
        Err(what) => {
            reading.blame("courier_number", ProblemKind::TrackingNumber { what });
            None
        }
    }
}

impl Entered {
    /// Writes what was entered into the request. An electronic invoice among the request's files travels
    /// by itself; paper that is mailed as well has a courier's number.
    pub(super) fn keep(self, files: &[CaseFile], data: &mut PaymentData) {
        let mut invoices = files.iter().filter(|f| f.purpose == Purpose::EInvoice.as_str());
        let stored = invoices.next();
        let file = stored.map(|file| Delivery::File { digest: file.digest.clone() });
        data.file = stored.map(|file| file.file_id.clone());
        data.file_note = String::new();
        data.delivery = self.courier.or(file);
        data.invoices = self.invoices;
        data.received_on = None;
    }
}

/// What of a request's papers can be remarked on: of the invoices those that were sent, of the ways the one
/// they travel by.
pub(super) fn remarkable(data: &PaymentData) -> Vec<&'static str> {
    let mut names = vec!["invoice_kind"];
    for (slip, invoice) in SLIPS.iter().zip(&data.invoices) {
        names.push(slip.number);
        if !invoice.number.code().is_empty() {
            names.push(slip.code);
        }
        names.extend([slip.issued_on, slip.net, slip.tax, slip.gross]);
    }
    if matches!(data.delivery, Some(Delivery::Courier { .. })) {
        names.push("courier_number");
    }
    if data.file.is_some() {
        names.push("invoice_file");
    }
    names
}

/// What the desk finds on this day. Whose request holds a number is told to those who may see it.
pub(super) async fn verdict(
    tx: &mut dyn UnitOfWork,
    scope: &Scope,
    frame: &Frame,
    case: &Loaded<Payment>,
    payer: Option<&Payer>,
) -> Result<DeskVerdict> {
    let invoices = &case.data.invoices;
    let numbers: Vec<String> = invoices.iter().map(|one| one.number.to_string()).collect();
    let uses = tx.benefits().list_numbers_unscoped(&numbers).await?;
    let sees = |partner: &PartnerId| match scope {
        Scope::Platform => true,
        Scope::Partner(own) => own == partner,
        Scope::Customer(_) => false,
    };
    let elsewhere = uses.iter().filter(|one| one.case_id != case.row.id);
    let used: Vec<UsedNumber> = elsewhere
        .filter_map(|one| {
            let found = invoices.iter().find(|invoice| invoice.number.to_string() == one.number)?;
            let id = || PaymentRequestId::new(one.case_id.as_str());
            let request_id = sees(&one.partner_id).then(id);
            Some(UsedNumber { number: found.number.clone(), request_id })
        })
        .collect();
    Ok(evaluate_invoices(&terms(case, payer)?, invoices, &used, frame.today))
}

/// Every failed check of a verdict.
pub(super) fn failed(verdict: &DeskVerdict) -> Vec<FailedCheck> {
    let invoices = verdict.invoices.iter().flatten().filter(|check| !check.passed);
    let request = verdict.request.iter().filter(|check| !check.passed);
    invoices
        .map(|check| FailedCheck::of("invoice_check", check))
        .chain(request.map(|check| FailedCheck::of("request_check", check)))
        .collect()
}

/// Takes the numbers for this request. Somebody who took one of them in the same moment makes the act
/// start over, and its checks then name the number.
pub(super) async fn claim_numbers(act: &mut Act, case: &Loaded<Payment>) -> Result<()> {
    let all = case.data.invoices.iter();
    let numbers: Vec<String> = all.map(|invoice| invoice.number.to_string()).collect();
    Ok(act.tx.benefits().put_numbers(&case.row.id, &case.row.partner_id, &numbers).await?)
}
