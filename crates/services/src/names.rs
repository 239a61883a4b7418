//! Names beside ids, masked unless revealed.

use std::collections::BTreeMap;

use hezong_domain::{AccountId, mask};
use hezong_storage::UnitOfWork;
use hezong_storage::accounts::AccountNames;

use crate::Result;
use crate::context::Context;

/// Names of the accounts a page shows.
pub(crate) struct Names {
    by_id: BTreeMap<AccountId, AccountNames>,
    masked: bool,
}

impl Names {
    /// Looks up names.
    pub(crate) async fn of(tx: &mut dyn UnitOfWork, mut ids: Vec<AccountId>) -> Result<Self> {
        ids.sort();
        ids.dedup();
        let found = tx.accounts().names(&ids).await?;
        let by_id = found.into_iter().map(|n| (n.id.clone(), n)).collect();
        Ok(Self { by_id, masked: false })
    }

    /// The same names, masked unless `revealed`.
    pub(crate) fn masked_unless(mut self, revealed: bool) -> Self {
        self.masked = !revealed;
        self
    }

    /// The company.
    pub(crate) fn display(&self, id: &AccountId) -> String {
        let name = self.by_id.get(id).map_or("", |n| n.display_name.as_str());
        if self.masked { mask::name(name) } else { name.to_owned() }
    }

    /// The sign-in name.
    pub(crate) fn account(&self, id: &AccountId) -> String {
        let name = self.by_id.get(id).map_or("", |n| n.name.as_str());
        if self.masked { mask::account(name) } else { name.to_owned() }
    }
}

/// Notes in the audit log that masked names of a list were shown in full.
pub(crate) async fn note_reveal(cx: &Context, list: &str, revealed: bool) -> Result<()> {
    if revealed {
        crate::audit::note(cx, "names.reveal", list, "done", "").await?;
    }
    Ok(())
}
