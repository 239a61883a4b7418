//! Policies and the calendar as operations read and write them, in words where people read them.

use std::collections::BTreeMap;

use hezong_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cases::{FactView, FieldView, StateWords, TableView};

/// One version of the policy in the list of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyLine {
    /// The version.
    pub version: i64,
    /// What it is worth.
    pub standing: StateWords,
    /// Whether it is the one in force today.
    pub is_in_force: bool,
    /// Whether it is the draft.
    pub is_draft: bool,
    /// The first day it holds.
    pub from: String,
    /// The last day it holds, in words.
    pub to: String,
    /// Who wrote or published it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// How it came to nothing, when it was withdrawn or discarded.
    pub ended: Option<PolicyEnded>,
}

/// Who ended a version, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyEnded {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Every version of the policy, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoliciesView {
    /// The versions.
    pub versions: Vec<PolicyLine>,
    /// Whether the sample can be installed: nothing is in force, will be, or is being written.
    pub can_install: bool,
}

/// Facts under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsView {
    /// The heading.
    pub title: String,
    /// The facts.
    pub facts: Vec<FactView>,
}

/// One version of the policy, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyView {
    /// How the list shows it.
    pub line: PolicyLine,
    /// What the version was when it was shown.
    pub seen: String,
    /// Its sections.
    pub sections: Vec<FactsView>,
    /// Whether it can be withdrawn: published, and its first month has not begun.
    pub can_withdraw: bool,
    /// The draft there is already; no other can be begun beside it.
    pub draft: Option<i64>,
}

/// A section of the form of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionView {
    /// Its name: `general`, `windows`, a scheme or `maturity`.
    pub section: String,
    /// The heading.
    pub title: String,
    /// What the section was when it was shown: saving another one does not change it.
    pub seen: String,
    /// Its fields; each name is one of [`POLICY_FIELDS`].
    pub fields: Vec<FieldView>,
}

/// The form of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyEdit {
    /// The version.
    pub version: i64,
    /// The sections.
    pub sections: Vec<SectionView>,
}

/// Something that differs between two versions, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// What it is about.
    pub label: String,
    /// What it was; empty when it was not there.
    pub before: String,
    /// What it will be; empty when it is left out.
    pub after: String,
}

/// What happens to the last days of open cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedatedView {
    /// Cases whose last day moves.
    pub count: i64,
    /// Those of them that get less time.
    pub earlier: i64,
    /// Those that would be over at once and are held open.
    pub held: i64,
    /// The most urgent of them.
    pub table: TableView,
}

/// A draft before it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyReview {
    /// The version.
    pub version: i64,
    /// What the draft was when it was shown.
    pub seen: String,
    /// The day it takes effect.
    pub from: String,
    /// The version it is compared with; `None` when none will be in force by then.
    pub beside: Option<i64>,
    /// What changes.
    pub changes: Vec<ChangeView>,
    /// What stands in the way: section and words.
    pub errors: Vec<(String, String)>,
    /// What moves.
    pub redated: RedatedView,
    /// Whether it stays marked as sample: it pays what the sample pays.
    pub stays_sample: bool,
}

/// A section of a draft, as the form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyForm {
    /// The version.
    pub version: String,
    /// What the section was when it was shown.
    pub seen: String,
    /// The section.
    pub section: String,
    /// The answers, by the name of their field.
    pub fields: BTreeMap<String, Vec<String>>,
}

/// Copying, publishing, withdrawing, throwing away a version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyStep {
    /// The version.
    pub version: String,
    /// What it was when it was shown.
    pub seen: String,
    /// Why it is withdrawn or thrown away; of no meaning for the others.
    pub reason: String,
}

/// What was done, and how many last days moved with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Cases whose last day moved.
    pub redated: i64,
}

/// Rows for grades a form has at most.
pub const GRADE_ROWS: usize = hezong_domain::incentives::RATES_MAX;

/// Names of the fields that sections ask for.
pub const POLICY_FIELDS: &[&str] = &[
    "from",
    "to",
    "agreement",
    "payout_min",
    "two_people_above",
    "reminders",
    "count_confirm_list",
    "span_confirm_list",
    "count_initial_review",
    "span_initial_review",
    "count_ask_payment",
    "span_ask_payment",
    "count_payment_review",
    "span_payment_review",
    "count_send_invoice",
    "span_send_invoice",
    "count_invoice_review",
    "span_invoice_review",
    "count_pay",
    "span_pay",
    "count_certification_review",
    "span_certification_review",
    "count_accept_invitation",
    "span_accept_invitation",
    "count_specialist_review",
    "span_specialist_review",
    "count_qualification_review",
    "span_qualification_review",
    "bar_architecture",
    "bar_delivery",
    "bar_operation",
    "bar_industry",
    "bar_enablement",
    "offered",
    "path",
    "stages",
    "invited_only",
    "origin",
    "posts",
    "all_of",
    "one_of",
    "months_on_cloud_over",
    "claims_per_year",
    "further_years",
    "needs",
    "people_max",
    "month_max",
    "grade_1",
    "amount_1",
    "grade_2",
    "amount_2",
    "grade_3",
    "amount_3",
    "grade_4",
    "amount_4",
    "grade_5",
    "amount_5",
    "grade_6",
    "amount_6",
    "grade_7",
    "amount_7",
    "grade_8",
    "amount_8",
    "grade_9",
    "amount_9",
    "grade_10",
    "amount_10",
];

/// A day of the calendar's table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCell {
    /// The day, `2026-10-01`; empty in front of the first and behind the last.
    pub day: String,
    /// Its number in the month.
    pub number: i64,
    /// Whether people work.
    pub is_working: bool,
    /// `holiday` or `workday` where it differs from the plain week; empty otherwise.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Whether the draft says something else than what is in force.
    pub is_changed: bool,
}

/// A month of the calendar's table: weeks from Monday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthTable {
    /// The month, `2026-10`.
    pub month: String,
    /// Working days in it.
    pub working: i64,
    /// Its weeks.
    pub weeks: Vec<Vec<DayCell>>,
}

/// A year of the calendar, with what is about to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarView {
    /// The year.
    pub year: i64,
    /// Years to choose from.
    pub years: Vec<i64>,
    /// How sure the year is, in words.
    pub certainty: StateWords,
    /// The same as the form sends it.
    pub mark: String,
    /// Marks to choose from: value and words.
    pub marks: Vec<(String, String)>,
    /// Its months.
    pub months: Vec<MonthTable>,
    /// What calendar and draft were when they were shown.
    pub seen: String,
    /// Whether there is a draft.
    pub has_draft: bool,
    /// What the draft changes.
    pub changes: Vec<ChangeView>,
    /// What moves when the draft takes effect.
    pub redated: RedatedView,
    /// The day that was asked for, to be changed.
    pub form: DayForm,
    /// Kinds of a day: value and words.
    pub kinds: Vec<(String, String)>,
    /// Names of holidays there are: key and words.
    pub names: Vec<(String, String)>,
    /// The year in the form that an import reads.
    pub text: String,
}

/// Changing a day in the draft of the calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayForm {
    /// What was seen.
    pub seen: String,
    /// The first day.
    pub day: String,
    /// The last day, when it is more than one.
    pub until: String,
    /// `holiday`, `workday`, or empty for a plain day of the week.
    pub kind: String,
    /// The key of the holiday.
    pub name: String,
}

/// Marking a year in the draft of the calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MarkForm {
    /// What was seen.
    pub seen: String,
    /// The year.
    pub year: String,
    /// `announced` or `provisional`.
    pub mark: String,
}

/// Reading a text into the draft of the calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportForm {
    /// What was seen.
    pub seen: String,
    /// Rows `day,kind,name`, or an iCalendar file.
    pub lines: String,
}

/// Putting the draft of the calendar in force, or throwing it away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalendarStep {
    /// What was seen.
    pub seen: String,
}
