//! Lists to print, and programs that read them.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use hezong_domain::invoicing::{InvoiceNumber, InvoiceSheet, SheetLine};
use hezong_domain::{Day, Fen, PaymentRequestId, Quarter};
use hezong_print::{FontList, invoice_sheet};

/// A request's number as they are made.
pub const NUMBER: &str = "01KAR7V9Q2M4X8ZT3B6D5F1HJN";

/// A list of so many lines, as a partner has them.
pub fn list(count: i64) -> InvoiceSheet {
    let quarter = Quarter::parse("2026Q3").expect("a quarter");
    let months = quarter.months();
    let line = |n: i64| SheetLine {
        month: months[usize::try_from(n % 3).expect("small")],
        name: format!("李明{n:03}"),
        gross: Fen::new(1_060_000 + n),
    };
    InvoiceSheet {
        request_id: PaymentRequestId::new(NUMBER),
        quarter,
        approved_on: Day::parse("2026-10-12").expect("a day"),
        supplier: [
            "山海云科技（杭州）有限公司",
            "91330108MA2B1C3D4E",
            "招商银行股份有限公司 杭州滨江支行",
            "571908327610502",
        ]
        .map(str::to_owned),
        payer: ["云图计算技术有限公司", "91330100MA7HXCLD33"].map(str::to_owned),
        mail_to: [
            "浙江省杭州市滨江区云图路 1 号云图大厦 B 座 3 层发票收件处",
            "云图计算发票组",
            "0571-5550 0100",
        ]
        .map(str::to_owned),
        service: "信息技术服务*专职人员激励服务费".to_owned(),
        currency: "CNY".to_owned(),
        rate_ppm: 60_000,
        lines: (1..=count).map(line).collect(),
        numbers: Vec::new(),
    }
}

/// Numbers of invoices.
pub fn numbers(count: u32) -> Vec<InvoiceNumber> {
    let number = |n| InvoiceNumber::parse(&format!("263320000000{n:08}"), "").expect("a number");
    (1..=count).map(number).collect()
}

/// A printed list in a file of its own.
pub struct Paper {
    path: PathBuf,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Where lists are left to be looked at, when somebody wants to.
fn kept() -> Option<PathBuf> {
    std::env::var_os("HEZONG_PRINT_TO").map(PathBuf::from)
}

/// A word and where it stands, in points.
#[derive(Debug, Clone)]
pub struct Word {
    pub page: usize,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub text: String,
}

impl Paper {
    /// Prints a list with the machine's fonts.
    pub fn of(sheet: &InvoiceSheet) -> Self {
        let bytes = invoice_sheet(sheet, &FontList::default()).expect("printed; fonts-noto-cjk?");
        Self::file(bytes)
    }

    fn file(bytes: Vec<u8>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let place = NEXT.fetch_add(1, Ordering::Relaxed);
        let test = std::thread::current().name().unwrap_or("list").replace("::", "-");
        let folder = kept().unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")));
        let path = folder.join(format!("{test}-{}-{place}.pdf", std::process::id()));
        std::fs::write(&path, &bytes).expect("written");
        Self { path, bytes }
    }

    fn read_by(&self, program: &str, before: &[&str], after: &[&str]) -> Vec<u8> {
        let mut command = Command::new(program);
        command.args(before).arg(&self.path).args(after);
        let output = command.output().unwrap_or_else(|e| panic!("{program} (poppler-utils): {e}"));
        let told = String::from_utf8_lossy(&output.stderr);
        // Poppler takes the key that PDF/UA asks for to be of another type than the standard says.
        let told = told.replace("Syntax Error: Suspects object is wrong type (boolean)\n", "");
        assert!(output.status.success() && told.is_empty(), "{program}: {told}");
        output.stdout
    }

    fn told_by(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        String::from_utf8(self.read_by(program, before, after)).expect("UTF-8")
    }

    /// The text of each page.
    pub fn pages(&self) -> Vec<String> {
        let text = self.told_by("pdftotext", &["-layout"], &["-"]);
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        assert_eq!(pages.pop().as_deref(), Some(""), "every page ends with a form feed");
        pages
    }

    /// All text without blanks, in the order it was drawn.
    pub fn run_on(&self) -> String {
        let text = self.told_by("pdftotext", &["-raw"], &["-"]);
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// What the document says about itself.
    pub fn about(&self) -> String {
        self.told_by("pdfinfo", &[], &[])
    }

    /// What programs that read aloud find: a line for each part and each text, indented below its parent.
    pub fn structure(&self) -> String {
        // Titles of parts are told in the file's own encoding.
        String::from_utf8_lossy(&self.read_by("pdfinfo", &["-struct-text"], &[])).into_owned()
    }

    /// A line for each font.
    pub fn fonts(&self) -> Vec<String> {
        self.told_by("pdffonts", &[], &[]).lines().skip(2).map(str::to_owned).collect()
    }

    /// Every word with its place.
    pub fn words(&self) -> Vec<Word> {
        let text = self.told_by("pdftotext", &["-bbox"], &["-"]);
        let mut page = 0;
        let mut words = Vec::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with("<page ") {
                page += 1;
            }
            let Some(rest) = line.strip_prefix("<word ") else { continue };
            let number = |name: &str| -> f64 {
                let (_, value) = rest.split_once(&format!("{name}=\"")).expect("a side");
                value.split('"').next().and_then(|v| v.parse().ok()).expect("a number")
            };
            let (_, text) = rest.split_once('>').expect("a text");
            words.push(Word {
                page,
                left: number("xMin"),
                top: number("yMin"),
                right: number("xMax"),
                bottom: number("yMax"),
                text: text.trim_end_matches("</word>").to_owned(),
            });
        }
        assert!(!words.is_empty());
        words
    }

    /// A row of pixels of the first page, `y` points from its top: whether each is dark.
    pub fn pixels(&self, dots_per_inch: u32, y: u32) -> Vec<bool> {
        let resolution = dots_per_inch.to_string();
        let image =
            self.read_by("pdftoppm", &["-gray", "-r", &resolution, "-f", "1", "-l", "1"], &[]);
        // P5, width and height, largest value, then a byte for each pixel.
        let mut rest = image.as_slice();
        let mut head = Vec::new();
        while head.len() < 4 {
            let end = rest.iter().position(u8::is_ascii_whitespace).expect("a head");
            head.push(String::from_utf8_lossy(&rest[..end]).into_owned());
            rest = &rest[end + 1..];
        }
        assert_eq!(head[0], "P5");
        let width: usize = head[1].parse().expect("a width");
        let row = usize::try_from(y * dots_per_inch / 72).expect("small");
        rest[row * width..(row + 1) * width].iter().map(|grey| *grey < 128).collect()
    }
}

impl Drop for Paper {
    fn drop(&mut self) {
        if kept().is_none() {
            // What is left behind lies in cargo's own folder for such files.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
