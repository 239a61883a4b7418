//! The files of a person: the proof of employment, and one of each certificate.

use hezong_domain::benefits::Actor;
use hezong_domain::files::{FileType, Purpose};
use hezong_domain::members::{Link, LinkState};
use hezong_storage::benefits::CaseFile;

use super::super::engine::Loaded;
use super::super::papers::PaperRule;

/// While somebody reviews the person, what is reviewed stays as it was handed in.
const OPEN: &[LinkState] = &[
    LinkState::Linked,
    LinkState::SpecialistRejected,
    LinkState::Specialist,
    LinkState::CancelReview,
    LinkState::CancelApproved,
    LinkState::Disqualified,
];

/// What is taken. A proof can be told in words too, so that a file alone is asked of nobody: that there is
/// one of the two is a guard of applying.
pub(super) const RULES: &[PaperRule<Link>] = &[
    PaperRule {
        purpose: Purpose::EmploymentProof,
        by: Actor::Partner,
        states: OPEN,
        types: FileType::COMMON,
        is_required: false,
    },
    PaperRule {
        purpose: Purpose::CertificateProof,
        by: Actor::Partner,
        states: OPEN,
        types: FileType::COMMON,
        is_required: false,
    },
];

/// Each certificate has its own proof.
pub(super) fn items(case: &Loaded<Link>, purpose: Purpose) -> Vec<(String, String)> {
    if purpose != Purpose::CertificateProof {
        return vec![(String::new(), String::new())];
    }
    let certificates = case.data.person.certificates.iter();
    certificates
        .map(|one| (one.id.to_string(), format!("{} {}", one.code, one.valid_from)))
        .collect()
}

/// A file proves as well as words do. What was proven otherwise stays so.
pub(super) fn filed(case: &mut Loaded<Link>, live: &[CaseFile]) {
    let data = &mut case.data;
    let before = std::mem::take(&mut data.filed);
    data.filed = live.iter().map(|file| file.item.clone()).collect();
    let now = &data.filed;
    let proven = |id: &str, so_far: bool, is_told: bool| {
        now.contains(id) || is_told || (so_far && !before.contains(id))
    };
    let employment = &mut data.person.employment;
    employment.has_proof = proven("", employment.has_proof, !data.proof.is_empty());
    for certificate in &mut data.person.certificates {
        let id = certificate.id.as_str();
        certificate.has_proof = proven(id, certificate.has_proof, data.proofs.contains_key(id));
    }
}
