//! Moves a case: the domain's table decides, storage keeps every step, people are told.

use hezong_domain::access::Scope;
use hezong_domain::benefits::{
    Act as Doing, Actor, Anchors, Case, Check, Comment, Consequence, Step, Turn, Windows, Workflow,
    advance, turn,
};
use hezong_domain::text::Keyed;
use hezong_domain::{CaseId, Day, Fen, Month, PartnerId};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseRow, CaseStep};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::frame::Frame;
use super::{CaseRefusal, hats, words};
use crate::act::Act;
use crate::entropy::Make;
use crate::{Error, Result};

/// A workflow whose cases are kept.
pub(crate) trait Benefit: Workflow {
    /// What its cases keep besides state and history.
    type Data: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;

    /// The day its data set for what a case waits for ([`hezong_domain::benefits::Until::Appointment`]).
    fn appointed(_data: &Self::Data) -> Option<Day> {
        None
    }

    /// What the clock does to a case in a state that waits for nobody, and the last day before it does.
    fn foreseen(_state: Self::State, _data: &Self::Data) -> Option<(Day, Self::Event)> {
        None
    }

    /// The name of the personal account a case is about, which finds its cases.
    fn account(_data: &Self::Data) -> Option<&str> {
        None
    }
}

/// A case with its data.
#[derive(Debug, Clone)]
pub(crate) struct Loaded<W: Benefit> {
    pub(crate) row: CaseRow,
    pub(crate) state: W::State,
    pub(crate) data: W::Data,
    is_new: bool,
}

/// What somebody wants to do with a case.
#[derive(Debug, Clone)]
pub(crate) struct Move<W: Workflow> {
    pub(crate) event: W::Event,
    pub(crate) reason: String,
    pub(crate) comments: Vec<Comment>,
    /// The version the person saw.
    pub(crate) seen: i64,
}

impl<W: Workflow> Move<W> {
    /// A move without words, on the version that was just read.
    pub(crate) const fn plain(event: W::Event, seen: i64) -> Self {
        Self { event, reason: String::new(), comments: Vec::new(), seen }
    }
}

/// What the history says of changed data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noted<'a> {
    /// A key of the workflow's events, which its table need not have.
    pub(crate) event: &'a str,
    pub(crate) reason: &'a str,
    /// What changed, by field.
    pub(crate) comments: Vec<Comment>,
}

/// What a new case is about.
pub(crate) struct Subject {
    pub(crate) partner: PartnerId,
    /// Once for each partner and workflow.
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) period: String,
}

impl<W: Benefit> Loaded<W> {
    /// A case that is stored with its first step.
    pub(crate) fn begin(act: &Act, subject: Subject, data: W::Data) -> Self {
        let row = CaseRow {
            id: CaseId::new(act.cx.services().entropy().dated(prefix(W::NAME), act.now)),
            benefit: W::NAME.to_owned(),
            partner_id: subject.partner,
            subject: subject.key,
            title: subject.title,
            account: None,
            state: W::START.text().to_owned(),
            turn: None,
            maker: None,
            version: 0,
            period: subject.period,
            amount: None,
            entered_on: Day::of(act.now),
            submitted_on: None,
            due_on: None,
            reminded_on: None,
            data: String::new(),
            created_at: act.now,
            changed_at: act.now,
        };
        Self { row, state: W::START, data, is_new: true }
    }

    /// A case from its row.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is another workflow's.
    pub(crate) fn of(row: CaseRow) -> Result<Self> {
        if row.benefit != W::NAME {
            return Err(Error::NotFound("case"));
        }
        let wrong = || Error::Internal(format!("case {} is in state {}", row.id, row.state));
        let state = W::State::VALUES.iter().copied().find(|state| state.text() == row.state);
        let state = state.ok_or_else(wrong)?;
        let data = serde_json::from_str(&row.data)?;
        Ok(Self { row, state, data, is_new: false })
    }

    /// The case as the engine sees it.
    pub(crate) fn case(&self) -> Case<W> {
        Case { state: self.state, maker: self.row.maker.clone(), version: self.row.version }
    }

    /// The days its deadlines are counted from.
    pub(crate) fn anchors(&self) -> Anchors {
        let entered = self.row.entered_on;
        Anchors {
            entered,
            submitted: self.row.submitted_on.unwrap_or(entered),
            month: Month::parse(&self.row.period).unwrap_or_else(|| entered.month()),
            appointed: W::appointed(&self.data),
        }
    }

    /// Whose turn it is, until when, and what happens then. The stored last day is what people were told:
    /// it holds until the case moves, or until it is dated anew ([`super::redate`]).
    pub(crate) fn turn(&self, frame: &Frame) -> Option<Turn<W>> {
        let mut turn = self.counted(frame)?;
        turn.until = self.row.due_on.or(turn.until);
        Some(turn)
    }

    /// The same, counted from the figures in force, whatever people were told.
    pub(crate) fn counted(&self, frame: &Frame) -> Option<Turn<W>> {
        let anchors = self.anchors();
        let none = Windows::new();
        let policy =
            frame.policies.of_month(anchors.month).or_else(|| frame.policies.on(frame.today));
        let windows = policy.map_or(&none, |policy| &policy.windows);
        turn(self.state, anchors, windows, &frame.calendar)
    }
}

/// Letters in front of a case's number, so that people can tell them apart.
fn prefix(benefit: &str) -> &'static str {
    match benefit {
        "qualification" => "QL",
        "member_link" => "MB",
        "assessment" => "AS",
        "claim" => "CL",
        "payment" => "PR",
        "payout" => "PO",
        "certification" => "BC",
        _ => "CA",
    }
}

/// Finds a case a scope sees.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn find<W: Benefit>(
    tx: &mut dyn UnitOfWork,
    scope: &Scope,
    id: &CaseId,
) -> Result<Loaded<W>> {
    let row = tx.benefits().find_case(scope, id).await?.ok_or(Error::NotFound("case"))?;
    Loaded::of(row)
}

/// Finds the case of a subject, if there is one.
pub(crate) async fn find_subject<W: Benefit>(
    tx: &mut dyn UnitOfWork,
    scope: &Scope,
    partner: &PartnerId,
    subject: &str,
) -> Result<Option<Loaded<W>>> {
    let row = tx.benefits().find_subject(scope, W::NAME, partner, subject).await?;
    row.map(Loaded::of).transpose()
}

/// Moves a case and stores it with its step. `amount` and `data` of `loaded` are stored as they stand.
/// What else follows from the step ([`Step::then`]) is the workflow's to do, in the same act.
///
/// # Errors
/// [`Error::Case`] when the table, a guard or somebody faster stands in the way.
pub(crate) async fn step<W: Benefit>(
    act: &mut Act,
    frame: &Frame,
    loaded: &mut Loaded<W>,
    asked: Move<W>,
    check: impl Fn(W::Guard) -> Check<W::Guard>,
) -> Result<Step<W>> {
    let hats = hats::of(act.cx.principal());
    step_as(act, frame, loaded, hats, asked, check).await
}

/// The same under given hats: what follows from somebody's step is done by the system, whoever that was.
///
/// # Errors
/// As [`step`].
pub(crate) async fn step_as<W: Benefit>(
    act: &mut Act,
    frame: &Frame,
    loaded: &mut Loaded<W>,
    hats: Vec<Actor>,
    asked: Move<W>,
    check: impl Fn(W::Guard) -> Check<W::Guard>,
) -> Result<Step<W>> {
    let is_system = hats.as_slice() == [Actor::System];
    let by = act.cx.principal().user_id().filter(|_| !is_system).cloned();
    let doing = Doing {
        by,
        hats,
        at: act.now,
        reason: asked.reason,
        comments: asked.comments,
        seen: asked.seen,
    };
    if doing.seen != loaded.row.version {
        return Err(stale(act, loaded).await?);
    }
    let step = advance(&loaded.case(), asked.event, &doing, check)
        .map_err(|refused| Error::Case(CaseRefusal::of(&refused)))?;
    let seen = loaded.row.version;
    loaded.state = step.after.state;
    let maker_changed = step.after.maker != loaded.row.maker;
    step.after.state.text().clone_into(&mut loaded.row.state);
    loaded.row.maker.clone_from(&step.after.maker);
    loaded.row.version = step.after.version;
    loaded.row.entered_on = frame.today;
    if maker_changed && loaded.row.submitted_on.is_none() {
        loaded.row.submitted_on = Some(frame.today);
    }
    // A step begins a new wait: its last day is counted, not taken over.
    let before = (loaded.row.turn, loaded.row.due_on.take());
    settle(loaded, frame)?;
    if before != (loaded.row.turn, loaded.row.due_on) {
        loaded.row.reminded_on = None;
    }
    loaded.row.changed_at = act.now;
    if loaded.is_new {
        act.tx.benefits().add_case(&loaded.row).await?;
        loaded.is_new = false;
    } else {
        act.tx.benefits().update_case(&loaded.row, seen).await?;
    }
    note(act, loaded, &step).await?;
    tell(act, loaded, &step).await?;
    Ok(step)
}

/// Stores a new case where its workflow begins, before anything happened to it.
///
/// # Errors
/// A conflict when there is a case of that subject already.
pub(crate) async fn keep_new<W: Benefit>(
    act: &mut Act,
    frame: &Frame,
    loaded: &mut Loaded<W>,
) -> Result<()> {
    settle(loaded, frame)?;
    act.tx.benefits().add_case(&loaded.row).await?;
    loaded.is_new = false;
    Ok(())
}

/// Stores changed data of a case without moving it; the version counts all the same.
///
/// # Errors
/// [`Error::Case`] when the case moved since it was shown.
pub(crate) async fn save<W: Benefit>(
    act: &mut Act,
    frame: &Frame,
    loaded: &mut Loaded<W>,
    seen: i64,
) -> Result<()> {
    if seen != loaded.row.version {
        return Err(stale(act, loaded).await?);
    }
    loaded.row.version = seen.saturating_add(1);
    loaded.row.changed_at = act.now;
    settle(loaded, frame)?;
    Ok(act.tx.benefits().update_case(&loaded.row, seen).await?)
}

/// Why nothing is done about a case that moved since it was shown: what somebody else did.
async fn stale<W: Benefit>(act: &mut Act, loaded: &Loaded<W>) -> Result<Error> {
    let mut refusal = CaseRefusal::plain::<W>("stale");
    refusal.state = Some(loaded.state.text());
    let steps = act.tx.benefits().list_steps_unscoped(&loaded.row.id).await?;
    refusal.change = steps.into_iter().max_by_key(|step| step.number).map(Box::new);
    Ok(Error::Case(refusal))
}

/// The same with a line of the history: what was done, and what of it people want to know.
///
/// # Errors
/// As [`save`].
pub(crate) async fn save_noted<W: Benefit>(
    act: &mut Act,
    frame: &Frame,
    loaded: &mut Loaded<W>,
    seen: i64,
    said: Noted<'_>,
) -> Result<()> {
    save(act, frame, loaded, seen).await?;
    let state = loaded.state.text().to_owned();
    let step = CaseStep {
        case_id: loaded.row.id.clone(),
        number: loaded.row.version,
        at: act.now,
        actor_id: act.cx.principal().user_id().cloned(),
        actor_name: act.cx.principal().sign_in().to_owned(),
        event: said.event.to_owned(),
        from: state.clone(),
        to: state,
        reason: said.reason.to_owned(),
        comments: said.comments,
    };
    Ok(act.tx.benefits().add_step(&step).await?)
}

/// Writes turn, last day, account and data into the row.
fn settle<W: Benefit>(loaded: &mut Loaded<W>, frame: &Frame) -> Result<()> {
    let turn = loaded.turn(frame);
    loaded.row.turn = turn.as_ref().map(|turn| turn.actor);
    loaded.row.due_on = turn.and_then(|turn| turn.until);
    loaded.row.account = W::account(&loaded.data).map(str::to_owned);
    loaded.row.data = serde_json::to_string(&loaded.data)?;
    Ok(())
}

async fn note<W: Benefit>(act: &mut Act, loaded: &Loaded<W>, step: &Step<W>) -> Result<()> {
    let stored = CaseStep {
        case_id: loaded.row.id.clone(),
        number: loaded.row.version,
        at: step.at,
        actor_id: step.by.clone(),
        actor_name: if step.by.is_some() { act.cx.principal().sign_in() } else { "system" }
            .to_owned(),
        event: step.event.text().to_owned(),
        from: step.from.text().to_owned(),
        to: loaded.row.state.clone(),
        reason: step.reason.clone(),
        comments: step.comments.clone(),
    };
    Ok(act.tx.benefits().add_step(&stored).await?)
}

/// Tells the partner's or the vendor's people, as the table says.
async fn tell<W: Benefit>(act: &mut Act, loaded: &Loaded<W>, step: &Step<W>) -> Result<()> {
    let row = &loaded.row;
    let subject = words::subject_key(row);
    for consequence in step.then {
        match consequence {
            Consequence::NotifyPartner => {
                let state = format!("@{}_state.{}", super::refusal::space_of(W::NAME), row.state);
                let args =
                    [("subject", subject.clone()), ("state", state), ("case", row.id.to_string())];
                words::tell_partner(act, &row.partner_id, "case_moved", &args).await?;
            }
            Consequence::NotifyVendor => {
                let args = [("subject", subject.clone()), ("case", row.id.to_string())];
                let turn = row.turn.unwrap_or(Actor::Reviewer);
                words::tell_vendor(act, turn, "case_task", &args).await?;
            }
            Consequence::NotifyMember => super::people::tell_member(act, row).await?,
            _ => {}
        }
    }
    Ok(())
}

/// What a case is worth, for lists.
pub(crate) fn worth<W: Benefit>(loaded: &mut Loaded<W>, amount: Option<Fen>) {
    loaded.row.amount = amount;
}
