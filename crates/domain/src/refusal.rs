//! Business refusals: facts with numbers, never sentences. Every one has a text in
//! `locales/*/refusals.json` that names the reason and the cure, and a CBC code in the open API.

use serde::{Deserialize, Serialize};

use crate::accounts::AssociationKind;
use crate::coupons::{CouponStatus, QuotaStatus};
use crate::money::Fen;
use crate::time::Timestamp;

/// Why something that was asked properly is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such quota of this partner.
    QuotaMissing,
    /// The quota's state does not allow issuing.
    QuotaState {
        /// Its state now.
        status: QuotaStatus,
    },
    /// The quota's state does not allow this act of operations.
    QuotaTransition {
        /// Its state now.
        status: QuotaStatus,
    },
    /// The quota is not in force yet or has expired.
    QuotaNotInForce {
        /// First instant.
        from: Timestamp,
        /// Last instant.
        to: Timestamp,
    },
    /// The quota's balance does not suffice.
    QuotaInsufficient {
        /// What this coupon needs.
        needed: Fen,
        /// What is left.
        balance: Fen,
    },
    /// The face value is below the quota's lowest.
    FaceBelowMin {
        /// Lowest allowed.
        min: Fen,
    },
    /// The face value is above the quota's highest.
    FaceAboveMax {
        /// Highest allowed.
        max: Fen,
    },
    /// The quota allows no more coupons.
    CountOverMax {
        /// Coupons allowed in all.
        max: i64,
    },
    /// The quota allows no more face value in all.
    TotalOverMax {
        /// Face value allowed in all.
        max: Fen,
    },
    /// Only for customers whose first association this is.
    FirstAssociatedOnly,
    /// Only for customers the quota names.
    NamedCustomersOnly,
    /// The customer's way of trading is not allowed here.
    WrongAssociation {
        /// The customer's association.
        kind: AssociationKind,
    },
    /// Not a customer of this partner.
    NotYourCustomer,
    /// The customer's account is disabled.
    CustomerDisabled,
    /// Service or product limits are wider than the quota's.
    LimitsWider {
        /// The values that are too wide.
        values: String,
    },
    /// Order kinds are outside the quota's.
    OrderKindsOutside {
        /// The values that are outside.
        values: String,
    },
    /// The validity lies outside the quota's.
    ValidityOutside {
        /// First instant allowed.
        from: Timestamp,
        /// Last instant allowed.
        to: Timestamp,
    },
    /// The partner itself uses its coupons and may not issue.
    PartnerUsesCoupons,
    /// Cash coupons are for partners of the subsidised type.
    NotSubsidised,
    /// The customer is not on the valid allow-list.
    NotOnAllowlist,
    /// There is no valid allow-list.
    NoAllowlist,
    /// No such cloud service.
    ServiceUnknown {
        /// The code.
        code: String,
    },
    /// No such coupon of this partner.
    CouponMissing,
    /// The coupon is expired or reclaimed already.
    CouponGone {
        /// Its state now.
        status: CouponStatus,
    },
    /// The coupon has no balance left.
    CouponUsedUp,
    /// Part of the coupon is locked by an order.
    CouponLocked {
        /// The locked amount.
        locked: Fen,
    },
    /// The coupon's balance does not suffice.
    CouponInsufficient {
        /// What is asked.
        needed: Fen,
        /// What is free.
        free: Fen,
    },
    /// The coupon is frozen.
    CouponFrozen,
    /// The coupon is not in force now.
    CouponNotInForce {
        /// First instant.
        from: Timestamp,
        /// Last instant.
        to: Timestamp,
    },
    /// The open API does not reclaim coupons of referral customers.
    ReferralCoupon,
    /// More is given back than was used.
    RefundTooLarge {
        /// What was used.
        used: Fen,
    },
    /// A quota cannot be lowered below what has been issued from it.
    AdjustBelowIssued {
        /// The most that can be taken away.
        balance: Fen,
    },
    /// The customer is associated with a partner already.
    AlreadyAssociated,
    /// The account name is in use.
    NameTaken,
    /// The account has a first user already.
    AlreadyHasUsers,
    /// The invitation has been used, withdrawn or has lapsed.
    InvitationGone,
    /// As many access keys as allowed exist.
    TooManyKeys {
        /// How many are allowed.
        max: i64,
    },
    /// An access key must be disabled before it is deleted.
    KeyStillActive,
    /// Somebody has to remain who can administrate the partner.
    LastAdministrator,
    /// As many roles of the partner's own as allowed exist.
    TooManyRoles {
        /// How many are allowed.
        max: i64,
    },
    /// A role that people have, or are invited with, stays.
    RoleInUse {
        /// How many people.
        people: i64,
    },
    /// The same idempotency key came with another request.
    KeyReused,
    /// The state moved since the page was shown.
    Stale,
}

impl Refusal {
    /// The stable key of the refusal.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::QuotaMissing => "quota_missing",
            Self::QuotaState { .. } => "quota_state",
            Self::QuotaTransition { .. } => "quota_transition",
            Self::QuotaNotInForce { .. } => "quota_not_in_force",
            Self::QuotaInsufficient { .. } => "quota_insufficient",
            Self::FaceBelowMin { .. } => "face_below_min",
            Self::FaceAboveMax { .. } => "face_above_max",
            Self::CountOverMax { .. } => "count_over_max",
            Self::TotalOverMax { .. } => "total_over_max",
            Self::FirstAssociatedOnly => "first_associated_only",
            Self::NamedCustomersOnly => "named_customers_only",
            Self::WrongAssociation { .. } => "wrong_association",
            Self::NotYourCustomer => "not_your_customer",
            Self::CustomerDisabled => "customer_disabled",
            Self::LimitsWider { .. } => "limits_wider",
            Self::OrderKindsOutside { .. } => "order_kinds_outside",
            Self::ValidityOutside { .. } => "validity_outside",
            Self::PartnerUsesCoupons => "partner_uses_coupons",
            Self::NotSubsidised => "not_subsidised",
            Self::NotOnAllowlist => "not_on_allowlist",
            Self::NoAllowlist => "no_allowlist",
            Self::ServiceUnknown { .. } => "service_unknown",
            Self::CouponMissing => "coupon_missing",
            Self::CouponGone { .. } => "coupon_gone",
            Self::CouponUsedUp => "coupon_used_up",
            Self::CouponLocked { .. } => "coupon_locked",
            Self::CouponInsufficient { .. } => "coupon_insufficient",
            Self::CouponFrozen => "coupon_frozen",
            Self::CouponNotInForce { .. } => "coupon_not_in_force",
            Self::ReferralCoupon => "referral_coupon",
            Self::RefundTooLarge { .. } => "refund_too_large",
            Self::AdjustBelowIssued { .. } => "adjust_below_issued",
            Self::AlreadyAssociated => "already_associated",
            Self::NameTaken => "name_taken",
            Self::AlreadyHasUsers => "already_has_users",
            Self::InvitationGone => "invitation_gone",
            Self::TooManyKeys { .. } => "too_many_keys",
            Self::KeyStillActive => "key_still_active",
            Self::LastAdministrator => "last_administrator",
            Self::TooManyRoles { .. } => "too_many_roles",
            Self::RoleInUse { .. } => "role_in_use",
            Self::KeyReused => "key_reused",
            Self::Stale => "stale",
        }
    }

    /// The placeholders of the text and their values. Values that are themselves keys (states, kinds)
    /// come as `@namespace.key` and are translated by whoever fills the text.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::QuotaState { status } | Self::QuotaTransition { status } => {
                vec![("status", format!("@quota_status.{}", status.as_str()))]
            }
            Self::QuotaNotInForce { from, to }
            | Self::ValidityOutside { from, to }
            | Self::CouponNotInForce { from, to } => {
                vec![("from", from.local_minute()), ("to", to.local_minute())]
            }
            Self::QuotaInsufficient { needed, balance } => {
                vec![("needed", needed.grouped()), ("balance", balance.grouped())]
            }
            Self::FaceBelowMin { min } => vec![("min", min.grouped())],
            Self::FaceAboveMax { max } | Self::TotalOverMax { max } => {
                vec![("max", max.grouped())]
            }
            Self::CountOverMax { max } | Self::TooManyKeys { max } | Self::TooManyRoles { max } => {
                vec![("max", max.to_string())]
            }
            Self::RoleInUse { people } => vec![("people", people.to_string())],
            Self::WrongAssociation { kind } => {
                vec![("kind", format!("@association.{}", kind.as_str()))]
            }
            Self::LimitsWider { values } | Self::OrderKindsOutside { values } => {
                vec![("values", values.clone())]
            }
            Self::ServiceUnknown { code } => vec![("code", code.clone())],
            Self::CouponGone { status } => {
                vec![("status", format!("@coupon_status.{}", status.as_str()))]
            }
            Self::CouponLocked { locked } => vec![("locked", locked.grouped())],
            Self::CouponInsufficient { needed, free } => {
                vec![("needed", needed.grouped()), ("free", free.grouped())]
            }
            Self::RefundTooLarge { used } => vec![("used", used.grouped())],
            Self::AdjustBelowIssued { balance } => vec![("balance", balance.grouped())],
            _ => Vec::new(),
        }
    }
}
