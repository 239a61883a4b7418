//! 付款申请: the quarters of the list, and the beginning of a request.

use hezong_contract::cases::{Goal, Link, Mood, StateWords, TurnView};
use hezong_contract::fh::{QuarterCard, QuarterMonth};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, Turn};
use hezong_domain::calendar::Certainty;
use hezong_domain::incentives::{ClaimState, MonthStanding, Payment, PaymentState, QuarterRule};
use hezong_domain::{CaseId, Day, Fen, PartnerId, ProblemKind, Quarter};
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, fh};

use super::super::case::Looking;
use super::super::data::PaymentData;
use super::super::engine::{self, Loaded, Subject};
use super::super::frame::Frame;
use super::super::{hats, payouts, words};
use super::facts::{Reckoned, left_open, reckon};
use super::payout_of;
use crate::act::{Deed, perform};
use crate::context::Context;
use crate::{Error, Result};

/// Quarters always shown: this one and those before it.
const QUARTERS: i64 = 4;

/// The quarters of the caller's partner, the present one first.
///
/// # Errors
/// Without [`Permission::BenefitView`].
pub async fn quarters(cx: &Context, lang: Lang) -> Result<Vec<QuarterCard>> {
    let (mut tx, _) = cx.read(Permission::BenefitView).await?;
    let partner = cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let present = frame.today.month().quarter();
    let mut cards = Vec::new();
    let hats = hats::of(cx.principal());
    for quarter in listed(&mut *tx, &frame, &partner, present).await? {
        cards.push(card(&mut *tx, &frame, &hats, lang, &partner, quarter).await?);
    }
    Ok(cards)
}

/// The quarters of the list, the present one first: the last ones, and older ones that are still to be
/// paid.
async fn listed(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    present: Quarter,
) -> Result<Vec<Quarter>> {
    let mut quarters: Vec<Quarter> = (0..QUARTERS).map(|back| present.plus(-back)).collect();
    let oldest = present.plus(1 - QUARTERS);
    let mut older = left_open(tx, frame, partner, oldest).await?;
    older.reverse();
    quarters.extend(older);
    Ok(quarters)
}

async fn card(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    hats: &[Actor],
    lang: Lang,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<QuarterCard> {
    let scope = Scope::Partner(partner.clone());
    let subject = quarter.to_string();
    let case = engine::find_subject::<Payment>(tx, &scope, partner, &subject).await?;
    let reckoned = reckon(tx, frame, partner, quarter).await?;
    let asked = case.as_ref().filter(|case| case.state.is_live());
    let failed: Vec<_> = reckoned.checks.iter().filter(|check| !check.passed).collect();
    let is_open = asked.is_none();
    let first = failed.first().filter(|_| is_open);
    let more = i64::try_from(failed.len()).unwrap_or(i64::MAX).saturating_sub(1).max(0);
    let lines = asked.map_or(&reckoned.lines, |case| &case.data.lines);
    // Before the words: what they borrow must not be held while somebody is waited for.
    let awaiting = case.as_ref().filter(|case| case.state == PaymentState::AwaitingPayment);
    let whose_turn = match awaiting {
        Some(case) => partners_turn(tx, lang, frame, hats, case).await?,
        None => turn(lang, frame, hats, case.as_ref(), &reckoned),
    };
    Ok(QuarterCard {
        title: fh::QUARTER_CARD.with(lang, &[("quarter", &subject)]),
        months: months(lang, &reckoned),
        people: i64::try_from(lines.len()).unwrap_or(i64::MAX),
        payable: asked.map_or(reckoned.facts.payable, |case| case.data.total),
        carried: if is_open { reckoned.carried } else { Fen::ZERO },
        state: state(lang, case.as_ref(), failed.is_empty()),
        turn: whose_turn,
        can_ask: is_open && failed.is_empty(),
        blocked: first.map(|check| words::check(lang, "quarter_rule", check)),
        blocked_more: if is_open { more } else { 0 },
        case_id: case.as_ref().map(|case| case.row.id.to_string()),
        sheet: case.as_ref().filter(|case| case.data.approved_on.is_some()).map(|case| Link {
            words: fh::SEE_SHEET.get(lang).to_owned(),
            goal: Goal::Sheet(case.row.id.to_string()),
        }),
        quarter: subject,
    })
}

/// Whose turn a quarter is: as its request says; before there is one the partner's, until the last day to
/// ask. Nobody's when there is nothing left to ask for.
fn turn(
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    case: Option<&Loaded<Payment>>,
    reckoned: &Reckoned,
) -> Option<TurnView> {
    if case.is_some_and(|case| case.state != PaymentState::Open) {
        return words::turn_or_first(lang, case, frame, hats);
    }
    let is_lost = |rule| reckoned.checks.iter().any(|check| check.key == rule && !check.passed);
    if is_lost(QuarterRule::TooLate) || is_lost(QuarterRule::NonePassed) {
        return None;
    }
    let asking = Turn::<Payment> {
        actor: Actor::Partner,
        until: reckoned.facts.ask_until,
        certainty: Certainty::Announced,
        lapse: None,
        then: None,
    };
    let mut view = words::turn(lang, PaymentState::Open, &asking, frame, hats);
    if asking.until.is_some() {
        fh::TOO_LATE_THEN.get(lang).clone_into(&mut view.then);
    }
    Some(view)
}

/// Whose turn a request is, on its own page: before it is asked for as its card says.
pub(super) async fn turn_for(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payment>,
) -> Result<Option<TurnView>> {
    let Looking { lang, frame, hats, .. } = *look;
    if case.state == PaymentState::AwaitingPayment {
        return match payout_of(tx, case).await?.filter(|_| *look.scope == Scope::Platform) {
            Some(payout) => payouts::vendors_turn(tx, look, &payout).await,
            None => partners_turn(tx, lang, frame, hats, case).await,
        };
    }
    if case.state != PaymentState::Open {
        return Ok(words::turn_of(lang, case, frame, hats));
    }
    let reckoned = reckon(tx, frame, &case.row.partner_id, case.data.quarter).await?;
    Ok(turn(lang, frame, hats, Some(case), &reckoned))
}

/// Whose turn a request is whose payout is under way, for its partner: the partner's where only that can take
/// away what stands in the way, else the vendor's; who does what there is not the partner's to know.
pub(crate) async fn partners_turn(
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    case: &Loaded<Payment>,
) -> Result<Option<TurnView>> {
    if case.state != PaymentState::AwaitingPayment {
        return Ok(words::turn_of(lang, case, frame, hats));
    }
    if let Some(payout) = payout_of(tx, case).await?
        && let Some(view) = payouts::held(tx, lang, frame, hats, &payout).await?
    {
        return Ok(Some(view));
    }
    let paying = case.turn(frame).map(|found| Turn::<Payment> { actor: Actor::Finance, ..found });
    Ok(paying.map(|paying| words::turn(lang, case.state, &paying, frame, hats)))
}

/// The state of a quarter: that of its request, and before there is one whether it can be asked for.
fn state(lang: Lang, case: Option<&Loaded<Payment>>, can_ask: bool) -> StateWords {
    match case.filter(|case| case.state != PaymentState::Open) {
        Some(case) => words::state(lang, "payment", &case.row.state, case.row.turn),
        None if can_ask => {
            StateWords { words: fh::QUARTER_CAN.get(lang).to_owned(), mood: Mood::Warn }
        }
        None => StateWords { words: fh::QUARTER_CANNOT.get(lang).to_owned(), mood: Mood::Plain },
    }
}

fn months(lang: Lang, reckoned: &Reckoned) -> Vec<QuarterMonth> {
    let standings = reckoned.facts.months.iter();
    let month = |standing: &MonthStanding| {
        // A month nobody touched has no case that could lapse; its time is over all the same.
        let is_over = reckoned.facts.today > standing.month.quarter().last();
        let state = match standing.state {
            ClaimState::Claimable if is_over => ClaimState::Lapsed,
            state => state,
        };
        QuarterMonth {
            month: standing.month.to_string(),
            state: words::state(lang, "claim", state.as_str(), None),
        }
    };
    standings.map(month).collect()
}

/// Begins the request of a quarter, or finds the one there is. What stands in the way of asking is told
/// on its page.
///
/// # Errors
/// Without [`Permission::BenefitManage`]; [`Error::Invalid`] for a quarter that has not begun or is no
/// longer in the list.
pub async fn begin(cx: &Context, quarter: Quarter) -> Result<CaseId> {
    let deed = Deed::new(Permission::BenefitManage, "payment.begin", quarter.to_string());
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        let partner = act.cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
        let present = Day::of(act.now).month().quarter();
        let subject = quarter.to_string();
        let found =
            engine::find_subject::<Payment>(&mut *act.tx, &scope, &partner, &subject).await?;
        if let Some(case) = found {
            return act.done(case.row.id.clone(), case.row.id.as_str(), "found");
        }
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        if !listed(&mut *act.tx, &frame, &partner, present).await?.contains(&quarter) {
            return Err(Error::field("quarter", ProblemKind::NotAChoice));
        }
        let about =
            Subject { partner, title: subject.clone(), period: subject.clone(), key: subject };
        let mut case = Loaded::<Payment>::begin(&act, about, nothing(quarter));
        engine::keep_new(&mut act, &frame, &mut case).await?;
        act.done(case.row.id.clone(), case.row.id.as_str(), quarter.to_string())
    })
    .await
}

/// A request nobody has asked for yet.
fn nothing(quarter: Quarter) -> PaymentData {
    PaymentData {
        quarter,
        claims: Vec::new(),
        lines: Vec::new(),
        total: Fen::ZERO,
        info: None,
        approved_on: None,
        payer: None,
        invoices: Vec::new(),
        delivery: None,
        file: None,
        file_note: String::new(),
        received_on: None,
        payout: None,
    }
}
