//! Partners, and the invitation of their first administrator.

use hezong_contract::accounts::{InviteForm, NewPartner, PartnerForm};
use hezong_domain::ProblemKind;
use hezong_domain::accounts::{Account, AccountKind, Partner};
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, imports as texts};

use super::columns::{Kind, heading};
use super::entry::{Base, Entry, Written};
use super::outcome::{Change, Verdict, Wrong, wrong};
use super::row::Row;
use crate::act::Act;
use crate::entropy::Make;
use crate::{Error, Result, audit, partners};

/// A row of the file.
#[derive(Debug, Clone)]
pub(super) struct PartnerEntry {
    new: NewPartner,
    /// Whether the file says something about the subsidy.
    is_subsidised: Option<bool>,
    /// The first administrator's name and address; none when the name is empty.
    admin_name: String,
    admin_email: String,
}

/// What a row would write, beside a verdict about it.
struct Found {
    partner: Partner,
    changes: Vec<Change>,
    invites: bool,
}

impl PartnerEntry {
    fn form(&self) -> InviteForm {
        InviteForm {
            display_name: self.admin_name.clone(),
            email: self.admin_email.clone(),
            ..InviteForm::default()
        }
    }

    /// The partner of that name as it is; `Err` with the reason when the row can not be taken.
    async fn find(
        &self,
        tx: &mut dyn UnitOfWork,
        base: &Base<'_>,
    ) -> Result<std::result::Result<Option<Found>, Verdict>> {
        let (lang, name) = (base.lang, &self.new.account_name);
        let taken = || {
            let reason = wrong(lang, base.row, ("account_name", name), &ProblemKind::Taken);
            Ok(Err(Verdict::Refused(vec![reason])))
        };
        let Some(account) = tx.accounts().find_by_name(name).await? else {
            let is_taken = tx.identity().find_by_sign_in(name).await?.is_some();
            return if is_taken { taken() } else { Ok(Ok(None)) };
        };
        if account.kind != AccountKind::Partner {
            return taken();
        }
        let partner = tx.accounts().find_partner(&account.id.clone().into()).await?;
        let partner = partner.ok_or(Error::NotFound("partner"))?;
        let fixed = self.fixed(&partner, base);
        if !fixed.is_empty() {
            return Ok(Err(Verdict::Refused(fixed)));
        }
        let mut changes = changed(lang, &partner.account, &self.wanted(&partner.account));
        let invites = !self.admin_name.is_empty() && {
            let account = &partner.account.id;
            let has_people = !tx.identity().list_users(account).await?.is_empty();
            let is_invited = !tx.identity().list_invitations(account, base.now).await?.is_empty();
            !has_people && !is_invited
        };
        if invites {
            changes.push(Change {
                column: heading(lang, "admin_name").to_owned(),
                old: String::new(),
                new: self.admin_name.clone(),
            });
        }
        Ok(Ok(Some(Found { partner, changes, invites })))
    }

    /// What a partner is stays: its quotas and ways to sell hang on it.
    fn fixed(&self, partner: &Partner, base: &Base<'_>) -> Vec<Wrong> {
        let lang = base.lang;
        let reason = |key: &str| Wrong {
            row: base.row,
            column: heading(lang, key).to_owned(),
            value: String::new(),
            what: texts::FIXED.get(lang).to_owned(),
            cure: texts::CURE_FIXED.get(lang).to_owned(),
        };
        let mut wrong = Vec::new();
        if partner.partner_type != self.new.partner_type {
            wrong.push(reason("partner_type"));
        }
        if self.is_subsidised.is_some_and(|flag| flag != partner.is_subsidised) {
            wrong.push(reason("is_subsidised"));
        }
        wrong
    }

    /// The account with what the row says; what is left empty stays.
    fn wanted(&self, account: &Account) -> Account {
        filled(account, &self.new.display_name, &self.new.email, &self.new.mobile)
    }
}

/// An account with other words; empty ones leave what is there.
pub(super) fn filled(account: &Account, display: &str, email: &str, mobile: &str) -> Account {
    let or = |new: &str, old: &String| if new.is_empty() { old.clone() } else { new.to_owned() };
    Account {
        display_name: or(display, &account.display_name),
        email: or(email, &account.email),
        mobile: or(mobile, &account.mobile),
        ..account.clone()
    }
}

/// What differs between two states of an account.
pub(super) fn changed(lang: Lang, old: &Account, new: &Account) -> Vec<Change> {
    let fields = [
        ("display_name", &old.display_name, &new.display_name),
        ("email", &old.email, &new.email),
        ("mobile", &old.mobile, &new.mobile),
    ];
    let changes = fields.into_iter().filter(|(_, old, new)| old != new);
    let change = |(key, old, new): (&str, &String, &String)| Change {
        column: heading(lang, key).to_owned(),
        old: old.clone(),
        new: new.clone(),
    };
    changes.map(change).collect()
}

impl Entry for PartnerEntry {
    const KIND: Kind = Kind::Partners;

    fn read(mut row: Row) -> std::result::Result<Self, Vec<Wrong>> {
        let is_subsidised = row.flag("is_subsidised");
        let partner_type = row.choice("partner_type").unwrap_or_default().to_owned();
        let flag = |is_on: Option<bool>| if is_on == Some(true) { "on" } else { "" }.to_owned();
        let form = PartnerForm {
            account_name: row.raw("account_name").to_owned(),
            display_name: row.raw("display_name").to_owned(),
            partner_type,
            is_subsidised: flag(is_subsidised),
            email: row.raw("email").to_owned(),
            mobile: row.raw("mobile").to_owned(),
        };
        let checked = form.check();
        let (admin_name, admin_email) =
            (row.raw("admin_name").to_owned(), row.raw("admin_email").to_owned());
        if !admin_name.is_empty() {
            let form = InviteForm {
                display_name: admin_name.clone(),
                email: admin_email.clone(),
                ..InviteForm::default()
            };
            for problem in form.check().err().iter().flat_map(hezong_domain::Problems::iter) {
                let key = if problem.field == "email" { "admin_email" } else { "admin_name" };
                row.blame(key, &problem.what);
            }
        } else if !admin_email.is_empty() {
            row.blame("admin_name", &ProblemKind::Required);
        }
        match checked {
            Ok(new) => row.end(|| Self { new, is_subsidised, admin_name, admin_email }),
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
        Ok(match self.find(tx, base).await? {
            Err(refused) => refused,
            Ok(None) => Verdict::New,
            Ok(Some(found)) => Verdict::of(found.changes),
        })
    }

    async fn write(&self, act: &mut Act, base: &Base<'_>) -> Result<Written> {
        let found = self.find(&mut *act.tx, base).await?;
        let Ok(found) = found else { return Err(Error::NotFound("partner")) };
        let (id, invites) = match found {
            None => {
                let id = act.cx.services().entropy().account_id();
                partners::create_in(act, &self.new, &id).await?;
                audit::done(act, "partner.create", id.as_str(), &self.new.account_name).await?;
                (id, !self.admin_name.is_empty())
            }
            Some(found) => {
                let after = self.wanted(&found.partner.account);
                if after != found.partner.account {
                    act.tx.accounts().update(&after).await?;
                    audit::done(act, "partner.change", after.id.as_str(), &after.name).await?;
                }
                (after.id, found.invites)
            }
        };
        let mut link = String::new();
        if invites {
            let made = partners::invite_in(act, &id, &self.form()).await?;
            audit::done(act, "invitation.create", id.as_str(), &made.sign_in).await?;
            link = made.path;
        }
        Ok(Written { target: id.to_string(), link })
    }
}
