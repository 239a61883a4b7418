//! What the clock does to cases: lapses what is overdue, makes months final, reminds people. Driven by
//! the injected clock; doing it twice does nothing twice.

mod ahead;
mod months;

use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Workflow};
use hezong_domain::incentives::{Claim, ClaimState};
use hezong_domain::members::Assessment;
use hezong_domain::text::Keyed;
use hezong_domain::{CaseId, Day, Window};
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use serde::{Deserialize, Serialize};

use super::case::Desk;
use super::engine::{Loaded, Move};
use super::fields::Answers;
use super::frame::Frame;
use super::workflows::of_workflow;
use super::{claims, payouts, people, words};
use crate::act::{Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

pub use ahead::next;

/// Days ahead in which a reminder can fall: fifteen working days over the longest holidays.
const REMINDED_AHEAD: i64 = 45;
/// Cases looked at in one go.
const BATCH: i64 = 500;

/// One thing the clock did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// The case; the partner and the scheme of months that have none.
    pub id: String,
    /// The workflow.
    pub benefit: String,
    /// What it is about, as messages name it: a key with a period, or a name.
    pub title: String,
    /// What happened to it: an event of its workflow, or `remind`.
    pub event: String,
}

impl Happened {
    fn to(row: &CaseRow, event: &str) -> Self {
        Self {
            id: row.id.to_string(),
            benefit: row.benefit.clone(),
            title: words::subject_key(row),
            event: event.to_owned(),
        }
    }
}

/// What a round did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fired {
    /// What lapsed, was closed or expired.
    pub lapsed: Vec<Happened>,
    /// Months that became final.
    pub finalised: Vec<Happened>,
    /// What people were reminded of.
    pub reminded: Vec<Happened>,
    /// Payouts that were blocked because nobody can approve them, or go on because somebody can.
    pub payouts: i64,
}

impl Fired {
    /// How much was done.
    pub fn count(&self) -> i64 {
        let done = self.lapsed.len() + self.finalised.len() + self.reminded.len();
        self.payouts.saturating_add(i64::try_from(done).unwrap_or(i64::MAX))
    }
}

/// Does everything that is due on the day of the clock. `cx` must be the system's.
///
/// What is due is found by reading; only what really moves becomes an act, so that a quiet day leaves no
/// line in the audit log.
///
/// # Errors
/// When storage fails.
pub async fn run_due(cx: &Context) -> Result<Fired> {
    let mut fired = Fired::default();
    let frame = frame(cx).await?;
    let today = frame.today;
    let overdue = CaseFilter { due_until: Some(today.plus(-1)), ..CaseFilter::default() };
    for row in all(cx, &overdue).await? {
        if let Some(Some(event)) = went_on(&row, lapse(cx, &row, &frame).await) {
            fired.lapsed.push(Happened::to(&row, event));
        }
    }
    let passed = CaseFilter {
        benefits: vec!["claim".to_owned()],
        states: vec![ClaimState::PrelimPassed.as_str().to_owned()],
        period_to: today.month().plus(-1).to_string(),
        ..CaseFilter::default()
    };
    for row in all(cx, &passed).await? {
        // What was in order at its review need not be so any more.
        let event = went_on(&row, claims::final_event(cx, &frame, &row).await);
        let Some(event) = event else { continue };
        if went_on(&row, move_by_clock::<Claim>(cx, &row.id, Some(event)).await).is_some() {
            fired.finalised.push(Happened::to(&row, event.text()));
        }
    }
    let soon = CaseFilter {
        due_from: Some(today),
        due_until: Some(today.plus(REMINDED_AHEAD)),
        ..CaseFilter::default()
    };
    for row in all(cx, &soon).await? {
        if reminder(&row, &frame).is_some() {
            let is_reminded = went_on(&row, remind(cx, &row.id).await) == Some(true);
            fired.reminded.extend(is_reminded.then(|| Happened::to(&row, "remind")));
        }
    }
    fired.payouts = payouts::recheck(cx).await?;
    fired.lapsed.extend(months::tell_lapsed(cx, &frame).await?);
    fired.reminded.extend(months::remind(cx, &frame).await?);
    Ok(fired)
}

/// The answer of work on one case. A case that fails is logged and left for the next round: it must not
/// keep all others waiting.
fn went_on<T>(row: &CaseRow, answer: Result<T>) -> Option<T> {
    if let Err(error) = &answer {
        tracing::error!(case.id = %row.id, "case `{}` could not be moved by the clock: {error}", row.id);
    }
    answer.ok()
}

async fn frame(cx: &Context) -> Result<Frame> {
    let mut tx = cx.services().storage().read().await?;
    Frame::read(&mut *tx, cx.now()).await
}

/// Every case of a filter.
async fn all(cx: &Context, filter: &CaseFilter) -> Result<Vec<CaseRow>> {
    let mut tx = cx.services().storage().read().await?;
    let mut rows = Vec::new();
    loop {
        let offset = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let window = Window { offset, limit: BATCH };
        let page =
            tx.benefits().list_cases(&Scope::Platform, filter, CaseOrder::Due, window).await?;
        let is_last = page.rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        rows.extend(page.rows);
        if is_last {
            return Ok(rows);
        }
    }
}

/// What the table says happens to a case today; `None` when nothing does.
fn due_event(row: &CaseRow, frame: &Frame) -> Result<Option<&'static str>> {
    fn of<W: Desk>(row: &CaseRow, frame: &Frame) -> Result<Option<&'static str>> {
        let case = Loaded::<W>::of(row.clone())?;
        Ok(case.turn(frame).and_then(|turn| turn.due(frame.today)).map(Keyed::text))
    }
    of_workflow!(row, of(row, frame))
}

/// Carries out what is due of a case; `None` when nothing is.
async fn lapse(cx: &Context, row: &CaseRow, frame: &Frame) -> Result<Option<&'static str>> {
    let Some(event) = due_event(row, frame)? else { return Ok(None) };
    of_workflow!(row, move_by_clock(cx, &row.id, None).await)?;
    Ok(Some(event))
}

/// Moves a case as the system: by an event, or by what is due. Does nothing when somebody was faster.
async fn move_by_clock<W: Desk>(cx: &Context, id: &CaseId, event: Option<W::Event>) -> Result<()> {
    let deed = Deed::own("case.by_clock", id.as_str());
    perform(cx, deed, |mut act| async move {
        let row = act.tx.benefits().find_case(&Scope::Platform, id).await?;
        let case = Loaded::<W>::of(row.ok_or(Error::NotFound("case"))?)?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let due = case.turn(&frame).and_then(|turn| turn.due(frame.today));
        let taken = |event: &W::Event| {
            W::TRANSITIONS.iter().any(|rule| rule.from == case.state && rule.event == *event)
        };
        let Some(event) = event.or(due).filter(taken) else {
            return act.done((), id.as_str(), "moved meanwhile");
        };
        let asked = Move::plain(event, case.row.version);
        W::act(&mut act, &frame, case, asked, &Answers::default()).await?;
        act.done((), id.as_str(), event.text())
    })
    .await
}

/// The last day of a case and how many working days it is away, when today is a day to remind of it.
fn reminder(row: &CaseRow, frame: &Frame) -> Option<(Day, i64)> {
    let due = row.due_on.filter(|due| *due >= frame.today)?;
    // What the system does by itself nobody is reminded of.
    if matches!(row.turn, None | Some(Actor::System)) {
        return None;
    }
    if row.reminded_on == Some(frame.today) {
        return None;
    }
    let reminders = frame.reminders(due, row.entered_on);
    let today = reminders.iter().find(|reminder| reminder.on == frame.today)?;
    Some((due, today.before))
}

/// Reminds whoever's turn it is; `false` when the case moved or was reminded of meanwhile.
async fn remind(cx: &Context, id: &CaseId) -> Result<bool> {
    let deed = Deed::own("case.remind", id.as_str());
    perform(cx, deed, |mut act| async move {
        let row = act.tx.benefits().find_case(&Scope::Platform, id).await?;
        let row = row.ok_or(Error::NotFound("case"))?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let Some((due, before)) = reminder(&row, &frame) else {
            return act.done(false, id.as_str(), "not any more");
        };
        let args = [
            ("subject", words::subject_key(&row)),
            ("day", due.to_string()),
            ("days", before.to_string()),
            ("case", id.to_string()),
        ];
        // The day of a defence is the partner's too: its expert is heard.
        let is_defence = row.benefit == Assessment::NAME;
        let kind = match (is_defence, before) {
            (false, 0) => "case_due_today",
            (false, _) => "case_reminder",
            (true, 0) => "defence_today",
            (true, _) => "defence_reminder",
        };
        if is_defence {
            words::tell_partner(&mut act, &row.partner_id, kind, &args).await?;
        }
        match row.turn {
            Some(Actor::Partner) => {
                words::tell_partner(&mut act, &row.partner_id, kind, &args).await?;
            }
            Some(Actor::Member) => people::remind_member(&mut act, &row, due).await?,
            Some(turn) => words::tell_vendor(&mut act, turn, kind, &args).await?,
            None => {}
        }
        act.tx.benefits().mark_reminded(id, frame.today).await?;
        act.done(true, id.as_str(), kind)
    })
    .await
}
