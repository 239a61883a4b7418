//! What somebody may do, worked out once from all roles.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Permission, Role};

/// A set of permissions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PermissionSet(BTreeSet<Permission>);

impl PermissionSet {
    /// What several preset roles allow together.
    pub fn of_roles(roles: &[Role]) -> Self {
        roles.iter().flat_map(|role| role.permissions()).copied().collect()
    }

    /// Whether a permission is in it.
    pub fn allows(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Whether all of `other` is in it.
    pub fn includes(&self, other: &Self) -> bool {
        other.0.is_subset(&self.0)
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.iter());
    }

    /// The permissions, in the order of [`Permission::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Permission> {
        self.0.iter().copied()
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().collect())
    }
}
