//! The invoice list (发票清单, incentives-invoices §1.6, §2.6) on A4: parties first, then the lines page
//! by page, sums and invoice numbers last. In Chinese whatever the reader's language: it goes into a
//! parcel with Chinese invoices.

mod flow;
mod parts;

use hezong_domain::invoicing::{InvoiceSheet, SheetPage};
use hezong_texts::{Lang, invoice_sheet as t};

use crate::PrintError;
use crate::canvas::{Length, Page};
use crate::fonts::{FontList, Fonts};
use crate::pdf::{self, About};
use crate::rows::Row;
use flow::Flow;

/// Between two tables.
const GAP: Length = 7_000;
/// Lines that go along with the sums when these need a page of their own, so that no page of sums stands
/// without any line.
const ALONG: usize = 3;

/// The list as a PDF. The same facts and fonts make the same bytes.
///
/// Texts of any length wrap. A single text must fit on a page: names and addresses are at most a few
/// hundred characters long where they are entered.
///
/// # Errors
/// [`PrintError::NoChineseFont`]; [`PrintError::Pdf`] when a font is broken.
pub fn invoice_sheet(sheet: &InvoiceSheet, fonts: &FontList) -> Result<Vec<u8>, PrintError> {
    let mut fonts = Fonts::open(fonts)?;
    let pages = pages(sheet, &mut fonts);
    let title = t::HEADING.get(Lang::ZhCn);
    let about = About {
        title: format!("{title} {} {}", sheet.quarter, sheet.request_id),
        heading: title,
        language: Lang::ZhCn.tag(),
        id: sheet.request_id.to_string(),
    };
    pdf::bytes(&about, &pages, fonts.opened())
}

fn pages(sheet: &InvoiceSheet, fonts: &mut Fonts<'_>) -> Vec<Page> {
    let mut flow = Flow::new(parts::running_head(sheet, fonts));
    flow.put(parts::head(sheet, fonts));
    for table in parts::parties(sheet, fonts) {
        flow.all(table);
        flow.gap(GAP);
    }
    let (sums, numbers) = (parts::sums(sheet, fonts), parts::numbers(sheet, fonts));
    lines(sheet, fonts, &mut flow, kept_together(&sums, &numbers));
    flow.gap(GAP);
    if flow.room() < kept_together(&sums, &numbers) {
        flow.turn();
    }
    flow.all(sums);
    flow.gap(GAP);
    flow.all(numbers);
    flow.finish(fonts)
}

/// How high what ends the list is, as far as it stays in one piece: the sums and the first numbers.
fn kept_together(sums: &[Row], numbers: &[Row]) -> Length {
    let rows = sums.iter().chain(numbers.iter().take(2));
    rows.map(|row| row.height).fold(2 * GAP, Length::saturating_add)
}

/// The table of lines, with its head and its subtotal on each page.
fn lines(sheet: &InvoiceSheet, fonts: &mut Fonts<'_>, flow: &mut Flow, closing: Length) {
    let heads = parts::table_head(fonts);
    let mut rows = parts::lines(sheet, fonts).into_iter();
    let heights: Vec<Length> = rows.as_slice().iter().map(|row| row.height).collect();
    let around = heads.height + parts::subtotal(None, fonts).height;
    let counts = counts(&heights, flow.room() - around, flow.whole() - around, closing);
    let mut is_first = true;
    for (index, page) in sheet.pages_of(counts).iter().enumerate() {
        if index > 0 {
            flow.turn();
        }
        // Parties that fill the first page leave no room for lines.
        if !page.lines.is_empty() || sheet.lines.is_empty() {
            // What heads the columns is said once.
            let heads = if is_first { heads.clone() } else { heads.clone().aside() };
            table(page, heads, rows.by_ref(), flow, fonts);
            is_first = false;
        }
    }
}

fn table(
    page: &SheetPage<'_>,
    heads: Row,
    rows: impl Iterator<Item = Row>,
    flow: &mut Flow,
    fonts: &mut Fonts<'_>,
) {
    flow.put(heads);
    rows.take(page.lines.len()).for_each(|row| flow.put(row));
    flow.put(parts::subtotal(page.subtotal, fonts));
}

/// How many lines stand on each page: as many as fit, and on the last one with what ends the list.
fn counts(heights: &[Length], first: Length, further: Length, closing: Length) -> Vec<usize> {
    let mut counts = Vec::new();
    let (mut on_page, mut left) = (0, first);
    for height in heights {
        // A page that is not the first takes at least one line, however high.
        if *height > left && (on_page > 0 || counts.is_empty()) {
            counts.push(on_page);
            (on_page, left) = (0, further);
        }
        on_page += 1;
        left -= height;
    }
    if left < closing && on_page > 1 {
        let along = ALONG.min(on_page - 1);
        counts.push(on_page - along);
        on_page = along;
    }
    counts.push(on_page);
    counts
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn pages_take_what_fits_and_sums_never_stand_alone() {
        let lines = |count: usize| vec![10; count];
        assert_eq!(counts(&lines(0), 50, 90, 20), [0]);
        assert_eq!(counts(&lines(3), 50, 90, 20), [3]);
        assert_eq!(counts(&lines(4), 50, 90, 20), [1, 3], "the sums would not fit below four");
        assert_eq!(counts(&lines(5), 50, 90, 20), [2, 3]);
        assert_eq!(counts(&lines(6), 50, 90, 20), [5, 1]);
        assert_eq!(counts(&lines(14), 50, 90, 20), [5, 6, 3]);
        assert_eq!(counts(&lines(23), 50, 90, 20), [5, 9, 6, 3]);
        assert_eq!(counts(&lines(2), 5, 90, 20), [0, 2], "parties fill the first page");
        assert_eq!(counts(&[200, 10], 50, 90, 20), [0, 1, 1], "a giant takes a page");
    }
}
