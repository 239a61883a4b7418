//! Monthly lists that operations make: who would be on them and what is missing, partner by partner.

use std::collections::BTreeMap;

use hezong_contract::ListState;
use hezong_contract::fh_lists::{
    LIST_FILTERS, ListPerson, ListRow, ListsForm, ListsView, RunResult,
};
use hezong_domain::access::{Permission, Scope};
use hezong_domain::benefits::{Actor, first_failure};
use hezong_domain::incentives::{
    Claim, ClaimEvent, ClaimState, Origin, PlannedPerson, Qualification, QualificationState,
    Scheme, claim_check,
};
use hezong_domain::{Fen, Month, PartnerId, ProblemKind, Refusal};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFilter;
use hezong_texts::{Lang, lists as texts};

use super::super::case::Desk;
use super::super::engine::{self, Loaded, Move};
use super::super::fields::Answers;
use super::super::frame::Frame;
use super::super::{hats, people, words};
use super::{About, BEGIN_LIST, Ground, begun, refuse_unless, subject};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

/// Months that can be looked at: this one and those before it.
const MONTHS: i64 = 6;
/// Partners a run names one by one; the page names all of them anyway.
const NAMED_MAX: usize = 10;

/// The month and scheme of a page, and what there is to choose.
struct Choice {
    month: Month,
    scheme: Option<Scheme>,
    schemes: Vec<Scheme>,
}

/// The schemes whose lists operations make in a month.
fn schemes(frame: &Frame, month: Month) -> Vec<Scheme> {
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
    };
    let Some(scheme) = choice.scheme else { return Ok((view, 0)) };
    let cases = cases(&mut *tx, scheme, choice.month).await?;
    let partners = partners(&mut *tx, scheme, choice.month, &cases).await?;
    let is_made = |claim: &&Loaded<Claim>| claim.state != ClaimState::Claimable;
    view.made = count(cases.iter().filter(is_made).count());
    let waits =
        |claim: &&Loaded<Claim>| matches!(claim.state, ClaimState::Generated | ClaimState::Lapsed);
    view.confirmed = view.made - count(cases.iter().filter(waits).count());
    view.open = count(partners.len()) - view.made;
    let total = count(partners.len());
    let window = state.window();
    let (skip, take) = (window.offset.max(0), window.limit.max(0));
    let hats = hats::of(cx.principal());
    for (id, name) in partners
        .into_iter()
        .skip(usize::try_from(skip).unwrap_or_default())
        .take(usize::try_from(take).unwrap_or_default())
    {
        let case = cases.iter().find(|case| case.row.partner_id == id);
        let about = Row { lang, frame: &frame, hats: &hats, scheme, month: choice.month };
        view.rows.push(row(&mut *tx, &about, id, name, case).await?);
    }
    Ok((view, total))
}

fn count(found: usize) -> i64 {
    i64::try_from(found).unwrap_or(i64::MAX)
}

/// The claims of a scheme and month, whoever's.
async fn cases(
    tx: &mut dyn UnitOfWork,
    scheme: Scheme,
    month: Month,
) -> Result<Vec<Loaded<Claim>>> {
    let period = month.to_string();
    let filter =
        CaseFilter { period_from: period.clone(), period_to: period, ..CaseFilter::default() };
    let all: Vec<Loaded<Claim>> = people::list_all(tx, &Scope::Platform, filter).await?;
    Ok(all.into_iter().filter(|claim| claim.data.scheme == scheme).collect())
}

/// The partners that are qualified or have a list, by name.
async fn partners(
    tx: &mut dyn UnitOfWork,
    scheme: Scheme,
    month: Month,
    cases: &[Loaded<Claim>],
) -> Result<Vec<(PartnerId, String)>> {
    let states = vec![QualificationState::Approved.as_str().to_owned()];
    let filter = CaseFilter { states, ..CaseFilter::default() };
    let all: Vec<Loaded<Qualification>> = people::list_all(tx, &Scope::Platform, filter).await?;
    let qualified = all
        .into_iter()
        .filter(|case| case.data.scheme == scheme && case.data.year == month.year())
        .map(|case| case.row.partner_id);
    let mut ids: Vec<PartnerId> =
        qualified.chain(cases.iter().map(|case| case.row.partner_id.clone())).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = Names::of(tx, ids.iter().map(PartnerId::account).collect()).await?;
    let mut named: Vec<_> =
        ids.into_iter().map(|id| (id.clone(), names.display(&id.account()))).collect();
    named.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    Ok(named)
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
    case: Option<&Loaded<Claim>>,
) -> Result<ListRow> {
    let lang = about.lang;
    let untouched = About::untouched(&partner, about.scheme, about.month);
    let ground = Ground::read(tx, about.frame, &case.map_or(untouched, About::of)).await?;
    let state = case.map_or(ClaimState::Claimable, |case| case.state);
    let is_open = matches!(state, ClaimState::Claimable | ClaimState::Generated);
    let (eligible, plan) = ground.eligible();
    let guards = BEGIN_LIST.iter().map(|guard| claim_check(*guard, &ground.facts));
    let checks: Vec<_> = guards.collect();
    let failed = if is_open { first_failure(&checks) } else { None };
    let frozen = case.filter(|case| !case.data.lines.is_empty());
    let (people, total) = match frozen {
        Some(case) => (of_lines(case), case.row.amount.unwrap_or(Fen::ZERO)),
        None => (planned(lang, &ground), plan.total),
    };
    Ok(ListRow {
        partner_id: partner.to_string(),
        partner: name,
        state: match case {
            Some(case) => words::state(lang, "claim", state.as_str(), case.row.turn),
            None => words::state(lang, "claim", state.as_str(), None),
        },
        turn: case
            .filter(|case| case.state != ClaimState::Claimable)
            .and_then(|case| words::turn_of(lang, case, about.frame, about.hats)),
        case_id: case.map(|case| case.row.id.to_string()),
        seen: case.map_or_else(String::new, |case| case.row.version.to_string()),
        people,
        total,
        can_make: is_open && failed.is_none() && !eligible.is_empty(),
        is_again: state == ClaimState::Generated,
        blocked: failed.map(|check| words::check(lang, "claim_guard", check)),
    })
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

/// Makes the list of one partner, or of every partner whose list is not made yet. One that can not be
/// made is left and told; the others are made all the same.
///
/// # Errors
/// Without [`Permission::OpsReview`]; [`Error::Invalid`] for a month or scheme that makes no sense. For
/// one partner: [`Error::Case`], [`Refusal::Stale`] when the list changed since it was seen.
pub async fn make(cx: &Context, lang: Lang, form: &ListsForm) -> Result<RunResult> {
    cx.authorize(Permission::OpsReview)?;
    let nonsense = |field: &str| Error::field(field, ProblemKind::NotAChoice);
    let month = Month::parse(&form.month).ok_or_else(|| nonsense("month"))?;
    let scheme = Scheme::parse(&form.scheme).ok_or_else(|| nonsense("scheme"))?;
    if form.what != "all" {
        let (partner, seen) = form.what.split_once('/').ok_or_else(|| nonsense("what"))?;
        let partner = PartnerId::parse(partner).map_err(|_| Error::NotFound("partner"))?;
        make_one(cx, &partner, (scheme, month), Some(seen)).await?;
        return Ok(RunResult { done: 1, left: Vec::new() });
    }
    let mut result = RunResult::default();
    for (partner, name) in unmade(cx, scheme, month).await? {
        match make_one(cx, &partner, (scheme, month), None).await {
            Ok(is_made) => result.done += i64::from(is_made),
            Err(error) => result.left.push((name, why_left(lang, error)?)),
        }
    }
    Ok(named(lang, result))
}

/// Why one of many was left.
///
/// # Errors
/// The error itself when it is a fault: that ends the run.
pub(super) fn why_left(lang: Lang, error: Error) -> Result<String> {
    match error {
        Error::Case(refusal) => {
            let (told, checks) = words::refusal(lang, &refusal);
            Ok(checks.first().map_or(told, |check| check.why.clone()))
        }
        error if error.is_fault() => Err(error),
        _ => Ok(texts::LEFT_FAILED.get(lang).to_owned()),
    }
}

/// The first of those that were left by name, and how many more there are.
pub(super) fn named(lang: Lang, mut result: RunResult) -> RunResult {
    let more = result.left.len().saturating_sub(NAMED_MAX);
    if more > 0 {
        result.left.truncate(NAMED_MAX);
        let rest = (texts::LEFT_MORE.get(lang).to_owned(), texts::left_count(lang, count(more)));
        result.left.push(rest);
    }
    result
}

/// The partners whose list is not made yet.
async fn unmade(cx: &Context, scheme: Scheme, month: Month) -> Result<Vec<(PartnerId, String)>> {
    let (mut tx, _) = cx.read(Permission::OpsReview).await?;
    let cases = cases(&mut *tx, scheme, month).await?;
    let partners = partners(&mut *tx, scheme, month, &cases).await?;
    let is_made = |id: &PartnerId| {
        cases.iter().any(|case| case.row.partner_id == *id && case.state != ClaimState::Claimable)
    };
    Ok(partners.into_iter().filter(|(id, _)| !is_made(id)).collect())
}

/// Makes one list with everybody who can be claimed, beginning the month when nobody has. Without a version
/// that was seen, a list that somebody made meanwhile stays as it is; whether this one made it.
async fn make_one(
    cx: &Context,
    partner: &PartnerId,
    (scheme, month): (Scheme, Month),
    seen: Option<&str>,
) -> Result<bool> {
    let key = &subject(scheme, month);
    let deed = Deed::new(Permission::OpsReview, "claim.make_list", key.as_str());
    perform(cx, deed.in_turn(partner.as_str()), |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let case = prepared(&mut act, &frame, partner, (scheme, month), seen).await?;
        if seen.is_none() && case.state != ClaimState::Claimable {
            return act.done(false, case.row.id.as_str(), "was there");
        }
        let ground = Ground::read(&mut *act.tx, &frame, &About::of(&case)).await?;
        let (eligible, _) = ground.eligible();
        let people = eligible.iter().map(ToString::to_string).collect();
        let answers = Answers(BTreeMap::from([("people".to_owned(), people)]));
        refuse_unless(&[super::ClaimGuard::PeopleInOrder], &ground.facts_before())?;
        let (id, version) = (case.row.id.clone(), case.row.version);
        let asked = Move::plain(ClaimEvent::Generate, version);
        Claim::act(&mut act, &frame, case, asked, &answers).await?;
        act.done(true, id.as_str(), key.as_str())
    })
    .await
}

/// The case of a list that is to be made, on the version that was seen.
async fn prepared(
    act: &mut Act,
    frame: &Frame,
    partner: &PartnerId,
    (scheme, month): (Scheme, Month),
    seen: Option<&str>,
) -> Result<Loaded<Claim>> {
    if act.tx.accounts().find_partner(partner).await?.is_none() {
        return Err(Error::NotFound("partner"));
    }
    let key = subject(scheme, month);
    let tx = &mut *act.tx;
    let found = engine::find_subject::<Claim>(tx, &Scope::Platform, partner, &key).await?;
    let version = found.as_ref().map_or_else(String::new, |case| case.row.version.to_string());
    if seen.is_some_and(|seen| seen != version) {
        return Err(Refusal::Stale.into());
    }
    match found {
        Some(case) => Ok(case),
        None => begun(act, frame, partner, (scheme, month), BEGIN_LIST).await,
    }
}
