//! The page of the customer's vouchers.

use hezong_domain::coupons::CouponType;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::wallet::wallet_page;

/// The customer's vouchers by state.
#[derive(Debug)]
pub struct CouponsPage;

#[lazy_route]
impl LazyRoute for CouponsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        wallet_page(CouponType::Voucher)
    }
}
