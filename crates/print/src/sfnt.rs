//! The little a layout must know of a font file: which characters it has and how wide they are.
//!
//! Reads TrueType and OpenType files and collections of them (OpenType 1.9: `cmap` formats 4 and 12,
//! `hmtx`, `head`, `hhea`, `name`). Anything odd reads as "not there": the PDF library checks the file
//! again before it takes glyphs from it.

/// A face of a font file.
#[derive(Debug, Clone)]
pub(crate) struct Face {
    /// Which face of a collection.
    pub(crate) index: u32,
    /// Units of its square.
    pub(crate) units_per_em: u16,
    characters: Characters,
    widths: usize,
    widths_count: u16,
}

/// Where the table of characters is.
#[derive(Debug, Clone, Copy)]
enum Characters {
    /// Of the first 65,536 characters.
    Short(usize),
    /// Of all.
    Full(usize),
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn offset_at(data: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(data, at)?).ok()
}

/// Where each face of a file begins.
fn faces(data: &[u8]) -> Vec<usize> {
    if data.get(..4) != Some(b"ttcf") {
        return vec![0];
    }
    let count = u32_at(data, 8).unwrap_or(0).min(256);
    (0..count).map_while(|face| offset_at(data, 12 + usize::try_from(face).ok()? * 4)).collect()
}

fn table(data: &[u8], face: usize, tag: [u8; 4]) -> Option<usize> {
    let count = usize::from(u16_at(data, face + 4)?);
    (0..count).map(|n| face + 12 + n * 16).find_map(|record| {
        let found = data.get(record..record + 4)? == tag;
        if found { offset_at(data, record + 8) } else { None }
    })
}

/// The face whose family is named for simplified Chinese (`Noto Sans CJK SC`), or the first one. Faces of
/// one collection share most of their glyphs and differ in how characters are written.
pub(crate) fn simplified_chinese(data: &[u8]) -> u32 {
    let faces = faces(data);
    let is_simplified = |face: &usize| {
        let family = family(data, *face).unwrap_or_default();
        // Not the fixed-width faces, whose Latin letters look typed.
        !family.contains("Mono") && family.split(' ').any(|word| matches!(word, "SC" | "CN" | "GB"))
    };
    let place = faces.iter().position(is_simplified).unwrap_or(0);
    u32::try_from(place).unwrap_or(0)
}

/// The family name of a face, as Windows reads it.
fn family(data: &[u8], face: usize) -> Option<String> {
    let names = table(data, face, *b"name")?;
    let count = usize::from(u16_at(data, names + 2)?);
    let texts = names + usize::from(u16_at(data, names + 4)?);
    let record = (0..count).map(|n| names + 6 + n * 12).find(|record| {
        let (platform, language, what) =
            (u16_at(data, *record), u16_at(data, record + 4), u16_at(data, record + 6));
        (platform, language, what) == (Some(3), Some(0x0409), Some(1))
    })?;
    let length = usize::from(u16_at(data, record + 8)?);
    let from = texts + usize::from(u16_at(data, record + 10)?);
    let units: Vec<u16> = (0..length / 2).map_while(|n| u16_at(data, from + n * 2)).collect();
    String::from_utf16(&units).ok()
}

impl Face {
    /// Reads a face of a file; `None` when it is not there or not a font.
    pub(crate) fn read(data: &[u8], index: u32) -> Option<Self> {
        let face = *faces(data).get(usize::try_from(index).ok()?)?;
        let units_per_em = u16_at(data, table(data, face, *b"head")? + 18)?;
        let widths_count = u16_at(data, table(data, face, *b"hhea")? + 34)?;
        if units_per_em == 0 || widths_count == 0 {
            return None;
        }
        Some(Self {
            index,
            units_per_em,
            characters: Characters::find(data, table(data, face, *b"cmap")?)?,
            widths: table(data, face, *b"hmtx")?,
            widths_count,
        })
    }

    /// The glyph of a character, when the face has one.
    pub(crate) fn glyph(&self, data: &[u8], character: char) -> Option<u16> {
        self.characters.glyph(data, u32::from(character)).filter(|glyph| *glyph != 0)
    }

    /// How wide a glyph is, in units of the face.
    pub(crate) fn width(&self, data: &[u8], glyph: u16) -> Option<u16> {
        let place = usize::from(glyph.min(self.widths_count - 1));
        u16_at(data, self.widths + place * 4)
    }
}

impl Characters {
    fn find(data: &[u8], cmap: usize) -> Option<Self> {
        let count = usize::from(u16_at(data, cmap + 2)?);
        let mut short = None;
        for record in (0..count).map(|n| cmap + 4 + n * 8) {
            let at = cmap + offset_at(data, record + 4)?;
            // Unicode, as Windows or as the standard itself numbers it.
            let is_unicode = match (u16_at(data, record)?, u16_at(data, record + 2)?) {
                (0, encoding) => encoding != 5,
                (platform, encoding) => platform == 3 && matches!(encoding, 1 | 10),
            };
            match u16_at(data, at) {
                Some(12) if is_unicode => return Some(Self::Full(at)),
                Some(4) if is_unicode => short = Some(Self::Short(at)),
                _ => {}
            }
        }
        short
    }

    fn glyph(self, data: &[u8], character: u32) -> Option<u16> {
        match self {
            Self::Short(at) => short_glyph(data, at, u16::try_from(character).ok()?),
            Self::Full(at) => full_glyph(data, at, character),
        }
    }
}

/// `cmap` format 12: groups of characters in order.
fn full_glyph(data: &[u8], at: usize, character: u32) -> Option<u16> {
    let (mut low, mut high) = (0, offset_at(data, at + 12)?);
    while low < high {
        let middle = low.midpoint(high);
        let group = at + 16 + middle * 12;
        let (first, last) = (u32_at(data, group)?, u32_at(data, group + 4)?);
        if character < first {
            high = middle;
        } else if character > last {
            low = middle + 1;
        } else {
            let glyph = u32_at(data, group + 8)?.checked_add(character - first)?;
            return u16::try_from(glyph).ok();
        }
    }
    None
}

/// `cmap` format 4: segments, each with an offset or a list of glyphs.
fn short_glyph(data: &[u8], at: usize, character: u16) -> Option<u16> {
    let doubled = usize::from(u16_at(data, at + 6)?);
    let (mut low, mut high) = (0, doubled / 2);
    while low < high {
        let middle = low.midpoint(high);
        if u16_at(data, at + 14 + middle * 2)? < character {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let segment = at + 16 + low * 2;
    let first = u16_at(data, segment + doubled)?;
    let delta = u16_at(data, segment + doubled * 2)?;
    let list = segment + doubled * 3;
    let from = usize::from(u16_at(data, list)?);
    let place = usize::from(character.checked_sub(first)?);
    if from == 0 {
        return Some(character.wrapping_add(delta));
    }
    let glyph = u16_at(data, list + from + place * 2)?;
    (glyph != 0).then(|| glyph.wrapping_add(delta))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    /// Characters A to C as glyphs 5 to 7 by difference, and a to b as 9 and 8 by list.
    fn short_characters() -> Vec<u8> {
        let segments: [&[u16]; 5] = [
            &[0x43, 0x62, 0xffff],
            &[0],
            &[0x41, 0x61, 0xffff],
            &[5_u16.wrapping_sub(0x41), 0, 1],
            // The list begins two words behind the middle segment's offset.
            &[0, 4, 0],
        ];
        let mut words = vec![4, 0, 0, 6, 0, 0, 0];
        words.extend(segments.concat());
        words.extend([9, 8]);
        // One table for Windows, 12 bytes behind the head.
        bytes(&[&[0, 1, 3, 1, 0, 12], words.as_slice()].concat())
    }

    fn name(family: &str) -> Vec<u8> {
        let text: Vec<u16> = family.encode_utf16().collect();
        let length = u16::try_from(text.len() * 2).unwrap();
        bytes(&[&[0, 1, 18, 3, 1, 0x409, 1, length, 0], text.as_slice()].concat())
    }

    /// A file that begins with `head` and has one face.
    fn face(head: &[u8], family: &str) -> Vec<u8> {
        let mut upper = vec![0; 18];
        upper.extend(bytes(&[1000]));
        let mut counted = vec![0; 34];
        counted.extend(bytes(&[3]));
        // Two glyphs as wide as a square, all others 600.
        let widths = bytes(&[1000, 0, 1000, 0, 600, 0]);
        let tables = [
            (*b"cmap", short_characters()),
            (*b"head", upper),
            (*b"hhea", counted),
            (*b"hmtx", widths),
            (*b"name", name(family)),
        ];
        let mut file = head.to_vec();
        file.extend(bytes(&[1, 0, 5, 0, 0, 0]));
        let mut at = file.len() + tables.len() * 16;
        for (tag, table) in &tables {
            file.extend(tag);
            file.extend([0; 4]);
            file.extend(u32::try_from(at).unwrap().to_be_bytes());
            file.extend(u32::try_from(table.len()).unwrap().to_be_bytes());
            at += table.len();
        }
        for (_, table) in tables {
            file.extend(table);
        }
        file
    }

    #[test]
    fn characters_and_widths_are_found() {
        let file = face(&[], "Any");
        let face = Face::read(&file, 0).unwrap();
        assert_eq!(face.units_per_em, 1000);
        let glyphs: Vec<_> = "ABCDab@c\u{20bb7}".chars().map(|c| face.glyph(&file, c)).collect();
        let [a, b, c] = [Some(5), Some(6), Some(7)];
        assert_eq!(glyphs, [a, b, c, None, Some(9), Some(8), None, None, None]);
        let widths: Vec<_> = [0, 1, 2, 9].map(|glyph| face.width(&file, glyph)).into();
        assert_eq!(widths, [Some(1000), Some(1000), Some(600), Some(600)]);
        assert!(Face::read(&file, 1).is_none());
    }

    #[test]
    fn the_face_for_simplified_chinese_is_taken_by_its_name() {
        let collection = |family: &str| {
            let one = face(&[0; 20], "Any JP");
            let second = u32::try_from(one.len()).unwrap();
            let mut file = face(&one, family);
            file[..4].copy_from_slice(b"ttcf");
            file[8..12].copy_from_slice(&2_u32.to_be_bytes());
            file[12..16].copy_from_slice(&20_u32.to_be_bytes());
            file[16..20].copy_from_slice(&second.to_be_bytes());
            file
        };
        for (family, index) in [("Any SC", 1), ("Any CN", 1), ("Any KR", 0), ("Any Mono SC", 0)] {
            let file = collection(family);
            assert_eq!(simplified_chinese(&file), index, "{family}");
            assert!(Face::read(&file, index).is_some(), "{family}");
        }
    }

    #[test]
    fn broken_files_are_no_fonts_and_break_nothing() {
        let file = face(&[], "Any SC");
        for end in 0..file.len() {
            let cut = &file[..end];
            simplified_chinese(cut);
            if let Some(face) = Face::read(cut, 0) {
                assert!(face.glyph(cut, '\u{20bb7}').is_none());
                face.glyph(cut, 'a');
                face.width(cut, 2);
            }
            let mut odd = file.clone();
            odd[end] = 0xff;
            simplified_chinese(&odd);
            if let Some(face) = Face::read(&odd, 0) {
                face.glyph(&odd, '\u{20bb7}');
                face.glyph(&odd, 'a');
                face.width(&odd, 2);
            }
        }
    }
}
