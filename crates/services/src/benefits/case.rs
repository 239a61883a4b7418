//! One case: what a page shows of it, and acts on it. Which workflow it is of makes no difference to
//! the doors.

use std::future::Future;

use hezong_contract::cases::{
    ActView, CaseForm, CaseView, CheckView, FieldView, Goal, Link, StateWords, StepView, TurnView,
};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::accounts::AccountKind;
use hezong_domain::benefits::{Actor, Doer, open_events};
use hezong_domain::files::Purpose;
use hezong_domain::text::Keyed;
use hezong_domain::{CaseId, ProblemKind, UserId};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFile, CaseRow, CaseStep};
use hezong_texts::Lang;

use super::engine::{Benefit, Loaded, Move};
use super::fields::{self, Answers};
use super::frame::Frame;
use super::papers::{self, PaperRule};
use super::refusal::space_of;
use super::sheet::Payer;
pub(crate) use super::shown::{Shown, blocked};
use super::workflows::of_workflow;
use super::{hats, words};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

/// Who looks, from where, in which language.
pub(crate) struct Looking<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) frame: &'a Frame,
    pub(crate) lang: Lang,
    pub(crate) hats: &'a [Actor],
    pub(crate) user: Option<&'a UserId>,
    /// Who pays at this site, once that is entered.
    pub(crate) payer: Option<&'a Payer>,
}

/// What a workflow does with its cases besides moving them.
pub(crate) trait Desk: Benefit {
    /// The list the case belongs to, for the partner.
    const HOME: Goal;
    /// Fields a reviewer may remark on.
    const REMARKABLE: &'static [&'static str];
    /// Events that end or undo something without asking for a reason: never what people come for.
    const HARD: &'static [&'static str] = &[];
    /// Whether who does what is the vendor's matter: partners see that it is under way, or done.
    const IS_INTERNAL: bool = false;

    /// Those of them that are there to be remarked on as a case stands.
    fn remarkable(_case: &Loaded<Self>) -> Vec<&'static str> {
        Self::REMARKABLE.to_vec()
    }

    /// What the page of a case shows.
    fn show(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> impl Future<Output = Result<Shown<Self>>> + Send;

    /// Whose turn it is, as far as the reader may know.
    fn turn_for(
        _tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
    ) -> impl Future<Output = Result<Option<TurnView>>> + Send {
        async { Ok(words::turn_of(look.lang, case, look.frame, look.hats)) }
    }

    /// What the form of an event asks.
    fn form(
        tx: &mut dyn UnitOfWork,
        look: &Looking<'_>,
        case: &Loaded<Self>,
        event: Self::Event,
    ) -> impl Future<Output = Result<Vec<FieldView>>> + Send;

    /// Carries an event out: reads the answers, works out the facts, moves the case by
    /// [`engine::step`](super::engine::step), and does what follows.
    fn act(
        act: &mut Act,
        frame: &Frame,
        case: Loaded<Self>,
        asked: Move<Self>,
        answers: &Answers,
    ) -> impl Future<Output = Result<()>> + Send;

    /// The files its cases take; see [`super::papers`].
    const PAPERS: &'static [PaperRule<Self>] = &[];

    /// What of a case the files of a purpose are about, each with its words: by default the case itself.
    fn paper_items(_case: &Loaded<Self>, _purpose: Purpose) -> Vec<(String, String)> {
        vec![(String::new(), String::new())]
    }

    /// Takes note of the files that stand with a case, whenever they change.
    fn filed(_case: &mut Loaded<Self>, _live: &[CaseFile]) {}

    /// Whether the files of a case are shown to anybody.
    fn shows_papers(_case: &Loaded<Self>) -> bool {
        true
    }

    /// Other cases whose files this one rests on.
    fn evidence(
        _tx: &mut dyn UnitOfWork,
        _case: &Loaded<Self>,
    ) -> impl Future<Output = Result<Vec<CaseId>>> + Send {
        async { Ok(Vec::new()) }
    }

    /// What can be done with a case besides moving it: changing what it keeps.
    fn extra_acts(
        _tx: &mut dyn UnitOfWork,
        _look: &Looking<'_>,
        _case: &Loaded<Self>,
    ) -> impl Future<Output = Result<Vec<ActView>>> + Send {
        async { Ok(Vec::new()) }
    }

    /// Carries one of those out on the version that was seen; whether there is one of that name.
    fn extra(
        _act: &mut Act,
        _frame: &Frame,
        _case: Loaded<Self>,
        _name: &str,
        _seen: i64,
        _answers: &Answers,
    ) -> impl Future<Output = Result<bool>> + Send {
        async { Ok(false) }
    }
}

/// What one must be allowed to do to see cases at all.
pub(crate) fn seeing(cx: &Context) -> Permission {
    if cx.principal().kind() == AccountKind::Vendor {
        Permission::OpsBenefits
    } else {
        Permission::BenefitView
    }
}

fn parsed(id: &str) -> Result<CaseId> {
    CaseId::parse(id).map_err(|_| Error::NotFound("case"))
}

/// One case with what the caller can do.
///
/// # Errors
/// Without [`Permission::BenefitView`] or [`Permission::OpsBenefits`]; [`Error::NotFound`].
pub async fn view(cx: &Context, lang: Lang, id: &str) -> Result<CaseView> {
    let (mut tx, scope) = cx.read(seeing(cx)).await?;
    let id = parsed(id)?;
    let row = tx.benefits().find_case(&scope, &id).await?.ok_or(Error::NotFound("case"))?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let hats = hats::of(cx.principal());
    let (user, payer) = (cx.principal().user_id(), cx.services().payer());
    let look = Looking { scope: &scope, frame: &frame, lang, hats: &hats, user, payer };
    of_row(&mut *tx, &look, row).await
}

/// A case that was found already, as its reader sees it.
pub(crate) async fn of_row(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    row: CaseRow,
) -> Result<CaseView> {
    of_workflow!(row, shown(tx, look, row.clone()).await)
}

/// Whether how a case goes is not the reader's to know.
fn is_hidden<W: Desk>(look: &Looking<'_>) -> bool {
    W::IS_INTERNAL && *look.scope != Scope::Platform
}

/// The state of a case as its reader may know it: what is the vendor's matter is under way, or done.
pub(crate) fn public_state<W: Desk>(look: &Looking<'_>, case: &Loaded<W>) -> StateWords {
    if is_hidden::<W>(look) && !W::is_final(case.state) {
        words::state(look.lang, "payment", "awaiting_payment", None)
    } else {
        words::state(look.lang, W::NAME, &case.row.state, case.row.turn)
    }
}

async fn shown<W: Desk>(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    row: CaseRow,
) -> Result<CaseView> {
    let lang = look.lang;
    let case = Loaded::<W>::of(row)?;
    let mut shown = W::show(tx, look, &case).await?;
    let steps = tx.benefits().list_steps_unscoped(&case.row.id).await?;
    let mut acts = Vec::new();
    let mut events = open_events::<W>(case.state, look.hats);
    events.retain(|event| !shown.left_out.contains(event));
    for event in events {
        let place = shown.blocked.iter().position(|(blocked, _)| *blocked == event);
        let blocked = place.map(|place| shown.blocked.swap_remove(place).1).unwrap_or_default();
        let mut fields = W::form(tx, look, &case, event).await?;
        remark::<W>(lang, &mut fields, &steps);
        let mut act = offered::<W>(lang, &case, event, blocked, fields);
        if let Some((_, words)) = shown.main.take_if(|(main, _)| *main == event) {
            (act.words, act.is_main) = (words, true);
        }
        acts.push(act);
    }
    acts.extend(W::extra_acts(tx, look, &case).await?);
    let papers = papers::shown(tx, look, &case).await?;
    let names = Names::of(tx, vec![case.row.partner_id.account()]).await?;
    let is_hidden = is_hidden::<W>(look);
    let steps = if is_hidden { Vec::new() } else { steps };
    let state = public_state(look, &case);
    let turn = W::turn_for(tx, look, &case).await?;
    let home = look
        .hats
        .contains(&Actor::Partner)
        .then(|| Link { words: words::word(lang, "benefit", W::NAME), goal: W::HOME });
    Ok(CaseView {
        id: case.row.id.to_string(),
        version: case.row.version,
        title: words::title(lang, &case.row),
        benefit: words::word(lang, "benefit", W::NAME),
        partner: names.display(&case.row.partner_id.account()),
        state,
        turn,
        facts: shown.facts,
        checks: shown.checks,
        tables: shown.tables,
        papers,
        acts,
        steps: steps.iter().rev().map(|step| told(lang, &case, step)).collect(),
        links: shown.links,
        home,
    })
}

/// Puts what the last reviewer said beside the fields, unless somebody has answered it since: what was
/// said in a former round is history.
fn remark<W: Desk>(lang: Lang, fields: &mut [FieldView], steps: &[CaseStep]) {
    let Some(at) = steps.iter().rposition(|step| !step.comments.is_empty()) else { return };
    if steps.iter().skip(at + 1).any(answers::<W>) {
        return;
    }
    let Some(last) = steps.get(at) else { return };
    for field in fields {
        let said = last.comments.iter().find(|comment| comment.field == field.name);
        if let Some(said) = said {
            field.remark = words::said(lang, &said.text);
        }
    }
}

/// Whether a step hands something in: by whoever becomes the maker, or by the partner unless it gives up.
fn answers<W: Desk>(step: &CaseStep) -> bool {
    let rule = W::TRANSITIONS
        .iter()
        .find(|rule| rule.from.text() == step.from && rule.event.text() == step.event);
    rule.is_some_and(|rule| {
        let is_partners = rule.by == Actor::Partner && !W::HARD.contains(&rule.event.text());
        rule.doer == Doer::Maker || is_partners
    })
}

fn offered<W: Desk>(
    lang: Lang,
    case: &Loaded<W>,
    event: W::Event,
    blocked: Vec<CheckView>,
    fields: Vec<FieldView>,
) -> ActView {
    let rule = W::TRANSITIONS.iter().find(|rule| rule.from == case.state && rule.event == event);
    let needs_reason = rule.is_some_and(|rule| rule.needs_reason);
    let is_hard = needs_reason || W::HARD.contains(&event.text());
    let first = W::TRANSITIONS.iter().find(|rule| rule.from == case.state);
    let remarkable = if needs_reason { W::remarkable(case) } else { Vec::new() };
    ActView {
        event: event.text().to_owned(),
        words: words::word(lang, &format!("{}_event", space_of(W::NAME)), event.text()),
        is_main: !is_hard && first.is_some_and(|rule| rule.event == event),
        is_hard,
        needs_reason,
        remarkable: remarkable
            .iter()
            .map(|name| ((*name).to_owned(), words::field(lang, name)))
            .collect(),
        blocked,
        fields,
    }
}

fn told<W: Desk>(lang: Lang, case: &Loaded<W>, step: &CaseStep) -> StepView {
    let (who, what) = (words::doer(lang, step), words::done(lang, W::NAME, step));
    let of_file = papers::told(lang, step).is_some();
    let reason = if of_file { String::new() } else { words::said(lang, &step.reason) };
    // What was said of data that nobody may see any more is not shown either.
    let comments = if W::shows_papers(case) { step.comments.as_slice() } else { &[] };
    StepView {
        at: step.at,
        who,
        what,
        state: words::state(lang, W::NAME, &step.to, None),
        reason,
        remarks: comments
            .iter()
            .map(|said| (words::field(lang, &said.field), words::said(lang, &said.text)))
            .collect(),
    }
}

/// Does something with a case.
///
/// # Errors
/// Without [`Permission::BenefitView`] or [`Permission::OpsBenefits`]; [`Error::NotFound`];
/// [`Error::Case`] when the workflow does not allow it; [`Error::Invalid`] for wrong answers.
pub async fn act(cx: &Context, form: &CaseForm) -> Result<()> {
    let id = &parsed(&form.id)?;
    let deed = Deed::new(seeing(cx), "case.act", id.as_str());
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        let row = act.tx.benefits().find_case(&scope, id).await?.ok_or(Error::NotFound("case"))?;
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let (target, detail) = (id.to_string(), format!("{} {}", row.benefit, form.event));
        of_workflow!(row, carried_out(&mut act, &frame, row.clone(), form).await)?;
        act.done((), target, detail)
    })
    .await
}

async fn carried_out<W: Desk>(
    act: &mut Act,
    frame: &Frame,
    row: CaseRow,
    form: &CaseForm,
) -> Result<()> {
    let case = Loaded::<W>::of(row)?;
    let remarkable = W::remarkable(&case);
    let seen = form.seen.parse().map_err(|_| Error::field("seen", ProblemKind::Required))?;
    let answers = Answers(form.fields.clone());
    let event = W::Event::VALUES.iter().copied().find(|event| event.text() == form.event);
    let Some(event) = event else {
        let is_done = W::extra(act, frame, case, &form.event, seen, &answers).await?;
        return if is_done { Ok(()) } else { Err(Error::field("event", ProblemKind::NotAChoice)) };
    };
    let comments = fields::remarks(&form.remarks, &remarkable)?;
    let reason = fields::reason(&form.reason, false)?;
    let asked = Move { event, reason, comments, seen };
    W::act(act, frame, case, asked, &answers).await
}
