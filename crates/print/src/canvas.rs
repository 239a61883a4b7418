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

/// Something on a page.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    /// A line of text: where its first letter stands.
    Text { x: Length, y: Length, style: Style, line: Line },
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
}

/// A page.
pub(crate) type Page = Vec<Mark>;
