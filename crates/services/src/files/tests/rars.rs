//! RAR archives of both formats, put together by hand: nothing free writes them.

use hezong_domain::files::{ENTRIES_MAX, FileProblem as P, FileType as T};

use super::said;

fn vint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}

/// A block since version 5: a checksum nobody looks at, the size, the head, what follows it.
fn block(head: &[u8], data: &[u8]) -> Vec<u8> {
    [b"\0\0\0\0", vint(head.len() as u64).as_slice(), head, data].concat()
}

/// A file as its head says: name, size, flags, records behind the name.
struct File<'a> {
    name: &'a str,
    size: u64,
    flags: u8,
    records: &'a [u8],
}

const PLAIN: File<'_> = File { name: "证明/a.pdf", size: 4, flags: 0, records: &[] };

fn file(file: &File<'_>) -> Vec<u8> {
    let records = file.records;
    let extra = if records.is_empty() { Vec::new() } else { vint(records.len() as u64) };
    let common = [&[2, 2 | u8::from(!records.is_empty())], extra.as_slice(), &[4]].concat();
    let name = file.name.as_bytes();
    let own = [&[file.flags], vint(file.size).as_slice(), &[0, 0, 1]].concat();
    let head = [&common, &own, &vint(name.len() as u64), name, records].concat();
    block(&head, b"data")
}

fn five(blocks: &[Vec<u8>]) -> Vec<u8> {
    let main = block(&[1, 0, 0], &[]);
    let end = block(&[5, 0, 0], &[]);
    [b"Rar!\x1a\x07\x01\0".to_vec(), main, blocks.concat(), end].concat()
}

fn four_block(kind: u8, flags: u16, head: &[u8], data: &[u8]) -> Vec<u8> {
    let size = u16::try_from(7 + head.len()).unwrap();
    [b"\0\0", &[kind][..], &flags.to_le_bytes(), &size.to_le_bytes(), head, data].concat()
}

/// A file of the old format: its name, flags, what the system says of it.
fn four_file(name: &[u8], flags: u16, attributes: u32) -> Vec<u8> {
    let mut head = [4_u32.to_le_bytes(), 9_u32.to_le_bytes()].concat();
    head.extend([3; 1]);
    head.extend([0; 10]);
    head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    head.extend(attributes.to_le_bytes());
    head.extend(name);
    four_block(0x74, 0x8000 | flags, &head, b"data")
}

fn four(main: u16, blocks: &[Vec<u8>]) -> Vec<u8> {
    let main = four_block(0x73, main, &[0; 6], &[]);
    let end = four_block(0x7b, 0x4000, &[], &[]);
    [b"Rar!\x1a\x07\0".to_vec(), main, blocks.concat(), end].concat()
}

#[test]
fn honest_archives_of_both_formats_are_taken() {
    let folder = File { name: "证明", size: 0, flags: 1, ..PLAIN };
    let times = File { records: &[3, 3, 0, 0], ..PLAIN };
    for content in [
        five(&[file(&PLAIN)]),
        five(&[file(&folder), file(&PLAIN), file(&times)]),
        five(&[block(&[3, 2, 4, 0, 0], b"note"), file(&PLAIN)]),
        four(0, &[four_file(b"a/b.pdf", 0, 0o100_644)]),
        four(
            8,
            &[four_block(0x7a, 0x8000, &4_u32.to_le_bytes(), b"note"), four_file(b"a.pdf", 0, 0)],
        ),
    ] {
        assert_eq!(said("a.rar", &content), Ok(T::Rar));
    }
}

#[test]
fn names_links_and_passwords_are_read_from_the_heads() {
    let named = |name| File { name, ..PLAIN };
    let records = |records| File { records, ..PLAIN };
    for (entry, why) in [
        (named("../a.pdf"), P::ArchivePath),
        (named("a/../../b.pdf"), P::ArchivePath),
        (named("/etc/a.pdf"), P::ArchivePath),
        (named("..\\a.pdf"), P::ArchivePath),
        (named("C:\\a.pdf"), P::ArchivePath),
        (named("a.pdf\0.exe"), P::ArchivePath),
        (named("inner.zip"), P::ArchiveNested),
        (named("a/inner.RAR"), P::ArchiveNested),
        // A link to elsewhere, and a file with a password.
        (records(&[4, 5, 1, 0, 0]), P::ArchivePath),
        (records(&[2, 1, 0]), P::ArchiveEncrypted),
        // What it unpacks to: too much, out of proportion, or nobody says.
        (File { size: 200 * 1024 * 1024, ..PLAIN }, P::ArchiveTooLarge),
        (File { size: 9 * 1024 * 1024, ..PLAIN }, P::ArchiveBomb),
        (File { flags: 8, ..PLAIN }, P::ArchiveTooLarge),
        (File { flags: 1, ..PLAIN }, P::ArchiveEmpty),
    ] {
        assert_eq!(said("a.rar", &five(&[file(&entry)])), Err(why), "{:?} {why:?}", entry.name);
    }
    let copy = records(&[3, 5, 5, 0]);
    assert_eq!(said("a.rar", &five(&[file(&PLAIN), file(&copy)])), Ok(T::Rar), "a copy is no link");
}

#[test]
fn the_old_format_is_no_way_around() {
    // `..` packed as two letters, a letter of the page 4E, and `/x`.
    let packed = b"x\0\x4e\x01..\xad\x2f\x00x";
    for (name, flags, attributes, why) in [
        (&b"../a.pdf"[..], 0, 0, P::ArchivePath),
        (b"a.zip", 0, 0, P::ArchiveNested),
        (b"a.pdf", 4, 0, P::ArchiveEncrypted),
        (b"a.pdf", 0, 0o120_777, P::ArchivePath),
        (b"a.pdf", 0xe0, 0, P::ArchiveEmpty),
        (b"../a\0\x4e", 0x200, 0, P::ArchivePath),
        (b"aaaa\0\0\x00../a", 0x200, 0, P::ArchivePath),
        (b"a\0\0\x00a.7z", 0x200, 0, P::ArchiveNested),
    ] {
        let content = four(0, &[four_file(name, flags, attributes)]);
        let shown = String::from_utf8_lossy(name);
        assert_eq!(said("a.rar", &content), Err(why), "{shown:?} {flags:x}");
    }
    let fine = four(0, &[four_file(packed, 0x200, 0)]);
    assert_eq!(said("a.rar", &fine), Ok(T::Rar), "dots and a character beside them");
    let locked = four(0x80, &[]);
    assert_eq!(said("a.rar", &locked), Err(P::ArchiveEncrypted));
    let volume = four(1, &[four_file(b"a.pdf", 0, 0)]);
    assert_eq!(said("a.rar", &volume), Err(P::ArchiveBroken));
}

#[test]
fn archives_that_break_off_or_go_on_for_ever_are_refused() {
    let whole = five(&[file(&PLAIN), file(&PLAIN)]);
    for end in 22..whole.len() {
        let found = said("a.rar", &whole[..end]);
        assert_eq!(found, Err(P::ArchiveBroken), "{end} of {} bytes", whole.len());
    }
    let locked = five(&[block(&[4, 0, 0, 0], &[])]);
    assert_eq!(said("a.rar", &locked), Err(P::ArchiveEncrypted));
    let volume = [&b"Rar!\x1a\x07\x01\0"[..], &block(&[1, 0, 1], &[]), &file(&PLAIN)].concat();
    assert_eq!(said("a.rar", &volume), Err(P::ArchiveBroken));
    assert_eq!(said("a.rar", &five(&[])), Err(P::ArchiveEmpty));
    let small = File { size: 1, ..PLAIN };
    let many = five(&vec![file(&small); ENTRIES_MAX + 1]);
    assert_eq!(said("a.rar", &many), Err(P::ArchiveEntries));
    assert_eq!(said("a.rar", &five(&vec![file(&small); ENTRIES_MAX])), Ok(T::Rar));
    let empty = block(&[9, 0], &[]);
    assert_eq!(said("a.rar", &five(&vec![empty; 100_000])), Err(P::ArchiveEntries));
}
