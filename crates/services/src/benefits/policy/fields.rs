//! What each section of a policy's form asks, and how its answers are read.

use hezong_contract::cases::{FieldKind, FieldView, OptionView};
use hezong_contract::policies::GRADE_ROWS;
use hezong_domain::benefits::{Figure, Window};
use hezong_domain::calendar::Span;
use hezong_domain::incentives::{
    CertificateRule, Need, Origin, Policy, REMINDER_MAX, Rate, Scheme, Stage, Terms,
};
use hezong_domain::members::{Dimension, MaturityBar, Path, Post, SCORE_MAX};
use hezong_domain::text::Keyed;
use hezong_domain::{Day, Fen, ProblemKind};
use hezong_texts::{Lang, find_on_server, policy_edit as t};

use super::super::fields::{Answers, Finish, Reading, choices, shown};
use super::super::words;
use crate::Result;

/// Blank rows for grades that are not there yet.
const SPARE: usize = 2;
/// Longest window and highest count of people or months.
const NUMBER_MAX: i64 = 9_999;
/// Certificates of one rule.
const CODES_MAX: usize = 40;
/// Longest code of a certificate or grade, in characters.
const CODE_MAX: usize = 80;

fn field(lang: Lang, name: &str, kind: FieldKind) -> FieldView {
    let hint = find_on_server("policy_edit", &format!("{name}_hint"));
    FieldView {
        name: name.to_owned(),
        label: words::word(lang, "policy_edit", name),
        hint: hint.map_or_else(String::new, |text| text.get(lang).to_owned()),
        kind,
        values: Vec::new(),
        is_required: true,
        remark: String::new(),
    }
}

fn number(lang: Lang, name: &str, value: Option<i64>) -> FieldView {
    let value = value.map_or_else(String::new, |n| n.to_string());
    field(lang, name, FieldKind::Text).with(value).optional()
}

fn amount(lang: Lang, name: &str, value: Option<Fen>) -> FieldView {
    let value = value.map_or_else(String::new, |fen| fen.to_string());
    field(lang, name, FieldKind::Amount).with(value).optional()
}

fn yes(lang: Lang, name: &str, sentence: &str, is_yes: bool) -> FieldView {
    let kind = FieldKind::Yes(sentence.to_owned());
    field(lang, name, kind).with(if is_yes { "on" } else { "" }).optional()
}

fn many<K: Keyed>(lang: Lang, name: &str, space: &str, chosen: &[K]) -> FieldView {
    let option = |value: &K| OptionView {
        value: value.text().to_owned(),
        words: words::word(lang, space, value.text()),
        note: String::new(),
        is_open: true,
    };
    let kind = FieldKind::Many(K::VALUES.iter().map(option).collect());
    let chosen = chosen.iter().map(|value| value.text().to_owned()).collect();
    field(lang, name, kind).with_all(chosen).optional()
}

/// Days, agreement, sums, reminders.
pub(super) fn general(lang: Lang, policy: &Policy) -> Vec<FieldView> {
    let reminders: Vec<String> = policy.reminders.iter().map(ToString::to_string).collect();
    vec![
        field(lang, "from", FieldKind::Day).with(policy.from.to_string()),
        field(lang, "to", FieldKind::Day).with(shown(policy.to)).optional(),
        field(lang, "agreement", FieldKind::Text).with(policy.agreement.clone()),
        amount(lang, "payout_min", policy.payout_min),
        field(lang, "two_people_above", FieldKind::Amount)
            .with(policy.approval.two_people_above.to_string()),
        field(lang, "reminders", FieldKind::Text).with(reminders.join(", ")).optional(),
    ]
}

/// How long each step may take.
pub(super) fn windows(lang: Lang, policy: &Policy) -> Vec<FieldView> {
    let mut fields = Vec::new();
    for figure in Figure::ALL {
        let window = policy.windows.get(figure);
        let name = format!("count_{}", figure.as_str());
        let mut count = number(lang, &name, window.map(|window| window.count));
        count.label = words::word(lang, "figure", figure.as_str());
        let kind = choices::<Span>(lang, "policy_edit");
        let span = window.map_or(Span::WorkingDays, |window| window.span);
        let mut unit = field(lang, &format!("span_{}", figure.as_str()), kind).with(span.as_str());
        unit.label = t::unit_of(lang, &count.label);
        fields.extend([count, unit]);
    }
    fields
}

/// What experts must reach, dimension by dimension; an empty one has no bar.
pub(super) fn maturity(lang: Lang, policy: &Policy) -> Vec<FieldView> {
    let bar = |dimension: &Dimension| {
        let bar = policy.maturity.iter().find(|bar| bar.dimension == *dimension);
        let name = format!("bar_{}", dimension.as_str());
        let mut field = number(lang, &name, bar.map(|bar| bar.min));
        field.label = words::word(lang, "dimension", dimension.as_str());
        field.hinted(t::bar_hint(lang, SCORE_MAX))
    };
    Dimension::ALL.iter().map(bar).collect()
}

/// What a scheme asks and pays; what stands in a scheme that is not offered is empty.
pub(super) fn scheme(lang: Lang, scheme: &str, policy: &Policy) -> Vec<FieldView> {
    let terms = policy.schemes.iter().find(|terms| terms.scheme.as_str() == scheme);
    let has = |of: fn(&Terms) -> bool| terms.is_some_and(of);
    let figure = |of: fn(&Terms) -> Option<i64>| terms.and_then(of);
    let origin = terms.map_or(Origin::Partner, |terms| terms.origin);
    let path = terms.map_or_else(String::new, |terms| terms.path.as_str().to_owned());
    let mut fields = vec![
        yes(lang, "offered", t::OFFERED_YES.get(lang), terms.is_some()),
        field(lang, "path", choices::<Path>(lang, "path")).with(path),
        many(lang, "stages", "stage", terms.map_or(&[], |terms| &terms.stages)),
        yes(lang, "invited_only", t::INVITED_ONLY_YES.get(lang), has(|t| t.is_invited_only)),
        field(lang, "origin", choices::<Origin>(lang, "origin")).with(origin.as_str()),
    ];
    fields.extend(rates(lang, terms.map_or(&[], |terms| &terms.rates)));
    fields.extend([
        number(lang, "people_max", figure(|t| t.people_max)),
        amount(lang, "month_max", terms.and_then(|terms| terms.month_max)),
        many(lang, "posts", "post", terms.map_or(&[], |terms| &terms.posts)),
        codes(lang, "all_of", terms.map_or(&[], |terms| &terms.certificates.all_of)),
        codes(lang, "one_of", terms.map_or(&[], |terms| &terms.certificates.one_of)),
        number(lang, "months_on_cloud_over", figure(|t| t.months_on_cloud_over)),
        number(lang, "claims_per_year", figure(|t| t.claims_per_year)),
        yes(lang, "further_years", t::FURTHER_YEARS_YES.get(lang), has(|t| t.has_further_years)),
        many(lang, "needs", "need", terms.map_or(&[], |terms| &terms.needs)),
    ]);
    fields
}

fn codes(lang: Lang, name: &str, all: &[String]) -> FieldView {
    field(lang, name, FieldKind::Lines).with(all.join("\n")).optional()
}

/// A row for each grade, and blank ones: without JavaScript too, another grade is only typed.
fn rates(lang: Lang, rates: &[Rate]) -> Vec<FieldView> {
    let mut fields = Vec::new();
    for row in 1..=(rates.len() + SPARE).min(GRADE_ROWS) {
        let rate = rates.get(row - 1);
        let shown = i64::try_from(row).unwrap_or_default();
        let mut grade = field(lang, &format!("grade_{row}"), FieldKind::Text)
            .with(rate.map_or("", |rate| rate.grade.as_str()))
            .optional();
        grade.label = t::grade_row(lang, shown);
        if row == 1 {
            t::GRADE_HINT.get(lang).clone_into(&mut grade.hint);
        }
        let mut paid = amount(lang, &format!("amount_{row}"), rate.map(|rate| rate.amount));
        paid.label = t::amount_row(lang, shown);
        fields.extend([grade, paid]);
    }
    fields
}

/// A whole number; `None` when left empty or wrong.
fn read_number(reading: &mut Reading<'_>, name: &str, min: i64) -> Option<i64> {
    read_within(reading, name, min, NUMBER_MAX)
}

/// A whole number between two others; `None` when left empty or wrong.
fn read_within(reading: &mut Reading<'_>, name: &str, min: i64, max: i64) -> Option<i64> {
    let raw = reading.raw(name).to_owned();
    if raw.is_empty() {
        return None;
    }
    let number = raw.parse().ok().filter(|n| (min..=max).contains(n));
    if number.is_none() {
        reading.blame(name, ProblemKind::BadNumber { min, max });
    }
    number
}

fn read_amount(reading: &mut Reading<'_>, name: &str, positive: bool) -> Option<Fen> {
    let raw = reading.raw(name).to_owned();
    if raw.is_empty() {
        return None;
    }
    let read = if positive { Fen::parse_positive(&raw) } else { Fen::parse(&raw) };
    let read = read.map_err(|error| reading.blame(name, error.into())).ok();
    if read.is_some_and(|amount| amount < Fen::ZERO) {
        reading.blame(name, ProblemKind::AmountNotPositive);
    }
    read
}

fn read_all<K: Keyed>(reading: &mut Reading<'_>, name: &str) -> Vec<K> {
    let mut found = Vec::new();
    for text in reading.all(name) {
        match K::VALUES.iter().copied().find(|value| value.text() == text) {
            Some(value) if found.contains(&value) => {}
            Some(value) => found.push(value),
            None => reading.blame(name, ProblemKind::NotAChoice),
        }
    }
    found
}

fn read_codes(reading: &mut Reading<'_>, name: &str) -> Vec<String> {
    let raw = reading.raw(name).to_owned();
    let mut found: Vec<String> = Vec::new();
    for line in raw.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.chars().count() > CODE_MAX {
            reading.blame(name, ProblemKind::TooLong { max: CODE_MAX });
        } else if line.chars().any(char::is_control) {
            reading.blame(name, ProblemKind::ControlCharacters);
        } else if !found.iter().any(|code| code == line) {
            found.push(line.to_owned());
        }
    }
    if found.len() > CODES_MAX {
        reading.blame(name, ProblemKind::TooMany { max: CODES_MAX });
    }
    found
}

pub(super) fn read_general(policy: &Policy, answers: &Answers, today: Day) -> Result<Policy> {
    let mut reading = answers.read();
    let from = reading.day("from", true);
    let earliest = today.month().plus(1).first();
    if from.is_some_and(|from| from < earliest || from != from.month().first()) {
        reading.blame("from", ProblemKind::FirstOfMonth { earliest: earliest.to_string() });
    }
    let to = reading.day("to", false);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        reading.blame("to", ProblemKind::EndBeforeBegin);
    }
    let agreement = reading.line("agreement", true);
    let payout_min = read_amount(&mut reading, "payout_min", false);
    let two_people = reading.amount("two_people_above", false);
    if two_people.is_some_and(|amount| amount < Fen::ZERO) {
        reading.blame("two_people_above", ProblemKind::AmountNotPositive);
    }
    let reminders = read_reminders(&mut reading);
    reading.end()?;
    let mut edited = Policy { to, agreement, payout_min, reminders, ..policy.clone() };
    edited.from = from.unwrap_or(policy.from);
    edited.approval.two_people_above = two_people.unwrap_or(policy.approval.two_people_above);
    Ok(edited)
}

/// Numbers with commas or spaces between them, the earliest reminder first.
fn read_reminders(reading: &mut Reading<'_>) -> Vec<i64> {
    let raw = reading.raw("reminders").to_owned();
    let parts = raw.split([',', ' ', '\u{ff0c}', '\u{3001}']).filter(|part| !part.is_empty());
    let mut found = Vec::new();
    for part in parts {
        let before = part.parse::<i64>().ok().filter(|n| (0..=REMINDER_MAX).contains(n));
        if let Some(before) = before {
            found.push(before);
        } else {
            let max = REMINDER_MAX;
            reading.blame("reminders", ProblemKind::BadNumber { min: 0, max });
            break;
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup();
    found
}

pub(super) fn read_windows(policy: &Policy, answers: &Answers) -> Result<Policy> {
    let mut reading = answers.read();
    let mut edited = policy.clone();
    edited.windows.clear();
    for figure in Figure::ALL {
        let count = read_number(&mut reading, &format!("count_{}", figure.as_str()), 0);
        let name = format!("span_{}", figure.as_str());
        let span = Span::parse(reading.raw(&name));
        match (count, span) {
            (Some(count), Some(span)) => {
                edited.windows.insert(*figure, Window { span, count });
            }
            (Some(_), None) => reading.blame(&name, ProblemKind::NotAChoice),
            (None, _) => {}
        }
    }
    reading.end()?;
    Ok(edited)
}

pub(super) fn read_maturity(policy: &Policy, answers: &Answers) -> Result<Policy> {
    let mut reading = answers.read();
    let mut maturity = Vec::new();
    for dimension in Dimension::ALL {
        let name = format!("bar_{}", dimension.as_str());
        let min = read_within(&mut reading, &name, 0, SCORE_MAX);
        maturity.extend(min.map(|min| MaturityBar { dimension: *dimension, min }));
    }
    reading.end()?;
    Ok(Policy { maturity, ..policy.clone() })
}

pub(super) fn read_scheme(policy: &Policy, scheme: Scheme, answers: &Answers) -> Result<Policy> {
    let mut reading = answers.read();
    let mut edited = policy.clone();
    let place = edited.schemes.iter().position(|terms| terms.scheme == scheme);
    if reading.raw("offered").is_empty() {
        edited.schemes.retain(|terms| terms.scheme != scheme);
        return Ok(edited);
    }
    let path = reading.one::<Path>("path");
    let origin = reading.one::<Origin>("origin");
    let stages: Vec<Stage> = read_all(&mut reading, "stages");
    let posts: Vec<Post> = read_all(&mut reading, "posts");
    let needs: Vec<Need> = read_all(&mut reading, "needs");
    let all_of = read_codes(&mut reading, "all_of");
    let one_of = read_codes(&mut reading, "one_of");
    let terms = |path: Path, origin: Origin, reading: &mut Reading<'_>| Terms {
        scheme,
        path,
        stages,
        is_invited_only: !reading.raw("invited_only").is_empty(),
        origin,
        posts,
        certificates: CertificateRule { all_of, one_of },
        months_on_cloud_over: read_number(reading, "months_on_cloud_over", 0),
        claims_per_year: read_number(reading, "claims_per_year", 1),
        has_further_years: !reading.raw("further_years").is_empty(),
        needs,
        rates: read_rates(reading),
        people_max: read_number(reading, "people_max", 1),
        month_max: read_amount(reading, "month_max", true),
    };
    // A path or origin that is missing is blamed already; the rest is read all the same, so that
    // everything wrong is told at once.
    let (path, origin) = (path.unwrap_or(Path::Service), origin.unwrap_or(Origin::Partner));
    let terms = terms(path, origin, &mut reading);
    reading.end()?;
    match place.and_then(|place| edited.schemes.get_mut(place)) {
        Some(old) => *old = terms,
        None => edited.schemes.push(terms),
    }
    Ok(edited)
}

/// The rows that are filled in. A grade without an amount is a slip, an amount without a grade holds for
/// people without one.
fn read_rates(reading: &mut Reading<'_>) -> Vec<Rate> {
    let mut rates: Vec<Rate> = Vec::new();
    for row in 1..=GRADE_ROWS {
        let (grade_name, amount_name) = (format!("grade_{row}"), format!("amount_{row}"));
        let grade = reading.raw(&grade_name).to_owned();
        let amount = read_amount(reading, &amount_name, true);
        let has_amount = !reading.raw(&amount_name).is_empty();
        if grade.is_empty() && !has_amount {
            continue;
        }
        if !has_amount {
            reading.blame(&amount_name, ProblemKind::Required);
        }
        if grade.chars().count() > CODE_MAX {
            reading.blame(&grade_name, ProblemKind::TooLong { max: CODE_MAX });
        }
        if rates.iter().any(|rate| rate.grade == grade) {
            reading.blame(&grade_name, ProblemKind::Taken);
        }
        rates.push(Rate { grade, amount: amount.unwrap_or(Fen::ZERO) });
    }
    if rates.is_empty() {
        reading.blame("amount_1", ProblemKind::Required);
    }
    rates
}
