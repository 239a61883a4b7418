//! Encodings, delimiters, quotes, bounds.

use super::*;

fn file(bytes: &[u8]) -> File<'_> {
    File { name: "x", bytes, sheet: None }
}

fn table(bytes: &[u8]) -> Table {
    read(Lang::En, &file(bytes)).unwrap()
}

fn texts_of(line: &Line) -> Vec<&str> {
    line.cells.iter().map(|cell| cell.text.as_str()).collect()
}

#[test]
fn every_encoding_delimiter_and_line_end_gives_the_same_table() {
    let plain = "账号名,公司名称\nshanhai,山海云\n";
    let expected = table(plain.as_bytes());
    assert_eq!(expected.headings, ["账号名", "公司名称"]);
    assert_eq!(texts_of(&expected.lines[0]), ["shanhai", "山海云"]);
    let (gb, ..) = GB18030.encode(plain);
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let variants = [
        format!("\u{feff}{plain}").into_bytes(),
        plain.replace('\n', "\r\n").into_bytes(),
        plain.replace(',', ";").into_bytes(),
        plain.replace(',', "\t").into_bytes(),
        plain.replace("shanhai", "\"shanhai\"").into_bytes(),
        plain.replace("shanhai", " \u{3000}shanhai\u{a0}").into_bytes(),
        plain.trim_end().as_bytes().to_vec(),
        gb.into_owned(),
        wide,
    ];
    for variant in variants {
        assert_eq!(table(&variant), expected, "{variant:?}");
    }
    let named = table(format!("sep=;\n{}", plain.replace(',', ";")).as_bytes());
    assert_eq!((named.headings, named.lines[0].number), (expected.headings, 3));
}

#[test]
fn quoted_values_keep_delimiters_quotes_and_lines() {
    let found = table(b"a,b\n\"x, \"\"y\"\"\nz\",2\n\n# a remark,\n3,4\n");
    assert_eq!(texts_of(&found.lines[0]), ["x, \"y\"\nz", "2"]);
    // Blank rows and remarks count, as a spreadsheet counts them.
    assert_eq!((found.lines[1].number, found.lines.len()), (5, 2));
}

#[test]
fn what_can_not_be_read_is_told() {
    let many = "a\n".repeat(ROWS_MAX + 2);
    let wide = ",".repeat(COLUMNS_MAX + 1);
    for (bytes, part) in [
        (&b""[..], "is empty"),
        (b"\n\n ,\n", "is empty"),
        (b"a,b\n1,2\n\"3,4\n5,6\n", "row 3"),
        (b"\x81\xff\x00\x01", "UTF-8"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ".xls"),
        (b"PK\x03\x04nonsense", "damaged"),
        (many.as_bytes(), "100000 rows"),
        (wide.as_bytes(), "64 columns"),
        (&vec![b'a'; BYTES_MAX + 1], "20 MB"),
    ] {
        let told = read(Lang::En, &file(bytes)).unwrap_err();
        assert!(told.contains(part), "{part}: {told}");
    }
    let sheet = File { sheet: Some("x"), ..file(b"a") };
    assert!(read(Lang::En, &sheet).unwrap_err().contains("--sheet"));
}

#[test]
fn numbers_a_spreadsheet_rounded_are_seen() {
    for (text, expected) in [
        ("9.13E+17", Form::Spoilt),
        ("9E+17", Form::Spoilt),
        ("1E5", Form::Text),
        ("HCIE+1", Form::Text),
        ("913300000000000000", Form::Text),
    ] {
        assert_eq!(Cell::text(text).form, expected, "{text}");
    }
    assert_eq!(Cell::text("'+8613800138000").text, "+8613800138000");
}
