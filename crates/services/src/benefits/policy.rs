//! Policies and the calendar: published by operations, kept for ever, in force by date.

use hezong_contract::cases::{FactView, Mood, StateWords, TableView};
use hezong_contract::programme::{PathsForm, PathsView, PoliciesView, PolicyView};
use hezong_domain::access::Permission;
use hezong_domain::calendar::{Calendar, Span};
use hezong_domain::incentives::{
    PartnerFacts, Policy, PolicyStanding, Scheme, Stage, sample_policy,
};
use hezong_domain::members::Path;
use hezong_domain::{Day, Month, PartnerId};
use hezong_storage::benefits::PolicyRow;
use hezong_texts::{Lang, policies as texts};

use super::frame::{CALENDAR, Frame};
use super::tables::{cell, head};
use super::{qualifications, words};
use crate::act::{Act, Deed, perform};
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

async fn add(act: &mut Act, policy: &Policy) -> Result<()> {
    let row = PolicyRow {
        version: policy.version,
        standing: policy.standing,
        from_on: policy.from,
        body: serde_json::to_string(policy)?,
        published_by: act.cx.principal().sign_in().to_owned(),
        created_at: act.now,
    };
    Ok(act.tx.benefits().add_policy(&row).await?)
}

/// Puts the sample policy in force from a day, once, where there is no policy at all: it is shipped to
/// try the product out and says so on every page.
///
/// # Errors
/// Without [`Permission::OpsPolicies`].
pub async fn install_sample(cx: &Context, from: Day) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.install_sample", "policy");
    perform(cx, deed, |mut act| async move {
        if act.tx.benefits().list_policies().await?.is_empty() {
            add(&mut act, &sample_policy(from)).await?;
        }
        act.done((), "policy", "sample")
    })
    .await
}

/// Puts the sample policy in force from the first day of this year; see [`install_sample`].
///
/// # Errors
/// Without [`Permission::OpsPolicies`].
pub async fn install_sample_this_year(cx: &Context) -> Result<()> {
    let today = Day::of(cx.now());
    let january = Month::new(today.year(), 1).map_or(today, Month::first);
    install_sample(cx, january).await
}

/// Enters a partner's paths by its id as text; see [`qualifications::set_paths`].
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`].
pub async fn enter_paths(cx: &Context, partner: &str, facts: &PartnerFacts) -> Result<()> {
    let id = PartnerId::parse(partner).map_err(|_| Error::NotFound("partner"))?;
    qualifications::set_paths(cx, &id, facts).await
}

/// Publishes a version of the policy.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; wrong figures as [`Error::Invalid`] on the field `policy`.
pub async fn publish(cx: &Context, policy: &Policy) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "policy.publish", policy.version.to_string());
    perform(cx, deed, |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        if frame.policies.may_publish(policy, frame.today).is_err() {
            return Err(Error::field("policy", hezong_domain::ProblemKind::NotAChoice));
        }
        let published = Policy { standing: PolicyStanding::Published, ..policy.clone() };
        add(&mut act, &published).await?;
        act.done((), policy.version.to_string(), policy.from.to_string())
    })
    .await
}

/// Takes the years of an imported calendar in place of those in force.
///
/// # Errors
/// Without [`Permission::OpsPolicies`].
pub async fn import_calendar(cx: &Context, imported: &Calendar) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "calendar.import", CALENDAR);
    perform(cx, deed, |mut act| async move {
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let body = serde_json::to_string(&frame.calendar.with_years_of(imported))?;
        let by = act.cx.principal().sign_in().to_owned();
        act.tx.benefits().put_calendar(CALENDAR, &body, &by, act.now).await?;
        act.done((), CALENDAR, "")
    })
    .await
}

/// Every version of the policy in words, the latest first.
///
/// # Errors
/// Without [`Permission::OpsBenefits`].
pub async fn list(cx: &Context, lang: Lang) -> Result<PoliciesView> {
    let (mut tx, _) = cx.read(Permission::OpsBenefits).await?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let in_force = frame.policies.on(frame.today).map(|policy| policy.version);
    let shown = |policy: &Policy| shown(lang, policy, in_force == Some(policy.version));
    Ok(PoliciesView { versions: frame.policies.versions().iter().rev().map(shown).collect() })
}

fn shown(lang: Lang, policy: &Policy, is_in_force: bool) -> PolicyView {
    let mood = if is_in_force { Mood::Ok } else { Mood::Plain };
    let standing = words::word(lang, "policy_standing", policy.standing.as_str());
    let amount = |fen: hezong_domain::Fen| format!("¥{}", fen.grouped());
    let until = policy.to.map_or_else(|| texts::OPEN_END.get(lang).to_owned(), |d| d.to_string());
    let min = policy.payout_min.map_or_else(|| texts::NONE.get(lang).to_owned(), amount);
    PolicyView {
        version: policy.version,
        standing: StateWords { words: standing, mood },
        is_in_force,
        facts: vec![
            FactView::new(texts::FROM.get(lang), policy.from.to_string()),
            FactView::new(texts::TO.get(lang), until),
            FactView::new(texts::AGREEMENT.get(lang), policy.agreement.clone()),
            FactView::new(texts::PAYOUT_MIN.get(lang), min),
            FactView::new(texts::TWO_PEOPLE.get(lang), amount(policy.approval.two_people_above)),
        ],
        tables: vec![amounts(lang, policy), windows(lang, policy)],
    }
}

/// What each scheme pays, one row for each grade.
fn amounts(lang: Lang, policy: &Policy) -> TableView {
    let any = texts::ANY_GRADE.get(lang);
    let rows = policy.schemes.iter().flat_map(|terms| {
        terms.rates.iter().map(move |rate| {
            let grade = if rate.grade.is_empty() { any } else { rate.grade.as_str() };
            let people = terms.people_max.map_or_else(String::new, |max| max.to_string());
            let origin = words::word(lang, "origin", terms.origin.as_str());
            vec![
                cell(words::word(lang, "scheme", terms.scheme.as_str())),
                cell(grade),
                cell(format!("¥{}", rate.amount.grouped())),
                cell(people),
                cell(origin),
            ]
        })
    });
    TableView {
        title: texts::AMOUNTS.get(lang).to_owned(),
        heads: vec![
            head(texts::SCHEME.get(lang), false),
            head(texts::GRADE.get(lang), false),
            head(texts::AMOUNT.get(lang), true),
            head(texts::PEOPLE_MAX.get(lang), true),
            head(texts::ORIGIN.get(lang), false),
        ],
        rows: rows.collect(),
        total: Vec::new(),
    }
}

fn windows(lang: Lang, policy: &Policy) -> TableView {
    let span = |span: Span, count: i64| match span {
        Span::WorkingDays => texts::working_days(lang, count),
        Span::CalendarDays => texts::days(lang, count),
        Span::Months => texts::months(lang, count),
    };
    let row = |(figure, window): (&hezong_domain::benefits::Figure, _)| {
        let window: &hezong_domain::benefits::Window = window;
        let length = span(window.span, window.count);
        vec![cell(words::word(lang, "figure", figure.as_str())), cell(length)]
    };
    TableView {
        title: texts::WINDOWS.get(lang).to_owned(),
        heads: vec![head(texts::WINDOW.get(lang), false), head(texts::LENGTH.get(lang), true)],
        rows: policy.windows.iter().map(row).collect(),
        total: Vec::new(),
    }
}

/// The form of a partner's paths, with what is offered.
///
/// # Errors
/// Without [`Permission::OpsPartners`]; [`Error::NotFound`].
pub async fn paths_form(cx: &Context, lang: Lang, partner: &str) -> Result<PathsView> {
    let (mut tx, _) = cx.read(Permission::OpsPartners).await?;
    let id = PartnerId::parse(partner).map_err(|_| Error::NotFound("partner"))?;
    if tx.accounts().find_partner(&id).await?.is_none() {
        return Err(Error::NotFound("partner"));
    }
    let names = Names::of(&mut *tx, vec![id.account()]).await?;
    let facts = qualifications::paths(cx, &id).await?;
    let offered = |space: &str, keys: Vec<&'static str>| {
        keys.into_iter().map(|key| (key.to_owned(), words::word(lang, space, key))).collect()
    };
    Ok(PathsView {
        partner: names.display(&id.account()),
        form: PathsForm::of(id.as_str(), &facts),
        stages: offered("stage", Stage::ALL.iter().map(|stage| stage.as_str()).collect()),
        schemes: offered("scheme", Scheme::ALL.iter().map(|scheme| scheme.as_str()).collect()),
        paths: Path::ALL.iter().map(|path| words::word(lang, "path", path.as_str())).collect(),
    })
}
