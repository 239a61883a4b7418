//! From the bytes of a file to rows of cells: text in any usual encoding and delimiter, or a workbook.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use hezong_texts::{Lang, imports as texts};

use super::workbook;

/// Bytes of a file at most.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// Rows of a file at most, headings left out.
pub const ROWS_MAX: usize = 100_000;
/// Columns of a file at most.
pub(super) const COLUMNS_MAX: usize = 64;
/// Characters of a cell at most.
pub(super) const CELL_MAX: usize = 4_000;

/// A file to import.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name: says what it is called in messages, never what it is.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// The sheet of a workbook; the first one otherwise.
    pub sheet: Option<&'a str>,
}

/// How a value stood in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As text.
    Text,
    /// As a number of a workbook.
    Number,
    /// As a date of a workbook.
    Day,
    /// As a number that lost digits on its way through a spreadsheet.
    Spoilt,
    /// As the error of a formula.
    Failed,
}

/// A value, without blanks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) form: Form,
}

impl Cell {
    /// A text cell.
    pub(super) fn text(text: &str) -> Self {
        let text = trimmed(text);
        // An apostrophe that keeps a spreadsheet from calculating is no part of the value.
        let plain = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
        let text = plain.unwrap_or(text);
        let form = if is_rounded(text) { Form::Spoilt } else { Form::Text };
        Self { text: text.to_owned(), form }
    }
}

/// A row under the headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// As a spreadsheet counts it.
    pub(super) number: usize,
    pub(super) cells: Vec<Cell>,
}

/// A table with its headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) headings: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// Reads a file.
///
/// # Errors
/// Why it can not be read, in words.
pub(super) fn read(lang: Lang, file: &File<'_>) -> Result<Table, String> {
    if file.bytes.len() > BYTES_MAX {
        return Err(texts::file_too_large(lang, BYTES_MAX / 1024 / 1024));
    }
    let lines = if file.bytes.starts_with(b"PK\x03\x04") {
        workbook::read(lang, file)?
    } else if file.bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(texts::OLD_WORKBOOK.get(lang).to_owned());
    } else {
        if file.sheet.is_some() {
            return Err(texts::NO_SHEETS.get(lang).to_owned());
        }
        let text = decoded(file.bytes).ok_or_else(|| texts::UNREADABLE.get(lang).to_owned())?;
        delimited(lang, &text)?
    };
    let mut lines = lines.into_iter().filter(|line| !is_skipped(line));
    let Some(first) = lines.next() else {
        return Err(texts::EMPTY_FILE.get(lang).to_owned());
    };
    let headings = first.cells.into_iter().map(|cell| cell.text).collect();
    let lines: Vec<Line> = lines.collect();
    if lines.len() > ROWS_MAX {
        return Err(texts::too_many_rows(lang, ROWS_MAX));
    }
    Ok(Table { headings, lines })
}

/// Whether a row says nothing: empty, or a remark that begins with `#`.
fn is_skipped(line: &Line) -> bool {
    let first = line.cells.first().map_or("", |cell| cell.text.as_str());
    first.starts_with('#') || line.cells.iter().all(|cell| cell.text.is_empty())
}

/// Without blanks, byte order marks and invisible spaces at its ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Whether a text is a number as spreadsheets write long ones: `9.13E+17`.
fn is_rounded(text: &str) -> bool {
    let Some((figure, power)) = text.split_once(['E', 'e']) else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = figure.split_once('.').unwrap_or((figure, "0"));
    let is_figure = digits(whole) && whole.len() == 1 && digits(fraction);
    is_figure && power.strip_prefix('+').is_some_and(digits)
}

/// The text of a file: UTF-8, UTF-16 with a mark, or GB 18030; `None` when it is none of them.
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    let (encoding, rest) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (UTF_8, rest),
        [0xFF, 0xFE, rest @ ..] => (UTF_16LE, rest),
        [0xFE, 0xFF, rest @ ..] => (UTF_16BE, rest),
        _ => {
            let plain = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
            (if plain.is_some() { UTF_8 } else { GB18030 }, bytes)
        }
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(rest)?;
    (!text.contains('\0')).then(|| text.into_owned())
}

/// The delimiter: the one named by `sep=`, or the most frequent one of the first row.
fn delimiter(text: &str) -> (char, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some(named) = rest.chars().next()
        && let Some((_, body)) = rest.split_once('\n')
    {
        return (named, body);
    }
    let first = text.lines().find(|line| {
        let line = trimmed(line);
        !line.is_empty() && !line.starts_with('#')
    });
    let first = first.unwrap_or_default();
    let count = |delimiter: &char| {
        let mut quoted = false;
        let outside = first.chars().filter(|c| {
            quoted ^= *c == '"';
            !quoted && c == delimiter
        });
        outside.count()
    };
    // Of equals the last one counts: the comma.
    (['\t', ';', ','].into_iter().max_by_key(count).unwrap_or(','), text)
}

fn delimited(lang: Lang, text: &str) -> Result<Vec<Line>, String> {
    let (delimiter, body) = delimiter(text);
    let skipped = usize::from(body.len() != text.len());
    let mut reader = Reader { lines: Vec::new(), cells: Vec::new(), cell: String::new() };
    let mut quoted_since = None;
    let mut characters = body.chars().peekable();
    while let Some(c) = characters.next() {
        match (quoted_since.is_some(), c) {
            (true, '"') if characters.peek() == Some(&'"') => {
                characters.next();
                reader.cell.push('"');
            }
            (true, '"') => quoted_since = None,
            (false, '"') if trimmed(&reader.cell).is_empty() => {
                reader.cell.clear();
                quoted_since = Some(reader.lines.len() + 1 + skipped);
            }
            (false, _) if c == delimiter => reader.end_cell(),
            (false, '\r') if characters.peek() == Some(&'\n') => {}
            (false, '\r' | '\n') => reader.end_line(skipped),
            _ => reader.cell.push(c),
        }
        if reader.lines.len() > ROWS_MAX * 2 {
            return Err(texts::too_many_rows(lang, ROWS_MAX));
        }
    }
    if let Some(row) = quoted_since {
        return Err(texts::open_quote(lang, row));
    }
    if !reader.cell.is_empty() || !reader.cells.is_empty() {
        reader.end_line(skipped);
    }
    let wide = reader.lines.iter().find(|line| line.cells.len() > COLUMNS_MAX);
    match wide {
        Some(line) => Err(texts::too_many_columns(lang, line.number, COLUMNS_MAX)),
        None => Ok(reader.lines),
    }
}

struct Reader {
    lines: Vec<Line>,
    cells: Vec<Cell>,
    cell: String,
}

impl Reader {
    fn end_cell(&mut self) {
        // One more than allowed is kept, so that the length is found to be wrong later.
        if self.cells.len() <= COLUMNS_MAX {
            let cell = Cell::text(&self.cell);
            let text = cell.text.chars().take(CELL_MAX + 1).collect();
            self.cells.push(Cell { text, ..cell });
        }
        self.cell.clear();
    }

    fn end_line(&mut self, skipped: usize) {
        self.end_cell();
        let number = self.lines.len() + 1 + skipped;
        self.lines.push(Line { number, cells: std::mem::take(&mut self.cells) });
    }
}

#[cfg(test)]
mod tests;
