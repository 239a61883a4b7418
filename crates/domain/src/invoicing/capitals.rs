//! 金额大写: amounts as invoices write them, in the digits that cannot be altered.
//!
//! The rules are those of the central bank's rules for filling in bills (支付结算办法, its annex): the
//! whole ends in 整 when it ends with 元 or 角, never after 分; one 零 for every gap between digits that
//! are written, also between 元 and 分. Where they leave a choice (a 零 before 角 after a whole that ends
//! with noughts) it is not written. The currency is the page's.
//!
//! This file is the one place of this crate that may hold Chinese outside comments: the words are data
//! of a standard and the same in every language.

use crate::money::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [(u64, &str); 4] = [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
/// What follows each group of four places, highest first.
const GROUPS: [(u64, &str); 3] = [(100_000_000, "亿"), (10_000, "万"), (1, "")];
const NEGATIVE: &str = "负";
const YUAN: &str = "元";
const TENTH: &str = "角";
const HUNDREDTH: &str = "分";
const WHOLE: &str = "整";

/// The amount in Chinese capitals: `1,680.32` is 壹仟陆佰捌拾元叁角贰分.
pub fn in_capitals(amount: Fen) -> String {
    let fen = amount.get().unsigned_abs();
    let (yuan, tenths, hundredths) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut out = String::new();
    if amount.get() < 0 {
        out.push_str(NEGATIVE);
    }
    if yuan > 0 || fen == 0 {
        if yuan == 0 {
            out.push(digit(0));
        }
        write_whole(&mut out, yuan);
        out.push_str(YUAN);
    }
    if tenths > 0 {
        out.push(digit(tenths));
        out.push_str(TENTH);
    } else if hundredths > 0 && yuan > 0 {
        out.push(digit(0));
    }
    if hundredths > 0 {
        out.push(digit(hundredths));
        out.push_str(HUNDREDTH);
    } else {
        out.push_str(WHOLE);
    }
    out
}

/// Writes a whole number; nothing for 0.
fn write_whole(out: &mut String, number: u64) {
    let mut rest = number;
    let mut gap = false;
    let mut written = false;
    for (unit, name) in GROUPS {
        let group = rest / unit;
        rest %= unit;
        if group == 0 {
            gap = written;
            continue;
        }
        // A group that does not fill its places leaves a gap after a higher one.
        if written && (gap || group < 1_000) {
            out.push(digit(0));
        }
        if group >= 10_000 {
            write_whole(out, group);
        } else {
            write_group(out, group);
        }
        out.push_str(name);
        (gap, written) = (false, true);
    }
}

/// Writes 1–9999.
fn write_group(out: &mut String, group: u64) {
    let mut rest = group;
    let mut gap = false;
    let mut written = false;
    for (unit, name) in PLACES {
        let value = rest / unit;
        rest %= unit;
        if value == 0 {
            gap = written;
            continue;
        }
        if gap {
            out.push(digit(0));
        }
        out.push(digit(value));
        out.push_str(name);
        (gap, written) = (false, true);
    }
}

fn digit(value: u64) -> char {
    let index = usize::try_from(value).unwrap_or(0);
    DIGITS.get(index).copied().unwrap_or('零')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_in_capitals() {
        for (text, expected) in [
            ("0", "零元整"),
            ("0.01", "壹分"),
            ("0.10", "壹角整"),
            ("0.15", "壹角伍分"),
            ("1", "壹元整"),
            ("10", "壹拾元整"),
            ("10.05", "壹拾元零伍分"),
            ("11", "壹拾壹元整"),
            ("107.50", "壹佰零柒元伍角整"),
            ("325.04", "叁佰贰拾伍元零肆分"),
            ("1000", "壹仟元整"),
            ("1001", "壹仟零壹元整"),
            ("1010", "壹仟零壹拾元整"),
            ("1409.50", "壹仟肆佰零玖元伍角整"),
            ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("10000", "壹万元整"),
            ("10001", "壹万零壹元整"),
            ("100010", "壹拾万零壹拾元整"),
            ("107000.53", "壹拾万柒仟元伍角叁分"),
            ("1000000", "壹佰万元整"),
            ("10050000", "壹仟零伍万元整"),
            ("20000304", "贰仟万零叁佰零肆元整"),
            ("100000000", "壹亿元整"),
            ("100000001", "壹亿零壹元整"),
            ("100010000", "壹亿零壹万元整"),
            ("1000010000", "壹拾亿零壹万元整"),
            ("123456789.01", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
            ("99999999999.99", "玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
            ("-32.10", "负叁拾贰元壹角整"),
        ] {
            assert_eq!(in_capitals(Fen::parse(text).unwrap()), expected, "{text}");
        }
    }

    /// Reads capitals back: the sum of digits times their places.
    fn read(text: &str) -> i128 {
        let (negative, text) = match text.strip_prefix('负') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mut fen, mut high, mut group, mut last): (i128, i128, i128, i128) = (0, 0, 0, 0);
        for c in text.chars() {
            if let Some(value) = DIGITS.iter().position(|d| *d == c) {
                last = i128::try_from(value).unwrap();
                continue;
            }
            match c {
                '仟' => group += last * 1_000,
                '佰' => group += last * 100,
                '拾' => group += last * 10,
                '万' => (high, group) = (high + (group + last) * 10_000, 0),
                '亿' => (high, group) = ((high + group + last) * 100_000_000, 0),
                '元' => fen += (high + group + last) * 100,
                '角' => fen += last * 10,
                '分' => fen += last,
                _ => {}
            }
            last = 0;
        }
        if negative { -fen } else { fen }
    }

    proptest! {
        #[test]
        fn capitals_say_the_amount(fen in prop_oneof![any::<i64>(), -9_999_999i64..9_999_999]) {
            let text = in_capitals(Fen::new(fen));
            prop_assert_eq!(read(&text), i128::from(fen));
            prop_assert!(!text.contains("零零") && !text.contains("零元") || fen == 0);
        }
    }
}
