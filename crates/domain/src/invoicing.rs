//! The invoice desk: the list a partner prints (发票清单), the invoices it sends, what is checked before
//! anything is paid (incentives-invoices §1.6, §2.6). The states are those of `incentives::Payment`.

mod barcode;
mod capitals;
mod delivery;
mod desk;
mod number;
mod sheet;
mod tax;

pub use barcode::Barcode;
pub use capitals::in_capitals;
pub use delivery::{Delivery, DeliveryError, TrackingNumber};
pub use desk::{
    DeskVerdict, Invoice, InvoiceCheck, InvoiceKind, InvoiceTerms, RequestCheck, UsedNumber,
    evaluate_invoices,
};
pub use number::{InvoiceForm, InvoiceNumber, NumberError};
pub use sheet::{InvoiceSheet, SheetLine, SheetPage};
pub use tax::TaxSplit;
