//! What the events of an assessment ask.

use hezong_contract::cases::{FieldKind, FieldView};
use hezong_domain::incentives::PolicyStanding;
use hezong_domain::members::{
    Assessment, AssessmentEvent, AssessmentState, Dimension, MaturityBar, SCORE_MAX,
};
use hezong_domain::{Day, ProblemKind};
use hezong_texts::assessment_page as texts;

use super::super::case::Looking;
use super::super::data::{AssessmentData, AssessmentResult, Defence};
use super::super::engine::Loaded;
use super::super::fields::{Answers, Finish, Reading, field};
use super::super::frame::Frame;
use super::super::words;
use super::bars;
use crate::{Error, Result};

/// The field of a dimension's score.
const fn score_field(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Architecture => "score_architecture",
        Dimension::Delivery => "score_delivery",
        Dimension::Operation => "score_operation",
        Dimension::Industry => "score_industry",
        Dimension::Enablement => "score_enablement",
    }
}

/// What an event asks.
pub(super) fn form(
    look: &Looking<'_>,
    case: &Loaded<Assessment>,
    event: AssessmentEvent,
) -> Vec<FieldView> {
    use AssessmentEvent as E;
    let lang = look.lang;
    match event {
        E::Begin => {
            let materials = field(lang, "materials", FieldKind::Lines);
            vec![materials.with(&case.data.materials).hinted(texts::MATERIALS_HINT.get(lang))]
        }
        E::Pass | E::Fail => judging(look, case.state),
        E::Schedule => scheduling(look, case.data.defence.as_ref()),
        E::Withdraw | E::End | E::Reopen => Vec::new(),
    }
}

fn judging(look: &Looking<'_>, state: AssessmentState) -> Vec<FieldView> {
    let lang = look.lang;
    let bars = bars(look.frame, state);
    let mut fields = vec![
        field(lang, "assessor", FieldKind::Text).hinted(texts::ASSESSOR_HINT.get(lang)),
        field(lang, "assessed_on", FieldKind::Day).with(look.frame.today.to_string()),
    ];
    if bars.is_empty() {
        let score = field(lang, "score", FieldKind::Text).optional();
        fields.push(score.hinted(texts::score_hint(lang, SCORE_MAX)));
    } else {
        fields.extend(bars.iter().map(|bar| scoring(look, *bar)));
    }
    let result = field(lang, "result", FieldKind::Lines).optional();
    fields.push(result.hinted(texts::RESULT_HINT.get(lang)));
    let evidence = field(lang, "evidence", FieldKind::Lines);
    fields.push(evidence.hinted(texts::EVIDENCE_HINT.get(lang)));
    fields
}

/// The score of a dimension, with its bar: a figure of the policy, marked where that is the sample.
fn scoring(look: &Looking<'_>, bar: MaturityBar) -> FieldView {
    let lang = look.lang;
    let policy = look.frame.policies.on(look.frame.today);
    let is_sample = policy.is_some_and(|policy| policy.standing == PolicyStanding::Sample);
    let hint = if is_sample {
        texts::bar_hint_sample(lang, bar.min, SCORE_MAX)
    } else {
        texts::bar_hint(lang, bar.min, SCORE_MAX)
    };
    field(lang, score_field(bar.dimension), FieldKind::Text).hinted(hint)
}

fn scheduling(look: &Looking<'_>, before: Option<&Defence>) -> Vec<FieldView> {
    let lang = look.lang;
    let on = before.map_or_else(String::new, |defence| defence.on.to_string());
    let kept = |of: fn(&Defence) -> &String| before.map(of).cloned().unwrap_or_default();
    let jury = before.map_or_else(String::new, |defence| defence.jury.join("\n"));
    vec![
        field(lang, "defence_on", FieldKind::Day).with(on),
        field(lang, "defence_time", FieldKind::Text)
            .with(kept(|defence| &defence.time))
            .optional()
            .hinted(texts::TIME_HINT.get(lang)),
        field(lang, "defence_place", FieldKind::Text)
            .with(kept(|defence| &defence.place))
            .hinted(texts::PLACE_HINT.get(lang)),
        field(lang, "jury", FieldKind::Lines).with(jury).hinted(texts::JURY_HINT.get(lang)),
    ]
}

/// What was handed over.
pub(super) fn materials(answers: &Answers) -> Result<String> {
    let mut reading = answers.read();
    let materials = reading.text("materials", true);
    reading.end()?;
    Ok(materials)
}

/// A number of points; `None` when left empty or wrong.
fn points(reading: &mut Reading<'_>, name: &'static str, required: bool) -> Option<i64> {
    let raw = reading.raw(name);
    if raw.is_empty() {
        if required {
            reading.blame(name, ProblemKind::Required);
        }
        return None;
    }
    let found = raw.parse::<i64>().ok().filter(|points| (0..=SCORE_MAX).contains(points));
    if found.is_none() {
        reading.blame(name, ProblemKind::BadNumber { min: 0, max: SCORE_MAX });
    }
    found
}

/// The day a step's result cannot be before: that of the result before it, and of the defence it is about.
fn follows(data: &AssessmentData, step: AssessmentState, today: Day) -> Option<Day> {
    let is_defence = step == AssessmentState::DefenceScheduled;
    let heard = data.defence.as_ref().filter(|_| is_defence).map(|defence| defence.on);
    // A defence that is still to come is the guard's to tell.
    let heard = heard.filter(|on| *on <= today);
    heard.max(data.results.last().map(|result| result.on))
}

/// The result of a step.
pub(super) fn result(
    frame: &Frame,
    case: &Loaded<Assessment>,
    event: AssessmentEvent,
    answers: &Answers,
) -> Result<AssessmentResult> {
    let step = case.state;
    let mut reading = answers.read();
    let assessor = reading.line("assessor", true);
    let on = reading.done_day("assessed_on", follows(&case.data, step, frame.today), frame.today);
    let bars = bars(frame, step);
    let score = if bars.is_empty() { points(&mut reading, "score", false) } else { None };
    let scores: Vec<(Dimension, i64)> = bars
        .iter()
        .filter_map(|bar| {
            let score = points(&mut reading, score_field(bar.dimension), true)?;
            Some((bar.dimension, score))
        })
        .collect();
    let result = reading.text("result", false);
    if bars.is_empty() && result.is_empty() && reading.raw("score").is_empty() {
        reading.blame("result", ProblemKind::Required);
    }
    let evidence = reading.text("evidence", true);
    reading.end()?;
    let on = on.ok_or_else(|| Error::field("assessed_on", ProblemKind::Required))?;
    let passed = event == AssessmentEvent::Pass;
    Ok(AssessmentResult { step, passed, assessor, on, score, scores, result, evidence })
}

/// When, where and before whom. Whether the day is to come is the guard's to say.
pub(super) fn defence(answers: &Answers) -> Result<Defence> {
    let mut reading = answers.read();
    let on: Option<Day> = reading.day("defence_on", true);
    let time = reading.line("defence_time", false);
    let place = reading.line("defence_place", true);
    let jury: Vec<String> = reading
        .text("jury", true)
        .lines()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    reading.end()?;
    let on = on.ok_or_else(|| Error::field("defence_on", ProblemKind::Required))?;
    Ok(Defence { on, time, place, jury })
}

/// A bar in words, for the page.
pub(super) fn bar_words(lang: hezong_texts::Lang, bar: MaturityBar) -> String {
    let name = words::word(lang, "dimension", bar.dimension.as_str());
    format!("{name} {}", bar.min)
}
