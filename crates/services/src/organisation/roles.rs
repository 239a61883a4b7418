//! Roles a partner makes itself.

use hezong_contract::organisation::{RoleForm, RoleRow, RolesPage};
use hezong_domain::access::{
    CUSTOM_ROLES_MAX, CustomRole, Permission, PermissionSet, RoleChoice, is_grantable,
    role_permissions,
};
use hezong_domain::accounts::User;
use hezong_domain::{CustomRoleId, PartnerId, ProblemKind, Refusal, Timestamp};
use hezong_storage::UnitOfWork;
use hezong_storage::identity::Invitation;

use super::{own_partner, preset};
use crate::act::{Deed, perform};
use crate::context::Context;
use crate::entropy::Make;
use crate::{Error, Result};

/// Who has roles, or will have them.
struct Uses {
    users: Vec<User>,
    invitations: Vec<Invitation>,
}

impl Uses {
    async fn read(tx: &mut dyn UnitOfWork, partner: &PartnerId, now: Timestamp) -> Result<Self> {
        let account = partner.account();
        Ok(Self {
            users: tx.identity().list_users(&account).await?,
            invitations: tx.identity().list_invitations(&account, now).await?,
        })
    }

    /// How many people have a role, and how many are invited with it.
    fn of(&self, choice: &RoleChoice) -> (i64, i64) {
        let has = |user: &&User| match choice {
            RoleChoice::Preset(role) => user.roles.preset.contains(role),
            RoleChoice::Custom(id) => user.roles.custom.iter().any(|role| role.id == *id),
        };
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let people = self.users.iter().filter(has).count();
        let invited = self.invitations.iter().filter(|i| i.roles.contains(choice)).count();
        (count(people), count(invited))
    }
}

fn row(uses: &Uses, choice: &RoleChoice, name: &str, set: &PermissionSet, version: i64) -> RoleRow {
    let (people, invitations) = uses.of(choice);
    RoleRow {
        value: choice.as_str().to_owned(),
        name: name.to_owned(),
        permissions: set.iter().collect(),
        people,
        invitations,
        version,
    }
}

fn own_row(uses: &Uses, role: &CustomRole) -> RoleRow {
    let choice = RoleChoice::Custom(role.id.clone());
    row(uses, &choice, &role.name, &role.allowed(), role.version)
}

fn grantable() -> Vec<Permission> {
    Permission::ALL.iter().copied().filter(|item| is_grantable(*item)).collect()
}

/// The roles of the caller's partner, preset ones and its own.
///
/// # Errors
/// Without [`Permission::MembersManage`].
pub async fn roles(cx: &Context) -> Result<RolesPage> {
    let partner = own_partner(cx)?;
    let mut tx = cx.services().storage().read().await?;
    let uses = Uses::read(&mut *tx, &partner, cx.now()).await?;
    let own = tx.organisation().list_roles(&partner).await?;
    let preset = preset().map(|role| {
        let set = PermissionSet::of_roles(&[role]);
        row(&uses, &RoleChoice::Preset(role), "", &set, 0)
    });
    Ok(RolesPage {
        preset: preset.collect(),
        own: own.iter().map(|role| own_row(&uses, role)).collect(),
        max: CUSTOM_ROLES_MAX,
        grantable: grantable(),
    })
}

/// One of its own, and the items it can hold.
///
/// # Errors
/// Without [`Permission::MembersManage`]; [`Error::NotFound`].
pub async fn role(cx: &Context, id: &str) -> Result<(RoleRow, Vec<Permission>)> {
    let partner = own_partner(cx)?;
    let mut tx = cx.services().storage().read().await?;
    let own = tx.organisation().list_roles(&partner).await?;
    let role = own.iter().find(|role| role.id.as_str() == id).ok_or(Error::NotFound("role"))?;
    let uses = Uses::read(&mut *tx, &partner, cx.now()).await?;
    Ok((own_row(&uses, role), grantable()))
}

/// The permissions a form chose.
fn permissions(form: &RoleForm, maker: &PermissionSet) -> Result<PermissionSet> {
    let wrong = |what| Error::field("permissions", what);
    let chosen: Option<Vec<Permission>> =
        form.permissions.iter().map(|text| Permission::parse(text)).collect();
    let chosen = chosen.ok_or_else(|| wrong(ProblemKind::NotAChoice))?;
    role_permissions(&chosen, maker).map_err(wrong)
}

/// Makes a role.
///
/// # Errors
/// Without [`Permission::MembersManage`]; wrong fields, a name in use among them;
/// [`Refusal::TooManyRoles`].
pub async fn create_role(cx: &Context, form: &RoleForm) -> Result<CustomRoleId> {
    let partner = &own_partner(cx)?;
    form.check()?;
    let permissions = &permissions(form, cx.principal().permissions())?;
    let deed = Deed::new(Permission::MembersManage, "role.create", form.name.trim())
        .in_turn(partner.as_str());
    perform(cx, deed, |mut act| async move {
        let there = act.tx.organisation().list_roles(partner).await?.len();
        if i64::try_from(there).unwrap_or(i64::MAX) >= CUSTOM_ROLES_MAX {
            return Err(Refusal::TooManyRoles { max: CUSTOM_ROLES_MAX }.into());
        }
        let role = CustomRole {
            id: CustomRoleId::new(act.cx.services().entropy().dated("CR", act.now)),
            partner_id: partner.clone(),
            name: form.name.trim().to_owned(),
            permissions: permissions.clone(),
            version: 1,
        };
        if !act.tx.organisation().add_role(&role, act.now).await? {
            return Err(Error::field("name", ProblemKind::Taken));
        }
        act.done(role.id.clone(), role.id.as_str(), told(&role))
    })
    .await
}

/// What an audit line says of a role.
fn told(role: &CustomRole) -> String {
    let items: Vec<&str> = role.permissions.iter().map(Permission::as_str).collect();
    format!("{}: {}", role.name, items.join(", "))
}

/// Changes a role; in effect at once for everybody who has it.
///
/// # Errors
/// Without [`Permission::MembersManage`]; [`Error::NotFound`]; wrong fields; [`Refusal::Stale`] when it
/// changed since it was shown.
pub async fn change_role(cx: &Context, form: &RoleForm) -> Result<()> {
    let partner = &own_partner(cx)?;
    form.check()?;
    let permissions = &permissions(form, cx.principal().permissions())?;
    let id = &CustomRoleId::parse(&form.id).map_err(|_| Error::NotFound("role"))?;
    let seen: i64 =
        form.version.parse().map_err(|_| Error::field("version", ProblemKind::Required))?;
    let deed =
        Deed::new(Permission::MembersManage, "role.change", id.as_str()).in_turn(partner.as_str());
    perform(cx, deed, |mut act| async move {
        let own = act.tx.organisation().list_roles(partner).await?;
        let role = own.into_iter().find(|role| role.id == *id).ok_or(Error::NotFound("role"))?;
        if role.version != seen {
            return Err(Refusal::Stale.into());
        }
        let after = CustomRole {
            name: form.name.trim().to_owned(),
            permissions: permissions.clone(),
            version: seen.saturating_add(1),
            ..role
        };
        if !act.tx.organisation().update_role(&after, seen).await? {
            return Err(Error::field("name", ProblemKind::Taken));
        }
        act.done((), id.as_str(), told(&after))
    })
    .await
}

/// Deletes a role nobody has and nobody is invited with.
///
/// # Errors
/// Without [`Permission::MembersManage`]; [`Error::NotFound`]; [`Refusal::RoleInUse`].
pub async fn remove_role(cx: &Context, id: &str) -> Result<()> {
    let partner = &own_partner(cx)?;
    let id = &CustomRoleId::parse(id).map_err(|_| Error::NotFound("role"))?;
    let deed =
        Deed::new(Permission::MembersManage, "role.remove", id.as_str()).in_turn(partner.as_str());
    perform(cx, deed, |mut act| async move {
        let uses = Uses::read(&mut *act.tx, partner, act.now).await?;
        let (people, invited) = uses.of(&RoleChoice::Custom(id.clone()));
        if people + invited > 0 {
            return Err(Refusal::RoleInUse { people: people + invited }.into());
        }
        if !act.tx.organisation().remove_role(partner, id).await? {
            return Err(Error::NotFound("role"));
        }
        act.done((), id.as_str(), "")
    })
    .await
}
