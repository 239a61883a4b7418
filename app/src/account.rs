//! The own account: security, credentials.

pub mod api;
pub mod security;
mod security_parts;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::{Lazy, MatchNestedRoutes, SsrMode, path};

use security::SecurityPage;

/// Pages under `/account`.
#[component(transparent)]
pub fn AccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/account") view=Outlet>
            <Route path=path!("/security") view={Lazy::<SecurityPage>::new()} ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}
