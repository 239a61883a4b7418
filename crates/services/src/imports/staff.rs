//! The people of partners, with their employment.

use std::collections::BTreeMap;

use hezong_domain::accounts::AccountKind;
use hezong_domain::text::{self, NAME_LENGTH_MAX};
use hezong_domain::{PartnerId, ProblemKind, Problems};
use hezong_storage::UnitOfWork;

use super::columns::{Kind, heading};
use super::entry::{Base, Entry, Written};
use super::outcome::{Change, Verdict, Wrong, reasons, wrong};
use super::row::Row;
use crate::act::Act;
use crate::benefits::people::entry::{self, PersonSaid};
use crate::{Error, Result, audit};

/// A row of the file.
#[derive(Debug, Clone)]
pub(super) struct StaffEntry {
    partner: String,
    account: String,
    name: String,
    email: String,
    consent: String,
    employment: BTreeMap<&'static str, String>,
}

impl StaffEntry {
    /// What the row says, once its partner is found.
    async fn said(
        &self,
        tx: &mut dyn UnitOfWork,
        base: &Base<'_>,
    ) -> Result<std::result::Result<PersonSaid, Verdict>> {
        let account = tx.accounts().find_by_name(&self.partner).await?;
        let Some(account) = account.filter(|a| a.kind == AccountKind::Partner) else {
            let value = ("partner", self.partner.as_str());
            let reason = wrong(base.lang, base.row, value, &ProblemKind::Unknown);
            return Ok(Err(Verdict::Refused(vec![reason])));
        };
        Ok(Ok(PersonSaid {
            partner: PartnerId::from(account.id),
            account: self.account.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            consent: self.consent.clone(),
            employment: self.employment.clone(),
        }))
    }
}

/// Changes with the headings of their columns.
pub(super) fn headed(base: &Base<'_>, changes: Vec<(&'static str, String, String)>) -> Vec<Change> {
    let change = |(key, old, new)| {
        let column = heading(base.lang, key).to_owned();
        Change { column, old, new }
    };
    changes.into_iter().map(change).collect()
}

/// The refusal a use case answered.
///
/// # Errors
/// When it was no refusal.
pub(super) fn refused<E: Entry>(entry: &E, base: &Base<'_>, error: Error) -> Result<Verdict> {
    if error.is_fault() {
        return Err(error);
    }
    let value = |key: &str| entry.value(key);
    Ok(Verdict::Refused(reasons(base.lang, base.row, error, value)?))
}

impl Entry for StaffEntry {
    const KIND: Kind = Kind::Staff;

    fn read(mut row: Row) -> std::result::Result<Self, Vec<Wrong>> {
        let mut problems = Problems::new();
        let name = text::bounded(&mut problems, "name", row.raw("name"), true, NAME_LENGTH_MAX);
        let email = text::email(&mut problems, "person_email", row.raw("person_email"), true);
        let account = text::account_name(&mut problems, "account", row.raw("account"));
        let consent = text::bounded(&mut problems, "consent", row.raw("consent"), false, 200);
        let mut employment = BTreeMap::new();
        for key in ["path", "post"] {
            employment.insert(key, row.choice(key).unwrap_or_default().to_owned());
        }
        let mut days = BTreeMap::new();
        for key in ["cloud_since", "hired_on", "left_on"] {
            let day = row.day(key);
            days.insert(key, day);
            employment.insert(key, day.map_or_else(String::new, |day| day.to_string()));
        }
        for key in ["base_location", "employment_proof", "project"] {
            employment.insert(key, text::bounded(&mut problems, key, row.raw(key), false, 200));
        }
        if let (Some(Some(from)), Some(Some(to))) = (days.get("hired_on"), days.get("left_on"))
            && to < from
        {
            problems.add("left_on", ProblemKind::EndBeforeBegin);
        }
        row.blame_all(&problems);
        let partner = row.raw("partner").to_lowercase();
        row.end(|| Self { partner, account, name, email, consent, employment })
    }

    fn subject(&self) -> String {
        self.account.clone()
    }

    fn value(&self, key: &str) -> String {
        match key {
            "partner" => self.partner.clone(),
            "account" => self.account.clone(),
            "name" => self.name.clone(),
            "person_email" => self.email.clone(),
            "consent" => self.consent.clone(),
            _ => self.employment.get(key).cloned().unwrap_or_default(),
        }
    }

    async fn weigh(&self, tx: &mut dyn UnitOfWork, base: &Base<'_>) -> Result<Verdict> {
        let said = match self.said(tx, base).await? {
            Err(refusal) => return Ok(refusal),
            Ok(said) => said,
        };
        match entry::weigh(tx, base.frame, &said).await {
            Ok(entering) if entering.is_new => Ok(Verdict::New),
            Ok(entering) => Ok(Verdict::of(headed(base, entering.changes))),
            Err(error) => refused(self, base, error),
        }
    }

    async fn write(&self, act: &mut Act, base: &Base<'_>) -> Result<Written> {
        let Ok(said) = self.said(&mut *act.tx, base).await? else {
            return Err(Error::NotFound("partner"));
        };
        let case = entry::enter(act, base.frame, &said).await?;
        let id = case.row.id.to_string();
        audit::done(act, "member.enter", &id, &format!("{} {}", self.partner, self.account))
            .await?;
        Ok(Written { target: id, link: String::new() })
    }
}
