//! Dedicated-staff incentives as the partner's pages show them; already in the reader's words.

use hezong_domain::Fen;
use serde::{Deserialize, Serialize};

use crate::Listing;
use crate::cases::{CheckView, Goal, Link, StateWords, TurnView};

/// One step of the guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideStep {
    /// Its name.
    pub title: String,
    /// What to do in it.
    pub body: String,
    /// Where the partner stands; without words when nothing was done yet.
    pub state: StateWords,
    /// Where it is done.
    pub goal: Goal,
    /// Whether it is the one to do next.
    pub is_current: bool,
}

/// 使用引导.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideView {
    /// The steps in order.
    pub steps: Vec<GuideStep>,
    /// A warning that the policy in force is the sample.
    pub sample_note: Option<String>,
}

/// 项目专员: one person of the partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCard {
    /// The person's case.
    pub case_id: String,
    /// The name.
    pub name: String,
    /// Where the link stands.
    pub state: StateWords,
    /// Whose turn it is, when somebody is waited for.
    pub turn: Option<TurnView>,
    /// The post; empty when not filled in or not shared.
    pub post: String,
    /// The grade; empty when not graded.
    pub grade: String,
    /// Codes of the certificates that count this month.
    pub certificates: Vec<String>,
    /// The month the checks are about.
    pub month: String,
    /// The scheme the checks are about; empty when no policy holds or the data is not shared.
    pub scheme: String,
    /// How many checks of the month fail.
    pub missing: i64,
    /// The first of them, with its cure.
    pub first: Option<CheckView>,
    /// Where the assessment as an expert stands, when there is one.
    pub expert: Option<ExpertMark>,
}

/// Where an expert's assessment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertMark {
    /// The assessment's case.
    pub case_id: String,
    /// Its state.
    pub state: StateWords,
    /// Whose turn it is, when somebody is waited for.
    pub turn: Option<TurnView>,
    /// The next day something happens; empty when none is set.
    pub next_day: String,
}

/// One expert, for the ecosystem manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertRow {
    /// The name.
    pub name: String,
    /// The company.
    pub partner: String,
    /// The last result in a line; empty before there is one.
    pub last: String,
    /// Where the assessment stands.
    pub mark: ExpertMark,
}

/// A step of the assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertStep {
    /// Its stable text, to filter by.
    pub key: String,
    /// The step in words.
    pub words: String,
    /// How many experts stand there.
    pub count: i64,
}

/// Experts by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertsView {
    /// The steps in order.
    pub steps: Vec<ExpertStep>,
    /// The experts of the list.
    pub list: Listing<ExpertRow>,
}

/// Filters of the experts' list.
pub const EXPERT_FILTERS: &[&str] = &["q", "step", "partner"];

/// 激励申请: one month of one scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRow {
    /// The scheme's stable text, to begin a claim with.
    pub scheme: String,
    /// The scheme in words.
    pub scheme_words: String,
    /// The month, `2026-11`.
    pub month: String,
    /// Its state.
    pub state: StateWords,
    /// What it is worth, or would be if everybody who can be claimed were.
    pub amount: Option<Fen>,
    /// People claimed, or who can be.
    pub people: i64,
    /// Whose turn it is, until when, and what happens then.
    pub turn: Option<TurnView>,
    /// The one thing that blocks claiming it.
    pub blocked: Option<CheckView>,
    /// Its case, once there is one.
    pub case_id: Option<String>,
    /// Whether the partner can begin a claim: there is no case yet and nothing blocks.
    pub can_begin: bool,
}

/// A month of a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterMonth {
    /// The month, `2026-11`.
    pub month: String,
    /// Where its claim stands.
    pub state: StateWords,
}

/// 付款申请: one quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterCard {
    /// The quarter, `2026Q3`, to begin a request with.
    pub quarter: String,
    /// The heading.
    pub title: String,
    /// Its months; a month with several schemes stands in it several times.
    pub months: Vec<QuarterMonth>,
    /// People and months that are paid.
    pub people: i64,
    /// What is paid, or would be.
    pub payable: Fen,
    /// What of it earlier quarters left.
    pub carried: Fen,
    /// Its state.
    pub state: StateWords,
    /// Whose turn it is, until when, and what happens then; `None` when nobody has to act.
    pub turn: Option<TurnView>,
    /// Whether the payment can be asked for now.
    pub can_ask: bool,
    /// The one thing that blocks asking.
    pub blocked: Option<CheckView>,
    /// How many more things do.
    pub blocked_more: i64,
    /// Its case, once there is one.
    pub case_id: Option<String>,
    /// The printed list, once the request is approved.
    pub sheet: Option<Link>,
}

/// 资格申请: one scheme of the policy in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemeCard {
    /// The scheme's stable text, to begin an application with.
    pub scheme: String,
    /// The scheme in words.
    pub title: String,
    /// The programme year.
    pub year: i64,
    /// Where the qualification stands.
    pub state: StateWords,
    /// Whose turn it is, until when, and what happens then; `None` when nobody has to act.
    pub turn: Option<TurnView>,
    /// Whether the partner may apply, check by check.
    pub checks: Vec<CheckView>,
    /// Its case, once there is one.
    pub case_id: Option<String>,
    /// Whether the reader can begin an application: there is no case yet and every check passed.
    pub can_begin: bool,
    /// The version of the agreement to sign, in words.
    pub agreement: String,
    /// Whether the policy in force is the sample.
    pub is_sample: bool,
}

/// What a button begins: `qualification/<scheme>`, `claim/<scheme>/<month>`, `payment/<quarter>` or
/// `certification`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BeginForm {
    /// What it is about.
    pub what: String,
}

/// Inviting an employee by the own account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteMemberForm {
    /// The name.
    pub name: String,
    /// Where the person is written to.
    pub email: String,
    /// The account the person signs in with.
    pub account: String,
}
