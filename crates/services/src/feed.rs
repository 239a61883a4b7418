//! The calendar feed: what waits for a person, as its calendar reads it (RFC 5545).
//!
//! The address is the key: 256 random bits, of which the database holds a hash. What it shows is worked
//! out at every read from what the person may do then, so that it ends with the person's permission.

mod ics;
mod months;

use hezong_contract::cases::CaseView;
use hezong_domain::access::{Principal, Proof};
use hezong_domain::accounts::AccountKind;
use hezong_domain::benefits::{Actor, Workflow};
use hezong_domain::members::Assessment;
use hezong_domain::time::MINUTE_MS;
use hezong_domain::{Day, UserId, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseFilter, CaseOrder, CaseRow};
use hezong_texts::{Lang, feed as t};

use self::ics::{Alarm, Entry};
use crate::benefits::case::{self, Looking};
use crate::benefits::frame::Frame;
use crate::benefits::hats;
use crate::benefits::sheet::Payer;
use crate::context::Services;
use crate::identity::{digest, principal_in};
use crate::messages::case_path;
use crate::{Error, Result};

/// Hex digits of a secret.
const SECRET_DIGITS: usize = 64;
/// Most deadlines of a feed, the most urgent first.
const ENTRIES_MAX: i64 = 200;
/// For how long what is overdue stays in the calendar, in days.
const OVERDUE_DAYS: i64 = 92;
/// How exact "last read" is; spares a write per read.
const TOUCH_MS: i64 = 10 * MINUTE_MS;

/// The calendar behind a secret, with links to `origin`.
///
/// # Errors
/// [`Error::NotFound`] when the secret was renewed or switched off, or its person is not there, may not
/// sign in or has nothing to do with cases any more.
pub async fn calendar(services: &Services, secret: &str, origin: &str) -> Result<String> {
    let gone = || Error::NotFound("calendar");
    if secret.len() != SECRET_DIGITS {
        return Err(gone());
    }
    let mut tx = services.storage().read().await?;
    let feed = tx.notices().find_feed_unscoped(&digest(secret)).await?.ok_or_else(gone)?;
    let user = tx.identity().find_user(&feed.user_id).await?.ok_or_else(gone)?;
    let principal = principal_in(&mut *tx, &user, Proof::Token).await?.ok_or_else(gone)?;
    if hats::of(&principal).is_empty() {
        return Err(gone());
    }
    let settings = tx.notices().settings(&user.id).await?.ok_or_else(gone)?;
    let lang = Lang::parse(&settings.lang).unwrap_or_default();
    let frame = Frame::read(&mut *tx, services.now()).await?;
    let entries = entries(&mut *tx, services.payer(), &principal, &frame, lang, origin).await?;
    drop(tx);
    let now = services.wall_now();
    if feed.last_used_at.is_none_or(|last| now >= last.plus_ms(TOUCH_MS)) {
        note_use(services, &user.id).await?;
    }
    Ok(ics::calendar(t::NAME.get(lang), now, &entries))
}

async fn note_use(services: &Services, user: &UserId) -> Result<()> {
    let work = async {
        let mut tx = services.storage().write().await?;
        tx.notices().touch_feed(user, services.wall_now()).await?;
        Ok::<_, Error>(tx.commit().await?)
    };
    match work.await {
        // Another read of the same feed was faster: it says the same.
        Err(error) if error.is_conflict() => Ok(()),
        answer => answer,
    }
}

/// What waits for somebody and has a last day, begun or not, and the days its experts are heard on.
async fn entries(
    tx: &mut dyn UnitOfWork,
    payer: Option<&Payer>,
    principal: &Principal,
    frame: &Frame,
    lang: Lang,
    origin: &str,
) -> Result<Vec<Entry>> {
    let (hats, scope) = (hats::of(principal), principal.scope());
    let filter = CaseFilter {
        turns: hats.clone(),
        due_from: Some(frame.today.plus(-OVERDUE_DAYS)),
        ..CaseFilter::default()
    };
    let window = Window::first(ENTRIES_MAX);
    let mut rows = tx.benefits().list_cases(&scope, &filter, CaseOrder::Due, window).await?.rows;
    if hats.contains(&Actor::Partner) {
        // A defence waits for the vendor's people, and the partner's expert is heard in it.
        let turns = vec![Actor::EcosystemManager];
        let benefits = vec![Assessment::NAME.to_owned()];
        let due_from = Some(frame.today);
        let filter = CaseFilter { turns, benefits, due_from, ..CaseFilter::default() };
        rows.extend(tx.benefits().list_cases(&scope, &filter, CaseOrder::Due, window).await?.rows);
    }
    let user = principal.user_id();
    let look = Looking { scope: &scope, frame, lang, hats: &hats, user, payer };
    let mut entries = months::entries(tx, &look, principal, origin).await?;
    for row in rows {
        let Some(due) = row.due_on else { continue };
        match case::of_row(tx, &look, row.clone()).await {
            Ok(view) => entries.push(entry(&look, principal.kind(), &row, &view, due, origin)),
            // One bad case must not empty the calendar.
            Err(error) if !error.is_fault() => return Err(error),
            Err(error) => {
                tracing::error!(case.id = %row.id, "case `{}` has no place in a calendar: {error}", row.id);
            }
        }
    }
    Ok(entries)
}

fn entry(
    look: &Looking<'_>,
    kind: AccountKind,
    row: &CaseRow,
    view: &CaseView,
    due: Day,
    origin: &str,
) -> Entry {
    let summary = t::summary(look.lang, &view.benefit, &view.title);
    let reminders = look.frame.reminders(due, row.entered_on);
    let alarms = reminders.into_iter().map(|reminder| Alarm {
        days_before: reminder.on.until(due),
        words: if reminder.before == 0 {
            t::alarm_today(look.lang, &summary)
        } else {
            t::alarm(look.lang, reminder.before, &summary)
        },
    });
    let alarms = alarms.collect();
    let turn = row.turn.map_or("", |turn| turn.as_str());
    let path = case_path(kind, row.id.as_str()).unwrap_or_default();
    Entry {
        uid: format!("{}.{turn}@hezong", row.id),
        sequence: row.version,
        changed_at: row.changed_at,
        day: due,
        description: description(look.lang, kind, view, due),
        summary,
        url: format!("{origin}{path}"),
        alarms,
    }
}

/// What a calendar tells of a case: its state, what is missing, what was said, what happens then.
fn description(lang: Lang, kind: AccountKind, view: &CaseView, due: Day) -> String {
    let mut lines = Vec::new();
    if kind == AccountKind::Vendor {
        lines.push(t::partner(lang, &view.partner));
    }
    lines.push(t::state(lang, &view.state.words));
    lines.push(t::due(lang, due));
    if view.turn.as_ref().is_some_and(|turn| turn.is_provisional) {
        lines.push(t::PROVISIONAL.get(lang).to_owned());
    }
    let main = view.acts.iter().find(|act| act.is_main);
    let blocked = main.map(|act| act.blocked.as_slice()).unwrap_or_default();
    if !blocked.is_empty() {
        lines.push(t::MISSING.get(lang).to_owned());
        let dash = |label: &str, cure: &str| {
            if cure.is_empty() { format!("- {label}") } else { format!("- {label}: {cure}") }
        };
        lines.extend(blocked.iter().map(|check| dash(&check.label, &check.cure)));
    }
    if let Some(last) = view.steps.first() {
        if !last.reason.is_empty() {
            lines.push(t::said(lang, &last.reason));
        }
        lines.extend(last.remarks.iter().map(|(field, text)| format!("- {field}: {text}")));
    }
    if let Some(then) = view.turn.as_ref().map(|turn| &turn.then).filter(|then| !then.is_empty()) {
        lines.push(t::then(lang, then));
    }
    lines.join("\n")
}
