//! The format up to version 4.

use super::super::archive::leads_away;
use super::{Block, Bytes, Entry};

/// The next block; nothing when it is not whole.
pub(super) fn block(bytes: &mut Bytes<'_>) -> Option<Block> {
    // Some programs leave out the end.
    if bytes.0.is_empty() {
        return Some(Block::End);
    }
    bytes.take(2)?;
    let (kind, flags, size) = (bytes.number(1)?, bytes.number(2)?, bytes.number(2)?);
    let mut head = bytes.part(size.checked_sub(7)?)?;
    // Of files and remarks the size of what follows stands first.
    let mut packed = if flags & 0x8000 == 0 && kind != 0x74 { 0 } else { head.number(4)? };
    let found = match kind {
        0x73 if flags & 0x80 != 0 => Block::Locked,
        0x73 => Block::Archive { is_volume: flags & 1 != 0 },
        0x74 => {
            let (entry, more) = file(&mut head, flags)?;
            packed |= more << 32;
            Block::File(entry)
        }
        0x7b => Block::End,
        _ => Block::Other,
    };
    bytes.part(packed)?;
    Some(found)
}

/// A file, and the upper half of the size it is packed to.
fn file(head: &mut Bytes<'_>, flags: u64) -> Option<(Entry, u64)> {
    let (size, system) = (head.number(4)?, head.number(1)?);
    // Checksum, time, version, method.
    head.take(10)?;
    let (length, attributes) = (head.number(2)?, head.number(4)?);
    let (more, upper) =
        if flags & 0x100 == 0 { (0, 0) } else { (head.number(4)?, head.number(4)?) };
    let name = head.part(length)?.0;
    let is_unix = system == 3;
    let entry = Entry {
        name: if flags & 0x200 == 0 { plain(name) } else { wide(name) },
        unpacked: size | (upper << 32),
        is_folder: flags & 0xe0 == 0xe0,
        is_link: is_unix && attributes & 0xf000 == 0xa000,
        is_locked: flags & 4 != 0,
    };
    Some((entry, more))
}

fn plain(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// A name that is written twice: in the letters of one country, and packed after a zero in those of all.
/// Programs choose, so the worse of the two counts.
fn wide(name: &[u8]) -> String {
    let Some(end) = name.iter().position(|byte| *byte == 0) else { return plain(name) };
    let (short, rest) = name.split_at(end);
    let mut units = Vec::new();
    let whole = unpack(short, Bytes(rest.get(1..).unwrap_or_default()), &mut units);
    let wide = String::from_utf16_lossy(&units);
    let short = plain(short);
    if whole.is_none() || leads_away(&short) { short } else { wide }
}

/// Two bits say for each letter where it comes from.
fn unpack(short: &[u8], mut rest: Bytes<'_>, into: &mut Vec<u16>) -> Option<()> {
    let page = u16::try_from(rest.number(1)?).ok()? << 8;
    let (mut flags, mut left) = (0, 0);
    while !rest.0.is_empty() {
        if left == 0 {
            (flags, left) = (rest.number(1)?, 8);
        }
        left -= 2;
        let unit = |bytes: &mut Bytes<'_>, count| u16::try_from(bytes.number(count)?).ok();
        match (flags >> left) & 3 {
            0 => into.push(unit(&mut rest, 1)?),
            1 => into.push(unit(&mut rest, 1)? | page),
            2 => into.push(unit(&mut rest, 2)?),
            _ => {
                let count = rest.number(1)?;
                let by = if count & 0x80 == 0 { None } else { Some(rest.take(1)?.first()?) };
                let count = usize::try_from(count & 0x7f).ok()? + 2;
                let same = short.iter().skip(into.len()).take(count);
                let same: Vec<u16> = same
                    .map(|byte| {
                        by.map_or(u16::from(*byte), |by| page | u16::from(byte.wrapping_add(*by)))
                    })
                    .collect();
                into.extend(same);
            }
        }
    }
    Some(())
}
