//! 商业信息认证: company, tax, bank and currency data that every payment needs (incentives-invoices §5).

mod amount;
mod info;
mod workflow;

pub use amount::{Answer, TRIES_MAX, Verification};
pub use info::{
    BusinessInfo, CreditCode, CreditCodeError, InfoCheck, TaxpayerType, evaluate_info, needs_review,
};
pub use workflow::{
    Certification, CertificationEvent, CertificationFacts, CertificationGuard, CertificationState,
    certification_check,
};
