//! Invitations: a link that makes a person a user of an account.

use hezong_contract::accounts::InvitationMade;
use hezong_contract::session::{AcceptForm, InvitationView};
use hezong_domain::access::{Principal, Proof, Role, RoleChoice, Roles};
use hezong_domain::accounts::{Account, AccountKind, Activity, User};
use hezong_domain::time::DAY_MS;
use hezong_domain::{AccountId, PartnerId, ProblemKind, Refusal};
use hezong_storage::identity::Invitation;

use super::sign_in::{SignedIn, digest, open_session};
use crate::act::{Act, Deed, perform};
use crate::context::{RequestFacts, Services};
use crate::entropy::Make;
use crate::mail::outbox;
use crate::{Error, Result, password};

/// How long a link lives (partner-sales §9: 7 days).
const LINK_MS: i64 = 7 * DAY_MS;

/// Whom to invite.
pub(crate) struct NewInvitation<'a> {
    /// The account.
    pub(crate) account: &'a Account,
    /// Member name; empty for the account's first administrator.
    pub(crate) member: &'a str,
    /// The person's name.
    pub(crate) display_name: &'a str,
    /// E-mail, may be empty.
    pub(crate) email: &'a str,
    /// What the person is invited as; empty for the first role of that kind of account.
    pub(crate) roles: Vec<RoleChoice>,
}

/// The preset role somebody of the vendor's chose for a kind of account; none when left empty.
pub(crate) fn preset_role(kind: AccountKind, text: &str) -> Result<Vec<RoleChoice>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let role = Role::parse(text).filter(|role| role.account_kind() == kind);
    let role = role.ok_or_else(|| Error::field("role", ProblemKind::NotAChoice))?;
    Ok(vec![RoleChoice::Preset(role)])
}

/// Adds an invitation in an act that is under way; the secret leaves the server only here.
pub(crate) async fn invite(act: &mut Act, new: NewInvitation<'_>) -> Result<InvitationMade> {
    let member = new.member.trim().to_lowercase();
    let users = act.tx.identity().list_users(&new.account.id).await?;
    let sign_in = if member.is_empty() {
        if users.iter().any(|u| u.sign_in == new.account.name) {
            return Err(Refusal::AlreadyHasUsers.into());
        }
        new.account.name.clone()
    } else {
        format!("{}/{member}", new.account.name)
    };
    // A name of somebody who was removed is not given again.
    if act.tx.identity().find_by_sign_in(&sign_in).await?.is_some() {
        return Err(Error::field("member", ProblemKind::Taken));
    }
    for open in act.tx.identity().list_invitations(&new.account.id, act.now).await? {
        if open.sign_in == sign_in {
            act.tx.identity().close_invitation(&open.id, act.now).await?;
        }
    }
    let first = || vec![RoleChoice::Preset(Role::first_of(new.account.kind))];
    let roles = if new.roles.is_empty() { first() } else { new.roles };
    let secret = act.cx.services().entropy().secret();
    let invitation = Invitation {
        id: act.cx.services().entropy().invitation_id(act.now),
        account_id: new.account.id.clone(),
        sign_in: sign_in.clone(),
        display_name: new.display_name.trim().to_owned(),
        email: new.email.trim().to_owned(),
        roles,
        token_hash: digest(&secret),
        created_at: act.now,
        expires_at: act.now.plus_ms(LINK_MS),
        closed_at: None,
    };
    act.tx.identity().add_invitation(&invitation).await?;
    let path = format!("/invitations/{secret}");
    let company = &new.account.display_name;
    let mailed_to = outbox::invite(act, &invitation, company, &path).await?;
    Ok(InvitationMade { path, sign_in, mailed_to, expires_at: invitation.expires_at })
}

async fn open_invitation(services: &Services, token: &str) -> Result<(Invitation, Account)> {
    let mut tx = services.storage().read().await?;
    let invitation = tx.identity().find_invitation(&digest(token)).await?;
    let invitation = invitation
        .filter(|i| i.closed_at.is_none() && services.now() < i.expires_at)
        .ok_or(Refusal::InvitationGone)?;
    let account = tx
        .accounts()
        .find(&invitation.account_id)
        .await?
        .filter(|a| a.activity == Activity::Active)
        .ok_or(Refusal::InvitationGone)?;
    Ok((invitation, account))
}

/// What the invitation behind a link offers.
///
/// # Errors
/// [`Refusal::InvitationGone`] when it was used, withdrawn or has lapsed.
pub async fn invitation(services: &Services, token: &str) -> Result<InvitationView> {
    let (invitation, account) = open_invitation(services, token).await?;
    Ok(InvitationView {
        account_display: account.display_name,
        sign_in: invitation.sign_in,
        kind: account.kind,
        display_name: invitation.display_name,
        expires_at: invitation.expires_at,
    })
}

/// The roles of an invitation as they are now: one of the partner's own may have changed since.
async fn offered_roles(services: &Services, invitation: &Invitation) -> Result<Roles> {
    let mut tx = services.storage().read().await?;
    let partner = PartnerId::from(invitation.account_id.clone());
    let own = tx.organisation().list_roles(&partner).await?;
    let mut roles = Roles::default();
    for choice in &invitation.roles {
        match choice {
            RoleChoice::Preset(role) => roles.preset.push(*role),
            RoleChoice::Custom(id) => {
                let found =
                    own.iter().find(|role| role.id == *id).ok_or(Refusal::InvitationGone)?;
                roles.custom.push(found.clone());
            }
        }
    }
    Ok(roles)
}

/// Makes the invited person a user and signs it in.
///
/// # Errors
/// Wrong fields; [`Refusal::InvitationGone`].
pub async fn accept(
    services: &Services,
    request: &RequestFacts,
    form: &AcceptForm,
) -> Result<SignedIn> {
    let (invitation, account) = open_invitation(services, &form.token).await?;
    form.check(&invitation.sign_in)?;
    let hash = &password::hash(services, &form.password).await?;
    let user = &User {
        id: services.entropy().user_id(services.now()),
        account_id: account.id.clone(),
        sign_in: invitation.sign_in.clone(),
        display_name: form.display_name.trim().to_owned(),
        email: invitation.email.clone(),
        activity: Activity::Active,
        roles: offered_roles(services, &invitation).await?,
        created_at: services.now(),
    };
    let principal = Principal::authenticated(
        AccountId::new(account.id.as_str()),
        account.kind,
        user.id.clone(),
        user.sign_in.clone(),
        Vec::new(),
        Proof::Session,
    );
    let cx = &services.context(principal, request.clone());
    let invitation = &invitation;
    perform(cx, Deed::own("invitation.accept", user.sign_in.clone()), |mut act| async move {
        if !act.tx.identity().close_invitation(&invitation.id, act.now).await?
            || !act.tx.identity().add_user(user, hash).await?
        {
            return Err(Refusal::InvitationGone.into());
        }
        act.done((), user.sign_in.clone(), "")
    })
    .await?;
    open_session(services, request, user).await
}
