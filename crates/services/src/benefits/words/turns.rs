//! Whose turn it is in words: what has to be done, by whom, until when, and what happens then.

use hezong_contract::cases::{Mood, TurnView};
use hezong_domain::benefits::{Actor, Transition, Turn};
use hezong_domain::calendar::Certainty;
use hezong_domain::text::Keyed;
use hezong_texts::{Lang, case_page};

use super::super::case::Desk;
use super::super::engine::Loaded;
use super::super::frame::Frame;
use super::super::refusal::space_of;
use super::{mood, word};

/// What whoever's turn it is has to do: the first way on that needs no excuse; empty when there is none.
fn todo<W: Desk>(lang: Lang, state: W::State, actor: Actor) -> String {
    let is_way_on = |rule: &&Transition<W>| {
        rule.from == state
            && rule.by == actor
            && !rule.needs_reason
            && !W::HARD.contains(&rule.event.text())
    };
    let space = format!("{}_event", space_of(W::NAME));
    let rule = W::TRANSITIONS.iter().find(is_way_on);
    rule.map_or_else(String::new, |rule| word(lang, &space, rule.event.text()))
}

/// Whose turn a case in a state is, in words.
pub(crate) fn turn<W: Desk>(
    lang: Lang,
    state: W::State,
    turn: &Turn<W>,
    frame: &Frame,
    hats: &[Actor],
) -> TurnView {
    let space = space_of(W::NAME);
    let days_left = turn.until.map(|until| {
        if until < frame.today {
            frame.calendar.working_days_between(until, frame.today).saturating_neg().min(-1)
        } else {
            frame.calendar.working_days_between(frame.today, until)
        }
    });
    let then = match (turn.lapse, turn.then) {
        (Some(event), Some(state)) => case_page::then_state(
            lang,
            word(lang, &format!("{space}_event"), event.text()),
            word(lang, &format!("{space}_state"), state.text()),
        ),
        _ if turn.until.is_some() => case_page::THEN_REMINDER.get(lang).to_owned(),
        _ => case_page::THEN_NOTHING.get(lang).to_owned(),
    };
    TurnView {
        todo: todo::<W>(lang, state, turn.actor),
        whose: word(lang, "actor", turn.actor.as_str()),
        is_mine: hats.contains(&turn.actor),
        until: turn.until.map_or_else(String::new, |day| day.to_string()),
        days_left,
        then,
        is_provisional: turn.certainty != Certainty::Announced,
    }
}

/// Whose turn a case is, in words; `None` where nobody is waited for. Where all is well and nothing is
/// due that is so even if somebody might change something; what the clock will do is told all the same.
pub(crate) fn turn_of<W: Desk>(
    lang: Lang,
    case: &Loaded<W>,
    frame: &Frame,
    hats: &[Actor],
) -> Option<TurnView> {
    let is_settled = mood(&case.row.state, case.row.turn) == Mood::Ok && case.row.due_on.is_none();
    let found = foreseen(case).or_else(|| case.turn(frame).filter(|_| !is_settled))?;
    Some(turn(lang, case.state, &found, frame, hats))
}

/// The same of something that may have no case yet: then whose turn it is to begin one.
pub(crate) fn turn_or_first<W: Desk>(
    lang: Lang,
    case: Option<&Loaded<W>>,
    frame: &Frame,
    hats: &[Actor],
) -> Option<TurnView> {
    if let Some(case) = case {
        return turn_of(lang, case, frame, hats);
    }
    let wait = W::WAITS.iter().find(|wait| wait.state == W::START)?;
    let first = Turn::<W> {
        actor: wait.turn,
        until: None,
        certainty: Certainty::Announced,
        lapse: None,
        then: None,
    };
    Some(turn(lang, W::START, &first, frame, hats))
}

/// The turn of the clock, where nothing but it is waited for.
fn foreseen<W: Desk>(case: &Loaded<W>) -> Option<Turn<W>> {
    let (until, event) = W::foreseen(case.state, &case.data)?;
    let rule = W::TRANSITIONS.iter().find(|rule| rule.from == case.state && rule.event == event)?;
    Some(Turn {
        actor: Actor::System,
        until: Some(until),
        certainty: Certainty::Announced,
        lapse: Some(event),
        then: Some(rule.to),
    })
}
