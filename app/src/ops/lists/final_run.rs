//! 定稿: what becomes final in a month, what is still open and why, and doing it now.

use hezong_contract::fh_lists::{FINAL_FILTERS, FinalGroup, FinalRow, FinalView};
use hezong_contract::{ErrorKind, ListState};
use hezong_domain::access::Permission;
use hezong_texts::{Text, lists as t, nav};
use hezong_ui::{
    Card, Column, Crumb, DataTable, Form, Hidden, LinkButton, Notice, PageHead, Pager, Stat, Stats,
    SubmitButton, Tab, Tabs, TextArea, Tone, lang, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{FINALISED, FinaliseMonth, read_final};
use super::progress::run_card;
use super::run_notice;
use crate::cases::parts::{amount_cell, state_pill, turn_cell};
use crate::look_again::look_again;
use crate::once::use_handed;
use crate::partner::gate::gate;
use crate::partner::parts::dropped_notice;
use crate::routes;

/// The page of the run.
#[derive(Debug)]
pub struct FinalPage;

/// Doing it now, with the reason that was typed last: it stays with what was refused.
#[derive(Clone, Copy)]
struct Doing {
    run: ServerAction<FinaliseMonth>,
    typed: RwSignal<String>,
}

#[lazy_route]
impl LazyRoute for FinalPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let list = use_list(FINAL_FILTERS);
        let run = ServerAction::<FinaliseMonth>::new();
        let handed = use_handed(FINALISED);
        let doing = Doing { run, typed: RwSignal::new(String::new()) };
        let changed = read_anew(doing);
        let month = Resource::new(
            move || (list.get().to_query(), changed.get()),
            |(query, _)| read_final(query),
        );
        look_again(month, |month| month.run.as_ref().is_some_and(|run| run.is_running));
        gate(None, Permission::OpsReview, move |_| {
            let crumbs = vec![
                Crumb::link(tr(nav::OPERATIONS), routes::OPS),
                Crumb::link(tr(t::TITLE), routes::OPS_LISTS),
            ];
            let shown = load(month, move |month| shown(month, &list.get_untracked(), doing));
            view! {
                <PageHead title=tr(t::FINAL_TITLE) subtitle=tr(t::FINAL_LEAD) crumbs=crumbs>
                    <LinkButton href=routes::OPS_LISTS>{tr(t::TITLE)}</LinkButton>
                </PageHead>
                {run_notice(run, handed, |count| t::finalised_done(lang(), count))}
                {shown}
            }
            .into_any()
        })
    }
}

/// Counts what makes the page read anew: success, and the answer that the page is out of date.
fn read_anew(doing: Doing) -> RwSignal<u32> {
    let (changed, value, input) = (RwSignal::new(0_u32), doing.run.value(), doing.run.input());
    Effect::new(move |_| {
        if let Some(reason) = input.with(|sent| sent.as_ref().map(|sent| sent.form.reason.clone()))
        {
            doing.typed.set(reason);
        }
    });
    Effect::new(move |_| {
        let answer = value.with(|value| match value {
            Some(Ok(_)) => Some(true),
            Some(Err(error)) if matches!(error.kind, ErrorKind::Told { .. }) => Some(false),
            _ => None,
        });
        let Some(is_done) = answer else { return };
        if is_done {
            doing.typed.set(String::new());
        }
        changed.update(|count| *count += 1);
    });
    changed
}

const READY: &[Column<FinalRow>] = &[
    Column::new(t::COLUMN_PARTNER, partner_cell).primary().wide(),
    Column::new(t::COLUMN_SCHEME, |row: &FinalRow| row.scheme.clone().into_any()).wide(),
    Column::new(t::COLUMN_STATE, |row: &FinalRow| state_pill(&row.state)),
    Column::new(t::COLUMN_TURN, |row: &FinalRow| turn_cell(row.turn.as_ref())),
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

/// A group of claims as the page shows it.
#[derive(Clone, Copy)]
struct Section {
    name: &'static str,
    title: Text,
    none: Text,
    columns: &'static [Column<FinalRow>],
}

const SECTIONS: [Section; 3] = [
    Section { name: "ready", title: t::FINAL_READY, none: t::FINAL_READY_NONE, columns: READY },
    Section { name: "open", title: t::FINAL_OPEN, none: t::FINAL_OPEN_NONE, columns: OPEN },
    Section { name: "done", title: t::FINAL_DONE, none: t::FINAL_DONE_NONE, columns: READY },
];

/// A group: its beginning, or page by page where it is the one that was chosen.
fn table(section: Section, group: FinalGroup, chosen: &str, list: &ListState) -> AnyView {
    let is_chosen = chosen == section.name;
    if !chosen.is_empty() && !is_chosen {
        return ().into_any();
    }
    let (title, columns, count) = (tr(section.title), section.columns, group.count);
    if count == 0 {
        return view! { <Card title=title><p class="secondary">{tr(section.none)}</p></Card> }
            .into_any();
    }
    let shown = i64::try_from(group.rows.len()).unwrap_or(i64::MAX);
    let rest = if is_chosen {
        let list = list.clone();
        view! { <Pager path=routes::OPS_FINAL list=list total=count/> }.into_any()
    } else if count > shown {
        let href = format!("{}?{}", routes::OPS_FINAL, list.with("group", section.name));
        let words = t::group_more(lang(), count, shown);
        view! {
            <p class="card-body secondary">
                {words} " \u{b7} " <a href=href>{t::group_whole(lang(), count)}</a>
            </p>
        }
        .into_any()
    } else {
        ().into_any()
    };
    view! {
        <Card title=title flush=true>
            <DataTable caption=title columns=columns rows=group.rows/>
            {rest}
        </Card>
    }
    .into_any()
}

fn shown(month: FinalView, list: &ListState, doing: Doing) -> AnyView {
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
        Stat::new(tr(t::FINAL_READY), month.ready.count.to_string(), yuan(month.ready.amount)),
        Stat::new(tr(t::FINAL_OPEN), month.open.count.to_string(), ""),
        Stat::new(tr(t::FINAL_DONE), month.done.count.to_string(), yuan(month.done.amount)),
    ];
    let act = act_card(&month, doing);
    let address = format!("{}?{}", routes::OPS_FINAL, list.to_query());
    let run = run_card(month.run.as_ref(), address);
    let whole = (!month.group.is_empty()).then(|| {
        let href = format!("{}?{}", routes::OPS_FINAL, list.with("group", ""));
        view! { <p><a href=href>{tr(t::GROUP_ALL)}</a></p> }
    });
    let [ready, open, done] = SECTIONS;
    let chosen = month.group;
    view! {
        <div class="area-tabs"><Tabs label=tr(t::MONTH) items=months/></div>
        <div class="stack">
            {dropped_notice(&list.dropped)}
            <Stats items=stats/>
            {run}
            {whole}
            {table(ready, month.ready, &chosen, list)}
            {act}
            {table(open, month.open, &chosen, list)}
            {table(done, month.done, &chosen, list)}
        </div>
    }
    .into_any()
}

/// Doing it now, or when the clock will.
fn act_card(month: &FinalView, doing: Doing) -> AnyView {
    if !month.is_over {
        let words = t::final_by_clock(lang(), &month.clock);
        return view! { <Notice tone=Tone::Info><p>{words}</p></Notice> }.into_any();
    }
    let is_running = month.run.as_ref().is_some_and(|run| run.is_running);
    if month.ready.count == 0 || is_running {
        return ().into_any();
    }
    let (value, seen) = (month.month.clone(), month.seen.clone());
    let typed = doing.typed.get_untracked();
    view! {
        <Card title=tr(t::FINAL_NOW)>
            <p>{tr(t::FINAL_NOW_BODY)}</p>
            <Form action=doing.run id="finalise">
                <Hidden name="month" value=value/>
                <Hidden name="seen" value=seen/>
                <TextArea name="reason" label=tr(t::REASON) value=typed rows=2 maxlength=1_000/>
                <div class="form-actions"><SubmitButton>{tr(t::FINAL_NOW)}</SubmitButton></div>
            </Form>
        </Card>
    }
    .into_any()
}
