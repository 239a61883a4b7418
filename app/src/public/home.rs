//! `/`: on to the person's console, or to the sign-in page.

use hezong_ui::{ErrorPanel, Skeleton};
use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::routes;
use crate::session::use_session;

/// Without WASM: the server answers with a redirect.
#[component]
pub fn HomePage() -> impl IntoView {
    let session = use_session();
    view! {
        <Suspense fallback=|| view! { <Skeleton/> }>
            {move || Suspend::new(async move {
                let Some(session) = session else { return ().into_any() };
                match session.viewer().await {
                    Ok(Some(viewer)) => view! { <Redirect path=viewer.home()/> }.into_any(),
                    Ok(None) => view! { <Redirect path=routes::SIGN_IN/> }.into_any(),
                    Err(error) => view! { <main class="lone"><ErrorPanel error=error/></main> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}
