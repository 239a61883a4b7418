//! Monthly lists that operations make, and the run that makes months final.

use hezong_domain::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

use crate::cases::{CheckView, StateWords, TurnView};

/// Filters of the page of lists.
pub const LIST_FILTERS: &[&str] = &["month", "scheme"];
/// Filters of the page of the run that makes months final.
pub const FINAL_FILTERS: &[&str] = &["month", "group"];

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
    /// What was shown, for the act to compare: the version of the case and the people of its list.
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
    /// What is still to be made, for the act to compare.
    pub seen: String,
    /// The run over these lists that goes on, or was long enough to be looked for.
    pub run: Option<RunView>,
}

/// A run over the cases of a month that goes on after the request that began it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    /// Whether it goes on.
    pub is_running: bool,
    /// Whether it was given up: who began it may not do it any more.
    pub is_stopped: bool,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Cases it set out to work off.
    pub total: i64,
    /// Cases it is through with.
    pub through: i64,
    /// Cases it moved.
    pub done: i64,
    /// Cases somebody else had moved meanwhile.
    pub met: i64,
    /// What it left: whose, and why.
    pub left: Vec<(String, String)>,
}

/// Making the list of one partner, or of all whose list is not made yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListsForm {
    /// The month.
    pub month: String,
    /// The scheme.
    pub scheme: String,
    /// `all`, or a partner and what was shown of it: `<id>/<seen>`.
    pub what: String,
    /// What was shown as still to be made, where all are meant.
    pub seen: String,
}

/// What a run over several cases did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunResult {
    /// Cases it moved.
    pub done: i64,
    /// What it left: whose, and why.
    pub left: Vec<(String, String)>,
    /// Cases it set out to work off.
    #[serde(default)]
    pub total: i64,
    /// Cases it is through with.
    #[serde(default)]
    pub through: i64,
    /// Whether it goes on in the background.
    #[serde(default)]
    pub is_running: bool,
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
    /// What becomes final: a page of it.
    pub ready: FinalGroup,
    /// What is still open.
    pub open: FinalGroup,
    /// What is final already.
    pub done: FinalGroup,
    /// The one group that is shown, page by page; empty for the beginning of each.
    pub group: String,
    /// What becomes final, for the act to compare.
    pub seen: String,
    /// The run over this month that goes on, or was long enough to be looked for.
    pub run: Option<RunView>,
}

/// One group of the claims of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalGroup {
    /// How many there are.
    pub count: i64,
    /// What they are worth.
    pub amount: Fen,
    /// Those of the page.
    pub rows: Vec<FinalRow>,
}

/// Making the months that are ready final.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FinaliseForm {
    /// The month.
    pub month: String,
    /// Why now and not by the clock.
    pub reason: String,
    /// What was shown as ready.
    pub seen: String,
}
