//! Dating the open cases anew when a policy or the calendar changes (ADR 16): in the same transaction, so
//! that nobody ever sees the new figures beside the old last days.

use hezong_contract::cases::CellView;
use hezong_contract::policies::RedatedView;
use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Payout, Until, Workflow, redated, redating_floor};
use hezong_domain::certification::Certification;
use hezong_domain::incentives::{Claim, Payment, Qualification};
use hezong_domain::members::{Assessment, Link};
use hezong_domain::text::Keyed;
use hezong_domain::{Day, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use hezong_texts::{Lang, policy_edit as texts};

use super::engine::{Benefit, Loaded};
use super::frame::Frame;
use super::tables::cell;
use super::words;
use super::workflows::of_workflow;
use crate::act::Act;
use crate::names::Names;
use crate::{Error, Result};

/// Cases read in one go.
const BATCH: i64 = 500;
/// Cases a preview names one by one.
const NAMED_MAX: usize = 20;

/// A case whose last day moves.
#[derive(Debug, Clone)]
pub(crate) struct Moved {
    pub(crate) row: CaseRow,
    /// The last day after the change.
    pub(crate) to: Option<Day>,
    /// Whether the figures alone would have been over already: the case gets the next working day.
    pub(crate) is_held: bool,
}

/// The cases whose last day moves when `after` takes the place of what is in force.
pub(crate) async fn moved(tx: &mut dyn UnitOfWork, after: &Frame) -> Result<Vec<Moved>> {
    let floor = redating_floor(after.today, &after.calendar);
    let mut moved = Vec::new();
    for row in waiting(tx).await? {
        let counted = match counted(&row, after) {
            Ok(counted) => counted,
            // A row of a workflow that this program does not know keeps its day.
            Err(Error::NotFound(_)) => continue,
            Err(error) => return Err(error),
        };
        let to = redated(row.due_on, counted, floor);
        if to != row.due_on {
            let is_held = to != counted;
            moved.push(Moved { row, to, is_held });
        }
    }
    Ok(moved)
}

/// The cases of a workflow in the states whose last day is counted with a figure: no other day moves. An
/// empty filter of states would read everything.
fn dated<W: Workflow>() -> Option<CaseFilter> {
    let by_figure = W::WAITS.iter().filter(|wait| matches!(wait.until, Until::Figure(_)));
    let states: Vec<_> = by_figure.map(|wait| wait.state.text().to_owned()).collect();
    let benefits = vec![W::NAME.to_owned()];
    let turns = Actor::ALL.to_vec();
    (!states.is_empty()).then(|| CaseFilter { benefits, states, turns, ..CaseFilter::default() })
}

/// Every case whose last day a figure says, the most urgent first. All of them are read before the first
/// is written: they are listed by the very day that changes.
async fn waiting(tx: &mut dyn UnitOfWork) -> Result<Vec<CaseRow>> {
    let filters = [
        dated::<Qualification>(),
        dated::<Claim>(),
        dated::<Payment>(),
        dated::<Payout>(),
        dated::<Certification>(),
        dated::<Assessment>(),
        dated::<Link>(),
    ];
    let mut rows = Vec::new();
    for filter in filters.into_iter().flatten() {
        rows.extend(listed(tx, &filter).await?);
    }
    rows.sort_by(|a, b| {
        let key = |row: &CaseRow| (row.due_on.is_none(), row.due_on);
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(rows)
}

async fn listed(tx: &mut dyn UnitOfWork, filter: &CaseFilter) -> Result<Vec<CaseRow>> {
    let mut rows = Vec::new();
    loop {
        let offset = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let window = Window { offset, limit: BATCH };
        let page =
            tx.benefits().list_cases(&Scope::Platform, filter, CaseOrder::Due, window).await?;
        let is_last = i64::try_from(page.rows.len()).unwrap_or(i64::MAX) < BATCH;
        rows.extend(page.rows);
        if is_last {
            return Ok(rows);
        }
    }
}

fn counted(row: &CaseRow, frame: &Frame) -> Result<Option<Day>> {
    fn of<W: Benefit>(row: &CaseRow, frame: &Frame) -> Result<Option<Day>> {
        let case = Loaded::<W>::of(row.clone())?;
        Ok(case.counted(frame).and_then(|turn| turn.until))
    }
    of_workflow!(row, of(row, frame))
}

/// Dates the open cases anew and tells the partners who have to act; how many moved.
pub(crate) async fn carry_out(act: &mut Act, after: &Frame) -> Result<i64> {
    let moved = moved(&mut *act.tx, after).await?;
    for Moved { row, to, .. } in &moved {
        act.tx.benefits().set_due(&row.id, row.version, *to).await?;
        let is_partners = matches!(row.turn, Some(Actor::Partner | Actor::Member));
        if let (Some(day), true) = (to, is_partners) {
            let was =
                row.due_on.map_or_else(|| "@policy_edit.no_day".to_owned(), |d| d.to_string());
            let args = [
                ("subject", words::subject_key(row)),
                ("day", day.to_string()),
                ("was", was),
                ("case", row.id.to_string()),
            ];
            words::tell_partner(act, &row.partner_id, "case_redated", &args).await?;
        }
    }
    Ok(i64::try_from(moved.len()).unwrap_or(i64::MAX))
}

/// What moves, for people who are about to bring it about: how many, how many of them earlier, and the
/// most urgent by name.
pub(crate) async fn preview(
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    after: &Frame,
) -> Result<RedatedView> {
    let moved = moved(tx, after).await?;
    let count = |found: usize| i64::try_from(found).unwrap_or(i64::MAX);
    let is_earlier = |one: &&Moved| one.row.due_on.zip(one.to).is_some_and(|(was, to)| to < was);
    let ids = moved.iter().take(NAMED_MAX).map(|one| one.row.partner_id.account()).collect();
    let names = Names::of(tx, ids).await?;
    let day = |day: Option<Day>| {
        day.map_or_else(|| texts::NO_DAY.get(lang).to_owned(), |day| day.to_string())
    };
    let row = |one: &Moved| {
        let goal = hezong_contract::cases::Goal::Case(one.row.id.to_string());
        vec![
            CellView { goal: Some(goal), ..cell(words::title(lang, &one.row)) },
            cell(names.display(&one.row.partner_id.account())),
            cell(day(one.row.due_on)),
            cell(day(one.to)),
        ]
    };
    Ok(RedatedView {
        count: count(moved.len()),
        earlier: count(moved.iter().filter(is_earlier).count()),
        held: count(moved.iter().filter(|one| one.is_held).count()),
        table: super::policy::table(
            texts::REDATED_TABLE.get(lang),
            &[texts::CASE, texts::PARTNER, texts::LAST_DAY_BEFORE, texts::LAST_DAY_AFTER],
            lang,
            moved.iter().take(NAMED_MAX).map(row).collect(),
        ),
    })
}
