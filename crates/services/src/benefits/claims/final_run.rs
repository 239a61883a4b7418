//! 定稿: what becomes final in a month, what is still open and why, and doing it before the clock does.

use hezong_contract::fh_lists::{FinalRow, FinalView, FinaliseForm, RunResult};
use hezong_contract::query;
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::Actor;
use hezong_domain::incentives::{Claim, ClaimEvent, ClaimState};
use hezong_domain::{CaseId, Fen, Month, ProblemKind};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFilter;
use hezong_texts::{Lang, lists as texts};

use super::super::case::Desk;
use super::super::engine::{self, Loaded, Move};
use super::super::fields::Answers;
use super::super::frame::Frame;
use super::super::{hats, people, words};
use super::lists::{months, named, why_left};
use crate::act::{Deed, perform};
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

/// Longest reason.
const REASON_MAX: usize = 1_000;

/// What becomes final in a month; `query` is the page's query string. The month before this one when
/// none is asked for.
///
/// # Errors
/// Without [`Permission::OpsReview`].
pub async fn final_run(cx: &Context, lang: Lang, query: &str) -> Result<FinalView> {
    let (mut tx, _) = cx.read(Permission::OpsReview).await?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let asked = query::first(&query::pairs(query), "month");
    let month = Month::parse(&asked).unwrap_or_else(|| frame.today.month().plus(-1));
    let claims = of_month(&mut *tx, month).await?;
    let ids = claims.iter().map(|claim| claim.row.partner_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?;
    let hats = hats::of(cx.principal());
    let clock = month.plus(1).first();
    let mut view = FinalView {
        month: month.to_string(),
        months: months(frame.today.month(), month),
        clock: clock.to_string(),
        is_over: frame.today >= clock,
        ready: Vec::new(),
        open: Vec::new(),
        done: Vec::new(),
        ready_total: Fen::ZERO,
        done_total: Fen::ZERO,
    };
    for claim in claims {
        let partner = names.display(&claim.row.partner_id.account());
        let row = row(lang, &frame, &hats, &claim, partner);
        let amount = claim.row.amount.unwrap_or(Fen::ZERO);
        let add = |sum: Fen| sum.checked_add(amount).unwrap_or(sum);
        match claim.state {
            ClaimState::PrelimPassed => {
                view.ready_total = add(view.ready_total);
                view.ready.push(row);
            }
            ClaimState::Finalised => {
                view.done_total = add(view.done_total);
                view.done.push(row);
            }
            // Nothing can come of these any more.
            ClaimState::Lapsed | ClaimState::ClosedFailed => {}
            _ => view.open.push(row),
        }
    }
    Ok(view)
}

/// The claims of a month, by partner and scheme.
async fn of_month(tx: &mut dyn UnitOfWork, month: Month) -> Result<Vec<Loaded<Claim>>> {
    let period = month.to_string();
    let filter =
        CaseFilter { period_from: period.clone(), period_to: period, ..CaseFilter::default() };
    let mut claims: Vec<Loaded<Claim>> = people::list_all(tx, &Scope::Platform, filter).await?;
    claims.sort_by(|a, b| {
        let key = |claim: &Loaded<Claim>| (claim.row.partner_id.clone(), claim.data.scheme);
        key(a).cmp(&key(b))
    });
    Ok(claims)
}

fn row(
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    claim: &Loaded<Claim>,
    partner: String,
) -> FinalRow {
    use ClaimState as S;
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
        turn: words::turn_of(lang, claim, frame, hats),
    }
}

/// Makes everything of a month final that passed its review, claim by claim: one that can not is left and
/// told.
///
/// # Errors
/// Without [`Permission::OpsReview`]; [`Error::Invalid`] without a month or a reason.
pub async fn finalise(cx: &Context, lang: Lang, form: &FinaliseForm) -> Result<RunResult> {
    let (mut tx, _) = cx.read(Permission::OpsReview).await?;
    let month = Month::parse(&form.month);
    let month = month.ok_or_else(|| Error::field("month", ProblemKind::NotAChoice))?;
    let reason: String = form.reason.trim().chars().take(REASON_MAX).collect();
    if reason.is_empty() {
        return Err(Error::field("reason", ProblemKind::Required));
    }
    let claims = of_month(&mut *tx, month).await?;
    let ids = claims.iter().map(|claim| claim.row.partner_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?;
    drop(tx);
    let mut result = RunResult::default();
    for claim in claims.iter().filter(|claim| claim.state == ClaimState::PrelimPassed) {
        match one(cx, &claim.row.id, claim.row.version, &reason).await {
            Ok(()) => result.done += 1,
            Err(error) => {
                let why = why_left(lang, error)?;
                let scheme = words::word(lang, "scheme_short", claim.data.scheme.as_str());
                let partner = names.display(&claim.row.partner_id.account());
                result.left.push((format!("{partner} \u{b7} {scheme}"), why));
            }
        }
    }
    Ok(named(lang, result))
}

async fn one(cx: &Context, id: &CaseId, seen: i64, reason: &str) -> Result<()> {
    let deed = Deed::new(Permission::OpsReview, "claim.finalise", id.as_str());
    perform(cx, deed, |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let case = engine::find::<Claim>(&mut *act.tx, &Scope::Platform, id).await?;
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
