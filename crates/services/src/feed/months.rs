//! Months nobody has begun, and lists nobody has made, in a calendar: they wait for the person like cases
//! do, though there is no case yet.

use hezong_domain::Day;
use hezong_domain::access::Principal;
use hezong_domain::benefits::{Actor, Workflow};
use hezong_domain::incentives::{Claim, Scheme};
use hezong_domain::time::Month;
use hezong_storage::UnitOfWork;
use hezong_texts::{Lang, cases as case_texts, feed as t};

use super::ics::{Alarm, Entry};
use crate::Result;
use crate::benefits::case::Looking;
use crate::benefits::{claims, words};

/// Where a partner begins a month.
const CLAIMS: &str = "/partner/fh/claims";
/// Where operations make a list.
const LISTS: &str = "/ops/fh/lists";

/// What waits to be begun by somebody under the hats of `look`.
pub(super) async fn entries(
    tx: &mut dyn UnitOfWork,
    look: &Looking<'_>,
    principal: &Principal,
    origin: &str,
) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    if let Some(partner) = principal.partner_id().filter(|_| look.hats.contains(&Actor::Partner)) {
        for open in claims::open_months(tx, look.frame, &partner).await? {
            if open.actor == Actor::Partner {
                let uid = format!("{partner}.{}.{}", open.scheme.as_str(), open.month);
                let url = format!("{origin}{CLAIMS}");
                let about = (open.scheme, open.month);
                entries.push(entry(look, about, open.until, (uid, url), None)?);
            }
        }
    }
    if look.hats.contains(&Actor::ServiceOperations) {
        for open in claims::open_lists(tx, look.frame).await? {
            let (scheme, month) = (open.scheme.as_str(), open.month);
            let uid = format!("lists.{scheme}.{month}");
            let url = format!("{origin}{LISTS}?month={month}&scheme={scheme}");
            let count = case_texts::queue_lists(look.lang, open.count);
            entries.push(entry(look, (open.scheme, month), open.until, (uid, url), Some(count))?);
        }
    }
    Ok(entries)
}

fn entry(
    look: &Looking<'_>,
    (scheme, month): (Scheme, Month),
    until: Day,
    (uid, url): (String, String),
    first: Option<String>,
) -> Result<Entry> {
    let lang: Lang = look.lang;
    let title = format!("{} · {month}", words::word(lang, "scheme_short", scheme.as_str()));
    let summary = t::summary(lang, words::word(lang, "benefit", Claim::NAME), &title);
    let turn = claims::begins(lang, look.frame, look.hats, scheme, month)?;
    let state = words::state(lang, Claim::NAME, "claimable", None);
    let mut lines: Vec<String> = first.into_iter().collect();
    lines.push(t::state(lang, &state.words));
    lines.push(t::due(lang, until));
    lines.extend(
        turn.map(|turn| turn.then).filter(|then| !then.is_empty()).map(|then| t::then(lang, then)),
    );
    let reminders = look.frame.reminders(until, month.first());
    let alarms = reminders.into_iter().map(|reminder| Alarm {
        days_before: reminder.on.until(until),
        words: if reminder.before == 0 {
            t::alarm_today(lang, &summary)
        } else {
            t::alarm(lang, reminder.before, &summary)
        },
    });
    let alarms = alarms.collect();
    Ok(Entry {
        uid: format!("{uid}@hezong"),
        sequence: 0,
        changed_at: month.first().start(),
        day: until,
        description: lines.join("\n"),
        summary,
        url,
        alarms,
    })
}
