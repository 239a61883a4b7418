//! What becomes of a row, and why, in words.

use hezong_domain::ProblemKind;
use hezong_storage::imports::Import;
use hezong_texts::{Lang, fill, find, find_on_server, imports as texts};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::columns::heading;
use crate::{Error, benefits};

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The row as a spreadsheet counts it.
    pub row: usize,
    /// The heading of the column; empty when the whole row is meant.
    pub column: String,
    /// The value as it stands there.
    pub value: String,
    /// What is wrong.
    pub what: String,
    /// What helps.
    pub cure: String,
}

/// A field that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The heading of its column.
    pub column: String,
    /// What stands there now.
    pub old: String,
    /// What will stand there.
    pub new: String,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "detail", rename_all = "snake_case")]
pub enum Verdict {
    /// It is made.
    New,
    /// It is changed.
    Changed(Vec<Change>),
    /// It is there already.
    Unchanged,
    /// It is not taken.
    Refused(Vec<Wrong>),
}

impl Verdict {
    /// The stable text.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed(_) => "changed",
            Self::Unchanged => "unchanged",
            Self::Refused(_) => "refused",
        }
    }

    /// The changes, or that there are none.
    pub(super) fn of(changes: Vec<Change>) -> Self {
        if changes.is_empty() { Self::Unchanged } else { Self::Changed(changes) }
    }

    /// Whether something is written.
    pub(super) const fn writes(&self) -> bool {
        matches!(self, Self::New | Self::Changed(_))
    }

    /// What the verdict says whatever the language: two that differ mean that the data moved.
    pub(super) fn print(&self) -> String {
        let Self::Changed(changes) = self else { return self.as_str().to_owned() };
        let mut hasher = Sha256::new();
        for change in changes {
            for part in [&change.old, &change.new] {
                hasher.update(part.len().to_string().as_bytes());
                hasher.update(b":");
                hasher.update(part.as_bytes());
            }
        }
        hex::encode(hasher.finalize()).chars().take(16).collect()
    }
}

/// A row with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// The row as a spreadsheet counts it.
    pub number: usize,
    /// What the row is about.
    pub subject: String,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The id of what was made or changed; empty before.
    pub target: String,
    /// The path of an invitation that was made, to be handed over; empty when there is none.
    pub link: String,
    /// Whether it is written.
    pub is_done: bool,
}

/// How far an import came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A preview: nothing is written.
    Preview,
    /// Rows are refused, so nothing is written.
    Refused,
    /// Interrupted on purpose; asking again goes on.
    Stopped,
    /// Everything that could be written is.
    Through,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How far it came.
    pub stage: Stage,
    /// Every row, in the order of the file.
    pub rows: Vec<RowOutcome>,
    /// Rows an earlier, interrupted run had written.
    pub resumed: usize,
    /// The import as it is stored; `None` when nothing is.
    pub(super) import: Option<Import>,
}

impl Outcome {
    /// The id of the import, once there is one.
    pub fn id(&self) -> Option<&str> {
        self.import.as_ref().map(|import| import.id.as_str())
    }

    /// How many rows have a verdict of that name.
    pub fn count(&self, verdict: &str) -> usize {
        self.rows.iter().filter(|row| row.verdict.as_str() == verdict).count()
    }
}

/// Why nothing can be said about the rows.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The file can not be read or its headings are wrong; every reason in words.
    #[error("{}", .0.join("; "))]
    File(Vec<String>),
    /// A use case failed.
    #[error(transparent)]
    Service(#[from] Error),
}

impl From<hezong_storage::StorageError> for Failed {
    fn from(error: hezong_storage::StorageError) -> Self {
        Self::Service(error.into())
    }
}

/// Something wrong with the value of a column.
pub(super) fn wrong(
    lang: Lang,
    row: usize,
    (key, value): (&str, &str),
    problem: &ProblemKind,
) -> Wrong {
    let key_of = problem.key();
    let say = |space| find_on_server(space, key_of).map(|text| fill(text, lang, &problem.args()));
    let what = say("import_what").unwrap_or_else(|| texts::WRONG_VALUE.get(lang).to_owned());
    let cure = beyond(&what, say("problems").unwrap_or_default());
    Wrong { row, column: heading(lang, key).to_owned(), value: shortened(value), what, cure }
}

/// What a cure says beyond what is wrong: pages say both in one sentence, a report says one after the other.
fn beyond(what: &str, cure: String) -> String {
    let Some(rest) = cure.strip_prefix(what) else { return cure };
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut chars = rest.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Something wrong with the whole row.
pub(super) fn wrong_row(row: usize, what: String, cure: String) -> Wrong {
    Wrong { row, column: String::new(), value: String::new(), what, cure }
}

/// A value that is short enough to print.
pub(super) fn shortened(value: &str) -> String {
    let short: String = value.chars().take(60).collect();
    if short.len() < value.len() { format!("{short}…") } else { short }
}

/// An error of a use case as reasons of a row, whose values `value` knows by their columns.
///
/// # Errors
/// The error, when it is not about the row.
pub(super) fn reasons(
    lang: Lang,
    row: usize,
    error: Error,
    value: impl Fn(&str) -> String,
) -> Result<Vec<Wrong>, Error> {
    match error {
        Error::Invalid(problems) => Ok(problems
            .iter()
            .map(|problem| {
                let value = value(&problem.field);
                wrong(lang, row, (&problem.field, &value), &problem.what)
            })
            .collect()),
        Error::Refused(refusal) => {
            let text = find("refusals", refusal.key());
            let words = text
                .map_or_else(|| refusal.key().to_owned(), |text| fill(text, lang, &refusal.args()));
            Ok(vec![wrong_row(row, words, texts::CURE_PAGE.get(lang).to_owned())])
        }
        Error::Case(refusal) => {
            let (words, checks) = benefits::told(lang, &refusal);
            if checks.is_empty() {
                return Ok(vec![wrong_row(row, words, texts::CURE_CASE.get(lang).to_owned())]);
            }
            let told = checks.into_iter().map(|check| {
                let what = [check.label, check.why, check.actual];
                let what: Vec<_> = what.into_iter().filter(|part| !part.is_empty()).collect();
                wrong_row(row, what.join(": "), check.cure)
            });
            Ok(told.collect())
        }
        Error::NotFound(_) => {
            let (what, cure) = (texts::GONE.get(lang), texts::CURE_PREVIEW.get(lang));
            Ok(vec![wrong_row(row, what.to_owned(), cure.to_owned())])
        }
        other => Err(other),
    }
}
