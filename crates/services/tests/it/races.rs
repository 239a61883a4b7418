//! Races: exactly the allowed count succeeds, totals are exact (quality §2).

use std::sync::Arc;

use hezong_domain::coupons::Door;
use hezong_domain::{Fen, Refusal};
use hezong_services::coupons::{self, Reclaim};
use hezong_services::{Context, Error, quotas};
use hezong_testing::World;
use tokio::task::JoinSet;

use crate::coupons::stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_issuers_on_one_quota_issue_exactly_what_it_holds() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(200)).await;
        let mut tasks = JoinSet::new();
        for _ in 0..64 {
            let issue = world.an_issue(&stage.quota, &[&stage.resale], Fen::yuan(10));
            let cx = stage.admin.clone();
            tasks.spawn(async move { coupons::issue(&cx, &issue).await });
        }
        let (mut done, mut refused) = (0, 0);
        while let Some(answer) = tasks.join_next().await {
            let result = answer.unwrap().unwrap();
            done += result.done;
            refused += result.failed;
        }
        assert_eq!((done, refused), (20, 44), "{:?}", world.storage.engine());
        let quota = quotas::detail(&stage.admin, stage.quota.as_str()).await.unwrap();
        assert_eq!((quota.row.balance, quota.held), (Fen::ZERO, Fen::yuan(200)));
        world.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reclaim_against_spend_moves_every_fen_once() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        let id = world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(640)).await;
        let system = world.system().await;
        let mut tasks: JoinSet<Result<Fen, Error>> = JoinSet::new();
        for turn in 0..64 {
            let (id, system) = (id.clone(), system.clone());
            tasks.spawn(async move {
                coupons::spend(&system, &id, Fen::yuan(10), &format!("CS{turn}")).await?;
                Ok(Fen::yuan(10))
            });
        }
        let (admin, coupon) = (stage.admin.clone(), id.clone());
        let reclaiming = tokio::spawn(async move {
            let back = Reclaim {
                coupon_ids: vec![coupon],
                door: Door::Console,
                key: String::new(),
                code: String::new(),
            };
            coupons::reclaim(&admin, &back).await
        });
        let mut spent = Fen::ZERO;
        while let Some(answer) = tasks.join_next().await {
            match answer.unwrap() {
                Ok(amount) => spent = spent.checked_add(amount).unwrap(),
                Err(Error::Refused(Refusal::CouponGone { .. } | Refusal::CouponUsedUp)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        let reclaimed = match reclaiming.await.unwrap() {
            Ok(result) => result.total,
            Err(Error::Refused(Refusal::CouponUsedUp)) => Fen::ZERO,
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(spent.checked_add(reclaimed), Some(Fen::yuan(640)));
        world.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_key_from_thirty_two_callers_issues_once() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        let mut tasks = JoinSet::new();
        for _ in 0..32 {
            let mut issue = world.an_issue(&stage.quota, &[&stage.resale], Fen::yuan(10));
            "same".clone_into(&mut issue.key);
            let cx = stage.admin.clone();
            tasks.spawn(async move { coupons::issue(&cx, &issue).await });
        }
        let mut answers = Vec::new();
        while let Some(answer) = tasks.join_next().await {
            answers.push(answer.unwrap().unwrap());
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
        let quota = quotas::detail(&stage.admin, stage.quota.as_str()).await.unwrap();
        assert_eq!(quota.row.balance, Fen::yuan(990));
        world.assert_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_on_one_postgres_share_one_quota() {
    let Some(world) = World::postgres().await else { return };
    let stage = stage(&world, Fen::yuan(200)).await;
    let second = Arc::new(world.second_server().await);
    let contexts: Vec<Context> =
        vec![stage.admin.clone(), second.context(stage.admin.principal().clone(), world.facts())];
    let mut tasks = JoinSet::new();
    for turn in 0..64 {
        let issue = world.an_issue(&stage.quota, &[&stage.resale], Fen::yuan(10));
        let cx = contexts[turn % 2].clone();
        tasks.spawn(async move { coupons::issue(&cx, &issue).await });
    }
    let mut done = 0;
    while let Some(answer) = tasks.join_next().await {
        done += answer.unwrap().unwrap().done;
    }
    assert_eq!(done, 20);
    world.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn expiry_runs_once_however_many_run_it() {
    for world in World::each().await {
        let stage = stage(&world, Fen::yuan(1_000)).await;
        for _ in 0..5 {
            world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(100)).await;
        }
        world.clock.advance(400 * hezong_domain::time::DAY_MS);
        let system = world.system().await;
        let mut tasks = JoinSet::new();
        for _ in 0..8 {
            let cx = system.clone();
            tasks.spawn(async move { coupons::expire_due(&cx).await });
        }
        let mut total = 0;
        while let Some(answer) = tasks.join_next().await {
            total += answer.unwrap().unwrap();
        }
        assert_eq!(total, 5);
        let quota = quotas::detail(&stage.admin, stage.quota.as_str()).await.unwrap();
        assert_eq!(quota.row.balance, Fen::yuan(1_000));
        world.assert_sound().await;
    }
}
