//! Roles a partner makes itself, and which roles a person may have (incentives-invoices §6.5).

use serde::{Deserialize, Serialize};

use super::{Permission, PermissionSet, Role};
use crate::accounts::AccountKind;
use crate::check::ProblemKind;
use crate::id::{CustomRoleId, PartnerId};

/// Most roles of one person.
pub const ROLES_MAX: usize = 3;
/// Most roles a partner may make.
pub const CUSTOM_ROLES_MAX: i64 = 10;
/// Longest name of such a role, in characters.
pub const ROLE_NAME_MAX: usize = 32;

/// A role a partner made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomRole {
    /// Id.
    pub id: CustomRoleId,
    /// Whose.
    pub partner_id: PartnerId,
    /// What people call it; unique within the partner.
    pub name: String,
    /// What it was given.
    pub permissions: PermissionSet,
    /// Raised by one with every change.
    pub version: i64,
}

impl CustomRole {
    /// What it really allows: an item that must not be granted counts for nothing, however it came to
    /// stand there.
    pub fn allowed(&self) -> PermissionSet {
        self.permissions.iter().filter(|item| is_grantable(*item)).collect()
    }
}

/// Whether a partner may put an item into a role of its own: what any preset role of partners allows
/// besides the administrator's. People, keys and settings stay the administrator's.
pub fn is_grantable(permission: Permission) -> bool {
    Role::ALL.iter().any(|role| {
        role.account_kind() == AccountKind::Partner
            && *role != Role::PartnerAdmin
            && role.permissions().contains(&permission)
    })
}

/// What has to come with an item, or its pages could not be used.
const fn comes_with(permission: Permission) -> Option<Permission> {
    match permission {
        Permission::CouponIssue => Some(Permission::QuotaView),
        Permission::CouponReclaim => Some(Permission::IssuedView),
        Permission::BenefitManage => Some(Permission::BenefitView),
        _ => None,
    }
}

/// The permissions of a role that is being made of `chosen`: with what comes along, and with the
/// partner's home, which every role brings (§6.5, "default permissions come with every role").
///
/// # Errors
/// [`ProblemKind::NotAChoice`] for items that must not be granted, [`ProblemKind::BeyondOwn`] for those
/// the maker does not hold.
pub fn role_permissions(
    chosen: &[Permission],
    maker: &PermissionSet,
) -> Result<PermissionSet, ProblemKind> {
    if chosen.iter().any(|item| !is_grantable(*item)) {
        return Err(ProblemKind::NotAChoice);
    }
    let along = chosen.iter().filter_map(|item| comes_with(*item));
    let all: PermissionSet =
        chosen.iter().copied().chain(along).chain([Permission::CustomerView]).collect();
    if maker.includes(&all) { Ok(all) } else { Err(ProblemKind::BeyondOwn) }
}

/// A role as a form or a stored row names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleChoice {
    /// A preset one.
    Preset(Role),
    /// One the partner made.
    Custom(CustomRoleId),
}

impl RoleChoice {
    /// Reads the text of a preset role or the id of another.
    pub fn parse(text: &str) -> Option<Self> {
        let custom = || CustomRoleId::parse(text).ok().map(Self::Custom);
        Role::parse(text).map(Self::Preset).or_else(custom)
    }

    /// The text that is stored.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Preset(role) => role.as_str(),
            Self::Custom(id) => id.as_str(),
        }
    }
}

/// The roles of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// Preset ones.
    pub preset: Vec<Role>,
    /// Those the partner made.
    pub custom: Vec<CustomRole>,
}

impl Roles {
    /// What they allow together.
    pub fn permissions(&self) -> PermissionSet {
        let mut all = PermissionSet::of_roles(&self.preset);
        for role in &self.custom {
            all.extend(&role.allowed());
        }
        all
    }
}

/// The roles somebody gives to a person of a partner: one to three, the administrator's alone, never more
/// than the giver holds. `own` are the roles the partner made.
///
/// # Errors
/// What is wrong with the choice.
pub fn chosen_roles(
    choices: &[RoleChoice],
    own: &[CustomRole],
    giver: &PermissionSet,
) -> Result<Roles, ProblemKind> {
    let mut choices = choices.to_vec();
    choices.sort();
    choices.dedup();
    if choices.is_empty() {
        return Err(ProblemKind::NothingChosen);
    }
    let mut roles = Roles::default();
    for choice in &choices {
        match choice {
            RoleChoice::Preset(role) if role.account_kind() == AccountKind::Partner => {
                roles.preset.push(*role);
            }
            RoleChoice::Preset(_) => return Err(ProblemKind::NotAChoice),
            RoleChoice::Custom(id) => {
                let found = own.iter().find(|role| role.id == *id);
                roles.custom.push(found.ok_or(ProblemKind::NotAChoice)?.clone());
            }
        }
    }
    if choices.len() > 1 && roles.preset.contains(&Role::PartnerAdmin) {
        return Err(ProblemKind::AdminAlone);
    }
    if choices.len() > ROLES_MAX {
        return Err(ProblemKind::TooMany { max: ROLES_MAX });
    }
    if giver.includes(&roles.permissions()) { Ok(roles) } else { Err(ProblemKind::BeyondOwn) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Principal, Proof};
    use crate::id::{AccountId, UserId};

    fn role(id: &str, partner: &str, permissions: &[Permission]) -> CustomRole {
        CustomRole {
            id: CustomRoleId::new(id),
            partner_id: PartnerId::new(partner),
            name: format!("Role {id}"),
            permissions: permissions.iter().copied().collect(),
            version: 1,
        }
    }

    fn admin() -> PermissionSet {
        PermissionSet::of_roles(&[Role::PartnerAdmin])
    }

    #[test]
    fn one_to_three_roles_and_the_administrator_alone() {
        use Role as R;
        let own = [role("c1", "p", &[Permission::QuotaView])];
        let preset = |roles: &[Role]| roles.iter().copied().map(RoleChoice::Preset).collect();
        let custom = |id: &str| RoleChoice::Custom(CustomRoleId::new(id));
        let three: Vec<_> = preset(&[R::AccountManager, R::CouponOperator, R::BenefitOperator]);
        let four: Vec<_> = three.iter().cloned().chain([custom("c1")]).collect();
        let with_admin: Vec<_> = preset(&[R::PartnerAdmin, R::AccountManager]);
        let twice: Vec<_> = preset(&[R::AccountManager, R::AccountManager]);
        for (choices, expected) in [
            (Vec::new(), Err(ProblemKind::NothingChosen)),
            (preset(&[R::PartnerAdmin]), Ok(1)),
            (three, Ok(3)),
            (four, Err(ProblemKind::TooMany { max: 3 })),
            (twice, Ok(1)),
            (with_admin, Err(ProblemKind::AdminAlone)),
            (vec![RoleChoice::Preset(R::PartnerAdmin), custom("c1")], Err(ProblemKind::AdminAlone)),
            (vec![custom("c1")], Ok(1)),
            (vec![custom("c2")], Err(ProblemKind::NotAChoice)),
            (preset(&[R::Operations]), Err(ProblemKind::NotAChoice)),
            (preset(&[R::CustomerOwner]), Err(ProblemKind::NotAChoice)),
        ] {
            let found = chosen_roles(&choices, &own, &admin());
            let found = found.map(|roles| roles.preset.len() + roles.custom.len());
            assert_eq!(found, expected, "{choices:?}");
        }
    }

    #[test]
    fn nobody_grants_what_they_do_not_hold() {
        let operator = PermissionSet::of_roles(&[Role::CouponOperator]);
        let given = |role| chosen_roles(&[RoleChoice::Preset(role)], &[], &operator).map(|_| ());
        assert_eq!(given(Role::AccountManager), Ok(()));
        assert_eq!(given(Role::BenefitOperator), Err(ProblemKind::BeyondOwn));
        assert_eq!(given(Role::PartnerAdmin), Err(ProblemKind::BeyondOwn));
        let made = |item| role_permissions(&[item], &operator).map(|_| ());
        assert_eq!(made(Permission::CouponIssue), Ok(()));
        assert_eq!(made(Permission::BenefitView), Err(ProblemKind::BeyondOwn));
    }

    #[test]
    fn what_is_the_administrators_is_in_no_role_of_a_partners_own() {
        for item in Permission::ALL {
            let of_admin_only = matches!(
                item,
                Permission::AccessKeyManage
                    | Permission::AccountSettings
                    | Permission::MembersManage
            );
            let is_of_partner = Role::PartnerAdmin.permissions().contains(item);
            assert_eq!(is_grantable(*item), is_of_partner && !of_admin_only, "{item:?}");
            let made = role_permissions(&[*item], &admin());
            assert_eq!(made.is_ok(), is_grantable(*item), "{item:?}");
        }
    }

    #[test]
    fn a_role_brings_the_home_and_what_its_items_need() {
        let made = role_permissions(&[Permission::CouponIssue], &admin()).unwrap();
        let items: Vec<_> = made.iter().collect();
        let expected = [Permission::QuotaView, Permission::CouponIssue, Permission::CustomerView];
        assert_eq!(items, expected);
    }

    #[test]
    fn a_caller_may_what_any_of_its_roles_allows() {
        let caller = |kind, account: &str| {
            let account = AccountId::new(account);
            let user = UserId::new("u");
            let roles = vec![Role::AccountManager];
            Principal::authenticated(account, kind, user, "u".to_owned(), roles, Proof::Session)
        };
        let own = role("c1", "p", &[Permission::QuotaView]);
        let others = role("c2", "q", &[Permission::CouponIssue]);
        // Planted behind everybody's back.
        let planted = role("c3", "p", &[Permission::MembersManage, Permission::OpsPay]);
        let all = [own, others, planted];
        let found = caller(AccountKind::Partner, "p").with_custom_roles(&all);
        assert!(found.may(Permission::QuotaView) && found.may(Permission::CustomerView));
        for item in [Permission::CouponIssue, Permission::MembersManage, Permission::OpsPay] {
            assert!(!found.may(item), "{item:?}");
        }
        let customer = caller(AccountKind::Customer, "p").with_custom_roles(&all);
        assert!(!customer.may(Permission::QuotaView));
    }

    #[test]
    fn choices_round_trip() {
        for text in ["partner_admin", "CR2611223F7K2M9QWZ"] {
            assert_eq!(
                RoleChoice::parse(text).map(|c| c.as_str().to_owned()).as_deref(),
                Some(text)
            );
        }
        assert_eq!(RoleChoice::parse("no such thing"), None);
    }
}
