//! Rules about source files: not too long, nothing switched off, no texts for people in code.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{site::inputs::slashed, workspace::Workspace};

/// No file is longer, so that each can be read in one sitting.
const LINES_MAX: usize = 400;
/// Files with these extensions are written by hand.
const WRITTEN: [&str; 7] = ["css", "js", "mjs", "py", "rs", "sql", "ts"];
/// Folders that hold no source of ours.
const SKIPPED: [&str; 7] =
    ["target", "node_modules", "dist", "data", "test-results", "playwright-report", "screens"];
/// Where Rust files may hold texts in Chinese: amounts in capitals, texts of the API, demo data, tests.
const TEXT_HOMES: [&str; 5] = [
    "crates/domain/src/invoicing/capitals.rs",
    "crates/open-api/src/text",
    "crates/storage/src/conformance",
    "crates/testing/",
    "server/src/demo",
];

/// Fails when a source file breaks a rule.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut found = Vec::new();
    walk(&workspace.root, &mut |path| {
        let name = slashed(path.strip_prefix(&workspace.root)?);
        let extension = path.extension().and_then(|extension| extension.to_str());
        if extension.is_some_and(|extension| WRITTEN.contains(&extension)) {
            let text = fs::read_to_string(path).with_context(|| format!("reading {name}"))?;
            found.extend(violations(&name, &text));
        }
        Ok(())
    })?;
    super::none(&found)
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path) -> Result<()>) -> Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type()?.is_dir() {
            visit(&entry.path())?;
        } else if !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
            walk(&entry.path(), visit)?;
        }
    }
    Ok(())
}

fn violations(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lines = text.lines().count();
    if lines > LINES_MAX && !text.lines().take(5).any(|line| line.contains("@generated")) {
        found.push(format!("{name}: {lines} lines, more than {LINES_MAX}"));
    }
    if Path::new(name).extension().is_none_or(|extension| extension != "rs") {
        return found;
    }
    for (index, line) in text.lines().enumerate() {
        let (line, number) = (line.trim_start(), index + 1);
        if line.starts_with("#[ignore") {
            found.push(format!("{name}:{number}: a test is switched off"));
        }
        if line.starts_with("// unchecked:") {
            found.push(format!("{name}:{number}: a statement is not checked against the schema"));
        }
    }
    if may_hold_texts(name) {
        return found;
    }
    if let Some(number) = first_chinese_line(before_tests(text)) {
        found.push(format!("{name}:{number}: texts for people belong in locales/"));
    }
    found
}

fn may_hold_texts(name: &str) -> bool {
    let is_test = name.contains("/tests/") || name.ends_with("/tests.rs");
    is_test || TEXT_HOMES.iter().any(|home| name.starts_with(home))
}

/// The file without the tests at its end.
fn before_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\nmod ").map_or(text, |(code, _)| code)
}

/// The first line with a Chinese character outside comments, where examples may show some.
fn first_chinese_line(text: &str) -> Option<usize> {
    let (mut rest, mut line) = (text, 1);
    while let Some(character) = rest.chars().next() {
        let comment = comment_length(rest);
        let length = comment.or_else(|| literal_length(rest)).unwrap_or(character.len_utf8());
        let (token, after) = rest.split_at(length.min(rest.len()));
        let chinese = token.find(is_chinese).filter(|_| comment.is_none());
        if let Some(position) = chinese {
            return Some(line + token[..position].matches('\n').count());
        }
        line += token.matches('\n').count();
        rest = after;
    }
    None
}

/// Length of the comment that the text starts with, if it does.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    text.starts_with("/*").then(|| text.find("*/").map_or(text.len(), |end| end + 2))
}

/// Length of the string or character literal that the text starts with, if it does.
fn literal_length(text: &str) -> Option<usize> {
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.bytes().take_while(|byte| *byte == b'#').count();
        let body = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(body.find(&end).map_or(text.len(), |at| 2 + hashes + at + end.len()));
    }
    let mut characters = text.char_indices();
    let (_, quote) = characters.next().filter(|(_, first)| matches!(first, '"' | '\''))?;
    if quote == '\'' && !text.starts_with("'\\") {
        // Three characters are a literal; anything else after this quote is a lifetime.
        let (at, third) = characters.nth(1)?;
        return (third == '\'').then_some(at + 1);
    }
    let mut escaped = false;
    for (at, character) in characters {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return Some(at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// Ideographs; punctuation is left alone, because rules about text name it.
fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_found_in_literals_and_not_in_comments() {
        for (text, line) in [
            ("// 优惠券\nlet a = 1; /* 额度\n */ let b;", None),
            ("let a = 1;\nlet b = \"优惠\";", Some(2)),
            ("let a = \"// no comment 额\";", Some(1)),
            ("let a = r#\"quote \" 额\"#;", Some(1)),
            ("fn f<'a>(x: &'a str) {} // 额", None),
            ("let q = '\"'; // 额", None),
            ("let q = '\\''; // 额", None),
            ("let q = '额';", Some(1)),
            ("let s = \"a \\\" b\"; // 额", None),
        ] {
            assert_eq!(first_chinese_line(text), line, "{text}");
        }
    }

    #[test]
    fn long_files_are_refused_unless_generated() {
        let long = "x\n".repeat(LINES_MAX + 1);
        assert_eq!(violations("a.rs", &long).len(), 1);
        assert!(violations("a.rs", &"x\n".repeat(LINES_MAX)).is_empty());
        assert!(violations("a.ts", &format!("// @generated\n{long}")).is_empty());
    }

    #[test]
    fn nothing_is_switched_off() {
        assert_eq!(violations("a.rs", "    #[ignore = \"slow\"]\n").len(), 1);
        assert_eq!(violations("a.rs", "    // unchecked: later\n").len(), 1);
    }

    #[test]
    fn tests_and_homes_of_texts_may_be_chinese() {
        let text = "let a = \"额度\";\n";
        assert_eq!(violations("app/src/pages.rs", text).len(), 1);
        assert!(violations("crates/open-api/src/text/errors.rs", text).is_empty());
        assert!(violations("server/tests/it/login.rs", text).is_empty());
        let inside = format!("fn f() {{}}\n\n#[cfg(test)]\nmod tests {{\n{text}}}\n");
        assert!(violations("crates/domain/src/mask.rs", &inside).is_empty());
    }
}
