//! Reasons as facts: what is required, what is there, and what would make it pass. The same shape as
//! "why can't I use it?" of coupons; sentences live in `locales`.

use serde::{Deserialize, Serialize};

use crate::money::Fen;
use crate::time::{Day, Month};

/// A value a check compares, in a form any language can print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum Fact {
    /// Nothing to say: no limit, or unknown.
    None,
    /// An amount.
    Amount(Fen),
    /// A day.
    Day(Day),
    /// Months of a quarter.
    Months(Vec<Month>),
    /// A number of times, people, days or months.
    Count(i64),
    /// A share in millionths.
    Ratio(i64),
    /// Codes and names as they are (certificates, people, numbers).
    Codes(Vec<String>),
    /// Keys of texts, as `namespace.key`.
    Words(Vec<String>),
}

/// What would make a failed check pass, and where it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cure", rename_all = "snake_case")]
pub enum Cure {
    /// Nothing is needed: it passed.
    Nothing,
    /// Nothing helps in this case.
    Final,
    /// Wait for the other side.
    Wait,
    /// Wait until a day.
    WaitUntil {
        /// The first day on which it passes.
        day: Day,
    },
    /// Ask the ecosystem manager.
    AskManager,
    /// Ask operations.
    AskOperations,
    /// Fill in a field of the person's data.
    FillIn {
        /// The field.
        field: String,
        /// The last day on which it still counts.
        by: Option<Day>,
    },
    /// Correct a value.
    Correct {
        /// The field or line, e.g. `lines.2.tax`.
        field: String,
    },
    /// Choose one of what is required.
    Choose {
        /// The choices, as codes.
        of: Vec<String>,
    },
    /// Add a certificate that is valid on a day.
    AddCertificate {
        /// Any of these.
        one_of: Vec<String>,
        /// The day it must be valid on.
        valid_on: Day,
    },
    /// Submit or confirm what is open, or give it up and come back on a day.
    SubmitOrGiveUp {
        /// The months that are open.
        months: Vec<Month>,
        /// The first day on which they no longer matter.
        give_up_on: Day,
    },
    /// Finish the certification of business information.
    Certify,
    /// Pay what is overdue; the freeze ends by itself.
    PayOverdue {
        /// What is overdue.
        amount: Fen,
    },
    /// Take out so many.
    TakeOut {
        /// How many too many.
        count: i64,
    },
    /// Somebody else has to do it.
    AnotherPerson,
    /// Do it with another account of one's own.
    AnotherAccount,
    /// The person can be claimed, but for later months only.
    FromMonth {
        /// The first of them.
        month: Month,
    },
    /// Operations set it; whoever reads this may be them.
    OperationsSet {
        /// The field.
        field: String,
    },
    /// Have it put right, or reject with this as the reason.
    PutRight,
    /// Give one more person the right to approve.
    AddApprover,
    /// Take it back and hand it in again: what holds now is used then.
    PrepareAnew,
    /// Whoever runs the site enters who pays.
    SetUpPayer,
    /// Look at the other record and go on there.
    SeeOther {
        /// Its number.
        id: String,
    },
}

/// One check under a key that names what it looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check<K> {
    /// What it looks at.
    pub key: K,
    /// Whether it passed.
    pub passed: bool,
    /// What is asked for.
    pub required: Fact,
    /// What is there.
    pub actual: Fact,
    /// What would make it pass.
    pub cure: Cure,
}

impl<K> Check<K> {
    /// A check with its facts; the cure is kept only when it failed.
    pub fn new(key: K, passed: bool, required: Fact, actual: Fact, cure: Cure) -> Self {
        let cure = if passed { Cure::Nothing } else { cure };
        Self { key, passed, required, actual, cure }
    }

    /// A check that passed and has nothing to add.
    pub const fn pass(key: K) -> Self {
        Self { key, passed: true, required: Fact::None, actual: Fact::None, cure: Cure::Nothing }
    }
}

/// Whether every check passed.
pub fn all_passed<K>(checks: &[Check<K>]) -> bool {
    checks.iter().all(|check| check.passed)
}

/// The first check that failed: the one thing that blocks.
pub fn first_failure<K>(checks: &[Check<K>]) -> Option<&Check<K>> {
    checks.iter().find(|check| !check.passed)
}
