//! Workbooks: the same plan as CSV, dates and numbers as they are typed, bounds.

use std::io::{Cursor, Write};

use hezong_services::Context;
use hezong_services::imports::{self, Failed, File, Kind, Outcome};
use hezong_testing::World;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::{apply, asked, partners_file, preview, reasons, verdicts};

async fn read(
    cx: &Context,
    kind: Kind,
    bytes: &[u8],
    sheet: Option<&str>,
) -> Result<Outcome, Failed> {
    imports::preview(cx, kind, &File { name: "f.xlsx", bytes, sheet }, &asked()).await
}

fn told(failed: Result<Outcome, Failed>) -> String {
    match failed {
        Err(Failed::File(reasons)) => reasons.join("; "),
        other => unreachable!("{other:?}"),
    }
}

/// A CSV text as a workbook of texts, on its second sheet.
fn workbook(text: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap();
    let sheet = book.add_worksheet().set_name("Partners").unwrap();
    for (row, line) in (0u32..).zip(text.lines()) {
        for (column, cell) in (0u16..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_workbook_and_a_text_file_give_the_same_plan() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let mut text = partners_file(20);
    text.push_str("B A D,,x,y,1,,\n");
    let book = workbook(&text);
    let one = preview(&cx, Kind::Partners, &text).await;
    let other = read(&cx, Kind::Partners, &book, Some("Partners")).await.unwrap();
    assert_eq!(verdicts(&one), verdicts(&other));
    assert!(told(read(&cx, Kind::Partners, &book, Some("Nix")).await).contains("Notes, Partners"));
    assert!(told(read(&cx, Kind::Partners, &book, None).await).contains("is empty"));
}

#[tokio::test]
async fn dates_numbers_and_formulas_are_read_as_people_see_them() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    world.partner("shanhai").await;
    let staff =
        "partner,account,name,person_email,consent\nshanhai,zhaoming,Zhao,z@example.com,C1\n";
    apply(&cx, Kind::Staff, staff).await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0u16..).zip([
        "account",
        "certificate_code",
        "certificate_from",
        "certificate_to",
        "certificate_proof",
    ]) {
        sheet.write_string(0, column, head).unwrap();
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let date = ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
    for row in 1..=4 {
        sheet.write_string(row, 0, " zhaoming ").unwrap();
        sheet.write_string(row, 1, format!("HCIP-{row}")).unwrap();
    }
    // Typed as a date, a plain serial number, as text with other signs, the end of a formula.
    sheet.write_datetime_with_format(1, 2, &date, &day).unwrap();
    sheet.write_number(2, 2, 46_082).unwrap();
    sheet.write_string(3, 2, "2026/3/1").unwrap();
    sheet.write_formula(4, 2, Formula::new("=DATE(2026,3,1)").set_result("46082")).unwrap();
    sheet.write_number(1, 4, 55_310).unwrap();
    sheet.write_number(2, 4, 913_300_001_234_567_890.0).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let outcome = read(&cx, Kind::Certificates, &bytes, None).await.unwrap();
    assert_eq!(outcome.count("new"), 4, "{:?}", reasons(&outcome));
    for row in &outcome.rows {
        assert!(row.subject.ends_with("2026-03-01"), "{}", row.subject);
    }
    // The same number in a column of codes has lost digits.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0u16..).zip(["account_name", "display_name", "partner_type", "mobile"]) {
        sheet.write_string(0, column, head).unwrap();
        sheet.write_string(1, column, "distributor").unwrap();
    }
    sheet.write_number(1, 3, 913_300_001_234_567_890.0).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let outcome = read(&cx, Kind::Partners, &bytes, None).await.unwrap();
    let told = reasons(&outcome);
    assert!(told.len() == 1 && told[0].contains("Format the column as text"), "{told:?}");
}

#[tokio::test]
async fn neither_a_lonely_cell_nor_a_bomb_takes_the_memory() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "account_name").unwrap();
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    let far = book.save_to_buffer().unwrap();
    assert!(told(read(&cx, Kind::Partners, &far, None).await).contains("64 columns"));

    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    bomb.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let block = vec![b' '; 1024 * 1024];
    for _ in 0..160 {
        bomb.write_all(&block).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 1024 * 1024, "{}", bomb.len());
    assert!(told(read(&cx, Kind::Partners, &bomb, None).await).contains("128 MB"));
    assert!(told(read(&cx, Kind::Partners, b"PK\x03\x04xx", None).await).contains("damaged"));
}
