//! The form of the cash-coupon allow-list.

use hezong_domain::text::{self, REASON_LENGTH_MAX};
use hezong_domain::{ProblemKind, Problems};
use serde::{Deserialize, Serialize};

/// A new version of the cash-coupon allow-list: pasted lines or a CSV file's text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AllowlistForm {
    /// One customer a line: account id or sign-in name; what follows a comma is ignored.
    pub lines: String,
    /// Note.
    pub note: String,
}

/// A checked [`AllowlistForm`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAllowlist {
    /// Line number and what stands there.
    pub entries: Vec<(usize, String)>,
    /// Note.
    pub note: String,
}

/// Most customers an allow-list may name.
pub const ALLOWLIST_MAX: usize = 10_000;

impl AllowlistForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<NewAllowlist, Problems> {
        let mut problems = Problems::new();
        let note = text::bounded(&mut problems, "note", &self.note, false, REASON_LENGTH_MAX);
        let mut entries: Vec<(usize, String)> = self
            .lines
            .lines()
            .enumerate()
            .map(|(index, line)| {
                let cell = line.split([',', '，', '\t']).next().unwrap_or_default();
                let cell = cell.trim_start_matches('\u{feff}').trim().trim_matches('"').trim();
                (index + 1, cell.to_owned())
            })
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        // A list of one line may name a customer who is called like a heading.
        if entries.len() > 1 && entries.first().is_some_and(|(_, cell)| is_heading(cell)) {
            entries.remove(0);
        }
        if entries.is_empty() {
            problems.add("lines", ProblemKind::NoCustomers);
        } else if entries.len() > ALLOWLIST_MAX {
            problems.add("lines", ProblemKind::TooMany { max: ALLOWLIST_MAX });
        }
        problems.into_result(NewAllowlist { entries, note })
    }
}

/// What spreadsheets call the column of customers, in small letters without spaces, `_` and `-`.
const HEADINGS: &str = include_str!("headings.txt");

/// Whether a first line is the heading of its column.
fn is_heading(cell: &str) -> bool {
    let plain: String = cell
        .to_lowercase()
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '_' | '-'))
        .collect();
    HEADINGS.lines().any(|heading| heading == plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(lines: &str) -> Vec<(usize, String)> {
        let form = AllowlistForm { lines: lines.to_owned(), note: String::new() };
        form.check().unwrap().entries
    }

    #[test]
    fn a_heading_is_no_customer() {
        for head in ["账号", "客户账号,公司", "\"Account_ID\",name", "\u{feff}Customer ID\tname"]
        {
            let found = entries(&format!("{head}\nacme,Acme Limited\n"));
            assert_eq!(found, [(2, "acme".to_owned())], "{head}");
        }
    }

    #[test]
    fn only_the_first_of_several_lines_is_a_heading() {
        assert_eq!(entries("account"), [(1, "account".to_owned())]);
        assert_eq!(entries("acme\naccount").len(), 2);
    }
}
