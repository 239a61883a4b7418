//! 发票清单: what is printed and mailed with the invoice (incentives-invoices §1.6, §2.6; the list of
//! fields is put together from both sites). A frozen copy: it prints the same on every day.

use serde::{Deserialize, Serialize};

use super::capitals::in_capitals;
use super::number::InvoiceNumber;
use super::tax::TaxSplit;
use crate::id::PaymentRequestId;
use crate::money::Fen;
use crate::time::{Day, Month, Quarter};

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    /// The month.
    pub month: Month,
    /// The person.
    pub name: String,
    /// The amount, tax included.
    pub gross: Fen,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceSheet {
    /// The request: its number is the barcode.
    pub request_id: PaymentRequestId,
    /// The quarter.
    pub quarter: Quarter,
    /// The day the request was approved.
    pub approved_on: Day,
    /// The supplier: name, tax number, bank, account.
    pub supplier: [String; 4],
    /// The paying entity: name, tax number.
    pub payer: [String; 2],
    /// Where the papers go: address, contact, phone.
    pub mail_to: [String; 3],
    /// The service on the invoice.
    pub service: String,
    /// The settlement currency.
    pub currency: String,
    /// The rate, in millionths.
    pub rate_ppm: i64,
    /// The lines.
    pub lines: Vec<SheetLine>,
    /// The invoices' numbers; a blank box is printed for each that is missing (both orders of filling in
    /// and printing are documented).
    pub numbers: Vec<InvoiceNumber>,
}

/// One page of a printed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetPage<'a> {
    /// Its number, from 1.
    pub number: usize,
    /// Pages in all.
    pub of: usize,
    /// Its lines.
    pub lines: &'a [SheetLine],
    /// The sum of its lines; `None` when it is more than the system holds.
    pub subtotal: Option<Fen>,
}

impl InvoiceSheet {
    /// Net, tax and gross of all lines; `None` when that is more than the system holds.
    pub fn total(&self) -> Option<TaxSplit> {
        let gross = Fen::sum(self.lines.iter().map(|line| line.gross))?;
        TaxSplit::of_gross(gross, self.rate_ppm)
    }

    /// The gross amount in Chinese capitals, without the currency.
    pub fn capitals(&self) -> Option<String> {
        self.total().map(|total| in_capitals(total.gross))
    }

    /// The pages, with so many lines on the first and on every further one. A list without lines is one
    /// empty page.
    pub fn pages(&self, on_first: usize, on_further: usize) -> Vec<SheetPage<'_>> {
        let further = std::iter::repeat(on_further.max(1));
        self.pages_of(std::iter::once(on_first.max(1)).chain(further))
    }

    /// The pages, each with as many lines as `counts` says; the last of them takes what is left over. As
    /// many as it takes for all lines, at least one.
    pub fn pages_of(&self, counts: impl IntoIterator<Item = usize>) -> Vec<SheetPage<'_>> {
        let mut parts = Vec::new();
        let mut rest = self.lines.as_slice();
        for count in counts {
            let (part, left) = rest.split_at(count.min(rest.len()));
            parts.push(part);
            rest = left;
            if rest.is_empty() {
                break;
            }
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(rest);
        }
        let of = parts.len();
        parts
            .into_iter()
            .enumerate()
            .map(|(index, lines)| SheetPage {
                number: index + 1,
                of,
                lines,
                subtotal: Fen::sum(lines.iter().map(|line| line.gross)),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(count: i64) -> InvoiceSheet {
        let quarter = Quarter::parse("2026Q3").unwrap();
        let text = str::to_owned;
        let line = |n| SheetLine {
            month: quarter.months()[0],
            name: format!("𠮷{n}"),
            gross: Fen::yuan(10_600),
        };
        InvoiceSheet {
            request_id: PaymentRequestId::new("p1"),
            quarter,
            approved_on: Day::parse("2026-10-12").unwrap(),
            supplier: ["a", "b", "c", "d"].map(text),
            payer: ["e", "f"].map(text),
            mail_to: ["g", "h", "i"].map(text),
            service: text("s"),
            currency: text("CNY"),
            rate_ppm: 60_000,
            lines: (0..count).map(line).collect(),
            numbers: Vec::new(),
        }
    }

    #[test]
    fn pages_hold_every_line_once_and_add_up() {
        for (count, on_first, on_further, pages) in [
            (0, 20, 30, 1),
            (1, 20, 30, 1),
            (20, 20, 30, 1),
            (21, 20, 30, 2),
            (50, 20, 30, 2),
            (51, 20, 30, 3),
            (400, 20, 30, 14),
            (3, 0, 0, 3),
        ] {
            let sheet = sheet(count);
            let found = sheet.pages(on_first, on_further);
            assert_eq!(found.len(), pages, "{count}");
            assert!(found.iter().enumerate().all(|(n, p)| p.number == n + 1 && p.of == pages));
            let lines: Vec<SheetLine> = found.iter().flat_map(|p| p.lines.to_vec()).collect();
            assert_eq!(lines, sheet.lines);
            let sum = found.iter().map(|p| p.subtotal).collect::<Option<Vec<_>>>();
            assert_eq!(sum.and_then(Fen::sum), sheet.total().map(|total| total.gross));
        }
    }

    #[test]
    fn pages_take_what_the_paper_holds() {
        let sheet = sheet(7);
        let sizes = |counts: &[usize]| -> Vec<usize> {
            sheet.pages_of(counts.iter().copied()).iter().map(|page| page.lines.len()).collect()
        };
        assert_eq!(sizes(&[3, 4]), [3, 4]);
        assert_eq!(sizes(&[3, 3, 3, 3]), [3, 3, 1], "no page without need");
        assert_eq!(sizes(&[5]), [5, 2], "nothing is lost");
        assert_eq!(sizes(&[]), [7]);
    }

    #[test]
    fn the_total_is_taken_apart_and_written_out() {
        let sheet = sheet(3);
        let total = sheet.total().unwrap();
        assert_eq!((total.net, total.tax), (Fen::yuan(30_000), Fen::yuan(1_800)));
        assert_eq!(sheet.capitals().as_deref(), Some("叁万壹仟捌佰元整"));
    }
}
