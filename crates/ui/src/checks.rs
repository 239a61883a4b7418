//! "Why can't I use it?": every check with what is required, what is there, and what would help.

use hezong_domain::coupons::Check;
use hezong_texts::common;
use leptos::prelude::*;

use crate::chart::Tone;
use crate::status::StatusPill;
use crate::words::{actual_words, cure_words, label, required_words, tr};

fn check_row(check: &Check) -> AnyView {
    let (tone, word) =
        if check.passed { (Tone::Ok, common::PASSED) } else { (Tone::Bad, common::FAILED) };
    let name = label("check_key", check.key.as_str());
    view! {
        <tr class:check-failed=!check.passed>
            <th scope="row" class="primary" data-label=tr(common::CHECK)>{name}</th>
            <td data-label=tr(common::RESULT)><StatusPill tone=tone word=tr(word)/></td>
            <td class="wide" data-label=tr(common::REQUIRED_IS)>{required_words(check)}</td>
            <td class="wide" data-label=tr(common::ACTUAL_IS)>{actual_words(check)}</td>
            <td class="wide" data-label=tr(common::CURE_IS)>{cure_words(check)}</td>
        </tr>
    }
    .into_any()
}

/// All checks, the failed ones first.
#[component]
pub fn CheckList(
    /// The checks.
    checks: Vec<Check>,
    /// What they are about, for screen readers.
    #[prop(into)]
    caption: String,
) -> impl IntoView {
    let (passed, failed): (Vec<_>, Vec<_>) = checks.iter().partition(|check| check.passed);
    let rows: Vec<AnyView> = failed.into_iter().chain(passed).map(check_row).collect();
    let region = caption.clone();
    view! {
        <div class="table-scroll" role="region" aria-label=region tabindex="0">
            <table class="data-table check-list">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tr(common::CHECK)}</th>
                        <th scope="col">{tr(common::RESULT)}</th>
                        <th scope="col">{tr(common::REQUIRED_IS)}</th>
                        <th scope="col">{tr(common::ACTUAL_IS)}</th>
                        <th scope="col">{tr(common::CURE_IS)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
