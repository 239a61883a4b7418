//! Changes of a partner's balance by hand, as pages show and enter them.

use hezong_domain::text::bounded;
use hezong_domain::{Fen, ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

use super::{REASON_MAX, REFERENCE_MAX};
use crate::cases::StateWords;
use crate::coupons::needs_key;

/// One change of a balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLine {
    /// Id.
    pub id: String,
    /// The version to act on.
    pub version: i64,
    /// When it was asked for.
    pub at: Timestamp,
    /// What is added; negative takes away.
    pub amount: Fen,
    /// Why.
    pub reason: String,
    /// What it rests on.
    pub reference: String,
    /// Who asked for it.
    pub made_by: String,
    /// Who decided; empty while nobody has, and when nobody else had to.
    pub decided_by: String,
    /// Why it was refused.
    pub answer: String,
    /// Pending, entered or refused, in words.
    pub state: StateWords,
    /// Whether somebody has to decide.
    pub is_pending: bool,
    /// Whether the reader asked for it, and so leaves the decision to somebody else.
    pub is_own: bool,
}

impl ChangeLine {
    /// The change and its version in one value, for choices.
    pub fn handle(&self) -> String {
        format!("{}.{}", self.id, self.version)
    }
}

/// Asking for a change of a balance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    /// Whose balance.
    pub partner_id: String,
    /// `debit` or `credit`.
    pub direction: String,
    /// How much, without a sign.
    pub amount: String,
    /// Why.
    pub reason: String,
    /// What it rests on.
    pub reference: String,
    /// Idempotency key.
    pub key: String,
}

/// A change of a balance that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewChange {
    /// What is added; negative takes away.
    pub amount: Fen,
    /// Why.
    pub reason: String,
    /// What it rests on.
    pub reference: String,
}

impl ChangeForm {
    /// What the form says.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(&self) -> Result<NewChange, Problems> {
        let mut problems = Problems::new();
        let is_debit = match self.direction.as_str() {
            "debit" => true,
            "credit" => false,
            other => {
                let what =
                    if other.is_empty() { ProblemKind::Required } else { ProblemKind::NotAChoice };
                problems.add("direction", what);
                false
            }
        };
        let amount = Fen::parse_positive(self.amount.trim()).unwrap_or_else(|error| {
            problems.add("amount", ProblemKind::from(error));
            Fen::ZERO
        });
        let amount = if is_debit { amount.negated() } else { amount };
        let reason = bounded(&mut problems, "reason", &self.reason, true, REASON_MAX);
        let reference = bounded(&mut problems, "reference", &self.reference, true, REFERENCE_MAX);
        if needs_key(&self.key).is_err() {
            problems.add("key", ProblemKind::Outdated);
        }
        problems.into_result(NewChange { amount, reason, reference })
    }
}

/// Deciding on a change that somebody else asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    /// The change and the version that was seen: [`ChangeLine::handle`].
    pub change: String,
    /// `approve` or `refuse`.
    pub decision: String,
    /// Why it is refused.
    pub answer: String,
}

/// A decision on a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    /// The change's id.
    pub id: String,
    /// The version that was seen.
    pub seen: i64,
    /// Why it is refused; `None` when it is approved.
    pub refusal: Option<String>,
}

impl DecideForm {
    /// What the form says.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(&self) -> Result<Deciding, Problems> {
        let mut problems = Problems::new();
        let choice = |text: &str| {
            if text.is_empty() { ProblemKind::Required } else { ProblemKind::NotAChoice }
        };
        let parts = self.change.split_once('.');
        let change = parts.and_then(|(id, seen)| Some((id.to_owned(), seen.parse().ok()?)));
        if change.is_none() {
            problems.add("change", choice(&self.change));
        }
        let refusal = match self.decision.as_str() {
            "approve" => None,
            "refuse" => Some(bounded(&mut problems, "answer", &self.answer, true, REASON_MAX)),
            other => {
                problems.add("decision", choice(other));
                None
            }
        };
        let (id, seen) = change.unwrap_or_default();
        problems.into_result(Deciding { id, seen, refusal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<T: std::fmt::Debug>(found: Result<T, Problems>) -> Vec<String> {
        found.unwrap_err().iter().map(|one| one.field.clone()).collect()
    }

    #[test]
    fn a_change_needs_a_direction_an_amount_a_reason_and_a_reference() {
        let all = ["direction", "amount", "reason", "reference", "key"];
        assert_eq!(fields(ChangeForm::default().check()), all);
        let form = ChangeForm {
            partner_id: "p".to_owned(),
            direction: "debit".to_owned(),
            amount: "10.5".to_owned(),
            reason: " twice ".to_owned(),
            reference: "V-1".to_owned(),
            key: "k".to_owned(),
        };
        assert_eq!(form.check().unwrap().amount, Fen::new(-1_050));
        assert_eq!(
            fields(ChangeForm { amount: "-1".to_owned(), ..form.clone() }.check()),
            ["amount"]
        );
        let credit = ChangeForm { direction: "credit".to_owned(), ..form };
        assert_eq!(credit.check().unwrap().amount, Fen::new(1_050));
    }

    #[test]
    fn a_refusal_says_why() {
        assert_eq!(fields(DecideForm::default().check()), ["change", "decision"]);
        let form = DecideForm {
            change: "BC1.2".to_owned(),
            decision: "refuse".to_owned(),
            answer: String::new(),
        };
        assert_eq!(fields(form.check()), ["answer"]);
        let refused = DecideForm { answer: "no".to_owned(), ..form.clone() }.check().unwrap();
        assert_eq!((refused.seen, refused.refusal.as_deref()), (2, Some("no")));
        let approved = DecideForm { decision: "approve".to_owned(), ..form }.check().unwrap();
        assert_eq!(approved.refusal, None);
    }
}
