//! What every workflow's table must keep: every act there could be in every state, and walks of random
//! events over it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{
    Act, Actor, Case, Check, Cure, Doer, Fact, Refused, Step, Transition, Workflow, advance,
};
use crate::id::UserId;
use crate::text::Keyed;
use crate::time::Timestamp;

/// `who` (nobody when empty) doing something under one hat, with a reason.
pub(crate) fn act(who: &str, hat: Actor, seen: i64) -> Act {
    Act {
        by: (!who.is_empty()).then(|| UserId::new(who)),
        hats: vec![hat],
        at: Timestamp::from_ms(0),
        reason: "because".to_owned(),
        comments: Vec::new(),
        seen,
    }
}

/// Checks the tables of a workflow, then walks them at random.
pub(crate) fn laws<W: Workflow>() {
    one_move_for_a_state_and_an_event::<W>();
    let reachable = reachable::<W>();
    for state in W::State::VALUES {
        assert!(reachable.contains(state), "{}: {state:?} is never reached", W::NAME);
        let waits = W::WAITS.iter().filter(|wait| wait.state == *state).count();
        let expected = usize::from(waits_for_somebody::<W>(*state));
        assert!(waits >= expected && waits <= 1, "{}: {waits} waits in {state:?}", W::NAME);
    }
    for wait in W::WAITS {
        let lapse = wait.lapse.map(|event| {
            W::TRANSITIONS.iter().find(|rule| rule.from == wait.state && rule.event == event)
        });
        if let Some(rule) = lapse {
            let by = rule.map(|rule| rule.by);
            assert_eq!(by, Some(Actor::System), "{}: {:?} lapses by itself", W::NAME, wait.state);
        }
        assert!(!W::is_final(wait.state), "{}: {:?} is final", W::NAME, wait.state);
    }
    for event in W::Event::VALUES {
        let used = W::TRANSITIONS.iter().any(|rule| rule.event == *event);
        assert!(used, "{}: {event:?} never happens", W::NAME);
    }
    every_act::<W>();
    random_walks::<W>();
}

fn one_move_for_a_state_and_an_event<W: Workflow>() {
    let mut seen = BTreeSet::new();
    for rule in W::TRANSITIONS {
        let fresh = seen.insert((rule.from, rule.event));
        assert!(fresh, "{}: two moves for {:?} {:?}", W::NAME, rule.from, rule.event);
        let by_system = rule.by == Actor::System;
        assert!(!(by_system && rule.doer != Doer::Anyone), "{}: {rule:?}", W::NAME);
    }
}

fn waits_for_somebody<W: Workflow>(state: W::State) -> bool {
    W::TRANSITIONS.iter().any(|rule| rule.from == state && rule.by != Actor::System)
}

fn reachable<W: Workflow>() -> BTreeSet<W::State> {
    let mut found = BTreeSet::from([W::START]);
    loop {
        let next = W::TRANSITIONS.iter().filter(|rule| found.contains(&rule.from));
        let more: Vec<W::State> =
            next.map(|rule| rule.to).filter(|to| !found.contains(to)).collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// One attempt: event, person, hat, what the guards answer, whether a reason is given, whether the page
/// was fresh, and whether event and hat are taken from the table so that walks get far.
type Attempt = (usize, usize, usize, bool, bool, bool, bool);

fn random_walks<W: Workflow>() {
    let attempt = (
        0..W::Event::VALUES.len(),
        0usize..4,
        0..Actor::ALL.len(),
        any::<bool>(),
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.9),
        any::<bool>(),
    );
    let walks = prop::collection::vec(attempt, 0..120);
    let mut runner = TestRunner::default();
    runner
        .run(&walks, |walk| {
            walked::<W>(&walk);
            Ok(())
        })
        .unwrap();
}

fn walked<W: Workflow>(walk: &[Attempt]) {
    let mut case = Case::<W>::new();
    for &(index, person, hat, holds, reasoned, fresh, steered) in walk {
        let open: Vec<_> = W::TRANSITIONS.iter().filter(|rule| rule.from == case.state).collect();
        let (event, hat) = match open.get(index % open.len().max(1)).filter(|_| steered) {
            Some(rule) => (rule.event, rule.by),
            None => (W::Event::VALUES[index], Actor::ALL[hat]),
        };
        let who = ["", "ada", "bo", "chen"][person];
        let seen = if fresh { case.version } else { case.version - 1 };
        if let Some(step) = attempted(&case, event, &doing(who, hat, seen, reasoned), holds) {
            case = step.after;
        }
    }
}

fn doing(who: &str, hat: Actor, seen: i64, reasoned: bool) -> Act {
    let reason = if reasoned { "because" } else { "  " };
    Act { reason: reason.to_owned(), ..act(who, hat, seen) }
}

/// Every event in every state by everybody under every hat: what is in the table and in order happens, and
/// nothing else does.
fn every_act<W: Workflow>() {
    let (mut taken, mut tried) = (0, 0);
    for (state, event) in
        W::State::VALUES.iter().flat_map(|state| W::Event::VALUES.iter().map(move |e| (*state, *e)))
    {
        for (hat, bits) in
            Actor::ALL.iter().flat_map(|hat| (0..32_u8).map(move |bits| (*hat, bits)))
        {
            let is = |place: u8| bits & (1 << place) != 0;
            let maker = is(0).then(|| UserId::new("ada"));
            let case = Case::<W> { state, maker, version: 7 };
            let who = if hat == Actor::System { "" } else { ["ada", "bo"][usize::from(is(1))] };
            let act = doing(who, hat, if is(2) { 7 } else { 8 }, is(3));
            taken += usize::from(attempted(&case, event, &act, is(4)).is_some());
            tried += 1;
        }
    }
    assert!(taken >= W::TRANSITIONS.len() && taken < tried, "{}: {taken} of {tried}", W::NAME);
}

/// Tries a move; whatever the answer is, there is a reason for it.
fn attempted<W: Workflow>(
    case: &Case<W>,
    event: W::Event,
    act: &Act,
    holds: bool,
) -> Option<Step<W>> {
    let check = |guard| Check::new(guard, holds, Fact::None, Fact::None, Cure::Final);
    let rule = W::TRANSITIONS.iter().find(|r| r.from == case.state && r.event == event);
    match advance(case, event, act, check) {
        Ok(step) => {
            moved_by(rule.expect("a move that is not in the table"), case, act, holds, &step);
            Some(step)
        }
        Err(refused) => {
            refused_for(rule, case, act, holds, &refused);
            None
        }
    }
}

fn moved_by<W: Workflow>(
    rule: &Transition<W>,
    case: &Case<W>,
    act: &Act,
    holds: bool,
    step: &Step<W>,
) {
    assert_eq!((step.from, step.event, step.after.state), (rule.from, rule.event, rule.to));
    assert_eq!((&step.by, step.at, step.then), (&act.by, act.at, rule.then));
    assert_eq!(step.after.version, case.version + 1);
    assert!(act.seen == case.version && act.hats.contains(&rule.by));
    assert!(rule.guards.is_empty() || holds);
    assert!(!step.reason.is_empty() || !rule.needs_reason);
    let is_own = case.maker.is_some() && step.by == case.maker;
    let is_checked = !is_own && case.maker.is_some();
    assert!(rule.doer != Doer::Checker || is_checked, "maker and checker are one");
    let maker = if rule.doer == Doer::Maker { &act.by } else { &case.maker };
    assert_eq!(&step.after.maker, maker);
}

/// No refusal without its own cause.
fn refused_for<W: Workflow>(
    rule: Option<&Transition<W>>,
    case: &Case<W>,
    act: &Act,
    holds: bool,
    refused: &Refused<W>,
) {
    let is_checked = rule.is_some_and(|rule| rule.doer == Doer::Checker);
    let is_justified = match refused {
        Refused::Stale { state } => act.seen != case.version && *state == case.state,
        Refused::NotNow { state, open } => {
            let leads_on = |event: &W::Event| {
                W::TRANSITIONS.iter().any(|rule| rule.from == case.state && rule.event == *event)
            };
            rule.is_none() && *state == case.state && open.iter().all(leads_on)
        }
        Refused::NotYours { turn } => {
            rule.is_some_and(|rule| rule.by == *turn) && !act.hats.contains(turn)
        }
        Refused::OwnCase => is_checked && case.maker.is_some() && act.by == case.maker,
        Refused::MakerUnknown => is_checked && case.maker.is_none(),
        Refused::ReasonMissing => {
            rule.is_some_and(|rule| rule.needs_reason) && act.reason.trim().is_empty()
        }
        Refused::Guarded { failed } => {
            let named = failed.iter().map(|check| check.key);
            !holds && rule.is_some_and(|rule| named.eq(rule.guards.iter().copied()))
        }
    };
    assert!(is_justified, "{}: {case:?} {act:?}: {refused:?}", W::NAME);
}
