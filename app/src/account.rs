//! The own account: security, credentials, notices.

pub mod api;
pub mod credentials;
mod feed;
pub mod notices;
pub mod security;
mod security_parts;

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::{Lazy, SsrMode, path};

use credentials::CredentialsPage;
use notices::NoticesPage;
use security::SecurityPage;

/// Pages under `/account`.
#[component(transparent)]
pub fn AccountRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/account") view=Outlet>
            <Route path=path!("/credentials") view={Lazy::<CredentialsPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/notices") view={Lazy::<NoticesPage>::new()} ssr=SsrMode::Async/>
            <Route path=path!("/security") view={Lazy::<SecurityPage>::new()} ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}
