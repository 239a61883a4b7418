//! How far a run over many cases is, and what it left.

use hezong_contract::fh_lists::RunView;
use hezong_texts::lists as t;
use hezong_ui::{Card, Time, lang, tr};
use leptos::prelude::*;

/// The run of a page; nothing when there is none to tell of. `reload` is the page's own address.
pub(super) fn run_card(run: Option<&RunView>, reload: String) -> AnyView {
    let Some(run) = run else { return ().into_any() };
    let words = if run.is_running {
        t::run_going(lang(), run.total, run.through)
    } else if run.is_stopped {
        t::run_stopped(lang(), run.total, run.through)
    } else {
        t::run_over(lang(), run.total, run.done, run.met)
    };
    let going = run.is_running.then(|| going(run, reload));
    let (by, at, left) = (t::run_by(lang(), &run.by), run.at, left_list(&run.left));
    view! {
        <Card title=tr(t::RUN_TITLE)>
            <p>{words}</p>
            {going}
            <p class="secondary">{by} " \u{b7} " <Time at=at/></p>
            {left}
        </Card>
    }
    .into_any()
}

fn going(run: &RunView, reload: String) -> AnyView {
    let (max, value) = (run.total.max(1).to_string(), run.through.to_string());
    let spoken = format!("{} / {}", run.through, run.total);
    view! {
        <progress max=max value=value aria-label=tr(t::RUN_TITLE)>{spoken}</progress>
        <p class="secondary">{tr(t::RUN_WAIT)}</p>
        <div class="form-actions">
            <a class="button" href=reload rel="external">{tr(t::RUN_RELOAD)}</a>
        </div>
    }
    .into_any()
}

/// What a run left: whose, and why.
pub(super) fn left_list(left: &[(String, String)]) -> AnyView {
    if left.is_empty() {
        return ().into_any();
    }
    let items = left
        .iter()
        .map(|(whose, why)| view! { <li>{whose.clone()} " \u{b7} " {why.clone()}</li> })
        .collect_view();
    view! { <p>{tr(t::LEFT_TITLE)}</p><ul>{items}</ul> }.into_any()
}
