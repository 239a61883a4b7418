//! What the clock will do next, found with the rules it is done by: a day that is named here is one on
//! which a round finds something to do.

use hezong_domain::Day;
use hezong_storage::benefits::CaseFilter;

use super::super::frame::Frame;
use super::{REMINDED_AHEAD, all, due_event, months, reminder};
use crate::Result;
use crate::context::Context;

/// The first day after today, and before `end`, on which a case lapses or somebody is reminded.
///
/// # Errors
/// When storage fails.
pub async fn next(cx: &Context, end: Day) -> Result<Option<Day>> {
    let frame = super::frame(cx).await?;
    let today = frame.today;
    let to_come = CaseFilter {
        due_from: Some(today),
        due_until: Some(end.plus(REMINDED_AHEAD)),
        ..CaseFilter::default()
    };
    let rows = all(cx, &to_come).await?;
    let mut tx = cx.services().storage().read().await?;
    for day in (1..today.until(end)).map(|n| today.plus(n)) {
        let then = Frame { today: day, ..frame.clone() };
        for row in &rows {
            let is_over = row.due_on == Some(day.plus(-1));
            let lapses = is_over && due_event(row, &then).is_ok_and(|event| event.is_some());
            if lapses || reminder(row, &then).is_some() {
                return Ok(Some(day));
            }
        }
        if months::is_due(&mut *tx, &then).await? {
            return Ok(Some(day));
        }
    }
    Ok(None)
}
