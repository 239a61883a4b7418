//! Who may do what: permission items, preset roles, and the one matrix that joins them.
//!
//! The matrix is [`Role::permissions`]; `docs/permissions.txt` is printed from it by a test below. Items with a `BPC_…`
//! code are the vendor's documented ones (partner-sales §9), the others are ours. Roles a partner makes itself
//! are in [`custom`]; what somebody may do is the union of all its roles, a [`PermissionSet`].

mod custom;
mod set;

pub use custom::{
    CUSTOM_ROLES_MAX, CustomRole, ROLE_NAME_MAX, ROLES_MAX, RoleChoice, Roles, chosen_roles,
    is_grantable, role_permissions,
};
pub use set::PermissionSet;

use serde::{Deserialize, Serialize};

use crate::accounts::{AccountKind, text_enum};
use crate::id::{AccountId, CustomerId, PartnerId, UserId};

text_enum! {
    /// Something a person or key may be allowed to do. The text is the permission item people see.
    Permission {
        /// See the coupon quotas of the own partner.
        QuotaView = "BPC_ITEM_SUBCUSTSERV_030100",
        /// See the coupon operation records.
        RecordView = "BPC_ITEM_SUBCUSTSERV_030102",
        /// Issue coupons and cash coupons.
        CouponIssue = "BPC_ITEM_SUBCUSTSERV_030103",
        /// See issued coupons.
        IssuedView = "BPC_ITEM_SUBCUSTSERV_030200",
        /// Reclaim issued coupons.
        CouponReclaim = "BPC_ITEM_SUBCUSTSERV_030201",
        /// See the own customers.
        CustomerView = "BPC_ITEM_SUBCUSTSERV_010100",
        /// See and replace the cash-coupon allow-list.
        AllowlistManage = "HZ_ITEM_ALLOWLIST",
        /// See the coupons the account holds.
        CouponView = "billing:coupon:view",
        /// Make, disable and delete access keys of the account.
        AccessKeyManage = "HZ_ITEM_ACCESS_KEYS",
        /// Change account settings: verification code switch.
        AccountSettings = "HZ_ITEM_ACCOUNT_SETTINGS",
        /// See the own partner's benefits: qualifications, claims, payments.
        BenefitView = "HZ_ITEM_BENEFITS",
        /// Apply, claim, ask for payment, certify business information for the own partner.
        BenefitManage = "HZ_ITEM_BENEFITS_MANAGE",
        /// See, invite and change the people of the own partner, and its roles.
        MembersManage = "HZ_ITEM_MEMBERS",
        /// Be linked with partners as an employee: accept, look at, leave.
        MembershipManage = "HZ_ITEM_MEMBERSHIP",
        /// Operations: see, create and invite partners.
        OpsPartners = "HZ_OPS_PARTNERS",
        /// Operations: see, create and associate customers.
        OpsCustomers = "HZ_OPS_CUSTOMERS",
        /// Operations: grant, adjust and freeze quotas.
        OpsQuotas = "HZ_OPS_QUOTAS",
        /// Operations: read the audit log.
        OpsAudit = "HZ_OPS_AUDIT",
        /// Operations: see every case of every benefit.
        OpsBenefits = "HZ_OPS_BENEFITS",
        /// Operations: review qualifications, claims, payment requests, business information.
        OpsReview = "HZ_OPS_REVIEW",
        /// Operations: run the assessment of experts.
        OpsAssess = "HZ_OPS_ASSESS",
        /// Operations: receive and check invoices.
        OpsInvoices = "HZ_OPS_INVOICES",
        /// Operations: prepare, approve and enter payments.
        OpsPay = "HZ_OPS_PAY",
        /// Operations: publish policies and calendars.
        OpsPolicies = "HZ_OPS_POLICIES",
    }
}

text_enum! {
    /// A preset role (partner-sales §9).
    Role {
        /// The vendor's channel operations.
        Operations = "operations",
        /// The ecosystem manager: looks after partners, assesses their experts.
        EcosystemManager = "ecosystem_manager",
        /// Payables: checks invoices and pays.
        Finance = "finance",
        /// 系统管理员 of a partner; excludes every other role.
        PartnerAdmin = "partner_admin",
        /// Coupon operator of a partner: issues and reclaims.
        CouponOperator = "coupon_operator",
        /// 客户经理 of a partner: customers, no coupon rights.
        AccountManager = "account_manager",
        /// Looks after a partner's benefits.
        BenefitOperator = "benefit_operator",
        /// The owner of a customer account.
        CustomerOwner = "customer_owner",
        /// May look at a customer's cost center only.
        CustomerViewer = "customer_viewer",
    }
}

impl Role {
    /// What the role allows. The only place that says so.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Operations => &[
                P::OpsPartners,
                P::OpsCustomers,
                P::OpsQuotas,
                P::OpsAudit,
                P::OpsBenefits,
                P::OpsReview,
                P::OpsInvoices,
                P::OpsPolicies,
            ],
            Self::EcosystemManager => &[P::OpsPartners, P::OpsBenefits, P::OpsAssess],
            Self::Finance => &[P::OpsBenefits, P::OpsInvoices, P::OpsPay],
            Self::PartnerAdmin => &[
                P::QuotaView,
                P::RecordView,
                P::CouponIssue,
                P::IssuedView,
                P::CouponReclaim,
                P::CustomerView,
                P::AllowlistManage,
                P::AccessKeyManage,
                P::AccountSettings,
                P::BenefitView,
                P::BenefitManage,
                P::MembersManage,
            ],
            Self::CouponOperator => &[
                P::QuotaView,
                P::RecordView,
                P::CouponIssue,
                P::IssuedView,
                P::CouponReclaim,
                P::CustomerView,
                P::AllowlistManage,
            ],
            Self::AccountManager => &[P::CustomerView],
            Self::BenefitOperator => &[P::CustomerView, P::BenefitView, P::BenefitManage],
            Self::CustomerOwner => {
                &[P::CouponView, P::AccessKeyManage, P::AccountSettings, P::MembershipManage]
            }
            Self::CustomerViewer => &[P::CouponView],
        }
    }

    /// The kind of account whose users may have the role.
    pub const fn account_kind(self) -> AccountKind {
        match self {
            Self::Operations | Self::EcosystemManager | Self::Finance => AccountKind::Vendor,
            Self::PartnerAdmin
            | Self::CouponOperator
            | Self::AccountManager
            | Self::BenefitOperator => AccountKind::Partner,
            Self::CustomerOwner | Self::CustomerViewer => AccountKind::Customer,
        }
    }

    /// The role of the first person of an account.
    pub const fn first_of(kind: AccountKind) -> Self {
        match kind {
            AccountKind::Vendor => Self::Operations,
            AccountKind::Partner => Self::PartnerAdmin,
            AccountKind::Customer => Self::CustomerOwner,
        }
    }
}

/// Whether any of `roles` allows `permission`.
pub fn allows(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| role.permissions().contains(&permission))
}

/// Which tenant's rows a caller may touch. Made from a [`Principal`], never from a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everything: the vendor's operations and jobs.
    Platform,
    /// The rows of one partner.
    Partner(PartnerId),
    /// The rows of one customer.
    Customer(CustomerId),
}

/// How a caller proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A browser session.
    Session,
    /// A signed request.
    AccessKey,
    /// A token of the open API.
    Token,
    /// A job or a command of the operator of this server.
    System,
}

/// Who is calling. Fields are private: only authenticators make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    account_id: AccountId,
    kind: AccountKind,
    user_id: Option<UserId>,
    sign_in: String,
    roles: Vec<Role>,
    custom_roles: Vec<String>,
    permissions: PermissionSet,
    proof: Proof,
}

impl Principal {
    /// A caller whose session, key or token has been verified.
    pub fn authenticated(
        account_id: AccountId,
        kind: AccountKind,
        user_id: UserId,
        sign_in: String,
        roles: Vec<Role>,
        proof: Proof,
    ) -> Self {
        Self {
            account_id,
            kind,
            user_id: Some(user_id),
            sign_in,
            permissions: PermissionSet::of_roles(&roles),
            roles,
            custom_roles: Vec::new(),
            proof,
        }
    }

    /// The same caller with roles its partner made itself. Another partner's count for nothing.
    #[must_use]
    pub fn with_custom_roles(mut self, roles: &[CustomRole]) -> Self {
        let partner = self.partner_id();
        for role in roles.iter().filter(|role| partner.as_ref() == Some(&role.partner_id)) {
            self.permissions.extend(&role.allowed());
            self.custom_roles.push(role.name.clone());
        }
        self
    }

    /// The system itself: jobs and the command line.
    pub fn system(account_id: AccountId) -> Self {
        Self {
            account_id,
            kind: AccountKind::Vendor,
            user_id: None,
            sign_in: "system".to_owned(),
            roles: Vec::new(),
            custom_roles: Vec::new(),
            permissions: PermissionSet::default(),
            proof: Proof::System,
        }
    }

    /// The account called for.
    pub fn account_id(&self) -> &AccountId {
        &self.account_id
    }

    /// What kind of account it is.
    pub fn kind(&self) -> AccountKind {
        self.kind
    }

    /// The person, unless it is the system.
    pub fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }

    /// What the person signs in with; `system` for jobs.
    pub fn sign_in(&self) -> &str {
        &self.sign_in
    }

    /// The person's preset roles.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The names of the person's roles that the partner made itself.
    pub fn custom_roles(&self) -> &[String] {
        &self.custom_roles
    }

    /// Everything the person may do: the union of all roles.
    pub fn permissions(&self) -> &PermissionSet {
        &self.permissions
    }

    /// How the caller proved who it is.
    pub fn proof(&self) -> Proof {
        self.proof
    }

    /// Whether the caller may do something.
    pub fn may(&self, permission: Permission) -> bool {
        self.proof == Proof::System || self.permissions.allows(permission)
    }

    /// The rows the caller may touch.
    pub fn scope(&self) -> Scope {
        match self.kind {
            AccountKind::Vendor => Scope::Platform,
            AccountKind::Partner => Scope::Partner(PartnerId::from(self.account_id.clone())),
            AccountKind::Customer => Scope::Customer(CustomerId::from(self.account_id.clone())),
        }
    }

    /// The partner called for, when it is one.
    pub fn partner_id(&self) -> Option<PartnerId> {
        (self.kind == AccountKind::Partner).then(|| PartnerId::from(self.account_id.clone()))
    }

    /// The customer called for, when it is one.
    pub fn customer_id(&self) -> Option<CustomerId> {
        (self.kind == AccountKind::Customer).then(|| CustomerId::from(self.account_id.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn an_account_manager_has_no_coupon_rights() {
        let roles = [Role::AccountManager];
        assert!(allows(&roles, Permission::CustomerView));
        assert!(!allows(&roles, Permission::CouponIssue));
        assert!(!allows(&roles, Permission::IssuedView));
    }

    /// The matrix as `docs/permissions.txt` shows it.
    fn matrix() -> String {
        let mut text = String::from(
            "# Which role may do what. Printed by crates/domain/src/access.rs; rewritten by\n\
             # HEZONG_WRITE_ACCESS=1 cargo test -p hezong-domain access\n# permission",
        );
        for role in Role::ALL {
            let _ = write!(text, " | {}", role.as_str());
        }
        text.push('\n');
        for item in Permission::ALL {
            text.push_str(item.as_str());
            for role in Role::ALL {
                let may = role.permissions().contains(item);
                text.push_str(if may { " | yes" } else { " | -" });
            }
            text.push('\n');
        }
        text
    }

    #[test]
    fn the_matrix_is_written_down() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/permissions.txt");
        if std::env::var_os("HEZONG_WRITE_ACCESS").is_some() {
            std::fs::write(file, matrix()).expect("written");
        }
        let written = std::fs::read_to_string(file).unwrap_or_default();
        assert_eq!(matrix(), written, "rewrite it, and read the difference");
    }

    #[test]
    fn every_role_of_a_partner_sees_its_customers() {
        // The partner's home asks for this permission and stands for "belongs to a partner".
        for role in Role::ALL {
            let is_partner = role.account_kind() == AccountKind::Partner;
            assert_eq!(role.permissions().contains(&Permission::CustomerView), is_partner);
        }
    }

    #[test]
    fn texts_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(*role));
        }
        for item in Permission::ALL {
            assert_eq!(Permission::parse(item.as_str()), Some(*item));
        }
    }
}
