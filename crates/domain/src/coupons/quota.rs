//! A quota: value the vendor granted to a partner, to be turned into coupons.

use serde::{Deserialize, Serialize};

use super::coupon::CouponType;
use super::limits::{Limits, Terms};
use crate::accounts::text_enum;
use crate::id::{PartnerId, QuotaId};
use crate::money::Fen;
use crate::refusal::Refusal;
use crate::time::Timestamp;

text_enum! {
    /// What coupons a quota makes.
    QuotaType {
        /// 代金券.
        Voucher = "voucher",
        /// 现金券.
        CashCoupon = "cash_coupon",
    }
}

impl QuotaType {
    /// The code the open API uses: 0 voucher, 1 cash coupon.
    pub const fn code(self) -> i64 {
        match self {
            Self::Voucher => 0,
            Self::CashCoupon => 1,
        }
    }

    /// The value of a code.
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Voucher),
            1 => Some(Self::CashCoupon),
            _ => None,
        }
    }

    /// The type of the coupons it makes.
    pub const fn coupon_type(self) -> CouponType {
        match self {
            Self::Voucher => CouponType::Voucher,
            Self::CashCoupon => CouponType::CashCoupon,
        }
    }
}

text_enum! {
    /// The state of a quota (partner-sales §2.2).
    QuotaStatus {
        /// May be issued from.
        Normal = "normal",
        /// Expired, or set invalid by hand. Final.
        Invalid = "invalid",
        /// Being adjusted by the vendor: visible, cannot be issued from.
        Adjusting = "adjusting",
        /// Frozen by the vendor.
        Frozen = "frozen",
        /// A reseller's quota taken back by its distributor. Final.
        Reclaimed = "reclaimed",
    }
}

impl QuotaStatus {
    /// The code the open API uses and the database holds.
    pub const fn code(self) -> i64 {
        match self {
            Self::Normal => 0,
            Self::Invalid => 3,
            Self::Adjusting => 4,
            Self::Frozen => 5,
            Self::Reclaimed => 6,
        }
    }

    /// The value of a code.
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Normal),
            3 => Some(Self::Invalid),
            4 => Some(Self::Adjusting),
            5 => Some(Self::Frozen),
            6 => Some(Self::Reclaimed),
            _ => None,
        }
    }
}

text_enum! {
    /// What operations do to a quota's state.
    QuotaEvent {
        /// Freeze.
        Freeze = "freeze",
        /// Unfreeze.
        Unfreeze = "unfreeze",
        /// Begin adjusting.
        BeginAdjust = "begin_adjust",
        /// End adjusting.
        EndAdjust = "end_adjust",
        /// Set invalid for good.
        Invalidate = "invalidate",
    }
}

impl QuotaEvent {
    /// Whether it takes something from the partner, so that whoever does it must say why.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Freeze | Self::Invalidate)
    }
}

impl QuotaStatus {
    /// The state after an event.
    ///
    /// # Errors
    /// [`Refusal::QuotaTransition`] when the state does not take the event.
    pub const fn after(self, event: QuotaEvent) -> Result<Self, Refusal> {
        match (self, event) {
            (Self::Normal, QuotaEvent::Freeze) => Ok(Self::Frozen),
            (Self::Frozen, QuotaEvent::Unfreeze) | (Self::Adjusting, QuotaEvent::EndAdjust) => {
                Ok(Self::Normal)
            }
            (Self::Normal, QuotaEvent::BeginAdjust) => Ok(Self::Adjusting),
            (Self::Normal | Self::Frozen | Self::Adjusting, QuotaEvent::Invalidate) => {
                Ok(Self::Invalid)
            }
            _ => Err(Refusal::QuotaTransition { status: self }),
        }
    }
}

/// A quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Id: digits, date first.
    pub id: QuotaId,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// What coupons it makes.
    pub quota_type: QuotaType,
    /// What operations call it, e.g. the campaign; may be empty.
    pub name: String,
    /// Granted in all.
    pub value: Fen,
    /// Left to issue.
    pub balance: Fen,
    /// The stored state; see [`Quota::status_at`].
    pub status: QuotaStatus,
    /// First instant of validity.
    pub effective_at: Timestamp,
    /// Last instant of validity.
    pub expires_at: Timestamp,
    /// What restricts the coupons made from it.
    pub limits: Limits,
    /// What restricts issuing.
    pub terms: Terms,
    /// Coupons issued from it so far.
    pub issued_count: i64,
    /// Face value issued from it so far.
    pub issued_total: Fen,
    /// When it was granted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Raised by one with every change.
    pub version: i64,
}

impl Quota {
    /// The state people see: past its end a quota is invalid whatever is stored.
    pub fn status_at(&self, now: Timestamp) -> QuotaStatus {
        match self.status {
            QuotaStatus::Reclaimed => QuotaStatus::Reclaimed,
            _ if now >= self.expires_at => QuotaStatus::Invalid,
            stored => stored,
        }
    }

    /// Whether coupons may be issued from it now, value aside.
    ///
    /// # Errors
    /// [`Refusal::QuotaState`] (CBC.99000012) or [`Refusal::QuotaNotInForce`] (CBC.99000017).
    pub fn may_issue(&self, now: Timestamp) -> Result<(), Refusal> {
        let in_force = self.effective_at <= now && now < self.expires_at;
        match self.status {
            QuotaStatus::Normal if in_force => Ok(()),
            QuotaStatus::Normal => {
                Err(Refusal::QuotaNotInForce { from: self.effective_at, to: self.expires_at })
            }
            status => Err(Refusal::QuotaState { status }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_states_take_no_event() {
        let events = [
            QuotaEvent::Freeze,
            QuotaEvent::Unfreeze,
            QuotaEvent::BeginAdjust,
            QuotaEvent::EndAdjust,
            QuotaEvent::Invalidate,
        ];
        for event in events {
            assert!(QuotaStatus::Invalid.after(event).is_err());
            assert!(QuotaStatus::Reclaimed.after(event).is_err());
        }
        assert_eq!(QuotaStatus::Normal.after(QuotaEvent::Freeze), Ok(QuotaStatus::Frozen));
        assert!(QuotaStatus::Frozen.after(QuotaEvent::Freeze).is_err());
    }

    #[test]
    fn codes_round_trip() {
        for status in QuotaStatus::ALL {
            assert_eq!(QuotaStatus::from_code(status.code()), Some(*status));
        }
    }
}
