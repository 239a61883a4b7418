//! PDFs whose objects are packed, as most programs write them today.

use hezong_domain::files::{FileProblem as P, FileType as T};

use super::super::pdf::within;
use super::{PDF, packed, said};

const SCRIPT: &str = "<</S /JavaScript /JS (app.alert\\(1\\))>>";

/// The content as PDFs pack it: deflated, with two bytes before it and a checksum behind.
fn deflated(content: &[u8]) -> Vec<u8> {
    let archive = packed(&[("a", content)]);
    let directory = archive.windows(4).rposition(|part| part == b"PK\x01\x02").unwrap();
    let size = &archive[directory + 20..directory + 24];
    let size = u32::from_le_bytes(size.try_into().unwrap()) as usize;
    // A local head of thirty bytes and a name of one.
    let body = &archive[31..31 + size];
    [b"\x78\x9c", body, b"\0\0\0\0"].concat()
}

/// A document with one stream.
fn with(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("5 0 obj {dictionary} stream\r\n");
    let end = b"\nendstream endobj\n%%EOF\n";
    [&PDF[..PDF.len() - 6], head.as_bytes(), data, end].concat()
}

/// What an object stream holds: numbers and places, then the objects.
fn objects(text: &str) -> Vec<u8> {
    format!("7 0 8 4 null {text}").into_bytes()
}

const USUAL: &str = "<</Type /ObjStm /N 2 /First 8 /Filter /FlateDecode>>";

#[test]
fn what_runs_something_is_found_in_packed_objects() {
    for (text, why) in [
        (SCRIPT, Err(P::PdfActive)),
        ("<</S/J#61va#53cript/JS 5 0 R>>", Err(P::PdfActive)),
        ("<</S /Launch /F (cmd.exe)>>", Err(P::PdfActive)),
        ("<</S /Rendition /JS (1)>>", Err(P::PdfActive)),
        ("<</Subtype /RichMedia>>", Err(P::PdfActive)),
        ("<</S /GoTo /D [1 0 R /Fit]>> (JavaScript)", Ok(T::Pdf)),
    ] {
        let data = deflated(&objects(text));
        assert!(!data.windows(6).any(|part| part == b"Script"), "it is packed");
        assert_eq!(said("a.pdf", &with(USUAL, &data)), why, "{text}");
    }
}

#[test]
fn objects_are_found_however_they_hide() {
    let data = deflated(&objects(SCRIPT));
    for dictionary in [
        // Readers go by the place, so the stream need not say what it is.
        "<</Filter /FlateDecode /N 2 /First 8>>",
        "<</Subtype /Image /Filter /FlateDecode>>",
        "<</Type /Obj#53tm /Filter [/FlateDecode] >> % endobj\n",
    ] {
        assert_eq!(said("a.pdf", &with(dictionary, &data)), Err(P::PdfActive), "{dictionary}");
    }
    let late = format!("% a remark first\n1 0 {}{SCRIPT}", "null ".repeat(20_000));
    assert_eq!(said("a.pdf", &with(USUAL, &deflated(late.as_bytes()))), Err(P::PdfActive));
    // Behind another stream, and behind one that is damaged.
    let before =
        [deflated(b"q 1 0 0 1 0 0 cm Q"), b"\nendstream endobj 6 0 obj ".to_vec()].concat();
    let second = [USUAL.as_bytes(), b"stream\n", &data].concat();
    let both = [before.as_slice(), &second].concat();
    assert_eq!(said("a.pdf", &with("<</Length 30>>", &both)), Err(P::PdfActive));
    let broken = [b"\x78\x9c\xff\xff\xff endstream endobj 6 0 obj ", second.as_slice()].concat();
    assert_eq!(said("a.pdf", &with("<</Length 30>>", &broken)), Err(P::PdfActive));
}

#[test]
fn what_cannot_be_looked_into_is_refused() {
    let data = deflated(&objects(SCRIPT));
    for (dictionary, data, why) in [
        ("<</Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]>>", &data[..], Err(P::PdfHidden)),
        ("<</Type/ObjStm/Filter/LZWDecode>>", b"\x80\x0b\x60", Err(P::PdfHidden)),
        (
            "<</Type /ObjStm /Filter /Flate#44ecode /DecodeParms <</Predictor 12>> >>",
            &data,
            Err(P::PdfHidden),
        ),
        // Locked with a password: nothing that could be unpacked.
        ("<</Type /ObjStm /Filter /FlateDecode>>", b"\x11\x22\x33\x44", Err(P::PdfHidden)),
        // Pictures may be packed as they like, and objects need not be packed.
        ("<</Subtype /Image /Filter /LZWDecode>>", b"\x80\x0b\x60", Ok(T::Pdf)),
        (
            "<</Type /XRef /Filter /FlateDecode /DecodeParms <</Columns 4>> >>",
            &deflated(b"\x02\0"),
            Ok(T::Pdf),
        ),
        ("<</Type /ObjStm /N 1 /First 4>>", b"7 0 null", Ok(T::Pdf)),
    ] {
        assert_eq!(said("a.pdf", &with(dictionary, data)), why, "{dictionary}");
    }
    // More than anybody's objects: the numbers go on and on, in one stream or in several.
    let numbers = deflated(&b"1 0 ".repeat(100_000));
    assert!(numbers.len() < 4_000, "a bomb is small: {}", numbers.len());
    let one = with(USUAL, &numbers);
    assert_eq!(within(&one, 400_000), Ok(()));
    assert_eq!(within(&one, 399_999), Err(P::PdfHidden));
    let next = [USUAL.as_bytes(), b"stream\n", &numbers].concat();
    let two = [numbers.as_slice(), b"\nendstream endobj 6 0 obj ", &next].concat();
    assert_eq!(within(&with(USUAL, &two), 799_999), Err(P::PdfHidden));
    assert_eq!(within(&with(USUAL, &two), 800_000), Ok(()));
    let picture = with("<</Subtype /Image>>", &deflated(&vec![0xff; 500_000]));
    assert_eq!(within(&picture, 10), Ok(()), "a picture holds no objects");
}

#[test]
fn programs_are_not_attached_and_invoices_data_is() {
    let attached = "<</Type /EmbeddedFile /Filter /FlateDecode>>";
    for (content, why) in [
        (&b"MZ\x90\0\x03\0\0\0"[..], Err(P::PdfActive)),
        (b"\x7fELF\x02\x01\x01", Err(P::PdfActive)),
        (b"#!/bin/sh\nrm -rf /", Err(P::PdfActive)),
        // Electronic invoices carry their data.
        (b"<?xml version=\"1.0\"?><EInvoice/>", Ok(T::Pdf)),
    ] {
        assert_eq!(said("a.pdf", &with(attached, &deflated(content))), why);
        assert_eq!(said("a.pdf", &with("<</Type /EmbeddedFile>>", content)), why);
    }
}
