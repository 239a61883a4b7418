//! Issuing: fill in, review the plan, confirm. The address is the request, so it can be mailed.

use hezong_contract::coupons::IssueForm;
use hezong_domain::Refusal;
use hezong_domain::access::Permission;
use hezong_texts::issue as texts;
use hezong_ui::words::refusal_words;
use hezong_ui::{Notice, PageHead, Tone, tr};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::issue_form::{choose_quota, form_view};
use super::issue_plan::plan_view;
use super::plan_api::{IssueCoupons, IssueView, SendCode, issue_page};
use crate::partner::area::Area;
use crate::partner::gate::{gate, load_page};
use crate::partner::parts::{follow, plan_again};

/// The page that issues.
#[derive(Debug)]
pub struct IssueCouponsPage;

#[lazy_route]
impl LazyRoute for IssueCouponsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let area = Area::here();
        let search = use_location().search;
        let data =
            Resource::new(move || search.get(), move |query| issue_page(area.quota_type(), query));
        let confirm = ServerAction::<IssueCoupons>::new();
        let send = ServerAction::<SendCode>::new();
        follow(confirm);
        plan_again(confirm, data);
        gate(Some(area), Permission::CouponIssue, move |_| {
            load_page(data, move |data| {
                page_view(area, &search.get_untracked(), data, confirm, send)
            })
        })
    }
}

fn page_view(
    area: Area,
    search: &str,
    mut data: IssueView,
    confirm: ServerAction<IssueCoupons>,
    send: ServerAction<SendCode>,
) -> AnyView {
    let form = IssueForm::from_query(search);
    let plan = data.plan.take();
    let step = if plan.is_some() { 2 } else { 1 };
    let missing = !form.quota.is_empty() && data.quota.is_none();
    let refusal = data.refusal.take().or(missing.then_some(Refusal::QuotaMissing));
    let refused = refusal.map(|refusal| {
        view! {
            <Notice tone=Tone::Bad title=tr(texts::PLAN_REFUSED) announced=true>
                <p>{refusal_words(&refusal)}</p>
            </Notice>
        }
    });
    let body = match (plan, data.quota.take()) {
        (Some(plan), _) => plan_view(area, &form, plan, data.held, confirm, send),
        (None, Some(quota)) => form_view(area, form, search, quota, data),
        (None, None) => choose_quota(area, &form, &data.quotas),
    };
    view! {
        <PageHead
            title=area.issue_title()
            subtitle=tr(texts::LEAD)
            crumbs=area.crumbs_below(area.issued_title(), area.issued())
        />
        {steps(step)}
        {refused}
        {body}
    }
    .into_any()
}

/// Where one is on the way.
pub(super) fn steps(current: usize) -> AnyView {
    let items = [texts::STEP_FILL, texts::STEP_PLAN, texts::STEP_RESULT]
        .into_iter()
        .enumerate()
        .map(|(index, text)| {
            let number = index + 1;
            let class = if number < current { "step-done" } else { "" };
            view! {
                <li class=class aria-current=(number == current).then_some("step")>
                    <span class="step-number" aria-hidden="true">{number}</span>
                    {tr(text)}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="act-steps" aria-label=tr(texts::STEPS)>{items}</ol> }.into_any()
}
