//! The audit chain: every act leaves a line, every change of a line is found.

use hezong_domain::Fen;
use hezong_domain::access::Role;
use hezong_domain::coupons::QuotaType;
use hezong_services::{audit, coupons, verify};
use hezong_testing::World;

use crate::coupons::stage;

#[tokio::test]
async fn acts_refusals_and_reveals_leave_lines() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(100)).await;
    world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(60)).await;
    let lin = world.person(&stage.partner.account(), "lin", Role::AccountManager).await;
    let issue = world.an_issue(&stage.quota, &[&stage.resale], Fen::yuan(60));
    let _ = coupons::issue(&lin, &issue).await;
    coupons::list_issued(&stage.admin, QuotaType::Voucher, "reveal=1").await.unwrap();
    let ops = world.system().await;
    let seen = |query: &'static str| audit::list(&ops, query);
    let issued = seen("action=coupon.issue").await.unwrap();
    let outcomes: Vec<_> =
        issued.rows.iter().map(|r| (r.actor.as_str(), r.outcome.as_str())).collect();
    assert!(outcomes.contains(&("shanhai", "done")), "{outcomes:?}");
    assert_eq!(seen("action=names.reveal").await.unwrap().total, 1);
}

#[tokio::test]
async fn a_changed_line_breaks_the_chain() {
    let world = World::sqlite().await;
    let stage = stage(&world, Fen::yuan(100)).await;
    world.coupon(&stage.admin, &stage.quota, &stage.resale, Fen::yuan(60)).await;
    world.assert_sound().await;
    let pool = sqlx::SqlitePool::connect(&world.url).await.unwrap();
    let changed =
        sqlx::query("UPDATE audit_lines SET detail = 'nothing' WHERE action = 'coupon.issue'")
            .execute(&pool)
            .await
            .unwrap();
    assert_eq!(changed.rows_affected(), 1);
    let verdict = verify::verify(&world.services).await.unwrap();
    let named: Vec<_> = verdict.breaches.iter().map(|b| b.invariant).collect();
    assert_eq!(named, vec!["audit.chain"]);
}
