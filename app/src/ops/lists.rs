//! Monthly lists that operations make, and making months final.

pub mod api;
mod final_run;
mod page;
mod progress;

use hezong_contract::AppError;
use hezong_contract::fh_lists::RunResult;
use hezong_texts::lists as t;
use hezong_ui::{Notice, Tone, lang};
use leptos::prelude::*;
use server_fn::ServerFn;

use self::progress::left_list;

pub use final_run::FinalPage;
pub use page::ListsPage;

/// What a run did, after the call with WASM, handed over without.
fn run_notice<S>(
    action: ServerAction<S>,
    handed: Resource<Option<RunResult>>,
    words: fn(i64) -> String,
) -> AnyView
where
    S: ServerFn<Error = AppError, Output = RunResult> + Clone + Send + Sync + 'static,
{
    let value = action.value();
    let made = move || value.get().and_then(Result::ok);
    view! {
        <Suspense>
            {move || {
                let made = made();
                Suspend::new(async move {
                    made.or(handed.await).map(|result| result_view(&result, words))
                })
            }}
        </Suspense>
    }
    .into_any()
}

fn result_view(result: &RunResult, words: fn(i64) -> String) -> AnyView {
    if result.is_running {
        let going = t::run_going(lang(), result.total, result.through);
        return view! { <Notice tone=Tone::Info announced=true><p>{going}</p></Notice> }.into_any();
    }
    let tone = if result.left.is_empty() { Tone::Ok } else { Tone::Warn };
    let (done, left) = (words(result.done), left_list(&result.left));
    view! { <Notice tone=tone announced=true><p>{done}</p>{left}</Notice> }.into_any()
}
