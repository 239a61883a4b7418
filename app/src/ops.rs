//! Operations: pages under `/ops`.

pub mod audit;
pub mod calendar;
pub mod clock;
pub mod customers;
pub mod experts;
pub mod lists;
pub mod overview;
pub mod partners;
pub(crate) mod parts;
pub mod people;
pub mod policies;
pub mod queue;
pub mod quotas;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::{Lazy, SsrMode, path};

use crate::cases::page::OpsCasePage;
use crate::cases::sheet::SheetPageOfOps;
use audit::list::AuditPage;
use calendar::CalendarPage;
use clock::ClockPage;
use customers::detail::CustomerPage;
use customers::list::CustomersPage;
use customers::new::NewCustomerPage;
use experts::ExpertsPage;
use lists::{FinalPage, ListsPage};
use overview::OpsOverviewPage;
use partners::bills::BillsPage;
use partners::detail::PartnerPage;
use partners::list::PartnersPage;
use partners::new::NewPartnerPage;
use policies::{PathsPage, PoliciesPage, PolicyEditPage, PolicyPage, PolicyReviewPage};
use queue::QueuePage;
use quotas::detail::QuotaPage;
use quotas::list::QuotasPage;
use quotas::new::GrantPage;

/// Pages under `/ops`.
#[component(transparent)]
pub fn OpsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/ops") view=Outlet>
            <Route path=path!("") view={Lazy::<OpsOverviewPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/partners") view={Lazy::<PartnersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/partners/new") view={Lazy::<NewPartnerPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/partners/:id") view={Lazy::<PartnerPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers") view={Lazy::<CustomersPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers/new") view={Lazy::<NewCustomerPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/customers/:id") view={Lazy::<CustomerPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/quotas") view={Lazy::<QuotasPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/quotas/new") view={Lazy::<GrantPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/quotas/:id") view={Lazy::<QuotaPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/partners/:id/bills") view={Lazy::<BillsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/experts") view={Lazy::<ExpertsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/queue") view={Lazy::<QueuePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/cases/:id") view={Lazy::<OpsCasePage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/cases/:id/invoice-list") view={Lazy::<SheetPageOfOps>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/audit") view={Lazy::<AuditPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/partners/:id/paths") view={Lazy::<PathsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/policies") view={Lazy::<PoliciesPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/policies/:version") view={Lazy::<PolicyPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/policies/:version/edit") view={Lazy::<PolicyEditPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/policies/:version/review") view={Lazy::<PolicyReviewPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/calendar") view={Lazy::<CalendarPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/fh/lists") view={Lazy::<ListsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/fh/final") view={Lazy::<FinalPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/clock") view={Lazy::<ClockPage>::new()} ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}
