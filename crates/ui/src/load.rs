//! The one way pages show what a resource brings.
//!
//! Everything around the answer exists once ([`coming`]), whatever is waited for: it is the larger part
//! of the code.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hezong_contract::AppError;
use leptos::prelude::*;

use crate::state::{ErrorPanel, Skeleton};

/// A view that has to be waited for.
pub type ComingView = Pin<Box<dyn Future<Output = AnyView> + Send>>;

/// Shows a resource: grey bars at first, the view when it came, the error otherwise. On a change (other
/// filters, other page) what is shown stays until the new answer is there.
///
/// Without WASM: the server waits for the answer (`SsrMode::Async`).
pub fn load<T>(
    resource: Resource<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    load_or(resource, show, |error| view! { <ErrorPanel error=error/> }.into_any())
}

/// As [`load`], with another view for what fails.
pub fn load_or<T>(
    resource: Resource<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
    failed: impl Fn(AppError) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    let views = Arc::new((show, failed));
    coming(true, move || {
        let views = Arc::clone(&views);
        Box::pin(async move {
            match resource.await {
                Ok(value) => (views.0)(value),
                Err(error) => (views.1)(error),
            }
        })
    })
}

/// Shows a view when it has come, and again when what it waits for changes; until the first one, grey
/// bars if so wanted.
pub fn coming(
    with_skeleton: bool,
    view: impl Fn() -> ComingView + Send + Sync + 'static,
) -> AnyView {
    follow(with_skeleton, Box::new(view))
}

fn follow(with_skeleton: bool, view: Box<dyn Fn() -> ComingView + Send + Sync>) -> AnyView {
    let bars = move || with_skeleton.then(|| view! { <Skeleton/> });
    view! { <Transition fallback=bars>{move || Suspend::new(view())}</Transition> }.into_any()
}
