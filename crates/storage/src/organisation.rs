//! The people of a partner and its own roles: what changes about them once they are there.

use async_trait::async_trait;
use hezong_domain::access::{CustomRole, Roles};
use hezong_domain::accounts::Activity;
use hezong_domain::{CustomRoleId, PartnerId, Timestamp, UserId};

use crate::Result;

/// Roles of partners' own, and changes to people. Callers have found the user in their own account.
#[async_trait]
pub trait OrganisationRepository: Send {
    /// Adds a role; `false` when the partner has one of that name.
    async fn add_role(&mut self, role: &CustomRole, at: Timestamp) -> Result<bool>;
    /// Writes name and permissions of a role that has version `seen`; `false` when the name is taken, a
    /// [`crate::StorageError::Conflict`] when it changed.
    async fn update_role(&mut self, role: &CustomRole, seen: i64) -> Result<bool>;
    /// Removes a role nobody has; `false` when the partner has none such.
    async fn remove_role(&mut self, partner: &PartnerId, id: &CustomRoleId) -> Result<bool>;
    /// A partner's roles, by name.
    async fn list_roles(&mut self, partner: &PartnerId) -> Result<Vec<CustomRole>>;

    /// Replaces the roles of a user.
    async fn set_roles(&mut self, user: &UserId, roles: &Roles) -> Result<()>;
    /// Switches a user on or off.
    async fn set_user_activity(&mut self, user: &UserId, activity: Activity) -> Result<()>;
    /// Switches a user off for good and takes it out of lists; its row stays for the histories.
    async fn remove_user(&mut self, user: &UserId, at: Timestamp) -> Result<()>;
}
