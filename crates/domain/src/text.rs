//! Bounded, trimmed, control-free texts from people, and what every keyed enum can do.

use std::fmt::Debug;
use std::hash::Hash;

use crate::check::{ProblemKind, Problems};

/// An enum that is stored and sent as a short text; what generic rules know of it. Made by `text_enum!`.
pub trait Keyed: Copy + Ord + Hash + Debug + Send + Sync + 'static {
    /// Every value, in order.
    const VALUES: &'static [Self];

    /// The stable text of the value.
    fn text(self) -> &'static str;
}

/// Longest display name of an account or person, in characters.
pub const NAME_LENGTH_MAX: usize = 128;
/// Longest memo, in characters (open-api §8, `memo`).
pub const MEMO_LENGTH_MAX: usize = 512;
/// Longest reason given for an act, in characters.
pub const REASON_LENGTH_MAX: usize = 256;

/// Trims `text` and checks its length and that it holds no control characters.
///
/// Problems are noted under `field`; an empty text is refused when `required`.
pub fn bounded(
    problems: &mut Problems,
    field: &'static str,
    text: &str,
    required: bool,
    length_max: usize,
) -> String {
    let text = text.trim();
    if text.is_empty() && required {
        problems.add(field, ProblemKind::Required);
    } else if text.chars().count() > length_max {
        problems.add(field, ProblemKind::TooLong { max: length_max });
    } else if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t') {
        problems.add(field, ProblemKind::ControlCharacters);
    }
    text.to_owned()
}

/// Checks the name an account signs in with: 5–32 of letters, digits, `_`, `-`, starting with a letter
/// (partner-sales §6.2c); four characters are allowed for accounts made by operations.
pub fn account_name(problems: &mut Problems, field: &'static str, text: &str) -> String {
    let name = text.trim().to_lowercase();
    let length = name.chars().count();
    let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    let plain =
        name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b));
    if name.is_empty() {
        problems.add(field, ProblemKind::Required);
    } else if !(2..=32).contains(&length) || !starts_well || !plain {
        problems.add(field, ProblemKind::BadAccountName);
    }
    name
}

/// Checks an e-mail address well enough to catch typing errors; delivery is the real test. Letters beyond
/// ASCII are refused: few mail servers carry them.
pub fn email(problems: &mut Problems, field: &'static str, text: &str, required: bool) -> String {
    let text = bounded(problems, field, text, required, 254);
    if !text.is_empty() {
        let good = text.split_once('@').is_some_and(|(local, domain)| {
            text.is_ascii()
                && !local.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !text.contains(char::is_whitespace)
                && text.matches('@').count() == 1
        });
        if !good {
            problems.add(field, ProblemKind::BadEmail);
        }
    }
    text
}

/// Checks a mobile number: optional `+`, 5–20 digits, spaces and dashes dropped.
pub fn mobile(problems: &mut Problems, field: &'static str, text: &str, required: bool) -> String {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    if plain.is_empty() {
        if required {
            problems.add(field, ProblemKind::Required);
        }
    } else if !(5..=20).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        problems.add(field, ProblemKind::BadMobile);
    }
    plain
}

/// Checks a new password: 12–128 characters, no composition rules (ASVS 6.2), not the sign-in name.
pub fn new_password(problems: &mut Problems, field: &'static str, text: &str, sign_in: &str) {
    let length = text.chars().count();
    if text.is_empty() {
        problems.add(field, ProblemKind::Required);
    } else if length < 12 {
        problems.add(field, ProblemKind::TooShort { min: 12 });
    } else if length > 128 {
        problems.add(field, ProblemKind::TooLong { max: 128 });
    } else if is_guessable(text, sign_in) {
        problems.add(field, ProblemKind::WeakPassword);
    }
}

fn is_guessable(password: &str, sign_in: &str) -> bool {
    let folded = password.to_lowercase();
    let mut distinct: Vec<char> = folded.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let common = ["password1234", "123456789012", "qwertyuiop12", "1234567890ab", "iloveyou1234"];
    let name = sign_in.to_lowercase();
    distinct.len() < 5
        || common.contains(&folded.as_str())
        || (name.len() >= 4 && folded.replace(name.as_str(), "").chars().count() < 6)
}

/// The form of a name that search compares: lower case, blanks folded.
pub fn fold(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
