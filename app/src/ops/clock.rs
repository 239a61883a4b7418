//! The sandbox's clock: moving business time, and what fired on the way.

pub mod api;

use hezong_contract::sandbox::ClockView;
use hezong_domain::Problems;
use hezong_domain::access::Permission;
use hezong_texts::{nav, sandbox as t};
use hezong_ui::{
    Card, Crumb, DayField, Form, KeyValue, KeyValues, Notice, PageHead, SubmitButton, Time, Tone,
    lang, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use api::{AdvanceClock, read_clock};

use crate::partner::gate::{gate, load_page};
use crate::routes;

/// The page of the sandbox's clock.
#[derive(Debug)]
pub struct ClockPage;

fn check(input: &AdvanceClock) -> Result<(), Problems> {
    input.form.check().map(|_| ())
}

#[lazy_route]
impl LazyRoute for ClockPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let advance = ServerAction::<AdvanceClock>::new();
        let clock = Resource::new(move || advance.version().get(), |_| read_clock());
        gate(None, Permission::OpsPolicies, move |_| {
            load_page(clock, move |clock| shown(&clock, advance))
        })
    }
}

fn shown(clock: &ClockView, advance: ServerAction<AdvanceClock>) -> AnyView {
    let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
    let now = clock.now;
    // Going from event to event takes one press each.
    let next = clock.next_on.clone();
    let facts = vec![
        KeyValue::new(tr(t::NOW), view! { <Time at=now/> }),
        KeyValue::new(tr(t::AHEAD), t::ahead_days(lang(), clock.days_ahead)),
        KeyValue::new(tr(t::NEXT), clock.next_on.clone()),
    ];
    let fired = clock.fired.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let answer = match &clock.moved {
        None => view! { <p class="secondary">{tr(t::NOT_MOVED)}</p> }.into_any(),
        Some((from, to)) if clock.fired.is_empty() => {
            view! { <p class="secondary">{t::nothing_fired(lang(), from, to)}</p> }.into_any()
        }
        Some((from, to)) => view! {
            <p class="secondary">{t::moved(lang(), from, to)}</p>
            <ul class="plain-list">{fired}</ul>
        }
        .into_any(),
    };
    view! {
        <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs/>
        <Notice tone=Tone::Warn><p>{tr(t::NO_WAY_BACK)}</p></Notice>
        <div class="columns">
            <div class="stack">
                <Card title=tr(t::ADVANCE)>
                    <Form action=advance id="clock" check=check>
                        <DayField name="day" label=tr(t::DAY) hint=tr(t::DAY_HINT) value=next/>
                        <div class="form-actions"><SubmitButton>{tr(t::ADVANCE)}</SubmitButton></div>
                    </Form>
                </Card>
                <Card title=tr(t::FIRED)>{answer}</Card>
            </div>
            <aside class="stack"><Card title=tr(t::STATE)><KeyValues items=facts/></Card></aside>
        </div>
    }
    .into_any()
}
