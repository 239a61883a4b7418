//! PDFs that do something when they are opened are refused.
//!
//! Every action of a PDF names what it does (`/S /JavaScript`, `/S /Launch`), and scripts of the whole
//! document stand under the name `/JavaScript`. These names are looked for in all bytes of the file, with
//! their letters plain or written as `#xx`, and in everything that may be an object stream, unpacked: newer
//! programs put most objects of a document there. What is packed so that it cannot be looked into is
//! refused too. Besides, files are opened by the browser's own reader, or saved.

use hezong_domain::files::FileProblem;

use super::inflate;

/// Names of actions and annotations that run something.
const ACTIVE: [&[u8]; 4] = [b"JavaScript", b"Launch", b"Rendition", b"RichMedia"];
/// What packs or changes a stream besides the usual way; no program writes object streams like this.
const UNUSUAL: [&[u8]; 11] = [
    b"ASCIIHexDecode",
    b"AHx",
    b"ASCII85Decode",
    b"A85",
    b"LZWDecode",
    b"LZW",
    b"RunLengthDecode",
    b"RL",
    b"Crypt",
    b"DecodeParms",
    b"DP",
];
/// How programs begin: what is attached to a document must be none.
const PROGRAMS: [&[u8]; 3] = [b"MZ", b"\x7fELF", b"#!"];
/// How far before its stream a dictionary is looked for.
const DICTIONARY_MAX: usize = 8 * 1024;
/// So much of every stream is unpacked to see what it may be.
const GLANCE: usize = 1024;
/// Most that may have to be read of one file's object streams, unpacked.
const UNPACKED_MAX: usize = 64 * 1024 * 1024;
/// Most streams of one file: looking into each takes time.
const STREAMS_MAX: usize = 50_000;
/// What begins the content of a stream, and its dictionary ends before.
const STREAM: &[u8] = b"stream";

/// Refuses a PDF with scripts, with programs to start, or with objects nobody can look at.
///
/// # Errors
/// [`FileProblem::PdfActive`], [`FileProblem::PdfHidden`].
pub(super) fn check(content: &[u8]) -> Result<(), FileProblem> {
    within(content, UNPACKED_MAX)
}

/// The same with so many bytes of object streams.
pub(super) fn within(content: &[u8], mut left: usize) -> Result<(), FileProblem> {
    no_actions(content)?;
    let (mut at, mut count) = (0, 0);
    while let Some(found) = next_stream(content, at) {
        count += 1;
        if count > STREAMS_MAX {
            return Err(FileProblem::PdfHidden);
        }
        at = found + STREAM.len();
        let Some(data) = content.get(at..).map(next_line) else { break };
        stream(dictionary(content, found), data, &mut left)?;
    }
    Ok(())
}

/// Looks into one stream.
fn stream(dictionary: &[u8], data: &[u8], left: &mut usize) -> Result<(), FileProblem> {
    let says = |name: &[u8]| names(dictionary).any(|rest| is_name(rest, name));
    let begin = inflate::beginning(data, GLANCE);
    if says(b"ObjStm") {
        let is_unusual = UNUSUAL.iter().any(|name| says(name));
        if says(b"Filter") && (is_unusual || begin.is_empty()) {
            return Err(FileProblem::PdfHidden);
        }
    }
    if says(b"EmbeddedFile") {
        let first = if begin.is_empty() { data } else { &begin };
        if PROGRAMS.iter().any(|sign| first.starts_with(sign)) {
            return Err(FileProblem::PdfActive);
        }
    }
    // Readers find object streams by their place and not by what they say about themselves.
    if may_be_objects(&begin) {
        let whole = inflate::beginning(data, left.saturating_add(1));
        *left = left.checked_sub(whole.len()).ok_or(FileProblem::PdfHidden)?;
        no_actions(&whole)?;
    }
    Ok(())
}

/// Refuses names of actions that run something.
fn no_actions(content: &[u8]) -> Result<(), FileProblem> {
    let is_active = |rest| ACTIVE.iter().any(|name| is_name(rest, name));
    if names(content).any(is_active) { Err(FileProblem::PdfActive) } else { Ok(()) }
}

/// Object streams begin with the numbers of their objects; a remark may stand before.
fn may_be_objects(begin: &[u8]) -> bool {
    let first = begin.iter().find(|byte| **byte != 0 && !byte.is_ascii_whitespace());
    first.is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'%'))
}

/// Where the next stream begins with its word.
fn next_stream(content: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = content.get(at..)?;
        let found = at + rest.iter().position(|byte| *byte == b's')?;
        let is_end = found >= 3 && content.get(found - 3..found) == Some(b"end");
        if !is_end && content.get(found..).is_some_and(|rest| rest.starts_with(STREAM)) {
            return Some(found);
        }
        at = found + 1;
    }
}

/// What stands after the end of this line.
fn next_line(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
    match text.get(end..) {
        Some([b'\r', b'\n', rest @ ..] | [_, rest @ ..]) => rest,
        _ => &[],
    }
}

/// What a stream says about itself: everything since the word that began its object.
fn dictionary(content: &[u8], stream: usize) -> &[u8] {
    let from = stream.saturating_sub(DICTIONARY_MAX);
    let before = content.get(from..stream).unwrap_or_default();
    let begin = before.windows(3).rposition(|part| part == b"obj").unwrap_or(0);
    before.get(begin..).unwrap_or_default()
}

/// Everything that stands after a slash.
fn names(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = content;
    std::iter::from_fn(move || {
        let at = rest.iter().position(|byte| *byte == b'/')?;
        rest = rest.get(at + 1..)?;
        Some(rest)
    })
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
