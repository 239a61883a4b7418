//! Looks into files that come from outside: what they are by content, and whether they are safe to keep
//! and to hand to somebody else. Nothing of a file is executed, drawn or unpacked to disk.
//!
//! [`check`] is the one gate; what a case does with files is in `benefits::papers`.

mod archive;
mod inflate;
mod kind;
mod pdf;
mod rar;
#[cfg(test)]
mod tests;
mod xml;

use hezong_domain::files::{FileProblem, FileType, SIZE_MAX, clean_name, extension};
use sha2::{Digest, Sha256};

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checked {
    /// The name to keep.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: FileType,
    /// Hex SHA-256 of the content.
    pub(crate) digest: String,
}

/// Whether a file may be kept: size, type by content, extension, and what is inside. What the browser
/// says about the type is never asked for.
///
/// # Errors
/// The first thing that is wrong, from the cheapest to find to the dearest.
pub(crate) fn check(
    raw_name: &str,
    content: &[u8],
    taken: &[FileType],
) -> Result<Checked, FileProblem> {
    if content.is_empty() {
        // Browsers send an empty file without a name when none was chosen.
        let is_none = raw_name.trim().is_empty();
        return Err(if is_none { FileProblem::Missing } else { FileProblem::Empty });
    }
    if content.len() > SIZE_MAX {
        return Err(FileProblem::TooLarge);
    }
    let name = clean_name(raw_name);
    let ending = extension(&name);
    if ending.is_empty() {
        return Err(FileProblem::NoExtension);
    }
    let is_known = |kind: &FileType| kind.extensions().contains(&ending.as_str());
    if !FileType::ALL.iter().any(is_known) {
        return Err(FileProblem::TypeNotTaken);
    }
    let kind = kind::of(content)?;
    if !kind.extensions().contains(&ending.as_str()) {
        return Err(FileProblem::ExtensionMismatch);
    }
    if !taken.contains(&kind) {
        return Err(FileProblem::TypeNotTaken);
    }
    match kind {
        FileType::Pdf => pdf::check(content)?,
        FileType::Zip | FileType::Ofd => archive::check(content)?,
        FileType::Xml => xml::check(content)?,
        FileType::Rar => rar::check(content)?,
        FileType::Jpeg | FileType::Png | FileType::Gif => {}
    }
    Ok(Checked { name, kind, digest: hex::encode(Sha256::digest(content)) })
}

/// Whether some bytes stand anywhere in others.
fn contains(content: &[u8], wanted: &[u8]) -> bool {
    content.windows(wanted.len()).any(|part| part == wanted)
}

/// The last so many bytes.
fn tail(content: &[u8], count: usize) -> &[u8] {
    content.get(content.len().saturating_sub(count)..).unwrap_or(content)
}
