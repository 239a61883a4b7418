//! The one way pages show what a resource brings.

use hezong_contract::AppError;
use leptos::prelude::*;

use crate::state::{ErrorPanel, Skeleton};

/// Shows a resource: grey bars at first, the view when it came, the error otherwise. On a change (other
/// filters, other page) what is shown stays until the new answer is there.
///
/// Without WASM: the server waits for the answer (`SsrMode::Async`).
pub fn load<T>(
    resource: Resource<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| view! { <Skeleton/> }>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => show(value),
                        Err(error) => view! { <ErrorPanel error=error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}
