//! What was typed into forms that were refused, kept a while for browsers without scripts.
//!
//! The address such a browser is sent back to names a draft and holds nothing that was typed: addresses
//! are written into logs and histories, and are too short for a long reason. What is kept is sealed with a
//! key made of that name and of the session, neither of which lies in the database.

use hezong_domain::time::MINUTE_MS;
use hezong_storage::drafts::FormDraft;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::context::Services;
use crate::entropy::Make;
use crate::identity;
use crate::vault::Vault;

/// How long a draft is kept.
const KEPT_MS: i64 = 15 * MINUTE_MS;
/// Most drafts at a time: somebody who sends refused forms without end must not fill the database.
const KEPT_MAX: i64 = 10_000;
/// As many of these may be nobody's: forms of people who have not signed in.
const KEPT_OF_NOBODY_MAX: i64 = 500;
/// Most bytes of the fields of a draft: some twenty thousand Chinese characters.
const BYTES_MAX: usize = 64 * 1024;
/// The same of a draft of nobody's.
const BYTES_OF_NOBODY_MAX: usize = 4 * 1024;

/// Keeps the fields of a refused form for the session of whoever sent it, `session` empty for nobody's;
/// what does not fit is left out. Answers the draft's name, `None` when there is nothing to keep or no
/// room for it.
///
/// # Errors
/// [`crate::Error::Storage`].
pub async fn keep(
    services: &Services,
    session: &str,
    fields: Vec<(String, String)>,
) -> Result<Option<String>> {
    let (most, room) = if identity::is_live(services, session).await? {
        (KEPT_MAX, BYTES_MAX)
    } else {
        (KEPT_OF_NOBODY_MAX, BYTES_OF_NOBODY_MAX)
    };
    let fields = fitting(fields, room);
    if fields.is_empty() {
        return Ok(None);
    }
    let entropy = services.entropy();
    let name = entropy.secret();
    let sealed = vault(&name, session).seal(entropy, &serde_json::to_vec(&fields)?)?;
    let expires_at = services.wall_now().plus_ms(KEPT_MS);
    let draft = FormDraft { id: id(&name, session), sealed, expires_at };
    let is_kept = match write(services, &draft, most).await {
        // Another form was refused in the same moment.
        Err(error) if error.is_conflict() => write(services, &draft, most).await?,
        answer => answer?,
    };
    Ok(is_kept.then_some(name))
}

async fn write(services: &Services, draft: &FormDraft, most: i64) -> Result<bool> {
    let mut tx = services.storage().write().await?;
    let is_kept = tx.drafts().keep_draft(draft, most).await?;
    tx.commit().await?;
    Ok(is_kept)
}

/// The fields of a draft; `None` when it is too old, never was or is another session's.
///
/// # Errors
/// [`crate::Error::Storage`].
pub async fn find(
    services: &Services,
    session: &str,
    name: &str,
) -> Result<Option<Vec<(String, String)>>> {
    let mut tx = services.storage().read().await?;
    let sealed = tx.drafts().find_draft(&id(name, session), services.wall_now()).await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let opened = vault(name, session).open(&sealed)?;
    Ok(Some(serde_json::from_slice(&opened)?))
}

/// The fields that fit, in their order.
fn fitting(fields: Vec<(String, String)>, mut room: usize) -> Vec<(String, String)> {
    let takes = |(name, value): &(String, String)| {
        let left = room.checked_sub(name.len() + value.len());
        room = left.unwrap_or(room);
        left.is_some()
    };
    fields.into_iter().filter(takes).collect()
}

fn id(name: &str, session: &str) -> String {
    hex::encode(hash("id", name, session))
}

fn vault(name: &str, session: &str) -> Vault {
    Vault::new(&hash("key", name, session))
}

fn hash(purpose: &str, name: &str, session: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(purpose)
        .chain_update([0])
        .chain_update(name)
        .chain_update([0])
        .chain_update(session)
        .finalize()
        .into()
}
