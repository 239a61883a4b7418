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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_defused() {
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("-12.50"), "\"-12.50\"");
    }
}
