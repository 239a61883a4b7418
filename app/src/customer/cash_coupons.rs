//! The page of the customer's cash coupons.

use hezong_domain::coupons::CouponType;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::wallet::wallet_page;

/// The customer's cash coupons by state.
#[derive(Debug)]
pub struct CashCouponsPage;

#[lazy_route]
impl LazyRoute for CashCouponsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        wallet_page(CouponType::CashCoupon)
    }
}
