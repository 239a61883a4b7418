//! Roles of partners' own, and changes to people.

use hezong_domain::access::{CustomRole, Permission, Role, Roles};
use hezong_domain::accounts::Activity;
use hezong_domain::{AccountId, CustomRoleId, PartnerId};

use super::Fresh;
use super::make::{NOW, day, two_partners, user};
use crate::StorageError;

fn role(id: &str, partner: &str, name: &str, permissions: &[Permission]) -> CustomRole {
    CustomRole {
        id: CustomRoleId::new(id),
        partner_id: PartnerId::new(partner),
        name: name.to_owned(),
        permissions: permissions.iter().copied().collect(),
        version: 1,
    }
}

/// Names are unique within a partner, changes are guarded by the version, another partner's stay.
pub async fn roles_of_a_partner(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (own, other) = (PartnerId::new("id-shanhai"), PartnerId::new("id-xinghe"));
    let mut desk = role("CR1", "id-shanhai", "Desk", &[Permission::QuotaView]);
    assert!(work.organisation().add_role(&desk, NOW).await.unwrap());
    let same = role("CR2", "id-shanhai", "desk ", &[]);
    assert!(!work.organisation().add_role(&same, NOW).await.unwrap());
    let elsewhere = role("CR3", "id-xinghe", "Desk", &[Permission::QuotaView]);
    assert!(work.organisation().add_role(&elsewhere, NOW).await.unwrap());
    let second = role("CR4", "id-shanhai", "Archive", &[]);
    assert!(work.organisation().add_role(&second, NOW).await.unwrap());
    let listed = work.organisation().list_roles(&own).await.unwrap();
    assert_eq!(listed, [second.clone(), desk.clone()]);

    desk.name = "Archive".to_owned();
    desk.version = 2;
    assert!(!work.organisation().update_role(&desk, 1).await.unwrap());
    desk.name = "Front desk".to_owned();
    desk.permissions = [Permission::RecordView, Permission::QuotaView].into_iter().collect();
    assert!(work.organisation().update_role(&desk, 1).await.unwrap());
    let late = work.organisation().update_role(&desk, 1).await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
    assert!(!work.organisation().remove_role(&other, &second.id).await.unwrap());
    assert!(work.organisation().remove_role(&own, &second.id).await.unwrap());
    assert_eq!(work.organisation().list_roles(&own).await.unwrap(), [desk]);
    assert_eq!(work.organisation().list_roles(&other).await.unwrap(), [elsewhere]);
}

/// Roles are replaced, a user is switched off and on, one who was removed is in no list.
pub async fn people_change(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let lin = user("shanhai", "shanhai/lin");
    assert!(work.identity().add_user(&lin, "hash").await.unwrap());
    let desk = role("CR1", "id-shanhai", "Desk", &[Permission::QuotaView]);
    assert!(work.organisation().add_role(&desk, NOW).await.unwrap());
    let roles = Roles { preset: vec![Role::BenefitOperator], custom: vec![desk.clone()] };
    work.organisation().set_roles(&lin.id, &roles).await.unwrap();
    let found = work.identity().find_user(&lin.id).await.unwrap().unwrap();
    assert_eq!(found.roles, roles);

    // What a role allows is read anew each time.
    let wider = role("CR1", "id-shanhai", "Desk", &[Permission::RecordView]);
    assert!(work.organisation().update_role(&CustomRole { version: 2, ..wider }, 1).await.unwrap());
    let (found, _) = work.identity().find_by_sign_in("shanhai/lin").await.unwrap().unwrap();
    assert!(found.roles.permissions().allows(Permission::RecordView));
    assert!(!found.roles.permissions().allows(Permission::QuotaView));

    work.organisation().set_user_activity(&lin.id, Activity::Disabled).await.unwrap();
    let found = work.identity().find_user(&lin.id).await.unwrap().unwrap();
    assert_eq!(found.activity, Activity::Disabled);
    work.organisation().set_user_activity(&lin.id, Activity::Active).await.unwrap();
    work.organisation().remove_user(&lin.id, day(1)).await.unwrap();
    assert!(work.organisation().remove_user(&lin.id, day(1)).await.is_err());
    assert!(work.organisation().set_user_activity(&lin.id, Activity::Active).await.is_err());
    let account = AccountId::new("id-shanhai");
    assert!(work.identity().list_users(&account).await.unwrap().is_empty());
    let found = work.identity().find_user(&lin.id).await.unwrap().unwrap();
    assert_eq!((found.activity, found.roles), (Activity::Disabled, Roles::default()));
}
