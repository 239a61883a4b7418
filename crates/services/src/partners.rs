//! Operations: partners and their first people.

use hezong_contract::accounts::{
    InvitationMade, InvitationRow, InviteForm, NewPartner, PARTNER_FILTERS, PARTNER_OPTIONS_MAX,
    PartnerDetail, PartnerRow, UserRow,
};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::Permission;
use hezong_domain::accounts::{Account, AccountKind, Activity, CouponMode, Partner, PartnerType};
use hezong_domain::{AccountId, InvitationId, PartnerId, ProblemKind, Window, text};
use hezong_storage::UnitOfWork;
use hezong_storage::accounts::{PartnerFilter, PartnerSummary};

use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::identity::{self, NewInvitation};
use crate::{Error, Result};

/// A partner as pages show it.
pub(crate) fn row(summary: PartnerSummary) -> PartnerRow {
    let partner = summary.partner;
    PartnerRow {
        id: partner.account.id.to_string(),
        account_name: partner.account.name,
        display_name: partner.account.display_name,
        partner_type: partner.partner_type,
        is_subsidised: partner.is_subsidised,
        coupon_mode: partner.coupon_mode,
        activity: partner.account.activity,
        customers: summary.customers,
        quota_balance: summary.quota_balance,
        created_at: partner.account.created_at,
    }
}

/// Lists partners.
///
/// # Errors
/// Without [`Permission::OpsPartners`].
pub async fn list(cx: &Context, query: &str) -> Result<Listing<PartnerRow>> {
    let (mut tx, _) = cx.read(Permission::OpsPartners).await?;
    let mut state = ListState::parse(query, PARTNER_FILTERS);
    let filter = PartnerFilter {
        id: None,
        search: text::fold(state.get("q")),
        partner_type: state.read("type", PartnerType::parse),
        activity: state.read("activity", Activity::parse),
    };
    let page = tx.accounts().list_partners(&filter, state.window(), cx.now()).await?;
    Ok(Listing {
        total: page.total,
        rows: page.rows.into_iter().map(row).collect(),
        as_of: cx.now(),
        revealed: true,
        dropped: state.dropped,
    })
}

/// Partners by name, to choose from in forms and filters: the first [`PARTNER_OPTIONS_MAX`], and the one
/// whose id is `chosen` (empty: none) wherever it stands.
///
/// # Errors
/// Without [`Permission::OpsPartners`].
pub async fn options(cx: &Context, chosen: &str) -> Result<Vec<PartnerRow>> {
    let (mut tx, _) = cx.read(Permission::OpsPartners).await?;
    let window = Window::first(PARTNER_OPTIONS_MAX);
    let page = tx.accounts().list_partners(&PartnerFilter::default(), window, cx.now()).await?;
    let mut rows: Vec<PartnerRow> = page.rows.into_iter().map(row).collect();
    if let Ok(id) = PartnerId::parse(chosen)
        && !rows.iter().any(|row| row.id == chosen)
        && let Some(partner) = tx.accounts().find_partner(&id).await?
    {
        rows.push(row(summary(cx, &mut *tx, &partner).await?));
    }
    Ok(rows)
}

/// A partner with its figures.
async fn summary(
    cx: &Context,
    tx: &mut dyn UnitOfWork,
    partner: &Partner,
) -> Result<PartnerSummary> {
    let filter = PartnerFilter { id: Some(partner.id()), ..PartnerFilter::default() };
    let page = tx.accounts().list_partners(&filter, Window::first(1), cx.now()).await?;
    page.rows.into_iter().next().ok_or(Error::NotFound("partner"))
}

/// A partner with its people and open invitations.
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`].
pub async fn detail(cx: &Context, id: &str) -> Result<PartnerDetail> {
    let (mut tx, _) = cx.read(Permission::OpsPartners).await?;
    let id = PartnerId::parse(id).map_err(|_| Error::NotFound("partner"))?;
    let partner = tx.accounts().find_partner(&id).await?.ok_or(Error::NotFound("partner"))?;
    let summary = summary(cx, &mut *tx, &partner).await?;
    let users = users(&mut *tx, &partner.account.id).await?;
    let invitations = invitations(cx, &mut *tx, &partner.account.id).await?;
    Ok(PartnerDetail {
        row: row(summary),
        email: partner.account.email,
        mobile: partner.account.mobile,
        users,
        invitations,
    })
}

/// People of an account.
pub(crate) async fn users(tx: &mut dyn UnitOfWork, account: &AccountId) -> Result<Vec<UserRow>> {
    let seen = tx.identity().last_seen(account).await?;
    let users = tx.identity().list_users(account).await?;
    Ok(users
        .into_iter()
        .map(|user| UserRow {
            last_seen_at: seen.iter().find(|(id, _)| *id == user.id).map(|(_, at)| *at),
            sign_in: user.sign_in,
            display_name: user.display_name,
            roles: user.roles.preset.iter().map(|r| r.as_str().to_owned()).collect(),
            custom_roles: user.roles.custom.into_iter().map(|role| role.name).collect(),
            activity: user.activity,
        })
        .collect())
}

/// Open invitations of an account.
pub(crate) async fn invitations(
    cx: &Context,
    tx: &mut dyn UnitOfWork,
    account: &AccountId,
) -> Result<Vec<InvitationRow>> {
    let open = tx.identity().list_invitations(account, cx.now()).await?;
    Ok(open
        .into_iter()
        .map(|i| InvitationRow {
            id: i.id.to_string(),
            sign_in: i.sign_in,
            display_name: i.display_name,
            created_at: i.created_at,
            expires_at: i.expires_at,
        })
        .collect())
}

/// Adds an account in an act under way; a taken name is a problem of its field.
pub(crate) async fn add_account(act: &mut Act, account: &Account) -> Result<()> {
    let sign_in_taken = act.tx.identity().find_by_sign_in(&account.name).await?.is_some();
    if sign_in_taken || !act.tx.accounts().add(account).await? {
        return Err(Error::field("account_name", ProblemKind::Taken));
    }
    Ok(())
}

/// Creates a partner.
///
/// # Errors
/// Without [`Permission::OpsPartners`]; a name in use.
pub async fn create(cx: &Context, new: &NewPartner) -> Result<PartnerId> {
    let id = &cx.services().entropy().account_id();
    create_with_id(cx, new, id).await
}

/// Creates a partner whose id is given: for demo data and imports.
///
/// # Errors
/// As [`create`].
pub async fn create_with_id(cx: &Context, new: &NewPartner, id: &AccountId) -> Result<PartnerId> {
    let deed = Deed::new(Permission::OpsPartners, "partner.create", new.account_name.as_str());
    perform(cx, deed, |mut act| async move {
        let partner = create_in(&mut act, new, id).await?;
        act.done(partner, id.as_str(), new.account_name.clone())
    })
    .await
}

/// Creates a partner in an act under way.
pub(crate) async fn create_in(
    act: &mut Act,
    new: &NewPartner,
    id: &AccountId,
) -> Result<PartnerId> {
    let account = Account {
        id: id.clone(),
        kind: AccountKind::Partner,
        name: new.account_name.clone(),
        display_name: new.display_name.clone(),
        mobile: new.mobile.clone(),
        email: new.email.clone(),
        activity: Activity::Active,
        asks_code: false,
        created_at: act.now,
    };
    add_account(act, &account).await?;
    let partner = Partner {
        account,
        partner_type: new.partner_type,
        is_subsidised: new.is_subsidised,
        coupon_mode: CouponMode::Issuer,
    };
    act.tx.accounts().add_partner(&partner).await?;
    Ok(partner.id())
}

/// Switches a partner's account on or off.
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`].
pub async fn set_activity(cx: &Context, id: &str, activity: Activity) -> Result<()> {
    let id = &PartnerId::parse(id).map_err(|_| Error::NotFound("partner"))?;
    let deed = Deed::new(Permission::OpsPartners, "partner.set_activity", id.as_str());
    perform(cx, deed, |mut act| async move {
        let partner =
            act.tx.accounts().find_partner(id).await?.ok_or(Error::NotFound("partner"))?;
        let after = Account { activity, ..partner.account };
        act.tx.accounts().update(&after).await?;
        act.done((), id.as_str(), activity.as_str())
    })
    .await
}

/// Invites a person of a partner or customer account; the link is shown once.
///
/// # Errors
/// Without the operations permission for that kind of account; wrong fields; [`Error::NotFound`].
pub async fn invite(cx: &Context, form: &InviteForm) -> Result<InvitationMade> {
    cx.authorize(Permission::OpsPartners)?;
    form.check()?;
    let id = &AccountId::parse(&form.account_id).map_err(|_| Error::NotFound("account"))?;
    let deed = Deed::new(Permission::OpsPartners, "invitation.create", id.as_str());
    perform(cx, deed, |mut act| async move {
        let made = invite_in(&mut act, id, form).await?;
        let sign_in = made.sign_in.clone();
        act.done(made, id.as_str(), sign_in)
    })
    .await
}

/// Invites a person of a partner or customer account in an act under way.
pub(crate) async fn invite_in(
    act: &mut Act,
    id: &AccountId,
    form: &InviteForm,
) -> Result<InvitationMade> {
    let account = act.tx.accounts().find(id).await?;
    let account =
        account.filter(|a| a.kind != AccountKind::Vendor).ok_or(Error::NotFound("account"))?;
    let new = NewInvitation {
        account: &account,
        member: &form.member,
        display_name: &form.display_name,
        email: &form.email,
        roles: identity::preset_role(account.kind, &form.role)?,
    };
    identity::invite(act, new).await
}

/// Withdraws an open invitation.
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`].
pub async fn withdraw_invitation(cx: &Context, id: &str) -> Result<()> {
    let id = &InvitationId::parse(id).map_err(|_| Error::NotFound("invitation"))?;
    let deed = Deed::new(Permission::OpsPartners, "invitation.withdraw", id.as_str());
    perform(cx, deed, |mut act| async move {
        if !act.tx.identity().close_invitation(id, act.now).await? {
            return Err(Error::NotFound("invitation"));
        }
        act.done((), id.as_str(), "")
    })
    .await
}
