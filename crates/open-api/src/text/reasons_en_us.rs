//! English reasons and cures behind the official text of a code.

use hezong_domain::Refusal;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{CouponStatus, QuotaStatus};

use crate::error::Denied;
use crate::time::format_utc;

pub(super) fn refusal(refusal: &Refusal) -> String {
    of_quota(refusal).or_else(|| of_customer(refusal)).or_else(|| of_coupon(refusal)).unwrap_or_else(
        || "the operation is not possible in the present state. Read the current state and try again".to_owned(),
    )
}

fn of_quota(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::QuotaMissing => {
            "quota_id names no quota of yours. Take an id that list_quota_coupons returns"
                .to_owned()
        }
        Refusal::QuotaState { status } => format!(
            "the quota is {} and only a normal one (status 0) can be issued from. Use another quota or ask the vendor",
            quota_status(*status)
        ),
        Refusal::QuotaNotInForce { from, to } => format!(
            "the quota may be issued from between {} and {}. Use another quota",
            format_utc(from.ms()),
            format_utc(to.ms())
        ),
        Refusal::QuotaInsufficient { needed, balance } => format!(
            "{needed} yuan are needed and {balance} are left. Lower the face value, name fewer customers or use another quota"
        ),
        Refusal::FaceBelowMin { min } => {
            format!("the quota requires at least {min} yuan. Raise face_value")
        }
        Refusal::FaceAboveMax { max } => {
            format!("the quota allows at most {max} yuan. Lower face_value")
        }
        Refusal::CountOverMax { max } => {
            format!(
                "the quota allows {max} coupons in all and they have been issued. Use another quota"
            )
        }
        Refusal::TotalOverMax { max } => format!(
            "the quota allows a total face value of {max} yuan and this would exceed it. Lower face_value or name fewer customers"
        ),
        Refusal::LimitsWider { values } | Refusal::OrderKindsOutside { values } => {
            format!("the quota does not allow {values}. Leave them out or use another quota")
        }
        Refusal::ValidityOutside { from, to } => format!(
            "valid_time and expire_time must lie between {} and {}, valid_time before expire_time and expire_time in the future. Change them or leave them out",
            format_utc(from.ms()),
            format_utc(to.ms())
        ),
        Refusal::ServiceUnknown { code } => {
            format!("there is no service {code}. Correct cloud_service_types")
        }
        _ => return None,
    })
}

fn of_customer(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::FirstAssociatedOnly => {
            "this customer was associated with a partner before. Use another quota".to_owned()
        }
        Refusal::NamedCustomersOnly => {
            "this customer is not among those the quota names. Use another quota".to_owned()
        }
        Refusal::WrongAssociation { kind } => format!(
            "the customer's cooperation type is {}. The API issues to resale customers only, and to the types that the quota names. Leave the customer out or use another quota",
            association(*kind)
        ),
        Refusal::NotYourCustomer => {
            "customer_ids takes account ids that list_sub_customers returns. Correct this one"
                .to_owned()
        }
        Refusal::CustomerDisabled => {
            "the customer's account is disabled. It must be enabled first".to_owned()
        }
        Refusal::PartnerUsesCoupons => {
            "your account is the user of its coupons. Ask the vendor to change that".to_owned()
        }
        Refusal::NotSubsidised => {
            "cash coupons are for partners of the subsidised type. Use a quota of type 0".to_owned()
        }
        Refusal::NotOnAllowlist => {
            "the customer is not on your valid cash coupon allowlist. Update the allowlist first"
                .to_owned()
        }
        Refusal::NoAllowlist => {
            "you have no valid cash coupon allowlist. Upload one first".to_owned()
        }
        _ => return None,
    })
}

fn of_coupon(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::CouponMissing => {
            "coupon_id names no coupon of yours. Take an id that list_issued_partner_coupons returns".to_owned()
        }
        Refusal::CouponGone { status } => {
            format!("the coupon is {}; nothing is left to reclaim", coupon_status(*status))
        }
        Refusal::CouponUsedUp => "the coupon is used up; nothing is left to reclaim".to_owned(),
        Refusal::CouponLocked { locked } => format!(
            "an open order holds {locked} yuan of the coupon. Try again when it is paid or cancelled"
        ),
        Refusal::CouponInsufficient { needed, free } => {
            format!("{needed} yuan are needed and {free} are free")
        }
        Refusal::CouponFrozen => "the coupon is frozen. Ask the vendor".to_owned(),
        Refusal::CouponNotInForce { from, to } => format!(
            "the coupon may be used between {} and {}",
            format_utc(from.ms()),
            format_utc(to.ms())
        ),
        Refusal::ReferralCoupon => "reclaim it in the Partner Center".to_owned(),
        Refusal::KeyReused => {
            "the Idempotency-Key came with another request before. Use a new key for a new request".to_owned()
        }
        _ => return None,
    })
}

fn quota_status(status: QuotaStatus) -> &'static str {
    match status {
        QuotaStatus::Normal => "normal",
        QuotaStatus::Invalid => "invalid",
        QuotaStatus::Adjusting => "being adjusted",
        QuotaStatus::Frozen => "frozen",
        QuotaStatus::Reclaimed => "reclaimed",
    }
}

fn coupon_status(status: CouponStatus) -> &'static str {
    match status {
        CouponStatus::NotActivated => "not activated",
        CouponStatus::Available => "usable",
        CouponStatus::Used => "used up",
        CouponStatus::Expired => "expired",
        CouponStatus::Reclaimed => "reclaimed",
    }
}

fn association(kind: AssociationKind) -> &'static str {
    match kind {
        AssociationKind::Referral => "referral",
        AssociationKind::Resale => "resale",
    }
}

pub(super) fn denied(denied: &Denied) -> String {
    match denied {
        Denied::OtherDomain { own } => {
            format!("X-Domain-Id is not the account of this credential. Send {own} or leave it out")
        }
        Denied::PartnersOnly => {
            "the operation is for partners. Use a credential of a partner account".to_owned()
        }
        Denied::CustomersOnly => {
            "the operation is for customers. Use a credential of a customer account".to_owned()
        }
        Denied::PartnersOrCustomersOnly => {
            "the operation is for partners and customers. Use a credential of one".to_owned()
        }
        Denied::MissingItem(item) => format!(
            "permission item {item} is missing. Ask the administrator of your account for a role that has it"
        ),
    }
}

pub(super) const NO_SUCH_RESELLER: &str =
    "indirect_partner_id names no reseller of yours. Leave it out";
pub(super) const METHOD_NOT_ALLOWED: &str =
    "The path exists, but not for this method. Use one of the header Allow.";
pub(super) const OUR_FAULT: &str = "the request failed on our side and changed nothing. Try again later and name the request id if it persists";

pub(super) fn invalid_fields(fields: &str) -> String {
    format!("{fields} cannot be accepted. Correct the value")
}

pub(super) fn region(code: &str) -> Option<&'static str> {
    Some(match code {
        "cn-north-1" => "CN North-Beijing1",
        "cn-north-4" => "CN North-Beijing4",
        "cn-east-2" => "CN East-Shanghai2",
        "cn-east-3" => "CN East-Shanghai1",
        "cn-south-1" => "CN South-Guangzhou",
        "cn-southwest-2" => "CN Southwest-Guiyang1",
        _ => return None,
    })
}
