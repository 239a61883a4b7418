//! The files a month's claim is proven with: its own, and those of its people.

use hezong_domain::CaseId;
use hezong_domain::access::Scope;
use hezong_domain::benefits::{Actor, Workflow};
use hezong_domain::files::{FileType, Purpose};
use hezong_domain::incentives::{Claim, ClaimState};
use hezong_domain::members::Link;
use hezong_storage::UnitOfWork;

use super::super::engine::Loaded;
use super::super::papers::PaperRule;
use crate::Result;

/// What is taken, until the month is handed in. The proof can be told in words instead.
pub(super) const RULES: &[PaperRule<Claim>] = &[PaperRule {
    purpose: Purpose::ClaimProof,
    by: Actor::Partner,
    states: &[ClaimState::Claimable, ClaimState::Generated, ClaimState::PrelimFailed],
    types: FileType::COMMON,
    is_required: false,
}];

/// The cases of the people in a claim: their proofs stand beside it.
pub(super) async fn of_people(
    tx: &mut dyn UnitOfWork,
    case: &Loaded<Claim>,
) -> Result<Vec<CaseId>> {
    let mut people = Vec::new();
    for line in &case.data.lines {
        let (partner, member) = (&case.row.partner_id, line.member_id.as_str());
        let found =
            tx.benefits().find_subject(&Scope::Platform, Link::NAME, partner, member).await?;
        people.extend(found.map(|row| row.id));
    }
    Ok(people)
}
