//! Certificates of people.

use std::collections::BTreeMap;

use hezong_domain::Problems;
use hezong_domain::{ProblemKind, text};
use hezong_storage::UnitOfWork;

use super::columns::Kind;
use super::entry::{Base, Entry, Written};
use super::outcome::{Verdict, Wrong};
use super::row::Row;
use super::staff::{headed, refused};
use crate::act::Act;
use crate::benefits::people::entry::{self, CertificateSaid};
use crate::{Result, audit};

/// A row of the file.
#[derive(Debug, Clone)]
pub(super) struct CertificateEntry {
    said: CertificateSaid,
}

impl CertificateEntry {
    fn answer(&self, name: &str) -> &str {
        self.said.answers.get(name).map_or("", String::as_str)
    }
}

impl Entry for CertificateEntry {
    const KIND: Kind = Kind::Certificates;

    fn read(mut row: Row) -> std::result::Result<Self, Vec<Wrong>> {
        let mut problems = Problems::new();
        let account = text::account_name(&mut problems, "account", row.raw("account"));
        let mut answers = BTreeMap::new();
        for key in ["certificate_code", "certificate_proof"] {
            answers.insert(key, text::bounded(&mut problems, key, row.raw(key), false, 200));
        }
        let (from, to) = (row.day("certificate_from"), row.day("certificate_to"));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            problems.add("certificate_to", ProblemKind::EndBeforeBegin);
        }
        for (key, day) in [("certificate_from", from), ("certificate_to", to)] {
            answers.insert(key, day.map_or_else(String::new, |day| day.to_string()));
        }
        row.blame_all(&problems);
        row.end(|| Self { said: CertificateSaid { account, answers } })
    }

    fn subject(&self) -> String {
        let (code, from) = (self.answer("certificate_code"), self.answer("certificate_from"));
        format!("{} {code} {from}", self.said.account)
    }

    fn value(&self, key: &str) -> String {
        match key {
            "account" => self.said.account.clone(),
            _ => self.answer(key).to_owned(),
        }
    }

    async fn weigh(&self, tx: &mut dyn UnitOfWork, base: &Base<'_>) -> Result<Verdict> {
        match entry::weigh_certificate(tx, &self.said).await {
            Ok(holding) if holding.is_new() => Ok(Verdict::New),
            Ok(holding) => Ok(Verdict::of(headed(base, holding.changes))),
            Err(error) => refused(self, base, error),
        }
    }

    async fn write(&self, act: &mut Act, base: &Base<'_>) -> Result<Written> {
        let case = entry::enter_certificate(act, base.frame, &self.said).await?;
        let id = case.row.id.to_string();
        audit::done(act, "certificate.enter", &id, &self.subject()).await?;
        Ok(Written { target: id, link: String::new() })
    }
}
