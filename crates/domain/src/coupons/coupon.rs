//! One coupon and everything that can happen to it.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use crate::accounts::{AssociationKind, text_enum};
use crate::id::{BatchId, CouponId, CustomerId, PartnerId, QuotaId};
use crate::money::Fen;
use crate::refusal::Refusal;
use crate::time::Timestamp;

text_enum! {
    /// The kind of a coupon.
    CouponType {
        /// 代金券: reduces what is due; one per order.
        Voucher = "voucher",
        /// 现金券: counts as paid; several per order.
        CashCoupon = "cash_coupon",
    }
}

impl CouponType {
    /// The code the open API uses: 1 voucher, 4 cash coupon.
    pub const fn code(self) -> i64 {
        match self {
            Self::Voucher => 1,
            Self::CashCoupon => 4,
        }
    }

    /// The value of a code.
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::Voucher),
            4 => Some(Self::CashCoupon),
            _ => None,
        }
    }
}

text_enum! {
    /// The state of a coupon (partner-sales §2.4).
    CouponStatus {
        /// Needs activation; never for coupons partners issue.
        NotActivated = "not_activated",
        /// Has a balance.
        Available = "available",
        /// Balance used up.
        Used = "used",
        /// Past its end; the rest went back to the quota.
        Expired = "expired",
        /// Taken back by the partner; invisible to the customer.
        Reclaimed = "reclaimed",
    }
}

impl CouponStatus {
    /// The code the open API uses and the database holds.
    pub const fn code(self) -> i64 {
        match self {
            Self::NotActivated => 1,
            Self::Available => 2,
            Self::Used => 3,
            Self::Expired => 4,
            Self::Reclaimed => 5,
        }
    }

    /// The value of a code.
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::NotActivated),
            2 => Some(Self::Available),
            3 => Some(Self::Used),
            4 => Some(Self::Expired),
            5 => Some(Self::Reclaimed),
            _ => None,
        }
    }
}

text_enum! {
    /// A line of the operation records (partner-sales §2.7).
    OperationType {
        /// Issued.
        Issue = "issue",
        /// Taken back by hand.
        ManualReclaim = "manual_reclaim",
        /// Taken back because the customer left.
        DissociationReclaim = "dissociation_reclaim",
        /// Came back at its end.
        ExpiryReclaim = "expiry_reclaim",
        /// Came back with an unsubscription.
        UnsubscribeReclaim = "unsubscribe_reclaim",
        /// Refund or top-up cancelled.
        RefundCancelled = "refund_cancelled",
        /// Taken back on establishing an association.
        AssociationReclaim = "association_reclaim",
        /// Taken back on a switch of the association type.
        SwitchReclaim = "switch_reclaim",
        /// Moved with a reseller.
        ResellerTransfer = "reseller_transfer",
    }
}

impl OperationType {
    /// The code 1–9 the open API uses and the database holds.
    pub const fn code(self) -> i64 {
        match self {
            Self::Issue => 1,
            Self::ManualReclaim => 2,
            Self::DissociationReclaim => 3,
            Self::ExpiryReclaim => 4,
            Self::UnsubscribeReclaim => 5,
            Self::RefundCancelled => 6,
            Self::AssociationReclaim => 7,
            Self::SwitchReclaim => 8,
            Self::ResellerTransfer => 9,
        }
    }

    /// The value of a code.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|t| t.code() == code)
    }
}

/// Which door an act came through; two rules differ (partner-sales §2.3, §2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The console: resale and referral customers.
    Console,
    /// The open API: resale customers only.
    OpenApi,
}

/// One coupon of one customer.
///
/// Invariant: `face = balance + used − refunded + reclaimed + expired`, `0 ≤ locked ≤ balance`
/// (quality §1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coupon {
    /// Id.
    pub id: CouponId,
    /// The quota it was made from.
    pub quota_id: QuotaId,
    /// Who issued it.
    pub partner_id: PartnerId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// How the customer was associated when it was issued.
    pub association: AssociationKind,
    /// The act that issued it.
    pub batch_id: BatchId,
    /// Voucher or cash coupon.
    pub coupon_type: CouponType,
    /// What it is called, e.g. the campaign; may be empty.
    pub name: String,
    /// The stored state; see [`Coupon::status_at`].
    pub status: CouponStatus,
    /// Issued value.
    pub face: Fen,
    /// Left, locked part included.
    pub balance: Fen,
    /// Part of the balance that open orders hold.
    pub locked: Fen,
    /// Used so far.
    pub used: Fen,
    /// Given back to the coupon so far.
    pub refunded: Fen,
    /// Taken back by the partner.
    pub reclaimed: Fen,
    /// Lapsed at its end.
    pub expired: Fen,
    /// Frozen by operations.
    pub is_frozen: bool,
    /// First instant of validity.
    pub effective_at: Timestamp,
    /// Last instant of validity.
    pub expires_at: Timestamp,
    /// What restricts its use.
    pub limits: Limits,
    /// The issuer's note; never shown to the customer.
    pub memo: String,
    /// How often it has been used.
    pub use_count: i64,
    /// The last order it paid for; empty before.
    pub last_order_id: String,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Raised by one with every change.
    pub version: i64,
}

impl Coupon {
    /// The state people see: past its end a coupon with a balance is expired whatever is stored.
    pub fn status_at(&self, now: Timestamp) -> CouponStatus {
        match self.status {
            CouponStatus::Available if now >= self.expires_at => CouponStatus::Expired,
            stored => stored,
        }
    }

    /// What can still be spent or locked.
    pub fn free(&self) -> Fen {
        self.balance.checked_sub(self.locked).unwrap_or(Fen::ZERO)
    }

    /// Whether the amounts add up.
    pub fn is_consistent(&self) -> bool {
        let gone = Fen::sum([self.balance, self.used, self.reclaimed, self.expired])
            .and_then(|s| s.checked_sub(self.refunded));
        gone == Some(self.face)
            && self.locked >= Fen::ZERO
            && self.locked <= self.balance
            && self.balance >= Fen::ZERO
    }

    /// Whether the partner may take it back now, and how much comes back: always the whole balance.
    ///
    /// # Errors
    /// [`Refusal::CouponGone`], [`Refusal::CouponUsedUp`], [`Refusal::CouponLocked`] (an open order holds
    /// a part; documents are silent, we refuse), [`Refusal::ReferralCoupon`] through the open API.
    pub fn reclaimable(&self, door: Door, now: Timestamp) -> Result<Fen, Refusal> {
        match self.status_at(now) {
            CouponStatus::Used => return Err(Refusal::CouponUsedUp),
            status @ (CouponStatus::Expired | CouponStatus::Reclaimed) => {
                return Err(Refusal::CouponGone { status });
            }
            CouponStatus::Available | CouponStatus::NotActivated => {}
        }
        if door == Door::OpenApi && self.association == AssociationKind::Referral {
            return Err(Refusal::ReferralCoupon);
        }
        if self.locked.is_positive() {
            return Err(Refusal::CouponLocked { locked: self.locked });
        }
        Ok(self.balance)
    }

    /// The coupon after the partner took it back.
    ///
    /// # Errors
    /// As [`Coupon::reclaimable`].
    pub fn reclaim(&self, door: Door, now: Timestamp) -> Result<Self, Refusal> {
        let amount = self.reclaimable(door, now)?;
        Ok(Self {
            status: CouponStatus::Reclaimed,
            balance: Fen::ZERO,
            reclaimed: amount,
            ..self.touched(now)
        })
    }

    /// The coupon after its end; a locked part lapses with the rest when the lock is released later.
    /// `None` when there is nothing to lapse.
    pub fn expire(&self, now: Timestamp) -> Option<(Self, Fen)> {
        let due = self.status == CouponStatus::Available && now >= self.expires_at;
        if !due || self.locked.is_positive() {
            return None;
        }
        let rest = self.balance;
        let after = Self {
            status: CouponStatus::Expired,
            balance: Fen::ZERO,
            expired: rest,
            ..self.touched(now)
        };
        Some((after, rest))
    }

    /// The coupon after an order put a lock on part of it (customer-cost-center §2.6).
    ///
    /// # Errors
    /// As for spending, without the act.
    pub fn lock(&self, amount: Fen, now: Timestamp) -> Result<Self, Refusal> {
        self.spendable(amount, now)?;
        let locked = self.locked.checked_add(amount).unwrap_or(self.locked);
        Ok(Self { locked, ..self.touched(now) })
    }

    /// The coupon after an order released its lock.
    #[must_use]
    pub fn unlock(&self, amount: Fen, now: Timestamp) -> Self {
        let locked = self.locked.checked_sub(amount).unwrap_or(Fen::ZERO).max(Fen::ZERO);
        Self { locked, ..self.touched(now) }
    }

    /// The coupon after it paid `amount` for an order.
    ///
    /// # Errors
    /// See [`Coupon::spendable`].
    pub fn spend(&self, amount: Fen, order_id: &str, now: Timestamp) -> Result<Self, Refusal> {
        self.spendable(amount, now)?;
        let overflow = Refusal::CouponInsufficient { needed: amount, free: self.free() };
        let balance = self.balance.checked_sub(amount).ok_or_else(|| overflow.clone())?;
        let used = self.used.checked_add(amount).ok_or(overflow)?;
        let status = if balance.is_zero() { CouponStatus::Used } else { CouponStatus::Available };
        Ok(Self {
            status,
            balance,
            used,
            use_count: self.use_count.saturating_add(1),
            last_order_id: order_id.to_owned(),
            last_used_at: Some(now),
            ..self.touched(now)
        })
    }

    /// The coupon after an order it paid for was cancelled within five days (customer-cost-center §2.7):
    /// the amount comes back, the end of validity stays.
    ///
    /// # Errors
    /// [`Refusal::RefundTooLarge`], or [`Refusal::CouponGone`] once it was reclaimed or has lapsed.
    pub fn refund(&self, amount: Fen, now: Timestamp) -> Result<Self, Refusal> {
        let used = self.used.checked_sub(self.refunded).unwrap_or(Fen::ZERO);
        match self.status_at(now) {
            status @ (CouponStatus::Reclaimed | CouponStatus::Expired) => {
                return Err(Refusal::CouponGone { status });
            }
            _ if amount > used || !amount.is_positive() => {
                return Err(Refusal::RefundTooLarge { used });
            }
            _ => {}
        }
        let too_large = Refusal::RefundTooLarge { used };
        Ok(Self {
            status: CouponStatus::Available,
            balance: self.balance.checked_add(amount).ok_or_else(|| too_large.clone())?,
            refunded: self.refunded.checked_add(amount).ok_or(too_large)?,
            ..self.touched(now)
        })
    }

    /// Whether `amount` could be spent now, limits aside.
    ///
    /// # Errors
    /// The first of: gone, used up, frozen, not in force, insufficient.
    pub fn spendable(&self, amount: Fen, now: Timestamp) -> Result<(), Refusal> {
        match self.status_at(now) {
            CouponStatus::Used => return Err(Refusal::CouponUsedUp),
            status @ (CouponStatus::Expired | CouponStatus::Reclaimed) => {
                return Err(Refusal::CouponGone { status });
            }
            _ if self.is_frozen => return Err(Refusal::CouponFrozen),
            _ => {}
        }
        if now < self.effective_at {
            return Err(Refusal::CouponNotInForce { from: self.effective_at, to: self.expires_at });
        }
        if !amount.is_positive() || amount > self.free() {
            return Err(Refusal::CouponInsufficient { needed: amount, free: self.free() });
        }
        Ok(())
    }

    fn touched(&self, now: Timestamp) -> Self {
        Self { updated_at: now, version: self.version.saturating_add(1), ..self.clone() }
    }
}
