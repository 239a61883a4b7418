//! A small table as a file that the page itself carries: no round trip, and it works without WASM.

use hezong_contract::query;
use hezong_domain::Fen;

/// A cell for spreadsheets: quoted, and defused when it would be read as a formula.
fn cell(text: &str) -> String {
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r']) && Fen::parse(text).is_err();
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}

/// The address of a CSV file with these lines, byte order mark included.
pub fn link(lines: &[Vec<String>]) -> String {
    let text: String = lines
        .iter()
        .map(|line| line.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n")
        .collect();
    format!("data:text/csv;charset=utf-8,{}", query::encode(&format!("\u{feff}{text}")))
}

/// Whether what a browser read of a file is no text: another encoding than UTF-8, or a workbook.
pub fn is_garbled(text: &str) -> bool {
    text.starts_with("PK\u{3}\u{4}") || text.contains(['\u{fffd}', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workbooks_and_other_encodings_are_not_text() {
        let gbk = String::from_utf8_lossy(&[0xd5, 0xcb, 0xba, 0xc5, b'\n', b'a']).into_owned();
        for text in ["PK\u{3}\u{4}rest", gbk.as_str(), "a\0c\0"] {
            assert!(is_garbled(text), "{text:?}");
        }
        assert!(!is_garbled("\u{feff}账号,公司\nacme,安可科技\n"));
    }

    #[test]
    fn cells_are_quoted_and_defused() {
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("-12.50"), "\"-12.50\"");
    }
}
