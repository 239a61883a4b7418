//! Random acts by random people on cases of every workflow: whatever happens, a case moves only as its
//! table says, a refusal changes nothing, and the history tells exactly what happened.
//!
//! `HEZONG_SEED=<number> cargo test -p hezong-services random_acts` walks another way than the four that
//! are always walked; what fails names its seed.

use std::collections::{BTreeMap, BTreeSet};

use hezong_contract::cases::{ActView, CaseForm, FieldKind, FieldView};
use hezong_domain::access::{Role, Scope};
use hezong_domain::benefits::{Payout, Workflow};
use hezong_domain::certification::Certification;
use hezong_domain::incentives::{Claim, Payment, Qualification, Scheme};
use hezong_domain::members::{Assessment, Link};
use hezong_domain::text::Keyed;
use hezong_domain::{CaseId, Day, Month, Quarter, Window};
use hezong_services::Context;
use hezong_services::benefits::{case, certification, claims, payments, people, qualifications};
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow, CaseStep};
use hezong_testing::World;
use hezong_texts::Lang;

use crate::fh_stage::{
    Fh, INFO, act, certify, claim, fh, go_to, hand_in, member, night, offered, qualify, specialist,
};

/// Acts tried in each world.
const ROUNDS: usize = 80;

/// Numbers that repeat.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }
}

/// A table as texts.
fn table<W: Workflow>() -> (&'static str, Vec<(&'static str, &'static str, &'static str)>) {
    let rows = W::TRANSITIONS.iter();
    let rows = rows.map(|rule| (rule.from.text(), rule.event.text(), rule.to.text()));
    (W::NAME, rows.collect())
}

fn tables() -> BTreeMap<&'static str, Vec<(&'static str, &'static str, &'static str)>> {
    BTreeMap::from([
        table::<Qualification>(),
        table::<Link>(),
        table::<Assessment>(),
        table::<Claim>(),
        table::<Payment>(),
        table::<Payout>(),
        table::<Certification>(),
    ])
}

type Whole = BTreeMap<CaseId, (CaseRow, Vec<CaseStep>)>;

/// Every case with its history.
async fn whole(fh: &Fh) -> Whole {
    let mut tx = fh.world.storage.read().await.unwrap();
    let all = CaseFilter::default();
    let window = Window::first(500);
    let page = tx.benefits().list_cases(&Scope::Platform, &all, CaseOrder::Due, window).await;
    let mut found = BTreeMap::new();
    for row in page.unwrap().rows {
        let steps = tx.benefits().list_steps_unscoped(&row.id).await.unwrap();
        found.insert(row.id.clone(), (row, steps));
    }
    found
}

/// Fails unless everything that changed changed along the tables and is told by the history.
fn lawful(before: &Whole, after: &Whole, moved: &mut BTreeSet<String>) {
    let tables = tables();
    for (id, (row, steps)) in after {
        let begun = || {
            let first = steps.first();
            (0, first.map_or_else(|| row.state.clone(), |step| step.from.clone()), 0)
        };
        let (version, state, told) = before
            .get(id)
            .map_or_else(begun, |(row, steps)| (row.version, row.state.clone(), steps.len()));
        assert!(steps.len() >= told, "{id}: the history became shorter");
        if let Some((_, earlier)) = before.get(id) {
            assert_eq!(&steps[..told], earlier.as_slice(), "{id}: the history was rewritten");
        }
        let (mut at, mut number) = (state, version);
        for step in &steps[told..] {
            let table = &tables[row.benefit.as_str()];
            let rule = (step.from.as_str(), step.event.as_str(), step.to.as_str());
            // What is no move at all, such as a changed field, is told too and leaves the case where it is.
            let is_move = table.iter().any(|(_, event, _)| *event == step.event);
            let is_allowed = table.contains(&rule) || (!is_move && step.from == step.to);
            assert!(is_allowed, "{id} ({}): {step:?}", row.benefit);
            assert_eq!((&step.from, step.number), (&at, number + 1), "{id}: {step:?}");
            at.clone_from(&step.to);
            number += 1;
            if is_move {
                moved.insert(row.benefit.clone());
            }
        }
        assert_eq!(row.state, at, "{id} stands where no step led");
        let saved = row.version - number;
        let is_told = !steps[told..].is_empty();
        assert!(
            saved == 0 || (saved == 1 && !is_told),
            "{id}: version {} → {}",
            version,
            row.version
        );
    }
    assert!(before.keys().all(|id| after.contains_key(id)), "a case vanished");
}

/// An answer that may be right.
fn answer(fh: &Fh, dice: &mut Dice, field: &FieldView) -> String {
    if let Some((_, value)) = INFO.iter().find(|(name, _)| *name == field.name) {
        return (*value).to_owned();
    }
    let today = Day::of(fh.world.services.now());
    match (field.name.as_str(), &field.kind) {
        ("invoice_number", _) => format!("2633{:016}", dice.roll(1_000_000)),
        ("courier_company", _) => "SF".to_owned(),
        ("courier_number", _) => "SF1234567890".to_owned(),
        ("amount", _) => format!("0.{:02}", 1 + dice.roll(99)),
        (name, _) if name.starts_with("score") => (50 + dice.roll(60)).to_string(),
        (_, FieldKind::Day) => today.plus(i64::try_from(dice.roll(3)).unwrap()).to_string(),
        (_, FieldKind::Amount) => "100".to_owned(),
        _ => format!("words {}", dice.roll(9)),
    }
}

/// Somebody and a case: mostly one on which the person can do something.
async fn a_pair<'a>(
    dice: &mut Dice,
    people: &'a [&'a Context],
    rows: &'a [CaseRow],
) -> (&'a Context, &'a CaseRow, Vec<ActView>) {
    for _ in 0..12 {
        let (cx, row) = (*dice.pick(people), dice.pick(rows));
        let view = case::view(cx, Lang::En, row.id.as_str()).await.ok();
        let acts = view.map(|view| view.acts).unwrap_or_default();
        if acts.iter().any(|act| act.blocked.is_empty()) || dice.one_in(8) {
            return (cx, row, acts);
        }
    }
    (people[0], &rows[0], Vec::new())
}

/// A form somebody might send: what the page offers, or nonsense.
fn a_form(fh: &Fh, dice: &mut Dice, row: &CaseRow, acts: &[ActView]) -> CaseForm {
    let mut form = CaseForm {
        id: row.id.to_string(),
        seen: row.version.to_string(),
        reason: if dice.one_in(8) { String::new() } else { "because".to_owned() },
        ..CaseForm::default()
    };
    if acts.is_empty() || dice.one_in(4) {
        let all = tables();
        let names: Vec<_> = all.keys().copied().collect();
        let rules = &all[dice.pick(&names)];
        dice.pick(rules).1.clone_into(&mut form.event);
    } else {
        let act = dice.pick(acts);
        form.event.clone_from(&act.event);
        form.fields = offered(act);
        for field in &act.fields {
            let blank = form.fields.get(&field.name).is_none_or(Vec::is_empty);
            if blank && (field.is_required || field.name.starts_with("courier")) {
                form.fields.insert(field.name.clone(), vec![answer(fh, dice, field)]);
            }
        }
        if dice.one_in(8) {
            form.fields.clear();
        }
    }
    if dice.one_in(10) {
        form.seen = (row.version - 1).to_string();
    }
    form
}

/// Cases of every workflow, in states from which much can happen.
async fn cases(fh: &Fh) -> Context {
    qualify(fh, Scheme::SiPresales).await;
    specialist(fh, "zhao", "system_integration").await;
    specialist(fh, "wulan", "service").await;
    let november = claim(fh, "2026-11").await.unwrap();
    act(&fh.reviewer, &november, "pass", &[]).await.unwrap();
    let info = hand_in(fh).await;
    certify(fh, &info).await;
    go_to(fh, "2027-01-04");
    night(fh).await;
    qualify(fh, Scheme::SiPresales).await;
    qualifications::begin(&fh.admin, Scheme::SvcCcoe).await.unwrap();
    member(fh, "qian", "service").await;
    people::invite(&fh.admin, "sun", "sun@example.com", "sunsun").await.unwrap();
    let january = Month::parse("2027-01").unwrap();
    claims::begin(&fh.admin, Scheme::SiPresales, january).await.unwrap();
    payments::begin(&fh.admin, Quarter::parse("2026Q4").unwrap()).await.unwrap();
    let other = fh.world.partner("mu").await;
    let other = fh.world.person(&other.account(), "", Role::PartnerAdmin).await;
    certification::begin(&other).await.unwrap();
    other
}

/// What a walk came to.
#[derive(Default)]
struct Tally {
    done: usize,
    refused: usize,
    moved: BTreeSet<String>,
}

async fn walk(world: World, seed: u64) -> Tally {
    let fh = &fh(world).await;
    let other = cases(fh).await;
    let system = fh.world.system().await;
    let (admin, ops) =
        (&fh.admin, [&fh.reviewer, &fh.reviewer2, &fh.eco, &fh.finance, &fh.finance2]);
    let people = [&[admin, admin, admin, &other, &system][..], &ops].concat();
    let mut dice = Dice(seed);
    let mut tally = Tally::default();
    let mut before = whole(fh).await;
    for round in 0..ROUNDS {
        let rows: Vec<CaseRow> = before.values().map(|(row, _)| row.clone()).collect();
        let (cx, row, acts) = a_pair(&mut dice, &people, &rows).await;
        let form = a_form(fh, &mut dice, row, &acts);
        let answer = case::act(cx, &form).await;
        let after = whole(fh).await;
        let told = format!("seed {seed}, round {round}: {form:?}: {answer:?}");
        if answer.is_ok() {
            tally.done += 1;
            assert!(before != after, "done, and nothing changed: {told}");
            lawful(&before, &after, &mut tally.moved);
        } else {
            tally.refused += 1;
            assert_eq!(before, after, "refused, and something changed: {told}");
        }
        before = after;
        if dice.one_in(12) {
            let days = i64::try_from(dice.roll(4)).unwrap();
            fh.world.clock.advance(days * 24 * 60 * 60 * 1000);
            night(fh).await;
            let after = whole(fh).await;
            lawful(&before, &after, &mut tally.moved);
            before = after;
        }
    }
    fh.world.assert_sound().await;
    tally
}

async fn walks(seed: u64) {
    for world in World::each().await {
        let Tally { done, refused, moved } = Box::pin(walk(world, seed)).await;
        let told = format!("seed {seed}: {done} done, {refused} refused, {moved:?} moved");
        assert!(done > 10 && refused > 10 && moved.len() >= 3, "too one-sided: {told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_try_cases_move_only_as_the_tables_say() {
    let other = std::env::var("HEZONG_SEED").ok().and_then(|seed| seed.parse().ok());
    walks(other.unwrap_or(20_261_122)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_a_second_way() {
    walks(7).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_a_third_way() {
    walks(1_234_567_891).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_a_fourth_way() {
    walks(0x5eed_0000_0000_0001).await;
}
