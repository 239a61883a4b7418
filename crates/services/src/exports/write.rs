//! The files: CSV (UTF-8 with byte order mark, so that spreadsheets read Chinese) and XLSX.

use hezong_contract::ListState;
use hezong_contract::coupons::{ISSUED_FILTERS, RECORD_FILTERS};
use hezong_contract::list::Listing;
use hezong_domain::Fen;
use hezong_domain::coupons::QuotaType;
use hezong_storage::operation::Export;
use hezong_texts::{Lang, find};
use rust_xlsxwriter::{Format, Workbook};

use crate::context::Context;
use crate::{Error, Result, coupons};

/// Rows a file may hold at most.
const ROWS_MAX: i64 = 100_000;
/// Rows read at a time.
const CHUNK: i64 = 100;

/// A table.
struct Table {
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// What a cell holds: spreadsheets add amounts up, and leave long numbers that are texts alone.
enum Cell {
    Text(String),
    Amount(Fen),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Fen> for Cell {
    fn from(amount: Fen) -> Self {
        Self::Amount(amount)
    }
}

impl Cell {
    /// As text that no spreadsheet takes for a formula.
    fn plain(&self) -> String {
        match self {
            Self::Text(text) => defused(text),
            Self::Amount(amount) => amount.to_string(),
        }
    }
}

/// Writes the file of an export, noting progress in it.
pub(super) async fn write(cx: &Context, export: &mut Export) -> Result<Vec<u8>> {
    let lang = Lang::parse(&export.lang).unwrap_or(Lang::ZhCn);
    let quota_type = QuotaType::parse(&export.quota_type).unwrap_or(QuotaType::Voucher);
    let table = match export.kind.as_str() {
        "records" => records(cx, export, quota_type, lang).await?,
        _ => issued(cx, export, quota_type, lang).await?,
    };
    match export.format.as_str() {
        "xlsx" => xlsx(&table),
        _ => csv(&table),
    }
}

fn text(ns: &str, key: &str, lang: Lang) -> String {
    find(ns, key).map_or_else(|| key.to_owned(), |t| t.get(lang).to_owned())
}

fn head(keys: &[&str], lang: Lang) -> Vec<String> {
    keys.iter().map(|key| text("exports", key, lang)).collect()
}

/// The query string of one chunk of a list; files never show names in full.
fn chunk_query(query: &str, known: &[&str], page: i64) -> String {
    let state = ListState::parse(query, known);
    let plain = ListState::parse(&state.with("reveal", ""), known);
    let sized = ListState::parse(&plain.with_size(CHUNK), known);
    sized.at_page(page)
}

/// Whether another chunk is to be read, and the progress noted.
fn more<T>(export: &mut Export, listing: &Listing<T>) -> bool {
    export.rows_total = listing.total.min(ROWS_MAX);
    export.rows_done += i64::try_from(listing.rows.len()).unwrap_or(0);
    !listing.rows.is_empty() && export.rows_done < export.rows_total
}

async fn issued(
    cx: &Context,
    export: &mut Export,
    quota_type: QuotaType,
    lang: Lang,
) -> Result<Table> {
    let keys = [
        "coupon_id",
        "name",
        "customer_id",
        "account_name",
        "customer",
        "quota_id",
        "status",
        "face",
        "balance",
        "used",
        "locked",
        "effective_at",
        "expires_at",
        "created_at",
    ];
    let mut table = Table { head: head(&keys, lang), rows: Vec::new() };
    export.rows_done = 0;
    for page in 1.. {
        let query = chunk_query(&export.query, ISSUED_FILTERS, page);
        let listing = coupons::list_issued(cx, quota_type, &query).await?;
        for row in &listing.rows {
            table.rows.push(vec![
                row.id.clone().into(),
                row.name.clone().into(),
                row.customer_id.clone().into(),
                row.customer_account.clone().into(),
                row.customer_name.clone().into(),
                row.quota_id.clone().into(),
                text("coupon_status", row.status.as_str(), lang).into(),
                row.face.into(),
                row.balance.into(),
                row.used.into(),
                row.locked.into(),
                row.effective_at.local_second().into(),
                row.expires_at.local_second().into(),
                row.created_at.local_second().into(),
            ]);
        }
        if !more(export, &listing) {
            break;
        }
    }
    Ok(table)
}

async fn records(
    cx: &Context,
    export: &mut Export,
    quota_type: QuotaType,
    lang: Lang,
) -> Result<Table> {
    let keys = [
        "at",
        "operation",
        "result",
        "amount",
        "quota_id",
        "coupon_id",
        "customer_id",
        "customer",
        "operator",
        "remark",
    ];
    let mut table = Table { head: head(&keys, lang), rows: Vec::new() };
    export.rows_done = 0;
    for page in 1.. {
        let query = chunk_query(&export.query, RECORD_FILTERS, page);
        let listing = coupons::list_records(cx, quota_type, &query).await?;
        for row in &listing.rows {
            let result = if row.failure.is_some() { "failed" } else { "done" };
            table.rows.push(vec![
                row.at.local_second().into(),
                text("operation_type", row.operation.as_str(), lang).into(),
                text("exports", result, lang).into(),
                row.amount.into(),
                row.quota_id.clone().into(),
                row.coupon_id.clone().into(),
                row.customer_id.clone().into(),
                row.customer_name.clone().into(),
                row.operator.clone().into(),
                row.remark.clone().into(),
            ]);
        }
        if !more(export, &listing) {
            break;
        }
    }
    Ok(table)
}

/// Keeps a cell from being read as a formula (ASVS 1.2.10): a text that begins like one gets an apostrophe.
/// Plain numbers, minus sign included, are left alone.
pub(crate) fn defused(cell: &str) -> String {
    let is_number = hezong_domain::Fen::parse(cell).is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn csv(table: &Table) -> Result<Vec<u8>> {
    let fault = |e: &dyn std::fmt::Display| Error::Internal(format!("csv: {e}"));
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    writer.write_record(&table.head).map_err(|e| fault(&e))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(Cell::plain)).map_err(|e| fault(&e))?;
    }
    writer.into_inner().map_err(|e| fault(&e))
}

fn xlsx(table: &Table) -> Result<Vec<u8>> {
    let fault = |e: rust_xlsxwriter::XlsxError| Error::Internal(format!("xlsx: {e}"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let money = Format::new().set_num_format("#,##0.00");
    for (column, head) in (0u16..).zip(&table.head) {
        sheet.write_string(0, column, head).map_err(fault)?;
    }
    for (line, row) in (1u32..).zip(&table.rows) {
        for (column, cell) in (0u16..).zip(row) {
            // A workbook holds numbers as doubles, which keep every amount below 90 billion yuan to the fen.
            match (cell, cell.plain().parse::<f64>()) {
                (Cell::Amount(_), Ok(figure)) => {
                    sheet.write_number_with_format(line, column, figure, &money).map_err(fault)?
                }
                _ => sheet.write_string(line, column, cell.plain()).map_err(fault)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(fault)?;
    sheet.autofit();
    book.save_to_buffer().map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_amounts_are_not() {
        assert_eq!(defused("=1+1"), "'=1+1");
        assert_eq!(defused("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(defused("-2+3"), "'-2+3");
        assert_eq!(defused("-100.10"), "-100.10");
        assert_eq!(defused("plain"), "plain");
    }
}
