//! Where lines end: Chinese may break between any two characters but not before closing marks and not
//! after opening ones; other words stay whole while they fit.

/// What must not begin a line.
fn clings_to_before(c: char) -> bool {
    matches!(
        c,
        ',' | '.'
            | ':'
            | ';'
            | '!'
            | '?'
            | ')'
            | ']'
            | '}'
            | '%'
            | '\u{b7}'
            | '\u{2019}'
            | '\u{201d}'
            | '\u{2026}'
            | '\u{3001}'
            | '\u{3002}'
            | '\u{3005}'
            | '\u{3009}'
            | '\u{300b}'
            | '\u{300d}'
            | '\u{300f}'
            | '\u{3011}'
            | '\u{3015}'
            | '\u{30fb}'
            | '\u{ff01}'
            | '\u{ff09}'
            | '\u{ff0c}'
            | '\u{ff0e}'
            | '\u{ff1a}'
            | '\u{ff1b}'
            | '\u{ff1f}'
            | '\u{ff3d}'
            | '\u{ff5d}'
    )
}

/// What must not end a line.
fn clings_to_after(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '\u{2018}'
            | '\u{201c}'
            | '\u{3008}'
            | '\u{300a}'
            | '\u{300c}'
            | '\u{300e}'
            | '\u{3010}'
            | '\u{3014}'
            | '\u{ff08}'
            | '\u{ff3b}'
            | '\u{ff5b}'
            | '\u{ffe5}'
            | '\u{a5}'
    )
}

/// Whether lines may break on either side: East Asian characters and everything of the upper planes.
fn stands_alone(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0xfe30..=0xfe4f
        | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1_0000..)
}

fn may_break(before: char, after: char) -> bool {
    if clings_to_after(before) || clings_to_before(after) || after == ' ' {
        return false;
    }
    before == ' ' || stands_alone(before) || stands_alone(after)
}

/// The lines of a text, none wider than `room` as `width` measures characters. What cannot be broken by
/// the rules is broken anywhere rather than left to run out of its cell. Blanks at breaks are dropped.
/// At least one line, which may be empty.
pub(crate) fn lines(text: &str, room: i64, width: impl Fn(char) -> i64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest: Vec<char> = text.trim().chars().collect();
    loop {
        let (fits, is_all) = fitting(&rest, room, &width);
        if is_all {
            lines.push(rest.iter().collect());
            return lines;
        }
        let end = break_before(&rest, fits);
        let tail = rest.split_off(end.min(rest.len()));
        lines.push(rest.iter().collect::<String>().trim_end().to_owned());
        rest = tail.into_iter().skip_while(|c| *c == ' ').collect();
    }
}

/// How many characters fit, at least one, and whether these are all.
fn fitting(text: &[char], room: i64, width: &impl Fn(char) -> i64) -> (usize, bool) {
    let mut used = 0;
    for (place, c) in text.iter().enumerate() {
        used += width(*c);
        if used > room && place > 0 {
            return (place, false);
        }
    }
    (text.len(), true)
}

/// The last allowed break among the characters that fit, or the end of what fits.
fn break_before(text: &[char], fits: usize) -> usize {
    // A blank right behind the line is a break too.
    if text.get(fits) == Some(&' ') {
        return fits;
    }
    (1..=fits)
        .rev()
        .find(|end| match (text.get(end - 1), text.get(*end)) {
            (Some(before), Some(after)) => may_break(*before, *after),
            _ => false,
        })
        .unwrap_or(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chinese is twice as wide as Latin.
    fn broken(text: &str, room: i64) -> Vec<String> {
        lines(text, room, |c| if stands_alone(c) { 2 } else { 1 })
    }

    #[test]
    fn chinese_breaks_anywhere_but_at_marks() {
        assert_eq!(broken("山海云科技有限公司", 10), ["山海云科技", "有限公司"]);
        assert_eq!(broken("山海云科技，有限公司", 10), ["山海云科", "技，有限公", "司"]);
        assert_eq!(broken("山海云科（杭州）公司", 10), ["山海云科", "（杭州）公", "司"]);
    }

    #[test]
    fn words_stay_whole_while_they_fit() {
        assert_eq!(broken("Shan Hai Cloud Ltd", 9), ["Shan Hai", "Cloud Ltd"]);
        assert_eq!(broken("ABCDEFGHIJKLM", 5), ["ABCDE", "FGHIJ", "KLM"]);
        assert_eq!(broken("云 ABCDEFGHIJ 云", 5), ["云", "ABCDE", "FGHIJ", "云"]);
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_too_wide() {
        let text = "杭州（浙江）山海云 Technology Holdings（集团）股份有限公司。。。。。。，，，，，，，（（（（（（";
        for room in 1..40 {
            let lines = broken(text, room);
            let kept: String = lines.concat().replace(' ', "");
            assert_eq!(kept, text.replace(' ', ""), "{room}");
            for line in lines {
                let wide: i64 = line.chars().map(|c| if stands_alone(c) { 2 } else { 1 }).sum();
                assert!(wide <= room.max(2), "{room}: {line}");
            }
        }
    }

    #[test]
    fn an_empty_text_is_one_empty_line() {
        assert_eq!(broken("", 5), [""]);
        assert_eq!(broken("  ", 5), [""]);
    }
}
