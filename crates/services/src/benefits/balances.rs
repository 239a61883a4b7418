//! What partners have and owe here: the balance payouts were credited to, and bills of their own that
//! operations record. An overdue bill freezes every payout until it is settled (incentives-invoices §0,
//! R5 of §1.5).

use hezong_contract::balances::{
    BalanceView, BillLine, BillsView, EntryLine, NewBill, Settlement, Settling,
};
use hezong_contract::cases::{Mood, StateWords};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::Actor;
use hezong_domain::ledger::LedgerAccount;
use hezong_domain::{BillId, Day, PartnerId, ProblemKind, Timestamp, UserId, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::balances::{BalanceCause, BalanceChange, BalanceEntry, BillRow};
use hezong_texts::{Lang, balance as texts, balance_changes};

use super::{corrections, words};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::names::Names;
use crate::{Error, Result};

/// Bills a partner's page shows: more are seldom open at once, paid ones stand behind them.
const BILLS_SHOWN: i64 = 100;

fn bill_line(lang: Lang, today: Day, bill: BillRow) -> BillLine {
    let (text, mood) = match bill.settled_on {
        Some(_) => (texts::BILL_SETTLED, Mood::Ok),
        None if bill.due_on < today => (texts::BILL_OVERDUE, Mood::Bad),
        None => (texts::BILL_OPEN, Mood::Plain),
    };
    BillLine {
        id: bill.id.to_string(),
        version: bill.version,
        number: bill.number,
        amount: bill.amount,
        due_on: bill.due_on.to_string(),
        settled_on: bill.settled_on.map_or_else(String::new, |day| day.to_string()),
        reference: bill.reference,
        state: StateWords { words: text.get(lang).to_owned(), mood },
    }
}

/// The balance and the bills of the caller's partner; `query` is the page's query string.
///
/// # Errors
/// Without [`Permission::BenefitView`]; [`Error::NotFound`] for callers who are no partner.
pub async fn balance(cx: &Context, lang: Lang, query: &str) -> Result<BalanceView> {
    let (mut tx, scope) = cx.read(Permission::BenefitView).await?;
    let partner = cx.principal().partner_id().ok_or(Error::NotFound("partner"))?;
    let state = ListState::parse(query, &[]);
    let today = Day::of(cx.now());
    let account = LedgerAccount::Balance(partner.clone());
    let balance = tx.ledger().balance(&account).await?;
    let overdue = tx.balances().overdue(&partner, today).await?.unwrap_or_default();
    let page = tx.balances().list_entries(&scope, &partner, state.window()).await?;
    let mut rows = Vec::new();
    for entry in page.rows {
        rows.push(entry_line(&mut *tx, &scope, lang, entry).await?);
    }
    let (total, as_of) = (page.total, cx.now());
    let entries = Listing { rows, total, as_of, revealed: true, dropped: state.dropped };
    let window = Window::first(BILLS_SHOWN);
    let bills = tx.balances().list_bills(&scope, &partner, window).await?;
    let bills = bills.rows.into_iter().map(|bill| bill_line(lang, today, bill)).collect();
    Ok(BalanceView { balance, overdue, entries, bills })
}

async fn entry_line(
    tx: &mut dyn UnitOfWork,
    scope: &Scope,
    lang: Lang,
    entry: BalanceEntry,
) -> Result<EntryLine> {
    let (title, case_id) = match &entry.cause {
        BalanceCause::Payout(id) => {
            let payout = tx.benefits().find_case(scope, id).await?;
            let title = payout.map_or_else(String::new, |row| words::title(lang, &row));
            (texts::from_payout(lang, title), id.to_string())
        }
        BalanceCause::Change(id) => {
            let change = tx.balances().find_change(scope, id).await?;
            let say = |change: BalanceChange| {
                balance_changes::entry(lang, change.reason, change.reference)
            };
            (change.map_or_else(String::new, say), String::new())
        }
    };
    Ok(EntryLine { at: entry.at, title, case_id, amount: entry.amount, balance: entry.balance })
}

pub(super) async fn known(tx: &mut dyn UnitOfWork, partner: &str) -> Result<PartnerId> {
    let id = PartnerId::parse(partner).map_err(|_| Error::NotFound("partner"))?;
    if tx.accounts().find_partner(&id).await?.is_none() {
        return Err(Error::NotFound("partner"));
    }
    Ok(id)
}

/// The bills of a partner; `query` is the page's query string.
///
/// # Errors
/// Without [`Permission::OpsBenefits`]; [`Error::NotFound`].
pub async fn bills(cx: &Context, lang: Lang, partner: &str, query: &str) -> Result<BillsView> {
    let (mut tx, scope) = cx.read(Permission::OpsBenefits).await?;
    let partner = known(&mut *tx, partner).await?;
    let state = ListState::parse(query, &[]);
    let today = Day::of(cx.now());
    let names = Names::of(&mut *tx, vec![partner.account()]).await?;
    let overdue = tx.balances().overdue(&partner, today).await?.unwrap_or_default();
    let page = tx.balances().list_bills(&scope, &partner, state.window()).await?;
    let rows = page.rows.into_iter().map(|bill| bill_line(lang, today, bill)).collect();
    let (total, as_of) = (page.total, cx.now());
    let balance = tx.ledger().balance(&LedgerAccount::Balance(partner.clone())).await?;
    let changes = corrections::lines(&mut *tx, cx, lang, &partner).await?;
    let alone_up_to = corrections::alone_up_to(&mut *tx, cx.now()).await?;
    Ok(BillsView {
        balance,
        changes,
        alone_up_to,
        partner: names.display(&partner.account()),
        partner_id: partner.to_string(),
        overdue,
        today: today.to_string(),
        bills: Listing { rows, total, as_of, revealed: true, dropped: state.dropped },
    })
}

/// What lets the caller keep bills: those who pay, and those who look after partners.
fn keeping(cx: &Context) -> Permission {
    if cx.principal().may(Permission::OpsPay) {
        Permission::OpsPay
    } else {
        Permission::OpsPartners
    }
}

/// Years from today that a bill's last day may be away, either way: beyond it is a slip of the pen.
const DUE_YEARS: i64 = 10;

fn due_in_reach(due_on: Day, today: Day) -> Result<()> {
    let (first, last) = (today.plus_months(-12 * DUE_YEARS), today.plus_months(12 * DUE_YEARS));
    if due_on < first {
        return Err(Error::field("due_on", ProblemKind::Before { day: first.to_string() }));
    }
    if due_on > last {
        return Err(Error::field("due_on", ProblemKind::After { day: last.to_string() }));
    }
    Ok(())
}

/// Records a bill of a partner and tells the partner.
///
/// # Errors
/// Without [`Permission::OpsPay`] or [`Permission::OpsPartners`]; [`Error::NotFound`];
/// [`Error::Invalid`] when the partner has a bill of that number.
pub async fn record_bill(cx: &Context, partner: &str, new: &NewBill) -> Result<()> {
    let deed = Deed::new(keeping(cx), "bill.record", partner);
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        let partner = known(&mut *act.tx, partner).await?;
        due_in_reach(new.due_on, Day::of(act.now))?;
        let found = act.tx.balances().find_bill_by_number(&scope, &partner, &new.number).await?;
        if found.is_some() {
            return Err(Error::field("number", ProblemKind::BillKnown));
        }
        let bill = BillRow {
            id: BillId::new(act.cx.services().entropy().dated("BL", act.now)),
            partner_id: partner.clone(),
            number: new.number.clone(),
            amount: new.amount,
            due_on: new.due_on,
            settled_on: None,
            reference: String::new(),
            settled_by: None,
            settled_at: None,
            recorded_by: act.cx.principal().sign_in().to_owned(),
            created_at: act.now,
            version: 1,
        };
        act.tx.balances().add_bill(&bill).await?;
        let args = [
            ("number", new.number.clone()),
            ("amount", new.amount.grouped()),
            ("day", new.due_on.to_string()),
        ];
        words::tell_partner(&mut act, &partner, "bill_recorded", &args).await?;
        let detail = format!("{} {} {}", new.number, new.amount, new.due_on);
        act.done((), partner.as_str(), detail)
    })
    .await
}

/// Enters that a bill was paid, with what proves it, or that it is open again, and why; then those who pay
/// are told.
///
/// # Errors
/// Without [`Permission::OpsPay`] or [`Permission::OpsPartners`]; [`Error::NotFound`];
/// [`Error::Invalid`] for a day to come, when the bill is not paid or open as assumed, or when somebody
/// else changed it meanwhile.
pub async fn settle_bill(cx: &Context, asked: &Settling) -> Result<()> {
    let action = match asked.what {
        Settlement::Paid { .. } => "bill.settle",
        Settlement::Reopened { .. } => "bill.reopen",
    };
    let deed = Deed::new(keeping(cx), action, asked.id.as_str());
    perform(cx, deed, |mut act| async move {
        let scope = act.cx.principal().scope();
        let id = BillId::parse(&asked.id).map_err(|_| Error::NotFound("bill"))?;
        let found = act.tx.balances().find_bill(&scope, &id).await?;
        let mut bill = found.ok_or(Error::NotFound("bill"))?;
        let is_paid = matches!(asked.what, Settlement::Paid { .. });
        if asked.seen != bill.version || bill.settled_on.is_some() == is_paid {
            return Err(Error::field("bill", ProblemKind::Outdated));
        }
        let version = bill.version;
        bill.version = version.saturating_add(1);
        let detail = match &asked.what {
            Settlement::Paid { on, reference } => {
                if *on > Day::of(act.now) {
                    return Err(Error::field("settled_on", ProblemKind::InTheFuture));
                }
                bill.settled_on = Some(*on);
                bill.reference.clone_from(reference);
                bill.settled_by = act.cx.principal().user_id().cloned();
                bill.settled_at = Some(act.now);
                format!("{} {on} {reference}", bill.number)
            }
            Settlement::Reopened { reason } => {
                bill.settled_on = None;
                bill.reference.clear();
                (bill.settled_by, bill.settled_at) = (None, None);
                tell_reopened(&mut act, &bill, reason).await?;
                format!("{} {reason}", bill.number)
            }
        };
        act.tx.balances().update_bill(&bill, version).await?;
        act.done((), bill.partner_id.as_str(), detail)
    })
    .await
}

/// Tells those who pay that a bill is open again: what they may have paid since rests on it.
async fn tell_reopened(act: &mut Act, bill: &BillRow, reason: &str) -> Result<()> {
    let account = bill.partner_id.account();
    let names = Names::of(&mut *act.tx, vec![account.clone()]).await?;
    let args = [
        ("number", bill.number.clone()),
        ("partner", names.display(&account)),
        ("amount", bill.amount.grouped()),
        ("who", act.cx.principal().sign_in().to_owned()),
        ("reason", reason.to_owned()),
    ];
    words::tell_vendor(act, Actor::Finance, "bill_reopened", &args).await
}

/// Whether a person entered that an overdue bill of a partner was settled after a request was begun: the
/// bill stood in the request's way, and whoever took it away must not be the one who pays.
pub(super) async fn cleared_the_way(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    person: &UserId,
    begun_at: Timestamp,
) -> Result<bool> {
    let settled = tx.balances().settled_since(partner, person, begun_at).await?;
    let was_overdue = |bill: &BillRow| bill.settled_at.is_some_and(|at| bill.due_on < Day::of(at));
    Ok(settled.iter().any(was_overdue))
}
