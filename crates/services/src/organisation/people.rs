//! The people of a partner: invited, given roles, switched off, removed.

use hezong_contract::accounts::InvitationMade;
use hezong_contract::organisation::{StaffDetail, StaffForm, StaffPage, StaffRow};
use hezong_domain::access::{Permission, Role, RoleChoice, Roles};
use hezong_domain::accounts::{Activity, User};
use hezong_domain::{AccountId, InvitationId, Refusal, Timestamp, UserId};

use super::{chosen, options, own_partner, shown};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::identity::{self, NewInvitation};
use crate::{Error, Result, partners};

/// Whether somebody can administrate the partner now.
fn is_admin(user: &User) -> bool {
    user.activity == Activity::Active && user.roles.preset.contains(&Role::PartnerAdmin)
}

fn is_last_admin(users: &[User], id: &UserId) -> bool {
    let mut admins = users.iter().filter(|user| is_admin(user));
    admins.next().is_some_and(|admin| admin.id == *id) && admins.next().is_none()
}

fn row(cx: &Context, users: &[User], user: &User, seen: &[(UserId, Timestamp)]) -> StaffRow {
    StaffRow {
        id: user.id.to_string(),
        sign_in: user.sign_in.clone(),
        display_name: user.display_name.clone(),
        email: user.email.clone(),
        roles: shown(&user.roles),
        activity: user.activity,
        last_seen_at: seen.iter().find(|(id, _)| *id == user.id).map(|(_, at)| *at),
        is_self: cx.principal().user_id() == Some(&user.id),
        is_last_admin: is_last_admin(users, &user.id),
    }
}

/// The people of the caller's partner, open invitations, and the roles to give.
///
/// # Errors
/// Without [`Permission::MembersManage`].
pub async fn staff(cx: &Context) -> Result<StaffPage> {
    let partner = own_partner(cx)?;
    let account_id = partner.account();
    let mut tx = cx.services().storage().read().await?;
    let account = tx.accounts().find(&account_id).await?.ok_or(Error::NotFound("partner"))?;
    let users = tx.identity().list_users(&account_id).await?;
    let seen = tx.identity().last_seen(&account_id).await?;
    Ok(StaffPage {
        account_name: account.name,
        people: users.iter().map(|user| row(cx, &users, user, &seen)).collect(),
        invitations: partners::invitations(cx, &mut *tx, &account_id).await?,
        options: options(&mut *tx, &partner).await?,
    })
}

/// One of them.
///
/// # Errors
/// Without [`Permission::MembersManage`]; [`Error::NotFound`].
pub async fn person(cx: &Context, id: &str) -> Result<StaffDetail> {
    let partner = own_partner(cx)?;
    let mut tx = cx.services().storage().read().await?;
    let users = tx.identity().list_users(&partner.account()).await?;
    let seen = tx.identity().last_seen(&partner.account()).await?;
    let user = users.iter().find(|user| user.id.as_str() == id).ok_or(Error::NotFound("user"))?;
    let row = row(cx, &users, user, &seen);
    Ok(StaffDetail { row, options: options(&mut *tx, &partner).await? })
}

/// Invites somebody into the caller's partner; the link is shown once.
///
/// # Errors
/// Without [`Permission::MembersManage`]; wrong fields, roles that may not be given among them.
pub async fn invite(cx: &Context, form: &StaffForm) -> Result<InvitationMade> {
    let partner = &own_partner(cx)?;
    form.check()?;
    let deed = Deed::new(Permission::MembersManage, "staff.invite", form.member.trim())
        .in_turn(partner.as_str());
    perform(cx, deed, |mut act| async move {
        let account = act.tx.accounts().find(&partner.account()).await?;
        let account = account.ok_or(Error::NotFound("partner"))?;
        let giver = act.cx.principal().permissions().clone();
        let roles = chosen(&mut *act.tx, partner, &giver, &form.roles).await?;
        let preset = roles.preset.iter().copied().map(RoleChoice::Preset);
        let own = roles.custom.iter().map(|role| RoleChoice::Custom(role.id.clone()));
        let new = NewInvitation {
            account: &account,
            member: &form.member,
            display_name: &form.display_name,
            email: &form.email,
            roles: preset.chain(own).collect(),
        };
        let made = identity::invite(&mut act, new).await?;
        let sign_in = made.sign_in.clone();
        act.done(made, partner.as_str(), format!("{sign_in}: {}", names(&roles)))
    })
    .await
}

/// Withdraws an open invitation of the caller's partner.
///
/// # Errors
/// Without [`Permission::MembersManage`]; [`Error::NotFound`].
pub async fn withdraw_invitation(cx: &Context, id: &str) -> Result<()> {
    let account = &own_partner(cx)?.account();
    let id = &InvitationId::parse(id).map_err(|_| Error::NotFound("invitation"))?;
    let deed = Deed::new(Permission::MembersManage, "staff.withdraw", id.as_str());
    perform(cx, deed, |mut act| async move {
        let open = act.tx.identity().list_invitations(account, act.now).await?;
        let found = open.iter().find(|invitation| invitation.id == *id);
        let sign_in = found.ok_or(Error::NotFound("invitation"))?.sign_in.clone();
        act.tx.identity().close_invitation(id, act.now).await?;
        act.done((), id.as_str(), sign_in)
    })
    .await
}

/// What an audit line calls roles.
fn names(roles: &Roles) -> String {
    let preset = roles.preset.iter().map(|role| role.as_str());
    let all: Vec<&str> = preset.chain(roles.custom.iter().map(|role| role.name.as_str())).collect();
    all.join(", ")
}

/// The person of an act, among all people of the partner.
async fn found(act: &mut Act, account: &AccountId, id: &UserId) -> Result<(Vec<User>, User)> {
    let users = act.tx.identity().list_users(account).await?;
    let user = users.iter().find(|user| user.id == *id).cloned();
    let user = user.ok_or(Error::NotFound("user"))?;
    Ok((users, user))
}

/// Everything about somebody's rights waits its turn in its partner: two administrators can not take the
/// role from each other at once.
fn deed(action: &'static str, account: &AccountId, id: &UserId) -> Deed {
    Deed::new(Permission::MembersManage, action, id.as_str()).in_turn(account.as_str())
}

fn parsed(id: &str) -> Result<UserId> {
    UserId::parse(id).map_err(|_| Error::NotFound("user"))
}

/// Gives somebody other roles; in effect with the person's next request, also by keys and tokens.
///
/// # Errors
/// Without [`Permission::MembersManage`]; [`Error::NotFound`]; roles that may not be given;
/// [`Refusal::LastAdministrator`].
pub async fn set_roles(cx: &Context, id: &str, texts: &[String]) -> Result<()> {
    let partner = &own_partner(cx)?;
    let (account, id) = (&partner.account(), &parsed(id)?);
    perform(cx, deed("staff.roles", account, id), |mut act| async move {
        let (users, user) = found(&mut act, account, id).await?;
        let giver = act.cx.principal().permissions().clone();
        let roles = chosen(&mut *act.tx, partner, &giver, texts).await?;
        if is_last_admin(&users, id) && !roles.preset.contains(&Role::PartnerAdmin) {
            return Err(Refusal::LastAdministrator.into());
        }
        act.tx.organisation().set_roles(id, &roles).await?;
        let told = format!("{}: {} -> {}", user.sign_in, names(&user.roles), names(&roles));
        act.done((), id.as_str(), told)
    })
    .await
}

/// Switches somebody off (out of every session at once) or on again.
///
/// # Errors
/// Without [`Permission::MembersManage`]; [`Error::NotFound`]; [`Refusal::LastAdministrator`].
pub async fn set_activity(cx: &Context, id: &str, activity: Activity) -> Result<()> {
    let (account, id) = (&own_partner(cx)?.account(), &parsed(id)?);
    perform(cx, deed("staff.activity", account, id), |mut act| async move {
        let (users, user) = found(&mut act, account, id).await?;
        if activity == Activity::Disabled {
            if is_last_admin(&users, id) {
                return Err(Refusal::LastAdministrator.into());
            }
            act.tx.identity().remove_sessions_except(id, "").await?;
            // An address given away once must not live again with the person.
            act.tx.notices().remove_feed(id).await?;
        }
        act.tx.organisation().set_user_activity(id, activity).await?;
        act.done((), id.as_str(), format!("{}: {}", user.sign_in, activity.as_str()))
    })
    .await
}

/// Removes somebody for good: sessions, keys and roles go, the histories keep the name.
///
/// # Errors
/// Without [`Permission::MembersManage`]; [`Error::NotFound`]; [`Refusal::LastAdministrator`].
pub async fn remove(cx: &Context, id: &str) -> Result<()> {
    let (account, id) = (&own_partner(cx)?.account(), &parsed(id)?);
    perform(cx, deed("staff.remove", account, id), |mut act| async move {
        let (users, user) = found(&mut act, account, id).await?;
        if is_last_admin(&users, id) {
            return Err(Refusal::LastAdministrator.into());
        }
        act.tx.identity().remove_sessions_except(id, "").await?;
        act.tx.notices().remove_feed(id).await?;
        for key in act.tx.credentials().list_keys(account).await? {
            if key.user_id == *id {
                act.tx.credentials().remove_key(account, &key.id).await?;
            }
        }
        act.tx.organisation().remove_user(id, act.now).await?;
        act.done((), id.as_str(), user.sign_in)
    })
    .await
}
