//! What every workflow's table must keep, and a walk of random events over it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{Act, Actor, Case, Check, Cure, Doer, Fact, Refused, Workflow, advance};
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
        let mut doing = act(who, hat, seen);
        if !reasoned {
            doing.reason = "  ".to_owned();
        }
        let check = |guard| Check::new(guard, holds, Fact::None, Fact::None, Cure::Final);
        let rule = W::TRANSITIONS.iter().find(|r| r.from == case.state && r.event == event);
        match advance(&case, event, &doing, check) {
            Ok(step) => {
                let rule = rule.expect("a move that is not in the table");
                assert_eq!((step.from, step.after.state), (rule.from, rule.to));
                assert_eq!(step.after.version, case.version + 1);
                assert!(fresh && doing.hats.contains(&rule.by));
                assert!(rule.guards.is_empty() || holds);
                assert!(reasoned || !rule.needs_reason);
                let is_own = case.maker.is_some() && step.by == case.maker;
                let is_checked = !is_own && case.maker.is_some();
                assert!(rule.doer != Doer::Checker || is_checked, "maker and checker are one");
                case = step.after;
            }
            Err(Refused::NotNow { .. }) => assert!(rule.is_none()),
            Err(Refused::Stale { .. }) => assert!(!fresh),
            Err(_) => assert!(rule.is_some()),
        }
    }
}
