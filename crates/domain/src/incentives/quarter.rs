//! Can the quarter's payment be asked for? R1–R6, each evaluated to facts with its own cure
//! (incentives-invoices §1.5).

use serde::{Deserialize, Serialize};

use super::claim::{ClaimState, open_claim};
use super::payment::PaymentState;
use crate::accounts::text_enum;
use crate::benefits::{Check, Cure, Fact};
use crate::certification::CertificationState;
use crate::id::PaymentRequestId;
use crate::money::Fen;
use crate::time::{Day, Month, Quarter};

text_enum! {
    /// A rule. R6 of the documents is three reasons, shown apart.
    QuarterRule {
        /// R1: some months can still be claimed (documented).
        MonthsOpen = "months_open",
        /// R2: some claims are still in review, or passed and not yet final (documented).
        InReview = "in_review",
        /// R3: no claim of the quarter passed (documented).
        NonePassed = "none_passed",
        /// R4: business information is not verified or is being changed (documented).
        NotCertified = "not_certified",
        /// R5: a bill of the partner is overdue (documented for solution providers and distributors).
        Overdue = "overdue",
        /// R6: a request exists that is not rejected (ours).
        RequestExists = "request_exists",
        /// R6: nothing is payable, or less than is paid out (ours).
        NothingPayable = "nothing_payable",
        /// R6: the qualification was lost (ours).
        NotQualified = "not_qualified",
        /// R6: the time to ask is over, where the policy has one (ours; the answer of the FAQ is not
        /// known).
        TooLate = "too_late",
    }
}

impl QuarterRule {
    /// Its number in the documents, 1–6.
    pub const fn number(self) -> u8 {
        match self {
            Self::MonthsOpen => 1,
            Self::InReview => 2,
            Self::NonePassed => 3,
            Self::NotCertified => 4,
            Self::Overdue => 5,
            Self::RequestExists | Self::NothingPayable | Self::NotQualified | Self::TooLate => 6,
        }
    }
}

/// Where a month of the quarter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthStanding {
    /// The month.
    pub month: Month,
    /// Its state; a month nobody has touched is claimable.
    pub state: ClaimState,
    /// The day of its first submission.
    pub submitted: Option<Day>,
}

/// Everything the rules look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterFacts {
    /// The quarter.
    pub quarter: Quarter,
    /// Today.
    pub today: Day,
    /// Its months.
    pub months: Vec<MonthStanding>,
    /// The partner's business information.
    pub certification: CertificationState,
    /// What is overdue; `None` when the partner has no bills of its own.
    pub overdue: Option<Fen>,
    /// The quarter's newest request.
    pub request: Option<(PaymentRequestId, PaymentState)>,
    /// Whether the partner was qualified when the quarter's months were decided. A qualification that
    /// ended with its programme year does not take what was earned before (ours).
    pub is_qualified: bool,
    /// The sum of the finalised months, with what earlier quarters left below the minimum.
    pub payable: Fen,
    /// The smallest sum that is paid.
    pub payout_min: Option<Fen>,
    /// The last day to ask.
    pub ask_until: Option<Day>,
}

/// Every rule of a quarter, in the order R1–R6. The payment can be asked for exactly when all passed;
/// the first that failed is "the one thing that blocks".
pub fn evaluate_quarter(facts: &QuarterFacts) -> Vec<Check<QuarterRule>> {
    let mut checks = month_rules(facts);
    checks.extend(partner_rules(facts));
    checks.extend(request_rules(facts));
    checks
}

fn month_rules(facts: &QuarterFacts) -> Vec<Check<QuarterRule>> {
    use ClaimState as S;
    use QuarterRule as R;
    let of = |wanted: &dyn Fn(&MonthStanding) -> bool| -> Vec<Month> {
        facts.months.iter().filter(|month| wanted(month)).map(|month| month.month).collect()
    };
    let open = of(&|m| open_claim(m.state, m.month, m.submitted, facts.today));
    let reviewing = of(&|m| m.state == S::Reviewing);
    let passed = of(&|m| m.state == S::PrelimPassed);
    let in_review = of(&|m| matches!(m.state, S::Reviewing | S::PrelimPassed));
    let good = of(&|m| matches!(m.state, S::PrelimPassed | S::Finalised));
    let undecided = !open.is_empty() || !in_review.is_empty();
    // A passed month becomes final by itself on the first day of the next.
    let wait = match passed.iter().max() {
        Some(last) if reviewing.is_empty() && facts.today <= last.last() => {
            Cure::WaitUntil { day: last.plus(1).first() }
        }
        _ => Cure::Wait,
    };
    let give_up_on = facts.quarter.plus(1).first();
    // Once they no longer block, the months that asking would give up are still named.
    let forgone = of(&|m| matches!(m.state, S::Claimable | S::Generated));
    let named = if open.is_empty() { forgone } else { open.clone() };
    vec![
        Check::new(
            R::MonthsOpen,
            open.is_empty(),
            Fact::Day(give_up_on),
            Fact::Months(named),
            Cure::SubmitOrGiveUp { months: open, give_up_on },
        ),
        Check::new(R::InReview, in_review.is_empty(), Fact::None, Fact::Months(in_review), wait),
        // While something is undecided nobody can say that nothing passed.
        Check::new(
            R::NonePassed,
            undecided || !good.is_empty(),
            Fact::Count(1),
            Fact::Months(good),
            Cure::Final,
        ),
    ]
}

fn partner_rules(facts: &QuarterFacts) -> Vec<Check<QuarterRule>> {
    use CertificationState as C;
    use QuarterRule as R;
    let word = |state: C| Fact::Words(vec![format!("certification_state.{}", state.as_str())]);
    let waits = matches!(facts.certification, C::Reviewing | C::ChangeReviewing);
    let overdue = facts.overdue.unwrap_or(Fen::ZERO);
    vec![
        Check::new(
            R::NotCertified,
            facts.certification.allows_payment(),
            word(C::Certified),
            word(facts.certification),
            if waits { Cure::Wait } else { Cure::Certify },
        ),
        Check::new(
            R::Overdue,
            !overdue.is_positive(),
            Fact::Amount(Fen::ZERO),
            facts.overdue.map_or(Fact::None, Fact::Amount),
            Cure::PayOverdue { amount: overdue },
        ),
    ]
}

fn request_rules(facts: &QuarterFacts) -> Vec<Check<QuarterRule>> {
    use QuarterRule as R;
    let live = facts.request.as_ref().filter(|(_, state)| state.is_live());
    let id = live.map_or_else(String::new, |(id, _)| id.as_str().to_owned());
    let state = live.map_or(Fact::None, |(_, state)| {
        Fact::Words(vec![format!("payment_state.{}", state.as_str())])
    });
    let pending = facts.months.iter().any(|m| {
        open_claim(m.state, m.month, m.submitted, facts.today)
            || matches!(m.state, ClaimState::Reviewing | ClaimState::PrelimPassed)
    });
    let min = facts.payout_min.unwrap_or(Fen::new(1)).max(Fen::new(1));
    // Too little is carried to the next quarter; nothing at all stays nothing.
    let next = Cure::WaitUntil { day: facts.quarter.plus(1).last().plus(1) };
    // What the vendor has not decided is not the partner's delay.
    let reviewed = !facts
        .months
        .iter()
        .any(|m| matches!(m.state, ClaimState::Reviewing | ClaimState::PrelimPassed));
    let late = reviewed && facts.ask_until.is_some_and(|until| facts.today > until);
    vec![
        Check::new(R::RequestExists, live.is_none(), Fact::None, state, Cure::SeeOther { id }),
        // Before everything is decided the sum says nothing yet.
        Check::new(
            R::NothingPayable,
            pending || facts.payable >= min,
            Fact::Amount(min),
            Fact::Amount(facts.payable),
            if facts.payable.is_positive() { next } else { Cure::Final },
        ),
        Check::new(
            R::NotQualified,
            facts.is_qualified,
            Fact::None,
            Fact::None,
            Cure::FillIn { field: "qualification".to_owned(), by: None },
        ),
        Check::new(
            R::TooLate,
            !late,
            facts.ask_until.map_or(Fact::None, Fact::Day),
            Fact::Day(facts.today),
            Cure::AskOperations,
        ),
    ]
}

#[cfg(test)]
mod tests;
