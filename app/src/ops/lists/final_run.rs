//! 定稿: what becomes final in a month, what is still open and why, and doing it now.

use hezong_contract::fh_lists::{FinalRow, FinalView};
use hezong_domain::access::Permission;
use hezong_texts::{lists as t, nav};
use hezong_ui::{
    Card, Column, Crumb, DataTable, Form, Hidden, LinkButton, Notice, PageHead, Stat, Stats,
    SubmitButton, Tab, Tabs, TextArea, Tone, lang, load, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{FINALISED, FinaliseMonth, read_final};
use super::run_notice;
use crate::cases::parts::{amount_cell, state_pill, turn_cell};
use crate::once::use_handed;
use crate::partner::gate::gate;
use crate::routes;

/// The page of the run.
#[derive(Debug)]
pub struct FinalPage;

#[lazy_route]
impl LazyRoute for FinalPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let run = ServerAction::<FinaliseMonth>::new();
        let handed = use_handed(FINALISED);
        // Read anew after success only: the reason that was typed stays with what was refused.
        let (done, value) = (RwSignal::new(0_u32), run.value());
        Effect::new(move |_| {
            if value.with(|value| matches!(value, Some(Ok(_)))) {
                done.update(|count| *count += 1);
            }
        });
        let search = use_location().search;
        let month =
            Resource::new(move || (search.get(), done.get()), |(query, _)| read_final(query));
        gate(None, Permission::OpsReview, move |_| {
            let crumbs = vec![
                Crumb::link(tr(nav::OPERATIONS), routes::OPS),
                Crumb::link(tr(t::TITLE), routes::OPS_LISTS),
            ];
            view! {
                <PageHead title=tr(t::FINAL_TITLE) subtitle=tr(t::FINAL_LEAD) crumbs=crumbs>
                    <LinkButton href=routes::OPS_LISTS>{tr(t::TITLE)}</LinkButton>
                </PageHead>
                {run_notice(run, handed, |count| t::finalised_done(lang(), count))}
                {load(month, move |month| shown(month, run))}
            }
            .into_any()
        })
    }
}

const READY: &[Column<FinalRow>] = &[
    Column::new(t::COLUMN_PARTNER, partner_cell).primary().wide(),
    Column::new(t::COLUMN_SCHEME, |row: &FinalRow| row.scheme.clone().into_any()).wide(),
    Column::new(t::COLUMN_STATE, |row: &FinalRow| state_pill(&row.state)),
    Column::new(t::COLUMN_PEOPLE, |row: &FinalRow| row.people.into_any()).end(),
    Column::new(t::COLUMN_AMOUNT, |row: &FinalRow| amount_cell(row.amount)).end(),
];

const OPEN: &[Column<FinalRow>] = &[
    Column::new(t::COLUMN_PARTNER, partner_cell).primary().wide(),
    Column::new(t::COLUMN_SCHEME, |row: &FinalRow| row.scheme.clone().into_any()).wide(),
    Column::new(t::COLUMN_STATE, |row: &FinalRow| state_pill(&row.state)),
    Column::new(t::COLUMN_WHY, |row: &FinalRow| row.why.clone().into_any()).wide(),
    Column::new(t::COLUMN_TURN, |row: &FinalRow| turn_cell(row.turn.as_ref())),
    Column::new(t::COLUMN_AMOUNT, |row: &FinalRow| amount_cell(row.amount)).end(),
];

fn partner_cell(row: &FinalRow) -> AnyView {
    let href = routes::ops_case(&row.case_id);
    view! { <a href=href>{row.partner.clone()}</a> }.into_any()
}

fn table(
    title: &'static str,
    none: &'static str,
    columns: &'static [Column<FinalRow>],
    rows: Vec<FinalRow>,
) -> AnyView {
    if rows.is_empty() {
        return view! { <Card title=title><p class="secondary">{none}</p></Card> }.into_any();
    }
    view! {
        <Card title=title flush=true><DataTable caption=title columns=columns rows=rows/></Card>
    }
    .into_any()
}

fn shown(month: FinalView, run: ServerAction<FinaliseMonth>) -> AnyView {
    let months = month
        .months
        .iter()
        .map(|(value, words)| Tab {
            words: words.clone(),
            href: format!("{}?month={value}", routes::OPS_FINAL),
            count: None,
            is_current: *value == month.month,
        })
        .collect();
    let yuan = |amount: hezong_domain::Fen| format!("\u{a5}{}", amount.grouped());
    let stats = vec![
        Stat::new(tr(t::FINAL_READY), month.ready.len().to_string(), yuan(month.ready_total)),
        Stat::new(tr(t::FINAL_OPEN), month.open.len().to_string(), ""),
        Stat::new(tr(t::FINAL_DONE), month.done.len().to_string(), yuan(month.done_total)),
    ];
    let act = act_card(&month, run);
    view! {
        <Tabs label=tr(t::MONTH) items=months/>
        <div class="stack">
            <Stats items=stats/>
            {table(tr(t::FINAL_READY), tr(t::FINAL_READY_NONE), READY, month.ready)}
            {act}
            {table(tr(t::FINAL_OPEN), tr(t::FINAL_OPEN_NONE), OPEN, month.open)}
            {table(tr(t::FINAL_DONE), tr(t::FINAL_DONE_NONE), READY, month.done)}
        </div>
    }
    .into_any()
}

/// Doing it now, or when the clock will.
fn act_card(month: &FinalView, run: ServerAction<FinaliseMonth>) -> AnyView {
    if !month.is_over {
        let words = t::final_by_clock(lang(), &month.clock);
        return view! { <Notice tone=Tone::Info><p>{words}</p></Notice> }.into_any();
    }
    if month.ready.is_empty() {
        return ().into_any();
    }
    let value = month.month.clone();
    view! {
        <Card title=tr(t::FINAL_NOW)>
            <p>{tr(t::FINAL_NOW_BODY)}</p>
            <Form action=run id="finalise">
                <Hidden name="month" value=value/>
                <TextArea name="reason" label=tr(t::REASON) rows=2 maxlength=1_000/>
                <div class="form-actions"><SubmitButton>{tr(t::FINAL_NOW)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
