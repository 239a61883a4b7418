//! The parts of the list: what each row says and how wide its columns are.

use hezong_domain::Fen;
use hezong_domain::invoicing::{Barcode, InvoiceSheet, SheetLine};
use hezong_domain::money::percent;
use hezong_texts::{Lang, Text, common, invoice_sheet as t};

use super::flow::{SIDE, WIDTH};
use crate::canvas::{HAIR, Heads, Length, Mark, Part, Shade, Style};
use crate::fonts::Fonts;
use crate::rows::{Cell, Row, Side, row};

/// What people read.
const BODY: Style = Style::plain(9_500);
/// What says what it is.
const LABEL: Style = Style::plain(9_000).quiet();
/// The heading of the first page.
const HEADING: Style = Style::plain(22_000).bold();

/// Columns of facts: a label and what it says, twice or across.
const KEY: Length = 76_000;
const VALUE: Length = (WIDTH - 2 * KEY) / 2;
const ACROSS: Length = WIDTH - KEY;
/// Columns of lines; the name takes what is left.
const NUMBER: Length = 46_000;
const MONTH: Length = 84_000;
const AMOUNT: Length = 126_000;
const NAME: Length = WIDTH - NUMBER - MONTH - AMOUNT;
/// How high a box to write a number in by hand is: 9 mm.
const BOX: Length = 25_500;

/// The width of the narrowest bar: 0.26 mm, which office scanners and printers manage.
const MODULE: Length = 750;
/// How high bars are: 12 mm.
const BARS: Length = 34_000;
/// What bars may take of the first page's width.
const BARS_WIDTH: Length = WIDTH - 120_000;

fn zh(text: Text) -> &'static str {
    text.get(Lang::ZhCn)
}

fn money(amount: Option<Fen>) -> String {
    let dash = || zh(common::DASH).to_owned();
    amount.map_or_else(dash, |amount| format!("\u{a5}{}", amount.grouped()))
}

/// The heading, with the bars of the request's number.
pub(super) fn head(sheet: &InvoiceSheet, fonts: &mut Fonts<'_>) -> Row {
    let line = fonts.line(zh(t::HEADING), HEADING);
    let part = Part::Title;
    let mut marks = vec![Mark::Text { x: SIDE, y: BARS - 4_000, style: HEADING, line, part }];
    marks.extend(bars(sheet.request_id.as_str(), fonts));
    Row { height: BARS + 24_000, marks }
}

/// The bars of a number at the right margin, with the number below. Nothing when it cannot be encoded:
/// it stands in the facts too.
fn bars(number: &str, fonts: &mut Fonts<'_>) -> Vec<Mark> {
    let Some(code) = Barcode::of(number) else { return Vec::new() };
    let quiet = Length::from(Barcode::QUIET);
    let modules = Length::from(code.modules()) + 2 * quiet;
    let module = MODULE.min(BARS_WIDTH / modules);
    let left = SIDE + WIDTH - modules * module;
    let mut marks: Vec<Mark> = code
        .bars()
        .map(|(from, width)| Mark::Area {
            x: left + (quiet + Length::from(from)) * module,
            y: 0,
            width: Length::from(width) * module,
            height: BARS,
            shade: Shade::INK,
        })
        .collect();
    let style = Style::plain(8_500);
    let line = fonts.line(number, style);
    let x = left + (modules * module - line.width) / 2;
    // The facts below say it again.
    marks.push(Mark::Text { x, y: BARS + 10_500, style, line, part: Part::Aside });
    marks
}

/// What stands at the top of further pages: which list they belong to.
pub(super) fn running_head(sheet: &InvoiceSheet, fonts: &mut Fonts<'_>) -> Row {
    let (left, right) = (Style::plain(10_500).bold(), Style::plain(9_000));
    let title = fonts.line(zh(t::HEADING), left);
    let number = format!("{} {}", zh(t::REQUEST_NUMBER), sheet.request_id);
    let number = fonts.line(&number, right);
    let x = SIDE + WIDTH - number.width;
    let rule = Mark::Area { x: SIDE, y: 16_000, width: WIDTH, height: HAIR, shade: Shade::LINE };
    let marks = vec![
        Mark::Text { x: SIDE, y: 10_000, style: left, line: title, part: Part::Aside },
        Mark::Text { x, y: 10_000, style: right, line: number, part: Part::Aside },
        rule,
    ];
    Row { height: 24_000, marks }
}

/// A row of one fact, or of two beside each other.
fn facts(fonts: &mut Fonts<'_>, items: &[(Text, &str, Style)], at_least: Length) -> Row {
    let (width, columns) = if items.len() == 1 { (ACROSS, 3) } else { (VALUE, 1) };
    let cells: Vec<Cell<'_>> = items
        .iter()
        .flat_map(|(key, value, style)| {
            [
                Cell::new(KEY, zh(*key), LABEL).heading(Heads::Row),
                Cell::new(width, value, *style).across(columns),
            ]
        })
        .collect();
    row(fonts, SIDE, &cells, at_least)
}

/// The same in plain letters.
fn plain(fonts: &mut Fonts<'_>, items: &[(Text, &str)], at_least: Length) -> Row {
    let items: Vec<_> = items.iter().map(|(key, value)| (*key, *value, BODY)).collect();
    facts(fonts, &items, at_least)
}

/// The request, the supplier, the payer, and where the papers go: a table each.
pub(super) fn parties(sheet: &InvoiceSheet, fonts: &mut Fonts<'_>) -> [Vec<Row>; 4] {
    let [company, tax_number, bank, account] = &sheet.supplier;
    let [payer, payer_number] = &sheet.payer;
    let [address, contact, phone] = &sheet.mail_to;
    let (quarter, approved) = (sheet.quarter.to_string(), sheet.approved_on.to_string());
    let mut plain = |items: &[(Text, &str)]| plain(fonts, items, 0);
    [
        vec![
            plain(&[
                (t::REQUEST_NUMBER, sheet.request_id.as_str()),
                (t::APPROVED_ON, approved.as_str()),
            ]),
            plain(&[(t::QUARTER, quarter.as_str()), (t::CURRENCY, sheet.currency.as_str())]),
            plain(&[(t::SERVICE, sheet.service.as_str())]),
        ],
        vec![
            plain(&[(t::SUPPLIER, company.as_str())]),
            plain(&[(t::TAX_NUMBER, tax_number.as_str()), (t::ACCOUNT, account.as_str())]),
            plain(&[(t::BANK, bank.as_str())]),
        ],
        vec![plain(&[(t::PAYER, payer.as_str()), (t::TAX_NUMBER, payer_number.as_str())])],
        vec![
            plain(&[(t::MAIL_TO, address.as_str())]),
            plain(&[(t::CONTACT, contact.as_str()), (t::PHONE, phone.as_str())]),
        ],
    ]
}

/// The head of the table of lines.
pub(super) fn table_head(fonts: &mut Fonts<'_>) -> Row {
    let style = BODY.bold();
    let cells = [
        Cell::new(NUMBER, zh(t::LINE_NUMBER), style).at(Side::Middle).heading(Heads::Column),
        Cell::new(NAME, zh(t::NAME), style).heading(Heads::Column),
        Cell::new(MONTH, zh(t::MONTH), style).at(Side::Middle).heading(Heads::Column),
        Cell::new(AMOUNT, zh(t::AMOUNT), style).at(Side::Right).heading(Heads::Column),
    ];
    row(fonts, SIDE, &cells, 0)
}

/// A row for every line, numbered through.
pub(super) fn lines(sheet: &InvoiceSheet, fonts: &mut Fonts<'_>) -> Vec<Row> {
    (1_usize..).zip(&sheet.lines).map(|(number, line)| line_row(number, line, fonts)).collect()
}

fn line_row(number: usize, line: &SheetLine, fonts: &mut Fonts<'_>) -> Row {
    let (number, month) = (number.to_string(), line.month.to_string());
    let amount = money(Some(line.gross));
    let cells = [
        Cell::new(NUMBER, &number, BODY).at(Side::Middle),
        Cell::new(NAME, &line.name, BODY),
        Cell::new(MONTH, &month, BODY).at(Side::Middle),
        Cell::new(AMOUNT, &amount, BODY).at(Side::Right),
    ];
    row(fonts, SIDE, &cells, 0)
}

/// The sum of a page.
pub(super) fn subtotal(amount: Option<Fen>, fonts: &mut Fonts<'_>) -> Row {
    let (style, amount) = (BODY.bold(), money(amount));
    let cells = [
        Cell::new(WIDTH - AMOUNT, zh(t::SUBTOTAL), style)
            .at(Side::Right)
            .heading(Heads::Row)
            .across(3),
        Cell::new(AMOUNT, &amount, style).at(Side::Right),
    ];
    row(fonts, SIDE, &cells, 0)
}

/// Net, tax and gross, and the amount in words.
pub(super) fn sums(sheet: &InvoiceSheet, fonts: &mut Fonts<'_>) -> Vec<Row> {
    let total = sheet.total();
    let net = money(total.as_ref().map(|total| total.net));
    let tax = money(total.as_ref().map(|total| total.tax));
    let gross = money(total.as_ref().map(|total| total.gross));
    let rate = percent(sheet.rate_ppm);
    let words = sheet.capitals().unwrap_or_else(|| zh(common::DASH).to_owned());
    let bold = BODY.bold();
    vec![
        plain(fonts, &[(t::NET, net.as_str()), (t::TAX, tax.as_str())], 0),
        facts(fonts, &[(t::RATE, rate.as_str(), BODY), (t::GROSS, gross.as_str(), bold)], 0),
        facts(fonts, &[(t::IN_WORDS, words.as_str(), bold)], 0),
    ]
}

/// The numbers of the invoices two by two, or two boxes to write them in.
pub(super) fn numbers(sheet: &InvoiceSheet, fonts: &mut Fonts<'_>) -> Vec<Row> {
    let numbers: Vec<String> = sheet.numbers.iter().map(ToString::to_string).collect();
    if numbers.is_empty() {
        let boxes = [(t::INVOICE_NUMBERS, ""), (t::INVOICE_NUMBERS, "")];
        return vec![plain(fonts, &boxes, BOX), hint(fonts)];
    }
    let pair = |pair: &[String]| {
        let items: Vec<_> = pair.iter().map(|n| (t::INVOICE_NUMBERS, n.as_str())).collect();
        plain(fonts, &items, 0)
    };
    numbers.chunks(2).map(pair).collect()
}

fn hint(fonts: &mut Fonts<'_>) -> Row {
    let style = Style::plain(8_500).quiet();
    let line = fonts.line(zh(t::BLANK_BOX_HINT), style);
    let mark = Mark::Text { x: SIDE, y: 12_000, style, line, part: Part::Words };
    Row { height: 14_000, marks: vec![mark] }
}
