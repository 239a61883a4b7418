//! The operation records: every issue and every return, done or refused.

use hezong_contract::coupons::{RECORD_FILTERS, RecordRow};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::Permission;
use hezong_domain::coupons::{OperationType, QuotaType};
use hezong_domain::{CouponId, CustomerId, Page, QuotaId, Window};
use hezong_storage::coupons::{OperationRecord, RecordFilter};

use super::plan::own_partner;
use super::views::record_row;
use crate::Result;
use crate::context::Context;
use crate::names::{Names, note_reveal};

/// The filter a query string of the records asks for.
pub(crate) fn record_filter(state: &mut ListState, quota_type: QuotaType) -> RecordFilter {
    RecordFilter {
        operations: state.read("type", OperationType::parse).into_iter().collect(),
        quota_id: state.read("quota", |text| QuotaId::parse(text).ok()),
        quota_type: Some(quota_type),
        coupon_ids: state.read("coupon", |text| CouponId::parse(text).ok()).into_iter().collect(),
        customer_id: state.read("customer", |text| CustomerId::parse(text).ok()),
        batch_id: None,
        operator: state.get("operator").to_owned(),
        is_done: state.read("result", |text| match text {
            "done" => Some(true),
            "failed" => Some(false),
            _ => None,
        }),
        after: state.day("from").map(|t| t.plus_ms(-1)),
        before: state.day_end("to").map(|t| t.plus_ms(1)),
    }
}

/// Lists the records of the caller's partner.
///
/// # Errors
/// Without [`Permission::RecordView`].
pub async fn list_records(
    cx: &Context,
    quota_type: QuotaType,
    query: &str,
) -> Result<Listing<RecordRow>> {
    own_partner(cx, Permission::RecordView)?;
    let (mut tx, scope) = cx.read(Permission::RecordView).await?;
    let mut state = ListState::parse(query, RECORD_FILTERS);
    let filter = record_filter(&mut state, quota_type);
    let revealed = state.get("reveal") == "1";
    let page = tx.coupons().list_records(&scope, &filter, state.window()).await?;
    let ids = page.rows.iter().map(|r| r.customer_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?.masked_unless(revealed);
    drop(tx);
    note_reveal(cx, "records", revealed).await?;
    Ok(Listing {
        total: page.total,
        rows: page.rows.into_iter().map(|r| record_row(r, &names)).collect(),
        as_of: cx.now(),
        revealed,
        dropped: state.dropped,
    })
}

/// Records as the open API lists them; the documented API names no permission item, ours asks for the
/// console's.
///
/// # Errors
/// Without [`Permission::RecordView`].
pub async fn records_for_api(
    cx: &Context,
    filter: &RecordFilter,
    window: Window,
) -> Result<Page<OperationRecord>> {
    own_partner(cx, Permission::RecordView)?;
    let (mut tx, scope) = cx.read(Permission::RecordView).await?;
    Ok(tx.coupons().list_records(&scope, filter, window).await?)
}
