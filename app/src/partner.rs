//! The Partner Center: pages under `/partner`.

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute};
use leptos_router::{MatchNestedRoutes, path};

/// Pages under `/partner`.
#[component(transparent)]
pub fn PartnerRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/partner") view=Outlet>
            {()}
        </ParentRoute>
    }
    .into_inner()
}
