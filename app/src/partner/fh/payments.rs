//! 付款申请: one card for each quarter.

use hezong_contract::fh::QuarterCard;
use hezong_domain::Fen;
use hezong_texts::{cases, common, fh};
use hezong_ui::{
    Card, EmptyState, Form, KeyValue, KeyValues, LinkButton, Money, Notice, Tone, goal_address,
    lang, load, told_view, tr,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{BeginCase, fh_quarters};
use super::parts::{fh_page, way_on};
use crate::cases::parts::{state_pill, turn_cell};
use crate::partner::parts::follow;
use crate::routes;

/// The quarters.
#[derive(Debug)]
pub struct PaymentsPage;

#[lazy_route]
impl LazyRoute for PaymentsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let begin = ServerAction::<BeginCase>::new();
        follow(begin);
        let quarters = Resource::new(|| (), |()| fh_quarters());
        fh_page(routes::FH_PAYMENTS, move |_| {
            load(quarters, move |quarters| shown(&quarters, begin))
        })
    }
}

fn shown(quarters: &[QuarterCard], begin: ServerAction<BeginCase>) -> AnyView {
    if quarters.is_empty() {
        let (title, body) = (tr(fh::PAYMENTS_EMPTY), tr(fh::PAYMENTS_EMPTY_BODY));
        return view! {
            <Card>
                <EmptyState title=title body=body>
                    <LinkButton href=routes::FH_CLAIMS kind="primary">{tr(fh::CLAIMS)}</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let cards: Vec<AnyView> = quarters.iter().map(card).collect();
    view! {
        <p class="quarter-link"><a href=routes::BALANCE>{tr(fh::BALANCE_LINK)}</a></p>
        <Form action=begin id="begin" class="stack">
            <div class="quarter-cards">{cards}</div>
        </Form>
    }
    .into_any()
}

fn months(quarter: &QuarterCard) -> AnyView {
    let items: Vec<AnyView> = quarter
        .months
        .iter()
        .map(|month| {
            let state = state_pill(&month.state);
            view! { <li>{month.month.clone()} " " {state}</li> }.into_any()
        })
        .collect();
    if items.is_empty() {
        return view! { <span class="muted">{tr(common::DASH)}</span> }.into_any();
    }
    view! { <ul class="quarter-months">{items}</ul> }.into_any()
}

/// The one thing that blocks, and how many more there are.
fn blocks(quarter: &QuarterCard) -> Option<AnyView> {
    let check = quarter.blocked.as_ref()?;
    let more = (quarter.blocked_more > 0).then(|| {
        view! { <p class="secondary">{fh::blocks_more(lang(), quarter.blocked_more)}</p> }
    });
    let told = told_view(std::slice::from_ref(check));
    let notice = view! {
        <Notice tone=Tone::Warn title=tr(fh::BLOCKS_TITLE)>
            {told}
            {more}
        </Notice>
    };
    Some(notice.into_any())
}

fn card(quarter: &QuarterCard) -> AnyView {
    let facts = vec![
        KeyValue::new(
            tr(fh::QUARTER_PAYABLE),
            view! { <b class="quarter-payable"><Money amount=quarter.payable/></b> },
        ),
        KeyValue::new(tr(fh::QUARTER_PEOPLE), quarter.people),
        KeyValue::new(tr(fh::QUARTER_MONTHS), months(quarter)),
        KeyValue::new(tr(cases::COLUMN_TURN), turn_cell(quarter.turn.as_ref())),
    ];
    let carried = (quarter.carried > Fen::ZERO).then(|| {
        let words = fh::quarter_carried(lang(), quarter.carried.grouped());
        view! { <p class="secondary">{words}</p> }
    });
    let sheet = quarter.sheet.as_ref().map(|link| {
        let (href, words) = (goal_address(&link.goal), link.words.clone());
        view! { <LinkButton href=href>{words}</LinkButton> }
    });
    let what = format!("payment/{}", quarter.quarter);
    let (case_id, blocked) = (quarter.case_id.as_deref(), quarter.blocked.as_ref());
    let way = way_on(case_id, quarter.can_ask, blocked, what, fh::REQUEST);
    let blocks = blocks(quarter);
    view! {
        <Card title=quarter.title.clone() note=state_pill(&quarter.state)>
            <KeyValues items=facts/>
            {carried}
            {blocks}
            <div class="form-actions">{way} {sheet}</div>
        </Card>
    }
    .into_any()
}
