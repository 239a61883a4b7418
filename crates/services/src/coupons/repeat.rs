//! Whether the same person issued the very same a moment ago. Going back to a plan draws it anew, under a
//! new key, so that confirming it is another act: the plan says so before it happens.

use std::collections::BTreeSet;

use hezong_contract::coupons::RecentIssue;
use hezong_domain::coupons::{IssueRequest, OperationType};
use hezong_domain::time::MINUTE_MS;
use hezong_domain::{CustomerId, Window};
use hezong_storage::UnitOfWork;
use hezong_storage::coupons::{OperationRecord, RecordFilter};

use crate::Result;
use crate::context::Context;

/// How long an act of issuing counts as just done.
const RECENT_MS: i64 = 10 * MINUTE_MS;
/// Most acts for one customer that are looked at.
const ACTS_MAX: i64 = 20;

/// The caller's latest act of the last ten minutes that issued from the same quota, at the same face
/// value, to the same customers.
pub(super) async fn just_issued(
    cx: &Context,
    tx: &mut dyn UnitOfWork,
    request: &IssueRequest,
) -> Result<Option<RecentIssue>> {
    let Some(first) = request.customer_ids.first() else {
        return Ok(None);
    };
    let scope = cx.principal().scope();
    let own = cx.principal().sign_in();
    let recent = RecordFilter {
        operations: vec![OperationType::Issue],
        quota_id: Some(request.quota_id.clone()),
        operator: own.to_owned(),
        after: Some(cx.now().plus_ms(-RECENT_MS)),
        ..RecordFilter::default()
    };
    // Every act for these customers left a record for the first of them.
    let of_first = RecordFilter { customer_id: Some(first.clone()), ..recent.clone() };
    let page = tx.coupons().list_records(&scope, &of_first, Window::first(ACTS_MAX)).await?;
    let acts = page.rows.into_iter().filter(|r| r.operator == own && r.amount == request.face);
    for act in acts {
        let batch = RecordFilter { batch_id: Some(act.batch_id.clone()), ..recent.clone() };
        // One act names a hundred customers at most, which is a page.
        let records = tx.coupons().list_records(&scope, &batch, Window::first(100)).await?.rows;
        if is_same(&records, &request.customer_ids) {
            return Ok(Some(RecentIssue { batch_id: act.batch_id.to_string(), at: act.at }));
        }
    }
    Ok(None)
}

/// Whether an act concerned exactly these customers, and at least one of them got a coupon.
fn is_same(records: &[OperationRecord], customers: &[CustomerId]) -> bool {
    let then: BTreeSet<&CustomerId> = records.iter().map(|record| &record.customer_id).collect();
    let now: BTreeSet<&CustomerId> = customers.iter().collect();
    then == now && records.iter().any(|record| record.coupon_id.is_some())
}
