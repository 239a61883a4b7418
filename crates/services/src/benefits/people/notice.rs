//! Telling a member what happens to it.

use hezong_domain::access::Scope;
use hezong_domain::accounts::Activity;
use hezong_domain::benefits::Workflow;
use hezong_domain::members::Link;
use hezong_domain::{AccountId, Day, UserId};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseRow;

use super::super::engine::Loaded;
use super::super::refusal::space_of;
use crate::act::Act;
use crate::{Result, messages};

/// The account a person's link is of: the one that accepted, or the one that was invited if there is
/// such an account already. `None` for links on paper.
async fn account_of(tx: &mut dyn UnitOfWork, link: &Loaded<Link>) -> Result<Option<AccountId>> {
    if let Some(consent) = tx.memberships().live_consent(&link.row.id).await? {
        return Ok(Some(consent.account_id));
    }
    let Some(account) = tx.accounts().find_by_name(&link.data.account).await? else {
        return Ok(None);
    };
    let personal = tx.memberships().find_personal(&account.id).await?;
    Ok(personal.map(|personal| personal.account_id))
}

async fn people_of(tx: &mut dyn UnitOfWork, account: &AccountId) -> Result<Vec<UserId>> {
    let users = tx.identity().list_users(account).await?;
    let active = users.into_iter().filter(|user| user.activity == Activity::Active);
    Ok(active.map(|user| user.id).collect())
}

/// Tells the person a case is about where it stands now: its link, or what hangs on it and has the
/// person for its subject.
pub(crate) async fn tell_member(act: &mut Act, row: &CaseRow) -> Result<()> {
    let state = format!("@{}_state.{}", space_of(&row.benefit), row.state);
    send(act, row, "member_moved", ("state", state)).await
}

/// Reminds the person a case waits for of its last day.
pub(crate) async fn remind_member(act: &mut Act, row: &CaseRow, due: Day) -> Result<()> {
    send(act, row, "member_due", ("day", due.to_string())).await
}

/// Sends a message to the person a case is about, if the person has an account.
async fn send(
    act: &mut Act,
    row: &CaseRow,
    kind: &str,
    (name, value): (&str, String),
) -> Result<()> {
    let link = if row.benefit == Link::NAME {
        Some(row.clone())
    } else {
        let (partner, subject) = (&row.partner_id, row.subject.as_str());
        act.tx.benefits().find_subject(&Scope::Platform, Link::NAME, partner, subject).await?
    };
    let Some(link) = link else { return Ok(()) };
    let Some(account) = account_of(&mut *act.tx, &Loaded::of(link)?).await? else { return Ok(()) };
    let partner = act.tx.accounts().find(&row.partner_id.account()).await?;
    let partner = partner.map(|partner| partner.display_name).unwrap_or_default();
    for person in people_of(&mut *act.tx, &account).await? {
        let args = [("partner", partner.clone()), (name, value.clone())];
        messages::send(act, &person, kind, &args).await?;
    }
    Ok(())
}
