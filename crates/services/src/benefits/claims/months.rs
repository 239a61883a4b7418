//! The page 激励申请: the months of this and the last quarter, scheme by scheme, and what was claimed before.

use std::cmp::Reverse;

use hezong_contract::cases::{CheckView, Mood, StateWords, TurnView};
use hezong_contract::fh::ClaimRow;
use hezong_domain::access::Permission;
use hezong_domain::benefits::{Actor, first_failure};
use hezong_domain::incentives::{Claim, ClaimFacts, ClaimGuard, ClaimState, Scheme, claim_check};
use hezong_domain::{Month, PartnerId};
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, fh_claims};

use super::super::engine::Loaded;
use super::super::frame::Frame;
use super::super::{hats, words};
use super::open::first_turn;
use super::{About, BEGIN, Ground, all_of, qualified};
use crate::context::Context;
use crate::{Error, Result};

/// What must hold for a failed month to be handed in again, before anybody is chosen.
const AGAIN: &[ClaimGuard] = &[ClaimGuard::SubmissionMonth, ClaimGuard::NoQuarterRequest];

/// Who looks at the months.
struct Reader<'a> {
    lang: Lang,
    frame: &'a Frame,
    hats: &'a [Actor],
    partner: &'a PartnerId,
}

/// The months of this and the last quarter of every scheme the partner is qualified for, the latest first,
/// and every claim there ever was: what was claimed stays to be seen, whatever became of the qualification.
/// A month nobody has touched stands there without a case.
///
/// # Errors
/// Without [`Permission::BenefitView`]; [`Error::NotFound`] for callers who are no partner.
pub async fn months(cx: &Context, lang: Lang) -> Result<Vec<ClaimRow>> {
    let (mut tx, _) = cx.read(Permission::BenefitView).await?;
    let partner = &cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    let frame = &Frame::read(&mut *tx, cx.now()).await?;
    let hats = &hats::of(cx.principal());
    let reader = Reader { lang, frame, hats, partner };
    let this = frame.today.month().quarter();
    let mut claims = all_of(&mut *tx, partner).await?;
    let mut rows = Vec::new();
    for quarter in [this, this.plus(-1)] {
        let qualified = qualified(&mut *tx, partner, quarter.first().year()).await?;
        for month in quarter.months().into_iter().rev() {
            for scheme in Scheme::ALL.iter().copied() {
                let is_it = |c: &&Loaded<Claim>| c.data.month == month && c.data.scheme == scheme;
                if let Some(claim) = claims.iter().find(is_it) {
                    rows.push(stored(&mut *tx, &reader, claim).await?);
                } else if qualified.contains(&scheme) {
                    rows.extend(untouched(&mut *tx, &reader, scheme, month).await?);
                }
            }
        }
    }
    let oldest = this.plus(-1).first().month();
    claims.retain(|claim| claim.data.month < oldest);
    claims.sort_by_key(|claim| (Reverse(claim.data.month), claim.data.scheme));
    for claim in &claims {
        rows.push(stored(&mut *tx, &reader, claim).await?);
    }
    Ok(rows)
}

async fn stored(
    tx: &mut dyn UnitOfWork,
    reader: &Reader<'_>,
    claim: &Loaded<Claim>,
) -> Result<ClaimRow> {
    let lang = reader.lang;
    let guards = match claim.state {
        ClaimState::Claimable => BEGIN,
        ClaimState::PrelimFailed => AGAIN,
        _ => &[],
    };
    let mut row = row(lang, claim.data.scheme, claim.data.month);
    row.people = i64::try_from(claim.data.lines.len()).unwrap_or(i64::MAX);
    row.amount = claim.row.amount;
    if !guards.is_empty() {
        let ground = Ground::read(tx, reader.frame, &About::of(claim)).await?;
        if claim.data.lines.is_empty() {
            let (_, plan) = ground.eligible();
            (row.people, row.amount) = (plan.count, Some(plan.total));
        }
        row.blocked = first_block(lang, guards, &ground.facts_before());
    }
    row.state = words::state(lang, "claim", claim.state.as_str(), claim.row.turn);
    row.turn = turn_of(lang, reader.frame, reader.hats, claim);
    row.case_id = Some(claim.row.id.to_string());
    Ok(row)
}

/// A month without a case; none when no policy knows the scheme.
async fn untouched(
    tx: &mut dyn UnitOfWork,
    reader: &Reader<'_>,
    scheme: Scheme,
    month: Month,
) -> Result<Option<ClaimRow>> {
    let (lang, frame) = (reader.lang, reader.frame);
    if frame.terms(scheme, month).is_err() {
        return Ok(None);
    }
    let about = About::untouched(reader.partner, scheme, month);
    let ground = Ground::read(tx, frame, &about).await?;
    let mut row = row(lang, scheme, month);
    row.blocked = first_block(lang, BEGIN, &ground.facts_before());
    let today = frame.today;
    if today > month.quarter().last() {
        row.state = words::state(lang, "claim", ClaimState::Lapsed.as_str(), None);
        return Ok(Some(row));
    }
    if today < month.first() {
        row.state =
            StateWords { words: fh_claims::NOT_BEGUN.get(lang).to_owned(), mood: Mood::Plain };
        return Ok(Some(row));
    }
    let (_, plan) = ground.eligible();
    (row.people, row.amount) = (plan.count, Some(plan.total));
    row.state = words::state(lang, "claim", ClaimState::Claimable.as_str(), None);
    // Asking for the quarter's payment gave it up: nobody is waited for any more.
    if ground.facts.request.is_none() {
        row.turn = begins(lang, frame, reader.hats, scheme, month)?;
    }
    row.can_begin = row.blocked.is_none() && reader.hats.contains(&Actor::Partner);
    Ok(Some(row))
}

/// Whose turn a claim is; before it was handed in as [`begins`] says.
pub(super) fn turn_of(
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    claim: &Loaded<Claim>,
) -> Option<TurnView> {
    let (scheme, month) = (claim.data.scheme, claim.data.month);
    let first = (claim.state == ClaimState::Claimable)
        .then(|| begins(lang, frame, hats, scheme, month).ok().flatten());
    first.flatten().or_else(|| words::turn_of(lang, claim, frame, hats))
}

/// Whose turn a month is that nobody has touched: the partner's, or that of operations where they make the
/// list.
pub(crate) fn begins(
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    scheme: Scheme,
    month: Month,
) -> Result<Option<TurnView>> {
    let found = first_turn(frame, scheme, month)?;
    Ok(found.map(|found| words::turn(lang, ClaimState::Claimable, &found, frame, hats)))
}

fn row(lang: Lang, scheme: Scheme, month: Month) -> ClaimRow {
    ClaimRow {
        scheme: scheme.as_str().to_owned(),
        scheme_words: words::word(lang, "scheme", scheme.as_str()),
        month: month.to_string(),
        state: StateWords::default(),
        amount: None,
        people: 0,
        turn: None,
        blocked: None,
        case_id: None,
        can_begin: false,
    }
}

/// The first guard that stands in the way; whether anybody can be claimed comes last.
fn first_block(lang: Lang, guards: &[ClaimGuard], facts: &ClaimFacts) -> Option<CheckView> {
    let all = guards.iter().chain(&[ClaimGuard::PeopleInOrder]);
    let checks: Vec<_> = all.map(|guard| claim_check(*guard, facts)).collect();
    first_failure(&checks).map(|check| words::check(lang, "claim_guard", check))
}
