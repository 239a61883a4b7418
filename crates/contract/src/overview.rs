//! The first pages of operations, of a partner and of a customer: figures and what needs attention.

use hezong_domain::coupons::QuotaType;
use hezong_domain::{Fen, Timestamp};
use serde::{Deserialize, Serialize};

use crate::accounts::PartnerRow;
use crate::coupons::{CouponRow, IssuedStats, MovementRow, QuotaRow, WalletView};
use crate::customers::CustomerRow;
use crate::fh::GuideStep;

/// What operations see first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpsOverview {
    /// All partners.
    pub partners: i64,
    /// Those whose account is switched off.
    pub partners_disabled: i64,
    /// All customers.
    pub customers: i64,
    /// All quotas.
    pub quotas: i64,
    /// Quotas that may be issued from now.
    pub issuable_count: i64,
    /// Balance of those.
    pub issuable: Fen,
    /// Partners nobody can sign in for yet, among the first hundred.
    pub partners_without_people: Vec<PartnerRow>,
    /// Customers without a partner, among the newest hundred.
    pub customers_without_partner: Vec<CustomerRow>,
    /// Issuable quotas that end soon with a balance, soonest first.
    pub quotas_ending: Vec<QuotaRow>,
    /// Quotas being adjusted or frozen: their partners cannot issue from them.
    pub quotas_held: Vec<QuotaRow>,
    /// When it was read.
    pub as_of: Timestamp,
}

/// What a partner sees first. What the caller may not see is left empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerOverview {
    /// Figures of vouchers and, for partners of the subsidised type, of cash coupons.
    pub areas: Vec<(QuotaType, IssuedStats)>,
    /// Quotas that end soon with a balance, soonest first.
    pub quotas: Vec<QuotaRow>,
    /// Coupons that end within a week, soonest first, names masked.
    pub coupons: Vec<(QuotaType, CouponRow)>,
    /// The step of the incentives to do next.
    pub incentive: Option<GuideStep>,
    /// When it was read.
    pub as_of: Timestamp,
}

/// A change of one of a customer's coupons, with the coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouponMovement {
    /// The coupon's id.
    pub coupon_id: String,
    /// Its name; may be empty.
    pub coupon_name: String,
    /// Whether it is a cash coupon.
    pub is_cash: bool,
    /// The change.
    pub movement: MovementRow,
}

/// What a customer sees first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostOverview {
    /// Usable vouchers, soonest end first.
    pub vouchers: WalletView,
    /// Usable cash coupons, soonest end first.
    pub cash: WalletView,
    /// Usable coupons of both types that end within a week.
    pub ending_count: i64,
    /// Their free balances.
    pub ending: Fen,
    /// Latest changes, newest first.
    pub movements: Vec<CouponMovement>,
}
