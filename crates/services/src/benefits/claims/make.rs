//! Making monthly lists: one that was looked at, or all that are not made yet.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hezong_contract::fh_lists::{ListsForm, RunResult};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::incentives::{Claim, ClaimEvent, ClaimGuard, ClaimPlan, ClaimState, Scheme};
use hezong_domain::{Month, PartnerId, ProblemKind, Refusal};
use hezong_storage::runs::RunKind;
use hezong_texts::Lang;
use sha2::{Digest, Sha256};

use super::super::case::Desk;
use super::super::engine::{self, Loaded, Move};
use super::super::fields::Answers;
use super::super::frame::Frame;
use super::runs::{self, Place, Plan};
use super::{About, BEGIN_LIST, Ground, begun, refuse_unless, subject};
use crate::act::{Act, Deed, Done, perform};
use crate::context::Context;
use crate::{Error, Result};

/// Bytes of the digest that stands for the people of a list.
const PRINT_BYTES: usize = 6;

/// Whether a list can still be made in a state.
pub(super) const fn is_open(state: ClaimState) -> bool {
    matches!(state, ClaimState::Claimable | ClaimState::Generated)
}

/// What is shown of a list, in one word that the page sends back: the version of its case and, before it is
/// made, who would be on it for how much. Of one that is made the page shows who is on it: making it again
/// takes whoever can be on it by then.
pub(super) fn print(version: Option<i64>, plan: Option<&ClaimPlan>) -> String {
    let mut print = version.map_or_else(String::new, |version| version.to_string());
    if let Some(plan) = plan {
        let mut hasher = Sha256::new();
        for person in plan.people.iter().filter(|person| person.amount.is_some()) {
            let fen = person.amount.map_or(0, hezong_domain::Fen::get);
            hasher.update(format!("{}:{fen};", person.member_id));
        }
        let digest = hex::encode(hasher.finalize());
        let people = digest.get(..PRINT_BYTES * 2).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = write!(print, ".{people}");
    }
    print
}

/// Makes the list of one partner, or of every partner whose list is not made yet. One that can not be
/// made is left and told; the others are made all the same. Many go on in the background.
///
/// # Errors
/// Without [`Permission::OpsReview`]; [`Error::Invalid`] for a month or scheme that makes no sense. For
/// one partner: [`Error::Case`], [`Refusal::Stale`] when the list or its people changed since it was seen.
/// For all: [`Error::Case`] when others are to be made than were seen.
pub async fn make(cx: &Context, lang: Lang, form: &ListsForm) -> Result<RunResult> {
    cx.authorize(Permission::OpsReview)?;
    let nonsense = |field: &str| Error::field(field, ProblemKind::NotAChoice);
    let month = Month::parse(&form.month).ok_or_else(|| nonsense("month"))?;
    let scheme = Scheme::parse(&form.scheme).ok_or_else(|| nonsense("scheme"))?;
    if form.what != "all" {
        let (partner, seen) = form.what.split_once('/').ok_or_else(|| nonsense("what"))?;
        let partner = PartnerId::parse(partner).map_err(|_| Error::NotFound("partner"))?;
        make_one(cx, &partner, (scheme, month), Asked::Seen(seen)).await?;
        return Ok(RunResult { done: 1, total: 1, through: 1, ..RunResult::default() });
    }
    let kind = RunKind::Lists;
    let plan = Plan { kind, month, scheme: Some(scheme), reason: "", seen: &form.seen };
    runs::start(cx, lang, &plan).await
}

/// Makes one list of a run.
///
/// # Errors
/// As [`make`] for one partner.
pub(super) async fn in_run(
    cx: &Context,
    partner: &PartnerId,
    list: (Scheme, Month),
    place: Place<'_>,
) -> Result<()> {
    make_one(cx, partner, list, Asked::InRun(place)).await
}

/// How a list is asked for.
#[derive(Clone, Copy)]
enum Asked<'a> {
    /// By somebody who saw it.
    Seen(&'a str),
    /// By a run: a list that somebody made meanwhile stays as it is.
    InRun(Place<'a>),
}

/// Makes one list with everybody who can be claimed, beginning the month when nobody has.
async fn make_one(
    cx: &Context,
    partner: &PartnerId,
    (scheme, month): (Scheme, Month),
    asked: Asked<'_>,
) -> Result<()> {
    let key = &subject(scheme, month);
    let deed = Deed::new(Permission::OpsReview, "claim.make_list", key.as_str());
    perform(cx, deed.in_turn(partner.as_str()), |mut act| async move {
        if let Asked::InRun(place) = asked
            && !place.take(&mut act).await?
        {
            return act.done((), key.as_str(), "was through");
        }
        if act.tx.accounts().find_partner(partner).await?.is_none() {
            return Err(Error::NotFound("partner"));
        }
        let tx = &mut *act.tx;
        let found = engine::find_subject::<Claim>(tx, &Scope::Platform, partner, key).await?;
        if let (Asked::InRun(place), Some(case)) = (asked, &found)
            && case.state != ClaimState::Claimable
        {
            place.met(&mut act).await?;
            return act.done((), case.row.id.as_str(), "was there");
        }
        made(act, partner, (scheme, month), found, asked).await
    })
    .await
}

/// Makes a list, on its case if there is one.
async fn made(
    mut act: Act,
    partner: &PartnerId,
    (scheme, month): (Scheme, Month),
    found: Option<Loaded<Claim>>,
    asked: Asked<'_>,
) -> Result<Done<()>> {
    let frame = Frame::read(&mut *act.tx, act.now).await?;
    let version = found.as_ref().map(|case| case.row.version);
    let case = match found {
        Some(case) => case,
        None => begun(&mut act, &frame, partner, (scheme, month), BEGIN_LIST).await?,
    };
    let ground = Ground::read(&mut *act.tx, &frame, &About::of(&case)).await?;
    let (eligible, plan) = ground.eligible();
    if let Asked::Seen(seen) = asked
        && seen != print(version, (case.state == ClaimState::Claimable).then_some(&plan))
    {
        return Err(Refusal::Stale.into());
    }
    let people = eligible.iter().map(ToString::to_string).collect();
    let answers = Answers(BTreeMap::from([("people".to_owned(), people)]));
    refuse_unless(&[ClaimGuard::PeopleInOrder], &ground.facts_before())?;
    let (id, version) = (case.row.id.clone(), case.row.version);
    let asked = Move::plain(ClaimEvent::Generate, version);
    Claim::act(&mut act, &frame, case, asked, &answers).await?;
    act.done((), id.as_str(), subject(scheme, month))
}
