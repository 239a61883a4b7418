//! PDFs that do something when they are opened are refused.
//!
//! Every action of a PDF names what it does (`/S /JavaScript`, `/S /Launch`), and scripts of the whole
//! document stand under the name `/JavaScript`. These names are looked for in all bytes of the file, with
//! their letters plain or written as `#xx`. Names inside of compressed object streams are not seen: what
//! protects from those is that files are opened by the browser's own reader, sandboxed, or saved.

use hezong_domain::files::FileProblem;

/// Names of actions that run something.
const ACTIVE: [&[u8]; 2] = [b"JavaScript", b"Launch"];

/// Refuses a PDF with scripts or programs to start.
///
/// # Errors
/// [`FileProblem::PdfActive`].
pub(super) fn check(content: &[u8]) -> Result<(), FileProblem> {
    let mut rest = content;
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if ACTIVE.iter().any(|name| is_name(rest, name)) {
            return Err(FileProblem::PdfActive);
        }
    }
    Ok(())
}

/// Whether a name object stands at the beginning, up to its delimiter.
fn is_name(mut text: &[u8], name: &[u8]) -> bool {
    for wanted in name {
        match letter(text) {
            Some((found, rest)) if found == *wanted => text = rest,
            _ => return false,
        }
    }
    text.first().is_none_or(|next| is_delimiter(*next))
}

/// One letter of a name, which may be written as `#4a`.
fn letter(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'#', high, low, rest @ ..] => {
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
            Some((digit(*high)? * 16 + digit(*low)?, rest))
        }
        [first, rest @ ..] => Some((*first, rest)),
        [] => None,
    }
}

fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, 0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}
