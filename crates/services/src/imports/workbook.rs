//! Workbooks: read cell by cell inside bounds, so that neither a file that inflates nor a lonely cell in
//! the last column takes the memory.

use std::io::{self, Cursor, Read};

use calamine::{DataRef, Reader as _, SheetVisible, Xlsx, XlsxError};
use hezong_texts::{Lang, imports as texts};

use super::file::{CELL_MAX, COLUMNS_MAX, Cell, File, Form, Line, ROWS_MAX};

/// Bytes a workbook may inflate to.
const INFLATED_MAX: u64 = 128 * 1024 * 1024;
/// Parts a workbook may have.
const PARTS_MAX: usize = 2_000;
/// Spreadsheets keep fifteen digits of a number; what is longer has lost some.
const DIGITS_KEPT: usize = 15;

/// Reads one sheet.
pub(super) fn read(lang: Lang, file: &File<'_>) -> Result<Vec<Line>, String> {
    bounded(lang, file.bytes)?;
    let broken = |_: XlsxError| texts::BROKEN_WORKBOOK.get(lang).to_owned();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).map_err(broken)?;
    let name = chosen(lang, &book, file.sheet)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut lines: Vec<Line> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let Some(value) = value(cell.get_value()) else { continue };
        let number = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            return Err(texts::too_many_columns(lang, number, COLUMNS_MAX));
        }
        if lines.last().is_none_or(|line| line.number < number) {
            if lines.len() > ROWS_MAX {
                return Err(texts::too_many_rows(lang, ROWS_MAX));
            }
            lines.push(Line { number, cells: Vec::new() });
        }
        let Some(line) = lines.last_mut().filter(|line| line.number == number) else {
            return Err(texts::BROKEN_WORKBOOK.get(lang).to_owned());
        };
        while line.cells.len() < column {
            line.cells.push(Cell::text(""));
        }
        line.cells.truncate(column);
        line.cells.push(value);
    }
    Ok(lines)
}

/// Inflates every part once and counts: what the directory claims is not to be trusted.
fn bounded(lang: Lang, bytes: &[u8]) -> Result<(), String> {
    let broken = || texts::BROKEN_WORKBOOK.get(lang).to_owned();
    let too_large = || texts::workbook_too_large(lang, INFLATED_MAX / 1024 / 1024);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > PARTS_MAX {
        return Err(too_large());
    }
    let mut left = INFLATED_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| broken())?;
        let mut part = part.take(left.saturating_add(1));
        let inflated = io::copy(&mut part, &mut io::sink()).map_err(|_| broken())?;
        left = left.checked_sub(inflated).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The sheet that was asked for, or the first one people see.
fn chosen<R: Read + io::Seek>(
    lang: Lang,
    book: &Xlsx<R>,
    asked: Option<&str>,
) -> Result<String, String> {
    let names = book.sheet_names();
    if let Some(asked) = asked {
        let found = names.iter().find(|name| name.as_str() == asked).cloned();
        return found.ok_or_else(|| texts::no_such_sheet(lang, asked, names.join(", ")));
    }
    let sheets = book.sheets_metadata();
    let visible = sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible);
    let name = visible.map(|sheet| sheet.name.clone()).or_else(|| names.first().cloned());
    name.ok_or_else(|| texts::BROKEN_WORKBOOK.get(lang).to_owned())
}

/// A cell as text; `None` when it is empty. Formulas have the value they had when the file was saved.
fn value(data: &DataRef<'_>) -> Option<Cell> {
    match data {
        DataRef::Empty => None,
        DataRef::String(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Int(number) => Some(number_cell(number.to_string())),
        DataRef::Float(number) => Some(number_cell(number.to_string())),
        DataRef::Bool(flag) => Some(Cell::text(if *flag { "yes" } else { "no" })),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let text = format!("{year:04}-{month:02}-{day:02}");
            Some(Cell { text, form: Form::Day })
        }
        DataRef::DateTimeIso(text) => {
            Some(Cell { text: text.chars().take(10).collect(), form: Form::Day })
        }
        DataRef::Error(error) => Some(Cell { text: error.to_string(), form: Form::Failed }),
    }
}

fn text_cell(text: &str) -> Option<Cell> {
    let bounded: String = text.chars().take(CELL_MAX + 1).collect();
    let cell = Cell::text(&bounded);
    (!cell.text.is_empty()).then_some(cell)
}

fn number_cell(text: String) -> Cell {
    let whole = text.split('.').next().unwrap_or_default().trim_start_matches('-');
    let is_long = whole.len() > DIGITS_KEPT;
    Cell { form: if is_long { Form::Spoilt } else { Form::Number }, text }
}
