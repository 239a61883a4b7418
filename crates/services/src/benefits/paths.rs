//! The paths a partner is on, for those who write over them and those who rest on them.

use hezong_domain::PartnerId;
use hezong_domain::incentives::PartnerFacts;
use hezong_domain::members::Path;
use hezong_storage::UnitOfWork;

use super::policy::token;
use super::qualifications::mark;
use crate::Result;

/// What a form of a partner's paths was drawn from: changes whenever the paths do.
pub(crate) async fn version(tx: &mut dyn UnitOfWork, partner: &PartnerId) -> Result<String> {
    let stored = tx.operation().mark(&mark(partner)).await?.unwrap_or_default();
    Ok(token(&[stored.as_str()]))
}

/// The path of a person that its partner left: `None` where operations entered no paths.
pub(crate) async fn lost(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    path: Path,
) -> Result<Option<Path>> {
    let Some(body) = tx.operation().mark(&mark(partner)).await? else { return Ok(None) };
    let facts: PartnerFacts = serde_json::from_str(&body)?;
    Ok((!facts.paths.iter().any(|(joined, _)| *joined == path)).then_some(path))
}
