//! Monthly lists that operations make, and the run that makes months final.

use hezong_domain::Fen;
use serde::{Deserialize, Serialize};

use crate::cases::{CheckView, StateWords, TurnView};

/// Filters of the page of lists.
pub const LIST_FILTERS: &[&str] = &["month", "scheme"];

/// A person who is on a list, would be, or can not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPerson {
    /// The name.
    pub name: String,
    /// The grade.
    pub grade: String,
    /// What is paid; `None` when the person can not be on the list.
    pub amount: Option<Fen>,
    /// The first thing that is missing.
    pub missing: Option<CheckView>,
    /// Whether only a cap keeps the person out.
    pub is_over_cap: bool,
}

/// The list of one partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// The partner.
    pub partner_id: String,
    /// Its company.
    pub partner: String,
    /// Where its month stands.
    pub state: StateWords,
    /// Whose turn it is.
    pub turn: Option<TurnView>,
    /// The case, once there is one.
    pub case_id: Option<String>,
    /// The version of the case that was shown; empty without one.
    pub seen: String,
    /// The people: as they stand on a list that is made, as they would before.
    pub people: Vec<ListPerson>,
    /// Paid in all.
    pub total: Fen,
    /// Whether the list can be made, or made again.
    pub can_make: bool,
    /// Whether it would be made again.
    pub is_again: bool,
    /// What stands in the way of making it.
    pub blocked: Option<CheckView>,
}

/// The lists of a month and scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListsView {
    /// The month.
    pub month: String,
    /// The scheme.
    pub scheme: String,
    /// The scheme in words.
    pub scheme_words: String,
    /// Months to choose from.
    pub months: Vec<(String, String)>,
    /// Schemes whose lists operations make.
    pub schemes: Vec<(String, String)>,
    /// One for each partner that is qualified or has a list.
    pub rows: Vec<ListRow>,
    /// Lists that can be made for the first time.
    pub open: i64,
    /// Lists the partner has confirmed, of those that are made.
    pub confirmed: i64,
    /// Lists that are made.
    pub made: i64,
}

/// Making the list of one partner, or of all whose list is not made yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListsForm {
    /// The month.
    pub month: String,
    /// The scheme.
    pub scheme: String,
    /// `all`, or a partner and the version of its case that was shown: `<id>/<version>`.
    pub what: String,
}

/// What a run over several cases did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunResult {
    /// Cases it moved.
    pub done: i64,
    /// What it left: whose, and why.
    pub left: Vec<(String, String)>,
}

/// A claim in the run of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalRow {
    /// The case.
    pub case_id: String,
    /// The partner.
    pub partner: String,
    /// The scheme in words.
    pub scheme: String,
    /// The state.
    pub state: StateWords,
    /// People on it.
    pub people: i64,
    /// What it is worth.
    pub amount: Option<Fen>,
    /// Why it does not become final; empty when it would.
    pub why: String,
    /// Whose turn it is.
    pub turn: Option<TurnView>,
}

/// What becomes final in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalView {
    /// The month.
    pub month: String,
    /// Months to choose from.
    pub months: Vec<(String, String)>,
    /// The day from which months become final by the clock.
    pub clock: String,
    /// Whether that day has come.
    pub is_over: bool,
    /// What becomes final.
    pub ready: Vec<FinalRow>,
    /// What is still open.
    pub open: Vec<FinalRow>,
    /// What is final already.
    pub done: Vec<FinalRow>,
    /// The sum of what becomes final.
    pub ready_total: Fen,
    /// The sum of what is final.
    pub done_total: Fen,
}

/// Making the months that are ready final.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FinaliseForm {
    /// The month.
    pub month: String,
    /// Why now and not by the clock.
    pub reason: String,
}
