//! The files that go with business information.

use hezong_domain::benefits::Actor;
use hezong_domain::certification::{Certification, CertificationState};
use hezong_domain::files::{FileType, Purpose};

use super::super::papers::PaperRule;

/// What is taken. Nobody has to hand anything in: the amount proves the account.
pub(super) const RULES: &[PaperRule<Certification>] =
    &[rule(Purpose::BusinessLicence), rule(Purpose::BankAccount)];

/// Taken while the data can be changed.
const fn rule(purpose: Purpose) -> PaperRule<Certification> {
    use CertificationState as S;
    PaperRule {
        purpose,
        by: Actor::Partner,
        states: &[S::None, S::Failed, S::Certified, S::ChangeFailed],
        types: FileType::COMMON,
        is_required: false,
    }
}
