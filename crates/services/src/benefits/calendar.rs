//! The calendar of working days: changed in a draft, looked at beside what is in force, then put in force
//! with the open cases dated anew (ADR 16).

mod show;

use hezong_contract::policies::{
    CalendarStep, CalendarView, Changed, DayForm, ImportForm, MarkForm,
};
use hezong_domain::access::Permission;
use hezong_domain::calendar::{Calendar, Certainty, DayKind, Listed, RowError};
use hezong_domain::{Day, ProblemKind, Problems, Refusal};
use hezong_storage::UnitOfWork;
use hezong_texts::Lang;

use super::frame::{CALENDAR, Frame};
use super::policy::token;
use super::redate;
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

/// The name under which the draft is kept.
const DRAFT: &str = "cn.draft";
/// Longest run of days that is changed at once: the longest holiday with what is made up around it.
const RUN_MAX: i64 = 31;
/// Longest text that is read.
const TEXT_MAX: usize = 200_000;
/// Errors of a text that are told at once; the rest is mostly the same slip again.
const ERRORS_MAX: usize = 20;

/// The calendar in force and the draft, as they are stored.
struct Both {
    frame: Frame,
    draft: Option<Calendar>,
    seen: String,
}

impl Both {
    async fn read(tx: &mut dyn UnitOfWork, frame: Frame) -> Result<Self> {
        let in_force = tx.benefits().find_calendar(CALENDAR).await?.unwrap_or_default();
        let stored = tx.benefits().find_calendar(DRAFT).await?.unwrap_or_default();
        let draft: Option<Calendar> =
            if stored.is_empty() { None } else { serde_json::from_str(&stored)? };
        Ok(Self { frame, draft, seen: token(&[&in_force, &stored]) })
    }

    /// What the draft says; what is in force where there is none.
    fn edited(&self) -> &Calendar {
        self.draft.as_ref().unwrap_or(&self.frame.calendar)
    }

    /// What is in force once the draft is.
    fn after(&self) -> Frame {
        Frame { calendar: self.edited().clone(), ..self.frame.clone() }
    }
}

/// A year of the calendar as the draft has it, beside what is in force. `query` is the page's query
/// string: `year`, and `day` to change one.
///
/// # Errors
/// Without [`Permission::OpsBenefits`].
pub async fn view(cx: &Context, lang: Lang, query: &str) -> Result<CalendarView> {
    let (mut tx, _) = cx.read(Permission::OpsBenefits).await?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let both = Both::read(&mut *tx, frame).await?;
    let mut view = show::view(lang, &both, query);
    if both.draft.is_some() {
        view.redated = redate::preview(&mut *tx, lang, &both.after()).await?;
    }
    Ok(view)
}

/// Both calendars, when they are what a form was drawn from.
async fn seen(act: &mut Act, seen: &str) -> Result<Both> {
    let frame = Frame::read(&mut *act.tx, act.now).await?;
    let both = Both::read(&mut *act.tx, frame).await?;
    if both.seen == seen { Ok(both) } else { Err(Refusal::Stale.into()) }
}

/// Keeps the draft; one that says what is in force anyway is none.
async fn keep(act: &mut Act, both: &Both, edited: &Calendar) -> Result<()> {
    let draft = (*edited != both.frame.calendar).then_some(edited);
    put(act, DRAFT, &serde_json::to_string(&draft)?).await
}

async fn put(act: &mut Act, name: &str, body: &str) -> Result<()> {
    let by = act.cx.principal().sign_in().to_owned();
    Ok(act.tx.benefits().put_calendar(name, body, &by, act.now).await?)
}

/// Lists one day or a run of days in the draft, or makes them plain days of the week again.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Refusal::Stale`]; [`Error::Invalid`] field by field.
pub async fn set_days(cx: &Context, form: &DayForm) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "calendar.edit", form.day.as_str());
    perform(cx, deed, |mut act| async move {
        let both = seen(&mut act, &form.seen).await?;
        let (first, last, listed) = read_days(form)?;
        let mut edited = both.edited().clone();
        for offset in 0..=first.until(last) {
            let day = first.plus(offset);
            edited.set(day, listed.clone()).map_err(|what| {
                let field = if form.until.trim().is_empty() { "day" } else { "until" };
                row_problem(field, day, &form.kind, what)
            })?;
        }
        keep(&mut act, &both, &edited).await?;
        let detail = format!("{first} {last} {}", form.kind);
        act.done((), first.to_string(), detail)
    })
    .await
}

fn row_problem(
    field: &str,
    day: Day,
    kind: &str,
    what: hezong_domain::calendar::RowProblem,
) -> Error {
    use hezong_domain::calendar::RowProblem;
    if what == RowProblem::NotAName {
        return Error::field("name", ProblemKind::NotAChoice);
    }
    let error = RowError {
        row: 1,
        column: hezong_domain::calendar::Column::Day,
        value: format!("{day} {kind}"),
        what,
    };
    Error::Invalid(Problems::one(field, problem(&error)))
}

/// Reads the days of a form and what they become.
fn read_days(form: &DayForm) -> Result<(Day, Day, Option<Listed>)> {
    let mut problems = Problems::new();
    let mut read = |field: &str, text: &str, required: bool| {
        let day = Day::parse(text.trim());
        match (text.trim().is_empty(), day) {
            (true, _) if required => problems.add(field, ProblemKind::Required),
            (false, None) => problems.add(field, ProblemKind::BadDay),
            _ => {}
        }
        day
    };
    let first = read("day", &form.day, true);
    let last = read("until", &form.until, false).or(first);
    let run = first.zip(last);
    if run.is_some_and(|(first, last)| last < first) {
        problems.add("until", ProblemKind::EndBeforeBegin);
    }
    if run.is_some_and(|(first, last)| first.until(last) >= RUN_MAX) {
        problems.add("until", ProblemKind::TooMany { max: usize::try_from(RUN_MAX).unwrap_or(31) });
    }
    let kind = DayKind::parse(&form.kind);
    if kind.is_none() && !form.kind.is_empty() {
        problems.add("kind", ProblemKind::NotAChoice);
    }
    let listed = kind.map(|kind| Listed { kind, name: form.name.trim().to_owned() });
    let run = problems.into_result(run)?;
    let (first, last) = run.ok_or_else(|| Error::field("day", ProblemKind::Required))?;
    Ok((first, last, listed))
}

/// Marks a year as announced or provisional in the draft.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Refusal::Stale`]; [`Error::Invalid`].
pub async fn mark_year(cx: &Context, form: &MarkForm) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "calendar.mark", form.year.as_str());
    perform(cx, deed, |mut act| async move {
        let both = seen(&mut act, &form.seen).await?;
        let year = form.year.parse::<i64>().ok().filter(|year| (2000..=2100).contains(year));
        let wrong_year = ProblemKind::BadNumber { min: 2000, max: 2100 };
        let year = year.ok_or_else(|| Error::field("year", wrong_year))?;
        let mark = Certainty::parse(&form.mark).filter(|mark| *mark != Certainty::Unknown);
        let mark = mark.ok_or_else(|| Error::field("mark", ProblemKind::NotAChoice))?;
        let mut edited = both.edited().clone();
        edited.mark(year, mark);
        keep(&mut act, &both, &edited).await?;
        act.done((), form.year.as_str(), mark.as_str())
    })
    .await
}

/// Reads a text into the draft: its years take the place of those there.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Refusal::Stale`]; [`Error::Invalid`] with what is wrong row by
/// row; then nothing is taken.
pub async fn read_text(cx: &Context, form: &ImportForm) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "calendar.read", CALENDAR);
    perform(cx, deed, |mut act| async move {
        let both = seen(&mut act, &form.seen).await?;
        let imported = imported(&form.lines)?;
        let edited = both.edited().clone().with_years_of(&imported);
        keep(&mut act, &both, &edited).await?;
        let years: Vec<String> = imported.years().map(|(year, _)| year.to_string()).collect();
        act.done((), CALENDAR, years.join(" "))
    })
    .await
}

fn imported(text: &str) -> Result<Calendar> {
    if text.len() > TEXT_MAX {
        return Err(Error::field("lines", ProblemKind::TooLong { max: TEXT_MAX }));
    }
    let imported = Calendar::import(text).map_err(|errors| {
        let mut problems = Problems::new();
        for error in errors.iter().take(ERRORS_MAX) {
            problems.add("lines", problem(error));
        }
        Error::Invalid(problems)
    })?;
    if imported.years().next().is_none() {
        return Err(Error::field("lines", ProblemKind::Required));
    }
    Ok(imported)
}

fn problem(error: &RowError) -> ProblemKind {
    ProblemKind::CalendarRow {
        row: error.row,
        column: error.column.as_str().to_owned(),
        value: error.value.clone(),
        what: error.what,
    }
}

/// Puts the draft in force and dates the open cases anew.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Refusal::Stale`] when either calendar changed since, or there
/// is no draft.
pub async fn publish(cx: &Context, step: &CalendarStep) -> Result<Changed> {
    let deed = Deed::new(Permission::OpsPolicies, "calendar.publish", CALENDAR);
    perform(cx, deed, |mut act| async move {
        let both = seen(&mut act, &step.seen).await?;
        let Some(draft) = &both.draft else { return Err(Refusal::Stale.into()) };
        let days = both.frame.calendar.changed_days(draft).len();
        put(&mut act, CALENDAR, &serde_json::to_string(draft)?).await?;
        put(&mut act, DRAFT, "null").await?;
        let redated = redate::carry_out(&mut act, &both.after()).await?;
        act.done(Changed { redated }, CALENDAR, format!("{days} days, {redated} redated"))
    })
    .await
}

/// Throws the draft away.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; [`Refusal::Stale`].
pub async fn discard(cx: &Context, step: &CalendarStep) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "calendar.discard", CALENDAR);
    perform(cx, deed, |mut act| async move {
        seen(&mut act, &step.seen).await?;
        put(&mut act, DRAFT, "null").await?;
        act.done((), CALENDAR, "")
    })
    .await
}
