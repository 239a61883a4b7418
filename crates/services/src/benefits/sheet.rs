//! 发票清单: what is printed and sent with the invoice. Made from the frozen copy of the request, so that
//! it prints the same on every day.

use hezong_domain::incentives::{Payment, PaymentLine};
use hezong_domain::invoicing::{InvoiceSheet, SheetLine};
use hezong_domain::{CaseId, PaymentRequestId};
use hezong_texts::{Lang, invoice_site};
use serde::{Deserialize, Serialize};

use super::case::seeing;
use super::engine::{self, Loaded};
use super::refusal::CaseRefusal;
use crate::context::Context;
use crate::{Error, Result};

/// Who pays partners at a site: whom invoices are made out to, and where papers go. It is a setting of
/// the site, and copied onto a Chinese invoice and a parcel whatever the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payer {
    /// The company.
    pub company: String,
    /// Its tax number.
    pub tax_number: String,
    /// Where papers are sent.
    pub address: String,
    /// Who receives them.
    pub contact: String,
    /// The phone number of whoever receives them.
    pub phone: String,
}

impl Payer {
    /// An invented one, for demo data, sandboxes and tests: nothing real is ever sent there.
    pub fn sample() -> Self {
        let zh = |text: hezong_texts::Text| text.get(Lang::ZhCn).to_owned();
        Self {
            company: zh(invoice_site::PAYER),
            tax_number: "91330100MA7HXCLD33".to_owned(),
            address: zh(invoice_site::MAIL_ADDRESS),
            contact: zh(invoice_site::MAIL_CONTACT),
            phone: "0571-5550 0100".to_owned(),
        }
    }
}

/// Who pays a request: as it was when the request was approved, else as it is entered now.
pub(crate) fn payer_of<'a>(
    case: &'a Loaded<Payment>,
    entered: Option<&'a Payer>,
) -> Option<&'a Payer> {
    case.data.payer.as_ref().or(entered)
}

/// The list of an approved request.
///
/// # Errors
/// Without [`Permission::BenefitView`](hezong_domain::access::Permission::BenefitView) or
/// [`Permission::OpsBenefits`](hezong_domain::access::Permission::OpsBenefits); [`Error::NotFound`];
/// [`Error::Case`] before the request is approved, or while nobody has entered who pays.
pub async fn sheet(cx: &Context, id: &str) -> Result<InvoiceSheet> {
    let (mut tx, scope) = cx.read(seeing(cx)).await?;
    let id = CaseId::parse(id).map_err(|_| Error::NotFound("case"))?;
    let case = engine::find::<Payment>(&mut *tx, &scope, &id).await?;
    printed(&case, cx.services().payer())
}

fn printed(case: &Loaded<Payment>, entered: Option<&Payer>) -> Result<InvoiceSheet> {
    let data = &case.data;
    let (Some(info), Some(approved_on)) = (&data.info, data.approved_on) else {
        let mut refusal = CaseRefusal::plain::<Payment>("not_now");
        refusal.state = Some(case.state.as_str());
        return Err(Error::Case(refusal));
    };
    let no_payer = || Error::Case(CaseRefusal::plain::<Payment>("no_payer"));
    let payer = payer_of(case, entered).ok_or_else(no_payer)?.clone();
    let bank = format!("{} {}", info.bank, info.branch).trim().to_owned();
    let line = |line: &PaymentLine| SheetLine {
        month: line.month,
        name: line.name.clone(),
        gross: line.amount,
    };
    Ok(InvoiceSheet {
        request_id: PaymentRequestId::new(case.row.id.as_str()),
        quarter: data.quarter,
        approved_on,
        supplier: [
            info.company.clone(),
            info.credit_code.clone(),
            bank,
            info.account_number.clone(),
        ],
        payer: [payer.company, payer.tax_number],
        mail_to: [payer.address, payer.contact, payer.phone],
        service: invoice_site::SERVICE.get(Lang::ZhCn).to_owned(),
        currency: info.currency.clone(),
        rate_ppm: info.tax_ppm,
        lines: data.lines.iter().map(line).collect(),
        numbers: data.invoices.iter().map(|invoice| invoice.number.clone()).collect(),
    })
}
