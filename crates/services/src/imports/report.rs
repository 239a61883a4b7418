//! What people keep of an import: the report, and the template a file begins with.

use hezong_texts::{Lang, Text, imports as texts};

use super::columns::{Kind, example, heading};
use super::outcome::{Outcome, RowOutcome, Verdict};
use crate::exports::defused;
use crate::{Error, Result};

/// What spreadsheets recognise UTF-8 by.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// A verdict in words.
pub fn verdict(lang: Lang, verdict: &Verdict) -> &'static str {
    let text = match verdict {
        Verdict::New => texts::VERDICT_NEW,
        Verdict::Changed(_) => texts::VERDICT_CHANGED,
        Verdict::Unchanged => texts::VERDICT_UNCHANGED,
        Verdict::Refused(_) => texts::VERDICT_REFUSED,
    };
    text.get(lang)
}

/// The report as CSV: a line for each row, and one for each change and each reason. Cells that a
/// spreadsheet would calculate are defused. `base` is put in front of invitations' paths.
///
/// # Errors
/// [`Error::Internal`] when it can not be written, which does not happen.
pub fn csv(lang: Lang, outcome: &Outcome, base: &str) -> Result<Vec<u8>> {
    let heads: [Text; 10] = [
        texts::HEAD_ROW,
        texts::HEAD_SUBJECT,
        texts::HEAD_OUTCOME,
        texts::HEAD_COLUMN,
        texts::HEAD_BEFORE,
        texts::HEAD_VALUE,
        texts::HEAD_WHAT,
        texts::HEAD_CURE,
        texts::HEAD_TARGET,
        texts::HEAD_LINK,
    ];
    let mut lines = vec![heads.iter().map(|head| head.get(lang).to_owned()).collect()];
    for row in &outcome.rows {
        lines.extend(told(lang, row, base));
    }
    written(&lines)
}

fn told(lang: Lang, row: &RowOutcome, base: &str) -> Vec<Vec<String>> {
    let link = if row.link.is_empty() { String::new() } else { format!("{base}{}", row.link) };
    let line = |number: usize, [column, before, value, what, cure]: [&str; 5]| {
        let words = verdict(lang, &row.verdict);
        let mut line = vec![number.to_string(), row.subject.clone(), words.to_owned()];
        line.extend([column, before, value, what, cure].map(str::to_owned));
        line.extend([row.target.clone(), link.clone()]);
        line
    };
    match &row.verdict {
        Verdict::New | Verdict::Unchanged => vec![line(row.number, [""; 5])],
        Verdict::Changed(changes) => changes
            .iter()
            .map(|one| line(row.number, [&one.column, &one.old, &one.new, "", ""]))
            .collect(),
        Verdict::Refused(reasons) => reasons
            .iter()
            .map(|one| line(one.row, [&one.column, "", &one.value, &one.what, &one.cure]))
            .collect(),
    }
}

/// The headings of a kind, and an example row that is skipped when it is left in.
///
/// # Errors
/// As [`csv`].
pub fn template(lang: Lang, kind: Kind) -> Result<Vec<u8>> {
    let heads = kind.columns().iter().map(|column| heading(lang, column.key).to_owned());
    let examples = kind.columns().iter().enumerate().map(|(place, column)| {
        let value = example(lang, column.key);
        if place == 0 { format!("# {value}") } else { value.to_owned() }
    });
    written(&[heads.collect(), examples.collect()])
}

fn written(lines: &[Vec<String>]) -> Result<Vec<u8>> {
    let fault = |error: &dyn std::fmt::Display| Error::Internal(format!("csv: {error}"));
    let mut writer = csv::Writer::from_writer(MARK.to_vec());
    for line in lines {
        writer.write_record(line.iter().map(|cell| defused(cell))).map_err(|e| fault(&e))?;
    }
    writer.into_inner().map_err(|e| fault(&e))
}
