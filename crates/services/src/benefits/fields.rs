//! The answers of an act's form: read once, with what is wrong field by field.

use std::collections::BTreeMap;

use hezong_contract::cases::{FieldKind, FieldView, OptionView};
use hezong_domain::benefits::Comment;
use hezong_domain::text::{self, Keyed};
use hezong_domain::{Day, Fen, ProblemKind, Problems};
use hezong_texts::Lang;

use super::words;
use crate::{Error, Result};

/// Longest answer of one line.
const LINE_MAX: usize = 200;
/// Longest answer of several.
const TEXT_MAX: usize = 1_000;

/// A reason for an act, without the blanks around it. It is never cut: who wrote it must know what is kept.
///
/// # Errors
/// [`Error::Invalid`] when it is missing and `is_required`, or too long.
pub(crate) fn reason(text: &str, is_required: bool) -> Result<String> {
    let mut problems = Problems::new();
    let reason = text::bounded(&mut problems, "reason", text, is_required, TEXT_MAX);
    if problems.is_empty() { Ok(reason) } else { Err(Error::Invalid(problems)) }
}

/// The remarks on those fields that may have one.
///
/// # Errors
/// [`Error::Invalid`] when one is too long.
pub(crate) fn remarks(
    given: &BTreeMap<String, String>,
    remarkable: &[&'static str],
) -> Result<Vec<Comment>> {
    let mut problems = Problems::new();
    let mut all = Vec::new();
    for (field, text) in given {
        let text = text.trim();
        if text.is_empty() || !remarkable.contains(&field.as_str()) {
            continue;
        }
        if text.chars().count() > TEXT_MAX {
            problems.add(format!("remark-{field}"), ProblemKind::TooLong { max: TEXT_MAX });
        }
        all.push(Comment { field: field.clone(), text: text.to_owned() });
    }
    if problems.is_empty() { Ok(all) } else { Err(Error::Invalid(problems)) }
}

/// The answers of a form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers(pub(crate) BTreeMap<String, Vec<String>>);

/// Reads answers and collects what is wrong with them.
pub(crate) struct Reading<'a> {
    answers: &'a Answers,
    problems: Problems,
}

impl Answers {
    /// Begins reading.
    pub(crate) fn read(&self) -> Reading<'_> {
        Reading { answers: self, problems: Problems::new() }
    }
}

impl Reading<'_> {
    /// What was typed, trimmed; empty when nothing was.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.answers.0.get(name).and_then(|all| all.first()).map_or("", |value| value.trim())
    }

    /// Everything that was chosen.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let all = self.answers.0.get(name).into_iter().flatten();
        all.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    }

    /// A line of text.
    pub(crate) fn line(&mut self, name: &'static str, required: bool) -> String {
        let raw = self.raw(name).to_owned();
        text::bounded(&mut self.problems, name, &raw, required, LINE_MAX)
    }

    /// Several lines of text.
    pub(crate) fn text(&mut self, name: &'static str, required: bool) -> String {
        let raw = self.raw(name).to_owned();
        text::bounded(&mut self.problems, name, &raw, required, TEXT_MAX)
    }

    /// A day; `None` when left empty or wrong.
    pub(crate) fn day(&mut self, name: &'static str, required: bool) -> Option<Day> {
        let raw = self.raw(name);
        let day = Day::parse(raw);
        match (raw.is_empty(), day) {
            (true, _) if required => self.problems.add(name, ProblemKind::Required),
            (false, None) => self.problems.add(name, ProblemKind::BadDay),
            _ => {}
        }
        day
    }

    /// The day on which something was done: not to come, and not before what it follows.
    pub(crate) fn done_day(
        &mut self,
        name: &'static str,
        follows: Option<Day>,
        today: Day,
    ) -> Option<Day> {
        let day = self.day(name, true)?;
        let follows = follows.filter(|follows| day < *follows);
        if day > today {
            self.problems.add(name, ProblemKind::InTheFuture);
        } else if let Some(follows) = follows {
            self.problems.add(name, ProblemKind::Before { day: follows.to_string() });
        }
        Some(day)
    }

    /// An amount in yuan; zero is allowed where `positive` is not asked.
    pub(crate) fn amount(&mut self, name: &'static str, positive: bool) -> Option<Fen> {
        let raw = self.raw(name);
        let read = if positive { Fen::parse_positive(raw) } else { Fen::parse(raw) };
        match read {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.problems.add(name, error.into());
                None
            }
        }
    }

    /// One value of an enum.
    pub(crate) fn one<K: Keyed>(&mut self, name: &'static str) -> Option<K> {
        let raw = self.raw(name);
        let found = K::VALUES.iter().copied().find(|value| value.text() == raw);
        if found.is_none() {
            let what = if raw.is_empty() { ProblemKind::Required } else { ProblemKind::NotAChoice };
            self.problems.add(name, what);
        }
        found
    }

    /// Whether a sentence was agreed to.
    pub(crate) fn agreed(&mut self, name: &'static str) -> bool {
        let agreed = !self.raw(name).is_empty();
        if !agreed {
            self.problems.add(name, ProblemKind::Required);
        }
        agreed
    }

    /// Notes another problem.
    pub(crate) fn blame(&mut self, name: &str, what: ProblemKind) {
        self.problems.add(name, what);
    }

    /// Ends reading.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is wrong.
    pub(crate) fn end(self) -> Result<()> {
        self.problems.into_result(()).map_err(Error::from)
    }
}

/// A field of a form, to be finished by the methods below.
pub(crate) fn field(lang: Lang, name: &str, kind: FieldKind) -> FieldView {
    FieldView {
        name: name.to_owned(),
        label: words::word(lang, "case_field", name),
        hint: String::new(),
        kind,
        values: Vec::new(),
        is_required: true,
        remark: String::new(),
    }
}

/// What finishes a field.
pub(crate) trait Finish: Sized {
    /// With what stands in it.
    fn with(self, value: impl Into<String>) -> Self;
    /// With everything that is chosen.
    fn with_all(self, values: Vec<String>) -> Self;
    /// May be left empty.
    fn optional(self) -> Self;
    /// With a hint.
    fn hinted(self, hint: impl Into<String>) -> Self;
}

impl Finish for FieldView {
    fn with(mut self, value: impl Into<String>) -> Self {
        let value = value.into();
        self.values = if value.is_empty() { Vec::new() } else { vec![value] };
        self
    }

    fn with_all(mut self, values: Vec<String>) -> Self {
        self.values = values;
        self
    }

    fn optional(mut self) -> Self {
        self.is_required = false;
        self
    }

    fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// The choices of an enum, with the words of a namespace.
pub(crate) fn choices<K: Keyed>(lang: Lang, space: &str) -> FieldKind {
    let option = |value: &K| OptionView {
        value: value.text().to_owned(),
        words: words::word(lang, space, value.text()),
        note: String::new(),
        is_open: true,
    };
    FieldKind::One(K::VALUES.iter().map(option).collect())
}

/// A day as a form shows it.
pub(crate) fn shown(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}
