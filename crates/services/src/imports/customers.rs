//! Customers, and the partner they belong to.

use hezong_contract::customers::{CustomerForm, NewCustomer};
use hezong_domain::access::Scope;
use hezong_domain::accounts::{AccountKind, AssociationKind, Customer};
use hezong_domain::{CustomerId, PartnerId, ProblemKind};
use hezong_storage::UnitOfWork;
use hezong_texts::imports as texts;

use super::columns::{Kind, heading};
use super::entry::{Base, Entry, Written};
use super::outcome::{Change, Verdict, Wrong, wrong};
use super::partners::{changed, filled};
use super::row::Row;
use crate::act::Act;
use crate::entropy::Make;
use crate::{Error, Result, audit, customers};

/// A row of the file.
#[derive(Debug, Clone)]
pub(super) struct CustomerEntry {
    new: NewCustomer,
    /// The partner's account name and how the customer trades.
    partner: Option<(String, AssociationKind)>,
}

/// What is there.
struct Found {
    customer: Option<Customer>,
    partner: Option<(PartnerId, AssociationKind)>,
}

impl CustomerEntry {
    async fn find(
        &self,
        tx: &mut dyn UnitOfWork,
        base: &Base<'_>,
    ) -> Result<std::result::Result<Found, Verdict>> {
        let refuse = |key: &str, value: &str, problem: &ProblemKind| {
            Ok(Err(Verdict::Refused(vec![wrong(base.lang, base.row, (key, value), problem)])))
        };
        let mut partner = None;
        if let Some((name, kind)) = &self.partner {
            let account = tx.accounts().find_by_name(name).await?;
            let Some(account) = account.filter(|a| a.kind == AccountKind::Partner) else {
                return refuse("partner", name, &ProblemKind::Unknown);
            };
            partner = Some((PartnerId::from(account.id), *kind));
        }
        let name = &self.new.account_name;
        let Some(account) = tx.accounts().find_by_name(name).await? else {
            if tx.identity().find_by_sign_in(name).await?.is_some() {
                return refuse("account_name", name, &ProblemKind::Taken);
            }
            return Ok(Ok(Found { customer: None, partner }));
        };
        if account.kind != AccountKind::Customer {
            return refuse("account_name", name, &ProblemKind::Taken);
        }
        let id = CustomerId::from(account.id);
        let customer = tx.customers().find(&Scope::Platform, &id).await?;
        let customer = customer.ok_or(Error::NotFound("customer"))?;
        let is_elsewhere = match (&customer.association, &partner) {
            (Some(there), Some((id, kind))) => there.partner_id != *id || there.kind != *kind,
            _ => false,
        };
        if is_elsewhere {
            let (what, cure) =
                (texts::ASSOCIATED.get(base.lang), texts::CURE_ASSOCIATED.get(base.lang));
            return Ok(Err(base.refuse(what, cure)));
        }
        let partner = partner.filter(|_| customer.association.is_none());
        Ok(Ok(Found { customer: Some(customer), partner }))
    }
}

impl Entry for CustomerEntry {
    const KIND: Kind = Kind::Customers;

    fn read(mut row: Row) -> std::result::Result<Self, Vec<Wrong>> {
        let kind = row.choice("association").and_then(AssociationKind::parse);
        let partner = row.given("partner").map(|name| name.to_lowercase());
        let partner = match (partner, kind) {
            (Some(name), Some(kind)) => Some((name, kind)),
            (Some(_), None) => {
                row.blame("association", &ProblemKind::Required);
                None
            }
            (None, Some(_)) => {
                row.blame("partner", &ProblemKind::Required);
                None
            }
            (None, None) => None,
        };
        let form = CustomerForm {
            account_name: row.raw("account_name").to_owned(),
            display_name: row.raw("display_name").to_owned(),
            email: row.raw("email").to_owned(),
            mobile: row.raw("mobile").to_owned(),
            ..CustomerForm::default()
        };
        match form.check() {
            Ok(new) => row.end(|| Self { new, partner }),
            Err(problems) => {
                row.blame_all(&problems);
                Err(row.into_wrong())
            }
        }
    }

    fn subject(&self) -> String {
        self.new.account_name.clone()
    }

    async fn weigh(&self, tx: &mut dyn UnitOfWork, base: &Base<'_>) -> Result<Verdict> {
        let found = match self.find(tx, base).await? {
            Err(refused) => return Ok(refused),
            Ok(found) => found,
        };
        let Some(customer) = found.customer else { return Ok(Verdict::New) };
        let account = &customer.account;
        let new = &self.new;
        let wanted = filled(account, &new.display_name, &new.email, &new.mobile);
        let mut changes = changed(base.lang, account, &wanted);
        if found.partner.is_some() {
            changes.push(Change {
                column: heading(base.lang, "partner").to_owned(),
                old: String::new(),
                new: self.partner.as_ref().map(|(name, _)| name.clone()).unwrap_or_default(),
            });
        }
        Ok(Verdict::of(changes))
    }

    async fn write(&self, act: &mut Act, base: &Base<'_>) -> Result<Written> {
        let found = self.find(&mut *act.tx, base).await?;
        let Ok(found) = found else { return Err(Error::NotFound("customer")) };
        let name = &self.new.account_name;
        let Some(customer) = found.customer else {
            let id = act.cx.services().entropy().account_id();
            let association = found.partner.map(|(id, kind)| (id.to_string(), kind));
            let new = NewCustomer { association, ..self.new.clone() };
            customers::create_in(act, &new, &id).await?;
            audit::done(act, "customer.create", id.as_str(), name).await?;
            return Ok(Written { target: id.to_string(), link: String::new() });
        };
        let new = &self.new;
        let after = filled(&customer.account, &new.display_name, &new.email, &new.mobile);
        if after != customer.account {
            act.tx.accounts().update(&after).await?;
            audit::done(act, "customer.change", after.id.as_str(), name).await?;
        }
        if let Some((partner, kind)) = found.partner {
            let (id, partner) = (CustomerId::from(after.id.clone()), partner.to_string());
            customers::add_association(act, &id, &partner, kind).await?;
            let detail = format!("{} {partner}", kind.as_str());
            audit::done(act, "customer.associate", id.as_str(), &detail).await?;
        }
        Ok(Written { target: after.id.to_string(), link: String::new() })
    }
}
