//! People, and the keys and tokens of the open API.

use hezong_domain::access::{Role, RoleChoice};
use hezong_domain::accounts::Activity;
use hezong_domain::{AccountId, InvitationId, UserId};

use super::Fresh;
use super::make::{NOW, day, two_partners, user};
use crate::identity::{AccessKey, ApiToken, Invitation, Session, VerificationCode};

/// Users keep their roles in order; a taken sign-in name is told; secrets are written whole.
pub async fn users_and_secrets(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let lin = user("shanhai", "shanhai/lin");
    let admin = user("shanhai", "shanhai");
    assert!(work.identity().add_user(&lin, "hash-1").await.unwrap());
    assert!(work.identity().add_user(&admin, "hash-2").await.unwrap());
    let twin = hezong_domain::accounts::User { id: UserId::new("twin"), ..lin.clone() };
    assert!(!work.identity().add_user(&twin, "hash-3").await.unwrap());

    let mut secrets = work.identity().secrets(&lin.id).await.unwrap().unwrap();
    assert_eq!(secrets.password_hash, "hash-1");
    assert_eq!((secrets.failed_count, secrets.totp_confirmed), (0, false));
    assert!(secrets.totp_sealed.is_none() && secrets.locked_until.is_none());
    secrets.failed_count = 3;
    secrets.locked_until = Some(day(1));
    secrets.totp_sealed = Some(vec![0, 1, 255]);
    secrets.totp_confirmed = true;
    secrets.totp_last_step = 77;
    work.identity().update_secrets(&lin.id, &secrets).await.unwrap();
    assert!(work.identity().update_secrets(&UserId::new("nobody"), &secrets).await.is_err());
    work.commit().await.unwrap();

    let mut work = fresh.read().await;
    assert_eq!(work.identity().find_user(&lin.id).await.unwrap(), Some(lin.clone()));
    let (found, kept) = work.identity().find_by_sign_in("shanhai/lin").await.unwrap().unwrap();
    assert_eq!(found, lin);
    assert_eq!((kept.failed_count, kept.locked_until), (3, Some(day(1))));
    assert_eq!(kept.totp_sealed.as_deref(), Some(&[0u8, 1, 255][..]));
    assert_eq!((kept.totp_confirmed, kept.totp_last_step), (true, 77));
    assert!(work.identity().find_by_sign_in("nobody").await.unwrap().is_none());
    let all = work.identity().list_users(&lin.account_id).await.unwrap();
    assert_eq!(all, vec![admin, lin]);
    assert!(work.identity().list_users(&AccountId::new("id-xinghe")).await.unwrap().is_empty());
    assert!(work.identity().secrets(&UserId::new("nobody")).await.unwrap().is_none());
}

fn session(hash: &str, user: &UserId, days: i64) -> Session {
    Session {
        hash: hash.to_owned(),
        user_id: user.clone(),
        created_at: day(days),
        last_seen_at: day(days),
        expires_at: day(days + 10),
        user_agent: "browser".to_owned(),
        ip: "127.0.0.1".to_owned(),
    }
}

/// Sessions are found, touched, listed newest first, ended one by one, all but one, and when stale.
pub async fn sessions(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let (lin, wu) = (user("shanhai", "shanhai/lin"), user("xinghe", "xinghe/wu"));
    for person in [&lin, &wu] {
        assert!(work.identity().add_user(person, "hash").await.unwrap());
    }
    for (hash, days) in [("a", -3), ("b", -2), ("c", -1)] {
        work.identity().add_session(&session(hash, &lin.id, days)).await.unwrap();
    }
    work.identity().add_session(&session("w", &wu.id, 0)).await.unwrap();
    work.identity().touch_session("a", NOW).await.unwrap();

    let found = work.identity().find_session("a").await.unwrap().unwrap();
    assert_eq!((found.last_seen_at, found.created_at), (NOW, day(-3)));
    assert_eq!((found.user_agent.as_str(), found.ip.as_str()), ("browser", "127.0.0.1"));
    assert!(work.identity().find_session("z").await.unwrap().is_none());
    let mine = work.identity().list_sessions(&lin.id).await.unwrap();
    assert_eq!(mine.iter().map(|s| s.hash.as_str()).collect::<Vec<_>>(), ["c", "b", "a"]);
    let seen = work.identity().last_seen(&lin.account_id).await.unwrap();
    assert_eq!(seen, vec![(lin.id.clone(), NOW)]);

    assert!(work.identity().remove_session("c").await.unwrap());
    assert!(!work.identity().remove_session("c").await.unwrap());
    assert_eq!(work.identity().remove_sessions_except(&lin.id, "a").await.unwrap(), 1);
    assert_eq!(work.identity().list_sessions(&lin.id).await.unwrap().len(), 1);
    assert!(work.identity().find_session("w").await.unwrap().is_some());

    // "idle" was not used, "over" has ended; "a" and "w" stay.
    work.identity().add_session(&session("idle", &lin.id, -4)).await.unwrap();
    work.identity().add_session(&session("over", &lin.id, -20)).await.unwrap();
    work.identity().touch_session("over", NOW).await.unwrap();
    assert_eq!(work.identity().remove_stale_sessions(NOW, day(-2)).await.unwrap(), 2);
    assert_eq!(work.identity().list_sessions(&lin.id).await.unwrap().len(), 1);
}

/// Open invitations are listed until they lapse or are closed, once.
pub async fn invitations(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let invitation = |id: &str, days: i64| Invitation {
        id: InvitationId::new(id),
        account_id: AccountId::new("id-shanhai"),
        sign_in: format!("shanhai/{id}"),
        display_name: "Wu".to_owned(),
        email: "wu@example.com".to_owned(),
        roles: [Role::AccountManager, Role::CouponOperator].map(RoleChoice::Preset).to_vec(),
        token_hash: format!("token-{id}"),
        created_at: day(days),
        expires_at: day(days + 7),
        closed_at: None,
    };
    for (id, days) in [("old", -8), ("first", -2), ("second", -1)] {
        work.identity().add_invitation(&invitation(id, days)).await.unwrap();
    }
    let account = AccountId::new("id-shanhai");
    let open = work.identity().list_invitations(&account, NOW).await.unwrap();
    assert_eq!(open.iter().map(|i| i.id.as_str()).collect::<Vec<_>>(), ["second", "first"]);
    let found = work.identity().find_invitation("token-first").await.unwrap().unwrap();
    assert_eq!(found.roles, [Role::AccountManager, Role::CouponOperator].map(RoleChoice::Preset));
    assert_eq!(found.email, "wu@example.com");
    assert!(work.identity().find_invitation("token").await.unwrap().is_none());
    assert!(work.identity().close_invitation(&found.id, NOW).await.unwrap());
    assert!(!work.identity().close_invitation(&found.id, NOW).await.unwrap());
    let found = work.identity().find_invitation("token-first").await.unwrap().unwrap();
    assert_eq!(found.closed_at, Some(NOW));
    assert_eq!(work.identity().list_invitations(&account, NOW).await.unwrap().len(), 1);
    let other = AccountId::new("id-xinghe");
    assert!(work.identity().list_invitations(&other, NOW).await.unwrap().is_empty());
}

/// One code per user and purpose: a new one replaces the old one.
pub async fn codes(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let lin = user("shanhai", "shanhai/lin");
    assert!(work.identity().add_user(&lin, "hash").await.unwrap());
    let mut code = VerificationCode {
        user_id: lin.id.clone(),
        purpose: "coupon.issue".to_owned(),
        code_hash: "one".to_owned(),
        failed_count: 0,
        created_at: NOW,
        expires_at: day(1),
    };
    work.identity().put_code(&code).await.unwrap();
    code.code_hash = "two".to_owned();
    code.failed_count = 2;
    work.identity().put_code(&code).await.unwrap();
    let found = work.identity().find_code(&lin.id, "coupon.issue").await.unwrap().unwrap();
    assert_eq!((found.code_hash.as_str(), found.failed_count), ("two", 2));
    assert_eq!(found.expires_at, day(1));
    assert!(work.identity().find_code(&lin.id, "coupon.reclaim").await.unwrap().is_none());
    work.identity().remove_code(&lin.id, "coupon.issue").await.unwrap();
    assert!(work.identity().find_code(&lin.id, "coupon.issue").await.unwrap().is_none());
}

/// Keys belong to an account; another account can neither switch nor delete them.
pub async fn keys(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let lin = user("shanhai", "shanhai/lin");
    assert!(work.identity().add_user(&lin, "hash").await.unwrap());
    let key = |id: &str, days: i64| AccessKey {
        id: id.to_owned(),
        account_id: lin.account_id.clone(),
        user_id: lin.id.clone(),
        description: "billing".to_owned(),
        sealed: vec![1, 2, 0],
        activity: Activity::Active,
        created_at: day(days),
        last_used_at: None,
    };
    assert!(work.credentials().add_key(&key("AK1", -2)).await.unwrap());
    assert!(work.credentials().add_key(&key("AK2", -1)).await.unwrap());
    assert!(!work.credentials().add_key(&key("AK1", 0)).await.unwrap());
    let (own, other) = (AccountId::new("id-shanhai"), AccountId::new("id-xinghe"));
    let listed = work.credentials().list_keys(&own).await.unwrap();
    assert_eq!(listed.iter().map(|k| k.id.as_str()).collect::<Vec<_>>(), ["AK2", "AK1"]);
    assert!(work.credentials().list_keys(&other).await.unwrap().is_empty());

    let off = Activity::Disabled;
    assert!(!work.credentials().set_key_activity(&other, "AK1", off).await.unwrap());
    assert!(work.credentials().set_key_activity(&own, "AK1", off).await.unwrap());
    work.credentials().touch_key("AK1", NOW).await.unwrap();
    let found = work.credentials().find_key_unscoped("AK1").await.unwrap().unwrap();
    assert_eq!((found.activity, found.last_used_at), (off, Some(NOW)));
    assert_eq!(found.sealed, [1, 2, 0]);
    assert!(!work.credentials().remove_key(&other, "AK1").await.unwrap());
    assert!(work.credentials().remove_key(&own, "AK1").await.unwrap());
    assert!(work.credentials().find_key_unscoped("AK1").await.unwrap().is_none());
}

/// Tokens are found by hash until they are forgotten.
pub async fn tokens(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    let lin = user("shanhai", "shanhai/lin");
    assert!(work.identity().add_user(&lin, "hash").await.unwrap());
    for (hash, days) in [("live", 1), ("now", 0), ("over", -1)] {
        let token = ApiToken {
            hash: hash.to_owned(),
            user_id: lin.id.clone(),
            issued_at: day(-1),
            expires_at: day(days),
        };
        work.credentials().add_token(&token).await.unwrap();
    }
    let found = work.credentials().find_token("live").await.unwrap().unwrap();
    assert_eq!((found.user_id, found.expires_at), (lin.id, day(1)));
    assert_eq!(work.credentials().remove_stale_tokens(NOW).await.unwrap(), 1);
    assert!(work.credentials().find_token("over").await.unwrap().is_none());
    assert!(work.credentials().find_token("now").await.unwrap().is_some());
}
