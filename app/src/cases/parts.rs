//! Parts of cases that lists show too: states, turns, amounts.

use hezong_contract::cases::{CheckView, Link, Mood, StateWords, TurnView};
use hezong_domain::Fen;
use hezong_texts::{case_page, cases as t, common};
use hezong_ui::{LinkButton, Money, StatusPill, Tone, goal_address, lang, told_view, tr};
use leptos::prelude::*;

/// The colour of a mood.
pub const fn tone(mood: Mood) -> Tone {
    match mood {
        Mood::Plain => Tone::Plain,
        Mood::Info => Tone::Info,
        Mood::Ok => Tone::Ok,
        Mood::Warn => Tone::Warn,
        Mood::Bad => Tone::Bad,
    }
}

/// A state; nothing when it has no words.
pub fn state_pill(state: &StateWords) -> AnyView {
    if state.words.is_empty() {
        return ().into_any();
    }
    view! { <StatusPill tone=tone(state.mood) word=state.words.clone()/> }.into_any()
}

/// How much time is left, in words; `None` when there is no last day.
pub fn left_words(turn: &TurnView) -> Option<(Tone, String)> {
    let lang = lang();
    match turn.days_left? {
        days if days < 0 => Some((Tone::Bad, case_page::overdue(lang, days.saturating_neg()))),
        0 => Some((Tone::Warn, case_page::UNTIL_TODAY.get(lang).to_owned())),
        days if days <= 3 => Some((Tone::Warn, case_page::days_left(lang, days))),
        days => Some((Tone::Plain, case_page::days_left(lang, days))),
    }
}

/// Whose turn it is, what has to be done, until when, and what happens then, in one cell of a list.
pub fn turn_cell(turn: Option<&TurnView>) -> AnyView {
    let Some(turn) = turn else {
        return view! { <span class="muted">{tr(case_page::NOBODY)}</span> }.into_any();
    };
    let whose = if turn.is_mine { tr(case_page::YOUR_TURN).to_owned() } else { turn.whose.clone() };
    let left = left_words(turn)
        .map(|(tone, words)| view! { <StatusPill tone=tone icon="clock" word=words/> });
    let line = |words: String| view! { <span class="secondary id-line">{words}</span> };
    let todo = (!turn.todo.is_empty()).then(|| line(case_page::todo_next(lang(), &turn.todo)));
    let until = line(if turn.until.is_empty() {
        tr(case_page::NO_DEADLINE).to_owned()
    } else {
        t::until_day(lang(), &turn.until)
    });
    let then = (!turn.then.is_empty()).then(|| line(turn.then.clone()));
    view! { <div>{whose} " " {left} {todo} {until} {then}</div> }.into_any()
}

/// An amount; a dash when there is none.
pub fn amount_cell(amount: Option<Fen>) -> AnyView {
    match amount {
        Some(amount) => view! { <Money amount=amount/> }.into_any(),
        None => view! { <span class="muted">{tr(common::DASH)}</span> }.into_any(),
    }
}

/// The one thing that blocks, with its cure; a dash when nothing does.
pub fn blocked_cell(check: Option<&CheckView>) -> AnyView {
    match check {
        Some(check) => told_view(std::slice::from_ref(check)),
        None => view! { <span class="muted">{tr(common::DASH)}</span> }.into_any(),
    }
}

/// Links as buttons.
pub fn link_buttons(links: &[Link]) -> AnyView {
    links
        .iter()
        .map(|link| {
            let words = link.words.clone();
            view! { <LinkButton href=goal_address(&link.goal)>{words}</LinkButton> }
        })
        .collect_view()
        .into_any()
}
