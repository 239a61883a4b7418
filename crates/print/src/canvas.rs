//! What stands where on a page. Lengths are whole thousandths of a point (1/72 inch), counted from the
//! upper left corner.

use crate::fonts::Line;

/// A length: thousandths of a point.
pub(crate) type Length = i32;

/// A point.
pub(crate) const POINT: Length = 1_000;
/// Width of A4.
pub(crate) const PAGE_WIDTH: Length = 595_276;
/// Height of A4.
pub(crate) const PAGE_HEIGHT: Length = 841_890;
/// How thick the lines of tables are.
pub(crate) const HAIR: Length = 500;

/// How dark something is: 0 is black, 255 is white.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shade(pub(crate) u8);

impl Shade {
    /// Text and bars.
    pub(crate) const INK: Self = Self(0);
    /// Lines of tables.
    pub(crate) const LINE: Self = Self(110);
    /// Words that explain.
    pub(crate) const QUIET: Self = Self(80);
    /// Behind labels and headings.
    pub(crate) const TINT: Self = Self(240);
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// Size of its letters.
    pub(crate) size: Length,
    /// Whether it is heavier.
    pub(crate) is_bold: bool,
    /// How dark.
    pub(crate) shade: Shade,
}

impl Style {
    /// Plain black text.
    pub(crate) const fn plain(size: Length) -> Self {
        Self { size, is_bold: false, shade: Shade::INK }
    }

    /// The same, heavier.
    pub(crate) const fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    /// The same, lighter.
    pub(crate) const fn quiet(self) -> Self {
        Self { shade: Shade::QUIET, ..self }
    }

    /// From one line's top to the next one's.
    pub(crate) const fn leading(self) -> Length {
        self.size * 3 / 2
    }

    /// From a line's top to where its letters stand. Chinese characters fill a square of which about an
    /// eighth is below.
    pub(crate) const fn baseline(self) -> Length {
        (self.leading() - self.size) / 2 + self.size * 22 / 25
    }
}

/// What a heading of a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heads {
    /// What stands beside it.
    Row,
    /// What stands below it.
    Column,
}

/// A cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Which table of the document; known once it is put on a page.
    pub(crate) table: usize,
    /// Which row of the document; known once it is put on a page.
    pub(crate) row: usize,
    /// Which cell of the row.
    pub(crate) cell: usize,
    /// How many columns it takes.
    pub(crate) columns: u32,
    /// Whether it says what others are.
    pub(crate) heads: Option<Heads>,
}

/// What a text is in the document, for programs that read it aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Nothing new: a page's number, a heading that is repeated.
    Aside,
    /// The title.
    Title,
    /// A sentence.
    Words,
    /// In a table.
    Cell(Spot),
}

/// Something on a page.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    /// A line of text: where its first letter stands, and what it belongs to.
    Text { x: Length, y: Length, style: Style, line: Line, part: Part },
    /// A filled rectangle: lines of tables and bars are thin ones.
    Area { x: Length, y: Length, width: Length, height: Length, shade: Shade },
}

impl Mark {
    /// The mark, further down.
    #[must_use]
    pub(crate) fn lowered(mut self, by: Length) -> Self {
        match &mut self {
            Self::Text { y, .. } | Self::Area { y, .. } => *y += by,
        }
        self
    }

    /// The mark as another part of the document.
    #[must_use]
    pub(crate) fn being(mut self, what: impl FnOnce(Part) -> Part) -> Self {
        if let Self::Text { part, .. } = &mut self {
            *part = what(*part);
        }
        self
    }
}

impl Part {
    /// The part, in a row and a table of the document.
    #[must_use]
    pub(crate) fn put(self, table: usize, row: usize) -> Self {
        match self {
            Self::Cell(spot) => Self::Cell(Spot { table, row, ..spot }),
            Self::Aside | Self::Title | Self::Words => self,
        }
    }
}

/// A page.
pub(crate) type Page = Vec<Mark>;
