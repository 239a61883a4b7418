//! The sandbox's clock: integrators and testers move business time to a date or to the next thing that
//! happens, and are told what fired. Only a server on demo data has one.

use hezong_contract::sandbox::ClockView;
use hezong_domain::access::Permission;
use hezong_domain::time::DAY_MS;
use hezong_domain::{Day, ProblemKind, Timestamp};
use hezong_texts::{Lang, fill_on_server, find_on_server, sandbox as texts};
use serde::{Deserialize, Serialize};

use crate::act::{Deed, perform};
use crate::benefits::deadlines::{self, Happened};
use crate::benefits::refusal::space_of;
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
    /// The month, and the quarter, that ended with the day before.
    pub ended: Vec<String>,
    /// What lapsed, was closed or expired.
    pub lapsed: Vec<Happened>,
    /// Months that became final.
    pub finalised: Vec<Happened>,
    /// What people were reminded of.
    pub reminded: Vec<Happened>,
    /// Coupons that expired.
    pub coupons: i64,
}

/// A move of the clock, kept for the page, which is drawn anew after the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moved {
    from: Day,
    to: Day,
    passed: Vec<Passed>,
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

/// The day on which something happens next: somebody is reminded, a case lapses, coupons expire, or a month
/// is over. Each of them is told when the clock comes there.
///
/// # Errors
/// Outside a sandbox [`Error::NotFound`]; when storage fails.
pub async fn next_event(cx: &Context) -> Result<Day> {
    cx.authorize(Permission::OpsPolicies)?;
    cx.services().sandbox().ok_or(Error::NotFound("sandbox"))?;
    let today = Day::of(cx.now());
    let month_end = today.month().plus(1).first();
    let coupons = coupons_end(cx, today, month_end).await?;
    let first = coupons.unwrap_or(month_end);
    Ok(deadlines::next(cx, first).await?.unwrap_or(first))
}

/// The first morning after today, and before `end`, on which coupons are found expired.
async fn coupons_end(cx: &Context, today: Day, end: Day) -> Result<Option<Day>> {
    let mut tx = cx.services().storage().read().await?;
    let last = end.plus(-1);
    let found = tx.coupons().due(last.start(), 1).await?;
    let Some(coupon) = found.first() else { return Ok(None) };
    // Expired in the middle of a day, it is found the next morning.
    let ends = Day::of(coupon.expires_at);
    let morning = if ends.start() < coupon.expires_at { ends.plus(1) } else { ends };
    Ok(Some(morning.max(today.plus(1)).min(end)))
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
    if !(1..=DAYS_MAX).contains(&days) {
        let (from, to) = (today.plus(1).to_string(), today.plus(DAYS_MAX).to_string());
        return Err(Error::field("day", ProblemKind::DayOutside { from, to }));
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
        let ended = ended(day);
        if fired.count() > 0 || coupons > 0 || !ended.is_empty() {
            all.push(Passed {
                day: Some(day),
                ended,
                lapsed: fired.lapsed,
                finalised: fired.finalised,
                reminded: fired.reminded,
                coupons,
            });
        }
    }
    keep_fired(cx, &Moved { from: today, to, passed: all.clone() }).await?;
    Ok(all)
}

/// What ended with the day before a morning.
fn ended(morning: Day) -> Vec<String> {
    let month = morning.month();
    if month.first() != morning {
        return Vec::new();
    }
    let before = month.plus(-1);
    let mut ended = vec![before.to_string()];
    if month.quarter() != before.quarter() {
        ended.push(before.quarter().to_string());
    }
    ended
}

async fn keep_fired(cx: &Context, moved: &Moved) -> Result<()> {
    let text = &serde_json::to_string(moved)?;
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
    // What an older version kept reads as nothing.
    let last: Option<Moved> = last.and_then(|text| serde_json::from_str(&text).ok());
    let fired = last.iter().flat_map(|moved| &moved.passed).flat_map(|passed| lines(lang, passed));
    let fired = fired.collect();
    let moved = last.map(|moved| (moved.from.to_string(), moved.to.to_string()));
    Ok(ClockView { now: cx.now(), days_ahead: ahead / DAY_MS, next_on, moved, fired })
}

/// What fired on a day, in words: every line says what happened to what.
pub fn lines(lang: Lang, passed: &Passed) -> Vec<String> {
    let day = passed.day.map_or_else(String::new, |day| day.to_string());
    let ended = passed.ended.iter().map(|period| texts::line_ended(lang, &day, period));
    let cases = passed.finalised.iter().chain(&passed.lapsed).chain(&passed.reminded);
    let cases = cases.map(|one| {
        let args = [
            ("day", day.clone()),
            ("benefit", format!("@benefit.{}", one.benefit)),
            ("title", one.title.clone()),
            ("case", one.id.clone()),
            ("what", done(lang, one)),
        ];
        fill_on_server(texts::LINE_CASE, lang, &args)
    });
    let mut all: Vec<String> = ended.chain(cases).collect();
    if passed.coupons > 0 {
        all.push(texts::line_coupons(lang, &day, passed.coupons));
    }
    all
}

/// What happened to a case, in words.
fn done(lang: Lang, one: &Happened) -> String {
    if one.event == "remind" {
        return texts::REMINDED.get(lang).to_owned();
    }
    let space = format!("{}_event", space_of(&one.benefit));
    let found = find_on_server(&space, &format!("{}_done", one.event));
    found.map_or_else(|| one.event.clone(), |text| text.get(lang).to_owned())
}
