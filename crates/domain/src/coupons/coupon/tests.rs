//! Amounts add up whatever happens.

use proptest::prelude::*;

use super::*;
use crate::coupons::evaluate::tests::a_coupon;

#[derive(Debug, Clone)]
enum Act {
    Spend(i64),
    Refund(i64),
    Lock(i64),
    Unlock(i64),
    Reclaim,
    Expire,
    Wait(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (-5i64..8000).prop_map(Act::Spend),
        (-5i64..8000).prop_map(Act::Refund),
        (-5i64..8000).prop_map(Act::Lock),
        (0i64..8000).prop_map(Act::Unlock),
        Just(Act::Reclaim),
        Just(Act::Expire),
        (0i64..3_000_000_000).prop_map(Act::Wait),
    ]
}

proptest! {
    #[test]
    fn amounts_add_up_after_any_history(acts in proptest::collection::vec(act(), 1..40)) {
        let mut coupon = a_coupon();
        let mut now = coupon.effective_at;
        for act in acts {
            let next = match act {
                Act::Spend(fen) => coupon.spend(Fen::new(fen), "o", now).ok(),
                Act::Refund(fen) => coupon.refund(Fen::new(fen), now).ok(),
                Act::Lock(fen) => coupon.lock(Fen::new(fen), now).ok(),
                Act::Unlock(fen) => Some(coupon.unlock(Fen::new(fen), now)),
                Act::Reclaim => coupon.reclaim(Door::Console, now).ok(),
                Act::Expire => coupon.expire(now).map(|(after, _)| after),
                Act::Wait(ms) => { now = now.plus_ms(ms); None }
            };
            if let Some(next) = next {
                prop_assert!(next.is_consistent(), "{next:?}");
                if matches!(coupon.status, CouponStatus::Reclaimed | CouponStatus::Expired) {
                    prop_assert_eq!(next.status, coupon.status, "final states stay");
                }
                coupon = next;
            }
        }
    }
}

#[test]
fn reclaiming_twice_says_gone() {
    let coupon = a_coupon();
    let now = coupon.effective_at;
    let after = coupon.reclaim(Door::OpenApi, now).expect("fresh coupon");
    assert_eq!(
        after.reclaim(Door::OpenApi, now),
        Err(Refusal::CouponGone { status: CouponStatus::Reclaimed })
    );
}
