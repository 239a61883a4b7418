//! "Why can't I use it?": every check with what is required, what is there, and what would help.

use hezong_contract::cases::{CheckView, Goal};
use hezong_domain::coupons::Check;
use hezong_texts::{Text, cases, common};
use leptos::prelude::*;

use crate::chart::Tone;
use crate::status::StatusPill;
use crate::words::{actual_words, cure_words, label, lang, required_words, tr};

/// Where the goals of links lead; provided by the pages whose answers carry some.
#[derive(Clone, Copy)]
pub struct GoalAddress(pub fn(&Goal) -> String);

/// The address of a goal on this page; empty when it knows none.
pub fn goal_address(goal: &Goal) -> String {
    use_context::<GoalAddress>().map_or_else(String::new, |address| (address.0)(goal))
}

/// Words that lead somewhere.
pub fn goal_link(words: String, goal: Option<&Goal>) -> AnyView {
    match goal.map(goal_address).filter(|href| !href.is_empty()) {
        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
        None => words.into_any(),
    }
}

/// A check as a row of the table.
struct CheckRow {
    name: String,
    passed: bool,
    why: String,
    required: String,
    actual: String,
    cure: AnyView,
}

impl CheckRow {
    fn of_coupon(check: &Check) -> Self {
        Self {
            name: label("check_key", check.key.as_str()),
            passed: check.passed,
            why: String::new(),
            required: required_words(check),
            actual: actual_words(check),
            cure: cure_words(check).into_any(),
        }
    }

    fn of_case(check: &CheckView) -> Self {
        Self {
            name: check.label.clone(),
            passed: check.passed,
            why: check.why.clone(),
            required: check.required.clone(),
            actual: check.actual.clone(),
            cure: cure_view(check),
        }
    }

    fn view(self, cure: &'static str) -> AnyView {
        let (tone, word) =
            if self.passed { (Tone::Ok, common::PASSED) } else { (Tone::Bad, common::FAILED) };
        let why =
            (!self.why.is_empty()).then(|| view! { <p class="outcome-reason">{self.why}</p> });
        view! {
            <tr class:check-failed=!self.passed>
                <th scope="row" class="primary wide" data-label=tr(common::CHECK)>
                    <div>{self.name} {why}</div>
                </th>
                <td data-label=tr(common::RESULT)><StatusPill tone=tone word=tr(word)/></td>
                <td class="wide" class:blank=self.required.is_empty() data-label=tr(common::REQUIRED_IS)>
                    {self.required.clone()}
                </td>
                <td class="wide" class:blank=self.actual.is_empty() data-label=tr(common::ACTUAL_IS)>
                    {self.actual.clone()}
                </td>
                <td class="wide" class:blank=self.passed data-label=cure>{self.cure}</td>
            </tr>
        }
        .into_any()
    }
}

/// What would help, with the way there; nothing once a check has passed.
fn cure_view(check: &CheckView) -> AnyView {
    if check.passed {
        return ().into_any();
    }
    match &check.link {
        Some(link) => goal_link(link.words.clone(), Some(&link.goal)),
        None => check.cure.clone().into_any(),
    }
}

fn check_table(caption: String, rows: Vec<CheckRow>, cure: Text) -> AnyView {
    let cure = tr(cure);
    let (passed, failed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.passed);
    let rows: Vec<AnyView> = failed.into_iter().chain(passed).map(|row| row.view(cure)).collect();
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
                        <th scope="col">{cure}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
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
    check_table(caption, checks.iter().map(CheckRow::of_coupon).collect(), common::CURE_IS)
}

/// All checks of a case, the failed ones first.
pub fn case_checks(checks: &[CheckView], caption: &str) -> AnyView {
    check_table(caption.to_owned(), checks.iter().map(CheckRow::of_case).collect(), cases::CURE)
}

/// What stands in the way, one line for each: what, why, asked for and there, and what would help.
pub fn told_view(checks: &[CheckView]) -> AnyView {
    let items: Vec<AnyView> = checks.iter().map(told_item).collect();
    (!items.is_empty()).then(|| view! { <ul class="told">{items}</ul> }).into_any()
}

fn told_item(check: &CheckView) -> AnyView {
    let figures: Vec<String> =
        [(common::REQUIRED_IS, &check.required), (common::ACTUAL_IS, &check.actual)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(text, value)| common::labelled(lang(), tr(text), value))
            .collect();
    let figures = (!figures.is_empty())
        .then(|| view! { <span class="told-figures">{crate::words::join(&figures)}</span> });
    let why = (!check.why.is_empty()).then(|| view! { <span>{check.why.clone()}</span> });
    view! { <li><b>{check.label.clone()}</b> {why} {figures} <span>{cure_view(check)}</span></li> }
        .into_any()
}
