//! Do the invoices fit the request? Checked before they are sent and again when they are received, by
//! the same function (incentives-invoices §1.6, §2.6).

use serde::{Deserialize, Serialize};

use super::number::InvoiceNumber;
use super::tax::TaxSplit;
use crate::accounts::text_enum;
use crate::benefits::{Check, Cure, Fact, all_passed};
use crate::id::PaymentRequestId;
use crate::money::Fen;
use crate::time::Day;

/// How far a tax may be from the one worked out, for each invoice: one fen of rounding (ours).
const TAX_TOLERANCE: i64 = 1;

text_enum! {
    /// The kind of an invoice.
    InvoiceKind {
        /// 增值税专用发票.
        Special = "special",
        /// 增值税普通发票.
        Ordinary = "ordinary",
    }
}

text_enum! {
    /// What is checked of one invoice.
    InvoiceCheck {
        /// It is a special one (documented, I20).
        Kind = "kind",
        /// The number's year is the date's (ours).
        NumberYear = "number_year",
        /// It stands in this request once.
        NotTwice = "not_twice",
        /// It stands in no other request (documented: one invoice, one request, F14).
        NotUsed = "not_used",
        /// Issued after the approval (from the seed: approved, then issued by the list) and not in the
        /// future (ours).
        Date = "date",
        /// The seller is the supplier of the list (documented, I8b).
        Seller = "seller",
        /// The buyer is the paying entity of the list (documented, I8b).
        Buyer = "buyer",
        /// The currency is the settlement currency (documented, F4).
        Currency = "currency",
        /// The rate is that of the business information (ours).
        Rate = "rate",
        /// Net and tax make the gross.
        Sum = "sum",
        /// The tax fits net and rate, to a fen (ours).
        Tax = "tax",
        /// The amount is positive.
        Positive = "positive",
    }
}

text_enum! {
    /// What is checked of all invoices of a request together.
    RequestCheck {
        /// There is one.
        AtLeastOne = "at_least_one",
        /// Their gross amounts make the amount of the request (ours, from "check the amounts", F4).
        Total = "total",
        /// Their taxes make the tax of the request, to a fen for each.
        TotalTax = "total_tax",
    }
}

/// One invoice as the partner entered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its number.
    pub number: InvoiceNumber,
    /// Its kind.
    pub kind: InvoiceKind,
    /// The day it was issued.
    pub issued_on: Day,
    /// The seller's tax number.
    pub seller: String,
    /// The buyer's tax number.
    pub buyer: String,
    /// Its currency, ISO 4217.
    pub currency: String,
    /// Its rate, in millionths.
    pub rate_ppm: i64,
    /// Without tax.
    pub net: Fen,
    /// The tax.
    pub tax: Fen,
    /// With tax.
    pub gross: Fen,
}

/// What the invoices of a request must say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceTerms {
    /// The request.
    pub request_id: PaymentRequestId,
    /// The day it was approved.
    pub approved_on: Day,
    /// The supplier's tax number.
    pub seller: String,
    /// The paying entity's tax number.
    pub buyer: String,
    /// The settlement currency.
    pub currency: String,
    /// The rate, in millionths.
    pub rate_ppm: i64,
    /// The amount of the request, tax included.
    pub gross: Fen,
}

/// A number that stands in another request of any partner. Which one is told only when it is one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedNumber {
    /// The number.
    pub number: InvoiceNumber,
    /// The other request, when the viewer may see it.
    pub request_id: Option<PaymentRequestId>,
}

/// What the desk finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskVerdict {
    /// The checks of each invoice, in the order of the invoices. A cure names the line to fix as
    /// `invoices.<index>.<field>`.
    pub invoices: Vec<Vec<Check<InvoiceCheck>>>,
    /// The checks of all together.
    pub request: Vec<Check<RequestCheck>>,
}

impl DeskVerdict {
    /// Whether everything fits.
    pub fn is_clear(&self) -> bool {
        self.invoices.iter().all(|checks| all_passed(checks)) && all_passed(&self.request)
    }

    /// The keys of everything that does not, as texts name them.
    pub fn failures(&self) -> Vec<String> {
        let invoices = self.invoices.iter().flatten().filter(|check| !check.passed);
        let request = self.request.iter().filter(|check| !check.passed);
        invoices
            .map(|check| format!("invoice_check.{}", check.key.as_str()))
            .chain(request.map(|check| format!("request_check.{}", check.key.as_str())))
            .collect()
    }
}

/// Checks the invoices of a request. `used` holds those of their numbers that stand in other requests.
pub fn evaluate_invoices(
    terms: &InvoiceTerms,
    invoices: &[Invoice],
    used: &[UsedNumber],
    today: Day,
) -> DeskVerdict {
    let each = invoices.iter().enumerate().map(|(index, invoice)| {
        let mut checks = number_checks(index, invoices, used);
        checks.extend(term_checks(index, invoice, terms, today));
        checks.extend(amount_checks(index, invoice, terms));
        checks
    });
    DeskVerdict { invoices: each.collect(), request: request_checks(terms, invoices) }
}

fn correct(index: usize, field: &str) -> Cure {
    Cure::Correct { field: format!("invoices.{index}.{field}") }
}

fn text(value: &str) -> Fact {
    Fact::Codes(vec![value.to_owned()])
}

fn number_checks(
    index: usize,
    invoices: &[Invoice],
    used: &[UsedNumber],
) -> Vec<Check<InvoiceCheck>> {
    use InvoiceCheck as K;
    let Some(invoice) = invoices.get(index) else { return Vec::new() };
    let number = &invoice.number;
    let year = number.year().map_or(Fact::None, Fact::Count);
    let earlier = invoices.iter().take(index).any(|other| other.number == *number);
    let elsewhere = used.iter().find(|used| used.number == *number);
    let cure = match elsewhere.and_then(|used| used.request_id.as_ref()) {
        Some(id) => Cure::SeeOther { id: id.as_str().to_owned() },
        None => correct(index, "number"),
    };
    let actual = || text(&number.to_string());
    let fits = number.fits(invoice.issued_on);
    vec![
        Check::new(
            K::NumberYear,
            fits,
            Fact::Count(invoice.issued_on.year()),
            year,
            correct(index, "number"),
        ),
        Check::new(K::NotTwice, !earlier, Fact::Count(1), actual(), correct(index, "number")),
        Check::new(K::NotUsed, elsewhere.is_none(), Fact::None, actual(), cure),
    ]
}

fn term_checks(
    index: usize,
    invoice: &Invoice,
    terms: &InvoiceTerms,
    today: Day,
) -> Vec<Check<InvoiceCheck>> {
    use InvoiceCheck as K;
    let kind = |kind: InvoiceKind| Fact::Words(vec![format!("invoice_kind.{}", kind.as_str())]);
    let after = terms.approved_on <= invoice.issued_on;
    let limit = if after { today } else { terms.approved_on };
    let same = |key, field, wanted: &str, found: &str| {
        let equal = wanted.eq_ignore_ascii_case(found.trim());
        Check::new(key, equal, text(wanted), text(found), correct(index, field))
    };
    vec![
        Check::new(
            K::Kind,
            invoice.kind == InvoiceKind::Special,
            kind(InvoiceKind::Special),
            kind(invoice.kind),
            correct(index, "kind"),
        ),
        Check::new(
            K::Date,
            after && invoice.issued_on <= today,
            Fact::Day(limit),
            Fact::Day(invoice.issued_on),
            correct(index, "issued_on"),
        ),
        same(K::Seller, "seller", &terms.seller, &invoice.seller),
        same(K::Buyer, "buyer", &terms.buyer, &invoice.buyer),
        same(K::Currency, "currency", &terms.currency, &invoice.currency),
        Check::new(
            K::Rate,
            invoice.rate_ppm == terms.rate_ppm,
            Fact::Ratio(terms.rate_ppm),
            Fact::Ratio(invoice.rate_ppm),
            correct(index, "rate"),
        ),
    ]
}

fn amount_checks(
    index: usize,
    invoice: &Invoice,
    terms: &InvoiceTerms,
) -> Vec<Check<InvoiceCheck>> {
    use InvoiceCheck as K;
    let sum = invoice.net.checked_add(invoice.tax);
    let tax = TaxSplit::tax_on(invoice.net, terms.rate_ppm);
    let near = tax.is_some_and(|tax| is_near(tax, invoice.tax, TAX_TOLERANCE));
    let amount = |amount: Option<Fen>| amount.map_or(Fact::None, Fact::Amount);
    let positive = invoice.net.is_positive() && invoice.gross.is_positive();
    let is_sum = sum == Some(invoice.gross);
    let (gross, paid) = (Fact::Amount(invoice.gross), Fact::Amount(invoice.tax));
    vec![
        Check::new(K::Positive, positive, Fact::None, gross.clone(), correct(index, "gross")),
        Check::new(K::Sum, is_sum, amount(sum), gross, correct(index, "gross")),
        Check::new(K::Tax, near, amount(tax), paid, correct(index, "tax")),
    ]
}

fn request_checks(terms: &InvoiceTerms, invoices: &[Invoice]) -> Vec<Check<RequestCheck>> {
    use RequestCheck as K;
    let count = i64::try_from(invoices.len()).unwrap_or(i64::MAX);
    let gross = Fen::sum(invoices.iter().map(|invoice| invoice.gross));
    let tax = Fen::sum(invoices.iter().map(|invoice| invoice.tax));
    let wanted = TaxSplit::of_gross(terms.gross, terms.rate_ppm).map(|split| split.tax);
    let tolerance = TAX_TOLERANCE.saturating_mul(count);
    let near = wanted.zip(tax).is_some_and(|(wanted, tax)| is_near(wanted, tax, tolerance));
    let amount = |amount: Option<Fen>| amount.map_or(Fact::None, Fact::Amount);
    let correct = || Cure::Correct { field: "invoices".to_owned() };
    let add = Cure::FillIn { field: "invoices".to_owned(), by: None };
    vec![
        Check::new(K::AtLeastOne, count > 0, Fact::Count(1), Fact::Count(count), add),
        Check::new(
            K::Total,
            gross == Some(terms.gross),
            Fact::Amount(terms.gross),
            amount(gross),
            correct(),
        ),
        Check::new(K::TotalTax, near, amount(wanted), amount(tax), correct()),
    ]
}

fn is_near(one: Fen, other: Fen, tolerance: i64) -> bool {
    one.checked_sub(other).is_some_and(|difference| difference.get().saturating_abs() <= tolerance)
}

#[cfg(test)]
mod tests;
