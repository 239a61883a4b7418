//! 使用引导: the steps, and where one stands.

use hezong_contract::fh::{GuideStep, GuideView};
use hezong_texts::{cases as t, fh};
use hezong_ui::{Card, LinkButton, Notice, StatusPill, Tone, goal_address, load, tr};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::fh_guide;
use super::parts::fh_page;
use crate::cases::parts::state_pill;
use crate::routes;

/// The guide.
#[derive(Debug)]
pub struct GuidePage;

#[lazy_route]
impl LazyRoute for GuidePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let guide = Resource::new(|| (), |()| fh_guide());
        fh_page(routes::FH, move |_| load(guide, |guide| shown(&guide)))
    }
}

fn shown(guide: &GuideView) -> AnyView {
    let sample = guide.sample_note.clone().map(|words| {
        view! { <Notice tone=Tone::Warn title=tr(fh::SAMPLE_TITLE)><p>{words}</p></Notice> }
    });
    let steps: Vec<AnyView> = guide.steps.iter().map(step).collect();
    view! {
        <div class="stack">
            {sample}
            <Card title=tr(fh::STEPS) flush=true><ol class="guide">{steps}</ol></Card>
        </div>
    }
    .into_any()
}

fn step(step: &GuideStep) -> AnyView {
    let (kind, words) = if step.is_current { ("primary", t::GO) } else { ("", t::OPEN) };
    let now =
        step.is_current.then(|| view! { <StatusPill tone=Tone::Accent word=tr(fh::STEP_NOW)/> });
    let href = goal_address(&step.goal);
    let current = step.is_current.then_some("step");
    let (title, body) = (step.title.clone(), step.body.clone());
    view! {
        <li class:guide-current=step.is_current aria-current=current>
            <div>
                <p class="guide-title">{title} {state_pill(&step.state)} {now}</p>
                <p class="secondary">{body}</p>
            </div>
            <div class="guide-go"><LinkButton href=href kind=kind>{tr(words)}</LinkButton></div>
        </li>
    }
    .into_any()
}
