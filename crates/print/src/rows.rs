//! Rows of tables: cells side by side, texts that wrap, lines around them.

use crate::canvas::{HAIR, Heads, Length, Mark, Part, Shade, Spot, Style};
use crate::fonts::{Fonts, Line};

/// Between a cell's edge and its text, at the sides.
const SIDE: Length = 5_000;
/// Between a cell's edge and its text, above and below.
const ABOVE: Length = 2_800;

/// Where the text of a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Middle,
    Right,
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) struct Cell<'t> {
    /// How wide, edges included.
    pub(crate) width: Length,
    /// What it says.
    pub(crate) text: &'t str,
    /// How that looks.
    pub(crate) style: Style,
    /// Where it stands.
    pub(crate) side: Side,
    /// Whether it says what others are; then it is tinted.
    pub(crate) heads: Option<Heads>,
    /// How many columns of the table it takes.
    pub(crate) columns: u32,
}

/// A row: what is drawn, counted from its own top, and how high it is.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// How high.
    pub(crate) height: Length,
    /// What is drawn.
    pub(crate) marks: Vec<Mark>,
}

impl<'t> Cell<'t> {
    /// A cell with text at the left.
    pub(crate) fn new(width: Length, text: &'t str, style: Style) -> Self {
        Self { width, text, style, side: Side::Left, heads: None, columns: 1 }
    }

    /// The text elsewhere.
    pub(crate) fn at(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    /// A heading.
    pub(crate) fn heading(mut self, heads: Heads) -> Self {
        self.heads = Some(heads);
        self
    }

    /// The cell across so many columns.
    pub(crate) fn across(mut self, columns: u32) -> Self {
        self.columns = columns;
        self
    }
}

impl Row {
    /// The row as something that was said before.
    pub(crate) fn aside(mut self) -> Self {
        self.marks = self.marks.into_iter().map(|mark| mark.being(|_| Part::Aside)).collect();
        self
    }
}

/// Lays out a row that begins at `left` and is at least `at_least` high. Cells wrap; the highest of them
/// says how high the row is, and the others stand in its middle.
pub(crate) fn row(
    fonts: &mut Fonts<'_>,
    left: Length,
    cells: &[Cell<'_>],
    at_least: Length,
) -> Row {
    let texts: Vec<Vec<Line>> = cells
        .iter()
        .map(|cell| fonts.lines(cell.text, cell.style, cell.width - 2 * SIDE))
        .collect();
    let high = |cell: &Cell<'_>, lines: &Vec<Line>| {
        let count = Length::try_from(lines.len()).unwrap_or(Length::MAX);
        cell.style.leading().saturating_mul(count)
    };
    let highest = cells.iter().zip(&texts).map(|(cell, lines)| high(cell, lines)).max();
    let height = highest.unwrap_or(0).saturating_add(2 * ABOVE).max(at_least);
    let mut marks = Vec::new();
    let mut x = left;
    for (number, (cell, lines)) in cells.iter().zip(texts).enumerate() {
        let Cell { columns, heads, .. } = *cell;
        let part = Part::Cell(Spot { table: 0, row: 0, cell: number, columns, heads });
        if heads.is_some() {
            marks.push(Mark::Area { x, y: 0, width: cell.width, height, shade: Shade::TINT });
        }
        marks.push(upright(x, height));
        let mut y = (height - high(cell, &lines)) / 2;
        for line in lines {
            let free = cell.width - 2 * SIDE - line.width;
            let before = match cell.side {
                Side::Left => 0,
                Side::Middle => free / 2,
                Side::Right => free,
            };
            let place = (x + SIDE + before, y + cell.style.baseline());
            marks.push(Mark::Text { x: place.0, y: place.1, style: cell.style, line, part });
            y += cell.style.leading();
        }
        x += cell.width;
    }
    marks.push(upright(x, height));
    marks.push(level(left, 0, x - left));
    marks.push(level(left, height, x - left));
    Row { height, marks }
}

/// A line from top to bottom.
fn upright(x: Length, height: Length) -> Mark {
    let y = -HAIR / 2;
    Mark::Area { x: x - HAIR / 2, y, width: HAIR, height: height + HAIR, shade: Shade::LINE }
}

/// A line from left to right.
fn level(x: Length, y: Length, width: Length) -> Mark {
    let x = x - HAIR / 2;
    Mark::Area { x, y: y - HAIR / 2, width: width + HAIR, height: HAIR, shade: Shade::LINE }
}
