//! 组织: the people of a partner who sign in by role, and the roles it makes itself
//! (incentives-invoices §6.5). The rules are in `domain::access`.

mod people;
mod roles;

pub use people::{invite, person, remove, set_activity, set_roles, staff, withdraw_invitation};
pub use roles::{change_role, create_role, remove_role, role, roles};

use hezong_contract::organisation::RoleOption;
use hezong_domain::access::{
    CustomRole, Permission, PermissionSet, Role, RoleChoice, Roles, chosen_roles,
};
use hezong_domain::accounts::AccountKind;
use hezong_domain::{PartnerId, ProblemKind};
use hezong_storage::UnitOfWork;

use crate::context::Context;
use crate::{Error, Result};

/// The partner whose people the caller administrates.
fn own_partner(cx: &Context) -> Result<PartnerId> {
    cx.authorize(Permission::MembersManage)?;
    cx.principal().partner_id().ok_or(Error::NotFound("partner"))
}

/// The preset roles of partners' people.
fn preset() -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| role.account_kind() == AccountKind::Partner)
}

/// Roles as forms offer them: preset ones, then the partner's own.
async fn options(tx: &mut dyn UnitOfWork, partner: &PartnerId) -> Result<Vec<RoleOption>> {
    let own = tx.organisation().list_roles(partner).await?;
    let preset =
        preset().map(|role| RoleOption { value: role.as_str().to_owned(), name: String::new() });
    Ok(preset.chain(own.iter().map(own_option)).collect())
}

fn own_option(role: &CustomRole) -> RoleOption {
    RoleOption { value: role.id.to_string(), name: role.name.clone() }
}

/// The roles of somebody, as pages show them.
fn shown(roles: &Roles) -> Vec<RoleOption> {
    let preset = roles.preset.iter();
    let preset =
        preset.map(|role| RoleOption { value: role.as_str().to_owned(), name: String::new() });
    preset.chain(roles.custom.iter().map(own_option)).collect()
}

/// The roles a form chose.
///
/// # Errors
/// A problem of field `roles`.
async fn chosen(
    tx: &mut dyn UnitOfWork,
    partner: &PartnerId,
    giver: &PermissionSet,
    texts: &[String],
) -> Result<Roles> {
    let wrong = |what| Error::field("roles", what);
    let texts = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let choices: Option<Vec<RoleChoice>> = texts.map(RoleChoice::parse).collect();
    let choices = choices.ok_or_else(|| wrong(ProblemKind::NotAChoice))?;
    let own = tx.organisation().list_roles(partner).await?;
    chosen_roles(&choices, &own, giver).map_err(wrong)
}
