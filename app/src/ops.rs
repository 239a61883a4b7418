//! Operations: pages under `/ops`.

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute};
use leptos_router::{MatchNestedRoutes, path};

/// Pages under `/ops`.
#[component(transparent)]
pub fn OpsRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/ops") view=Outlet>
            {()}
        </ParentRoute>
    }
    .into_inner()
}
