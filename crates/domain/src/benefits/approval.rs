//! Two people for a payment: who prepared it, and one more above an amount (best-practice §3.6; the
//! amount is a figure of ours, kept as policy data). Includes the state others forget: nobody left who
//! could approve.

use serde::{Deserialize, Serialize};

use super::fact::Cure;
use crate::id::{PaymentRequestId, UserId};
use crate::money::Fen;
use crate::time::Timestamp;

/// From which amount on a payment needs two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// Above this amount two people are needed; at it, one suffices.
    pub two_people_above: Fen,
}

/// What an approval is for. It counts for exactly this and nothing else: another amount, account or
/// version needs new approvals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentSubject {
    /// The payment request.
    pub request_id: PaymentRequestId,
    /// What is to be paid.
    pub amount: Fen,
    /// The account it goes to, or a digest of it.
    pub account: String,
    /// The version of the payment.
    pub version: i64,
}

/// One approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who approved.
    pub by: UserId,
    /// What.
    pub subject: PaymentSubject,
    /// When.
    pub at: Timestamp,
}

/// Where the approval of a payment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// Enough people stand for it.
    Complete,
    /// Others still have to approve.
    Open {
        /// People who stand for it, the preparer included.
        given: usize,
        /// People needed.
        needed: usize,
        /// Who may approve next.
        next: Vec<UserId>,
    },
    /// Others would have to approve and there is nobody who may.
    Blocked {
        /// People who stand for it, the preparer included.
        given: usize,
        /// People needed.
        needed: usize,
        /// What helps.
        cure: Cure,
    },
}

/// Why somebody may not approve a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "key", rename_all = "snake_case")]
pub enum ApprovalRefusal {
    /// Who prepared the payment may not approve it; administrators are no exception.
    OwnPayment,
    /// Has approved this already.
    Already,
    /// Has no right to approve payments.
    NotAnApprover,
    /// The payment changed since it was shown.
    Changed,
}

impl ApprovalRule {
    /// How many people a payment needs.
    pub fn people_needed(&self, amount: Fen) -> usize {
        if amount > self.two_people_above { 2 } else { 1 }
    }
}

/// Whether `person` may approve `subject` now, as it was `shown`.
///
/// # Errors
/// [`ApprovalRefusal`].
pub fn may_approve(
    person: &UserId,
    subject: &PaymentSubject,
    shown: &PaymentSubject,
    maker: Option<&UserId>,
    given: &[Approval],
    approvers: &[UserId],
) -> Result<(), ApprovalRefusal> {
    if !approvers.contains(person) {
        Err(ApprovalRefusal::NotAnApprover)
    } else if maker == Some(person) {
        Err(ApprovalRefusal::OwnPayment)
    } else if subject != shown {
        Err(ApprovalRefusal::Changed)
    } else if given.iter().any(|approval| approval.by == *person && approval.subject == *subject) {
        Err(ApprovalRefusal::Already)
    } else {
        Ok(())
    }
}

/// Where the approval of `subject` stands.
///
/// The preparer counts as one. Approvals of anything else, by the preparer, by somebody twice, or by
/// somebody who has lost the right do not count. Without a known preparer only approvals count.
pub fn weigh(
    rule: ApprovalRule,
    subject: &PaymentSubject,
    maker: Option<&UserId>,
    given: &[Approval],
    approvers: &[UserId],
) -> Standing {
    let mut people: Vec<&UserId> = maker.into_iter().collect();
    for approval in given.iter().filter(|approval| approval.subject == *subject) {
        if approvers.contains(&approval.by) && !people.contains(&&approval.by) {
            people.push(&approval.by);
        }
    }
    let (given, needed) = (people.len(), rule.people_needed(subject.amount));
    if given >= needed {
        return Standing::Complete;
    }
    let mut next: Vec<UserId> =
        approvers.iter().filter(|person| !people.contains(person)).cloned().collect();
    next.sort();
    next.dedup();
    if next.len() < needed - given {
        Standing::Blocked { given, needed, cure: Cure::AddApprover }
    } else {
        Standing::Open { given, needed, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> UserId {
        UserId::new(name)
    }

    fn subject(amount: Fen) -> PaymentSubject {
        let request_id = PaymentRequestId::new("pr1");
        PaymentSubject { request_id, amount, account: "6222".to_owned(), version: 3 }
    }

    fn approval(by: &str, subject: &PaymentSubject) -> Approval {
        Approval { by: user(by), subject: subject.clone(), at: Timestamp::from_ms(0) }
    }

    const RULE: ApprovalRule = ApprovalRule { two_people_above: Fen::yuan(10_000) };

    #[test]
    fn the_amount_decides_how_many_people_are_needed() {
        for (fen, needed) in
            [(1, 1), (1_000_000, 1), (1_000_001, 2), (999_999_999, 2), (0, 1), (999_999, 1)]
        {
            assert_eq!(RULE.people_needed(Fen::new(fen)), needed, "{fen}");
        }
    }

    #[test]
    fn a_large_payment_is_complete_open_or_blocked() {
        let large = subject(Fen::yuan(20_000));
        let other = PaymentSubject { account: "6223".to_owned(), ..large.clone() };
        let later = PaymentSubject { version: 4, ..large.clone() };
        let both = ["finance", "finance2"];
        let open = |given, next: &[&str]| Standing::Open {
            given,
            needed: 2,
            next: next.iter().map(|name| user(name)).collect(),
        };
        let blocked = |given| Standing::Blocked { given, needed: 2, cure: Cure::AddApprover };
        for (maker, given, approvers, expected) in [
            (Some("finance"), vec![], &both[..], open(1, &["finance2"])),
            (Some("finance"), vec![approval("finance2", &large)], &both, Standing::Complete),
            // The preparer's own approval is worth nothing.
            (Some("finance"), vec![approval("finance", &large)], &both, open(1, &["finance2"])),
            // Approvals of another account or an earlier version are worth nothing.
            (Some("finance"), vec![approval("finance2", &other)], &both, open(1, &["finance2"])),
            (Some("finance"), vec![approval("finance2", &later)], &both, open(1, &["finance2"])),
            // Who lost the right no longer counts, and then nobody is left.
            (Some("finance"), vec![approval("finance2", &large)], &both[..1], blocked(1)),
            (Some("finance"), vec![], &both[..1], blocked(1)),
            (Some("finance"), vec![], &[], blocked(1)),
            // Unknown preparer: two others are needed.
            (None, vec![approval("finance2", &large)], &both, open(1, &["finance"])),
            (None, vec![approval("finance2", &large)], &both[1..], blocked(1)),
            (
                None,
                vec![approval("finance", &large), approval("finance2", &large)],
                &both,
                Standing::Complete,
            ),
            // The same person twice is one person.
            (
                None,
                vec![approval("finance", &large), approval("finance", &large)],
                &both,
                open(1, &["finance2"]),
            ),
        ] {
            let approvers: Vec<UserId> = approvers.iter().map(|name| user(name)).collect();
            let maker = maker.map(user);
            let found = weigh(RULE, &large, maker.as_ref(), &given, &approvers);
            assert_eq!(found, expected, "{maker:?} {given:?} {approvers:?}");
        }
    }

    #[test]
    fn a_small_payment_needs_its_preparer_only() {
        let small = subject(Fen::yuan(10_000));
        assert_eq!(weigh(RULE, &small, Some(&user("finance")), &[], &[]), Standing::Complete);
        let blocked = Standing::Blocked { given: 0, needed: 1, cure: Cure::AddApprover };
        assert_eq!(weigh(RULE, &small, None, &[], &[]), blocked);
    }

    #[test]
    fn who_may_approve() {
        let (now, before) = (subject(Fen::yuan(20_000)), subject(Fen::yuan(19_000)));
        let approvers = [user("finance"), user("finance2")];
        let given = [approval("finance2", &now)];
        for (person, shown, given, expected) in [
            ("finance", &now, &[][..], Err(ApprovalRefusal::OwnPayment)),
            ("finance2", &now, &[], Ok(())),
            ("finance2", &before, &[], Err(ApprovalRefusal::Changed)),
            ("finance2", &now, &given, Err(ApprovalRefusal::Already)),
            ("eco", &now, &[], Err(ApprovalRefusal::NotAnApprover)),
        ] {
            let maker = user("finance");
            let found = may_approve(&user(person), &now, shown, Some(&maker), given, &approvers);
            assert_eq!(found, expected, "{person}");
        }
    }
}
