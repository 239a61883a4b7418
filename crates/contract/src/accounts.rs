//! Operations: partners and the first people of an account.

use hezong_domain::accounts::{Activity, CouponMode, PartnerType};
use hezong_domain::text::{self, NAME_LENGTH_MAX};
use hezong_domain::{Fen, ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

/// Names of the filters of the partner list.
pub const PARTNER_FILTERS: &[&str] = &["q", "type", "activity"];

/// Programmes a partner can be created in: resellers, who belong to a distributor, do not exist yet.
pub const NEW_PARTNER_TYPES: &[PartnerType] =
    &[PartnerType::SolutionProvider, PartnerType::Distributor];

/// Most partners that forms and filters offer to choose from; others are reached from their own pages.
pub const PARTNER_OPTIONS_MAX: i64 = 200;

/// A partner in the operations list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerRow {
    /// Account id.
    pub id: String,
    /// Sign-in name of the account.
    pub account_name: String,
    /// Company.
    pub display_name: String,
    /// Programme.
    pub partner_type: PartnerType,
    /// Subsidised type too.
    pub is_subsidised: bool,
    /// Who uses its coupons.
    pub coupon_mode: CouponMode,
    /// Whether it may be used.
    pub activity: Activity,
    /// Live customers.
    pub customers: i64,
    /// Balance of all issuable quotas.
    pub quota_balance: Fen,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A partner with its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerDetail {
    /// The list's figures.
    pub row: PartnerRow,
    /// Contact.
    pub email: String,
    /// Contact.
    pub mobile: String,
    /// Its people.
    pub users: Vec<UserRow>,
    /// Open invitations.
    pub invitations: Vec<InvitationRow>,
}

/// A person of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// What the person signs in with.
    pub sign_in: String,
    /// Name.
    pub display_name: String,
    /// Preset roles, as stable texts.
    pub roles: Vec<String>,
    /// Names of roles the partner made itself.
    pub custom_roles: Vec<String>,
    /// Whether the person may sign in.
    pub activity: Activity,
    /// Last sign-in.
    pub last_seen_at: Option<Timestamp>,
}

/// An invitation that has not been used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRow {
    /// Id.
    pub id: String,
    /// The sign-in name offered.
    pub sign_in: String,
    /// Name given.
    pub display_name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// A new invitation: the link is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationMade {
    /// Path of the link, with its secret.
    pub path: String,
    /// The address it was sent to; empty when no mail went out.
    pub mailed_to: String,
    /// The sign-in name offered.
    pub sign_in: String,
    /// When it lapses.
    pub expires_at: Timestamp,
}

/// Creating a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartnerForm {
    /// Sign-in name of the account.
    pub account_name: String,
    /// Company.
    pub display_name: String,
    /// Programme.
    pub partner_type: String,
    /// `on` when of the subsidised type too.
    pub is_subsidised: String,
    /// E-mail, optional.
    pub email: String,
    /// Mobile, optional.
    pub mobile: String,
}

/// A checked [`PartnerForm`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPartner {
    /// Sign-in name of the account.
    pub account_name: String,
    /// Company.
    pub display_name: String,
    /// Programme.
    pub partner_type: PartnerType,
    /// Subsidised type too.
    pub is_subsidised: bool,
    /// E-mail, may be empty.
    pub email: String,
    /// Mobile, may be empty.
    pub mobile: String,
}

impl PartnerForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<NewPartner, Problems> {
        let mut problems = Problems::new();
        let account_name = text::account_name(&mut problems, "account_name", &self.account_name);
        let display_name =
            text::bounded(&mut problems, "display_name", &self.display_name, true, NAME_LENGTH_MAX);
        let partner_type = PartnerType::parse(&self.partner_type)
            .filter(|chosen| NEW_PARTNER_TYPES.contains(chosen));
        if partner_type.is_none() {
            problems.add("partner_type", ProblemKind::NotAChoice);
        }
        let email = text::email(&mut problems, "email", &self.email, false);
        let mobile = text::mobile(&mut problems, "mobile", &self.mobile, false);
        problems.into_result(NewPartner {
            account_name,
            display_name,
            partner_type: partner_type.unwrap_or(PartnerType::SolutionProvider),
            is_subsidised: is_on(&self.is_subsidised),
            email,
            mobile,
        })
    }
}

/// Inviting the first person (or a member) of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// The account.
    pub account_id: String,
    /// Member name; empty invites the account's first administrator.
    pub member: String,
    /// The person's name.
    pub display_name: String,
    /// E-mail, optional; the link is shown on screen in any case.
    pub email: String,
    /// Role, as a stable text; may be empty for the first administrator, never for a member: the most
    /// powerful role must not be what one gets by leaving a field out.
    pub role: String,
}

impl InviteForm {
    /// Checks the form.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::new();
        if !self.member.trim().is_empty() {
            text::account_name(&mut problems, "member", &self.member);
            if self.role.trim().is_empty() {
                problems.add("role", ProblemKind::NothingChosen);
            }
        }
        text::bounded(&mut problems, "display_name", &self.display_name, true, 64);
        text::email(&mut problems, "email", &self.email, false);
        problems.into_result(())
    }
}

/// Whether a check box was ticked.
pub fn is_on(value: &str) -> bool {
    matches!(value, "on" | "true" | "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_is_a_provider_or_a_distributor_but_no_reseller() {
        for partner_type in PartnerType::ALL {
            let form = PartnerForm {
                account_name: "shanhai".to_owned(),
                display_name: "Shanhai".to_owned(),
                partner_type: partner_type.as_str().to_owned(),
                ..PartnerForm::default()
            };
            let problem = form.check().err().and_then(|p| p.of("partner_type").cloned());
            let refused =
                (*partner_type == PartnerType::Reseller).then_some(ProblemKind::NotAChoice);
            assert_eq!(problem, refused, "{}", partner_type.as_str());
        }
    }
}
