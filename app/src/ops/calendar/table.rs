//! A year as tables of months.

use hezong_contract::policies::{DayCell, MonthTable};
use hezong_texts::calendar_edit as t;
use hezong_ui::{lang, tr};
use leptos::prelude::*;

use crate::routes;

/// Every month, weeks from Monday. Days are links for those who may change them; the `chosen` one stands
/// in the form below.
pub(super) fn months(months: &[MonthTable], may_edit: bool, chosen: &str) -> AnyView {
    let tables: Vec<AnyView> =
        months.iter().map(|month| month_view(month, may_edit, chosen)).collect();
    view! { <div class="calendar-year">{tables}</div> }.into_any()
}

fn month_view(month: &MonthTable, may_edit: bool, chosen: &str) -> AnyView {
    let heads = [
        t::WEEKDAY_1,
        t::WEEKDAY_2,
        t::WEEKDAY_3,
        t::WEEKDAY_4,
        t::WEEKDAY_5,
        t::WEEKDAY_6,
        t::WEEKDAY_7,
    ];
    let heads =
        heads.map(|text| view! { <th scope="col">{tr(text)}</th> }).into_iter().collect_view();
    let weeks: Vec<AnyView> = month
        .weeks
        .iter()
        .map(|week| {
            let days: Vec<AnyView> =
                week.iter().map(|day| day_view(day, may_edit, chosen)).collect();
            view! { <tr>{days}</tr> }.into_any()
        })
        .collect();
    let working = t::month_working(lang(), month.working);
    view! {
        <table class="calendar-month">
            <caption>{month.month.clone()} " " <span class="secondary">{working}</span></caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{weeks}</tbody>
        </table>
    }
    .into_any()
}

fn day_view(day: &DayCell, may_edit: bool, chosen: &str) -> AnyView {
    if day.day.is_empty() {
        return view! { <td></td> }.into_any();
    }
    let is_chosen = day.day == chosen;
    let mark = match day.kind.as_str() {
        "holiday" => tr(t::MARK_OFF),
        "workday" => tr(t::MARK_ON),
        _ => "",
    };
    let mark = (!mark.is_empty()).then(|| view! { <span class="calendar-mark">{mark}</span> });
    let name = day.name.clone();
    let title = (!name.is_empty()).then_some(name);
    let changed = day.is_changed.then(|| {
        view! {
            <span class="calendar-dot" aria-hidden="true">"\u{b7}"</span>
            <span class="visually-hidden">{tr(t::CHANGED)}</span>
        }
    });
    let number = if may_edit {
        let href = routes::ops_calendar_day(&day.day);
        let spoken = format!("{} \u{b7} {}", day.number, day.day);
        let current = is_chosen.then_some("date");
        view! { <a href=href aria-label=spoken aria-current=current>{day.number}</a> }.into_any()
    } else {
        day.number.into_any()
    };
    view! {
        <td
            title=title
            class:calendar-off=!day.is_working
            class:calendar-changed=day.is_changed
            class:calendar-chosen=is_chosen
        >
            {number}
            {changed}
            {mark}
        </td>
    }
    .into_any()
}
