//! Versions of the policy: a sheet of settings, several rows for one version, or JSON.

mod settings;

use hezong_domain::incentives::Policy;
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, imports as texts};

use self::settings::Settings;
use super::columns::Kind;
use super::entry::{Base, Entry, Item, Written};
use super::outcome::{Change, Verdict, Wrong, wrong_row};
use super::row::Row;
use crate::act::Act;
use crate::benefits::policy::enter;
use crate::{Result, audit};

/// A version.
#[derive(Debug, Clone)]
pub(super) struct PolicyEntry {
    policy: Policy,
}

impl Entry for PolicyEntry {
    const KIND: Kind = Kind::Policies;

    fn read(row: Row) -> std::result::Result<Self, Vec<Wrong>> {
        let mut settings = Settings::new(row.lang, row.number);
        settings.read(row);
        settings.end().map(|policy| Self { policy })
    }

    fn subject(&self) -> String {
        self.policy.version.to_string()
    }

    fn gather(rows: Vec<Row>) -> Vec<Item<Self>> {
        let mut all: Vec<(String, Settings)> = Vec::new();
        for row in rows {
            let version = row.raw("version").to_owned();
            let place = all.iter().position(|(other, _)| *other == version);
            if let Some((_, settings)) = place.and_then(|place| all.get_mut(place)) {
                settings.read(row);
            } else {
                let mut settings = Settings::new(row.lang, row.number);
                settings.read(row);
                all.push((version, settings));
            }
        }
        let item = |(version, settings): (String, Settings)| {
            let number = settings.first_row();
            Item::of(number, version, settings.end().map(|policy| Self { policy }))
        };
        all.into_iter().map(item).collect()
    }

    fn without_rows(
        lang: Lang,
        bytes: &[u8],
    ) -> Option<std::result::Result<Vec<Item<Self>>, Vec<String>>> {
        let text = super::file::decoded(bytes)?;
        let text = super::file::trimmed(&text);
        if !text.starts_with(['{', '[']) {
            return None;
        }
        let failed = |error: serde_json::Error| vec![texts::bad_json(lang, error)];
        let read: std::result::Result<Vec<Policy>, _> = if text.starts_with('[') {
            serde_json::from_str(text)
        } else {
            serde_json::from_str(text).map(|policy| vec![policy])
        };
        let policies = match read {
            Err(error) => return Some(Err(failed(error))),
            Ok(policies) => policies,
        };
        let item = |(index, policy): (usize, Policy)| {
            Item::of(index + 1, String::new(), Ok(Self { policy }))
        };
        Some(Ok(policies.into_iter().enumerate().map(item).collect()))
    }

    async fn weigh(&self, tx: &mut dyn UnitOfWork, base: &Base<'_>) -> Result<Verdict> {
        let entering = enter::weigh(tx, base.frame, base.lang, &self.policy, base.publish).await?;
        Ok(match entering {
            Err(reasons) => {
                let reason = |(what, cure)| wrong_row(base.row, what, cure);
                Verdict::Refused(reasons.into_iter().map(reason).collect())
            }
            Ok(entering) if entering.is_new() => Verdict::New,
            Ok(entering) => {
                let change = |(column, old, new)| Change { column, old, new };
                Verdict::of(entering.changes.into_iter().map(change).collect())
            }
        })
    }

    async fn write(&self, act: &mut Act, base: &Base<'_>) -> Result<Written> {
        let redated = enter::enter(act, base.frame, &self.policy, base.publish).await?;
        let id = self.policy.version.to_string();
        let detail = format!("from {}, {redated} redated", self.policy.from);
        let action = if base.publish { "policy.publish" } else { "policy.edit" };
        audit::done(act, action, &id, &detail).await?;
        Ok(Written { target: id, link: String::new() })
    }
}
