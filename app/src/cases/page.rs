//! One case: whose turn it is, what can be done, what it rests on, what happened.

use hezong_contract::ErrorKind;
use hezong_contract::cases::{
    CaseView, CellView, ChecksView, FactView, HeadView, StepView, TableView, TurnView,
};
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_texts::{case_page, cases as t, common, nav};
use hezong_ui::form::{error_of, successes};
use hezong_ui::words::error_words;
use hezong_ui::{
    Card, Crumb, DoneNotice, KeyValue, KeyValues, LinkButton, Notice, PageHead, Siblings,
    StatusPill, Timeline, TimelineItem, Tone, case_checks, goal_address, goal_link, lang,
    sent_value, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

use super::acts::{Acting, acts_view};
use super::api::{ActOnCase, read_case};
use super::goal;
use super::papers::papers_card;
use super::parts::{left_words, link_buttons, state_pill, tone};
use crate::partner::gate::{gate, load_page};
use crate::routes;

/// A case, for the partner.
#[derive(Debug)]
pub struct PartnerCasePage;

/// A case, for operations.
#[derive(Debug)]
pub struct OpsCasePage;

#[lazy_route]
impl LazyRoute for PartnerCasePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        case_view(AccountKind::Partner, Permission::BenefitView)
    }
}

#[lazy_route]
impl LazyRoute for OpsCasePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        case_view(AccountKind::Vendor, Permission::OpsBenefits)
    }
}

fn case_view(kind: AccountKind, permission: Permission) -> AnyView {
    goal::provide(kind);
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let action = ServerAction::<ActOnCase>::new();
    let acting = Acting { action, siblings: Siblings::new("event") };
    let (value, successes) = (action.value(), successes(action));
    // One case leads to another: what was done there is not news here.
    Effect::new(move |before: Option<String>| {
        let now = id.get();
        if before.is_some_and(|before| before != now) {
            value.set(None);
        }
        now
    });
    let case = Resource::new(move || (id.get(), successes.get()), |(id, _)| read_case(id));
    gate(None, permission, move |_| {
        view! {
            <DoneNotice action=action words=tr(t::DONE)/>
            {move || is_behind(action).then(|| latest_link(kind, &id.get()))}
            {load_page(case, move |case| shown(kind, &case, acting))}
        }
        .into_any()
    })
}

/// Whether what is shown may be older than what refused the last act. Without WASM the page was drawn anew.
fn is_behind(action: ServerAction<ActOnCase>) -> bool {
    let refused = error_of(action).get().is_some_and(|e| matches!(e.kind, ErrorKind::Told { .. }));
    refused && action.version().get() > 0
}

/// Leads to the case as it is now; what was typed stays until somebody follows it.
fn latest_link(kind: AccountKind, id: &str) -> AnyView {
    let href = match kind {
        AccountKind::Vendor => routes::ops_case(id),
        AccountKind::Partner | AccountKind::Customer => routes::partner_case(id),
    };
    view! {
        <p class="form-actions">
            <LinkButton href=href external=true>{tr(case_page::SHOW_LATEST)}</LinkButton>
        </p>
    }
    .into_any()
}

fn shown(kind: AccountKind, case: &CaseView, acting: Acting) -> AnyView {
    let subtitle = match kind {
        AccountKind::Vendor => t::of_partner(lang(), &case.benefit, &case.partner),
        _ if case.title == case.benefit => String::new(),
        _ => case.benefit.clone(),
    };
    let pill = state_pill(&case.state);
    let acts = match &case.turn {
        _ if !case.acts.is_empty() => acts_view(case, acting),
        // Where nobody has to act the card above says so.
        None => ().into_any(),
        Some(_) => view! { <Notice><p>{tr(case_page::NO_ACTIONS)}</p></Notice> }.into_any(),
    };
    // Whoever has to act finds the forms first; everybody else came to see how things stand.
    let is_mine = case.turn.as_ref().is_some_and(|turn| turn.is_mine);
    let (first, last) =
        if is_mine { (None, Some(evidence(case))) } else { (Some(evidence(case)), None) };
    let mut facts = case.facts.clone();
    facts.push(FactView::new(tr(t::NUMBER), case.id.clone()));
    let lost = lost_error(case, acting.action);
    let links = (!case.links.is_empty()).then(|| {
        let links = link_buttons(&case.links);
        view! { <Card title=tr(t::LINKS)><div class="form-actions">{links}</div></Card> }
    });
    view! {
        <PageHead title=case.title.clone() subtitle=subtitle crumbs=crumbs(kind, case)>{pill}</PageHead>
        <div class="columns case-columns">
            <div class="stack">
                {lost}
                {turn_card(case.turn.as_ref())}
                {first}
                {papers_card(kind, case)}
                {acts}
                {last}
            </div>
            <aside class="stack">
                {facts_card(&facts)}
                {links}
                {history(&case.steps)}
            </aside>
        </div>
    }
    .into_any()
}

/// What the case rests on.
fn evidence(case: &CaseView) -> AnyView {
    let checks: Vec<AnyView> = case.checks.iter().map(checks_card).collect();
    let tables: Vec<AnyView> = case.tables.iter().map(table_card).collect();
    view! { {checks} {tables} }.into_any()
}

/// What went wrong with an act whose form is no longer there, because somebody else was faster: without
/// WASM the page is drawn anew after every post. What was typed as the reason is shown with it.
fn lost_error(case: &CaseView, action: ServerAction<ActOnCase>) -> Option<AnyView> {
    let event = sent_value("event");
    // Without the draft no form knows that it was the one that failed.
    let is_lost =
        action.version().get_untracked() == 0 && case.acts.iter().all(|act| act.event != event);
    let error = error_of(action).get_untracked().filter(|_| is_lost)?;
    let typed = sent_value("reason");
    let typed = (!typed.is_empty()).then(|| view! { <blockquote>{typed}</blockquote> });
    let words = error_words(&error);
    Some(view! { <Notice tone=Tone::Bad announced=true><p>{words}</p>{typed}</Notice> }.into_any())
}

fn crumbs(kind: AccountKind, case: &CaseView) -> Vec<Crumb> {
    if kind == AccountKind::Vendor {
        return vec![
            Crumb::link(tr(nav::OPERATIONS), routes::OPS),
            Crumb::link(tr(case_page::QUEUE_TITLE), routes::OPS_QUEUE),
        ];
    }
    let mut crumbs = vec![Crumb::group(tr(nav::BENEFITS))];
    crumbs.extend(
        case.home.as_ref().map(|home| Crumb::link(home.words.clone(), goal_address(&home.goal))),
    );
    crumbs
}

/// Whose turn it is, until when, what happens then.
fn turn_card(turn: Option<&TurnView>) -> AnyView {
    let Some(turn) = turn else {
        return view! { <p class="card turn-card turn-nobody">{tr(case_page::NOBODY)}</p> }
            .into_any();
    };
    let whose = if turn.is_mine { tr(case_page::YOUR_TURN).to_owned() } else { turn.whose.clone() };
    let mut facts =
        vec![KeyValue::new(tr(case_page::WHOSE_TURN), view! { <b class="turn-whose">{whose}</b> })];
    if !turn.todo.is_empty() {
        facts.push(KeyValue::new(tr(case_page::TODO), turn.todo.clone()));
    }
    if turn.until.is_empty() {
        facts.push(KeyValue::new(tr(case_page::UNTIL), tr(case_page::NO_DEADLINE)));
    } else {
        let left = left_words(turn)
            .map(|(tone, words)| view! { <StatusPill tone=tone icon="clock" word=words/> });
        let until = turn.until.clone();
        facts.push(KeyValue::new(tr(case_page::UNTIL), view! { <span>{until} " " {left}</span> }));
    }
    if !turn.then.is_empty() {
        facts.push(KeyValue::new(tr(case_page::THEN), turn.then.clone()));
    }
    let note = turn
        .is_provisional
        .then(|| view! { <p class="secondary">{tr(case_page::PROVISIONAL)}</p> });
    view! {
        <section class="card turn-card" class:turn-mine=turn.is_mine>
            <KeyValues items=facts/>
            {note}
        </section>
    }
    .into_any()
}

pub fn facts_card(facts: &[FactView]) -> AnyView {
    let items: Vec<KeyValue> = facts
        .iter()
        .map(|fact| {
            let value = goal_link(fact.value.clone(), fact.goal.as_ref());
            KeyValue::new(fact.label.clone(), value)
        })
        .collect();
    (!items.is_empty())
        .then(|| view! { <Card title=tr(t::FACTS)><KeyValues items=items/></Card> })
        .into_any()
}

fn checks_card(part: &ChecksView) -> AnyView {
    let table = case_checks(&part.checks, &part.title);
    let missing = part.checks.iter().filter(|check| !check.passed).count();
    let note = if missing == 0 {
        view! { <StatusPill tone=Tone::Ok word=tr(case_page::ALL_IN_ORDER)/> }.into_any()
    } else {
        let words = case_page::missing_count(lang(), missing);
        view! { <StatusPill tone=Tone::Bad word=words/> }.into_any()
    };
    view! { <Card title=part.title.clone() note=note flush=true>{table}</Card> }.into_any()
}

fn cell_class(head: &HeadView) -> &'static str {
    if head.is_number { "end" } else { "wide" }
}

fn cell_words(cell: &CellView) -> AnyView {
    if let Some(mood) = cell.mood {
        return view! { <StatusPill tone=tone(mood) word=cell.text.clone()/> }.into_any();
    }
    let words = goal_link(cell.text.clone(), cell.goal.as_ref());
    // Days and numbers stay in one piece where columns are narrow.
    let is_figure = cell.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    view! { <span class:day-range=is_figure>{words}</span> }.into_any()
}

/// One row of cells and whether they are blank; the first says what the row is about.
fn row_view(heads: &[HeadView], cells: Vec<(AnyView, bool)>) -> AnyView {
    let cells: Vec<AnyView> = heads
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(place, (head, (cell, is_blank)))| {
            let label = head.words.clone();
            if place == 0 {
                view! { <th scope="row" class="primary" data-label=label>{cell}</th> }.into_any()
            } else {
                let class = cell_class(head);
                view! { <td class=class class:blank=is_blank data-label=label>{cell}</td> }
                    .into_any()
            }
        })
        .collect();
    view! { <tr>{cells}</tr> }.into_any()
}

/// A table of plain text, with its sum.
pub fn table_card(table: &TableView) -> AnyView {
    if table.rows.is_empty() {
        let none = view! { <p class="card-quiet secondary">{tr(common::NONE)}</p> };
        return view! { <Card title=table.title.clone() flush=true>{none}</Card> }.into_any();
    }
    let heads = table
        .heads
        .iter()
        .map(|head| view! { <th scope="col" class=cell_class(head)>{head.words.clone()}</th> })
        .collect_view();
    let rows: Vec<AnyView> = table
        .rows
        .iter()
        .map(|cells| {
            row_view(&table.heads, cells.iter().map(|cell| (cell_words(cell), false)).collect())
        })
        .collect();
    let total = (!table.total.is_empty()).then(|| {
        let cells =
            table.total.iter().map(|text| (text.clone().into_any(), text.is_empty())).collect();
        view! { <tfoot>{row_view(&table.heads, cells)}</tfoot> }
    });
    let (caption, region) = (table.title.clone(), table.title.clone());
    view! {
        <Card title=table.title.clone() flush=true>
            <div class="table-scroll" role="region" aria-label=region tabindex="0">
                <table class="data-table case-table">
                    <caption class="visually-hidden">{caption}</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                    {total}
                </table>
            </div>
        </Card>
    }
    .into_any()
}

fn history(steps: &[StepView]) -> AnyView {
    let content = if steps.is_empty() {
        view! { <p class="secondary">{tr(case_page::HISTORY_EMPTY)}</p> }.into_any()
    } else {
        let items = steps.iter().map(step_item).collect();
        view! { <Timeline items=items/> }.into_any()
    };
    view! { <Card title=tr(case_page::HISTORY)>{content}</Card> }.into_any()
}

fn step_item(step: &StepView) -> TimelineItem {
    let reason = (!step.reason.is_empty()).then(|| {
        let words = common::labelled(lang(), tr(case_page::REASON), &step.reason);
        view! { <p class="step-reason">{words}</p> }
    });
    let remarks: Vec<AnyView> = step
        .remarks
        .iter()
        .map(|(field, text)| view! { <li>{common::labelled(lang(), field, text)}</li> }.into_any())
        .collect();
    let remarks = (!remarks.is_empty()).then(|| view! { <ul class="step-remarks">{remarks}</ul> });
    let body = view! {
        <p class="pills">{state_pill(&step.state)} <span class="secondary">{step.who.clone()}</span></p>
        {reason}
        {remarks}
    };
    TimelineItem {
        at: step.at,
        title: step.what.clone(),
        body: body.into_any(),
        tone: tone(step.state.mood),
    }
}
