//! 激励申请: the months, what each is worth, and what blocks it.

use hezong_contract::fh::ClaimRow;
use hezong_texts::{cases as t, fh};
use hezong_ui::{Card, Column, DataTable, EmptyState, Form, LinkButton, load, tr};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{BeginCase, fh_months};
use super::parts::{fh_page, way_on};
use crate::cases::parts::{amount_cell, blocked_cell, state_pill, turn_cell};
use crate::partner::parts::follow;
use crate::routes;

/// The months.
#[derive(Debug)]
pub struct ClaimsPage;

#[lazy_route]
impl LazyRoute for ClaimsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let begin = ServerAction::<BeginCase>::new();
        follow(begin);
        let months = Resource::new(|| (), |()| fh_months());
        fh_page(routes::FH_CLAIMS, move |_| {
            let table = load(months, move |months| shown(months, begin));
            view! { <Card flush=true>{table}</Card> }.into_any()
        })
    }
}

const COLUMNS: &[Column<ClaimRow>] = &[
    Column::new(fh::COLUMN_MONTH, |row: &ClaimRow| row.month.clone().into_any()).primary(),
    Column::new(fh::COLUMN_SCHEME, |row: &ClaimRow| row.scheme_words.clone().into_any()).wide(),
    Column::new(fh::COLUMN_STATE, |row: &ClaimRow| state_pill(&row.state)),
    Column::new(fh::COLUMN_PEOPLE, |row: &ClaimRow| row.people.into_any()).end(),
    Column::new(fh::COLUMN_AMOUNT, |row: &ClaimRow| amount_cell(row.amount)).end(),
    Column::new(t::COLUMN_TURN, |row: &ClaimRow| turn_cell(row.turn.as_ref())),
    Column::new(fh::BLOCKS_TITLE, |row: &ClaimRow| blocked_cell(row.blocked.as_ref())).wide(),
    Column::new(fh::COLUMN_ACTIONS, way_cell),
];

fn way_cell(row: &ClaimRow) -> AnyView {
    let what = format!("claim/{}/{}", row.scheme, row.month);
    way_on(row.case_id.as_deref(), row.can_begin, row.blocked.as_ref(), what, fh::CLAIM)
}

fn shown(months: Vec<ClaimRow>, begin: ServerAction<BeginCase>) -> AnyView {
    if months.is_empty() {
        let (title, body) = (tr(fh::CLAIMS_EMPTY), tr(fh::CLAIMS_EMPTY_BODY));
        return view! {
            <EmptyState title=title body=body>
                <LinkButton href=routes::FH_QUALIFICATION kind="primary">{tr(fh::QUALIFICATION)}</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <Form action=begin id="begin" class="bare-form">
            <DataTable caption=tr(fh::CLAIMS) columns=COLUMNS rows=months/>
        </Form>
    }
    .into_any()
}
