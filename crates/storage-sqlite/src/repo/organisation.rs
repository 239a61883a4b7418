//! Roles of partners' own, and changes to people.

use async_trait::async_trait;
use hezong_domain::access::{CustomRole, Permission, PermissionSet, Role, Roles};
use hezong_domain::accounts::Activity;
use hezong_domain::{CustomRoleId, PartnerId, Timestamp, UserId, text};
use hezong_storage::organisation::OrganisationRepository;
use hezong_storage::{Result, StorageError};

use super::support::{bad, fail, one_row};
use super::{Conn, Work};

/// Permissions as they are stored.
fn joined(permissions: &PermissionSet) -> String {
    permissions.iter().map(Permission::as_str).collect::<Vec<_>>().join(",")
}

/// Permissions from their text. An item this program does not know allows nothing.
fn split(text: &str) -> PermissionSet {
    text.split(',').filter_map(Permission::parse).collect()
}

/// A user's roles, in order.
pub(super) async fn roles_of(conn: &mut Conn, user: &str) -> Result<Roles> {
    let rows = sqlx::query!(
        r#"SELECT u.role AS "role!: String", c.partner_id AS "partner_id?: String",
                  c.name AS "name?: String", c.permissions AS "permissions?: String",
                  c.version AS "version?: i64"
           FROM user_roles u LEFT JOIN custom_roles c ON c.id = u.role
           WHERE u.user_id = $1 ORDER BY u.position"#,
        user
    )
    .fetch_all(conn)
    .await
    .map_err(fail)?;
    let mut roles = Roles::default();
    for row in rows {
        if let Some(role) = Role::parse(&row.role) {
            roles.preset.push(role);
            continue;
        }
        let (Some(partner_id), Some(name), Some(permissions), Some(version)) =
            (row.partner_id, row.name, row.permissions, row.version)
        else {
            return Err(bad("user_roles", "role", user));
        };
        roles.custom.push(CustomRole {
            id: CustomRoleId::new(row.role),
            partner_id: PartnerId::new(partner_id),
            name,
            permissions: split(&permissions),
            version,
        });
    }
    Ok(roles)
}

/// Gives roles to a user who has none.
pub(super) async fn add_roles(conn: &mut Conn, user: &UserId, roles: &Roles) -> Result<()> {
    let preset = roles.preset.iter().map(|role| role.as_str());
    let all = preset.chain(roles.custom.iter().map(|role| role.id.as_str()));
    for (position, role) in (1i64..).zip(all) {
        sqlx::query!(
            "INSERT INTO user_roles (user_id, position, role) VALUES ($1, $2, $3)",
            user.as_str(),
            position,
            role,
        )
        .execute(&mut *conn)
        .await
        .map_err(fail)?;
    }
    Ok(())
}

async fn forget_roles(conn: &mut Conn, user: &UserId) -> Result<()> {
    sqlx::query!("DELETE FROM user_roles WHERE user_id = $1", user.as_str())
        .execute(conn)
        .await
        .map_err(fail)?;
    Ok(())
}

#[async_trait]
impl OrganisationRepository for Work {
    async fn add_role(&mut self, role: &CustomRole, at: Timestamp) -> Result<bool> {
        let done = sqlx::query!(
            "INSERT INTO custom_roles (id, partner_id, name, name_folded, permissions, version, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            role.id.as_str(),
            role.partner_id.as_str(),
            role.name,
            text::fold(&role.name),
            joined(&role.permissions),
            role.version,
            at.ms(),
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn update_role(&mut self, role: &CustomRole, seen: i64) -> Result<bool> {
        let taken = sqlx::query_scalar!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM custom_roles
               WHERE partner_id = $1 AND name_folded = $2 AND id <> $3"#,
            role.partner_id.as_str(),
            text::fold(&role.name),
            role.id.as_str(),
        )
        .fetch_one(self.conn())
        .await
        .map_err(fail)?;
        if taken > 0 {
            return Ok(false);
        }
        let done = sqlx::query!(
            "UPDATE custom_roles SET name = $3, name_folded = $4, permissions = $5, version = $6 \
             WHERE id = $1 AND partner_id = $2 AND version = $7",
            role.id.as_str(),
            role.partner_id.as_str(),
            role.name,
            text::fold(&role.name),
            joined(&role.permissions),
            role.version,
            seen,
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        if done.rows_affected() == 1 { Ok(true) } else { Err(StorageError::Conflict) }
    }

    async fn remove_role(&mut self, partner: &PartnerId, id: &CustomRoleId) -> Result<bool> {
        let done = sqlx::query!(
            "DELETE FROM custom_roles WHERE id = $1 AND partner_id = $2",
            id.as_str(),
            partner.as_str()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        Ok(done.rows_affected() == 1)
    }

    async fn list_roles(&mut self, partner: &PartnerId) -> Result<Vec<CustomRole>> {
        let rows = sqlx::query!(
            "SELECT id, name, permissions, version FROM custom_roles WHERE partner_id = $1 \
             ORDER BY name_folded, id",
            partner.as_str()
        )
        .fetch_all(self.conn())
        .await
        .map_err(fail)?;
        let role = |(id, name, permissions, version): (String, String, String, i64)| CustomRole {
            id: CustomRoleId::new(id),
            partner_id: partner.clone(),
            name,
            permissions: split(&permissions),
            version,
        };
        let rows = rows.into_iter().map(|row| (row.id, row.name, row.permissions, row.version));
        Ok(rows.map(role).collect())
    }

    async fn set_roles(&mut self, user: &UserId, roles: &Roles) -> Result<()> {
        forget_roles(self.conn(), user).await?;
        add_roles(self.conn(), user, roles).await
    }

    async fn set_user_activity(&mut self, user: &UserId, activity: Activity) -> Result<()> {
        let done = sqlx::query!(
            "UPDATE users SET activity = $2 WHERE id = $1 AND removed_at IS NULL",
            user.as_str(),
            activity.as_str()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        one_row(done.rows_affected(), "users", user.as_str())
    }

    async fn remove_user(&mut self, user: &UserId, at: Timestamp) -> Result<()> {
        forget_roles(self.conn(), user).await?;
        let done = sqlx::query!(
            "UPDATE users SET activity = 'disabled', removed_at = $2 \
             WHERE id = $1 AND removed_at IS NULL",
            user.as_str(),
            at.ms()
        )
        .execute(self.conn())
        .await
        .map_err(fail)?;
        one_row(done.rows_affected(), "users", user.as_str())
    }
}
