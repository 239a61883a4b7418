//! Reads a file out of a workbook, which is a ZIP archive of deflated XML (RFC 1951). Small and slow:
//! enough for a test, without a library that the product does not need.

/// The text of one file of the archive; `None` when there is none of that name.
pub fn text_in(archive: &[u8], name: &str) -> Option<String> {
    let end = archive.windows(4).rposition(|bytes| bytes == b"PK\x05\x06")?;
    let mut at = number(archive, end + 16, 4)?;
    for _ in 0..number(archive, end + 10, 2)? {
        let lengths = [28, 30, 32].map(|field| number(archive, at + field, 2));
        let [Some(own), Some(extra), Some(comment)] = lengths else { return None };
        if archive.get(at + 46..at + 46 + own)? == name.as_bytes() {
            let local = number(archive, at + 42, 4)?;
            let begin =
                local + 30 + number(archive, local + 26, 2)? + number(archive, local + 28, 2)?;
            let packed = archive.get(begin..begin + number(archive, at + 20, 4)?)?;
            let is_stored = number(archive, at + 10, 2)? == 0;
            let bytes = if is_stored { packed.to_vec() } else { Bits::new(packed).inflate()? };
            return String::from_utf8(bytes).ok();
        }
        at += 46 + own + extra + comment;
    }
    None
}

/// A number of some bytes, the lowest first.
fn number(bytes: &[u8], at: usize, count: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + count)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

const LENGTHS: [(usize, usize); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// A prefix code: the symbol of every code, by its length and value.
struct Code(std::collections::BTreeMap<(usize, usize), usize>);

impl Code {
    fn new(lengths: &[usize]) -> Self {
        let mut codes = std::collections::BTreeMap::new();
        let mut next = 0;
        for length in 1..16 {
            for (symbol, _) in lengths.iter().enumerate().filter(|(_, own)| **own == length) {
                codes.insert((length, next), symbol);
                next += 1;
            }
            next <<= 1;
        }
        Self(codes)
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn take(&mut self, count: usize) -> Option<usize> {
        let mut value = 0;
        for place in 0..count {
            let byte = usize::from(*self.bytes.get(self.at / 8)?);
            value |= (byte >> (self.at % 8) & 1) << place;
            self.at += 1;
        }
        Some(value)
    }

    fn symbol(&mut self, code: &Code) -> Option<usize> {
        let mut value = 0;
        for length in 1..16 {
            value = value << 1 | self.take(1)?;
            if let Some(symbol) = code.0.get(&(length, value)) {
                return Some(*symbol);
            }
        }
        None
    }

    fn inflate(&mut self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        loop {
            let is_last = self.take(1)? == 1;
            match self.take(2)? {
                0 => {
                    self.at = self.at.next_multiple_of(8);
                    let length = self.take(16)?;
                    self.take(16)?;
                    for _ in 0..length {
                        out.push(u8::try_from(self.take(8)?).ok()?);
                    }
                }
                1 => {
                    let runs = [(144, 8), (112, 9), (24, 7), (8, 8)];
                    let lengths: Vec<usize> =
                        runs.iter().flat_map(|(count, length)| vec![*length; *count]).collect();
                    self.block(&mut out, &Code::new(&lengths), &Code::new(&[5; 30]))?;
                }
                2 => {
                    let (literals, distances) = self.codes()?;
                    self.block(&mut out, &literals, &distances)?;
                }
                _ => return None,
            }
            if is_last {
                return Some(out);
            }
        }
    }

    fn codes(&mut self) -> Option<(Code, Code)> {
        let (literals, distances) = (self.take(5)? + 257, self.take(5)? + 1);
        let mut of_lengths = [0; 19];
        for place in ORDER.iter().take(self.take(4)? + 4) {
            *of_lengths.get_mut(*place)? = self.take(3)?;
        }
        let code = Code::new(&of_lengths);
        let mut lengths: Vec<usize> = Vec::new();
        while lengths.len() < literals + distances {
            let (value, count) = match self.symbol(&code)? {
                16 => (*lengths.last()?, self.take(2)? + 3),
                17 => (0, self.take(3)? + 3),
                18 => (0, self.take(7)? + 11),
                length => (length, 1),
            };
            lengths.extend(vec![value; count]);
        }
        let (first, second) = lengths.split_at(literals);
        Some((Code::new(first), Code::new(second)))
    }

    fn block(&mut self, out: &mut Vec<u8>, literals: &Code, distances: &Code) -> Option<()> {
        loop {
            match self.symbol(literals)? {
                256 => return Some(()),
                byte @ 0..256 => out.push(u8::try_from(byte).ok()?),
                symbol => {
                    let (least, extra) = *LENGTHS.get(symbol - 257)?;
                    let length = least + self.take(extra)?;
                    let symbol = self.symbol(distances)?;
                    let extra = (symbol / 2).saturating_sub(1);
                    let least = if symbol < 4 { symbol } else { (2 + symbol % 2) << extra };
                    let back = least + 1 + self.take(extra)?;
                    for _ in 0..length {
                        out.push(*out.get(out.len().checked_sub(back)?)?);
                    }
                }
            }
        }
    }
}
