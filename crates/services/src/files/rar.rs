//! RAR archives: nothing here can unpack them, but their heads say what is in them, and how large it is.
//! Both formats, the one up to version 4 and the one since version 5.

mod four;

use hezong_domain::files::{ENTRIES_MAX, FileProblem};

use super::archive::{self, Sizes};

/// How the formats begin.
const FIVE: &[u8] = b"Rar!\x1a\x07\x01\0";
const FOUR: &[u8] = b"Rar!\x1a\x07\0";

/// What a head says of one file.
pub(super) struct Entry {
    name: String,
    unpacked: u64,
    is_folder: bool,
    is_link: bool,
    is_locked: bool,
}

/// What a block of an archive is.
pub(super) enum Block {
    /// The archive's own head; one of several volumes is none that can be opened alone.
    Archive { is_volume: bool },
    /// A file.
    File(Entry),
    /// Heads nobody reads without a password.
    Locked,
    /// The end.
    End,
    /// Remarks and the like.
    Other,
}

/// Refuses an archive that harms whoever unpacks it, as far as its heads say.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(content: &[u8]) -> Result<(), FileProblem> {
    let (next, rest): (fn(&mut Bytes<'_>) -> Option<Block>, _) =
        if let Some(rest) = content.strip_prefix(FIVE) {
            (five, rest)
        } else {
            (four::block, content.strip_prefix(FOUR).ok_or(FileProblem::ArchiveBroken)?)
        };
    let mut rest = Bytes(rest);
    let mut sizes = Sizes::of(content.len());
    let (mut files, mut entries) = (0, 0);
    // Besides its files an archive has few blocks.
    for _ in 0..ENTRIES_MAX * 3 {
        match next(&mut rest).ok_or(FileProblem::ArchiveBroken)? {
            Block::Archive { is_volume: true } => return Err(FileProblem::ArchiveBroken),
            Block::Locked => return Err(FileProblem::ArchiveEncrypted),
            Block::File(entry) => {
                files += usize::from(!entry.is_folder);
                entries += 1;
                if entries > ENTRIES_MAX {
                    return Err(FileProblem::ArchiveEntries);
                }
                judge(&entry)?;
                sizes.claim(entry.unpacked)?;
            }
            Block::End if files == 0 => return Err(FileProblem::ArchiveEmpty),
            Block::End => return Ok(()),
            Block::Archive { .. } | Block::Other => {}
        }
    }
    Err(FileProblem::ArchiveEntries)
}

fn judge(entry: &Entry) -> Result<(), FileProblem> {
    if entry.is_link || entry.name.contains('\0') || archive::leads_away(&entry.name) {
        Err(FileProblem::ArchivePath)
    } else if entry.is_locked {
        Err(FileProblem::ArchiveEncrypted)
    } else if !entry.is_folder && archive::is_nested(&entry.name) {
        Err(FileProblem::ArchiveNested)
    } else {
        Ok(())
    }
}

/// Bytes that are read from their beginning.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of so many bytes, the smallest first.
    fn number(&mut self, bytes: usize) -> Option<u64> {
        Some(self.take(bytes)?.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    /// A number of as many bytes as it needs: seven bits in each, and whether more come.
    fn vint(&mut self) -> Option<u64> {
        let mut sum: u64 = 0;
        for place in 0..10 {
            let byte = self.number(1)?;
            sum |= (byte & 0x7f).checked_shl(place * 7)?;
            if byte & 0x80 == 0 {
                return Some(sum);
            }
        }
        None
    }

    /// A part of a length that stands in the file.
    fn part(&mut self, count: u64) -> Option<Self> {
        self.take(usize::try_from(count).ok()?).map(Self)
    }
}

/// The next block since version 5; nothing when it is not whole.
fn five(bytes: &mut Bytes<'_>) -> Option<Block> {
    bytes.take(4)?;
    let size = bytes.vint()?;
    let mut head = bytes.part(size)?;
    let (kind, flags) = (head.vint()?, head.vint()?);
    let extra = if flags & 1 == 0 { 0 } else { head.vint()? };
    let packed = if flags & 2 == 0 { 0 } else { head.vint()? };
    let block = match kind {
        1 => Block::Archive { is_volume: head.vint()? & 1 != 0 },
        2 => Block::File(file(&mut head, extra)?),
        4 => Block::Locked,
        5 => Block::End,
        _ => Block::Other,
    };
    bytes.part(packed)?;
    Some(block)
}

fn file(head: &mut Bytes<'_>, extra: u64) -> Option<Entry> {
    let (flags, size, _attributes) = (head.vint()?, head.vint()?, head.vint()?);
    head.take(if flags & 2 == 0 { 0 } else { 4 })?;
    head.take(if flags & 4 == 0 { 0 } else { 4 })?;
    let (_method, _system, length) = (head.vint()?, head.vint()?, head.vint()?);
    let name = String::from_utf8_lossy(head.part(length)?.0).into_owned();
    let mut entry = Entry {
        name,
        // A size that is not known is as large as can be.
        unpacked: if flags & 8 == 0 { size } else { u64::MAX },
        is_folder: flags & 1 != 0,
        is_link: false,
        is_locked: false,
    };
    let mut records = head.part(extra)?;
    while !records.0.is_empty() {
        let size = records.vint()?;
        let mut record = records.part(size)?;
        match record.vint()? {
            1 => entry.is_locked = true,
            // 5 is a copy of a file that stands before it.
            5 => entry.is_link |= record.vint()? != 5,
            _ => {}
        }
    }
    Some(entry)
}
