//! What a workflow adds to the page of its case.

use hezong_contract::cases::{CheckView, ChecksView, FactView, Link, TableView};
use hezong_domain::benefits::Check;
use hezong_texts::Lang;

use super::engine::Benefit;
use super::refusal::space_of;
use super::words;

/// What a workflow adds to the page of its case.
#[derive(Debug)]
pub(crate) struct Shown<W: Benefit> {
    pub(crate) facts: Vec<FactView>,
    pub(crate) checks: Vec<ChecksView>,
    pub(crate) tables: Vec<TableView>,
    pub(crate) links: Vec<Link>,
    /// What stands in the way of events, for those where something does.
    pub(crate) blocked: Vec<(W::Event, Vec<CheckView>)>,
    /// Events that are not offered to this reader: another one does the same for him.
    pub(crate) left_out: Vec<W::Event>,
    /// The event that is the way on here, under words of its own.
    pub(crate) main: Option<(W::Event, String)>,
}

impl<W: Benefit> Default for Shown<W> {
    fn default() -> Self {
        Self {
            facts: Vec::new(),
            checks: Vec::new(),
            tables: Vec::new(),
            links: Vec::new(),
            blocked: Vec::new(),
            left_out: Vec::new(),
            main: None,
        }
    }
}

/// What stands in the way of the events of a state, for those where something does.
pub(crate) fn blocked<W: Benefit>(
    lang: Lang,
    state: W::State,
    check: impl Fn(W::Guard) -> Check<W::Guard>,
) -> Vec<(W::Event, Vec<CheckView>)> {
    let space = format!("{}_guard", space_of(W::NAME));
    let mut blocked = Vec::new();
    for rule in W::TRANSITIONS.iter().filter(|rule| rule.from == state) {
        let failed: Vec<_> =
            rule.guards.iter().map(|guard| check(*guard)).filter(|check| !check.passed).collect();
        if !failed.is_empty() {
            blocked.push((rule.event, words::checks(lang, &space, &failed)));
        }
    }
    blocked
}
