//! Monthly lists that operations make: who would be on them and what is missing, partner by partner.

use std::collections::BTreeMap;

use hezong_contract::ListState;
use hezong_contract::fh_lists::{LIST_FILTERS, ListPerson, ListRow, ListsView};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, Check, first_failure};
use hezong_domain::incentives::{
    Claim, ClaimGuard, ClaimState, Origin, PlannedPerson, Scheme, claim_check,
};
use hezong_domain::{Fen, Month, PartnerId};
use hezong_storage::UnitOfWork;
use hezong_storage::runs::{RunKind, StateSum};
use hezong_texts::Lang;

use super::super::engine::{self, Loaded};
use super::super::frame::Frame;
use super::super::{hats, words};
use super::make::{is_open, print};
use super::months::begins;
use super::runs::{self, Plan, Promise, list_key};
use super::{About, BEGIN_LIST, Ground, subject};
use crate::Result;
use crate::context::Context;

/// Months that can be looked at: this one and those before it.
const MONTHS: i64 = 6;

/// The month and scheme of a page, and what there is to choose.
struct Choice {
    month: Month,
    scheme: Option<Scheme>,
    schemes: Vec<Scheme>,
}

/// The schemes whose lists operations make in a month.
pub(super) fn schemes(frame: &Frame, month: Month) -> Vec<Scheme> {
    let policy = frame.policies.of_month(month);
    let all = policy.into_iter().flat_map(|policy| &policy.schemes);
    all.filter(|terms| terms.origin == Origin::Operations).map(|terms| terms.scheme).collect()
}

fn choice(frame: &Frame, state: &mut ListState) -> Choice {
    let this = frame.today.month();
    let month = state.read("month", Month::parse).unwrap_or(this);
    let schemes = schemes(frame, month);
    let asked = state.read("scheme", Scheme::parse).filter(|scheme| schemes.contains(scheme));
    Choice { month, scheme: asked.or_else(|| schemes.first().copied()), schemes }
}

/// This month and those before it, to choose from; a month that was asked for besides.
pub(crate) fn months(today: Month, asked: Month) -> Vec<(String, String)> {
    let mut months: Vec<Month> = (0..MONTHS).map(|back| today.plus(-back)).collect();
    if !months.contains(&asked) {
        months.push(asked);
    }
    months.into_iter().map(|month| (month.to_string(), month.to_string())).collect()
}

/// The lists of a month and scheme, by the partner's name; `query` is the page's query string.
///
/// # Errors
/// Without [`Permission::OpsReview`].
pub async fn lists(cx: &Context, lang: Lang, query: &str) -> Result<(ListsView, i64)> {
    let (mut tx, _) = cx.read(Permission::OpsReview).await?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let mut state = ListState::parse(query, LIST_FILTERS);
    let choice = choice(&frame, &mut state);
    let worded = |scheme: &Scheme| words::word(lang, "scheme", scheme.as_str());
    let mut view = ListsView {
        month: choice.month.to_string(),
        scheme: choice.scheme.map_or_else(String::new, |scheme| scheme.as_str().to_owned()),
        scheme_words: choice.scheme.as_ref().map_or_else(String::new, worded),
        months: months(frame.today.month(), choice.month),
        schemes: choice
            .schemes
            .iter()
            .map(|scheme| (scheme.as_str().to_owned(), worded(scheme)))
            .collect(),
        rows: Vec::new(),
        open: 0,
        confirmed: 0,
        made: 0,
        seen: String::new(),
        run: None,
    };
    let Some(scheme) = choice.scheme else { return Ok((view, 0)) };
    figures(&mut *tx, &mut view, scheme, choice.month).await?;
    let plan = Plan {
        kind: RunKind::Lists,
        month: choice.month,
        scheme: Some(scheme),
        reason: "",
        seen: &view.seen,
    };
    let run = runs::view(&mut *tx, lang, &plan).await?;
    view.run = run;
    let key = list_key(scheme, choice.month);
    let page = tx.runs().list_partners(&key, state.window()).await?;
    let hats = hats::of(cx.principal());
    let about = Row { lang, frame: &frame, hats: &hats, scheme, month: choice.month };
    for (id, name) in page.rows {
        view.rows.push(row(&mut *tx, &about, id, name).await?);
    }
    Ok((view, page.total))
}

/// How far the lists of a month are.
async fn figures(
    tx: &mut dyn UnitOfWork,
    view: &mut ListsView,
    scheme: Scheme,
    month: Month,
) -> Result<()> {
    let period = month.to_string();
    let sums = tx.runs().sum_month(&period, Some(&subject(scheme, month))).await?;
    let count = |states: &[ClaimState]| -> i64 {
        let is_in = |sum: &&StateSum| states.iter().any(|state| state.as_str() == sum.state);
        sums.iter().filter(is_in).map(|sum| sum.count).sum()
    };
    let all: i64 = sums.iter().map(|sum| sum.count).sum();
    view.made = all - count(&[ClaimState::Claimable]);
    view.confirmed = view.made - count(&[ClaimState::Generated, ClaimState::Lapsed]);
    let promise = Promise::of_lists(tx, scheme, month).await?;
    (view.open, view.seen) = (promise.count, promise.print());
    Ok(())
}

/// What rows of one page share.
struct Row<'a> {
    lang: Lang,
    frame: &'a Frame,
    hats: &'a [Actor],
    scheme: Scheme,
    month: Month,
}

async fn row(
    tx: &mut dyn UnitOfWork,
    about: &Row<'_>,
    partner: PartnerId,
    name: String,
) -> Result<ListRow> {
    let lang = about.lang;
    let key = subject(about.scheme, about.month);
    let found = engine::find_subject::<Claim>(tx, &Scope::Platform, &partner, &key).await?;
    let case = found.as_ref();
    let state = case.map_or(ClaimState::Claimable, |case| case.state);
    // What the partner confirmed stands as it is: only what can still be made is worked out.
    let mut open = None;
    if is_open(state) {
        let untouched = About::untouched(&partner, about.scheme, about.month);
        let ground = Ground::read(tx, about.frame, &case.map_or(untouched, About::of)).await?;
        let (eligible, plan) = ground.eligible();
        open = Some((ground, eligible, plan));
    }
    let checks: Vec<_> = open.iter().flat_map(|(ground, ..)| guards(ground)).collect();
    let failed = first_failure(&checks);
    let version = case.map(|case| case.row.version);
    let plan = open.as_ref().map(|(.., plan)| plan);
    let seen = print(version, plan.filter(|_| state == ClaimState::Claimable));
    let frozen = case.filter(|case| !case.data.lines.is_empty());
    let (people, total) = match (frozen, &open) {
        (Some(case), _) => (of_lines(case), case.row.amount.unwrap_or(Fen::ZERO)),
        (None, Some((ground, _, plan))) => (planned(lang, ground), plan.total),
        (None, None) => (Vec::new(), Fen::ZERO),
    };
    Ok(ListRow {
        partner_id: partner.to_string(),
        partner: name,
        state: match case {
            Some(case) => words::state(lang, "claim", state.as_str(), case.row.turn),
            None => words::state(lang, "claim", state.as_str(), None),
        },
        turn: match case.filter(|case| case.state != ClaimState::Claimable) {
            Some(case) => words::turn_of(lang, case, about.frame, about.hats),
            None => begins(lang, about.frame, about.hats, about.scheme, about.month)?,
        },
        case_id: case.map(|case| case.row.id.to_string()),
        seen,
        people,
        total,
        can_make: failed.is_none()
            && open.as_ref().is_some_and(|(_, eligible, _)| !eligible.is_empty()),
        is_again: state == ClaimState::Generated,
        blocked: failed.map(|check| words::check(lang, "claim_guard", check)),
    })
}

/// What must hold for a list to be made.
fn guards(ground: &Ground) -> Vec<Check<ClaimGuard>> {
    BEGIN_LIST.iter().map(|guard| claim_check(*guard, &ground.facts)).collect()
}

/// The people of a list as it was made.
fn of_lines(case: &Loaded<Claim>) -> Vec<ListPerson> {
    let line = |line: &super::super::data::ClaimLine| ListPerson {
        name: line.name.clone(),
        grade: line.grade.clone(),
        amount: Some(line.amount),
        missing: None,
        is_over_cap: false,
    };
    case.data.lines.iter().map(line).collect()
}

/// Everybody, as the list would have them: those who can be claimed as far as the caps reach, the others
/// with the first thing they lack.
fn planned(lang: Lang, ground: &Ground) -> Vec<ListPerson> {
    let fit: Vec<_> = ground.people.iter().filter(|one| ground.plan_one(one).is_clear()).collect();
    let ids: Vec<_> = fit.iter().map(|(person, _)| person.id.clone()).collect();
    let plan: BTreeMap<String, PlannedPerson> = ground
        .plan(&ids)
        .people
        .into_iter()
        .map(|planned| (planned.member_id.to_string(), planned))
        .collect();
    let shown = |entry: &(hezong_domain::members::Specialist, _)| {
        let alone = ground.plan_one(entry);
        let planned = plan.get(entry.0.id.as_str()).or_else(|| alone.people.first());
        let missing = planned.and_then(|planned| first_failure(&planned.checks));
        ListPerson {
            name: entry.0.name.clone(),
            grade: entry.0.grade.clone(),
            amount: planned.and_then(|planned| planned.amount),
            missing: missing.map(|check| words::check(lang, "person_check", check)),
            is_over_cap: planned.is_some_and(|planned| planned.is_over_cap),
        }
    };
    ground.people.iter().map(shown).collect()
}
