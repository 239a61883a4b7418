//! Whose turn a payout is. The table only knows that finance pays; who of finance, and what stands in the way
//! that only others can take away, depends on people and on the partner.

use hezong_contract::cases::TurnView;
use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Payable, Payout, PayoutState, Standing};
use hezong_domain::incentives::Payment;
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, Text, payout_page as t};

use super::super::case::Looking;
use super::super::engine::{self, Loaded};
use super::super::frame::Frame;
use super::super::{certification, payments, words};
use super::{cleared_the_way, payable, weighed};
use crate::Result;

/// Whose turn a payout is, as far as the reader may know: the partner is told what its request says.
pub(super) async fn turn_for(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payout>,
) -> Result<Option<TurnView>> {
    if *look.scope == Scope::Platform {
        return vendors_turn(tx, look, case).await;
    }
    let request = engine::find::<Payment>(tx, look.scope, &case.data.request).await?;
    payments::partners_turn(tx, look.lang, look.frame, look.hats, &request).await
}

/// The same for the vendor's people.
pub(crate) async fn vendors_turn(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    case: &Loaded<Payout>,
) -> Result<Option<TurnView>> {
    let Looking { lang, frame, hats, .. } = *look;
    if let Some(view) = held(tx, lang, frame, hats, case).await? {
        return Ok(Some(view));
    }
    let Some(mut view) = words::turn_of(lang, case, frame, hats) else { return Ok(None) };
    let say = |text: Text| text.get(lang).to_owned();
    match case.state {
        PayoutState::Blocked => view.todo = say(t::TODO_APPROVER),
        PayoutState::PendingApproval => {
            if let Standing::Open { next, .. } = weighed(tx, frame, case).await?.standing {
                let can = look.user.is_some_and(|user| next.contains(user));
                if view.is_mine && !can {
                    (view.is_mine, view.whose) = (false, say(t::ANOTHER));
                }
            }
        }
        PayoutState::Approved => {
            if payable(tx, frame, case).await? == Payable::OtherAccount {
                view.todo = say(t::TODO_ANEW);
            } else if view.is_mine
                && let Some(user) = look.user
                && cleared_the_way(tx, case, user).await?
            {
                (view.is_mine, view.whose) = (false, say(t::ANOTHER_PAYER));
            }
        }
        PayoutState::Draft | PayoutState::Rejected | PayoutState::Paid => {}
    }
    Ok(Some(view))
}

/// Whose turn an approved payout is that cannot be paid until somebody else has done something; `None` when
/// nothing of that kind stands in the way.
pub(crate) async fn held(
    tx: &mut dyn UnitOfWork,
    lang: Lang,
    frame: &Frame,
    hats: &[Actor],
    case: &Loaded<Payout>,
) -> Result<Option<TurnView>> {
    if case.state != PayoutState::Approved {
        return Ok(None);
    }
    let (actor, todo) = match payable(tx, frame, case).await? {
        Payable::Yes | Payable::OtherAccount => return Ok(None),
        Payable::Overdue(_) => (Actor::Partner, t::TODO_OVERDUE),
        Payable::NotCertified => match certification::waits_for(tx, &case.row.partner_id).await? {
            Actor::Partner => (Actor::Partner, t::TODO_CERTIFY),
            actor => (actor, t::TODO_VERIFY),
        },
    };
    Ok(Some(TurnView {
        todo: todo.get(lang).to_owned(),
        whose: words::word(lang, "actor", actor.as_str()),
        is_mine: hats.contains(&actor),
        until: String::new(),
        days_left: None,
        then: t::THEN_PAID.get(lang).to_owned(),
        is_provisional: false,
    }))
}
