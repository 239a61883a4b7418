//! The partner's issued coupons: list, figures, detail.

use hezong_contract::coupons::{CouponDetail, CouponRow, ISSUED_FILTERS, IssuedStats};
use hezong_contract::{ListState, Listing};
use hezong_domain::access::Permission;
use hezong_domain::coupons::{Coupon, CouponStatus, QuotaType};
use hezong_domain::{CouponId, CustomerId, Page, QuotaId, Window, text};
use hezong_storage::coupons::{CouponFilter, RecordFilter};

use super::plan::own_partner;
use super::views::{coupon_row, movement_row, record_row};
use crate::context::Context;
use crate::names::{Names, note_reveal};
use crate::{Error, Result};

/// The filter a query string of the issued list asks for.
pub(crate) fn issued_filter(state: &mut ListState, quota_type: QuotaType) -> CouponFilter {
    CouponFilter {
        search: text::fold(state.get("q")),
        customer_id: state.read("customer", |text| CustomerId::parse(text).ok()),
        quota_id: state.read("quota", |text| QuotaId::parse(text).ok()),
        coupon_type: Some(quota_type.coupon_type()),
        statuses: state.read("status", CouponStatus::parse).into_iter().collect(),
        created_after: state.day("from").map(|t| t.plus_ms(-1)),
        created_before: state.day_end("to").map(|t| t.plus_ms(1)),
        expires_after: state.day("ends_from").map(|t| t.plus_ms(-1)),
        expires_before: state.day_end("ends_to").map(|t| t.plus_ms(1)),
        ..CouponFilter::default()
    }
}

/// Lists the coupons the caller's partner issued.
///
/// # Errors
/// Without [`Permission::IssuedView`].
pub async fn list_issued(
    cx: &Context,
    quota_type: QuotaType,
    query: &str,
) -> Result<Listing<CouponRow>> {
    own_partner(cx, Permission::IssuedView)?;
    let (mut tx, scope) = cx.read(Permission::IssuedView).await?;
    let mut state = ListState::parse(query, ISSUED_FILTERS);
    let filter = issued_filter(&mut state, quota_type);
    let revealed = state.get("reveal") == "1";
    let page = tx.coupons().list(&scope, &filter, state.window(), cx.now()).await?;
    let ids = page.rows.iter().map(|c| c.customer_id.account()).collect();
    let names = Names::of(&mut *tx, ids).await?.masked_unless(revealed);
    drop(tx);
    note_reveal(cx, "coupons", revealed).await?;
    Ok(Listing {
        rows: page.rows.iter().map(|c| coupon_row(c, &names, cx.now())).collect(),
        total: page.total,
        as_of: cx.now(),
        revealed,
        dropped: state.dropped,
    })
}

/// Issued coupons as the open API lists them.
///
/// # Errors
/// Without [`Permission::IssuedView`].
pub async fn issued_for_api(
    cx: &Context,
    filter: &CouponFilter,
    window: Window,
) -> Result<Page<Coupon>> {
    own_partner(cx, Permission::IssuedView)?;
    let (mut tx, scope) = cx.read(Permission::IssuedView).await?;
    Ok(tx.coupons().list(&scope, filter, window, cx.now()).await?)
}

/// The figures above the issued list.
///
/// # Errors
/// Without [`Permission::IssuedView`].
pub async fn stats(cx: &Context, quota_type: QuotaType) -> Result<IssuedStats> {
    let partner = own_partner(cx, Permission::IssuedView)?;
    let mut tx = cx.services().storage().read().await?;
    let quotas = tx.quotas().totals(&partner, quota_type, cx.now()).await?;
    let issued = tx.coupons().issued_totals(&partner, quota_type.coupon_type(), cx.now()).await?;
    Ok(IssuedStats {
        issuable: quotas.issuable,
        issuable_count: quotas.issuable_count,
        quotas_ending: quotas.ending_soon,
        quotas: quotas.count,
        held: issued.held,
        held_count: issued.held_count,
        locked: issued.locked,
        used_this_month: issued.used_this_month,
        used_last_month: issued.used_last_month,
        ending: issued.ending,
        ending_count: issued.ending_count,
        issued: issued.count,
    })
}

/// One issued coupon with its history and lineage.
///
/// # Errors
/// Without [`Permission::IssuedView`]; [`Error::NotFound`].
pub async fn detail(cx: &Context, id: &str) -> Result<CouponDetail> {
    own_partner(cx, Permission::IssuedView)?;
    let (mut tx, scope) = cx.read(Permission::IssuedView).await?;
    let id = CouponId::parse(id).map_err(|_| Error::NotFound("coupon"))?;
    let coupon = tx.coupons().find(&scope, &id).await?.ok_or(Error::NotFound("coupon"))?;
    let names = Names::of(&mut *tx, vec![coupon.customer_id.account()]).await?;
    let movements = tx.coupons().movements(&id).await?;
    let filter = RecordFilter { coupon_ids: vec![id.clone()], ..RecordFilter::default() };
    let records = tx.coupons().list_records(&scope, &filter, Window::first(100)).await?;
    let quota = tx.quotas().find(&scope, &coupon.quota_id).await?;
    Ok(CouponDetail {
        row: coupon_row(&coupon, &names, cx.now()),
        memo: coupon.memo,
        quota_name: quota.map(|q| q.name).unwrap_or_default(),
        batch_id: coupon.batch_id.to_string(),
        association: coupon.association,
        reclaimed: coupon.reclaimed,
        expired: coupon.expired,
        movements: movements.into_iter().map(movement_row).collect(),
        records: records.rows.into_iter().map(|r| record_row(r, &names)).collect(),
    })
}
