//! The lists of a month: who would be on them, what is missing, what the partners have confirmed.

use hezong_contract::ListState;
use hezong_contract::fh_lists::{LIST_FILTERS, ListPerson, ListRow, ListsView};
use hezong_domain::access::Permission;
use hezong_domain::accounts::AccountKind;
use hezong_texts::{lists as t, nav};
use hezong_ui::{
    Button, Card, Crumb, EmptyState, FilterBar, FilterSelect, Form, Hidden, LinkButton, Money,
    PageHead, Pager, Stat, Stats, StatusPill, Tone, lang, load, tr, use_list,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{MADE, MakeLists, list_lists};
use super::progress::run_card;
use super::run_notice;
use crate::cases::goal;
use crate::cases::parts::{amount_cell, blocked_cell, state_pill, turn_cell};
use crate::look_again::look_again;
use crate::once::use_handed;
use crate::partner::gate::gate;
use crate::partner::parts::dropped_notice;
use crate::routes;

/// The page of the lists.
#[derive(Debug)]
pub struct ListsPage;

#[lazy_route]
impl LazyRoute for ListsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        goal::provide(AccountKind::Vendor);
        let list = use_list(LIST_FILTERS);
        let make = ServerAction::<MakeLists>::new();
        let handed = use_handed(MADE);
        let rows = Resource::new(
            move || (list.get().to_query(), make.version().get()),
            |(query, _)| list_lists(query),
        );
        look_again(rows, |(lists, _)| lists.run.as_ref().is_some_and(|run| run.is_running));
        gate(None, Permission::OpsReview, move |_| {
            let crumbs = vec![Crumb::link(tr(nav::OPERATIONS), routes::OPS)];
            let shown =
                load(rows, move |(lists, total)| shown(&lists, total, list.get_untracked(), make));
            view! {
                <PageHead title=tr(t::TITLE) subtitle=tr(t::LEAD) crumbs=crumbs>
                    <LinkButton href=routes::OPS_FINAL>{tr(t::FINAL_TITLE)}</LinkButton>
                </PageHead>
                {run_notice(make, handed, |count| t::made_done(lang(), count))}
                {shown}
            }
            .into_any()
        })
    }
}

fn shown(lists: &ListsView, total: i64, list: ListState, make: ServerAction<MakeLists>) -> AnyView {
    let dropped = dropped_notice(&list.dropped);
    let (state, again) = (list.clone(), list.clone());
    let (months, schemes) = (lists.months.clone(), lists.schemes.clone());
    let (month, scheme) = (lists.month.clone(), lists.scheme_words.clone());
    let filters = view! {
        <Card flush=true>
            <FilterBar path=routes::OPS_LISTS list=state.clone()>
                <FilterSelect list=state name="month" label=tr(t::MONTH) options=months empty=month/>
                <FilterSelect list=again name="scheme" label=tr(t::SCHEME) options=schemes empty=scheme/>
            </FilterBar>
            {dropped}
        </Card>
    };
    let address = format!("{}?{}", routes::OPS_LISTS, list.to_query());
    let run = run_card(lists.run.as_ref(), address);
    let body = if lists.scheme.is_empty() {
        let (title, body) = (tr(t::NO_SCHEME), tr(t::NO_SCHEME_BODY));
        view! { <Card><EmptyState title=title body=body/></Card> }.into_any()
    } else if lists.rows.is_empty() {
        view! { <Card><EmptyState title=tr(t::EMPTY) body=tr(t::EMPTY_BODY)/></Card> }.into_any()
    } else {
        partners(lists, make)
    };
    view! {
        <div class="stack">
            {filters}
            {run}
            {body}
            <Pager path=routes::OPS_LISTS list=list total=total/>
        </div>
    }
    .into_any()
}

fn partners(lists: &ListsView, make: ServerAction<MakeLists>) -> AnyView {
    let stats = vec![
        Stat::new(tr(t::STAT_OPEN), lists.open.to_string(), "").warning(lists.open > 0),
        Stat::new(tr(t::STAT_MADE), lists.made.to_string(), ""),
        Stat::new(tr(t::STAT_CONFIRMED), lists.confirmed.to_string(), ""),
    ];
    let (month, scheme, seen) = (lists.month.clone(), lists.scheme.clone(), lists.seen.clone());
    let cards: Vec<AnyView> = lists.rows.iter().map(partner_card).collect();
    let is_running = lists.run.as_ref().is_some_and(|run| run.is_running);
    let all = (lists.open > 1 && !is_running).then(|| {
        view! {
            <div class="form-actions">
                <Button kind="primary" name="form[what]" value="all">{tr(t::MAKE_ALL)}</Button>
            </div>
        }
    });
    view! {
        <h2>{lists.scheme_words.clone()} " · " {lists.month.clone()}</h2>
        <Stats items=stats/>
        <Form action=make id="lists" class="bare-form">
            <Hidden name="month" value=month/>
            <Hidden name="scheme" value=scheme/>
            <Hidden name="seen" value=seen/>
            <div class="stack">
                {all}
                {cards}
            </div>
        </Form>
    }
    .into_any()
}

fn partner_card(row: &ListRow) -> AnyView {
    let what = format!("{}/{}", row.partner_id, row.seen);
    let words = if row.is_again { tr(t::MAKE_AGAIN) } else { tr(t::MAKE) };
    let spoken = format!("{words} \u{b7} {}", row.partner);
    let kind = if row.is_again { "" } else { "primary" };
    let button = row.can_make.then(|| {
        view! { <Button kind=kind name="form[what]" value=what aria_label=spoken>{words}</Button> }
    });
    let note = (row.can_make && row.is_again)
        .then(|| view! { <p class="secondary">{tr(t::MAKE_AGAIN_NOTE)}</p> });
    let blocked = row.blocked.as_ref().map(|check| blocked_cell(Some(check)));
    let open = row.case_id.as_ref().map(|id| {
        let href = routes::ops_case(id);
        view! { <LinkButton href=href>{tr(t::OPEN_CASE)}</LinkButton> }
    });
    let turn = row.turn.as_ref().map(|turn| turn_cell(Some(turn)));
    let (state, people) = (state_pill(&row.state), people_table(row));
    view! {
        <Card title=row.partner.clone() note=state>
            {turn}
            {people}
            {blocked}
            {note}
            <div class="form-actions">{button} {open}</div>
        </Card>
    }
    .into_any()
}

fn people_table(row: &ListRow) -> AnyView {
    if row.people.is_empty() {
        return view! { <p class="secondary">{tr(t::NOBODY)}</p> }.into_any();
    }
    let rows: Vec<AnyView> = row.people.iter().map(person_row).collect();
    let total = row.total;
    let caption = t::people_caption(lang(), &row.partner);
    let region = caption.clone();
    view! {
        <div class="table-scroll" role="region" aria-label=region tabindex="0">
            <table class="data-table case-table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="wide">{tr(t::COLUMN_PERSON)}</th>
                        <th scope="col" class="wide">{tr(t::COLUMN_GRADE)}</th>
                        <th scope="col" class="wide">{tr(t::COLUMN_MISSING)}</th>
                        <th scope="col" class="end">{tr(t::COLUMN_AMOUNT)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" class="primary" data-label=tr(t::COLUMN_PERSON)>{tr(t::TOTAL)}</th>
                        <td class="wide blank"></td>
                        <td class="wide blank"></td>
                        <td class="end" data-label=tr(t::COLUMN_AMOUNT)><Money amount=total/></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn person_row(person: &ListPerson) -> AnyView {
    let missing = match (&person.missing, person.is_over_cap) {
        (Some(check), _) => blocked_cell(Some(check)),
        (None, true) => view! { <StatusPill tone=Tone::Warn word=tr(t::OVER_CAP)/> }.into_any(),
        (None, false) => view! { <StatusPill tone=Tone::Ok word=tr(t::IN_ORDER)/> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="primary" data-label=tr(t::COLUMN_PERSON)>{person.name.clone()}</th>
            <td class="wide" class:blank=person.grade.is_empty() data-label=tr(t::COLUMN_GRADE)>
                {person.grade.clone()}
            </td>
            <td class="wide" data-label=tr(t::COLUMN_MISSING)>{missing}</td>
            <td class="end" data-label=tr(t::COLUMN_AMOUNT)>{amount_cell(person.amount)}</td>
        </tr>
    }
    .into_any()
}
