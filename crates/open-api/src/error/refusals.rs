//! Which code of the API a refusal of the business is. The only place that says so.
//!
//! Documented codes are used where one fits. Where the documents are silent: a customer that cannot
//! be given anything for a reason of its own is 99000000, a partner outside the subsidised
//! programme is 99000014, a coupon used up is as gone as an expired one (99000048), a state that
//! passes by itself is 99000087 "try again", and an idempotency key with another request is
//! 99007009.

use hezong_domain::Refusal;

use super::{ApiError, Code, ErrorDetail};
use crate::text::{self, Language};

impl Code {
    /// The code of a refusal.
    pub fn of_refusal(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::QuotaMissing | Refusal::QuotaState { .. } => Self::QuotaNotFound,
            Refusal::QuotaNotInForce { .. } => Self::QuotaNotEffective,
            Refusal::QuotaInsufficient { .. } => Self::QuotaInsufficient,
            Refusal::FaceBelowMin { .. } => Self::FaceValueBelowMinimum,
            Refusal::FaceAboveMax { .. } => Self::FaceValueAboveMaximum,
            Refusal::CountOverMax { .. } => Self::CouponCountOverLimit,
            Refusal::TotalOverMax { .. } => Self::FaceValueTotalOverLimit,
            Refusal::FirstAssociatedOnly => Self::FirstAssociatedOnly,
            Refusal::NamedCustomersOnly => Self::QuotaForDesignatedCustomers,
            Refusal::WrongAssociation { .. } | Refusal::NotSubsidised => Self::WrongCooperationType,
            Refusal::NotYourCustomer => Self::NotACustomerOfPartner,
            Refusal::CustomerDisabled | Refusal::NotOnAllowlist | Refusal::NoAllowlist => {
                Self::NoPermissionOnCustomer
            }
            Refusal::LimitsWider { .. } => Self::LimitsExceedQuota,
            Refusal::OrderKindsOutside { .. } => Self::OrderTypeOutsideQuota,
            Refusal::ValidityOutside { .. } | Refusal::CouponMissing => Self::ParameterError,
            Refusal::PartnerUsesCoupons => Self::PartnerUsesCouponsItself,
            Refusal::ServiceUnknown { .. } => Self::ServiceTypeNotFound,
            Refusal::CouponGone { .. } | Refusal::CouponUsedUp => Self::CouponExpiredOrReclaimed,
            Refusal::ReferralCoupon => Self::ReferralCouponNotReclaimable,
            Refusal::KeyReused => Self::TransactionIdTaken,
            Refusal::CouponLocked { .. }
            | Refusal::CouponInsufficient { .. }
            | Refusal::CouponFrozen
            | Refusal::CouponNotInForce { .. }
            | Refusal::QuotaTransition { .. }
            | Refusal::RefundTooLarge { .. }
            | Refusal::AdjustBelowIssued { .. }
            | Refusal::AlreadyAssociated
            | Refusal::NameTaken
            | Refusal::AlreadyHasUsers
            | Refusal::InvitationGone
            | Refusal::TooManyKeys { .. }
            | Refusal::KeyStillActive
            | Refusal::LastAdministrator
            | Refusal::TooManyRoles { .. }
            | Refusal::RoleInUse { .. }
            | Refusal::Stale => Self::OperationFailed,
        }
    }

    /// Whether the code, met for every customer of a call, fails the call as a whole (the codes of
    /// `create_partner_coupons` documented with HTTP 400 that concern single customers).
    pub(crate) fn fails_the_whole_call(self) -> bool {
        matches!(self, Self::FirstAssociatedOnly | Self::QuotaForDesignatedCustomers)
    }
}

impl ApiError {
    /// A refusal: official text, then the numbers and the cure.
    pub fn refused(refusal: &Refusal, language: Language) -> Self {
        let code = Code::of_refusal(refusal);
        Self::with_message(code, &text::refusal(language, code, refusal))
    }
}

impl ErrorDetail {
    /// A refusal of one item of a batch.
    pub fn refused(refusal: &Refusal, language: Language, id: impl Into<String>) -> Self {
        let error = ApiError::refused(refusal, language);
        Self { error_code: error.code, error_msg: error.message, id: id.into() }
    }
}

#[cfg(test)]
mod tests {
    use hezong_domain::accounts::AssociationKind;
    use hezong_domain::coupons::{CouponStatus, QuotaStatus};
    use hezong_domain::{Fen, Timestamp};

    use super::*;

    /// Every refusal an operation of ours can meet, and one that none can.
    fn refusals() -> Vec<Refusal> {
        let (from, to) = (Timestamp::from_ms(0), Timestamp::from_ms(86_400_000));
        let fen = Fen::new(10_010);
        vec![
            Refusal::QuotaMissing,
            Refusal::QuotaState { status: QuotaStatus::Frozen },
            Refusal::QuotaNotInForce { from, to },
            Refusal::QuotaInsufficient { needed: fen, balance: Fen::new(5) },
            Refusal::FaceBelowMin { min: fen },
            Refusal::FaceAboveMax { max: fen },
            Refusal::CountOverMax { max: 5 },
            Refusal::TotalOverMax { max: fen },
            Refusal::FirstAssociatedOnly,
            Refusal::NamedCustomersOnly,
            Refusal::WrongAssociation { kind: AssociationKind::Referral },
            Refusal::NotYourCustomer,
            Refusal::CustomerDisabled,
            Refusal::LimitsWider { values: "p1, p2".to_owned() },
            Refusal::OrderKindsOutside { values: "renew".to_owned() },
            Refusal::ValidityOutside { from, to },
            Refusal::PartnerUsesCoupons,
            Refusal::NotSubsidised,
            Refusal::NotOnAllowlist,
            Refusal::NoAllowlist,
            Refusal::ServiceUnknown { code: "x".to_owned() },
            Refusal::CouponMissing,
            Refusal::CouponGone { status: CouponStatus::Reclaimed },
            Refusal::CouponUsedUp,
            Refusal::CouponLocked { locked: fen },
            Refusal::CouponInsufficient { needed: fen, free: Fen::new(5) },
            Refusal::CouponFrozen,
            Refusal::CouponNotInForce { from, to },
            Refusal::ReferralCoupon,
            Refusal::KeyReused,
            Refusal::Stale,
        ]
    }

    #[test]
    fn every_refusal_has_its_code_and_reads_well_in_each_language() {
        let line = |refusal: &Refusal, language: Language| {
            let error = ApiError::refused(refusal, language);
            format!("{} {} {}", error.code, error.status.as_u16(), error.message)
        };
        let lines: Vec<String> = refusals()
            .iter()
            .flat_map(|refusal| Language::ALL.iter().map(move |language| line(refusal, *language)))
            .collect();
        insta::assert_snapshot!(
            "refusals",
            lines.join(
                "
"
            )
        );
    }
}
