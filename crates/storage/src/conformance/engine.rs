//! Transactions, concurrency, schema.

use std::sync::Arc;

use hezong_domain::access::Scope;
use hezong_domain::accounts::AccountKind;
use hezong_domain::coupons::{CouponStatus, Door};
use hezong_domain::{CouponId, Fen, QuotaId};

use super::Fresh;
use super::make::{NOW, account, coupon, issue, movement, quota, two_partners};
use crate::{Engine, Result, Storage, StorageError};

/// What is not committed never happened, and a dropped writer does not block the next.
pub async fn dropped_work_leaves_nothing(fresh: Fresh) {
    for _ in 0..3 {
        let mut work = fresh.write().await;
        assert!(work.accounts().add(&account(AccountKind::Customer, "a", "A")).await.unwrap());
        drop(work);
    }
    let mut work = fresh.read().await;
    assert_eq!(work.accounts().count(AccountKind::Customer).await.unwrap(), 0);
    assert!(work.accounts().add(&account(AccountKind::Customer, "a", "A")).await.is_err());
}

/// A part that is undone leaves nothing; what was done before it and after it stays.
pub async fn parts_are_undone_alone(fresh: Fresh) {
    let mut work = fresh.write().await;
    for (name, is_kept) in [("a", true), ("b", false), ("c", true), ("d", false)] {
        work.begin_part().await.unwrap();
        assert!(work.accounts().add(&account(AccountKind::Customer, name, name)).await.unwrap());
        if is_kept { work.keep_part().await } else { work.undo_part().await }.unwrap();
    }
    // A name that is taken spoils no transaction, and an undone one is free again.
    work.begin_part().await.unwrap();
    assert!(!work.accounts().add(&account(AccountKind::Customer, "a", "A")).await.unwrap());
    work.undo_part().await.unwrap();
    assert!(work.accounts().add(&account(AccountKind::Customer, "b", "B")).await.unwrap());
    work.commit().await.unwrap();
    let mut work = fresh.read().await;
    assert_eq!(work.accounts().count(AccountKind::Customer).await.unwrap(), 3);
    for (name, is_there) in [("a", true), ("b", true), ("c", true), ("d", false)] {
        let found = work.accounts().find_by_name(name).await.unwrap();
        assert_eq!(found.is_some(), is_there, "{name}");
    }
}

/// A reader sees the database as it was when it first looked, and does not wait for the writer.
pub async fn readers_see_one_moment(fresh: Fresh) {
    let mut reader = fresh.read().await;
    assert_eq!(reader.accounts().count(AccountKind::Customer).await.unwrap(), 0);
    let mut writer = fresh.write().await;
    assert!(writer.accounts().add(&account(AccountKind::Customer, "a", "A")).await.unwrap());
    assert_eq!(reader.accounts().count(AccountKind::Customer).await.unwrap(), 0);
    writer.commit().await.unwrap();
    assert_eq!(reader.accounts().count(AccountKind::Customer).await.unwrap(), 0);
    drop(reader);
    let mut reader = fresh.read().await;
    assert_eq!(reader.accounts().count(AccountKind::Customer).await.unwrap(), 1);
}

/// Does some work until it is not in the way of another's; answers how often it was.
async fn until_done<F: Future<Output = Result<bool>>>(work: impl Fn() -> F) -> (bool, u32) {
    for conflicts in 0..10_000 {
        match work().await {
            Ok(done) => return (done, conflicts),
            Err(StorageError::Conflict) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    }
    panic!("never got through");
}

async fn try_issue(storage: &dyn Storage, id: &str) -> Result<bool> {
    let mut work = storage.write().await?;
    let face = Fen::yuan(100);
    let Some(mut quota) = work.quotas().find_unscoped(&QuotaId::new("small")).await? else {
        return Ok(false);
    };
    if quota.balance < face {
        return Ok(false);
    }
    quota.balance = quota.balance.checked_sub(face).unwrap();
    quota.issued_count += 1;
    quota.version += 1;
    if !work.quotas().update(&quota).await? {
        return Err(StorageError::Conflict);
    }
    work.coupons().add(&coupon(id, "small", "shanhai", "beichen")).await?;
    work.coupons().add_movement(&movement(id, "issue", 10_000, 10_000)).await?;
    work.commit().await?;
    Ok(true)
}

/// 64 issuers at once on a quota for 40: exactly 40 get one, and nothing is left.
pub async fn issuers_share_one_quota(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    work.quotas().add(&quota("small", "shanhai", 400_000)).await.unwrap();
    work.commit().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..64 {
        let storage = Arc::clone(&fresh.storage);
        tasks.spawn(async move {
            let id = format!("c{n}");
            until_done(|| try_issue(&*storage, &id)).await
        });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|(done, _)| *done).count(), 40);
    let mut work = fresh.read().await;
    let small = work.quotas().find_unscoped(&QuotaId::new("small")).await.unwrap().unwrap();
    assert_eq!((small.balance, small.issued_count), (Fen::ZERO, 40));
    let usage = work.quotas().usage(&small.id).await.unwrap();
    assert_eq!((usage.held, usage.coupons), (Fen::new(400_000), 40));
}

/// 64 who reclaim and spend one coupon at once: one of them gets it, whole.
pub async fn racing_reclaims(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    issue(&mut *work, "c").await;
    work.commit().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..64 {
        let storage = Arc::clone(&fresh.storage);
        tasks.spawn(async move {
            let take = async || {
                let mut work = storage.write().await?;
                let id = CouponId::new("c");
                let Some(coupon) = work.coupons().find(&Scope::Platform, &id).await? else {
                    return Ok(false);
                };
                let after = if n % 2 == 0 {
                    coupon.reclaim(Door::Console, NOW)
                } else {
                    coupon.spend(Fen::yuan(100), "order", NOW)
                };
                let Ok(after) = after else { return Ok(false) };
                if !work.coupons().update(&after).await? {
                    return Err(StorageError::Conflict);
                }
                work.commit().await?;
                Ok(true)
            };
            until_done(take).await
        });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|(done, _)| *done).count(), 1);
    let mut work = fresh.read().await;
    let found = work.coupons().find(&Scope::Platform, &CouponId::new("c")).await.unwrap().unwrap();
    assert!(matches!(found.status, CouponStatus::Reclaimed | CouponStatus::Used));
    assert!(found.is_consistent() && found.version == 2);
}

/// Both engines have the tables, columns and emptiness of `schema.txt`, and so the same.
pub async fn schema_is_the_agreed_one(fresh: Fresh) {
    let agreed: Vec<&str> = include_str!("schema.txt").lines().collect();
    let found = fresh.raw.columns().await;
    let missing: Vec<_> = agreed.iter().filter(|c| !found.iter().any(|f| f == *c)).collect();
    let extra: Vec<_> = found.iter().filter(|f| !agreed.contains(&f.as_str())).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing {missing:#?}, extra {extra:#?}");
}

/// A program refuses a schema it does not know, when it opens and when it migrates.
pub async fn a_newer_schema_is_refused(fresh: Fresh) {
    assert!(fresh.raw.open_again().await.is_ok());
    let mark = match fresh.storage.engine() {
        Engine::Sqlite => "x'00'",
        Engine::Postgres => "''::bytea",
    };
    let sql = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9000, 'future', TRUE, {mark}, 0)"
    );
    fresh.raw.plant(&sql).await;
    for answer in [fresh.raw.open_again().await.map(drop), fresh.storage.migrate().await] {
        match answer {
            Err(StorageError::Migration(text)) => assert!(text.contains("9000"), "{text}"),
            other => panic!("{other:?}"),
        }
    }
}

/// The schema itself refuses what cannot be: no balance below zero, no amounts that do not add up, no
/// coupon without its quota.
pub async fn impossible_rows_are_refused(fresh: Fresh) {
    let mut work = fresh.write().await;
    two_partners(&mut *work).await;
    work.commit().await.unwrap();
    let mut negative = quota("q", "shanhai", 100);
    negative.balance = Fen::new(-1);
    let mut work = fresh.write().await;
    assert!(work.quotas().add(&negative).await.is_err());
    drop(work);
    let mut odd = coupon("c", "qa", "shanhai", "beichen");
    odd.used = Fen::new(1);
    let mut work = fresh.write().await;
    assert!(work.coupons().add(&odd).await.is_err());
    drop(work);
    let mut work = fresh.write().await;
    assert!(work.coupons().add(&coupon("c", "none", "shanhai", "beichen")).await.is_err());
}

/// Migrating twice is migrating once; the database answers.
pub async fn migrating_again_does_nothing(fresh: Fresh) {
    fresh.storage.migrate().await.unwrap();
    fresh.storage.ping().await.unwrap();
}

/// A closed storage says that it is unavailable, at once.
pub async fn closing(fresh: Fresh) {
    fresh.storage.close().await;
    assert!(matches!(fresh.storage.ping().await, Err(StorageError::Unavailable(_))));
    assert!(matches!(fresh.storage.read().await, Err(StorageError::Unavailable(_))));
    assert!(matches!(fresh.storage.write().await, Err(StorageError::Unavailable(_))));
}
