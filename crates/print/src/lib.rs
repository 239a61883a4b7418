//! Papers as PDF: fonts, pages, bar codes. No rules and no storage: facts come in, bytes go out.
//!
//! The same facts and the same fonts make the same bytes: no clock and no chance goes in. Fonts are the
//! machine's, read for one document and dropped with it (ADR 14).

mod canvas;
mod error;
mod fonts;
mod pdf;
mod rows;
mod sfnt;
mod sheet;
mod structure;
mod wrap;

pub use error::PrintError;
pub use fonts::{FontFile, FontList};
pub use sheet::invoice_sheet;
