//! What a file is, by its content alone.

use hezong_domain::files::{FileProblem, FileType};

use super::{archive, contains, tail, xml};

/// How far from its end a PDF may say that it ends: some programs append a few lines.
const PDF_END: usize = 2 * 1024;

/// The type of a content.
///
/// # Errors
/// [`FileProblem::ContentUnknown`] for what is none of ours, [`FileProblem::Damaged`] for what begins like
/// one of them and does not end so.
pub(super) fn of(content: &[u8]) -> Result<FileType, FileProblem> {
    if archive::is_one(content) {
        return of_archive(content);
    }
    let found = infer::get(content).map(|found| found.extension());
    let kind = match found {
        Some("jpg") => FileType::Jpeg,
        Some("png") => FileType::Png,
        Some("gif") => FileType::Gif,
        Some("pdf") => FileType::Pdf,
        Some("rar") => FileType::Rar,
        Some("xml") | None if xml::is_one(content) => FileType::Xml,
        _ => return Err(FileProblem::ContentUnknown),
    };
    if is_whole(kind, content) { Ok(kind) } else { Err(FileProblem::Damaged) }
}

/// OFD documents are archives with a fixed entry. Office documents, programs and books are archives too,
/// but none that are taken.
fn of_archive(content: &[u8]) -> Result<FileType, FileProblem> {
    if archive::holds(content, "OFD.xml")? {
        return Ok(FileType::Ofd);
    }
    match infer::get(content).map(|found| found.extension()) {
        Some("zip") | None => Ok(FileType::Zip),
        Some(_) => Err(FileProblem::ContentUnknown),
    }
}

/// Whether a file has what its kind begins and ends with: scans and downloads break off.
fn is_whole(kind: FileType, content: &[u8]) -> bool {
    match kind {
        FileType::Jpeg => contains(tail(content, content.len() / 2 + 2), b"\xff\xd9"),
        FileType::Png => {
            content.get(12..16) == Some(b"IHDR") && contains(tail(content, 64 * 1024), b"IEND")
        }
        FileType::Gif => {
            let end = content.iter().rev().find(|byte| **byte != 0);
            (content.starts_with(b"GIF87a") || content.starts_with(b"GIF89a"))
                && content.len() > 13
                && end == Some(&b';')
        }
        FileType::Pdf => {
            content.starts_with(b"%PDF-") && contains(tail(content, PDF_END), b"%%EOF")
        }
        FileType::Rar => content.len() > 20,
        FileType::Xml => xml::is_whole(content),
        FileType::Zip | FileType::Ofd => true,
    }
}
