//! The bars, as a scanner sees them.

use barcoders::sym::code128::Code128;
use hezong_domain::invoicing::Barcode;

use crate::paper::{NUMBER, Paper, list};

/// The modules as another library draws them: code set B throughout.
fn expected(text: &str) -> Vec<bool> {
    let code = Code128::new(format!("\u{181}{text}")).expect("encodable");
    code.encode().into_iter().map(|module| module == 1).collect()
}

#[test]
fn the_encoding_is_the_one_of_others() {
    for text in [NUMBER, "p1", "0123456789", "a b-c_D~", "z"] {
        let code = Barcode::of(text).expect("encodable");
        let mut modules = vec![false; usize::from(code.modules())];
        for (from, width) in code.bars() {
            modules[usize::from(from)..usize::from(from + width)].fill(true);
        }
        assert_eq!(modules, expected(text), "{text}");
    }
}

#[test]
fn the_printed_bars_can_be_read_and_have_white_around_them() {
    let paper = Paper::of(&list(1));
    let wanted = expected(NUMBER);
    // Through the upper, middle and lower part of the bars, as coarse as a fax and as fine as a printer.
    for (resolution, y) in [(300, 48), (300, 62), (600, 75)] {
        let row = paper.pixels(resolution, y);
        // The heading stands left of the middle.
        let half = row.len() / 3;
        let first = row.iter().skip(half).position(|dark| *dark).expect("bars") + half;
        let last = row.iter().rposition(|dark| *dark).expect("bars");
        let wide = last + 1 - first;
        let quiet = wide * 10 / wanted.len();
        assert!(row[first - quiet + 1..first].iter().all(|dark| !dark), "white before");
        assert!(row[last + 1..last + quiet].iter().all(|dark| !dark), "white after");
        let count = wanted.len();
        let seen: Vec<bool> =
            (0..count).map(|n| row[first + (2 * n + 1) * wide / (2 * count)]).collect();
        assert_eq!(seen, wanted, "{resolution} dpi at {y}");
    }
}

#[test]
fn the_number_stands_below_its_bars_for_people() {
    let words = Paper::of(&list(1)).words();
    let places: Vec<_> = words.iter().filter(|word| word.text == NUMBER).collect();
    assert_eq!(places.len(), 2, "below the bars and among the facts");
    assert!(places.iter().any(|word| word.top > 78.0 && word.bottom < 100.0), "{places:?}");
}
