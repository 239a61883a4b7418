//! The invoice list: nothing lost, nothing cut off, the same on every day.

use std::path::Path;

use hezong_domain::Fen;
use hezong_domain::invoicing::InvoiceSheet;
use hezong_print::{FontFile, FontList, PrintError, invoice_sheet};

use crate::paper::{NUMBER, Paper, Word, list, numbers};

/// A4 in points.
const PAGE: (f64, f64) = (595.276, 841.89);

fn amounts(page: &str) -> Vec<Fen> {
    let digits = |word: &str| word.strip_prefix('\u{a5}').map(|rest| rest.replace(',', ""));
    page.split_whitespace()
        .filter_map(digits)
        .map(|text| Fen::parse(&text).expect("yuan"))
        .collect()
}

/// Nothing lies outside of the margins or on anything else.
fn assert_tidy(words: &[Word]) {
    for word in words {
        let inside = word.left > 50.0
            && word.right < PAGE.0 - 50.0
            && word.top > 30.0
            && word.bottom < PAGE.1 - 20.0;
        assert!(inside, "outside of the margins: {word:?}");
    }
    for (place, one) in words.iter().enumerate() {
        for other in words[place + 1..].iter().filter(|other| other.page == one.page) {
            let wide = one.right.min(other.right) - one.left.max(other.left);
            let high = one.bottom.min(other.bottom) - one.top.max(other.top);
            // Boxes of letters include the white above and below them.
            assert!(wide <= 0.5 || high <= 3.0, "{one:?} lies on {other:?}");
        }
    }
}

#[test]
fn a_short_list_is_one_page_with_everything_on_it() {
    let paper = Paper::of(&list(1));
    let pages = paper.pages();
    assert_eq!(pages.len(), 1);
    for part in [
        "发票清单",
        NUMBER,
        "2026Q3",
        "2026-10-12",
        "山海云科技（杭州）有限公司",
        "91330108MA2B1C3D4E",
        "招商银行股份有限公司 杭州滨江支行",
        "571908327610502",
        "云图计算技术有限公司",
        "91330100MA7HXCLD33",
        "浙江省杭州市滨江区云图路 1 号云图大厦 B 座 3 层发票收件处",
        "0571-5550 0100",
        "信息技术服务*专职人员激励服务费",
        "李明001",
        "2026-08",
        "\u{a5}10,600.01",
        "\u{a5}10,000.01",
        "6%",
        "\u{a5}600.00",
        "壹万零陆佰元零壹分",
        "尚未填写的号码，可打印后在空格内手写。",
        "第 1 页，共 1 页",
    ] {
        assert!(pages[0].contains(part), "{part} is missing:\n{}", pages[0]);
    }
    assert_tidy(&paper.words());
    let about = paper.about();
    assert!(about.contains(&format!("发票清单 2026Q3 {NUMBER}")), "{about}");
    assert!(about.contains("A4"), "{about}");
    assert!(paper.bytes.windows(12).any(|part| part == b"/Lang(zh-CN)"), "its language");
}

#[test]
fn four_hundred_lines_stand_once_each_and_subtotals_add_up() {
    let sheet = list(400);
    let paper = Paper::of(&sheet);
    let pages = paper.pages();
    assert!((12..=15).contains(&pages.len()), "{} pages", pages.len());
    let all = pages.concat();
    for line in &sheet.lines {
        assert_eq!(all.matches(&line.name).count(), 1, "{}", line.name);
    }
    let total = sheet.total().expect("a total");
    let mut subtotals = Vec::new();
    for (number, page) in (1..).zip(&pages) {
        assert!(page.contains(&format!("第 {number} 页，共 {} 页", pages.len())), "{page}");
        assert_eq!(page.matches("序号").count(), 1, "the head is repeated");
        assert!(page.contains(NUMBER), "every page says which list it belongs to");
        let on_page: Vec<Fen> = amounts(page);
        let lines = page.matches("李明").count();
        assert!(lines > 0);
        let subtotal = *on_page.get(lines).expect("a subtotal behind the lines");
        assert_eq!(Fen::sum(on_page[..lines].iter().copied()), Some(subtotal));
        subtotals.push(subtotal);
    }
    assert_eq!(Fen::sum(subtotals), Some(total.gross));
    let last = pages.last().expect("a page");
    for part in [total.net, total.tax, total.gross] {
        assert!(last.contains(&format!("\u{a5}{}", part.grouped())), "{part}");
    }
    assert!(last.contains(&sheet.capitals().expect("capitals")), "{last}");
    assert_tidy(&paper.words());
}

#[test]
fn every_length_of_list_is_whole() {
    for count in [0, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 45, 50, 52, 53, 54, 55, 60] {
        let sheet = InvoiceSheet { numbers: numbers(3), ..list(count) };
        let paper = Paper::of(&sheet);
        let pages = paper.pages();
        let all = pages.concat();
        assert_eq!(i64::try_from(all.matches("李明").count()), Ok(count));
        for number in &sheet.numbers {
            assert_eq!(all.matches(&number.to_string()).count(), 1, "{count}: {number}");
        }
        let last = pages.last().expect("a page");
        assert!(last.contains("大写") && (count == 0 || last.contains("李明")), "{count}:\n{last}");
        assert_tidy(&paper.words());
    }
}

#[test]
fn rare_characters_and_long_names_are_all_there() {
    let mut sheet = list(3);
    let company =
        "山海云数字科技与智能制造产业互联网（浙江自由贸易试验区杭州片区）集团股份有限公司"
            .repeat(3);
    let latin =
        "Shan Hai Cloud Digital Technology and Intelligent Manufacturing Holdings ".repeat(3);
    let unbroken = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".repeat(4);
    "𠮷田㐀".clone_into(&mut sheet.lines[0].name);
    "阿卜杜热合曼·买买提依明".repeat(9).clone_into(&mut sheet.lines[1].name);
    unbroken.clone_into(&mut sheet.lines[2].name);
    company.clone_into(&mut sheet.supplier[0]);
    latin.clone_into(&mut sheet.supplier[2]);
    unbroken.clone_into(&mut sheet.supplier[3]);
    company.clone_into(&mut sheet.mail_to[0]);
    let paper = Paper::of(&sheet);
    let text = paper.run_on();
    let run_on = |text: &str| text.replace(' ', "");
    for name in [&sheet.lines[0].name, &sheet.lines[1].name, &unbroken, &company, &latin] {
        assert!(text.contains(&run_on(name)), "{name} is missing:\n{text}");
    }
    assert_tidy(&paper.words());
}

#[test]
fn a_character_that_no_font_has_is_named() {
    let mut sheet = list(2);
    // An Egyptian hieroglyph and a character of private use.
    "王\u{13000}明".clone_into(&mut sheet.lines[0].name);
    "\u{10fffd}".clone_into(&mut sheet.lines[1].name);
    let text = Paper::of(&sheet).run_on();
    assert!(text.contains("王\u{3013}[U+13000]明"), "{text}");
    assert!(text.contains("\u{3013}[U+10FFFD]"), "{text}");
}

#[test]
fn numbers_of_invoices_take_the_place_of_the_boxes() {
    let sheet = InvoiceSheet { numbers: numbers(75), ..list(40) };
    let paper = Paper::of(&sheet);
    let all = paper.pages().concat();
    for number in &sheet.numbers {
        assert_eq!(all.matches(&number.to_string()).count(), 1, "{number}");
    }
    assert!(!all.contains("手写"), "{all}");
    assert_tidy(&paper.words());
}

#[test]
fn fonts_travel_with_the_document_and_only_what_is_used_of_them() {
    let paper = Paper::of(&list(400));
    let fonts = paper.fonts();
    assert!(!fonts.is_empty());
    for font in &fonts {
        let [.., embedded, subset, unicode, _, _] = font.split_whitespace().collect::<Vec<_>>()[..]
        else {
            panic!("{font}")
        };
        assert_eq!((embedded, subset, unicode), ("yes", "yes", "yes"), "{font}");
    }
    assert!(paper.bytes.len() < 400_000, "{} bytes", paper.bytes.len());
}

#[test]
fn the_same_facts_make_the_same_bytes() {
    let sheet = list(60);
    assert!(Paper::of(&sheet).bytes == Paper::of(&sheet).bytes);
    assert!(Paper::of(&sheet).bytes != Paper::of(&list(61)).bytes);
}

#[test]
fn without_chinese_there_is_no_list_and_the_log_learns_what_was_tried() {
    let broken = Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken.ttf");
    std::fs::write(&broken, b"ttcf\0\0\0\0\0\0\0\x05 no font").expect("written");
    let files = ["/nowhere/none.ttc#2".to_owned(), broken.display().to_string()];
    let list_of = FontList::new(files.iter().map(|file| FontFile::parse(file)).collect());
    let refused = invoice_sheet(&list(1), &list_of).expect_err("no fonts");
    let PrintError::NoChineseFont(tried) = &refused else { panic!("{refused}") };
    assert!(tried.contains("/nowhere/none.ttc") && tried.contains("broken.ttf"), "{tried}");
    assert_eq!(list_of.check(), Err(refused));
    assert!(FontList::new(Vec::new()).check().is_err());
    assert_eq!(FontList::default().check(), Ok(()));
}

#[test]
fn it_can_be_read_aloud() {
    let mut sheet = list(90);
    sheet.numbers = numbers(3);
    let paper = Paper::of(&sheet);
    assert!(paper.pages().len() > 2);
    let about = paper.about();
    assert!(about.contains("Tagged:          yes"), "{about}");
    let says = String::from_utf8_lossy(&paper.bytes);
    assert!(says.contains("<pdfuaid:part>1</pdfuaid:part>"), "it is PDF/UA-1 and says so");
    let structure = paper.structure();
    let read: Vec<&str> = structure.lines().map(str::trim).collect();
    let count = |line: &str| read.iter().filter(|read| **read == line).count();
    assert!(read.get(1).is_some_and(|line| line.starts_with("H1")), "the title comes first");
    // The request, supplier, payer, address, lines, sums, numbers.
    assert_eq!(count("Table (block)"), 7);
    // Said once, however many pages repeat it; pages and bars say nothing new.
    for once in ["\"付款申请编号\"", "\"序号\"", &format!("\"{NUMBER}\"")] {
        assert_eq!(count(once), 1, "{once}");
    }
    assert_eq!(count("/Scope /Column"), 4);
    assert!(!structure.contains("\"第 "), "no numbers of pages");
    let rows: Vec<String> = read.split(|line| *line == "TR").map(|row| row.join(" ")).collect();
    for (line, gross) in [(1, "¥10,600.01"), (90, "¥10,600.90")] {
        let month = sheet.lines[line - 1].month;
        let row = format!("TD \"{line}\" TD \"李明{line:03}\" TD \"{month}\" TD \"{gross}\"");
        assert!(rows.contains(&row), "{row}");
    }
    let last = rows.last().expect("rows");
    assert!(last.contains("TH:") && last.contains("26332000000000000003"), "{last}");
}
