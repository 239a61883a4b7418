//! Names of files: what stays of one that came from outside.

/// Longest name, in characters, extension included (ours).
pub const NAME_MAX: usize = 120;
/// What a file without a name of its own is called.
const NAMELESS: &str = "file";
/// Longest extension; what is longer is part of the name.
const EXTENSION_MAX: usize = 8;
/// Names Windows keeps for devices, whatever the extension.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];
/// Devices that are counted: `com1`, `lpt9`.
const COUNTED: &[&str] = &["com", "lpt"];

/// The name as it may be stored, shown and given back: without folders, without what cannot be seen or
/// turns the direction of reading (`exe.fdp` for `pdf.exe`), without what file systems cannot hold, not a
/// device's name, at most [`NAME_MAX`] characters with the extension kept.
pub fn clean_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !is_hidden(*c)).map(plain).collect();
    // A leading dot hides a file, a dot or blank at the end vanishes on Windows.
    let trimmed = seen.trim().trim_end_matches(['.', ' ']);
    let (stem, ending) = split(trimmed);
    let stem = stem.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = match stem {
        "" => NAMELESS.to_owned(),
        stem if is_reserved(stem) => format!("_{stem}"),
        stem => stem.to_owned(),
    };
    let room = NAME_MAX.saturating_sub(ending.chars().count() + 1);
    let stem: String = stem.chars().take(if ending.is_empty() { NAME_MAX } else { room }).collect();
    if ending.is_empty() { stem } else { format!("{}.{ending}", stem.trim_end()) }
}

/// The extension of a name in lower case; empty when it has none.
pub fn extension(name: &str) -> String {
    split(name).1.to_ascii_lowercase()
}

fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, ending)) if is_extension(ending) => (stem, ending),
        _ => (name, ""),
    }
}

fn is_extension(ending: &str) -> bool {
    !ending.is_empty()
        && ending.len() <= EXTENSION_MAX
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Control characters, and format characters that hide or turn what stands beside them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What no file system holds, or what a shell or a header could misread, becomes a line.
fn plain(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%' | ';') { '_' } else { c }
}

/// Whether the part before the first dot is the name of a device.
fn is_reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_counted = |device: &&str| {
        let number = first.strip_prefix(*device).map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(number.as_deref(), Some(['0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}']))
    };
    RESERVED.contains(&first.as_str()) || COUNTED.iter().any(is_counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tricks_in_names_are_taken_out() {
        for (raw, kept) in [
            ("在职证明.pdf", "在职证明.pdf"),
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Users\\lin\\proof.JPG", "proof.JPG"),
            ("..\\..\\a/b\\c.png", "c.png"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("in\u{200b}vo\u{feff}ice\0\r\n.pdf", "invoice.pdf"),
            ("a\"; filename=\"b.pdf", "a__ filename=_b.pdf"),
            ("CON.pdf", "_CON.pdf"),
            ("com1.tar.pdf", "_com1.tar.pdf"),
            ("nul", "_nul"),
            ("console.pdf", "console.pdf"),
            (".htaccess", "file.htaccess"),
            (".pdf", "file.pdf"),
            ("...", "file"),
            ("", "file"),
            ("/", "file"),
            ("scan.pdf. . .", "scan.pdf"),
            ("a:b|c?.png", "a_b_c_.png"),
            ("v1.2 final", "v1.2 final"),
            ("𠮷㐀.ofd", "𠮷㐀.ofd"),
        ] {
            assert_eq!(clean_name(raw), kept, "{raw:?}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = clean_name(&format!("{}.pdf", "长".repeat(500)));
        assert_eq!(name.chars().count(), NAME_MAX);
        assert!(name.ends_with("长.pdf"), "{name}");
        assert_eq!(clean_name(&"x".repeat(500)).chars().count(), NAME_MAX);
    }

    #[test]
    fn the_extension_is_what_stands_after_the_last_dot() {
        for (name, ending) in [
            ("a.PDF", "pdf"),
            ("a.tar.gz", "gz"),
            ("a", ""),
            ("a.", ""),
            ("a.说明", ""),
            ("a.pdf.exe", "exe"),
            ("a.verylongending", ""),
        ] {
            assert_eq!(extension(name), ending, "{name}");
        }
    }
}

#[cfg(test)]
mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_clean_name_is_clean_and_stays_so(raw in "\\PC*|.*") {
            let name = clean_name(&raw);
            prop_assert!(!name.is_empty() && name.chars().count() <= NAME_MAX);
            prop_assert!(!name.contains(['/', '\\', '"', '\0']) && !name.chars().any(is_hidden));
            prop_assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']));
            prop_assert_eq!(clean_name(&name), name);
        }
    }
}
