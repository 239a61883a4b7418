//! 定稿: what becomes final in a month, what is still open and why, and doing it before the clock does.

use hezong_contract::ListState;
use hezong_contract::fh_lists::{
    FINAL_FILTERS, FinalGroup, FinalRow, FinalView, FinaliseForm, RunResult,
};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::Actor;
use hezong_domain::incentives::{Claim, ClaimEvent, ClaimState};
use hezong_domain::{CaseId, Fen, Month, ProblemKind, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::runs::{RunKind, StateSum};
use hezong_texts::{Lang, lists as texts};

use super::super::case::Desk;
use super::super::engine::{self, Loaded, Move};
use super::super::fields::{self, Answers};
use super::super::frame::Frame;
use super::super::{hats, words};
use super::lists::months;
use super::runs::{self, Place, Plan, Promise};
use crate::act::{Deed, perform};
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};
/// Claims of each group where all groups are shown.
const BEGINNING: i64 = 20;

/// A group of the page, and the states in it. Nothing can come of lapsed and closed claims any more.
struct Group {
    name: &'static str,
    states: &'static [ClaimState],
}

const READY: Group = Group { name: "ready", states: &[ClaimState::PrelimPassed] };
const OPEN: Group = Group {
    name: "open",
    states: &[
        ClaimState::Claimable,
        ClaimState::Generated,
        ClaimState::Reviewing,
        ClaimState::PrelimFailed,
    ],
};
const DONE: Group = Group { name: "done", states: &[ClaimState::Finalised] };

/// What the groups of one page share.
struct Page<'a> {
    lang: Lang,
    frame: &'a Frame,
    hats: &'a [Actor],
    month: &'a str,
    sums: &'a [StateSum],
    /// The one group that is shown, and which part of it.
    chosen: Option<(&'static str, Window)>,
}

/// What becomes final in a month; `query` is the page's query string. The month before this one when
/// none is asked for.
///
/// # Errors
/// Without [`Permission::OpsReview`].
pub async fn final_run(cx: &Context, lang: Lang, query: &str) -> Result<FinalView> {
    let (mut tx, _) = cx.read(Permission::OpsReview).await?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let mut state = ListState::parse(query, FINAL_FILTERS);
    let month = state.read("month", Month::parse);
    let month = month.unwrap_or_else(|| frame.today.month().plus(-1));
    let group = state.read("group", |text| {
        [READY, OPEN, DONE].into_iter().map(|group| group.name).find(|name| *name == text)
    });
    let text = month.to_string();
    let sums = tx.runs().sum_month(&text, None).await?;
    let hats = hats::of(cx.principal());
    let chosen = group.map(|group| (group, state.window()));
    let page = Page { lang, frame: &frame, hats: &hats, month: &text, sums: &sums, chosen };
    let clock = month.plus(1).first();
    let seen = Promise::of_month(&sums).print();
    let plan = Plan { kind: RunKind::Final, month, scheme: None, reason: "", seen: &seen };
    let run = runs::view(&mut *tx, lang, &plan).await?;
    Ok(FinalView {
        month: text.clone(),
        months: months(frame.today.month(), month),
        clock: clock.to_string(),
        is_over: frame.today >= clock,
        ready: shown(&mut *tx, &page, &READY).await?,
        open: shown(&mut *tx, &page, &OPEN).await?,
        done: shown(&mut *tx, &page, &DONE).await?,
        group: group.unwrap_or_default().to_owned(),
        seen,
        run,
    })
}

/// A group with its figures, and those of its claims the page shows.
async fn shown(tx: &mut dyn UnitOfWork, page: &Page<'_>, group: &Group) -> Result<FinalGroup> {
    let states: Vec<&str> = group.states.iter().map(|state| state.as_str()).collect();
    let mine = || page.sums.iter().filter(|sum| states.contains(&sum.state.as_str()));
    let mut found = FinalGroup {
        count: mine().map(|sum| sum.count).sum(),
        amount: Fen::sum(mine().map(|sum| sum.amount)).unwrap_or(Fen::ZERO),
        rows: Vec::new(),
    };
    let window = match page.chosen {
        None => Window::first(BEGINNING),
        Some((name, window)) if name == group.name => window,
        Some(_) => return Ok(found),
    };
    if found.count == 0 {
        return Ok(found);
    }
    let rows = tx.runs().list_month(page.month, &states, window).await?;
    let ids = rows.iter().map(|row| row.partner_id.account()).collect();
    let names = Names::of(tx, ids).await?;
    for row in rows {
        let claim = Loaded::<Claim>::of(row)?;
        let partner = names.display(&claim.row.partner_id.account());
        found.rows.push(line(page, &claim, partner));
    }
    Ok(found)
}

fn line(page: &Page<'_>, claim: &Loaded<Claim>, partner: String) -> FinalRow {
    use ClaimState as S;
    let lang = page.lang;
    let why = match claim.state {
        S::PrelimPassed | S::Finalised => "",
        S::Claimable => texts::WHY_CLAIMABLE.get(lang),
        S::Generated => texts::WHY_GENERATED.get(lang),
        S::Reviewing => texts::WHY_REVIEWING.get(lang),
        S::PrelimFailed => texts::WHY_FAILED.get(lang),
        S::Lapsed | S::ClosedFailed => texts::WHY_OVER.get(lang),
    };
    FinalRow {
        case_id: claim.row.id.to_string(),
        partner,
        scheme: words::word(lang, "scheme_short", claim.data.scheme.as_str()),
        state: words::state(lang, "claim", claim.state.as_str(), claim.row.turn),
        people: i64::try_from(claim.data.lines.len()).unwrap_or(i64::MAX),
        amount: claim.row.amount,
        why: why.to_owned(),
        turn: words::turn_of(lang, claim, page.frame, page.hats),
    }
}

/// Makes everything of a month final that passed its review and was seen to, claim by claim: one that can
/// not is left and told. Many go on in the background.
///
/// # Errors
/// Without [`Permission::OpsReview`]; [`Error::Invalid`] without a month or a reason; [`Error::Case`] when
/// other claims would become final than were seen.
pub async fn finalise(cx: &Context, lang: Lang, form: &FinaliseForm) -> Result<RunResult> {
    cx.authorize(Permission::OpsReview)?;
    let month = Month::parse(&form.month);
    let month = month.ok_or_else(|| Error::field("month", ProblemKind::NotAChoice))?;
    let reason = fields::reason(&form.reason, true)?;
    let kind = RunKind::Final;
    let plan = Plan { kind, month, scheme: None, reason: &reason, seen: &form.seen };
    runs::start(cx, lang, &plan).await
}

/// Makes one claim of a run final, on the version the run noted.
pub(super) async fn one(
    cx: &Context,
    id: &CaseId,
    seen: i64,
    reason: &str,
    place: Place<'_>,
) -> Result<()> {
    let deed = Deed::new(Permission::OpsReview, "claim.finalise", id.as_str());
    perform(cx, deed, |mut act| async move {
        if !place.take(&mut act).await? {
            return act.done((), id.as_str(), "was through");
        }
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let case = engine::find::<Claim>(&mut *act.tx, &Scope::Platform, id).await?;
        if case.state == ClaimState::Finalised {
            place.met(&mut act).await?;
            return act.done((), id.as_str(), "was final");
        }
        let asked = Move {
            event: ClaimEvent::FinaliseByHand,
            reason: reason.to_owned(),
            comments: Vec::new(),
            seen,
        };
        Claim::act(&mut act, &frame, case, asked, &Answers::default()).await?;
        act.done((), id.as_str(), reason)
    })
    .await
}
