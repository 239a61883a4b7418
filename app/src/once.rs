//! Results that are shown once, also without WASM.
//!
//! With WASM such a result is the value of the action. Without, the browser is redirected after the post
//! and the value would be lost: the server function then hands it over in a short-lived cookie
//! ([`crate::server::hand_over`]) that the page reads once.

use hezong_contract::AppError;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the last post handed over under a name; `None` as a rule.
///
/// The value reaches the browser as any resource does, so that hydration finds what the server drew.
pub fn use_handed<T>(name: &'static str) -> Resource<Option<T>>
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    Resource::new_blocking(|| (), move |()| async move { take::<T>(name) })
}

/// What an act has just made, or handed over without WASM, as a card that is shown once.
pub fn handed_view<S, T>(
    action: ServerAction<S>,
    handed: Resource<Option<T>>,
    card: fn(T) -> AnyView,
) -> AnyView
where
    S: server_fn::ServerFn<Error = AppError, Output = T> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let made = move || action.value().get().and_then(Result::ok);
    view! {
        <Suspense>
            {move || {
                let made = made();
                Suspend::new(async move { made.or(handed.await).map(card) })
            }}
        </Suspense>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn take<T: DeserializeOwned>(name: &str) -> Option<T> {
    crate::server::take_handed(name)
}

#[cfg(not(feature = "ssr"))]
fn take<T: DeserializeOwned>(_name: &str) -> Option<T> {
    None
}
