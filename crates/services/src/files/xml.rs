//! XML of electronic invoices: data, and nothing a reader could be tricked with.

use hezong_domain::files::FileProblem;

use super::{contains, tail};

/// The mark some programs put in front of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// What plain data never needs: entities (files within files, memory that grows without end), styles that
/// load something, pages and drawings that run something.
const ACTIVE: [&str; 7] = [
    "<!doctype",
    "<!entity",
    "<?xml-stylesheet",
    "<script",
    "<html",
    "<svg",
    "www.w3.org/1999/xhtml",
];

/// Whether it begins as XML does. The encoding does not matter: what is looked for is ASCII.
pub(super) fn is_one(content: &[u8]) -> bool {
    let plain = content.strip_prefix(MARK).unwrap_or(content);
    plain.trim_ascii_start().starts_with(b"<?xml")
}

/// Whether it ends with a tag.
pub(super) fn is_whole(content: &[u8]) -> bool {
    content.trim_ascii_end().ends_with(b">") && contains(tail(content, 64 * 1024), b"</")
}

/// Refuses XML with more in it than data.
///
/// # Errors
/// [`FileProblem::XmlActive`].
pub(super) fn check(content: &[u8]) -> Result<(), FileProblem> {
    let folded = content.to_ascii_lowercase();
    let is_active = ACTIVE.iter().any(|part| contains(&folded, part.as_bytes()));
    // An encoding of two bytes a letter would hide what is looked for.
    let is_hidden =
        content.contains(&0) || contains(&folded, b"utf-16") || contains(&folded, b"utf-7");
    if is_active || is_hidden { Err(FileProblem::XmlActive) } else { Ok(()) }
}
