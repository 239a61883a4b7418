//! What pages show of an assessment.

use hezong_contract::cases::{CellView, FactView, Goal, Link, Mood, TableView};
use hezong_contract::fh::ExpertMark;
use hezong_domain::benefits::Actor;
use hezong_domain::incentives::PolicyStanding;
use hezong_domain::members::{Assessment, AssessmentState};
use hezong_texts::{Lang, assessment_page as texts, fh};

use super::super::case::{Looking, Shown};
use super::super::data::AssessmentResult;
use super::super::engine::Loaded;
use super::super::frame::Frame;
use super::super::tables::{cell, head};
use super::super::words;
use super::bars;
use super::form::bar_words;

/// The page of an assessment.
pub(super) fn show(look: &Looking<'_>, case: &Loaded<Assessment>) -> Shown<Assessment> {
    let (lang, data) = (look.lang, &case.data);
    let mut shown = Shown::default();
    let goal = Goal::Case(data.person.to_string());
    shown.facts.push(FactView {
        goal: Some(goal.clone()),
        ..FactView::new(texts::PERSON.get(lang), case.row.title.clone())
    });
    if !data.materials.is_empty() {
        shown.facts.push(FactView::new(texts::MATERIALS.get(lang), data.materials.clone()));
    }
    shown.facts.extend(defence(lang, case));
    shown.facts.extend(policy_bars(look.frame, lang, case.state));
    let is_accepted = case.state == AssessmentState::Accepted;
    let note = if is_accepted { texts::MAY_CLAIM } else { texts::MAY_NOT_CLAIM };
    shown.facts.push(FactView::new(texts::CLAIM_NOTE.get(lang), note.get(lang)));
    if !data.results.is_empty() {
        shown.tables.push(results(lang, &data.results));
    }
    if look.hats.contains(&Actor::Partner) {
        let words = fh::PEOPLE.get(lang).to_owned();
        shown.links.push(Link { words, goal: Goal::People });
    }
    shown.links.push(Link { words: words::word(lang, "benefit", "member_link"), goal });
    shown
}

/// The defence as it is scheduled, or as it was held.
fn defence(lang: Lang, case: &Loaded<Assessment>) -> Vec<FactView> {
    use AssessmentState as S;
    let is_shown = matches!(case.state, S::DefenceScheduled | S::Accepted);
    let Some(defence) = case.data.defence.as_ref().filter(|_| is_shown) else { return Vec::new() };
    let field = |name: &str, value: String| FactView::new(words::field(lang, name), value);
    let mut facts = vec![field("defence_on", defence.on.to_string())];
    if !defence.time.is_empty() {
        facts.push(field("defence_time", defence.time.clone()));
    }
    facts.push(field("defence_place", defence.place.clone()));
    let separator = if lang == Lang::ZhCn { "、" } else { ", " };
    facts.push(field("jury", defence.jury.join(separator)));
    facts
}

/// The bars the maturity assessment is measured by, marked where they are the sample's.
fn policy_bars(frame: &Frame, lang: Lang, state: AssessmentState) -> Option<FactView> {
    let bars = bars(frame, state);
    let policy = frame.policies.on(frame.today)?;
    let is_sample = policy.standing == PolicyStanding::Sample;
    let label = if is_sample { texts::BARS_SAMPLE } else { texts::BARS };
    let all: Vec<String> = bars.iter().map(|bar| bar_words(lang, *bar)).collect();
    let separator = if lang == Lang::ZhCn { "；" } else { "; " };
    (!all.is_empty()).then(|| FactView::new(label.get(lang), all.join(separator)))
}

/// Every result there was, the latest first.
fn results(lang: Lang, all: &[AssessmentResult]) -> TableView {
    let row = |result: &AssessmentResult| {
        let (passed, mood) =
            if result.passed { (texts::PASSED, Mood::Ok) } else { (texts::FAILED, Mood::Bad) };
        let passed = passed.get(lang).to_owned();
        vec![
            cell(words::word(lang, "assessment_state", step_key(result.step))),
            CellView { text: passed, mood: Some(mood), goal: None },
            cell(score(lang, result)),
            cell(&result.result),
            cell(&result.assessor),
            cell(result.on.to_string()),
            cell(&result.evidence),
        ]
    };
    let heads = [
        texts::COLUMN_STEP,
        texts::COLUMN_RESULT,
        texts::COLUMN_SCORE,
        texts::COLUMN_WORDS,
        texts::COLUMN_ASSESSOR,
        texts::COLUMN_ON,
        texts::COLUMN_EVIDENCE,
    ];
    TableView {
        title: texts::RESULTS.get(lang).to_owned(),
        heads: heads.iter().map(|text| head(text.get(lang), false)).collect(),
        rows: all.iter().rev().map(row).collect(),
        total: Vec::new(),
    }
}

/// A defence that took place is called what it was, not "scheduled".
const fn step_key(step: AssessmentState) -> &'static str {
    match step {
        AssessmentState::DefenceScheduled => "defence_step",
        other => other.as_str(),
    }
}

fn score(lang: Lang, result: &AssessmentResult) -> String {
    if let Some(score) = result.score {
        return score.to_string();
    }
    if result.scores.is_empty() {
        return texts::NO_SCORE.get(lang).to_owned();
    }
    let one = |(dimension, score): &(hezong_domain::members::Dimension, i64)| {
        format!("{} {score}", words::word(lang, "dimension", dimension.as_str()))
    };
    let separator = if lang == Lang::ZhCn { "；" } else { "; " };
    result.scores.iter().map(one).collect::<Vec<_>>().join(separator)
}

/// The last result in a line: step, outcome, score, day.
pub(super) fn last(lang: Lang, case: &Loaded<Assessment>) -> String {
    let Some(result) = case.data.results.last() else { return String::new() };
    let step = words::word(lang, "assessment_state", step_key(result.step));
    let outcome = if result.passed { texts::PASSED } else { texts::FAILED };
    let score = result.score.map_or_else(String::new, |score| format!(" {score}"));
    format!("{step} {}{score} · {}", outcome.get(lang), result.on)
}

/// The next day something happens; empty when none is set.
pub(super) fn next_day(case: &Loaded<Assessment>) -> String {
    let is_ahead = case.state == AssessmentState::DefenceScheduled;
    let defence = case.data.defence.as_ref().filter(|_| is_ahead);
    defence.map_or_else(String::new, |defence| defence.on.to_string())
}

/// Where an expert stands, for the list of people.
pub(crate) fn mark(look: &Looking<'_>, case: &Loaded<Assessment>) -> ExpertMark {
    ExpertMark {
        case_id: case.row.id.to_string(),
        state: words::state(look.lang, "assessment", case.state.as_str(), case.row.turn),
        turn: words::turn_of(look.lang, case, look.frame, look.hats),
        next_day: next_day(case),
    }
}

/// Where an expert stands, for the page of the person: state, whose turn, the next day.
pub(crate) fn fact(look: &Looking<'_>, case: &Loaded<Assessment>) -> FactView {
    let lang = look.lang;
    let mark = mark(look, case);
    let mut value = match &mark.turn {
        Some(turn) => texts::waits_for(lang, &mark.state.words, &turn.whose),
        None => mark.state.words,
    };
    if !mark.next_day.is_empty() {
        value = format!("{value} · {} {}", texts::DEFENCE_ON.get(lang), mark.next_day);
    }
    FactView {
        goal: Some(Goal::Case(mark.case_id)),
        ..FactView::new(words::word(lang, "benefit", "assessment"), value)
    }
}
