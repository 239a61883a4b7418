//! The files of an assessment: what the partner hands over, and what the assessors write down.

use hezong_domain::benefits::Actor;
use hezong_domain::files::{FileType, Purpose};
use hezong_domain::members::{Assessment, AssessmentState};

use super::super::papers::PaperRule;

/// What is taken, and from whom. An accepted expert's files stay as they were assessed.
pub(super) const RULES: &[PaperRule<Assessment>] = {
    use AssessmentState as S;
    &[
        PaperRule {
            purpose: Purpose::AssessmentMaterial,
            by: Actor::Partner,
            states: &[
                S::None,
                S::CapabilityCheck,
                S::MaturityAssessment,
                S::Defence,
                S::DefenceScheduled,
            ],
            types: FileType::COMMON,
            is_required: false,
        },
        PaperRule {
            purpose: Purpose::AssessmentRecord,
            by: Actor::EcosystemManager,
            states: &[S::CapabilityCheck, S::MaturityAssessment, S::Defence, S::DefenceScheduled],
            types: FileType::COMMON,
            is_required: false,
        },
    ]
};
