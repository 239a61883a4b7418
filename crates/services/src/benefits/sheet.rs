//! 发票清单: what is printed and sent with the invoice. Made from the frozen copy of the request, so that
//! it prints the same on every day.

use hezong_domain::incentives::{Payment, PaymentLine};
use hezong_domain::invoicing::{InvoiceSheet, SheetLine};
use hezong_domain::{CaseId, PaymentRequestId};
use hezong_texts::{Lang, invoice_site};

use super::case::seeing;
use super::engine::{self, Loaded};
use super::refusal::CaseRefusal;
use crate::context::Context;
use crate::{Error, Result};

/// The tax number of the entity that pays: data of the site. Its name, where papers go to and what is
/// invoiced stand in the texts `invoice_site`, in Chinese whatever the reader's language: they are
/// copied onto a Chinese invoice and a parcel.
pub(crate) const BUYER: &str = "91330100MA7HXCLD33";
/// The phone number of the desk that receives invoices: data of the site.
const DESK_PHONE: &str = "0571-5550 0100";

/// The list of an approved request.
///
/// # Errors
/// Without [`Permission::BenefitView`](hezong_domain::access::Permission::BenefitView) or
/// [`Permission::OpsBenefits`](hezong_domain::access::Permission::OpsBenefits); [`Error::NotFound`];
/// [`Error::Case`] before the request is approved.
pub async fn sheet(cx: &Context, id: &str) -> Result<InvoiceSheet> {
    let (mut tx, scope) = cx.read(seeing(cx)).await?;
    let id = CaseId::parse(id).map_err(|_| Error::NotFound("case"))?;
    let case = engine::find::<Payment>(&mut *tx, &scope, &id).await?;
    printed(&case)
}

fn printed(case: &Loaded<Payment>) -> Result<InvoiceSheet> {
    let data = &case.data;
    let (Some(info), Some(approved_on)) = (&data.info, data.approved_on) else {
        let mut refusal = CaseRefusal::plain::<Payment>("not_now");
        refusal.state = Some(case.state.as_str());
        return Err(Error::Case(refusal));
    };
    let zh = |text: hezong_texts::Text| text.get(Lang::ZhCn).to_owned();
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
        payer: [zh(invoice_site::PAYER), BUYER.to_owned()],
        mail_to: [
            zh(invoice_site::MAIL_ADDRESS),
            zh(invoice_site::MAIL_CONTACT),
            DESK_PHONE.to_owned(),
        ],
        service: zh(invoice_site::SERVICE),
        currency: info.currency.clone(),
        rate_ppm: info.tax_ppm,
        lines: data.lines.iter().map(line).collect(),
        numbers: data.invoices.iter().map(|invoice| invoice.number.clone()).collect(),
    })
}
