//! The sandbox's clock: integrators and testers move business time to a date or to the next thing that
//! happens, and are told what fired. Only a server on demo data has one.

use hezong_contract::sandbox::ClockView;
use hezong_domain::access::{Permission, Scope};
use hezong_domain::time::DAY_MS;
use hezong_domain::{Day, Timestamp, Window};
use hezong_storage::benefits::{CaseFilter, CaseOrder};
use hezong_texts::{Lang, find_on_server, sandbox as texts};
use serde::{Deserialize, Serialize};

use crate::act::{Deed, perform};
use crate::benefits::deadlines;
use crate::context::{Context, Services};
use crate::{Error, Result, coupons, setup};

/// The mark under which a database remembers how far its business time is ahead.
const MARK: &str = "sandbox_ahead_ms";
/// The mark that keeps what fired when it was moved last.
const MARK_FIRED: &str = "sandbox_fired";
/// The farthest one step may lead: deadlines of a programme year and its end.
pub const DAYS_MAX: i64 = 400;

/// What fired on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// The day.
    pub day: Option<Day>,
    /// Cases that lapsed, were closed or expired, as `case event`.
    pub lapsed: Vec<String>,
    /// Months that became final.
    pub finalised: Vec<String>,
    /// Reminders sent.
    pub reminded: i64,
    /// Coupons that expired.
    pub coupons: i64,
}

/// Takes over how far the database says business time is ahead. Called at start and in every round, so
/// that a command beside the server moves the server's clock too.
///
/// # Errors
/// When storage fails.
pub async fn refresh(services: &Services) -> Result<()> {
    let Some(clock) = services.sandbox() else { return Ok(()) };
    let mut tx = services.storage().read().await?;
    let ahead = tx.operation().mark(MARK).await?.and_then(|text| text.parse().ok());
    clock.run_ahead(ahead.unwrap_or(0));
    Ok(())
}

/// The day on which something happens next: a case's last day is over, or a month is.
///
/// # Errors
/// Outside a sandbox [`Error::NotFound`]; when storage fails.
pub async fn next_event(cx: &Context) -> Result<Day> {
    cx.authorize(Permission::OpsPolicies)?;
    cx.services().sandbox().ok_or(Error::NotFound("sandbox"))?;
    let today = Day::of(cx.now());
    let month_end = today.month().plus(1).first();
    let to_come = CaseFilter { due_from: Some(today), ..CaseFilter::default() };
    let mut tx = cx.services().storage().read().await?;
    let page = tx
        .benefits()
        .list_cases(&Scope::Platform, &to_come, CaseOrder::Due, Window::first(1))
        .await?;
    let due = page.rows.iter().filter_map(|row| row.due_on).map(|due| due.plus(1));
    Ok(due.filter(|day| *day > today).min().map_or(month_end, |day| day.min(month_end)))
}

/// Moves business time to the morning of a day, day by day, and does on each what is due.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; outside a sandbox [`Error::NotFound`]; a day that is past or
/// too far away as a problem of the field `day`.
pub async fn advance(cx: &Context, to: Day) -> Result<Vec<Passed>> {
    cx.authorize(Permission::OpsPolicies)?;
    let services = cx.services();
    let clock = services.sandbox().ok_or(Error::NotFound("sandbox"))?;
    refresh(services).await?;
    let today = Day::of(services.now());
    let days = today.until(to);
    if days < 1 {
        return Err(Error::field("day", hezong_domain::ProblemKind::InThePast));
    }
    if days > DAYS_MAX {
        let what = hezong_domain::ProblemKind::BadNumber { min: 1, max: DAYS_MAX };
        return Err(Error::field("day", what));
    }
    let vendor = setup::vendor(services).await?.ok_or(Error::NotFound("vendor"))?;
    let system = services.system(vendor, "sandbox");
    let mut all = Vec::new();
    for day in (1..=days).map(|n| today.plus(n)) {
        let ahead = services.now().local_midnight().plus_ms(DAY_MS);
        let ahead_ms = ahead.ms() - services.wall_now().ms();
        remember(cx, day, ahead_ms).await?;
        clock.run_ahead(ahead_ms);
        let fired = deadlines::run_due(&system).await?;
        let coupons = coupons::expire_due(&system).await?;
        if fired.count() > 0 || coupons > 0 {
            all.push(Passed {
                day: Some(day),
                lapsed: fired.lapsed,
                finalised: fired.finalised,
                reminded: fired.reminded,
                coupons,
            });
        }
    }
    keep_fired(cx, &all).await?;
    Ok(all)
}

/// Keeps what fired for the page, which is drawn anew after the act.
async fn keep_fired(cx: &Context, all: &[Passed]) -> Result<()> {
    let text = &serde_json::to_string(all)?;
    let deed = Deed::new(Permission::OpsPolicies, "sandbox.fired", "sandbox");
    perform(cx, deed, |mut act| async move {
        act.tx.operation().set_mark(MARK_FIRED, text).await?;
        act.done((), "sandbox", "")
    })
    .await
}

async fn remember(cx: &Context, day: Day, ahead_ms: i64) -> Result<()> {
    let deed = Deed::new(Permission::OpsPolicies, "sandbox.advance", day.to_string());
    perform(cx, deed, |mut act| async move {
        act.tx.operation().set_mark(MARK, &ahead_ms.to_string()).await?;
        act.done((), day.to_string(), "")
    })
    .await
}

/// Business time now.
///
/// # Errors
/// Outside a sandbox [`Error::NotFound`].
pub fn now(cx: &Context) -> Result<Timestamp> {
    cx.services().sandbox().ok_or(Error::NotFound("sandbox"))?;
    Ok(cx.now())
}

/// Where business time stands and what fired when it was moved last.
///
/// # Errors
/// Without [`Permission::OpsPolicies`]; outside a sandbox [`Error::NotFound`].
pub async fn read(cx: &Context, lang: Lang) -> Result<ClockView> {
    let next_on = next_event(cx).await?.to_string();
    let ahead = cx.now().ms() - cx.services().wall_now().ms();
    let mut tx = cx.services().storage().read().await?;
    let last = tx.operation().mark(MARK_FIRED).await?;
    let last: Vec<Passed> =
        last.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let fired = last.iter().flat_map(|passed| lines(lang, passed)).collect();
    Ok(ClockView { now: cx.now(), days_ahead: ahead / DAY_MS, next_on, fired })
}

/// What fired on a day, in words.
fn lines(lang: Lang, passed: &Passed) -> Vec<String> {
    let day = passed.day.map_or_else(String::new, |day| day.to_string());
    let lapsed = passed.lapsed.iter().map(|what| {
        let (case, event) = what.split_once(' ').unwrap_or((what, ""));
        let done = format!("{event}_done");
        let spaces = ["claim_event", "link_event", "qualification_event", "payment_event"];
        let found = spaces.iter().find_map(|space| find_on_server(space, &done));
        let words = found.map_or(event, |text| text.get(lang));
        texts::line_case(lang, &day, case, words)
    });
    let finals = passed.finalised.iter().map(|case| texts::line_final(lang, &day, case));
    let mut all: Vec<String> = lapsed.chain(finals).collect();
    if passed.reminded > 0 {
        all.push(texts::line_reminders(lang, &day, passed.reminded));
    }
    if passed.coupons > 0 {
        all.push(texts::line_coupons(lang, &day, passed.coupons));
    }
    all
}
