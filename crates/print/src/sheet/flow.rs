//! Rows down the pages.

use hezong_texts::{Lang, invoice_sheet as t};

use crate::canvas::{HAIR, Length, Mark, PAGE_HEIGHT, PAGE_WIDTH, Page, Part, Style};
use crate::fonts::Fonts;
use crate::rows::Row;

/// White at either side: 19 mm, room for a punch.
pub(super) const SIDE: Length = 54_000;
/// Width between the margins.
pub(super) const WIDTH: Length = PAGE_WIDTH - 2 * SIDE;
/// White above.
const TOP: Length = 45_000;
/// Where the last row ends at the latest.
const BOTTOM: Length = PAGE_HEIGHT - 54_000;
/// Where the number of the page stands.
const FOOT: Length = PAGE_HEIGHT - 32_000;

/// Pages that are being filled.
pub(super) struct Flow {
    /// What stands at the top of every page but the first.
    head: Row,
    full: Vec<Page>,
    page: Page,
    y: Length,
    /// Which table is being filled, and how many rows were put so far.
    table: usize,
    rows: usize,
}

impl Flow {
    /// An empty first page.
    pub(super) fn new(head: Row) -> Self {
        Self { head, full: Vec::new(), page: Vec::new(), y: TOP, table: 0, rows: 0 }
    }

    /// What is left of the page.
    pub(super) fn room(&self) -> Length {
        BOTTOM - self.y
    }

    /// What a page after the first holds.
    pub(super) fn whole(&self) -> Length {
        BOTTOM - TOP - self.head.height
    }

    /// Begins a page.
    pub(super) fn turn(&mut self) {
        self.full.push(std::mem::take(&mut self.page));
        self.y = TOP;
        self.put(self.head.clone());
    }

    /// Leaves white between two tables.
    pub(super) fn gap(&mut self, height: Length) {
        self.y += height;
        self.table += 1;
    }

    /// Puts a row below the last one, whatever room there is.
    pub(super) fn put(&mut self, row: Row) {
        let (table, number) = (self.table, self.rows);
        let placed = |mark: Mark| mark.lowered(self.y).being(|part| part.put(table, number));
        self.page.extend(row.marks.into_iter().map(placed));
        self.rows += 1;
        self.y += row.height;
    }

    /// Puts rows below each other, on another page where they do not fit.
    pub(super) fn all(&mut self, rows: Vec<Row>) {
        for row in rows {
            if row.height + HAIR > self.room() {
                self.turn();
            }
            self.put(row);
        }
    }

    /// The pages with their numbers.
    pub(super) fn finish(mut self, fonts: &mut Fonts<'_>) -> Vec<Page> {
        self.full.push(self.page);
        let of = self.full.len();
        let style = Style::plain(8_500).quiet();
        for (number, page) in (1_usize..).zip(&mut self.full) {
            let line = fonts.line(&t::page_of(Lang::ZhCn, number, of), style);
            let x = (PAGE_WIDTH - line.width) / 2;
            page.push(Mark::Text { x, y: FOOT, style, line, part: Part::Aside });
        }
        self.full
    }
}
