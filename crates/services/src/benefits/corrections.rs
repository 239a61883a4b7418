//! Corrections of a partner's balance: taken away or added by hand, with a reason and what they rest on. One
//! of those who pay asks; above the amount of the policy another one decides, as with payments.

use hezong_contract::balances::{ChangeLine, Deciding, NewChange};
use hezong_contract::cases::{Mood, StateWords};
use hezong_domain::access::Permission;
use hezong_domain::benefits::{Actor, ApprovalRule, Payout};
use hezong_domain::ledger::{Entry, EntryKind, LedgerAccount};
use hezong_domain::{ChangeId, Fen, PartnerId, ProblemKind, Timestamp, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::balances::{BalanceCause, BalanceChange, ChangeState};
use hezong_texts::{Lang, balance_changes as texts};

use super::balances::known;
use super::frame::Frame;
use super::refusal::CaseRefusal;
use super::words;
use crate::act::{Act, Deed, Once, perform, perform_once};
use crate::context::Context;
use crate::entropy::Make;
use crate::names::Names;
use crate::{Error, Result, messages};

/// Corrections a page shows.
const SHOWN: i64 = 50;

/// Up to which amount one person may correct a balance; `None` when nobody may alone.
pub(super) async fn alone_up_to(tx: &mut dyn UnitOfWork, now: Timestamp) -> Result<Option<Fen>> {
    let above = rule(&Frame::read(tx, now).await?).two_people_above;
    Ok(Some(above).filter(|amount| amount.is_positive()))
}

/// The rule of payments. Without a policy every correction needs two people.
fn rule(frame: &Frame) -> ApprovalRule {
    let strict = ApprovalRule { two_people_above: Fen::ZERO };
    frame.policies.on(frame.today).map_or(strict, |policy| policy.approval)
}

/// The corrections of a partner's balance, for those who see its bills.
pub(super) async fn lines(
    tx: &mut dyn UnitOfWork,
    cx: &Context,
    lang: Lang,
    partner: &PartnerId,
) -> Result<Vec<ChangeLine>> {
    let (scope, window) = (cx.principal().scope(), Window::first(SHOWN));
    let page = tx.balances().list_changes(&scope, partner, window).await?;
    let line = |change: BalanceChange| {
        let (text, mood) = match change.state {
            ChangeState::Pending => (texts::STATE_PENDING, Mood::Plain),
            ChangeState::Done => (texts::STATE_DONE, Mood::Ok),
            ChangeState::Refused => (texts::STATE_REFUSED, Mood::Bad),
        };
        ChangeLine {
            id: change.id.to_string(),
            version: change.version,
            at: change.made_at,
            amount: change.amount,
            reason: change.reason,
            reference: change.reference,
            is_own: cx.principal().user_id() == Some(&change.made_by),
            made_by: change.made_name,
            decided_by: change.decided_name,
            answer: change.answer,
            state: StateWords { words: text.get(lang).to_owned(), mood },
            is_pending: change.state == ChangeState::Pending,
        }
    };
    Ok(page.rows.into_iter().map(line).collect())
}

/// Corrects a partner's balance, or asks another of those who pay to decide on it.
///
/// # Errors
/// Without [`Permission::OpsPay`]; [`Error::NotFound`]; [`Error::Invalid`] when more is taken away than
/// there is.
pub async fn correct(cx: &Context, partner: &str, new: &NewChange, key: &str) -> Result<()> {
    let once = Once::new(key, &(partner, new))?;
    let deed = Deed::new(Permission::OpsPay, "balance.correct", partner);
    perform_once(cx, deed, once, |mut act| async move {
        let made_by = act.cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
        let partner = known(&mut *act.tx, partner).await?;
        let account = LedgerAccount::Balance(partner.clone());
        let balance = act.tx.ledger().balance(&account).await?;
        let size = if new.amount < Fen::ZERO { new.amount.negated() } else { new.amount };
        if new.amount < Fen::ZERO && size > balance {
            let what = ProblemKind::AmountAbove { max_fen: balance.get() };
            return Err(Error::field("amount", what));
        }
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let is_alone = rule(&frame).people_needed(size) < 2;
        let change = BalanceChange {
            id: ChangeId::new(act.cx.services().entropy().dated("BC", act.now)),
            partner_id: partner.clone(),
            amount: new.amount,
            reason: new.reason.clone(),
            reference: new.reference.clone(),
            state: if is_alone { ChangeState::Done } else { ChangeState::Pending },
            made_by,
            made_name: act.cx.principal().sign_in().to_owned(),
            made_at: act.now,
            decided_by: None,
            decided_name: String::new(),
            decided_at: None,
            answer: String::new(),
            version: 1,
        };
        act.tx.balances().add_change(&change).await?;
        if is_alone {
            enter(&mut act, &change).await?;
        } else {
            let args = told(&mut act, &change).await?;
            words::tell_vendor(&mut act, Actor::Finance, "balance_change_asked", &args).await?;
        }
        let state = change.state.as_str();
        let detail = format!("{} {} {} {state}", change.id, new.amount, new.reference);
        act.done((), partner.as_str(), detail)
    })
    .await
}

/// Decides on a correction that somebody else asked for.
///
/// # Errors
/// Without [`Permission::OpsPay`]; [`Error::NotFound`]; [`Error::Case`] for one's own correction, and when
/// the balance no longer covers it; [`Error::Invalid`] when it was decided on meanwhile.
pub async fn decide(cx: &Context, asked: &Deciding) -> Result<()> {
    let deed = Deed::new(Permission::OpsPay, "balance.decide", asked.id.as_str());
    perform(cx, deed, |mut act| async move {
        let person = act.cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)?;
        let scope = act.cx.principal().scope();
        let id = ChangeId::parse(&asked.id).map_err(|_| Error::NotFound("change"))?;
        let found = act.tx.balances().find_change(&scope, &id).await?;
        let before = found.ok_or(Error::NotFound("change"))?;
        if before.version != asked.seen || before.state != ChangeState::Pending {
            return Err(Error::field("change", ProblemKind::Outdated));
        }
        if before.made_by == person {
            return Err(Error::Case(CaseRefusal::plain::<Payout>("own_change")));
        }
        let is_refused = asked.refusal.is_some();
        let after = BalanceChange {
            state: if is_refused { ChangeState::Refused } else { ChangeState::Done },
            decided_by: Some(person),
            decided_name: act.cx.principal().sign_in().to_owned(),
            decided_at: Some(act.now),
            answer: asked.refusal.clone().unwrap_or_default(),
            version: before.version.saturating_add(1),
            ..before
        };
        act.tx.balances().update_change(&after, asked.seen).await?;
        if is_refused {
            let mut args = told(&mut act, &after).await?;
            args.push(("reason", after.answer.clone()));
            messages::send(&mut act, &after.made_by, "balance_change_refused", &args).await?;
        } else {
            enter(&mut act, &after).await?;
        }
        let detail = format!("{} {} {}", after.id, after.amount, after.state.as_str());
        act.done((), after.partner_id.as_str(), detail)
    })
    .await
}

/// Enters a correction into the balance and the ledger and tells the partner.
async fn enter(act: &mut Act, change: &BalanceChange) -> Result<()> {
    let partner = &change.partner_id;
    let cause = BalanceCause::Change(change.id.clone());
    if act.tx.balances().enter(partner, &cause, change.amount, act.now).await?.is_none() {
        return Err(Error::Case(CaseRefusal::plain::<Payout>("balance_low")));
    }
    let (balance, other) = (LedgerAccount::Balance(partner.clone()), LedgerAccount::Corrections);
    act.post(Entry::transfer(EntryKind::BalanceCorrected, other, balance, change.amount)).await?;
    let args = [
        ("amount", shown(change.amount)),
        ("reference", change.reference.clone()),
        ("reason", change.reason.clone()),
    ];
    words::tell_partner(act, partner, "balance_corrected", &args).await
}

/// What people are told of a correction: whose, how much, on what it rests, and who acts.
async fn told(act: &mut Act, change: &BalanceChange) -> Result<Vec<(&'static str, String)>> {
    let account = change.partner_id.account();
    let names = Names::of(&mut *act.tx, vec![account.clone()]).await?;
    Ok(vec![
        ("partner", names.display(&account)),
        ("amount", shown(change.amount)),
        ("reference", change.reference.clone()),
        ("who", act.cx.principal().sign_in().to_owned()),
    ])
}

/// An amount with its sign.
fn shown(amount: Fen) -> String {
    if amount < Fen::ZERO {
        format!("\u{2212}\u{a5}{}", amount.negated().grouped())
    } else {
        format!("+\u{a5}{}", amount.grouped())
    }
}
