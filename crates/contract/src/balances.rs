//! A partner's balance and its own bills, as pages show and enter them.

mod changes;

pub use changes::{ChangeForm, ChangeLine, DecideForm, Deciding, NewChange};

use hezong_domain::text::bounded;
use hezong_domain::{Day, Fen, ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Listing;
use crate::cases::StateWords;

/// Longest number of a bill.
const NUMBER_MAX: usize = 64;
/// Longest reference of a payment.
const REFERENCE_MAX: usize = 64;
/// Longest reason.
const REASON_MAX: usize = 500;

/// One bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// Id.
    pub id: String,
    /// The version to act on.
    pub version: i64,
    /// The number on the bill.
    pub number: String,
    /// What it comes to.
    pub amount: Fen,
    /// The last day to pay.
    pub due_on: String,
    /// The day it was paid; empty while it is open.
    pub settled_on: String,
    /// What proves that it was paid.
    pub reference: String,
    /// Open, overdue or paid, in words.
    pub state: StateWords,
}

/// The bills of a partner, for operations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillsView {
    /// The partner's id.
    pub partner_id: String,
    /// The partner's company.
    pub partner: String,
    /// What is overdue today.
    pub overdue: Fen,
    /// Today, for the form.
    pub today: String,
    /// The bills.
    pub bills: Listing<BillLine>,
    /// The balance.
    pub balance: Fen,
    /// Changes of the balance by hand: what is pending first.
    pub changes: Vec<ChangeLine>,
    /// Up to this amount one person may change the balance; `None` when every change takes two.
    pub alone_up_to: Option<Fen>,
}

/// One entry of a balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// When.
    pub at: Timestamp,
    /// What it came from, in words.
    pub title: String,
    /// The payout's case; empty for what was changed by hand.
    pub case_id: String,
    /// What was added; negative was taken away.
    pub amount: Fen,
    /// The balance after it.
    pub balance: Fen,
}

/// A partner's balance and bills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceView {
    /// The balance.
    pub balance: Fen,
    /// What is overdue today; nothing can be paid to the partner until it is settled.
    pub overdue: Fen,
    /// The entries, the latest first.
    pub entries: Listing<EntryLine>,
    /// The partner's own bills: what is open first.
    pub bills: Vec<BillLine>,
}

/// Recording a bill.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillForm {
    /// Whose.
    pub partner_id: String,
    /// The number on the bill.
    pub number: String,
    /// What it comes to.
    pub amount: String,
    /// The last day to pay.
    pub due_on: String,
}

/// A bill to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBill {
    /// The number on the bill.
    pub number: String,
    /// What it comes to.
    pub amount: Fen,
    /// The last day to pay.
    pub due_on: Day,
}

impl BillForm {
    /// What the form says.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(&self) -> Result<NewBill, Problems> {
        let mut problems = Problems::new();
        let number = bounded(&mut problems, "number", &self.number, true, NUMBER_MAX);
        let amount = Fen::parse_positive(self.amount.trim()).unwrap_or_else(|error| {
            problems.add("amount", ProblemKind::from(error));
            Fen::ZERO
        });
        let due_on =
            day(&mut problems, "due_on", &self.due_on).unwrap_or(Day::of(Timestamp::from_ms(0)));
        problems.into_result(NewBill { number, amount, due_on })
    }
}

/// Entering that a bill was paid, or that this was a mistake.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettleForm {
    /// The bill and the version that was seen: [`BillLine::handle`].
    pub bill: String,
    /// The day it was paid.
    pub settled_on: String,
    /// What proves that: the number of the bank's voucher.
    pub reference: String,
    /// Not empty: it is open again.
    pub reopen: String,
    /// Why it is open again.
    pub reason: String,
}

/// What is entered about a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settling {
    /// The bill's id.
    pub id: String,
    /// The version that was seen.
    pub seen: i64,
    /// What happened.
    pub what: Settlement,
}

/// What happened to a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// It was paid.
    Paid {
        /// The day.
        on: Day,
        /// What proves it.
        reference: String,
    },
    /// It is open again.
    Reopened {
        /// Why.
        reason: String,
    },
}

impl BillLine {
    /// The bill and its version in one value, for choices.
    pub fn handle(&self) -> String {
        format!("{}.{}", self.id, self.version)
    }
}

impl SettleForm {
    /// What the form says.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(&self) -> Result<Settling, Problems> {
        let mut problems = Problems::new();
        let parts = self.bill.split_once('.');
        let bill = parts.and_then(|(id, seen)| Some((id.to_owned(), seen.parse().ok()?)));
        if bill.is_none() {
            let is_empty = self.bill.is_empty();
            let what = if is_empty { ProblemKind::Required } else { ProblemKind::NotAChoice };
            problems.add("bill", what);
        }
        let what = if self.reopen.is_empty() {
            let on = day(&mut problems, "settled_on", &self.settled_on);
            let on = on.unwrap_or(Day::of(Timestamp::from_ms(0)));
            let reference =
                bounded(&mut problems, "reference", &self.reference, true, REFERENCE_MAX);
            Settlement::Paid { on, reference }
        } else {
            let reason = bounded(&mut problems, "reason", &self.reason, true, REASON_MAX);
            Settlement::Reopened { reason }
        };
        let (id, seen) = bill.unwrap_or_default();
        problems.into_result(Settling { id, seen, what })
    }
}

fn day(problems: &mut Problems, field: &str, text: &str) -> Option<Day> {
    let day = Day::parse(text.trim());
    match (text.trim().is_empty(), day) {
        (true, _) => problems.add(field, ProblemKind::Required),
        (false, None) => problems.add(field, ProblemKind::BadDay),
        (false, Some(_)) => {}
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_of_every_field() {
        let form =
            BillForm { amount: "0".to_owned(), due_on: "soon".to_owned(), ..BillForm::default() };
        let problems = form.check().unwrap_err();
        let found: Vec<String> =
            problems.iter().map(|one| format!("{} {}", one.field, one.what.key())).collect();
        assert_eq!(found, ["number required", "amount amount_not_positive", "due_on bad_day"]);
        let found = SettleForm::default().check().unwrap_err();
        assert_eq!(
            found.iter().map(|one| one.field.clone()).collect::<Vec<_>>(),
            ["bill", "settled_on", "reference"]
        );
        let form = SettleForm { bill: "BL1.3".to_owned(), reopen: "yes".to_owned(), ..empty() };
        let found = form.check().unwrap_err();
        assert_eq!(found.iter().map(|one| one.field.clone()).collect::<Vec<_>>(), ["reason"]);
        let form = SettleForm { reason: "bounced".to_owned(), ..form };
        let what = Settlement::Reopened { reason: "bounced".to_owned() };
        assert_eq!(form.check(), Ok(Settling { id: "BL1".to_owned(), seen: 3, what }));
        let form = SettleForm {
            bill: "BL1".to_owned(),
            settled_on: "2026-11-22".to_owned(),
            reference: "V-1".to_owned(),
            reopen: String::new(),
            ..form
        };
        assert!(form.check().is_err(), "no version");
        assert!(SettleForm { bill: "BL1.3".to_owned(), ..form }.check().is_ok());
    }

    fn empty() -> SettleForm {
        SettleForm::default()
    }
}
