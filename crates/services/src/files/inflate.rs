//! Unpacks what PDFs pack. The library that reads archives unpacks it: a packed stream is shown to it as the
//! one entry of an archive, of which it learns neither size nor checksum.

use std::cell::Cell;
use std::io::{self, Read};

use zip::read::read_zipfile_from_stream;

/// The head of an entry without a name that is packed and as large as can be said.
const HEAD: [u8; 31] =
    *b"PK\x03\x04\x14\0\0\0\x08\0\0\0\x21\0\0\0\0\0\xfe\xff\xff\xff\xfe\xff\xff\xff\x01\0\0\0a";
/// Bytes unpacked at a time.
const PIECE: usize = 16 * 1024;

/// The head, then what is packed; nothing more once it is shut. The library reads an entry to its end when
/// it is done with it, which would be the whole rest of the file for each of its streams.
struct Tap<'a> {
    head: &'a [u8],
    rest: &'a [u8],
    shut: &'a Cell<bool>,
}

impl Read for Tap<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.shut.get() {
            Ok(0)
        } else if self.head.is_empty() {
            self.rest.read(into)
        } else {
            self.head.read(into)
        }
    }
}

/// What a stream begins with when it is packed, without its own head of two bytes.
fn body(packed: &[u8]) -> Option<&[u8]> {
    let [method, flags, rest @ ..] = packed else { return None };
    let is_one = method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0;
    (is_one && flags & 0x20 == 0).then_some(rest)
}

/// The beginning of what a stream unpacks to, at most `max` bytes; nothing for what is not packed so. Where
/// it is damaged it ends.
pub(super) fn beginning(packed: &[u8], max: usize) -> Vec<u8> {
    let mut found = Vec::new();
    let Some(rest) = body(packed) else { return found };
    let shut = Cell::new(false);
    let mut tap = Tap { head: &HEAD, rest, shut: &shut };
    if let Ok(Some(mut entry)) = read_zipfile_from_stream(&mut tap) {
        let mut piece = [0; PIECE];
        while found.len() < max {
            let room = max.saturating_sub(found.len()).min(PIECE);
            // At the end the checksum is missed: what was unpacked until then is all there is.
            match entry.read(piece.get_mut(..room).unwrap_or_default()) {
                Ok(0) | Err(_) => break,
                Ok(count) => found.extend_from_slice(piece.get(..count).unwrap_or_default()),
            }
        }
        shut.set(true);
    }
    found
}
