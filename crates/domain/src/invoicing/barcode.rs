//! Code 128 as bars: the number of a request, to be scanned where papers arrive. The one encoding, for
//! the page and for the printed list.

/// Bars and spaces of the symbols 0 to 105, six widths each, in modules (ISO/IEC 15417, table 1).
const SYMBOLS: [u32; 106] = [
    212_222, 222_122, 222_221, 121_223, 121_322, 131_222, 122_213, 122_312, 132_212, 221_213,
    221_312, 231_212, 112_232, 122_132, 122_231, 113_222, 123_122, 123_221, 223_211, 221_132,
    221_231, 213_212, 223_112, 312_131, 311_222, 321_122, 321_221, 312_212, 322_112, 322_211,
    212_123, 212_321, 232_121, 111_323, 131_123, 131_321, 112_313, 132_113, 132_311, 211_313,
    231_113, 231_311, 112_133, 112_331, 132_131, 113_123, 113_321, 133_121, 313_121, 211_331,
    231_131, 213_113, 213_311, 213_131, 311_123, 311_321, 331_121, 312_113, 312_311, 332_111,
    314_111, 221_411, 431_111, 111_224, 111_422, 121_124, 121_421, 141_122, 141_221, 112_214,
    112_412, 122_114, 122_411, 142_112, 142_211, 241_211, 221_114, 413_111, 241_112, 134_111,
    111_242, 121_142, 121_241, 114_212, 124_112, 124_211, 411_212, 421_112, 421_211, 212_141,
    214_121, 412_121, 111_143, 111_341, 131_141, 114_113, 114_311, 411_113, 411_311, 113_141,
    114_131, 311_141, 411_131, 211_412, 211_214, 211_232,
];
/// The symbol that ends every code: seven widths.
const STOP: u32 = 2_331_112;
/// The symbol that begins code set B: printable ASCII.
const START_B: usize = 104;
/// Check sums are taken by this.
const CHECK_MODULUS: usize = 103;

/// A text as bars, in modules: the width of the narrowest bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barcode {
    widths: Vec<u8>,
}

impl Barcode {
    /// White that must stay on either side, in modules.
    pub const QUIET: u16 = 10;

    /// The bars of a text; `None` when it is empty or has other than printable ASCII characters.
    pub fn of(text: &str) -> Option<Self> {
        let mut symbols = vec![START_B];
        let mut check = START_B;
        for (place, byte) in (1_usize..).zip(text.bytes()) {
            if !matches!(byte, b' '..=b'~') {
                return None;
            }
            let symbol = usize::from(byte - b' ');
            check = (check + place * symbol) % CHECK_MODULUS;
            symbols.push(symbol);
        }
        if symbols.len() == 1 {
            return None;
        }
        symbols.push(check);
        let mut widths = Vec::with_capacity(symbols.len() * 6 + 7);
        for symbol in symbols {
            digits(*SYMBOLS.get(symbol)?, 6, &mut widths);
        }
        digits(STOP, 7, &mut widths);
        Some(Self { widths })
    }

    /// How wide it is without the quiet zones, in modules.
    pub fn modules(&self) -> u16 {
        self.widths.iter().map(|width| u16::from(*width)).fold(0, u16::saturating_add)
    }

    /// The bars, each with where it begins and how wide it is, in modules.
    pub fn bars(&self) -> impl Iterator<Item = (u16, u16)> + '_ {
        let mut at = 0_u16;
        let placed = self.widths.iter().map(move |width| {
            let (from, width) = (at, u16::from(*width));
            at = at.saturating_add(width);
            (from, width)
        });
        placed.step_by(2)
    }
}

/// Takes the decimal digits of a number apart.
fn digits(number: u32, count: u32, into: &mut Vec<u8>) {
    for place in (0..count).rev() {
        into.push(u8::try_from(number / 10_u32.pow(place) % 10).unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a scanner does, without any of the tables above but the widths themselves.
    fn scanned(code: &Barcode) -> String {
        let modules = usize::from(code.modules());
        let mut line = vec![false; modules];
        for (from, width) in code.bars() {
            line[usize::from(from)..usize::from(from + width)].fill(true);
        }
        assert!(line[0] && line[modules - 1], "it begins and ends with a bar");
        let mut symbols = Vec::new();
        for part in line[..modules - 13].chunks(11) {
            let mut widths = 0;
            for run in part.chunk_by(|a, b| a == b) {
                widths = widths * 10 + u32::try_from(run.len()).unwrap();
            }
            symbols.push(SYMBOLS.iter().position(|known| *known == widths).expect("a symbol"));
        }
        assert_eq!(symbols[0], START_B);
        let check = symbols.pop().unwrap();
        let sum: usize = symbols.iter().enumerate().map(|(n, s)| n.max(1) * s).sum();
        assert_eq!(check, sum % CHECK_MODULUS);
        symbols[1..].iter().map(|s| char::from(b' ' + u8::try_from(*s).unwrap())).collect()
    }

    #[test]
    fn every_symbol_has_three_bars_and_eleven_modules_and_its_own_shape() {
        let mut seen = std::collections::BTreeSet::new();
        for symbol in SYMBOLS {
            let mut widths = Vec::new();
            digits(symbol, 6, &mut widths);
            assert_eq!(widths.iter().sum::<u8>(), 11, "{symbol}");
            // The parity that lets a scanner read upside down.
            assert_eq!((widths[0] + widths[2] + widths[4]) % 2, 0, "{symbol}");
            assert!(seen.insert(symbol), "{symbol} stands twice");
        }
    }

    #[test]
    fn what_is_encoded_can_be_scanned() {
        let all: String = (b' '..=b'~').map(char::from).collect();
        for text in ["01KAR7V9Q2M4X8ZT3B6D5F1HJN", "p1", "~", " ", all.as_str()] {
            let code = Barcode::of(text).expect("encodable");
            assert_eq!(scanned(&code), text);
            assert_eq!(usize::from(code.modules()), 11 * (text.len() + 2) + 13);
        }
    }

    #[test]
    fn other_texts_have_no_bars() {
        for text in ["", "\u{5143}", "a\u{0}", "a\u{7f}", "\u{e9}"] {
            assert_eq!(Barcode::of(text), None, "{text:?}");
        }
    }
}
