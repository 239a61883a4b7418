//! Months that nobody has begun: people are reminded of them like of everything else that waits, and told
//! when they are over. There is no case to note that on, so that marks of the operation do.

use std::collections::BTreeSet;

use hezong_domain::access::Scope;
use hezong_domain::benefits::Actor;
use hezong_domain::incentives::{Qualification, QualificationState};
use hezong_domain::{Day, PartnerId, Quarter};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseFilter;

use super::super::claims::{OpenMonth, by_scheme, lapsed_months, open_lists, open_months};
use super::super::frame::Frame;
use super::super::{people, words};
use super::Happened;
use crate::Result;
use crate::act::{Deed, perform};
use crate::context::Context;

/// The mark with the day everybody was reminded on.
const MARK_REMINDED: &str = "months_reminded";
/// The mark with the quarter whose lapsed months everybody was told of.
const MARK_LAPSED: &str = "months_lapsed";
/// Whom the marks of the vendor's people name.
const VENDOR: &str = "vendor";
/// Days after a quarter in which a server that slept still tells what lapsed with it.
const TOLD_LATE: i64 = 7;

/// What is told of months: what it is called, what it is marked with, and what the mark says then.
struct News<'a> {
    deed: &'static str,
    event: &'static str,
    /// Kinds of the message to the partner and to operations; operations may not be told at all.
    kinds: (&'static str, Option<&'static str>),
    mark: &'static str,
    told: &'a str,
    args: Vec<(&'static str, String)>,
}

/// Who is qualified for anything in a year.
async fn qualified(tx: &mut dyn UnitOfWork, year: i64) -> Result<BTreeSet<PartnerId>> {
    let filter = CaseFilter {
        states: vec![QualificationState::Approved.as_str().to_owned()],
        period_from: year.to_string(),
        period_to: year.to_string(),
        ..CaseFilter::default()
    };
    let cases = people::list_all::<Qualification>(tx, &Scope::Platform, filter).await?;
    Ok(cases.into_iter().map(|case| case.row.partner_id).collect())
}

/// How many working days are left to begin the months of this quarter, when today is a day to remind of it.
fn reminder(frame: &Frame) -> Option<(Day, i64)> {
    let quarter = frame.today.month().quarter();
    let reminders = frame.reminders(quarter.last(), quarter.first());
    let today = reminders.into_iter().find(|reminder| reminder.on == frame.today)?;
    Some((quarter.last(), today.before))
}

/// Whether somebody is reminded of a month today that nobody has begun.
pub(super) async fn is_due(tx: &mut dyn UnitOfWork, frame: &Frame) -> Result<bool> {
    if reminder(frame).is_none() {
        return Ok(false);
    }
    for partner in qualified(tx, frame.today.year()).await? {
        let open = open_months(tx, frame, &partner).await?;
        if open.iter().any(|one| one.actor == Actor::Partner) {
            return Ok(true);
        }
    }
    Ok(!open_lists(tx, frame).await?.is_empty())
}

/// Reminds of the months that can still be begun: partners of theirs, operations of lists to be made. Once
/// for each day to remind on, whoever asks and how often.
pub(super) async fn remind(cx: &Context, frame: &Frame) -> Result<Vec<Happened>> {
    let Some((due, before)) = reminder(frame) else { return Ok(Vec::new()) };
    let args = vec![("day", due.to_string()), ("days", before.to_string())];
    let is_last = before == 0;
    let news = News {
        deed: "claim.remind_open",
        event: "remind",
        kinds: (
            if is_last { "months_open_today" } else { "months_open" },
            Some(if is_last { "lists_open_today" } else { "lists_open" }),
        ),
        mark: MARK_REMINDED,
        told: &frame.today.to_string(),
        args,
    };
    tell(cx, frame, frame.today.month().quarter(), &news).await
}

/// Tells partners which months of the last quarter are over unclaimed. Once for each quarter.
pub(super) async fn tell_lapsed(cx: &Context, frame: &Frame) -> Result<Vec<Happened>> {
    let quarter = frame.today.month().quarter().plus(-1);
    if quarter.last().until(frame.today) > TOLD_LATE {
        return Ok(Vec::new());
    }
    let news = News {
        deed: "claim.tell_lapsed",
        event: "lapse",
        kinds: ("months_lapsed", None),
        mark: MARK_LAPSED,
        told: &quarter.to_string(),
        args: vec![("day", quarter.last().to_string())],
    };
    tell(cx, frame, quarter, &news).await
}

/// The months of a quarter that wait for a partner, or did.
async fn months(
    tx: &mut dyn UnitOfWork,
    frame: &Frame,
    partner: &PartnerId,
    quarter: Quarter,
) -> Result<Vec<OpenMonth>> {
    let mut months = if quarter.last() < frame.today {
        lapsed_months(tx, frame, partner, quarter).await?
    } else {
        open_months(tx, frame, partner).await?
    };
    months.retain(|one| one.actor == Actor::Partner);
    Ok(months)
}

/// Tells everybody once. A partner that fails is logged, and tried again in the next round: it must not keep
/// the others waiting.
async fn tell(
    cx: &Context,
    frame: &Frame,
    quarter: Quarter,
    news: &News<'_>,
) -> Result<Vec<Happened>> {
    let (mut partners, mut is_whole) = (Vec::new(), true);
    {
        let mut tx = cx.services().storage().read().await?;
        if tx.operation().mark(news.mark).await?.as_deref() == Some(news.told) {
            return Ok(Vec::new());
        }
        for partner in qualified(&mut *tx, quarter.first().year()).await? {
            match months(&mut *tx, frame, &partner, quarter).await {
                Ok(months) if months.is_empty() => {}
                Ok(_) => partners.push(partner),
                Err(error) => {
                    is_whole = false;
                    tracing::error!(partner.id = %partner, "months of `{partner}` cannot be read: {error}");
                }
            }
        }
    }
    let mut happened = Vec::new();
    for partner in partners {
        match tell_partner(cx, &partner, quarter, news).await {
            Ok(told) => happened.extend(told),
            Err(error) => {
                is_whole = false;
                tracing::error!(partner.id = %partner, "months of `{partner}` were not told: {error}");
            }
        }
    }
    if let Some(kind) = news.kinds.1 {
        happened.extend(tell_operations(cx, kind, news).await?);
    }
    if is_whole {
        // Spares the next rounds of the day the reading; nothing was done, so that no audit line is due.
        let mut tx = cx.services().storage().write().await?;
        tx.operation().set_mark(news.mark, news.told).await?;
        tx.commit().await?;
    }
    Ok(happened)
}

fn happened(partner: &str, (scheme, title): (&str, &str), event: &str) -> Happened {
    Happened {
        id: format!("{partner}/{scheme}"),
        benefit: "claim".to_owned(),
        title: title.to_owned(),
        event: event.to_owned(),
    }
}

async fn tell_partner(
    cx: &Context,
    partner: &PartnerId,
    quarter: Quarter,
    news: &News<'_>,
) -> Result<Vec<Happened>> {
    let mark = &format!("{}:{partner}", news.mark);
    perform(cx, Deed::own(news.deed, partner.as_str()), |mut act| async move {
        if act.tx.operation().mark(mark).await?.as_deref() == Some(news.told) {
            return act.done(Vec::new(), partner.as_str(), "was told");
        }
        // Read again: somebody may have begun a month meanwhile.
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let open = months(&mut *act.tx, &frame, partner, quarter).await?;
        let mut told = Vec::new();
        for (scheme, subject) in by_scheme(open.iter().map(|one| (one.scheme, one.month))) {
            told.push(happened(partner.as_str(), (scheme.as_str(), &subject), news.event));
            let mut args = news.args.clone();
            args.push(("subject", subject));
            words::tell_partner(&mut act, partner, news.kinds.0, &args).await?;
        }
        act.tx.operation().set_mark(mark, news.told).await?;
        let detail = format!("{} schemes", told.len());
        act.done(told, partner.as_str(), detail)
    })
    .await
}

/// Tells operations of the lists that nobody has made, whichever partner's.
async fn tell_operations(cx: &Context, kind: &str, news: &News<'_>) -> Result<Vec<Happened>> {
    {
        let mut tx = cx.services().storage().read().await?;
        let frame = Frame::read(&mut *tx, cx.now()).await?;
        if open_lists(&mut *tx, &frame).await?.is_empty() {
            return Ok(Vec::new());
        }
    }
    let mark = &format!("{}:{VENDOR}", news.mark);
    perform(cx, Deed::own(news.deed, VENDOR), |mut act| async move {
        if act.tx.operation().mark(mark).await?.as_deref() == Some(news.told) {
            return act.done(Vec::new(), VENDOR, "was told");
        }
        let frame = Frame::read(&mut *act.tx, act.now).await?;
        let lists = open_lists(&mut *act.tx, &frame).await?;
        let mut told = Vec::new();
        for (scheme, subject) in by_scheme(lists.iter().map(|one| (one.scheme, one.month))) {
            told.push(happened(VENDOR, (scheme.as_str(), &subject), news.event));
            let count: i64 =
                lists.iter().filter(|one| one.scheme == scheme).map(|one| one.count).sum();
            let mut args = news.args.clone();
            args.push(("subject", subject));
            args.push(("count", count.to_string()));
            words::tell_vendor(&mut act, Actor::ServiceOperations, kind, &args).await?;
        }
        act.tx.operation().set_mark(mark, news.told).await?;
        let detail = format!("{} schemes", told.len());
        act.done(told, VENDOR, detail)
    })
    .await
}
