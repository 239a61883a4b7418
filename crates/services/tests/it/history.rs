//! Random histories against a model: after every step the database equals plain arithmetic.

use hezong_domain::coupons::{CouponStatus, Door};
use hezong_domain::time::DAY_MS;
use hezong_domain::{CouponId, Fen};
use hezong_services::coupons::{self, Reclaim};
use hezong_services::entropy::Make;
use hezong_services::quotas;
use hezong_testing::{SeededEntropy, World};

use crate::coupons::stage;

/// What the model knows of a coupon.
struct Known {
    id: CouponId,
    balance: i64,
    gone: bool,
}

#[tokio::test]
async fn random_histories_add_up() {
    for seed in 0..6 {
        let world = World::sqlite().await;
        let stage = stage(&world, Fen::yuan(5_000)).await;
        let system = world.system().await;
        let dice = SeededEntropy::new(1_000 + seed);
        let roll = |sides: u8| i64::from(dice.bytes::<1>()[0] % sides);
        let (mut quota, mut known, mut consumed) = (500_000_i64, Vec::<Known>::new(), 0_i64);
        for step in 0..60 {
            let pick = usize::try_from(roll(16)).unwrap() % known.len().max(1);
            match (roll(10), known.get_mut(pick)) {
                (0..=3, _) | (_, None) => {
                    let face = 1 + roll(200) * 300;
                    let issue = world.an_issue(&stage.quota, &[&stage.resale], Fen::new(face));
                    let row = coupons::issue(&stage.admin, &issue).await.unwrap().rows.remove(0);
                    assert_eq!(row.refusal.is_none(), face <= quota, "seed {seed} step {step}");
                    if row.refusal.is_none() {
                        quota -= face;
                        let id = CouponId::new(row.coupon_id);
                        known.push(Known { id, balance: face, gone: false });
                    }
                }
                (4..=6, Some(coupon)) => {
                    let amount = 1 + roll(250) * 100;
                    let answer = coupons::spend(&system, &coupon.id, Fen::new(amount), "CS").await;
                    let possible = !coupon.gone && amount <= coupon.balance;
                    assert_eq!(answer.is_ok(), possible, "seed {seed} step {step}: {answer:?}");
                    if possible {
                        coupon.balance -= amount;
                        consumed += amount;
                    }
                }
                (7..=8, Some(coupon)) => {
                    let back = Reclaim {
                        coupon_ids: vec![coupon.id.clone()],
                        door: Door::Console,
                        key: String::new(),
                        code: String::new(),
                    };
                    let answer = coupons::reclaim(&stage.admin, &back).await;
                    let possible = !coupon.gone && coupon.balance > 0;
                    assert_eq!(answer.is_ok(), possible, "seed {seed} step {step}: {answer:?}");
                    if possible {
                        quota += coupon.balance;
                        coupon.balance = 0;
                        coupon.gone = true;
                    }
                }
                _ => world.clock.advance(roll(3) * DAY_MS / 8),
            }
            let seen = quotas::detail(&stage.admin, stage.quota.as_str()).await.unwrap();
            let held: i64 = known.iter().map(|c| c.balance).sum();
            assert_eq!(seen.row.balance, Fen::new(quota), "seed {seed} step {step}");
            assert_eq!(seen.held, Fen::new(held), "seed {seed} step {step}");
            assert_eq!(seen.consumed, Fen::new(consumed), "seed {seed} step {step}");
        }
        world.clock.advance(400 * DAY_MS);
        coupons::expire_due(&system).await.unwrap();
        for coupon in &known {
            let seen = coupons::detail(&stage.admin, coupon.id.as_str()).await.unwrap();
            let want = match (coupon.gone, coupon.balance) {
                (true, _) => CouponStatus::Reclaimed,
                (false, 0) => CouponStatus::Used,
                _ => CouponStatus::Expired,
            };
            assert_eq!(seen.row.status, want, "seed {seed}");
        }
        world.assert_sound().await;
    }
}
