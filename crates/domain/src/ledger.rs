//! The double-entry ledger under everything that moves value (quality §1).
//!
//! A business act writes its rows and one [`Entry`] in the same database transaction. The postings of an
//! entry sum to zero; nothing is ever updated or deleted.

use serde::{Deserialize, Serialize};

use crate::accounts::text_enum;
use crate::id::{CouponId, PartnerId, QuotaId};
use crate::money::Fen;

/// An account of the ledger. Its text is what is stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LedgerAccount {
    /// Where quotas come from: the vendor's promise. Its balance is minus all value ever granted.
    Granted,
    /// What is left of a quota.
    Quota(QuotaId),
    /// What is left of a coupon.
    Coupon(CouponId),
    /// Value customers have consumed with coupons.
    Consumed,
    /// What incentives cost the vendor: minus all that was ever approved.
    IncentiveCost,
    /// What the vendor owes a partner.
    Payable(PartnerId),
    /// What left the vendor's bank.
    PaidOut,
    /// What a partner has as a balance instead of money in its bank.
    Balance(PartnerId),
    /// What was taken off balances by hand, less what was added.
    Corrections,
}

impl LedgerAccount {
    /// The stored text: `granted`, `quota:<id>`, `coupon:<id>`, `consumed`, `incentive_cost`,
    /// `payable:<id>`, `paid_out`, `balance:<id>`, `corrections`.
    pub fn as_text(&self) -> String {
        match self {
            Self::Granted => "granted".to_owned(),
            Self::Quota(id) => format!("quota:{id}"),
            Self::Coupon(id) => format!("coupon:{id}"),
            Self::Consumed => "consumed".to_owned(),
            Self::IncentiveCost => "incentive_cost".to_owned(),
            Self::Payable(id) => format!("payable:{id}"),
            Self::PaidOut => "paid_out".to_owned(),
            Self::Balance(id) => format!("balance:{id}"),
            Self::Corrections => "corrections".to_owned(),
        }
    }
}

text_enum! {
    /// What kind of act a ledger entry stands for.
    EntryKind {
        /// A quota was granted.
        QuotaGranted = "quota_granted",
        /// A quota's value was raised or lowered.
        QuotaAdjusted = "quota_adjusted",
        /// A coupon was issued.
        CouponIssued = "coupon_issued",
        /// A coupon's rest went back to its quota.
        CouponReturned = "coupon_returned",
        /// A coupon paid for something.
        CouponSpent = "coupon_spent",
        /// A payment by coupon was taken back.
        CouponRefunded = "coupon_refunded",
        /// A month's incentive became final: owed to the partner.
        IncentiveApproved = "incentive_approved",
        /// What was owed for incentives was paid.
        IncentivePaid = "incentive_paid",
        /// A partner's balance was changed by hand.
        BalanceCorrected = "balance_corrected",
    }
}

/// One side of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: LedgerAccount,
    /// Added to the account; negative takes away.
    pub amount: Fen,
}

/// A balanced entry of two postings or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    kind: EntryKind,
    postings: Vec<Posting>,
}

impl Entry {
    /// Moves `amount` from one account to another.
    pub fn transfer(kind: EntryKind, from: LedgerAccount, to: LedgerAccount, amount: Fen) -> Self {
        Self {
            kind,
            postings: vec![
                Posting { account: from, amount: amount.negated() },
                Posting { account: to, amount },
            ],
        }
    }

    /// What the entry stands for.
    pub fn kind(&self) -> EntryKind {
        self.kind
    }

    /// The postings; they sum to zero.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }
}
