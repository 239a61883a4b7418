//! Signing in and who is signed in.

use hezong_domain::access::{Permission, PermissionSet, Role, allows};
use hezong_domain::accounts::AccountKind;
use hezong_domain::text;
use hezong_domain::{ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

/// The person looking at the page.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// What the person signs in with.
    pub sign_in: String,
    /// The person's name.
    pub display_name: String,
    /// The account id: `customer_id` and `domain_id` of the open API.
    pub account_id: String,
    /// The account's sign-in name.
    pub account_name: String,
    /// The company.
    pub account_display: String,
    /// What the account is; decides the console.
    pub kind: AccountKind,
    /// The person's preset roles.
    pub roles: Vec<Role>,
    /// Names of the person's roles that the partner made itself.
    pub custom_roles: Vec<String>,
    /// What all roles allow together.
    pub permissions: PermissionSet,
    /// Whether it is a person's own account, which partners can be linked with.
    pub is_personal: bool,
    /// Whether the partner is of the subsidised type (cash coupons appear).
    pub is_subsidised: bool,
    /// Whether the customer ever got a cash coupon (the page appears only then).
    pub has_cash_coupons: bool,
    /// The partner a customer belongs to; empty when none.
    pub partner_name: String,
    /// Whether sensitive acts ask for a code.
    pub asks_code: bool,
    /// Whether the second factor is on.
    pub has_second_factor: bool,
    /// Unread messages.
    pub unread: i64,
    /// Whether this server runs on demo data.
    pub is_demo: bool,
    /// Whether business time can be moved here.
    pub is_sandbox: bool,
}

impl Viewer {
    /// Whether the person may do something. The service decides again.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.allows(permission)
    }

    /// Whether cash coupons concern the account: a partner that issues them, a customer that got one.
    pub fn sees_cash_coupons(&self) -> bool {
        self.is_subsidised || self.has_cash_coupons
    }

    /// The address of the person's console.
    pub fn home(&self) -> &'static str {
        home(self.kind, &self.roles)
    }
}

/// The address of a console. People of the vendor who do not look after partners begin with their queue.
pub fn home(kind: AccountKind, roles: &[Role]) -> &'static str {
    match kind {
        AccountKind::Vendor if allows(roles, Permission::OpsPartners) => "/ops",
        AccountKind::Vendor => "/ops/queue",
        AccountKind::Partner => "/partner",
        AccountKind::Customer => "/cost",
    }
}

/// The sign-in form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    /// Account name, or `account/member`.
    pub sign_in: String,
    /// Password.
    pub password: String,
    /// Second factor, when one is set up.
    pub code: String,
    /// Where to go afterwards; a path of this site.
    pub next: String,
}

/// What an invitation offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// The inviting company.
    pub account_display: String,
    /// The sign-in name the person will have.
    pub sign_in: String,
    /// Kind of account.
    pub kind: AccountKind,
    /// Name given with the invitation.
    pub display_name: String,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// Accepting an invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcceptForm {
    /// The secret of the link.
    pub token: String,
    /// The person's name.
    pub display_name: String,
    /// New password.
    pub password: String,
    /// The same again.
    pub repeat: String,
}

impl AcceptForm {
    /// Checks everything that does not need the database.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self, sign_in: &str) -> Result<(), Problems> {
        let mut problems = Problems::new();
        text::bounded(&mut problems, "display_name", &self.display_name, true, 64);
        text::new_password(&mut problems, "password", &self.password, sign_in);
        if self.password != self.repeat {
            problems.add("repeat", ProblemKind::Mismatch);
        }
        problems.into_result(())
    }
}

/// Changing the own password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    /// The current password.
    pub current: String,
    /// New password.
    pub password: String,
    /// The same again.
    pub repeat: String,
}

impl PasswordForm {
    /// Checks everything that does not need the database.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self, sign_in: &str) -> Result<(), Problems> {
        let mut problems = Problems::new();
        if self.current.is_empty() {
            problems.add("current", ProblemKind::Required);
        }
        text::new_password(&mut problems, "password", &self.password, sign_in);
        if self.password != self.repeat {
            problems.add("repeat", ProblemKind::Mismatch);
        }
        problems.into_result(())
    }
}

/// One of the person's sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// A public handle of the session, not the secret.
    pub handle: String,
    /// Whether it is the one in use.
    pub is_current: bool,
    /// The browser as it names itself.
    pub user_agent: String,
    /// Where it came from.
    pub ip: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last seen.
    pub last_seen_at: Timestamp,
}

/// Setting up the second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorSetup {
    /// The secret for typing, base32.
    pub secret: String,
    /// The `otpauth://` address for the authenticator.
    pub address: String,
}
