//! What is taken, and every way in which something is not.

mod pdfs;
mod rars;

use std::io::{Cursor, Write};

use hezong_domain::files::{ENTRIES_MAX, FileProblem as P, FileType as T, SIZE_MAX};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::check;

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0 picture \xff\xd9";
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\0\0\0\0IEND\xaeB`\x82";
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0!\xf9\x04\0\0\0\0\0,;";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";
/// Its heads: the archive's, of a file `a` of one byte, which follows, and of the end.
const RAR: &[u8] =
    b"Rar!\x1a\x07\x01\0\0\0\0\0\x03\x01\0\0\0\0\0\0\x0a\x02\x02\x01\0\x01\0\0\0\x01ax\
                     \0\0\0\0\x03\x05\0\0";
const XML: &[u8] = "<?xml version=\"1.0\"?><EInvoice><号码>1</号码></EInvoice>".as_bytes();

fn said(name: &str, content: &[u8]) -> Result<T, P> {
    check(name, content, T::ALL).map(|checked| checked.kind)
}

/// An archive of these entries.
fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    packed_with(entries, SimpleFileOptions::default())
}

fn packed_with(entries: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The same bytes with one text in the place of another of its length, wherever it stands.
fn forged(content: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut forged = content.to_vec();
    let mut at = 0;
    while let Some(found) = forged[at..].windows(old.len()).position(|part| part == old) {
        forged[at + found..at + found + new.len()].copy_from_slice(new);
        at += found + old.len();
    }
    assert_ne!(forged, content, "nothing was forged");
    forged
}

#[test]
fn every_type_is_known_by_its_content() {
    let zip = packed(&[("a/b.pdf", PDF)]);
    let ofd = packed(&[("OFD.xml", XML), ("Doc_0/Document.xml", XML)]);
    for (name, content, kind) in [
        ("在职证明.jpg", JPEG, T::Jpeg),
        ("a.JPEG", JPEG, T::Jpeg),
        ("a.png", PNG, T::Png),
        ("a.gif", GIF, T::Gif),
        ("a.pdf", PDF, T::Pdf),
        ("a.rar", RAR, T::Rar),
        ("a.zip", &zip, T::Zip),
        ("a.ofd", &ofd, T::Ofd),
        ("a.xml", XML, T::Xml),
    ] {
        assert_eq!(said(name, content), Ok(kind), "{name}");
    }
}

#[test]
fn the_wrong_content_under_the_right_extension_is_refused() {
    let program = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0@";
    let page = b"<!DOCTYPE html><html><script>alert(1)</script></html>";
    let drawing = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/></svg>";
    let office = packed(&[("[Content_Types].xml", XML), ("word/document.xml", XML)]);
    for (name, content, why) in [
        ("a.pdf", &program[..], P::ContentUnknown),
        ("a.png", page, P::ContentUnknown),
        ("a.pdf", b"just words", P::ContentUnknown),
        ("a.pdf", PNG, P::ExtensionMismatch),
        ("a.exe", PDF, P::TypeNotTaken),
        ("a.pdf.exe", PDF, P::TypeNotTaken),
        ("a.jpg", XML, P::ExtensionMismatch),
        ("a.xml", drawing, P::XmlActive),
        ("a.docx", &office, P::TypeNotTaken),
        ("a", PDF, P::NoExtension),
        ("a.说明", PDF, P::NoExtension),
        ("a.pdf", &PDF[..40], P::Damaged),
        ("a.png", &PNG[..20], P::Damaged),
        ("a.jpg", &JPEG[..20], P::Damaged),
        ("a.gif", &GIF[..16], P::Damaged),
        ("", b"", P::Missing),
        ("a.pdf", b"", P::Empty),
        ("a.pdf", &vec![b' '; SIZE_MAX + 1], P::TooLarge),
    ] {
        assert_eq!(said(name, content), Err(why), "{name}");
    }
    assert_eq!(
        check("a.ofd", &packed(&[("OFD.xml", XML)]), T::COMMON).unwrap_err(),
        P::TypeNotTaken
    );
}

#[test]
fn documents_that_run_something_are_refused() {
    let with = |text: &str| [&PDF[..PDF.len() - 6], text.as_bytes(), b"\n%%EOF\n"].concat();
    for (text, why) in [
        ("<</S /JavaScript /JS (app.alert\\(1\\))>>", Err(P::PdfActive)),
        ("<</S/JavaScript/JS 5 0 R>>", Err(P::PdfActive)),
        ("<</S /J#61va#53cript>>", Err(P::PdfActive)),
        ("<</S /Launch /F (cmd.exe)>>", Err(P::PdfActive)),
        ("<</S /#4c#61unch>>", Err(P::PdfActive)),
        ("/Names <</JavaScript 3 0 R>>", Err(P::PdfActive)),
        ("/LaunchPad /JavaScripts (JavaScript)", Ok(T::Pdf)),
        ("/S /URI /URI (https://example.com)", Ok(T::Pdf)),
    ] {
        assert_eq!(said("a.pdf", &with(text)), why, "{text}");
    }
    for text in [
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>",
        "<?xml version=\"1.0\"?><a><script>1</script></a>",
        "<?xml version=\"1.0\"?><?xml-stylesheet href=\"a.xsl\"?><a></a>",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a></a>",
    ] {
        assert_eq!(said("a.xml", text.as_bytes()), Err(P::XmlActive), "{text}");
    }
}

#[test]
fn entries_that_lead_elsewhere_are_refused() {
    for (name, why) in [
        ("../a.pdf", P::ArchivePath),
        ("a/../../b.pdf", P::ArchivePath),
        ("/etc/a.pdf", P::ArchivePath),
        ("\\\\host\\a.pdf", P::ArchivePath),
        ("..\\a.pdf", P::ArchivePath),
        ("C:\\a.pdf", P::ArchivePath),
        ("c:a.pdf", P::ArchivePath),
        ("inner.zip", P::ArchiveNested),
        ("a/inner.RAR", P::ArchiveNested),
        ("a.tar.gz", P::ArchiveNested),
    ] {
        // The writer of archives is too honest for some names.
        let plain = "x".repeat(name.len());
        let content = forged(&packed(&[(plain.as_str(), PDF)]), plain.as_bytes(), name.as_bytes());
        assert_eq!(said("a.zip", &content), Err(why), "{name}");
    }
    let fine = packed(&[("a..b/c.pdf", PDF), ("发票/1.pdf", PDF)]);
    assert_eq!(said("a.zip", &fine), Ok(T::Zip));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let content = archive.finish().unwrap().into_inner();
    assert_eq!(said("a.zip", &content), Err(P::ArchivePath));
}

#[test]
fn archives_in_archives_are_seen_whatever_they_are_called() {
    let inner = packed(&[("a.pdf", PDF)]);
    for (name, content) in [("a.pdf", &inner[..]), ("b.dat", RAR), ("c", b"\x1f\x8b\x08\0\0\0\0\0")]
    {
        let outer = packed(&[("first.pdf", PDF), (name, content)]);
        assert_eq!(said("a.zip", &outer), Err(P::ArchiveNested), "{name}");
    }
    // A document that is one by construction may be in it.
    assert_eq!(said("a.zip", &packed(&[("a.docx", &inner)])), Ok(T::Zip));
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![0; 8 * 1024 * 1024];
    let bomb = packed(&[("a.txt", &zeros)]);
    assert!(bomb.len() < 20 * 1024, "a bomb is small: {}", bomb.len());
    assert_eq!(said("a.zip", &bomb), Err(P::ArchiveBomb));
    // It says that it unpacks to a kilobyte.
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let liar = forged(&bomb, &size, &1024_u32.to_le_bytes());
    assert_eq!(said("a.zip", &liar), Err(P::ArchiveBomb));
    // It says that it unpacks to four gigabytes.
    let boast = forged(
        &packed(&[("a.pdf", PDF)]),
        &[u8::try_from(PDF.len()).unwrap(), 0, 0, 0],
        &[0xfe, 0xff, 0xff, 0xff],
    );
    assert!(said("a.zip", &boast).is_err());
    // Not too dense and still too much: four times what may be unpacked at once.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let many: Vec<String> = (0..=ENTRIES_MAX).map(|n| format!("{n}.txt")).collect();
    let entries: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"a"[..])).collect();
    let full = packed_with(&entries, stored);
    assert_eq!(said("a.zip", &full), Err(P::ArchiveEntries));
    let almost = packed_with(&entries[1..], stored);
    assert_eq!(said("a.zip", &almost), Ok(T::Zip));
}

#[test]
fn what_unpacks_to_too_much_is_refused_though_no_bomb() {
    // Noise, so that the archive is large enough for what it claims not to be a bomb.
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(2 * 1024 * 1024)
    .collect();
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let honest = packed_with(&[("n", &noise[..]), ("a.pdf", PDF)], stored);
    assert_eq!(said("a.zip", &honest), Ok(T::Zip));
    let size = u32::try_from(noise.len()).unwrap().to_le_bytes();
    let claims = forged(&honest, &size, &(150_u32 * 1024 * 1024).to_le_bytes());
    assert_eq!(said("a.zip", &claims), Err(P::ArchiveTooLarge));
}

#[test]
fn archives_nobody_can_read_are_refused() {
    let whole = packed(&[("a.pdf", PDF), ("b.pdf", PDF)]);
    assert_eq!(said("a.zip", &whole[..whole.len() / 2]), Err(P::ArchiveBroken));
    assert_eq!(said("a.zip", &packed(&[])), Err(P::ArchiveEmpty));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.add_directory("a/", SimpleFileOptions::default()).unwrap();
    let folder = archive.finish().unwrap().into_inner();
    assert_eq!(said("a.zip", &folder), Err(P::ArchiveEmpty));
    // The first flag of the local header and of the directory: a password is needed.
    let mut locked = packed(&[("a.pdf", PDF)]);
    let directory = locked.windows(4).position(|part| part == b"PK\x01\x02").unwrap();
    locked[6] |= 1;
    locked[directory + 8] |= 1;
    assert_eq!(said("a.zip", &locked), Err(P::ArchiveEncrypted));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let plain = packed_with(&[("a.pdf", PDF)], stored);
    let damaged = forged(&plain, b"Catalog", b"Cat log");
    assert_eq!(said("a.zip", &damaged), Err(P::ArchiveBroken));
    // Two entries of the directory that point at the same bytes.
    let same = forged(&packed(&[("a.pdf", PDF), ("b.pdf", PDF)]), b"b.pdf", b"a.pdf");
    assert!(said("a.zip", &same).is_err());
}

#[test]
fn the_name_that_is_kept_is_clean() {
    let checked = check("C:\\..\\证明\u{202e}.pdf", PDF, T::COMMON).unwrap();
    assert_eq!(checked.name, "证明.pdf");
    assert_eq!(checked.digest.len(), 64);
}
