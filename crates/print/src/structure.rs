//! What belongs to what on the pages, in the order it is read: programs that read aloud go by it.

use std::num::{NonZeroU16, NonZeroU32};

use krilla::tagging::{Identifier, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

use crate::canvas::{Heads, Part, Spot};

/// What belongs to what, while pages are drawn from top to bottom.
pub(crate) struct Structure {
    title: &'static str,
    tree: TagTree,
    table: Option<Table>,
}

/// A table that is being filled.
struct Table {
    number: usize,
    rows: TagGroup,
    row: Option<Row>,
}

struct Row {
    number: usize,
    cells: TagGroup,
    cell: Option<Cell>,
}

struct Cell {
    number: usize,
    content: TagGroup,
}

impl Structure {
    /// Of a document with this heading.
    pub(crate) fn new(title: &'static str) -> Self {
        Self { title, tree: TagTree::new(), table: None }
    }

    /// Adds a text that stands after all others.
    pub(crate) fn add(&mut self, part: Part, place: Identifier) {
        match part {
            Part::Aside => {}
            Part::Cell(spot) => self.add_cell(spot, place),
            Part::Title => {
                let level = NonZeroU16::MIN;
                self.add_group(Tag::Hn(level, Some(self.title.to_owned())).into(), place);
            }
            Part::Words => self.add_group(Tag::P.into(), place),
        }
    }

    fn add_group(&mut self, tag: TagKind, place: Identifier) {
        self.end_table();
        self.tree.push(TagGroup::with_children(tag, vec![place.into()]));
    }

    fn add_cell(&mut self, spot: Spot, place: Identifier) {
        if self.table.as_ref().is_some_and(|table| table.number != spot.table) {
            self.end_table();
        }
        let new = || Table { number: spot.table, rows: TagGroup::new(Tag::Table), row: None };
        self.table.get_or_insert_with(new).add(spot, place);
    }

    fn end_table(&mut self) {
        if let Some(mut table) = self.table.take() {
            table.end_row();
            self.tree.push(table.rows);
        }
    }

    /// The whole.
    pub(crate) fn finish(mut self) -> TagTree {
        self.end_table();
        self.tree
    }
}

impl Table {
    fn add(&mut self, spot: Spot, place: Identifier) {
        if self.row.as_ref().is_some_and(|row| row.number != spot.row) {
            self.end_row();
        }
        let new = || Row { number: spot.row, cells: TagGroup::new(Tag::TR), cell: None };
        self.row.get_or_insert_with(new).add(spot, place);
    }

    fn end_row(&mut self) {
        if let Some(mut row) = self.row.take() {
            row.end_cell();
            self.rows.push(row.cells);
        }
    }
}

impl Row {
    fn add(&mut self, spot: Spot, place: Identifier) {
        if self.cell.as_ref().is_some_and(|cell| cell.number != spot.cell) {
            self.end_cell();
        }
        let new = || Cell { number: spot.cell, content: TagGroup::new(cell_tag(spot)) };
        self.cell.get_or_insert_with(new).content.push(place);
    }

    fn end_cell(&mut self) {
        if let Some(cell) = self.cell.take() {
            self.cells.push(cell.content);
        }
    }
}

fn cell_tag(spot: Spot) -> TagKind {
    let columns = NonZeroU32::new(spot.columns).filter(|columns| columns.get() > 1);
    let heading = |scope| Tag::TH(scope).with_col_span(columns).into();
    match spot.heads {
        Some(Heads::Row) => heading(TableHeaderScope::Row),
        Some(Heads::Column) => heading(TableHeaderScope::Column),
        None => Tag::TD.with_col_span(columns).into(),
    }
}
