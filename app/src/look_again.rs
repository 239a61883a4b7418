//! Pages that look again by themselves while something goes on in the background. Without WASM they offer
//! a link that loads them anew.

use std::time::Duration;

use hezong_contract::AppError;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How often a page looks again while work is under way.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Reads again and again while what was read says that something is under way; stops with the page.
pub fn look_again<T>(rows: Resource<Result<T, AppError>>, works: fn(&T) -> bool)
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        let is_working =
            rows.with(|page| page.as_ref().and_then(|page| page.as_ref().ok()).is_some_and(works));
        stop();
        if is_working {
            let handle = set_timeout_with_handle(move || rows.refetch(), LOOK_AGAIN).ok();
            waiting.set_value(handle);
        }
    });
    on_cleanup(stop);
}
