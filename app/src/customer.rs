//! The Cost Center: pages under `/cost`.

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute};
use leptos_router::{MatchNestedRoutes, path};

/// Pages under `/cost`.
#[component(transparent)]
pub fn CustomerRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/cost") view=Outlet>
            {()}
        </ParentRoute>
    }
    .into_inner()
}
