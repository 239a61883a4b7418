//! ZIP archives (and OFD documents, which are some): the directory is read, every entry is unpacked into
//! nothing to see how large it really is.

use std::io::{Cursor, Read};

use hezong_domain::files::{ENTRIES_MAX, FileProblem, RATIO_MAX, UNPACKED_MAX_MB};
use zip::ZipArchive;

/// How an entry of the directory begins.
const ENTRY: &[u8] = b"PK\x01\x02";
/// Most an archive may unpack to, in bytes.
const UNPACKED_MAX: u64 = UNPACKED_MAX_MB as u64 * 1024 * 1024;
/// What unpacks to less is no bomb, however well it was packed.
const HARMLESS: u64 = 1024 * 1024;
/// Bytes unpacked at a time.
const PIECE: usize = 16 * 1024;
/// Names of archives.
const NESTED: [&str; 18] = [
    "zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "zst", "lz", "lzma", "cab", "arj", "iso",
    "jar", "war", "apk", "z",
];
/// Documents that are archives by construction: people attach them, and nobody unpacks them.
const DOCUMENTS: [&str; 7] = ["docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd"];

type Open<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Whether it begins as an archive does, an empty one too.
pub(super) fn is_one(content: &[u8]) -> bool {
    content.starts_with(b"PK\x03\x04") || content.starts_with(b"PK\x05\x06")
}

/// Reads the directory. Entries are counted before, because reading a directory of a million of them is
/// what an attacker would want.
fn open(content: &[u8]) -> Result<Open<'_>, FileProblem> {
    if content.windows(ENTRY.len()).filter(|part| *part == ENTRY).count() > ENTRIES_MAX {
        return Err(FileProblem::ArchiveEntries);
    }
    let archive = ZipArchive::new(Cursor::new(content)).map_err(|_| FileProblem::ArchiveBroken)?;
    if archive.len() > ENTRIES_MAX { Err(FileProblem::ArchiveEntries) } else { Ok(archive) }
}

/// Whether there is an entry of a name.
///
/// # Errors
/// As [`check`], for the directory.
pub(super) fn holds(content: &[u8], name: &str) -> Result<bool, FileProblem> {
    Ok(open(content)?.index_for_name(name).is_some())
}

/// Refuses an archive that harms whoever unpacks it.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(content: &[u8]) -> Result<(), FileProblem> {
    let mut archive = open(content)?;
    let sizes = Sizes::of(content.len());
    directory(&archive, sizes)?;
    // Entries that share their bytes: the densest bombs, and files that two programs unpack differently.
    let overlap = archive.has_overlapping_entries().map_err(|_| FileProblem::ArchiveBroken)?;
    if overlap || archive.has_duplicate_names() {
        return Err(FileProblem::ArchiveBomb);
    }
    let mut total = 0;
    for index in 0..archive.len() {
        total = unpacked(&mut archive, index, total, sizes.bound)?;
    }
    Ok(())
}

/// What an archive says it unpacks to, so far.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    /// What unpacks to more is a bomb.
    bound: u64,
    claimed: u64,
}

impl Sizes {
    /// Of an archive of so many bytes.
    pub(super) fn of(size: usize) -> Self {
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        let ratio = u64::try_from(RATIO_MAX).unwrap_or(u64::MAX);
        Self { bound: size.saturating_mul(ratio).max(HARMLESS), claimed: 0 }
    }

    /// One more entry.
    ///
    /// # Errors
    /// When that is too much.
    pub(super) fn claim(&mut self, size: u64) -> Result<(), FileProblem> {
        self.claimed = self.claimed.saturating_add(size);
        if self.claimed > UNPACKED_MAX {
            Err(FileProblem::ArchiveTooLarge)
        } else if self.claimed > self.bound {
            Err(FileProblem::ArchiveBomb)
        } else {
            Ok(())
        }
    }
}

/// What the directory says by itself.
fn directory(archive: &Open<'_>, mut sizes: Sizes) -> Result<(), FileProblem> {
    let mut claimed: Vec<u64> = Vec::new();
    let mut has_files = false;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|_| FileProblem::ArchiveBroken)?;
        let name = entry.name().map_err(|_| FileProblem::ArchiveBroken)?;
        if entry.is_symlink() || entry.name_raw().contains(&0) || leads_away(&name) {
            return Err(FileProblem::ArchivePath);
        }
        if entry.encrypted() {
            return Err(FileProblem::ArchiveEncrypted);
        }
        if is_nested(&name) {
            return Err(FileProblem::ArchiveNested);
        }
        has_files |= !entry.is_dir();
        claimed.push(entry.size());
    }
    if !has_files {
        return Err(FileProblem::ArchiveEmpty);
    }
    claimed.into_iter().try_for_each(|size| sizes.claim(size))
}

/// Whether a name is that of an archive.
pub(super) fn is_nested(name: &str) -> bool {
    NESTED.contains(&ending(name).as_str())
}

/// Whether an entry would be written outside of the folder it is unpacked in: on any system.
pub(super) fn leads_away(name: &str) -> bool {
    let drive = name.chars().nth(1) == Some(':');
    drive
        || name.starts_with(['/', '\\'])
        || name.split(['/', '\\']).any(|part| part.trim_end_matches(' ') == "..")
}

fn ending(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

/// Unpacks an entry into nothing and answers how much all entries so far were.
fn unpacked(
    archive: &mut Open<'_>,
    index: usize,
    before: u64,
    bound: u64,
) -> Result<u64, FileProblem> {
    let mut entry = archive.by_index(index).map_err(|_| FileProblem::ArchiveBroken)?;
    let claimed = entry.size();
    let is_document = entry.name().is_ok_and(|name| DOCUMENTS.contains(&ending(&name).as_str()));
    let mut piece = [0; PIECE];
    let mut count: u64 = 0;
    loop {
        // Up to the end it claims, and one byte further to see whether it goes on.
        let room = usize::try_from(claimed.saturating_sub(count)).unwrap_or(PIECE).clamp(1, PIECE);
        let read = match entry.read(piece.get_mut(..room).unwrap_or_default()) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if is_excess(&error) => return Err(FileProblem::ArchiveBomb),
            Err(_) => return Err(FileProblem::ArchiveBroken),
        };
        if count == 0 && !is_document && is_archive(piece.get(..read).unwrap_or_default()) {
            return Err(FileProblem::ArchiveNested);
        }
        count = count.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        let total = before.saturating_add(count);
        if count > claimed || total > bound {
            return Err(FileProblem::ArchiveBomb);
        }
        if total > UNPACKED_MAX {
            return Err(FileProblem::ArchiveTooLarge);
        }
    }
    Ok(before.saturating_add(count))
}

/// Whether an entry goes on after the end it claimed, as the library says it; anything else that is wrong
/// with it is damage.
fn is_excess(error: &std::io::Error) -> bool {
    error.to_string().contains("larger than its declared")
}

/// Whether a content is an archive, whatever its name.
fn is_archive(head: &[u8]) -> bool {
    let signs: [&[u8]; 7] = [
        b"PK\x03\x04",
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ",
        b"\x28\xb5\x2f\xfd",
    ];
    signs.iter().any(|sign| head.starts_with(sign)) || head.get(257..262) == Some(b"ustar")
}
