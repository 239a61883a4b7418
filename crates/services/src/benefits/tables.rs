//! The parts of tables that cases show.

use hezong_contract::cases::{CellView, HeadView};

/// A column; figures stand at the end of theirs.
pub(crate) fn head(words: impl Into<String>, is_number: bool) -> HeadView {
    HeadView { words: words.into(), is_number }
}

/// A cell of plain text.
pub(crate) fn cell(text: impl Into<String>) -> CellView {
    CellView { text: text.into(), ..CellView::default() }
}
