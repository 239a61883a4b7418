//! What the holder of coupons sees.

use hezong_domain::coupons::{Check, CouponStatus, CouponType, Limits};
use hezong_domain::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

use super::MovementRow;

/// A coupon as its holder sees it: no memo, nothing of the quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletCoupon {
    /// Id.
    pub id: String,
    /// Name; may be empty.
    pub name: String,
    /// Voucher or cash coupon.
    pub coupon_type: CouponType,
    /// State now.
    pub status: CouponStatus,
    /// Face value.
    pub face: Fen,
    /// Left.
    pub balance: Fen,
    /// Held by open orders.
    pub locked: Fen,
    /// Used, net of what was given back.
    pub used: Fen,
    /// First instant.
    pub effective_at: Timestamp,
    /// Last instant.
    pub expires_at: Timestamp,
    /// What restricts it.
    pub limits: Limits,
    /// Who issued it.
    pub issuer: String,
    /// Why it cannot be used at all right now; `None` when it can.
    pub blocked: Option<Check>,
}

/// The wallet page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletView {
    /// Coupons of the tab.
    pub rows: Vec<WalletCoupon>,
    /// How many the tab holds.
    pub total: i64,
    /// Count of each tab: usable, waiting, used, expired.
    pub counts: [i64; 4],
    /// Free balances usable now.
    pub usable: Fen,
    /// The other type's free balances (cash coupons beside vouchers and the other way round).
    pub other_usable: Fen,
    /// Whether the customer ever got a cash coupon; the page appears only then.
    pub has_cash_coupons: bool,
    /// Months ahead: first instant and what ends in it.
    pub ending: Vec<(Timestamp, Fen)>,
    /// When it was read.
    pub as_of: Timestamp,
}

/// One coupon of the wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletDetail {
    /// The coupon.
    pub coupon: WalletCoupon,
    /// Every change, newest first.
    pub movements: Vec<MovementRow>,
    /// Given back to it.
    pub refunded: Fen,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it was read.
    pub as_of: Timestamp,
}
