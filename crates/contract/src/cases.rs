//! Cases of benefits as pages show them: whatever the workflow, one shape.
//!
//! Words come from the server in the reader's language: the browser's file would otherwise hold the
//! texts of every workflow. What stands here is already fit to print.

mod fields;
mod papers;

use std::collections::BTreeMap;

use hezong_domain::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

pub use fields::FIELDS;
pub use papers::{PaperGroup, PaperView};

/// How a word is meant; the page picks the colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Under way.
    Info,
    /// Done, in order.
    Ok,
    /// Somebody has to act.
    Warn,
    /// Failed, over, refused.
    Bad,
}

/// A state in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateWords {
    /// The words.
    pub words: String,
    /// How they are meant.
    pub mood: Mood,
}

/// A page something leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// The case with this id.
    Case(String),
    /// The certification of business information.
    Certification,
    /// The qualification page.
    Qualification,
    /// The specialists.
    People,
    /// The monthly claims.
    Claims,
    /// The quarters' payments.
    Payments,
    /// The printed list of a payment request.
    Sheet(String),
    /// A partner's balance and its own bills.
    Balance,
    /// A partner, for operations.
    Partner(String),
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its words.
    pub words: String,
    /// Where it leads.
    pub goal: Goal,
}

/// Whose turn it is, until when, and what happens then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnView {
    /// What has to be done: what is missing for the case to go on. Empty when there is nothing to do but
    /// wait.
    pub todo: String,
    /// Whose.
    pub whose: String,
    /// Whether it is the reader's.
    pub is_mine: bool,
    /// The last day; empty when there is none.
    pub until: String,
    /// Working days left; negative when it is over.
    pub days_left: Option<i64>,
    /// What happens after that day, or that nothing does.
    pub then: String,
    /// Whether the day rests on a year that is not announced yet.
    pub is_provisional: bool,
}

/// One check, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    /// What is checked.
    pub label: String,
    /// Whether it passed.
    pub passed: bool,
    /// Why it blocks; empty when it passed.
    pub why: String,
    /// What is asked for.
    pub required: String,
    /// What is there.
    pub actual: String,
    /// What would help.
    pub cure: String,
    /// Where that is done.
    pub link: Option<Link>,
}

/// Checks under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecksView {
    /// The heading.
    pub title: String,
    /// The checks.
    pub checks: Vec<CheckView>,
}

/// A fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactView {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
    /// Where it leads.
    pub goal: Option<Goal>,
}

impl FactView {
    /// A fact that leads nowhere.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), goal: None }
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadView {
    /// Its words.
    pub words: String,
    /// Whether it holds figures.
    pub is_number: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellView {
    /// The text.
    pub text: String,
    /// How it is meant, when it is a state.
    pub mood: Option<Mood>,
    /// Where it leads.
    pub goal: Option<Goal>,
}

/// A table of plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableView {
    /// The heading.
    pub title: String,
    /// The columns.
    pub heads: Vec<HeadView>,
    /// The rows.
    pub rows: Vec<Vec<CellView>>,
    /// The last row, when there is a sum.
    pub total: Vec<String>,
}

/// A choice of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionView {
    /// What is sent.
    pub value: String,
    /// Its words.
    pub words: String,
    /// What stands beside it.
    pub note: String,
    /// Whether it can be chosen.
    pub is_open: bool,
}

/// What kind of answer a field takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A line.
    Text,
    /// Several lines.
    Lines,
    /// A day.
    Day,
    /// An amount in yuan.
    Amount,
    /// One of these.
    One(Vec<OptionView>),
    /// Any of these.
    Many(Vec<OptionView>),
    /// Yes or no, with the sentence that is agreed to.
    Yes(String),
}

/// A field of an act's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// Its name: one of [`FIELDS`].
    pub name: String,
    /// Its label.
    pub label: String,
    /// A hint below it.
    pub hint: String,
    /// What it takes.
    pub kind: FieldKind,
    /// What stands in it.
    pub values: Vec<String>,
    /// Whether it may not be left empty.
    pub is_required: bool,
    /// What the reviewer said about it last time.
    pub remark: String,
}

/// Something the reader can do with a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActView {
    /// What is sent.
    pub event: String,
    /// The words of the button.
    pub words: String,
    /// Whether it is the act people come for.
    pub is_main: bool,
    /// Whether it refuses or ends something.
    pub is_hard: bool,
    /// Whether a reason must be given.
    pub needs_reason: bool,
    /// Fields a remark may be made on: name and label.
    pub remarkable: Vec<(String, String)>,
    /// What stands in the way; the act can be done when nothing does.
    pub blocked: Vec<CheckView>,
    /// What the form asks.
    pub fields: Vec<FieldView>,
}

/// One step of a case's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What was done.
    pub what: String,
    /// The state after it.
    pub state: StateWords,
    /// Why.
    pub reason: String,
    /// Remarks: field and text.
    pub remarks: Vec<(String, String)>,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// Id.
    pub id: String,
    /// The version to act on.
    pub version: i64,
    /// The heading.
    pub title: String,
    /// What it is: 月度激励.
    pub benefit: String,
    /// The company it belongs to.
    pub partner: String,
    /// The state.
    pub state: StateWords,
    /// Whose turn it is.
    pub turn: Option<TurnView>,
    /// Facts.
    pub facts: Vec<FactView>,
    /// Checks.
    pub checks: Vec<ChecksView>,
    /// Tables.
    pub tables: Vec<TableView>,
    /// Files, by what they are for.
    #[serde(default)]
    pub papers: Vec<PaperGroup>,
    /// What the reader can do.
    pub acts: Vec<ActView>,
    /// The history, latest first.
    pub steps: Vec<StepView>,
    /// Links.
    pub links: Vec<Link>,
    /// Where the list is it belongs to.
    pub home: Option<Link>,
}

/// One case of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLine {
    /// Id.
    pub id: String,
    /// What it is: 月度激励.
    pub benefit: String,
    /// What it is about.
    pub title: String,
    /// The company it belongs to.
    pub partner: String,
    /// The month or quarter.
    pub period: String,
    /// The state.
    pub state: StateWords,
    /// What it is worth.
    pub amount: Option<Fen>,
    /// Whose turn it is, until when, and what happens then.
    pub turn: Option<TurnView>,
    /// Month and scheme of lists that are still to be made: they have no case yet, and no id.
    pub lists: Option<(String, String)>,
}

/// Filters of the work queue.
pub const QUEUE_FILTERS: &[&str] = &["q", "benefit", "turn", "partner"];

/// An act on a case, as the form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseForm {
    /// The case.
    pub id: String,
    /// What is done.
    pub event: String,
    /// The version the person saw.
    pub seen: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The answers, by the name of their field.
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
    /// Remarks, by the name of the field they are on.
    #[serde(default)]
    pub remarks: BTreeMap<String, String>,
}
