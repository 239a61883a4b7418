//! Invitations: a link that makes a person a user of an account.

use hezong_contract::accounts::InvitationMade;
use hezong_contract::session::{AcceptForm, InvitationView};
use hezong_domain::access::{Principal, Proof, Role};
use hezong_domain::accounts::{Account, Activity, User};
use hezong_domain::time::DAY_MS;
use hezong_domain::{AccountId, ProblemKind, Refusal};
use hezong_storage::identity::Invitation;

use super::sign_in::{SignedIn, digest, open_session};
use crate::act::{Act, Deed, perform};
use crate::context::{RequestFacts, Services};
use crate::entropy::Make;
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
    /// Role as a stable text; empty for the first role of that kind of account.
    pub(crate) role: &'a str,
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
    if users.iter().any(|u| u.sign_in == sign_in) {
        return Err(Error::field("member", ProblemKind::Taken));
    }
    for open in act.tx.identity().list_invitations(&new.account.id, act.now).await? {
        if open.sign_in == sign_in {
            act.tx.identity().close_invitation(&open.id, act.now).await?;
        }
    }
    let role = match new.role.trim() {
        "" => Role::first_of(new.account.kind),
        text => Role::parse(text)
            .filter(|role| role.account_kind() == new.account.kind)
            .ok_or_else(|| Error::field("role", ProblemKind::NotAChoice))?,
    };
    let secret = act.cx.services().entropy().secret();
    let invitation = Invitation {
        id: act.cx.services().entropy().invitation_id(act.now),
        account_id: new.account.id.clone(),
        sign_in: sign_in.clone(),
        display_name: new.display_name.trim().to_owned(),
        email: new.email.trim().to_owned(),
        roles: vec![role],
        token_hash: digest(&secret),
        created_at: act.now,
        expires_at: act.now.plus_ms(LINK_MS),
        closed_at: None,
    };
    act.tx.identity().add_invitation(&invitation).await?;
    Ok(InvitationMade {
        path: format!("/invitations/{secret}"),
        sign_in,
        expires_at: invitation.expires_at,
    })
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
        roles: invitation.roles.clone(),
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
