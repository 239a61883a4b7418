//! The page of one of the customer's cash coupons.

use hezong_domain::coupons::CouponType;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::detail::detail_page;

/// One cash coupon with its conditions, its history, and whether it can pay something.
#[derive(Debug)]
pub struct CashCouponPage;

#[lazy_route]
impl LazyRoute for CashCouponPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        detail_page(CouponType::CashCoupon)
    }
}
