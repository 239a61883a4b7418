//! Dedicated-staff incentives, 专职人员激励(FH): policies, qualification, monthly claims, the quarter's
//! payment (incentives-invoices §1). People are in `members`, invoices in `invoicing`, what payments need
//! in `certification`, the engine in `benefits`.

mod carry;
mod claim;
mod eligibility;
mod payment;
mod plan;
mod policy;
mod qualification;
mod quarter;
mod sample;
mod specialist;
#[cfg(test)]
mod story;

pub use carry::{Carried, EarlierQuarter, carry};
pub use claim::{Claim, ClaimEvent, ClaimFacts, ClaimGuard, ClaimState, claim_check, open_claim};
pub use eligibility::{EligibilityCheck, PartnerFacts, Stage, evaluate_partner};
pub use payment::{
    Payment, PaymentEvent, PaymentFacts, PaymentGuard, PaymentLine, PaymentState, payment_check,
    total,
};
pub use plan::{ClaimPlan, PlannedPerson, plan_claim};
pub use policy::{
    CertificateRule, Need, Origin, Policies, Policy, PolicyError, PolicyStanding, RATES_MAX,
    REMINDER_MAX, Rate, Scheme, Terms,
};
pub use qualification::{
    Qualification, QualificationEvent, QualificationGuard, QualificationState,
};
pub use quarter::{MonthStanding, QuarterFacts, QuarterRule, evaluate_quarter};
pub use sample::sample_policy;
pub use specialist::{PastClaim, PersonCheck, Record, evaluate_specialist};
