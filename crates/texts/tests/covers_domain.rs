//! Every fact of the domain has words in every language.

use hezong_contract::ErrorKind;
use hezong_domain::access::{Permission, Role};
use hezong_domain::accounts::{AccountKind, Activity, AssociationKind, CouponMode, PartnerType};
use hezong_domain::calendar::RowProblem;
use hezong_domain::coupons::{
    BillingMode, CLOUD_SERVICES, Channel, CheckKey, CouponStatus, CouponType, InvoiceSubject,
    OperationType, OrderKind, QuotaStatus, QuotaType, REGIONS,
};
use hezong_domain::files::FileProblem;
use hezong_domain::{Fen, ProblemKind, Problems, Refusal, Timestamp};
use hezong_texts::{Lang, fill, find};

fn has(namespace: &str, keys: impl IntoIterator<Item = &'static str>) {
    for key in keys {
        assert!(find(namespace, key).is_some(), "locales/*/{namespace}.json has no {key}");
    }
}

macro_rules! labels {
    ($($namespace:literal: $name:ident,)*) => {
        #[test]
        fn every_enum_value_has_a_label() {
            $(has($namespace, $name::ALL.iter().map(|v| v.as_str()));)*
            has("coupon_status", ["available_hint", "used_hint", "expired_hint", "reclaimed_hint"]);
            has("quota_status", ["normal_hint", "invalid_hint", "frozen_hint", "adjusting_hint"]);
        }
    };
}

labels! {
    "account_kind": AccountKind,
    "activity": Activity,
    "association": AssociationKind,
    "billing_mode": BillingMode,
    "channel": Channel,
    "check_key": CheckKey,
    "coupon_mode": CouponMode,
    "coupon_status": CouponStatus,
    "coupon_type": CouponType,
    "invoice_subject": InvoiceSubject,
    "operation_type": OperationType,
    "order_kind": OrderKind,
    "partner_type": PartnerType,
    "permissions": Permission,
    "quota_status": QuotaStatus,
    "quota_type": QuotaType,
    "roles": Role,
}

#[test]
fn every_service_and_region_has_a_name() {
    has("cloud_services", CLOUD_SERVICES.iter().map(|(_, key)| *key));
    has("regions", REGIONS.iter().copied());
    has("movement", ["issue", "spend", "refund", "lock", "unlock", "reclaim", "expire"]);
    has("discount", ["none", "promotion", "partner", "contract", "coupon"]);
}

/// Every refusal once.
fn refusals() -> Vec<Refusal> {
    let (money, at) = (Fen::yuan(1_234), Timestamp::from_ms(1_795_339_945_000));
    let values = "a, b".to_owned();
    vec![
        Refusal::QuotaMissing,
        Refusal::QuotaState { status: QuotaStatus::Frozen },
        Refusal::QuotaTransition { status: QuotaStatus::Frozen },
        Refusal::QuotaNotInForce { from: at, to: at },
        Refusal::QuotaInsufficient { needed: money, balance: money },
        Refusal::FaceBelowMin { min: money },
        Refusal::FaceAboveMax { max: money },
        Refusal::CountOverMax { max: 3 },
        Refusal::TotalOverMax { max: money },
        Refusal::FirstAssociatedOnly,
        Refusal::NamedCustomersOnly,
        Refusal::WrongAssociation { kind: AssociationKind::Referral },
        Refusal::NotYourCustomer,
        Refusal::CustomerDisabled,
        Refusal::LimitsWider { values: values.clone() },
        Refusal::OrderKindsOutside { values },
        Refusal::ValidityOutside { from: at, to: at },
        Refusal::PartnerUsesCoupons,
        Refusal::NotSubsidised,
        Refusal::NotOnAllowlist,
        Refusal::NoAllowlist,
        Refusal::ServiceUnknown { code: "x".to_owned() },
        Refusal::CouponMissing,
        Refusal::CouponGone { status: CouponStatus::Expired },
        Refusal::CouponUsedUp,
        Refusal::CouponLocked { locked: money },
        Refusal::CouponInsufficient { needed: money, free: money },
        Refusal::CouponFrozen,
        Refusal::CouponNotInForce { from: at, to: at },
        Refusal::ReferralCoupon,
        Refusal::RefundTooLarge { used: money },
        Refusal::AdjustBelowIssued { balance: money },
        Refusal::AlreadyAssociated,
        Refusal::NameTaken,
        Refusal::AlreadyHasUsers,
        Refusal::InvitationGone,
        Refusal::TooManyKeys { max: 2 },
        Refusal::KeyStillActive,
        Refusal::LastAdministrator,
        Refusal::TooManyRoles { max: 10 },
        Refusal::RoleInUse { people: 2 },
        Refusal::KeyReused,
        Refusal::Stale,
    ]
}

#[test]
fn every_refusal_reads_without_a_gap() {
    for refusal in refusals() {
        let text = find("refusals", refusal.key());
        let text = text.unwrap_or_else(|| panic!("no text for {}", refusal.key()));
        for lang in Lang::ALL {
            let words = fill(text, *lang, &refusal.args());
            assert!(!words.contains(['{', '@']), "{lang:?} {}: {words}", refusal.key());
        }
    }
}

fn problems() -> Vec<ProblemKind> {
    use ProblemKind as P;
    let text = || "x".to_owned();
    vec![
        P::Required,
        P::TooLong { max: 3 },
        P::TooShort { min: 3 },
        P::ControlCharacters,
        P::BadAccountName,
        P::BadEmail,
        P::BadMobile,
        P::WeakPassword,
        P::Mismatch,
        P::AmountNotANumber,
        P::AmountTooManyDecimals,
        P::AmountTooLarge,
        P::AmountNotPositive,
        P::AmountZero,
        P::AmountBelow { min_fen: 100 },
        P::AmountAbove { max_fen: 100 },
        P::BadDay,
        P::EndBeforeBegin,
        P::InThePast,
        P::OutsideQuota { from: text(), to: text() },
        P::WiderThanQuota { values: text() },
        P::NotAChoice,
        P::NothingChosen,
        P::AdminAlone,
        P::BeyondOwn,
        P::NoCustomers,
        P::TooMany { max: 3 },
        P::BadNumber { min: 1, max: 3 },
        P::Unknown,
        P::Taken,
        P::WrongCode,
        P::WrongPassword,
        P::Outdated,
        P::Fixed,
        P::UnderReview,
        P::TooOften { max: 10, until: hezong_domain::Timestamp::from_ms(0) },
        P::DayOutside { from: text(), to: text() },
        P::FirstOfMonth { earliest: text() },
    ]
    .into_iter()
    .chain(FileProblem::ALL.iter().map(|what| P::File { what: *what }))
    .chain(RowProblem::ALL.iter().map(|what| P::CalendarRow {
        row: 3,
        column: text(),
        value: text(),
        what: *what,
    }))
    .collect()
}

#[test]
fn every_problem_reads_without_a_gap() {
    for problem in problems() {
        let text = find("problems", problem.key());
        let text = text.unwrap_or_else(|| panic!("no text for {}", problem.key()));
        for lang in Lang::ALL {
            let words = fill(text, *lang, &problem.args());
            assert!(!words.contains('{'), "{lang:?} {}: {words}", problem.key());
        }
    }
}

/// The key under which an error's text stands: its name on the wire.
#[test]
fn every_error_has_a_text() {
    let kinds = [
        ErrorKind::Unauthenticated,
        ErrorKind::WrongSignIn,
        ErrorKind::SignInLocked { until: Timestamp::default() },
        ErrorKind::SecondFactorNeeded,
        ErrorKind::Forbidden {
            permission: Permission::CouponIssue,
            roles: Vec::new(),
            custom_roles: Vec::new(),
        },
        ErrorKind::NotFound,
        ErrorKind::Invalid(Problems::new()),
        ErrorKind::Refused(Refusal::Stale),
        ErrorKind::CodeNeeded,
        ErrorKind::Throttled,
        ErrorKind::Busy,
        ErrorKind::Transport,
        ErrorKind::Internal,
    ];
    for kind in kinds {
        let value = serde_json::to_value(&kind).unwrap_or_default();
        let name = value.as_object().and_then(|kind| kind.keys().next()).map(String::as_str);
        let code = value.as_str().or(name).unwrap_or_default().to_owned();
        assert!(find("errors", &code).is_some(), "no text for {code}");
    }
}
