//! Payouts that wait for approval, when people come or go.

use hezong_domain::access::Scope;
use hezong_domain::benefits::{Payout, PayoutState, Standing};
use hezong_domain::{CaseId, Window};
use hezong_storage::benefits::{CaseFilter, CaseOrder};

use super::super::engine::{self, Loaded};
use super::super::frame::Frame;
use super::{follow, weighed};
use crate::Result;
use crate::act::{Deed, perform};
use crate::context::Context;

/// Payouts under way that are looked through at once.
const UNDER_WAY_MAX: i64 = 500;

/// Looks at every payout that waits for approval: people may have come or gone. `cx` must be the
/// system's. Only what really moves becomes an act. Answers how many moved.
///
/// # Errors
/// When storage fails.
pub(crate) async fn recheck(cx: &Context) -> Result<i64> {
    let mut moved = 0;
    for id in mistaken(cx).await? {
        let (id, deed) = (&id, Deed::own("payout.recheck", id.as_str()));
        moved += perform(cx, deed, |mut act| async move {
            let case = engine::find::<Payout>(&mut *act.tx, &Scope::Platform, id).await?;
            let frame = Frame::read(&mut *act.tx, act.now).await?;
            let moved = follow(&mut act, &frame, case).await?;
            act.done(i64::from(moved), id.as_str(), if moved { "moved" } else { "as before" })
        })
        .await?;
    }
    Ok(moved)
}

/// Payouts whose state says something else about who can approve them than is so.
async fn mistaken(cx: &Context) -> Result<Vec<CaseId>> {
    let states = [PayoutState::PendingApproval, PayoutState::Blocked];
    let filter = CaseFilter {
        benefits: vec!["payout".to_owned()],
        states: states.map(|state| state.as_str().to_owned()).to_vec(),
        ..CaseFilter::default()
    };
    let mut tx = cx.services().storage().read().await?;
    let frame = Frame::read(&mut *tx, cx.now()).await?;
    let (order, window) = (CaseOrder::Due, Window::first(UNDER_WAY_MAX));
    let page = tx.benefits().list_cases(&Scope::Platform, &filter, order, window).await?;
    let mut found = Vec::new();
    for row in page.rows {
        let case = Loaded::<Payout>::of(row)?;
        let standing = weighed(&mut *tx, &frame, &case).await?.standing;
        let is_blocked = matches!(standing, Standing::Blocked { .. });
        if is_blocked != (case.state == PayoutState::Blocked) {
            found.push(case.row.id);
        }
    }
    Ok(found)
}
