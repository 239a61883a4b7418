//! The Partner Center: pages under `/partner`.

pub mod allowlist;
pub mod area;
pub mod balance;
pub mod confirm;
pub mod coupons;
pub mod customers;
pub mod customers_api;
pub mod fh;
pub mod flow;
pub mod gate;
pub mod home;
pub mod home_api;
pub mod members;
pub mod open_api;
pub mod parts;
pub mod print;
pub mod roles;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Redirect, Route};
use leptos_router::{Lazy, SsrMode, StaticSegment, path};

use crate::cases::page::PartnerCasePage;
use crate::cases::sheet::SheetPageOfPartner;
use crate::routes;
use crate::session::with_viewer;
use allowlist::AllowlistPage;
use balance::BalancePage;
use coupons::batch::BatchPage;
use coupons::coupon::CouponPage;
use coupons::issue::IssueCouponsPage;
use coupons::issued::IssuedPage;
use coupons::quota::QuotaPage;
use coupons::quotas::QuotasPage;
use coupons::reclaim::ReclaimPage;
use coupons::records::RecordsPage;
use customers::CustomersPage;
use fh::certification::CertificationPage;
use fh::claims::ClaimsPage;
use fh::guide::GuidePage;
use fh::payments::PaymentsPage;
use fh::people::PeoplePage;
use fh::qualification::QualificationPage;
use home::PartnerHomePage;
use members::MembersPage;
use members::person::MemberPage;
use open_api::OpenApiPage;
use roles::RolesPage;
use roles::edit::RolePage;

/// Pages under `/partner`.
#[component(transparent)]
pub fn PartnerRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/partner") view=Outlet>
            <Route path=path!("") view={Lazy::<PartnerHomePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers") view={Lazy::<CustomersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/open-api") view={Lazy::<OpenApiPage>::new()} ssr=SsrMode::Async/>
            <Route
                path=path!("/cash-coupons/allowlist")
                view={Lazy::<AllowlistPage>::new()}
                ssr=SsrMode::Async
            />
            <Route path=path!("/cases/:id") view={Lazy::<PartnerCasePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/balance") view={Lazy::<BalancePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/certification") view={Lazy::<CertificationPage>::new()} ssr=SsrMode::Async/>
            <FhRoutes/>
            <OrganisationRoutes/>
            <CouponRoutes base="coupons" first=routes::VOUCHERS_ISSUED/>
            <CouponRoutes base="cash-coupons" first=routes::CASH_ISSUED/>
        </ParentRoute>
    }
    .into_inner()
}

/// The pages around people and roles.
#[component(transparent)]
fn OrganisationRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Outlet>
            <Route path=path!("/members") view={Lazy::<MembersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/members/:id") view={Lazy::<MemberPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/roles") view={Lazy::<RolesPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/roles/:id") view={Lazy::<RolePage>::new()} ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

/// The pages of dedicated-staff incentives.
#[component(transparent)]
fn FhRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/fh") view=Outlet>
            <Route path=path!("") view={Lazy::<GuidePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/qualification") view={Lazy::<QualificationPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/people") view={Lazy::<PeoplePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/claims") view={Lazy::<ClaimsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/payments") view={Lazy::<PaymentsPage>::new()} ssr=SsrMode::Async/>
            <Route
                path=path!("/payments/:id/invoice-list")
                view={Lazy::<SheetPageOfPartner>::new()}
                ssr=SsrMode::Async
            />
        </ParentRoute>
    }
    .into_inner()
}

/// Leads from an area to its first page; whoever is not signed in is the frame's to lead.
fn first_page(first: &'static str) -> AnyView {
    with_viewer(move |_| view! { <Redirect path=first/> }.into_any())
}

/// The pages of an area: the same for vouchers and cash coupons.
#[component(transparent)]
fn CouponRoutes(
    /// The area's segment.
    base: &'static str,
    /// The page the area itself leads to.
    first: &'static str,
) -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=StaticSegment(base) view=Outlet>
            <Route path=path!("") view=move || first_page(first) ssr=SsrMode::Async/>
            <Route path=path!("/quotas") view={Lazy::<QuotasPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/quotas/:id") view={Lazy::<QuotaPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/issued") view={Lazy::<IssuedPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/issued/:id") view={Lazy::<CouponPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/records") view={Lazy::<RecordsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/issue") view={Lazy::<IssueCouponsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/reclaim") view={Lazy::<ReclaimPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/batches/:id") view={Lazy::<BatchPage>::new()} ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}
