//! The Cost Center: pages under `/cost`.

pub mod api;
pub mod cash_coupon;
pub mod cash_coupons;
pub mod coupon;
pub mod coupons;
mod detail;
pub mod memberships;
pub mod overview;
pub mod ticket;
mod wallet;
pub mod why;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::{Lazy, SsrMode, path};

use cash_coupon::CashCouponPage;
use cash_coupons::CashCouponsPage;
use coupon::CouponPage;
use coupons::CouponsPage;
use memberships::MembershipsPage;
use overview::CostOverviewPage;

/// Pages under `/cost`.
#[component(transparent)]
pub fn CustomerRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/cost") view=Outlet>
            <Route path=path!("") view={Lazy::<CostOverviewPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/coupons") view={Lazy::<CouponsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/coupons/:id") view={Lazy::<CouponPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/cash-coupons") view={Lazy::<CashCouponsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/cash-coupons/:id") view={Lazy::<CashCouponPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/memberships") view={Lazy::<MembershipsPage>::new()} ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}
