//! A partner's people and roles.

use hezong_domain::access::Permission;
use hezong_domain::accounts::Activity;
use hezong_domain::text;
use hezong_domain::{ProblemKind, Problems, Timestamp};
use serde::{Deserialize, Serialize};

use crate::accounts::InvitationRow;

/// A role as a form offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleOption {
    /// What is sent: the text of a preset role, or an id.
    pub value: String,
    /// The name of a role the partner made; empty for preset ones, whose words the page knows.
    pub name: String,
}

/// A person of the partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    /// Id.
    pub id: String,
    /// What the person signs in with.
    pub sign_in: String,
    /// Name.
    pub display_name: String,
    /// E-mail, may be empty.
    pub email: String,
    /// Its roles.
    pub roles: Vec<RoleOption>,
    /// Whether the person may sign in.
    pub activity: Activity,
    /// Last seen in a session.
    pub last_seen_at: Option<Timestamp>,
    /// Whether it is whoever looks.
    pub is_self: bool,
    /// Whether nobody else could administrate the partner.
    pub is_last_admin: bool,
}

/// The people of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPage {
    /// Sign-in name of the account: the first part of everybody's.
    pub account_name: String,
    /// The people.
    pub people: Vec<StaffRow>,
    /// Open invitations.
    pub invitations: Vec<InvitationRow>,
    /// Roles somebody can be given.
    pub options: Vec<RoleOption>,
}

/// One person and what it can be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffDetail {
    /// The person.
    pub row: StaffRow,
    /// Roles it can be given.
    pub options: Vec<RoleOption>,
}

/// A role with what it allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRow {
    /// Text of a preset role, or an id.
    pub value: String,
    /// The name of a role the partner made; empty for preset ones.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// How many people have it.
    pub people: i64,
    /// How many open invitations name it.
    pub invitations: i64,
    /// Raised with every change; 0 for preset roles.
    pub version: i64,
}

/// The roles of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesPage {
    /// Preset ones.
    pub preset: Vec<RoleRow>,
    /// The partner's own.
    pub own: Vec<RoleRow>,
    /// How many of its own it may have.
    pub max: i64,
    /// Items a role of its own can hold.
    pub grantable: Vec<Permission>,
}

/// Inviting somebody into the partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffForm {
    /// Member name: the second part of the sign-in name.
    pub member: String,
    /// The person's name.
    pub display_name: String,
    /// E-mail, optional.
    pub email: String,
    /// Roles.
    pub roles: Vec<String>,
}

impl StaffForm {
    /// Checks what needs no database.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::new();
        text::account_name(&mut problems, "member", &self.member);
        text::bounded(&mut problems, "display_name", &self.display_name, true, 64);
        text::email(&mut problems, "email", &self.email, false);
        if self.roles.is_empty() {
            problems.add("roles", ProblemKind::NothingChosen);
        }
        problems.into_result(())
    }
}

/// Giving somebody other roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffRolesForm {
    /// The person.
    pub id: String,
    /// Roles.
    pub roles: Vec<String>,
}

/// Switching somebody on or off, or removing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffActForm {
    /// The person, or an invitation.
    pub id: String,
}

/// Making or changing a role of the partner's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    /// Empty for a new one.
    pub id: String,
    /// The version that was shown.
    pub version: String,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<String>,
}

impl RoleForm {
    /// Checks what needs no database.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(), Problems> {
        let mut problems = Problems::new();
        let max = hezong_domain::access::ROLE_NAME_MAX;
        text::bounded(&mut problems, "name", &self.name, true, max);
        if self.permissions.is_empty() {
            problems.add("permissions", ProblemKind::NothingChosen);
        }
        problems.into_result(())
    }
}
