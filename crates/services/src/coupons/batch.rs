//! The result of an act of issuing or reclaiming, read back from its records: the result page survives
//! closing the tab.

use hezong_contract::coupons::{BatchResult, OutcomeRow};
use hezong_domain::access::Permission;
use hezong_domain::{BatchId, Fen, Window};
use hezong_storage::coupons::RecordFilter;

use super::plan::own_partner;
use super::views::name_unless_stranger;
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

/// The result of one of the caller's partner's acts.
///
/// # Errors
/// Without [`Permission::RecordView`]; [`Error::NotFound`].
pub async fn batch(cx: &Context, id: &str) -> Result<BatchResult> {
    own_partner(cx, Permission::RecordView)?;
    let (mut tx, scope) = cx.read(Permission::RecordView).await?;
    let id = BatchId::parse(id).map_err(|_| Error::NotFound("batch"))?;
    let filter = RecordFilter { batch_id: Some(id.clone()), ..RecordFilter::default() };
    let page = tx.coupons().list_records(&scope, &filter, Window::first(100)).await?;
    let first = page.rows.first().cloned().ok_or(Error::NotFound("batch"))?;
    let ids = page.rows.iter().map(|r| r.customer_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?;
    let mut quota_ids: Vec<String> = page.rows.iter().map(|r| r.quota_id.to_string()).collect();
    quota_ids.sort();
    quota_ids.dedup();
    let rows: Vec<OutcomeRow> = page
        .rows
        .into_iter()
        .rev()
        .map(|record| {
            let failed = !record.failure.is_empty();
            let customer = record.customer_id.account();
            let refusal = serde_json::from_str(&record.failure).ok();
            OutcomeRow {
                customer_name: name_unless_stranger(names.display(&customer), refusal.as_ref()),
                customer_id: String::from(customer),
                coupon_id: record.coupon_id.map(String::from).unwrap_or_default(),
                amount: if failed { Fen::ZERO } else { record.amount },
                refusal,
            }
        })
        .collect();
    let done = rows.iter().filter(|r| r.refusal.is_none()).count();
    let failed = rows.len() - done;
    Ok(BatchResult {
        batch_id: id.to_string(),
        operation: first.operation,
        quota_ids,
        quota_type: first.quota_type,
        total: Fen::sum(rows.iter().map(|r| r.amount)).unwrap_or(Fen::ZERO),
        rows,
        done: i64::try_from(done).unwrap_or(i64::MAX),
        failed: i64::try_from(failed).unwrap_or(i64::MAX),
        operator: first.operator,
        at: first.at,
    })
}
